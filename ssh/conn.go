package ssh

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/glassh/glassh/ssh/connection"
	"github.com/glassh/glassh/ssh/transport"
)

// A conn drives the two machines of one connection, for a Client or a Server.
//
// One goroutine, in the handshake and then in read, owns the inbound halves. The
// outbound halves belong to whoever holds mu. Bytes to send gather in the
// transport's output buffer, and whoever has put some there gives them to the
// network, in flush, as far as that takes them at once. Only for what it does not
// take there is another goroutine, in drain: nobody else waits for the peer to read.
type conn struct {
	nc  network
	log *slog.Logger

	input
	dirty bool // the reader has put output, and not flushed it; it owns this
	woken bool // it has woken somebody who may have something to send

	filling *Channel // to which data was delivered last

	turn     turn
	channels atomic.Int32 // how many are in live

	mu     sync.Mutex // guards the outbound halves, and what follows
	t      *transport.Machine
	m      *connection.Machine // nil before authentication has succeeded
	room   sync.Cond           // output was taken, keys were exchanged, or the end
	err    error               // why the connection ended, or nil
	corked bool                // output gathers until uncork: see next

	output output

	handling, mostHandling int // handlers of channels of the peer that run, and may

	globals globals // requests of the peer
	pings   pings   // of ours

	live   map[*Channel]struct{} // channels that exist
	ended  chan struct{}         // closed when err is set
	closed chan struct{}         // closed when nc is

	handler handler
	endless bool          // without flow control; set before the reader runs
	over    func()        // if set, called when err is, holding mu
	every   time.Duration // re-exchange of keys; 0: never by time
	clock   *time.Timer   // for every
	alive   *keepAlive    // nil: a silent peer is not asked
	idle    *idleness     // nil: channels may be idle
}

// A handler is what Client and Server do differently. Its methods run in the
// reader's goroutine, holding mu, and must not wait.
type handler interface {
	onOpen(ch *connection.Channel, rest []byte)
	onGlobal(name string, rest []byte, wantReply bool) error
}

// newConn returns a conn that goes on until end.
func newConn(nc net.Conn, t *transport.Machine, log *slog.Logger) *conn {
	c := &conn{
		t: t, log: logger(log),
		live: make(map[*Channel]struct{}), ended: make(chan struct{}), closed: make(chan struct{}),
	}
	c.room.L = &c.mu
	c.nc.init(nc, &c.input)
	c.do(func() error { return nil }) // our identification string, and KEXINIT
	return c
}

// fill reads more input: at least one byte, and as much as there is. soon is as for the
// network's.
func (c *conn) fill(soon bool) error {
	c.need = c.t.Need()
	err := c.nc.fill(soon)
	if err == nil {
		c.alive.hear()
	}
	return err
}

// next drives the transport to its next event, in the handshake. What is to be sent
// meanwhile goes out in one piece, when there is nothing left to read and to do.
func (c *conn) next() (transport.Event, error) {
	for {
		ev, ok, err := c.poll()
		if ok || err != nil {
			return ev, err
		}
		c.uncork()
		if err := c.fill(false); err != nil {
			return ev, c.readError(err)
		}
	}
}

// poll is next without waiting: ok is false if the event is not there yet.
func (c *conn) poll() (ev transport.Event, ok bool, err error) {
	for {
		var n int
		err := c.do(func() (err error) {
			c.corked = true
			ev, n, err = c.t.Next(c.buf[c.r:c.w])
			return c.bounded(err)
		})
		c.r += n
		if err != nil {
			return ev, false, err
		}
		if ev.Kind != transport.None {
			c.trace("transport", ev)
			return ev, true, nil
		}
		if n == 0 {
			return ev, false, nil
		}
	}
}

// uncork lets go of what has gathered.
func (c *conn) uncork() {
	c.do(func() error {
		c.corked = false
		return nil
	})
}

// Send sends one message of the authentication protocol, as a userauth.Sender.
func (c *conn) Send(payload []byte) error {
	return c.do(func() error { return c.t.Send(payload) })
}

// readError says what the end of the input means here.
func (c *conn) readError(err error) error {
	if errors.Is(err, io.EOF) {
		if err := c.t.Closed(c.buf[c.r:c.w]); err != nil {
			return err
		}
		return io.EOF
	}
	return err
}

// guard makes ctx end whatever f does on the connection, also a peer that hangs,
// by a deadline in the past. It returns the error of ctx in place of the one
// that this caused.
func (c *conn) guard(ctx context.Context, f func() error) error {
	stop := context.AfterFunc(ctx, func() { c.nc.SetDeadline(time.Unix(1, 0)) })
	err := f()
	if !stop() {
		if err != nil {
			return fmt.Errorf("%w: %w", context.Cause(ctx), err)
		}
		return context.Cause(ctx)
	}
	return err
}

// authenticated tells the transport that the user is in. It needs mu.
func (c *conn) authenticated() error {
	c.t.Authenticated()
	return nil
}

