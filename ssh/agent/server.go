package agent

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"log/slog"
	"net"
	"sync"
	"time"

	"github.com/glassh/glassh/primitives/mem"
)

// A Config is what a [Server] does beside the protocol. Its zero value is good.
type Config struct {
	// Lifetime is how long keys are kept that come without a lifetime of their own;
	// 0 is for ever.
	Lifetime time.Duration
	// Confirm asks a person whether a key may be used that wants it. Without it, no
	// such key is used. It is asked one question at a time; the end of the server
	// ends ctx.
	Confirm func(ctx context.Context, q Question) bool
	// Logger gets a line for each refusal and each change, and nothing secret.
	Logger *slog.Logger
	// Now is the clock, and Rand the randomness: nil for the real ones.
	Now  func() time.Time
	Rand io.Reader
}

// A Question is what a person is asked to confirm.
type Question struct {
	Fingerprint string
	Comment     string // as it came with the key; escape it before showing it
	// User and Host are those of a key with destinations: where it is about to log in,
	// and "" for others.
	User, Host string
}

// A Server is an agent: it keeps private keys, and signs with them. It may be used
// from several goroutines.
type Server struct {
	cfg    Config
	ctx    context.Context // ends with the server
	cancel context.CancelFunc

	mu        sync.Mutex // guards what follows
	keys      []*identity
	locked    *passphrase // nil if the agent is not
	timer     *time.Timer // runs when the next key expires; nil if none does
	open      map[io.Closer]struct{}
	listeners map[net.Listener]struct{}

	unlocking  guesses
	confirming sync.Mutex // held while a person is asked
}

// NewServer returns a Server without keys.
func NewServer(cfg Config) *Server {
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Rand == nil {
		cfg.Rand = rand.Reader
	}
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	s := &Server{cfg: cfg, open: make(map[io.Closer]struct{}), listeners: make(map[net.Listener]struct{})}
	s.unlocking.turn = make(chan struct{}, 1)
	s.ctx, s.cancel = context.WithCancel(context.Background())
	return s
}

// ErrClosed is the error of a [Server] that was closed.
var ErrClosed = errors.New("agent: the agent has ended")

// Serve serves the connections of l until Close, and then returns [ErrClosed]. It
// closes l.
func (s *Server) Serve(l net.Listener) error {
	s.mu.Lock()
	if s.ctx.Err() != nil {
		s.mu.Unlock()
		l.Close()
		return ErrClosed
	}
	s.listeners[l] = struct{}{}
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		delete(s.listeners, l)
		s.mu.Unlock()
		l.Close()
	}()
	for {
		c, err := l.Accept()
		switch {
		case s.ctx.Err() != nil:
			if err == nil {
				c.Close()
			}
			return ErrClosed
		case err == nil:
			go s.ServeConn(c) // the end of the connection, or of the server, stops it
			continue
		}
		var temporary interface{ Temporary() bool }
		if !errors.As(err, &temporary) || !temporary.Temporary() {
			return err
		}
		s.cfg.Logger.Warn("no connection accepted", "error", err)
		time.Sleep(50 * time.Millisecond) // of too many files, some will be closed
	}
}

// ServeConn answers the requests of one connection, in their order, until its end or
// that of the server, and closes it. The error says how the peer broke the protocol;
// the end between two messages is none.
func (s *Server) ServeConn(rw io.ReadWriteCloser) error {
	s.mu.Lock()
	if s.ctx.Err() != nil {
		s.mu.Unlock()
		rw.Close()
		return ErrClosed
	}
	s.open[rw] = struct{}{}
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		delete(s.open, rw)
		s.mu.Unlock()
		rw.Close()
	}()
	c := &session{s: s}
	var buf []byte // for requests, wiped after each: they may hold keys
	for {
		payload, err := readMessage(rw, buf)
		if err != nil {
			if err == io.EOF || s.ctx.Err() != nil {
				return nil
			}
			s.cfg.Logger.Info("a connection ended", "error", err)
			return err
		}
		reply := c.handle(payload)
		mem.Wipe(payload)
		buf = payload
		if err := writeMessage(rw, reply); err != nil {
			return err
		}
	}
}

// Close ends the server: its connections, and the keys, which are wiped.
func (s *Server) Close() error {
	s.cancel()
	s.unlocking.turn <- struct{}{} // whoever guesses looks at the passphrase
	defer func() { <-s.unlocking.turn }()
	s.mu.Lock()
	defer s.mu.Unlock()
	for l := range s.listeners {
		l.Close()
	}
	for c := range s.open {
		c.Close()
	}
	s.removeIf(func(*identity) bool { return true })
	s.locked.wipe()
	if s.timer != nil {
		s.timer.Stop()
	}
	return nil
}
