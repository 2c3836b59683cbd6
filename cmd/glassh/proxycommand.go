package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"sync"
	"time"
)

// proxy runs ProxyCommand, whose input and output are the connection.
func (d *dialer) proxy(ctx context.Context) (net.Conn, error) {
	command, err := expand(d.o.proxyCommand, d.o.proxyTokens())
	if err != nil {
		return nil, err
	}
	// Without exec, ending the shell would leave the command.
	cmd := d.e.shellCommand(context.Background(), "exec "+command)
	if defaultShell == "cmd.exe" {
		cmd = d.e.shellCommand(context.Background(), command)
	}
	cmd.Stderr = os.Stderr
	d.log.Info("running the proxy command", "command", command)
	if d.o.fdpass {
		nc, err := passedSocket(ctx, cmd)
		if err != nil {
			return nil, fmt.Errorf("proxy dialer: %w", err)
		}
		return nc, nil
	}
	return startProxy(cmd)
}

// startProxy starts a command as a connection. Close ends it.
func startProxy(cmd *exec.Cmd) (net.Conn, error) {
	theirsIn, ours, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	in, theirsOut, err := os.Pipe()
	if err != nil {
		theirsIn.Close()
		ours.Close()
		return nil, err
	}
	cmd.Stdin, cmd.Stdout = theirsIn, theirsOut
	err = cmd.Start()
	theirsIn.Close()
	theirsOut.Close()
	if err != nil {
		in.Close()
		ours.Close()
		return nil, fmt.Errorf("proxy command: %w", err)
	}
	p := &proxyConn{in: in, out: ours, cmd: cmd}
	p.close = sync.OnceFunc(func() {
		in.Close()
		ours.Close()
		hangUp(cmd)
		go cmd.Wait() // the end of the command, which was just told to, stops it
	})
	return p, nil
}

// A proxyConn is a command as a connection.
type proxyConn struct {
	in, out *os.File
	cmd     *exec.Cmd
	close   func()
}

// proxyAddr is the address of what a command leads to.
type proxyAddr struct{}

func (proxyAddr) Network() string { return "command" }
func (proxyAddr) String() string  { return "UNKNOWN" }

func (p *proxyConn) Read(b []byte) (int, error)  { return p.in.Read(b) }
func (p *proxyConn) Write(b []byte) (int, error) { return p.out.Write(b) }
func (p *proxyConn) Close() error                { p.close(); return nil }
func (p *proxyConn) LocalAddr() net.Addr         { return proxyAddr{} }
func (p *proxyConn) RemoteAddr() net.Addr        { return proxyAddr{} }

func (p *proxyConn) SetReadDeadline(t time.Time) error  { return p.in.SetReadDeadline(t) }
func (p *proxyConn) SetWriteDeadline(t time.Time) error { return p.out.SetWriteDeadline(t) }

// SetDeadline sets both. Where pipes have none, one that has passed closes them.
func (p *proxyConn) SetDeadline(t time.Time) error {
	err := errors.Join(p.SetReadDeadline(t), p.SetWriteDeadline(t))
	if errors.Is(err, os.ErrNoDeadline) && !t.IsZero() {
		time.AfterFunc(time.Until(t), p.close)
		return nil
	}
	return err
}
