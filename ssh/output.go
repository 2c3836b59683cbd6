package ssh

import (
	"errors"
	"net"
	"time"

	"github.com/glassh/glassh/ssh/connection"
	"github.com/glassh/glassh/wire"
)

// write is the writer's goroutine: it takes the output to the network as it
// gathers. While the network is slower than what is written, each system call
// takes all that came together during the last one. The end of the connection
// stops it, behind the last words.
func (c *conn) write() {
	c.mu.Lock()
	defer c.mu.Unlock()
	var spare []byte
	for {
		for (c.t.Pending() == 0 || c.corked) && c.err == nil {
			c.output.Wait()
		}
		if c.t.Pending() == 0 {
			break
		}
		out := c.t.TakeOutput(spare)
		c.room.Broadcast()
		c.mu.Unlock()
		_, err := c.nc.Write(out)
		c.mu.Lock()
		spare = out
		if err != nil {
			c.end(err)
			break
		}
	}
	c.nc.Close()
	close(c.closed)
}

// do runs f with both mu and a connection that has not ended.
func (c *conn) do(f func() error) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.err != nil {
		return c.err
	}
	err := f()
	c.output.Signal()
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
// wakes everybody; the writer closes nc behind them. It needs mu. Only the first
// call counts.
func (c *conn) end(err error) {
	if c.err != nil {
		return
	}
	c.err = err
	close(c.ended)
	if c.clock != nil {
		c.clock.Stop()
	}
	c.alive.stop()
	for ch := range c.live {
		ch.ended(err)
	}
	c.t.Fail(err)
	c.output.Signal()
	c.room.Broadcast()
	c.nc.SetDeadline(time.Now().Add(lastWords)) // for the writer, and for the reader
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
