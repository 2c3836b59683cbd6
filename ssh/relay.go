package ssh

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"log/slog"
	"net"
	"sync"

	"github.com/glassh/glassh/ssh/connection"
	"github.com/glassh/glassh/ssh/transport"
	"github.com/glassh/glassh/wire"
)

// NewPlainClient returns a Client on a connection that somebody else has authenticated
// and protects, a master that multiplexes say: messages of the connection protocol go in
// packets that are not encrypted from the first byte on. It takes nc over. The Client has
// no session identifier, and cannot exchange keys.
func NewPlainClient(nc net.Conn, cfg connection.Config, log *slog.Logger) *Client {
	cl := &Client{c: newConn(nc, transport.NewPlain(transport.Client, rand.Reader), log)}
	cl.c.start(cfg, cl, KeepAlive{}, "")
	go cl.c.read() // the end of the connection stops it
	return cl
}

// Relay serves a plain client, one of NewPlainClient say: what it opens and asks for is
// opened and asked for on this connection. It returns when the client has closed nc, ctx
// has ended, or the connection has.
func (cl *Client) Relay(ctx context.Context, nc net.Conn) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	r := &relay{cl: cl, ctx: ctx, c: newConn(nc, transport.NewPlain(transport.Server, rand.Reader), cl.c.log)}
	r.c.start(connection.Config{}, r, KeepAlive{}, "")
	stop := context.AfterFunc(ctx, r.c.shut)
	defer stop()
	go func() { // the end of either stops it
		select {
		case <-r.c.ended:
		case <-cl.c.ended:
			r.c.shut()
		}
	}()
	r.c.read()
	cancel()
	r.unlisten()
	r.channels.Wait()
	<-r.c.closed
	if err := r.c.why(); err != io.EOF {
		return err
	}
	return nil
}

// A relay is the master's end of a plain connection.
type relay struct {
	cl       *Client
	ctx      context.Context
	c        *conn
	channels sync.WaitGroup

	mu        sync.Mutex         // guards listeners
	listeners []*forwardListener // those that the client has asked the server for
}

// onOpen opens a channel of the client's on the real connection.
func (r *relay) onOpen(ch *connection.Channel, data []byte) {
	r.channels.Add(1)
	r.c.incoming(ch, data, r.open, r.channels.Done)
}

// onGlobal passes a global request on.
func (r *relay) onGlobal(name string, payload []byte, wantReply bool) error {
	return r.c.request(func(payload []byte) (bool, []byte) {
		return r.request(name, payload)
	}, payload, wantReply)
}

// open opens a channel to the server for one that the client opens.
func (r *relay) open(in *Incoming) { r.join(in, r.cl.c) }

// join opens a channel to the other side for one that the one side opens, and joins them
// until their end.
func (r *relay) join(in *Incoming, to *conn) {
	back, forth := newPassage(), newPassage()
	there, err := to.open(r.ctx, in.Kind, in.Data, func(ch *Channel) { ch.pass = back.put })
	if err != nil {
		var refused *OpenError
		if errors.As(err, &refused) {
			in.Reject(refused.Reason, refused.Text)
		} else {
			in.Reject(wire.OpenConnectFailed, "the connection has ended")
		}
		return
	}
	defer there.Close()
	here, err := in.accept(func(ch *Channel) { ch.pass = forth.put })
	if err != nil {
		return
	}
	defer here.Close()
	var copies, passages sync.WaitGroup
	passages.Go(func() { back.run(r.ctx, there, here) })
	go forth.run(r.ctx, here, there) // close stops it
	defer forth.close()
	copies.Go(func() {
		var errs sync.WaitGroup
		errs.Go(func() { io.Copy(here.Stderr(), there.Stderr()) })
		io.Copy(here, there)
		errs.Wait()
		here.CloseWrite()
	})
	sent := make(chan struct{})
	go func() { // the end of either stops it
		defer close(sent)
		io.Copy(there, here)
		there.CloseWrite()
	}()
	select {
	case <-there.closed: // what came before it is still read
		copies.Wait()
	case <-here.closed:
		if to == r.c { // likewise: it is the server's end
			select {
			case <-sent:
			case <-there.closed:
			}
		}
	}
	back.close()
	passages.Wait()
}

// A passage carries the channel requests of one side to the other, and the answers back,
// in their order.
type passage struct {
	mu     sync.Mutex // guards what follows
	queue  []passing
	bytes  int
	closed bool
	more   chan struct{} // capacity 1: there is something new
}

type passing struct {
	name      string
	payload   []byte
	wantReply bool
}

func newPassage() *passage { return &passage{more: make(chan struct{}, 1)} }

// put takes a request, and reports whether there was room for it.
func (p *passage) put(name string, payload []byte, wantReply bool) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.bytes += len(name) + len(payload); len(p.queue) >= maxGlobals || p.bytes > maxGlobalBytes {
		return false
	}
	p.queue = append(p.queue, passing{name, append([]byte(nil), payload...), wantReply})
	p.wake()
	return true
}

func (p *passage) wake() {
	select {
	case p.more <- struct{}{}:
	default:
	}
}

// close ends run, behind what is in the queue.
func (p *passage) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = true
	p.wake()
}

// run passes the requests of from on to to, until close.
func (p *passage) run(ctx context.Context, from, to *Channel) {
	for {
		p.mu.Lock()
		if len(p.queue) == 0 {
			closed := p.closed
			p.mu.Unlock()
			if closed {
				return
			}
			<-p.more
			continue
		}
		r := p.queue[0]
		p.queue = p.queue[1:]
		p.bytes -= len(r.name) + len(r.payload)
		p.mu.Unlock()
		ok, _ := to.SendRequest(ctx, r.name, r.wantReply, r.payload)
		if r.wantReply {
			from.c.do(func() error {
				from.c.check(from.c.m.Reply(from.ch, ok))
				return nil
			})
		}
	}
}
