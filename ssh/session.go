package ssh

import (
	"context"
	"net"
	"strings"
	"sync"
	"time"

	"github.com/glassh/glassh/ssh/connection"
	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/ssh/userauth"
	"github.com/glassh/glassh/wire"
)

// A ServerConn is one connection of a Server, whose user has logged in.
type ServerConn struct {
	s      *Server
	c      *conn
	ctx    context.Context // ends with the connection
	cancel context.CancelFunc
	info   Login
	permit any
	proofs []Proof

	hostKeyAlgorithm string        // of the first exchange of keys
	signed           []keys.Signer // host keys that the client had a signature of; only for the goroutine that answers requests

	// During the login.
	instead  *userauth.ServerEvent // a request in place of answers
	turned   error                 // why Server.Require ends the connection, or nil
	steps    *steps                // what is left of Server.Require's lists; nil: any one method
	used     []*keys.PublicKey     // that have succeeded: each counts once
	started  bool                  // a method has succeeded
	failures int                   // requests that were refused, but for those of none
	unknown  bool                  // the user does not exist
	updated  bool                  // server-sig-algs was sent again
	met      bool                  // the first request has come
	limits   *Limits               // of the user; nil behind the login

	open     int            // sessions; guarded by c.mu
	noMore   bool           // the client has promised to open no other session; guarded by c.mu
	sessions sync.WaitGroup // handlers that run

	listening listening // for the client
}

// onOpen accepts sessions, and gives other channels to their handlers.
func (sc *ServerConn) onOpen(mch *connection.Channel, data []byte) {
	c := sc.c
	switch h := sc.s.channels[mch.Type()]; {
	case mch.Type() != wire.ChannelTypeSession && h == nil:
		c.check(c.m.Reject(mch, wire.OpenUnknownChannelType, "not offered here"))
	case mch.Type() != wire.ChannelTypeSession:
		sc.sessions.Add(1)
		c.incoming(mch, data, func(in *Incoming) { h(sc, in) }, sc.sessions.Done)
	case sc.noMore:
		c.end(brokenPromise{})
	case sc.open >= sc.maxSessions():
		c.check(c.m.Reject(mch, wire.OpenResourceShortage, "too many sessions"))
	default:
		sc.open++
		ch := newChannel(c)
		s := &Session{
			Login: sc.info, Permit: sc.permit, ch: ch, sc: sc,
			resizes: make(chan Size, 1), signals: make(chan wire.Signal, 16), breaks: make(chan time.Duration, 1),
		}
		s.ctx, s.cancel = context.WithCancel(sc.ctx)
		ch.request, ch.over = s.onRequest, s.over
		ch.bind(mch)
		c.check(c.m.Accept(mch))
	}
}

func (sc *ServerConn) maxSessions() int {
	if sc.s.SessionLimit != nil {
		return sc.s.SessionLimit(sc.permit)
	}
	return orDefault(sc.s.MaxSessions, 10)
}

// A Session is a session channel, as the server sees it (RFC 4254 §6): it reads
// what the client's user types, and writes the output.
type Session struct {
	Login
	// Permit is what the Server's function that let the user in returned.
	Permit any
	// Kind is "shell", "exec" or "subsystem:NAME".
	Kind string
	// Command is the client's, in any bytes; only with exec.
	Command string
	// Env are "NAME=value", of those that Server.AcceptEnv takes.
	Env []string
	// Pty is the terminal that the client asked for, or nil.
	Pty *Pty
	// X11 is the client's display, or nil. OpenX11 connects to it.
	X11 *X11

	ch      *Channel
	sc      *ServerConn
	ctx     context.Context
	cancel  context.CancelFunc
	resizes chan Size
	signals chan wire.Signal
	breaks  chan time.Duration
	agent   string // the type of the channels to the client's agent, or ""

	started  bool // a handler runs, or has run; guarded by c.mu
	half     bool // of the handler and the channel, one is over; guarded by c.mu
	envBytes int  // of names and values in Env; guarded by c.mu

	mu     sync.Mutex // guards exited
	exited bool       // the client was told how the session ended
}

// Bounds of the environment of a session.
const (
	maxEnv      = 128
	maxEnvBytes = 64 << 10
)

// over ends what belongs to a session whose channel is gone. It needs c.mu.
func (s *Session) over() {
	s.cancel()
	s.leave()
}

// leave makes room for another session, once the channel and the handler are both over: a
// command may go on behind its channel. It needs c.mu.
func (s *Session) leave() {
	if s.half || !s.started {
		s.sc.open--
	}
	s.half = true
}

// onRequest handles the client's requests, in the reader's goroutine.
func (s *Session) onRequest(name string, payload []byte) bool {
	switch name {
	case wire.RequestEnv:
		return s.onEnv(payload)
	case wire.RequestPTY:
		return s.onPty(payload)
	case wire.RequestShell:
		return s.begin("shell", "")
	case wire.RequestExec:
		var msg wire.ExecRequest
		return msg.Parse(payload) == nil && s.begin("exec", string(msg.Command))
	case wire.RequestSubsystem:
		var msg wire.SubsystemRequest
		return msg.Parse(payload) == nil && s.begin("subsystem:"+string(msg.Name), "")
	case wire.RequestWindowChange:
		return s.onResize(payload)
	case wire.RequestSignal:
		var msg wire.SignalRequest
		if msg.Parse(payload) != nil {
			return false
		}
		signal, ok := wire.ParseSignal(msg.Signal)
		if string(msg.Signal) == string(wire.SignalINFO) {
			signal, ok = wire.SignalINFO, true
		}
		if !ok {
			return false
		}
		select {
		case s.signals <- signal:
			return true
		default:
			return false
		}
	case wire.RequestBreak:
		return s.onBreak(payload)
	case wire.RequestAgent, wire.RequestAgentOld:
		return s.onAgent(name, payload)
	case wire.RequestX11:
		return s.onX11(payload)
	}
	return false
}

