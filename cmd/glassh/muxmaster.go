package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"sync/atomic"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/ssh/mux"
)

// A muxMaster lets other programs share the connection. All its methods do nothing on nil.
type muxMaster struct {
	d      *dialer
	client *ssh.Client
	ln     *net.UnixListener
	socket fs.FileInfo // what it is, to remove no other one

	ctx    context.Context
	cancel context.CancelFunc
	served chan struct{} // closed behind the last client

	terminated atomic.Bool // a client has ended the connection
}

// errNoMaster ends a program that was to be the master in the background.
var errNoMaster = statusError(0)

// becomeMaster listens for those who share the connection, if the options say so and
// nobody does.
func (d *dialer) becomeMaster(client *ssh.Client) error {
	c := d.o.control
	if d.tracing != nil || d.plain || c.path == "" || c.master == masterNo {
		return nil
	}
	m := &muxMaster{d: d, client: client, served: make(chan struct{})}
	var err error
	m.ln, m.socket, err = listenControl(c.path)
	switch {
	case errors.Is(err, fs.ErrExist) && d.e.master:
		d.e.waiting.Write([]byte{notMaster}) // who waits joins the other one
		return errNoMaster
	case errors.Is(err, fs.ErrExist):
		d.say("ControlSocket %s already exists, disabling multiplexing", c.path)
		return nil
	case err != nil:
		return fmt.Errorf("ControlPath %s: %w", c.path, unwrapSyscall(err))
	}
	m.ctx, m.cancel = context.WithCancel(context.Background())
	d.shared = m
	master := &mux.Master{Handler: m, Admit: m.admit}
	go func() { // close stops it
		defer close(m.served)
		master.Serve(m.ctx, m.ln)
	}()
	return nil
}

// listenControl listens at a path where nothing is. The socket gets its name only when it
// is one to connect to: those who find it may be waiting for it.
func listenControl(path string) (*net.UnixListener, fs.FileInfo, error) {
	var random [8]byte
	rand.Read(random[:])
	temporary := path + "." + hex.EncodeToString(random[:])
	ln, err := listenUnix(temporary, 0o177, false)
	if err != nil {
		return nil, nil, err
	}
	unixLn := ln.(*net.UnixListener)
	unixLn.SetUnlinkOnClose(false)
	defer os.Remove(temporary)
	info, err := os.Lstat(temporary)
	if err == nil {
		err = os.Link(temporary, path)
	}
	if err != nil {
		ln.Close()
		return nil, nil, err
	}
	return unixLn, info, nil
}

// unlink removes the socket, if it is still this one's.
func (m *muxMaster) unlink() {
	path := m.d.o.control.path
	if info, err := os.Lstat(path); err == nil && os.SameFile(info, m.socket) {
		os.Remove(path)
	}
}

// close ends the sessions of all clients, and the listening.
func (m *muxMaster) close() {
	if m == nil {
		return
	}
	m.unlink()
	m.cancel()
	m.ln.Close()
	<-m.served
}

// unused is closed once nobody has used the connection for as long as ControlPersist says,
// or ctx has ended; it is nil if it stays.
func (m *muxMaster) unused(ctx context.Context) <-chan struct{} {
	if m == nil || !m.d.o.control.persist || m.d.o.control.keep == 0 || !m.d.o.background {
		return nil
	}
	over := make(chan struct{})
	go func() { // the end of ctx stops it
		defer close(over)
		m.d.carried.unused(ctx, m.d.o.control.keep)
	}()
	return over
}

// status is that of the program: a client that ends the connection is no error to report.
func (m *muxMaster) status(err error) error {
	if m != nil && m.terminated.Load() {
		return statusError(255)
	}
	return err
}

// permits asks the user, if the options say so.
func (m *muxMaster) permits(format string, args ...any) error {
	if !m.d.o.control.master.asks() || m.d.e.askPermission(m.ctx, fmt.Sprintf(format, args...)) {
		return nil
	}
	return mux.ErrDenied
}

// Terminate ends the connection, with all that use it.
func (m *muxMaster) Terminate() error {
	return m.permits("Terminate shared connection to %s? ", m.d.o.host)
}

// Terminated does it: the client has been told.
func (m *muxMaster) Terminated() {
	m.terminated.Store(true)
	m.unlink()
	m.client.Close()
}

// StopListening takes no more clients.
func (m *muxMaster) StopListening() error {
	if err := m.permits("Disable further multiplexing on shared connection to %s? ", m.d.o.host); err != nil {
		return err
	}
	m.unlink()
	return m.ln.Close()
}

// OpenForward begins a forwarding. One that is there already is left alone.
func (m *muxMaster) OpenForward(f mux.Forward) (port uint32, err error) {
	spec, err := forwardFromMux(f)
	if err != nil {
		return 0, err
	}
	if err := m.permits("Open %c %s on %s? ", spec.kind, spec.listen.dump(false), m.d.o.host); err != nil {
		return 0, err
	}
	if port, ok := m.d.forwards.port(spec); ok {
		return uint32(port), nil
	}
	n, err := m.d.forwards.add(m.ctx, spec)
	switch {
	case err == nil:
		return uint32(n), nil
	case spec.kind == 'R' && spec.listen.path != "":
		return 0, fmt.Errorf("remote port forwarding failed for listen path %s", spec.listen.path)
	case spec.kind == 'R':
		return 0, fmt.Errorf("remote port forwarding failed for listen port %d", spec.listen.port)
	}
	return 0, errors.New("Port forwarding failed")
}

// CloseForward ends a forwarding.
func (m *muxMaster) CloseForward(f mux.Forward) error {
	spec, err := forwardFromMux(f)
	if err != nil {
		return err
	}
	if m.d.forwards.cancel(spec) != nil {
		return errors.New("port not forwarded")
	}
	return nil
}

// Proxy lets a client speak the connection protocol itself.
func (m *muxMaster) Proxy(ctx context.Context, nc net.Conn, opened func() error) error {
	if err := m.permits("Allow multiplex proxy connection? "); err != nil {
		return err
	}
	defer m.d.carried.begin()()
	if err := opened(); err != nil {
		return err
	}
	return m.client.Relay(ctx, mux.Plain(nc))
}
