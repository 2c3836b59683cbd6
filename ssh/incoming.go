package ssh

import (
	"bytes"
	"context"
	"errors"
	"net"
	"sync"

	"github.com/glassh/glassh/ssh/connection"
	"github.com/glassh/glassh/wire"
)

// An Incoming is a channel that the peer wants to open (RFC 4254 §5.1). Its handler
// calls Accept or Reject, once; if it returns without either, the channel is refused.
// It may wait meanwhile: as many channels as connection.Config allows can be undecided, or
// have a handler that has not returned.
type Incoming struct {
	Kind string // "forwarded-tcpip", in any bytes
	Data []byte // the part of CHANNEL_OPEN that depends on the type

	c        *conn
	ch       *connection.Channel
	answered bool // guarded by c.mu
}

var errAnswered = errors.New("ssh: the channel was accepted or refused already")

// answer runs f, which answers the peer. It needs c.mu.
func (in *Incoming) answer(f func() error) error {
	if in.answered {
		return errAnswered
	}
	in.answered = true
	err := f()
	in.c.check(err)
	return err
}

// Accept opens the channel. requests handles the peer's requests on it; it must not
// wait, nor use the channel. nil refuses them.
func (in *Incoming) Accept(requests func(name string, payload []byte) bool) (*Channel, error) {
	return in.accept(func(ch *Channel) { ch.request = requests })
}

func (in *Incoming) accept(prepare func(*Channel)) (*Channel, error) {
	ch := newChannel(in.c)
	prepare(ch)
	err := in.c.do(func() error {
		return in.answer(func() error {
			ch.bind(in.ch)
			return in.c.m.Accept(in.ch)
		})
	})
	if err != nil {
		return nil, err
	}
	return ch, nil
}

// Reject refuses the channel; text is for the peer's user.
func (in *Incoming) Reject(reason wire.OpenReason, text string) error {
	return in.c.do(func() error {
		return in.answer(func() error { return in.c.m.Reject(in.ch, reason, text) })
	})
}

// maxOpenData bounds what depends on the type of a channel, and its name, in bytes: it is
// kept while the channel is undecided.
const maxOpenData = 16 << 10

// incoming gives a channel of the peer to its handler, in a goroutine of its own, which
// is over when the handler returns; done is called then. There are no more handlers than
// channels can be: one whose channel is closed may have something to finish, such as data
// for somebody who does not read. It needs mu.
func (c *conn) incoming(ch *connection.Channel, data []byte, handle func(*Incoming), done func()) {
	if c.handling >= c.mostHandling || len(ch.Type())+len(data) > maxOpenData {
		done()
		c.check(c.m.Reject(ch, wire.OpenResourceShortage, "too many channels, or too much about one"))
		return
	}
	c.handling++
	in := &Incoming{Kind: ch.Type(), Data: bytes.Clone(data), c: c, ch: ch}
	go func() {
		defer done()
		handle(in)
		in.Reject(wire.OpenAdministrativelyProhibited, "not accepted")
		c.mu.Lock()
		defer c.mu.Unlock()
		c.handling--
	}()
}

// A globalHandler answers a global request of the peer (RFC 4254 §4): rest is the part
// of a success that depends on the request.
type globalHandler func(payload []byte) (ok bool, rest []byte)

// Bounds of the global requests of a peer that wait for those before them.
const (
	maxGlobals     = 1024
	maxGlobalBytes = 1 << 20
)

var errGlobals = errors.New("ssh: the peer makes ever more global requests, and does not wait for the answers")

// globals are the requests of the peer that wait for their handlers. Answers go in the
// order of the requests (RFC 4254 §4), so each waits for those before it.
type globals struct {
	queue   []globalRequest
	bytes   int
	running bool // a goroutine answers them
}

type globalRequest struct {
	handle    globalHandler // nil: refuse it
	payload   []byte
	wantReply bool
}

// request answers a global request: at once if nothing needs to be waited for. It needs
// mu.
func (c *conn) request(handle globalHandler, payload []byte, wantReply bool) error {
	g := &c.globals
	if handle == nil && !g.running {
		if wantReply {
			c.check(c.m.ReplyGlobal(false, nil))
		}
		return nil
	}
	g.bytes += len(payload)
	if len(g.queue) >= maxGlobals || g.bytes > maxGlobalBytes {
		return errGlobals
	}
	g.queue = append(g.queue, globalRequest{handle, bytes.Clone(payload), wantReply})
	if !g.running {
		g.running = true
		go c.answerGlobals()
	}
	return nil
}

// answerGlobals is a goroutine that answers the requests which wait, one after the
// other, until there are none or the connection ends.
func (c *conn) answerGlobals() {
	c.mu.Lock()
	defer c.mu.Unlock()
	g := &c.globals
	defer func() { g.running, g.queue, g.bytes = false, nil, 0 }()
	for len(g.queue) > 0 && c.err == nil {
		r := g.queue[0]
		g.queue = g.queue[1:]
		g.bytes -= len(r.payload)
		ok, rest := false, []byte(nil)
		if r.handle != nil {
			c.mu.Unlock()
			ok, rest = r.handle(r.payload)
			c.mu.Lock()
		}
		if r.wantReply && c.err == nil {
			c.check(c.m.ReplyGlobal(ok, rest))
			c.flush()
		}
	}
}

