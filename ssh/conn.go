package ssh

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"sync"
	"time"

	"github.com/glassh/glassh/ssh/connection"
	"github.com/glassh/glassh/ssh/transport"
	"github.com/glassh/glassh/wire"
)

// A conn drives the two machines of one connection, for a Client or a Server.
//
// One goroutine, in read, owns the inbound halves. The outbound halves belong to
// whoever holds mu. Bytes to send gather in the transport's output buffer; the
// goroutine that finds nobody writing writes them, and whatever others add
// meanwhile, without holding mu.
type conn struct {
	nc  net.Conn
	log *slog.Logger

	// buf[r:w] is what was read from nc and not consumed. The reader owns them.
	buf  []byte
	r, w int
	full bool // the last read filled buf: there was more

	mu      sync.Mutex // guards the outbound halves, and what follows
	t       *transport.Machine
	m       *connection.Machine // nil before authentication has succeeded
	writing bool                // somebody is in nc.Write
	spare   []byte              // the output buffer that is not in use
	room    sync.Cond           // output was written, keys were exchanged, or the end
	last    bool                // the last bytes are in the output buffer
	err     error               // why the connection ended, or nil

	live     map[*Channel]struct{} // channels that exist
	ended    chan struct{}         // closed when err is set
	closed   chan struct{}         // closed when nc is
	shutdown bool                  // closed is closed

	handler handler
	every   time.Duration // re-exchange of keys; 0: never by time
	clock   *time.Timer   // for every
}

// A handler is what Client and Server do differently. Its methods run in the
// reader's goroutine, holding mu, and must not wait.
type handler interface {
	onOpen(ch *connection.Channel, rest []byte)
	onGlobal(name string, rest []byte, wantReply bool)
}

// Sizes of buffers. The read buffer begins small, for the many connections that
// are idle, and grows to hold many packets; the largest packet always fits.
const (
	firstBuffer = 8 << 10
	bulkBuffer  = 256 << 10
	// fullOutput is how much output gathers before bulk data waits for room.
	fullOutput = 128 << 10
)

func newConn(nc net.Conn, log *slog.Logger) *conn {
	c := &conn{
		nc: nc, log: logger(log), buf: make([]byte, firstBuffer),
		live: make(map[*Channel]struct{}), ended: make(chan struct{}), closed: make(chan struct{}),
	}
	c.room.L = &c.mu
	return c
}

// fill reads more input: at least one byte, and as much as there is.
func (c *conn) fill() error {
	if c.r == c.w {
		c.r, c.w = 0, 0
	}
	need := c.t.Need()
	if c.r > 0 && (c.w > len(c.buf)/2 || c.r+need > len(c.buf)) {
		c.w = copy(c.buf, c.buf[c.r:c.w])
		c.r = 0
	}
	if need > len(c.buf) || c.full && len(c.buf) < bulkBuffer {
		bigger := make([]byte, max(need, min(2*len(c.buf), bulkBuffer)))
		copy(bigger, c.buf[:c.w])
		c.buf = bigger
	}
	n, err := c.nc.Read(c.buf[c.w:])
	c.w += n
	c.full = c.w == len(c.buf)
	if n > 0 {
		return nil
	}
	return err
}

// next drives the transport to its next event, sending what it has to send. It is
// for the handshake, where one goroutine owns both halves.
func (c *conn) next() (transport.Event, error) {
	for {
		ev, n, err := c.t.Next(c.buf[c.r:c.w])
		c.r += n
		if e := c.push(); err == nil {
			err = e
		}
		if err != nil {
			return ev, err
		}
		if ev.Kind != transport.None {
			c.trace("transport", ev)
			return ev, nil
		}
		if n == 0 {
			if err := c.fill(); err != nil {
				return ev, c.readError(err)
			}
		}
	}
}

// push writes the output of the handshake.
func (c *conn) push() error {
	if c.t.Pending() == 0 {
		return nil
	}
	out := c.t.TakeOutput(c.spare)
	_, err := c.nc.Write(out)
	c.spare = out
	return err
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

// start begins the connection protocol: from here on the reader runs.
func (c *conn) start(cfg connection.Config, h handler) {
	c.m = connection.New(c.t, cfg)
	c.handler = h
	if c.every > 0 {
		c.clock = time.AfterFunc(c.every, c.rekey)
	}
	go c.read()
}

// rekey exchanges keys anew, at the clock's word.
func (c *conn) rekey() {
	if c.startRekey() == nil {
		c.clock.Reset(c.every)
	}
}

// startRekey starts an exchange of keys, unless one is under way.
func (c *conn) startRekey() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.err == nil {
		c.check(c.t.Rekey())
		c.flush()
	}
	return c.err
}

