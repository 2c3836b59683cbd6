package mux

import (
	"context"
	"errors"
	"net"
	"os"
	"sync"
	"time"
)

// A Handler does what the clients of a master ask for. Its methods are called from
// several goroutines at once. An error refuses, and its text goes to the client; ErrDenied,
// or one that wraps it, says that the user did not permit it.
type Handler interface {
	// Session runs a session until its end, or that of ctx: the client is gone then. It
	// calls s.Opened once the session is up, and returns the exit status. The files are
	// closed when it returns.
	Session(ctx context.Context, s *Session) (status int, err error)
	// StdioForward connects s.Files to a host of the server, until the end of either, or
	// of ctx.
	StdioForward(ctx context.Context, s *Session, host string, port uint32) error
	// OpenForward begins a forwarding, and returns the port of a remote one whose
	// ListenPort is 0.
	OpenForward(f Forward) (port uint32, err error)
	CloseForward(f Forward) error
	// Terminate is asked before the master ends; the end itself is up to Terminated,
	// which is called once the client knows.
	Terminate() error
	Terminated()
	// StopListening closes the listener that Serve has been given.
	StopListening() error
	// Proxy relays messages of the connection protocol until the client closes nc. It
	// calls opened before; if it returns an error without, the client is refused.
	Proxy(ctx context.Context, nc net.Conn, opened func() error) error
}

// ErrDenied refuses what the user does not permit.
var ErrDenied = errors.New("Permission denied")

// A Session is one that a client asks for.
type Session struct {
	NewSession
	// Files are the client's standard input, output, and error; two of a StdioForward.
	Files []*os.File

	id uint32
	c  *conn
}

// Opened tells the client that the session is up.
func (s *Session) Opened() error { return s.c.send(&SessionOpened{s.Request, s.id}) }

// NoTerminal tells the client that the server gives the session no terminal.
func (s *Session) NoTerminal() error { return s.c.send(&TTYAllocFail{s.id}) }

// A Master serves the clients of one socket.
type Master struct {
	Handler Handler
	// Admit decides who may be a client; an error closes the connection. nil admits all
	// that the mode of the socket lets in.
	Admit func(nc *net.UnixConn) error

	mu   sync.Mutex // guards last
	last uint32     // the number of the latest session
}

// maxClients bounds the clients at once.
const maxClients = 1024

// Serve serves the connections of ln until it is closed, or ctx ends. It returns when
// all clients are gone; the end of ctx closes them.
func (m *Master) Serve(ctx context.Context, ln *net.UnixListener) error {
	var all sync.WaitGroup
	defer all.Wait()
	stop := context.AfterFunc(ctx, func() { ln.Close() })
	defer stop()
	places := make(chan struct{}, maxClients)
	for {
		select {
		case places <- struct{}{}:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
		nc, err := ln.AcceptUnix()
		if err != nil {
			var temporary interface{ Temporary() bool }
			if errors.As(err, &temporary) && temporary.Temporary() {
				<-places
				time.Sleep(10 * time.Millisecond)
				continue
			}
			return err
		}
		all.Go(func() {
			defer func() { <-places }()
			m.serve(ctx, nc)
		})
	}
}

// patience is how long a client may take over one message.
const patience = 10 * time.Second

// serve serves one client until it is gone.
func (m *Master) serve(ctx context.Context, nc *net.UnixConn) {
	defer nc.Close()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	stop := context.AfterFunc(ctx, func() { nc.SetDeadline(time.Unix(1, 0)) })
	defer stop()
	if m.Admit != nil && m.Admit(nc) != nil {
		return
	}
	c := &conn{nc: nc}
	nc.SetDeadline(time.Now().Add(patience))
	if c.hello() != nil {
		return
	}
	nc.SetDeadline(time.Time{})
	for ctx.Err() == nil {
		request, err := c.receive()
		var unknown *UnknownError
		switch {
		case errors.As(err, &unknown):
			err = c.send(&Failure{unknown.Request, "unsupported request"})
		case err == nil:
			var more bool
			if more, err = m.handle(ctx, cancel, c, request); !more {
				return
			}
		}
		if err != nil {
			return
		}
	}
}

// handle handles one request; more says that others may follow on the connection.
func (m *Master) handle(ctx context.Context, cancel func(), c *conn, request Message) (more bool, err error) {
	h := m.Handler
	switch r := request.(type) {
	case *AliveCheck:
		return true, c.send(&Alive{r.Request, uint32(os.Getpid())})
	case *Terminate:
		if err := h.Terminate(); err != nil {
			return true, c.refuse(r.Request, err)
		}
		err := c.send(&OK{r.Request})
		h.Terminated()
		return false, err
	case *StopListening:
		return true, c.confirm(r.Request, h.StopListening())
	case *CloseForward:
		return true, c.confirm(r.Request, h.CloseForward(r.Forward))
	case *OpenForward:
		port, err := h.OpenForward(r.Forward)
		if err == nil && r.Direction == Remote && r.ListenPort == 0 {
			return true, c.send(&RemotePort{r.Request, port})
		}
		return true, c.confirm(r.Request, err)
	case *NewSession:
		return false, m.session(ctx, cancel, c, &Session{NewSession: *r}, 3, func(ctx context.Context, s *Session) (int, error) {
			return h.Session(ctx, s)
		})
	case *StdioForward:
		s := &Session{NewSession: NewSession{Request: r.Request}}
		return false, m.session(ctx, cancel, c, s, 2, func(ctx context.Context, s *Session) (int, error) {
			return -1, h.StdioForward(ctx, s, r.Host, r.Port)
		})
	case *Proxy:
		begun := false
		err := h.Proxy(ctx, c.nc, func() error {
			begun = true
			return c.send(&Proxied{r.Request})
		})
		if err != nil && !begun {
			return true, c.refuse(r.Request, err)
		}
		return false, err
	}
	return false, errors.New("mux: not a client's message")
}

func (c *conn) refuse(request uint32, err error) error {
	if errors.Is(err, ErrDenied) {
		return c.send(&PermissionDenied{request, err.Error()})
	}
	return c.send(&Failure{request, err.Error()})
}

func (c *conn) confirm(request uint32, err error) error {
	if err != nil {
		return c.refuse(request, err)
	}
	return c.send(&OK{request})
}

// session takes the client's files, and lets run have them until it returns or the
// client goes away.
func (m *Master) session(ctx context.Context, cancel func(), c *conn, s *Session, files int, run func(context.Context, *Session) (int, error)) error {
	defer func() {
		for _, f := range s.Files {
			f.Close()
		}
	}()
	c.nc.SetReadDeadline(time.Now().Add(patience))
	for range files {
		f, err := c.receiveFile()
		if err != nil {
			return c.send(&Failure{s.Request, "did not receive the files"})
		}
		s.Files = append(s.Files, f)
	}
	c.nc.SetReadDeadline(time.Time{})
	m.mu.Lock()
	m.last++
	s.id, s.c = m.last, c
	m.mu.Unlock()
	go func() { // the end of the session stops it: nc is closed then
		defer cancel()
		c.nc.Read(make([]byte, 1)) // a client says nothing more: it goes away
	}()
	status, err := run(ctx, s)
	switch {
	case err != nil:
		return c.refuse(s.Request, err) // behind Opened, the client takes it for a protocol error, and ends
	case status >= 0:
		return c.send(&ExitMessage{s.id, uint32(status)})
	}
	return nil
}
