package main

import (
	"context"
	"net"
	"sync"

	"github.com/glassh/glassh/ssh"
)

// A servedConn is the connection below, where settings reach it: TCPKeepAlive at its begin,
// IPQoS at its first session.
type servedConn struct {
	net.Conn
	marked sync.Once
}

type servedConnKey struct{}

// withConn sets what holds from the begin, and gives sessions the connection.
func (o *serveOptions) withConn(ctx context.Context, nc net.Conn) context.Context {
	if tcp, ok := nc.(*net.TCPConn); ok {
		if o.tcpKeepAlive {
			tcp.SetKeepAliveConfig(net.KeepAliveConfig{Enable: true, Idle: -1, Interval: -1, Count: -1}) // the system's times
		} else {
			tcp.SetKeepAlive(false)
		}
	}
	return context.WithValue(ctx, servedConnKey{}, &servedConn{Conn: nc})
}

// mark says how urgent the connection of a session is.
func (o *serveOptions) mark(s *ssh.Session) {
	if c, ok := s.Conn().Context().Value(servedConnKey{}).(*servedConn); ok {
		c.marked.Do(func() { o.qos.mark(c.Conn, s.Pty != nil || s.X11 != nil) })
	}
}