func (s *Session) onEnv(payload []byte) bool {
	var msg wire.EnvRequest
	if msg.Parse(payload) != nil || s.started || s.sc.s.AcceptEnv == nil {
		return false
	}
	name, value := string(msg.Name), string(msg.Value)
	size := s.envBytes + len(name) + len(value)
	if len(s.Env) >= maxEnv || size > maxEnvBytes {
		return false
	}
	// What no environment can hold would keep the command from starting.
	if name == "" || strings.ContainsAny(name, "=\x00") || strings.Contains(value, "\x00") || !s.sc.s.AcceptEnv(s.Permit, name) {
		return false
	}
	s.Env, s.envBytes = append(s.Env, name+"="+value), size
	return true
}

func (s *Session) onPty(payload []byte) bool {
	var msg wire.PTYRequest
	if msg.Parse(payload) != nil || s.started || s.Pty != nil || s.sc.s.PermitPty == nil || !s.sc.s.PermitPty(s.Permit) {
		return false
	}
	s.Pty = &Pty{
		Term:  string(msg.Term),
		Size:  Size{msg.Columns, msg.Rows, msg.Width, msg.Height},
		Modes: append(wire.TerminalModes(nil), msg.Modes...),
	}
	return true
}

// onResize keeps the latest size for who reads Resizes.
func (s *Session) onResize(payload []byte) bool {
	var msg wire.WindowChange
	if msg.Parse(payload) != nil || s.Pty == nil {
		return false
	}
	select {
	case <-s.resizes:
	default:
	}
	s.resizes <- Size{msg.Columns, msg.Rows, msg.Width, msg.Height}
	return true
}

// begin starts the handler; a session has one.
func (s *Session) begin(kind, command string) bool {
	h := s.sc.s.handlers[kind]
	if h == nil || s.started {
		return false
	}
	s.started, s.Kind, s.Command = true, kind, command
	if kind == "exec" {
		kind = "command"
	}
	s.ch.watchIdle("session:" + kind)
	s.sc.c.woken = true
	s.sc.sessions.Go(func() {
		defer s.end()
		h(s)
	})
	return true
}

// end closes the session behind its handler: what there is to say goes in one piece.
func (s *Session) end() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ch.data.stop(net.ErrClosed)
	s.ch.ext.stop(net.ErrClosed)
	s.ch.c.do(func() error {
		if !s.exited {
			s.exited = true
			var msg wire.ExitStatus
			s.sayExit(wire.RequestExitStatus, msg.Append(nil))
		}
		s.leave()
		s.ch.sendClose()
		return nil
	})
	s.cancel()
}

// Context ends when the client closes the session, the connection ends, or the
// handler returns.
func (s *Session) Context() context.Context { return s.ctx }

// Conn returns the connection of the session.
func (s *Session) Conn() *ServerConn { return s.sc }

// Channel returns the session's channel, for deadlines and requests of its own.
func (s *Session) Channel() *Channel { return s.ch }

// Read reads what the client sends.
func (s *Session) Read(p []byte) (int, error) { return s.ch.Read(p) }

// Write writes to the client's standard output.
func (s *Session) Write(p []byte) (int, error) { return s.ch.Write(p) }

// Stderr writes to the client's standard error.
func (s *Session) Stderr() *Stderr { return s.ch.Stderr() }

// Resizes gives the new size when the client's window changes; of several only the
// last.
func (s *Session) Resizes() <-chan Size { return s.resizes }

// Signals gives the signals that the client sends.
func (s *Session) Signals() <-chan wire.Signal { return s.signals }

// Exit tells the client how the session ended, and that there is no more output.
// Only the first of Exit and ExitSignal counts; without either it is Exit(0).
func (s *Session) Exit(status uint8) {
	msg := wire.ExitStatus{Status: uint32(status)}
	s.exit(wire.RequestExitStatus, msg.Append(nil))
}

// ExitSignal tells the client that a signal ended the session.
func (s *Session) ExitSignal(signal wire.Signal, coreDumped bool, message string) {
	msg := wire.ExitSignal{Signal: []byte(signal), CoreDumped: coreDumped, Message: []byte(message)}
	s.exit(wire.RequestExitSignal, msg.Append(nil))
}

func (s *Session) exit(name string, payload []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.exited {
		return
	}
	s.exited = true
	s.ch.c.do(func() error {
		s.sayExit(name, payload)
		return nil
	})
}

// sayExit needs c.mu.
func (s *Session) sayExit(name string, payload []byte) {
	// In this order: OpenSSH's client closes its side at the end of the output, and
	// what was not sent by then never is.
	s.ch.send(name, nil, payload)
	s.ch.sendEOF()
}
