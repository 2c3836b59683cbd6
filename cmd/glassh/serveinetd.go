package main

import (
	"net"
	"time"

	"github.com/glassh/glassh/wire"
)

// serveInetd serves the connection that the program was started with, as inetd does, and
// ProxyCommand: standard input is its socket, or that and standard output are two pipes.
func serveInetd(g *generation, signals <-chan wire.Signal, stop func()) error {
	nc, err := inheritedConn()
	if err != nil {
		return err
	}
	ctx, cancel := untilSignal(signals, stop)
	defer cancel()
	return g.serveAlone(ctx, nc)
}

// unknownAddr is the address of what is no network connection, in the words of sshd.
type unknownAddr struct{}

func (unknownAddr) Network() string { return "pipe" }
func (unknownAddr) String() string  { return "UNKNOWN:65535" }

// A pipeConn is a connection of two files.
type pipeConn struct {
	in interface {
		Read([]byte) (int, error)
		Close() error
		SetReadDeadline(time.Time) error
	}
	out interface {
		Write([]byte) (int, error)
		Close() error
		SetWriteDeadline(time.Time) error
	}
}

func (p *pipeConn) Read(b []byte) (int, error)  { return p.in.Read(b) }
func (p *pipeConn) Write(b []byte) (int, error) { return p.out.Write(b) }
func (p *pipeConn) LocalAddr() net.Addr         { return unknownAddr{} }
func (p *pipeConn) RemoteAddr() net.Addr        { return unknownAddr{} }

func (p *pipeConn) Close() error {
	p.in.Close()
	return p.out.Close()
}

func (p *pipeConn) SetReadDeadline(t time.Time) error  { return p.in.SetReadDeadline(t) }
func (p *pipeConn) SetWriteDeadline(t time.Time) error { return p.out.SetWriteDeadline(t) }
func (p *pipeConn) SetDeadline(t time.Time) error {
	p.in.SetReadDeadline(t)
	return p.out.SetWriteDeadline(t)
}