// handlers are those of a Client, for what the server opens and asks for.
type handlers struct {
	mu       sync.Mutex // guards both
	channels map[string]func(*Incoming)
	requests map[string]globalHandler
}

// HandleChannel registers what serves the channels of a type that the server opens:
// "forwarded-tcpip". Types without a handler are refused. nil takes it away.
func (cl *Client) HandleChannel(kind string, h func(*Incoming)) {
	cl.handlers.mu.Lock()
	defer cl.handlers.mu.Unlock()
	if cl.handlers.channels == nil {
		cl.handlers.channels = make(map[string]func(*Incoming))
	}
	cl.handlers.channels[kind] = h
}

// HandleRequest registers what answers the server's global requests of that name; rest
// is the part of the answer that depends on the request. They are answered one after the
// other, so one that waits holds up those behind it. nil takes it away.
func (cl *Client) HandleRequest(name string, h func(payload []byte) (ok bool, rest []byte)) {
	cl.handlers.mu.Lock()
	defer cl.handlers.mu.Unlock()
	if cl.handlers.requests == nil {
		cl.handlers.requests = make(map[string]globalHandler)
	}
	cl.handlers.requests[name] = h
}

// onOpen gives a channel to its handler.
func (cl *Client) onOpen(ch *connection.Channel, data []byte) {
	cl.handlers.mu.Lock()
	h := cl.handlers.channels[ch.Type()]
	cl.handlers.mu.Unlock()
	if h == nil {
		cl.c.check(cl.c.m.Reject(ch, wire.OpenUnknownChannelType, "not offered here"))
		return
	}
	cl.c.incoming(ch, data, h, func() {})
}

// onGlobal gives a global request to its handler. The server's hostkeys-00 wants no
// reply, and keepalive@openssh.com is content with a refusal.
func (cl *Client) onGlobal(name string, payload []byte, wantReply bool) error {
	cl.handlers.mu.Lock()
	h := cl.handlers.requests[name]
	cl.handlers.mu.Unlock()
	return cl.c.request(h, payload, wantReply)
}

// HandleChannel registers what serves the channels of a type that clients open, beside
// sessions: "direct-tcpip". Types without a handler are refused.
func (s *Server) HandleChannel(kind string, h func(*ServerConn, *Incoming)) {
	if s.channels == nil {
		s.channels = make(map[string]func(*ServerConn, *Incoming))
	}
	s.channels[kind] = h
}

// HandleRequest registers what answers the global requests of clients of that name; rest
// is the part of the answer that depends on the request. Those of one connection are
// answered one after the other, so one that waits holds up those behind it.
func (s *Server) HandleRequest(name string, h func(sc *ServerConn, payload []byte) (ok bool, rest []byte)) {
	if s.requests == nil {
		s.requests = make(map[string]func(*ServerConn, []byte) (bool, []byte))
	}
	s.requests[name] = h
}

// onGlobal gives a global request to its handler; a keepalive is content with a refusal.
func (sc *ServerConn) onGlobal(name string, payload []byte, wantReply bool) error {
	if name == wire.RequestNoMoreSessions {
		sc.noMore = true
		if wantReply {
			return sc.c.request(func([]byte) (bool, []byte) { return true, nil }, payload, true)
		}
		return nil
	}
	var handle globalHandler
	if name == wire.RequestHostKeysProve && sc.s.AnnounceHostKeys {
		handle = sc.proveHostKeys
	} else if h := sc.s.requests[name]; h != nil {
		handle = func(payload []byte) (bool, []byte) { return h(sc, payload) }
	}
	return sc.c.request(handle, payload, wantReply)
}

// Login returns who logged in, from where.
func (sc *ServerConn) Login() Login { return sc.info }

// Permit returns what the Server's function that let the user in returned.
func (sc *ServerConn) Permit() any { return sc.permit }

// Context ends with the connection.
func (sc *ServerConn) Context() context.Context { return sc.ctx }

// RemoteAddr returns the client's address.
func (sc *ServerConn) RemoteAddr() net.Addr { return sc.info.RemoteAddr }

// Open opens a channel to the client, as Client.Open does to a server.
func (sc *ServerConn) Open(ctx context.Context, kind string, rest []byte, requests func(name string, payload []byte) bool) (*Channel, error) {
	return sc.c.open(ctx, kind, rest, func(ch *Channel) { ch.request = requests })
}

// SendRequest sends a global request (RFC 4254 §4) to the client and returns the answer.
func (sc *ServerConn) SendRequest(ctx context.Context, name string, payload []byte) (ok bool, rest []byte, err error) {
	return sc.c.global(ctx, name, payload)
}

// Close ends the connection, and all channels with it.
func (sc *ServerConn) Close() error {
	sc.c.shut()
	return nil
}
