package ssh

import (
	"errors"
	"net"
	"sync"
	"time"

	"github.com/glassh/glassh/ssh/connection"
	"github.com/glassh/glassh/wire"
)

// An output is what was taken from the transport's output buffer, on its way to the
// network, and the buffers for it. conn.mu guards it.
type output struct {
	writing bool   // in flush or drain, or nothing more may be written
	taken   []byte // by whom writing is set
	sent    int    // bytes of taken that the network has
	total   uint64 // bytes that it has ever had
}

// Sizes of output buffers: a quiet connection keeps a small one, bulk data goes through
// large ones. Each size has a pool.
const (
	smallOutput = 256
	// bulkOutput has room for a packet, with 1 KiB for all that is around the data, behind
	// what makes the next one wait.
	bulkOutput = fullOutput + connection.MaxSend + 1<<10
	// enoughOutput is how much bulk data goes to the network at once, if that takes it.
	enoughOutput = 32 << 10
	// fullOutput is how much gathers before bulk data waits for room.
	fullOutput = 128 << 10
)

var (
	smallOutputs = sync.Pool{New: func() any { return new([smallOutput]byte) }}
	bulkOutputs  = sync.Pool{New: func() any { return new([bulkOutput]byte) }}
)

// enlarge makes room in the output buffer for a packet of bulk data. It needs mu.
func (c *conn) enlarge() {
	if c.t.Room() < bulkOutput-fullOutput && c.t.Pending() < fullOutput {
		recycle(c.t.MoveOutput(bulkOutputs.Get().(*[bulkOutput]byte)[:]))
	}
}

// recycle gives an output buffer back to its pool.
func recycle(b []byte) {
	switch cap(b) {
	case smallOutput:
		smallOutputs.Put((*[smallOutput]byte)(b[:smallOutput]))
	case bulkOutput:
		bulkOutputs.Put((*[bulkOutput]byte)(b[:bulkOutput]))
	}
}

// take takes the output to be written. It needs mu.
func (c *conn) take() {
	o := &c.output
	o.taken, o.sent = c.t.TakeOutput(smallOutputs.Get().(*[smallOutput]byte)[:]), 0
	c.room.Broadcast()
}

// due reports whether there is output to be written now. It needs mu.
func (c *conn) due() bool { return c.t.Pending() > 0 && (!c.corked || c.err != nil) }

// flush gives the output to the network. It does not wait: what that does not take at
// once, and what comes meanwhile, is for drain. It needs mu, and lets go of it in
// between.
func (c *conn) flush() {
	o := &c.output
	if o.writing || !c.due() {
		return
	}
	o.writing = true
	c.take()
	c.mu.Unlock()
	n, err := c.nc.tryWrite(o.taken)
	c.mu.Lock()
	o.sent = n
	o.total += uint64(n)
	if err != nil {
		c.end(err)
		c.hangUp()
		return
	}
	if n == len(o.taken) && !c.due() && c.err == nil {
		recycle(o.taken)
		o.taken, o.sent, o.writing = nil, 0, false
		return
	}
	go c.drain()
}

// drain is a goroutine that takes the output to the network as it gathers, until
// there is none. While the network is slower than what is written, each system call
// takes all that came together during the last one. The end of the connection stops
// it, behind the last words: a deadline bounds those.
func (c *conn) drain() {
	c.mu.Lock()
	defer c.mu.Unlock()
	o := &c.output
	for {
		if o.sent == len(o.taken) {
			recycle(o.taken)
			o.taken, o.sent = nil, 0
			if !c.due() {
				break
			}
			c.take()
		}
		c.mu.Unlock()
		n, err := c.nc.Write(o.taken[o.sent:])
		c.mu.Lock()
		o.sent += n
		o.total += uint64(n)
		if err != nil {
			c.end(err)
			break
		}
	}
	if c.err != nil {
		c.hangUp()
		return
	}
	o.writing = false
}

// hangUp closes nc for who has set writing, which stays set. It needs mu.
func (c *conn) hangUp() {
	c.nc.Close()
	close(c.closed)
}

// do runs f with both mu and a connection that has not ended, and gives its output to
// the network.
func (c *conn) do(f func() error) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.err != nil {
		return c.err
	}
	err := f()
	c.flush()
	c.resume()
	return err
}

// maxOwed bounds the output while the peer does not read: what is owed to it, on
// top of fullOutput and of what an exchange of keys held back.
const maxOwed = 2 << 20

var errOwed = errors.New("ssh: the peer asks for ever more answers, and reads none")

// bounded returns err, or an error of a peer that makes the output grow without
// reading it. It needs mu. The reader does not wait for such a peer: two peers
// could wait for each other for ever.
func (c *conn) bounded(err error) error {
	if err == nil && c.t.Pending() > maxOwed {
		return errOwed
	}
	return err
}

// check ends the connection on an error of a machine, but not for what was only
// asked for in vain. It needs mu.
func (c *conn) check(err error) {
	switch {
	case err == nil, errors.Is(err, connection.ErrClosed), errors.Is(err, connection.ErrTooLong),
		errors.Is(err, connection.ErrTooManyChannels), errors.Is(err, connection.ErrTooManyRequests):
	default:
		c.end(err)
	}
}

// lastWords is how long the peer may take to read our DISCONNECT.
const lastWords = time.Second

// end records why the connection ended, seals the last words to the peer, and
// wakes everybody; who writes closes nc behind them. It needs mu. Only the first
// call counts.
func (c *conn) end(err error) {
	if c.err != nil {
		return
	}
	c.err = err
	close(c.ended)
	if c.over != nil {
		c.over()
	}
	if c.clock != nil {
		c.clock.Stop()
	}
	c.alive.stop()
	c.idle.stop()
	c.hurry() // behind it come kicks
	for ch := range c.live {
		ch.ended(err)
	}
	c.t.Fail(err)
	c.room.Broadcast()
	if !c.output.writing {
		c.output.writing = true
		go c.drain()
	}
}

// finish ends the connection for the goroutine that owns the inbound halves, which
// leaves them, and waits until the last words are out, or cannot be. It wipes the
// keys.
func (c *conn) finish(err error) {
	c.mu.Lock()
	c.end(err)
	c.mu.Unlock()
	<-c.closed
	c.mu.Lock()
	c.t.Wipe()
	c.mu.Unlock()
}

// shut ends the connection at our own word, with a DISCONNECT that says so, and
// waits until that is out, or cannot be.
func (c *conn) shut() {
	c.do(func() error {
		c.t.Disconnect(wire.ReasonByApplication, "closed by user")
		c.end(net.ErrClosed)
		return nil
	})
	<-c.closed
}