// start begins the connection protocol: from here on somebody calls read.
func (c *conn) start(cfg connection.Config, h handler, alive KeepAlive, peer string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.m, c.endless = connection.New(c.t, cfg), cfg.NoFlowControl
	c.mostHandling = orDefault(cfg.MaxChannels, connection.DefaultMaxChannels)
	c.handler = h
	c.corked = false
	defer c.flush()
	if c.every > 0 && c.err == nil {
		c.clock = time.AfterFunc(c.every, c.rekey)
	}
	if c.err == nil {
		c.watch(alive, peer)
		c.idle.arm()
	}
}

// rekey exchanges keys anew, at the clock's word.
func (c *conn) rekey() {
	c.do(func() error {
		c.clock.Reset(c.every)
		return c.startRekey()
	})
}

// startRekey starts an exchange of keys, unless one is under way. It needs mu.
func (c *conn) startRekey() error {
	err := c.t.Rekey()
	c.check(err)
	return err
}

// why returns why the connection ended, or nil.
func (c *conn) why() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.err
}

// read is what the reader does up to the end of the connection.
func (c *conn) read() {
	c.finish(c.readAll())
}

// readAll hands on packets until there is an error: data by the inbound halves
// alone, everything else holding mu.
func (c *conn) readAll() error {
	for {
		if err := c.step(); err != nil {
			return err
		}
		if err := c.giveUp(); err != nil {
			return err
		}
		if err := c.more(); err != nil {
			return err
		}
	}
}

// step handles what was read from the network, until there is nothing more to do.
func (c *conn) step() error {
	for {
		ev, n, err := c.t.NextData(c.buf[c.r:c.w])
		if err != nil {
			return err
		}
		if ev.Kind == transport.Control {
			n, err = c.control()
		} else if ev.Kind == transport.Payload {
			err = c.data(ev.Payload)
		}
		c.r += n
		if err != nil {
			return err
		}
		if n > 0 && !(c.endless && c.filling.full()) {
			continue
		}
		if c.woken { // who has something to do goes first, and then we see what there is
			c.woken = false
			runtime.Gosched()
		}
		if c.dirty { // the answers to all that came together go together, and with those
			c.dirty = false
			c.do(func() error { return nil })
		}
		if n == 0 {
			return nil
		}
		c.filling.hold()
	}
}

// data delivers a message of the connection protocol, without mu where it can.
func (c *conn) data(payload []byte) error {
	ev, done, err := c.m.NextData(payload)
	if err != nil {
		return err
	}
	if done {
		c.deliver(ev)
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.dirty = true
	if c.err != nil {
		return c.err
	}
	return c.message(payload)
}

// control lets the transport handle what needs both halves.
func (c *conn) control() (n int, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.dirty = true
	if c.err != nil {
		return 0, c.err
	}
	ev, n, err := c.t.Next(c.buf[c.r:c.w])
	if err != nil {
		return n, err
	}
	switch ev.Kind {
	case transport.None:
	case transport.Payload:
		err = c.message(ev.Payload)
	case transport.Pong:
		c.onPong(ev.Payload)
	default:
		c.trace("transport", ev)
	}
	if !c.t.Held() {
		c.room.Broadcast() // keys were exchanged: writers go on
	}
	return n, c.bounded(err)
}

// message handles one message of the connection protocol. It needs mu.
func (c *conn) message(payload []byte) error {
	ev, err := c.m.Next(payload)
	if err != nil {
		return err
	}
	switch ev.Kind {
	case connection.None:
	case connection.Data:
		c.deliver(ev)
	case connection.Open:
		c.trace("connection", ev)
		c.handler.onOpen(ev.Channel, ev.Data)
	case connection.GlobalRequest:
		c.trace("connection", ev)
		err = c.handler.onGlobal(ev.Name, ev.Data, ev.WantReply)
	case connection.GlobalReply:
		ev.Token.(chan globalReply) <- globalReply{ev.OK, append([]byte(nil), ev.Data...)}
	default:
		if ev.Kind != connection.Window {
			c.trace("connection", ev)
		}
		ev.Channel.Owner.(*Channel).on(ev)
	}
	return c.bounded(err)
}

// deliver gives data to its channel.
func (c *conn) deliver(ev connection.Event) {
	if ch, ok := ev.Channel.Owner.(*Channel); ok {
		ch.deliver(ev.Extended, ev.Data)
	}
}

// trace logs one event, if anybody looks.
func (c *conn) trace(layer string, ev fmt.Stringer) {
	if logs(c.log) {
		c.log.Debug(layer, "event", ev.String())
	}
}

// globalReply answers a global request.
type globalReply struct {
	ok   bool
	rest []byte
}

// global sends a global request and waits for its reply.
func (c *conn) global(ctx context.Context, name string, rest []byte) (bool, []byte, error) {
	reply := make(chan globalReply, 1)
	err := c.do(func() error {
		err := c.m.SendGlobal(name, rest, reply)
		c.check(err)
		return err
	})
	if err != nil {
		return false, nil, err
	}
	select {
	case r := <-reply:
		return r.ok, r.rest, nil
	case <-c.ended:
		return false, nil, c.why()
	case <-ctx.Done():
		return false, nil, context.Cause(ctx)
	}
}