// why returns why the connection ended, or nil.
func (c *conn) why() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.err
}

// read is the reader's goroutine. The end of the connection stops it.
func (c *conn) read() {
	err := c.readAll()
	c.mu.Lock()
	c.end(err)
	c.flush()
	c.mu.Unlock()
}

// readAll hands on packets until there is an error: data by the inbound halves
// alone, everything else holding mu.
func (c *conn) readAll() error {
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
		if n > 0 {
			continue
		}
		if err := c.fill(); err != nil {
			return c.readError(err)
		}
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
	if c.err != nil {
		return c.err
	}
	return c.message(payload)
}

// control lets the transport handle what needs both halves.
func (c *conn) control() (n int, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
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
	default:
		c.trace("transport", ev)
	}
	if !c.t.Held() {
		c.room.Broadcast() // keys were exchanged: writers go on
	}
	c.kick()
	return n, err
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
		c.handler.onGlobal(ev.Name, ev.Data, ev.WantReply)
	case connection.GlobalReply:
		ev.Token.(chan globalReply) <- globalReply{ev.OK, append([]byte(nil), ev.Data...)}
	default:
		if ev.Kind != connection.Window {
			c.trace("connection", ev)
		}
		ev.Channel.Owner.(*Channel).on(ev)
	}
	c.kick()
	return nil
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

// flush writes the output until none is left. It needs mu, and lets go of it
// while it writes; if somebody else is writing, it leaves the output to them.
func (c *conn) flush() {
	if c.writing {
		return
	}
	c.writing = true
	for c.t.Pending() > 0 && (c.err == nil || c.last) {
		out := c.t.TakeOutput(c.spare)
		c.spare = nil
		c.mu.Unlock()
		_, err := c.nc.Write(out)
		c.mu.Lock()
		c.spare = out
		if err != nil {
			c.last = false
			c.end(err)
		}
		c.room.Broadcast()
	}
	c.writing = false
	if c.err != nil && !c.shutdown {
		c.shutdown = true
		c.nc.Close()
		close(c.closed)
	}
}

// kick has the output written by another goroutine: the reader must go on
// reading, or two peers could wait for each other for ever. It needs mu.
func (c *conn) kick() {
	if !c.writing && c.t.Pending() > 0 {
		go c.kicked()
	}
}

func (c *conn) kicked() {
	c.mu.Lock()
	c.flush()
	c.mu.Unlock()
}

// check ends the connection on an error of a machine. It needs mu.
func (c *conn) check(err error) {
	if err != nil {
		c.end(err)
		if !c.writing {
			go c.kicked()
		}
	}
}

// lastWords is how long the peer may take to read our DISCONNECT.
const lastWords = time.Second

// end records why the connection ended, seals the last words to the peer, and wakes
// everybody. A flush must follow, which closes nc. It needs mu. Only the first call
// counts.
func (c *conn) end(err error) {
	if c.err != nil {
		return
	}
	c.err = err
	close(c.ended)
	if c.clock != nil {
		c.clock.Stop()
	}
	for ch := range c.live {
		ch.ended(err)
	}
	c.room.Broadcast()
	c.t.Fail(err)
	c.last = true
	c.nc.SetDeadline(time.Now().Add(lastWords)) // also ends the reader
}

// shut ends the connection at our own word, with a DISCONNECT that says so, and
// waits until that is out, or cannot be.
func (c *conn) shut() {
	c.mu.Lock()
	if c.err == nil {
		c.t.Disconnect(wire.ReasonByApplication, "closed by user")
		c.end(net.ErrClosed)
	}
	c.flush()
	c.mu.Unlock()
	<-c.closed
}

// globalReply answers a global request.
type globalReply struct {
	ok   bool
	rest []byte
}

// global sends a global request and waits for its reply.
func (c *conn) global(ctx context.Context, name string, rest []byte) (bool, []byte, error) {
	reply := make(chan globalReply, 1)
	c.mu.Lock()
	err := c.err
	if err == nil {
		err = c.m.SendGlobal(name, rest, reply)
	}
	c.flush()
	c.mu.Unlock()
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
