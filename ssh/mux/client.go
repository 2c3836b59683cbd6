package mux

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"time"

	"github.com/glassh/glassh/wire"
)

// A Client asks a master for things. Its methods are called one after the other; each
// waits for the answer.
type Client struct {
	c       conn
	request uint32
}

// Dial connects to the master that listens at the socket path.
func Dial(ctx context.Context, path string) (*Client, error) {
	var d net.Dialer
	nc, err := d.DialContext(ctx, "unix", path)
	if err != nil {
		return nil, err
	}
	cl := &Client{c: conn{nc: nc.(*net.UnixConn)}}
	stop := context.AfterFunc(ctx, func() { nc.SetDeadline(time.Unix(1, 0)) })
	err = cl.c.hello()
	if !stop() && err != nil {
		err = context.Cause(ctx)
	}
	if err != nil {
		nc.Close()
		return nil, err
	}
	return cl, nil
}

// Close closes the control connection. It ends a session of this client's.
func (cl *Client) Close() error { return cl.c.nc.Close() }

// A RefusedError is a master's answer to a request that it does not fulfil.
type RefusedError struct {
	Denied bool   // its user said no, or would have to
	Reason string // the master's words, escaped
}

// Error returns one line.
func (e *RefusedError) Error() string {
	if e.Denied {
		return "mux: the master does not permit it: " + e.Reason
	}
	return "mux: the master refused: " + e.Reason
}

// next numbers a request.
func (cl *Client) next() uint32 {
	cl.request++
	return cl.request
}

var errGone = errors.New("mux: the master closed the connection")

// answer waits for an answer that is of type T, or one that the master gives instead.
func answer[T Message](cl *Client) (answer T, err error) {
	m, err := cl.c.receive()
	if err != nil {
		if err == io.EOF {
			err = errGone
		}
		return answer, err
	}
	switch m := m.(type) {
	case T:
		return m, nil
	case *Failure:
		return answer, &RefusedError{Reason: wire.Escape([]byte(m.Reason))}
	case *PermissionDenied:
		return answer, &RefusedError{Denied: true, Reason: wire.Escape([]byte(m.Reason))}
	}
	return answer, fmt.Errorf("mux: the master answered with %v", m.kind())
}

// Alive asks whether the master is there, and returns its process id.
func (cl *Client) Alive() (pid int, err error) {
	if err := cl.c.send(&AliveCheck{cl.next()}); err != nil {
		return 0, err
	}
	m, err := answer[*Alive](cl)
	if err != nil {
		return 0, err
	}
	return int(m.PID), nil
}

// Terminate ends the master, its connection, and all that runs over it.
// OpenSSH's may do that without a word.
func (cl *Client) Terminate() error {
	if err := cl.ask(&Terminate{cl.next()}); err != errGone {
		return err
	}
	return nil
}

// StopListening makes the master take no more clients. Those that it has go on.
func (cl *Client) StopListening() error { return cl.ask(&StopListening{cl.next()}) }

// CloseForward ends a forwarding.
func (cl *Client) CloseForward(f Forward) error { return cl.ask(&CloseForward{cl.next(), f}) }

func (cl *Client) ask(m Message) error {
	if err := cl.c.send(m); err != nil {
		return err
	}
	_, err := answer[*OK](cl)
	return err
}

// OpenForward begins a forwarding. For a remote one whose listen port is 0 it returns
// the port that the server chose.
func (cl *Client) OpenForward(f Forward) (port uint32, err error) {
	if err := cl.c.send(&OpenForward{cl.next(), f}); err != nil {
		return 0, err
	}
	if f.Direction == Remote && f.ListenPort == 0 {
		m, err := answer[*RemotePort](cl)
		if err != nil {
			return 0, err
		}
		return m.Port, nil
	}
	_, err = answer[*OK](cl)
	return 0, err
}

// Session opens a session in passenger mode, and gives the three streams to the master.
// Wait follows.
func (cl *Client) Session(s NewSession, stdin, stdout, stderr *os.File) error {
	s.Request = cl.next()
	return cl.passenger(&s, stdin, stdout, stderr)
}

// StdioForward connects two streams to host, port, seen from the server; UnixPort makes
// host the path of a Unix socket. Wait follows.
func (cl *Client) StdioForward(host string, port uint32, stdin, stdout *os.File) error {
	return cl.passenger(&StdioForward{cl.next(), host, port}, stdin, stdout)
}

func (cl *Client) passenger(m Message, files ...*os.File) error {
	if err := cl.c.send(m); err != nil {
		return err
	}
	for _, f := range files {
		if err := cl.c.sendFile(f); err != nil {
			return err
		}
	}
	_, err := answer[*SessionOpened](cl)
	return err
}

// ErrNoStatus says that a session ended, and how is not known.
var ErrNoStatus = errors.New("mux: the master closed the session without an exit status")

// Wait waits for the end of the session and returns its exit status. noTerminal is
// called if the server gives it no terminal. A session of StdioForward ends with
// ErrNoStatus.
func (cl *Client) Wait(noTerminal func()) (status int, err error) {
	err = ErrNoStatus
	for {
		m, failed := cl.c.receive()
		if failed == io.EOF { // OpenSSH's master tells the status, and then writes what is left
			return status, err
		}
		if failed != nil {
			return 0, failed
		}
		switch m := m.(type) {
		case *TTYAllocFail:
			if noTerminal != nil {
				noTerminal()
			}
		case *ExitMessage:
			status, err = int(m.Status), nil
		default:
			return 0, fmt.Errorf("mux: %v within a session", m.kind())
		}
	}
}

// Proxy makes the master relay messages of the connection protocol (RFC 4254), framed as
// the package's comment says, and returns the connection that does. The Client cannot
// be used any more.
func (cl *Client) Proxy() (net.Conn, error) {
	if err := cl.c.send(&Proxy{cl.next()}); err != nil {
		return nil, err
	}
	if _, err := answer[*Proxied](cl); err != nil {
		return nil, err
	}
	return cl.c.nc, nil
}
