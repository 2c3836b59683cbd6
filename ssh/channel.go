package ssh

import (
	"context"
	"io"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/glassh/glassh/ssh/connection"
	"github.com/glassh/glassh/wire"
)

// A Channel is one channel of a connection: a pair of byte streams with flow
// control, and a second stream that runs beside the first, for what a command
// writes to its standard error. Several goroutines may use it at once.
//
// Both inbound streams share one window: who reads neither, or only one, stops
// the peer from sending on this channel once the window is full, and no other
// channel.
type Channel struct {
	c    *conn
	ch   *connection.Channel
	data *queue
	ext  *queue

	// request handles a request of the peer, and says whether it succeeds. It runs
	// in the reader's goroutine, holding c.mu, and must not wait.
	request func(name string, payload []byte) bool

	// pass, if set, takes requests in place of request, and somebody replies to them later.
	// It is called as request is, and reports whether there is room for more.
	pass    func(name string, payload []byte, wantReply bool) bool
	packets bool // of a PacketChannel

	unacked atomic.Int64 // bytes read that the peer was not told of
	ackAt   int64        // how many of those make it worth telling

	// over, if set, is called when neither side can use the channel any more,
	// holding c.mu.
	over func()

	moved atomic.Bool // data, since the last look of an idleness

	opened  chan error    // the answer to our CHANNEL_OPEN
	drained chan struct{} // without flow control: something was read

	closed chan struct{} // closed by Close, the peer's CHANNEL_CLOSE, or the end

	// Guarded by c.mu.
	wake      sync.Cond // there is window, a deadline passed, or the end
	abandoned bool      // nobody waits for opened any more
	err       error     // what Write returns once closed is closed, or nil
	late      bool      // the write deadline has passed
	timer     *time.Timer
	idle      time.Duration // how long it may be idle; 0: for ever
	idleSince time.Time
}

func newChannel(c *conn) *Channel {
	ch := &Channel{
		c: c, data: newQueue(c), ext: newQueue(c),
		opened: make(chan error, 1), closed: make(chan struct{}), drained: make(chan struct{}, 1),
	}
	ch.wake.L = &c.mu
	return ch
}

// bind ties ch to its half of the protocol. It needs c.mu.
func (ch *Channel) bind(mch *connection.Channel) {
	ch.ch = mch
	mch.Owner = ch
	ch.ackAt = max(1, min(int64(mch.OurWindow())/8, 128<<10))
	ch.c.live[ch] = struct{}{}
	ch.c.channels.Add(1)
	ch.watchIdle(mch.Type())
}

// on handles an event of the channel. It needs c.mu, and runs in the reader.
func (ch *Channel) on(ev connection.Event) {
	switch ev.Kind {
	case connection.Opened:
		if ch.abandoned {
			ch.data.stop(net.ErrClosed)
			ch.ext.stop(net.ErrClosed)
			ch.sendClose()
			return
		}
		ch.opened <- nil
		ch.c.woken = true
	case connection.OpenFailed:
		ch.opened <- &OpenError{wire.OpenReason(ev.Reason), ev.Text}
		ch.forget(net.ErrClosed)
	case connection.Window:
		ch.wake.Broadcast()
	case connection.EOF:
		ch.data.finish(io.EOF)
		ch.ext.finish(io.EOF)
	case connection.Request:
		if ev.Name == wire.RequestEOW {
			ch.onEOW()
		}
		if ch.pass != nil {
			if !ch.pass(ev.Name, ev.Data, ev.WantReply) {
				ch.c.end(errGlobals)
			}
			return
		}
		ok := ch.request != nil && ch.request(ev.Name, ev.Data)
		if ev.WantReply {
			ch.c.check(ch.c.m.Reply(ch.ch, ok))
		}
	case connection.Reply:
		ev.Token.(chan bool) <- ev.OK
		ch.c.woken = true
	case connection.Close:
		ch.data.finish(io.EOF)
		ch.ext.finish(io.EOF)
		ch.c.check(ch.c.m.Close(ch.ch))
		ch.forget(io.EOF)
	}
}

// leave is the end of the channel for those who use it: Write returns err from now
// on. It needs c.mu.
func (ch *Channel) leave(err error) {
	if ch.err == nil {
		ch.err = err
		close(ch.closed)
	}
	ch.wake.Broadcast()
	ch.c.room.Broadcast()
}

// forget takes the channel out of the connection. It needs c.mu.
func (ch *Channel) forget(err error) {
	ch.leave(err)
	if _, ok := ch.c.live[ch]; !ok {
		return
	}
	delete(ch.c.live, ch)
	ch.c.channels.Add(-1)
	if len(ch.c.live) == 0 {
		ch.c.idle.arm()
	}
	if ch.over != nil {
		ch.over()
	}
}

// ended is the end of the connection, seen from the channel. It needs c.mu.
func (ch *Channel) ended(err error) {
	ch.data.finish(err)
	ch.ext.finish(err)
	select {
	case ch.opened <- err:
	default:
	}
	ch.forget(err)
}

// deliver takes data in, in the reader's goroutine. Types of extended data that
// RFC 4254 §5.2 does not define have no reader here: they are dropped, and
// counted as read, which another goroutine tells the peer: this one may hold c.mu.
func (ch *Channel) deliver(extended uint32, data []byte) {
	c := ch.c
	ch.mark()
	switch {
	case extended == 0 && ch.packets:
		ch.queuePacket(data)
	case extended == 0:
		c.woken = ch.data.put(data, c.lend(data)) || c.woken
		c.filling = ch
	case extended == uint32(wire.DataStderr) && !ch.packets:
		c.woken = ch.ext.put(data, c.lend(data)) || c.woken
		c.filling = ch
	default:
		if ch.unacked.Add(int64(len(data))) >= ch.ackAt {
			go ch.ack(0, false)
		}
	}
}

// ack counts n bytes as read, and the machine hears of it once there are many, or at the
// end.
func (ch *Channel) ack(n int, end bool) {
	if ch.c.endless {
		ch.goOn()
		return
	}
	if unacked := ch.unacked.Add(int64(n)); unacked < ch.ackAt && !(end && unacked > 0) {
		return
	}
	n = int(ch.unacked.Swap(0))
	unread := ch.data.unread.Load() + ch.ext.unread.Load()
	c := ch.c
	c.do(func() error {
		c.check(c.m.Consumed(ch.ch, n, int(max(unread, 0))))
		return nil
	})
}

// Read reads from the channel. It returns io.EOF behind the peer's last byte.
func (ch *Channel) Read(p []byte) (int, error) {
	n, err := ch.data.Read(p)
	ch.ack(n, err == io.EOF)
	return n, err
}

// WriteTo writes to w what comes from the channel, up to the peer's last byte.
func (ch *Channel) WriteTo(w io.Writer) (int64, error) { return ch.pour(ch.data, w) }

func (ch *Channel) pour(q *queue, w io.Writer) (total int64, err error) {
	for {
		n, err := q.pour(w)
		ch.ack(n, err == io.EOF)
		total += int64(n)
		if err == io.EOF {
			return total, nil
		}
		if err != nil {
			return total, err
		}
	}
}

// Write writes to the channel. It waits while the window is full.
func (ch *Channel) Write(p []byte) (int, error) { return ch.write(0, p) }

// write seals p into packets behind each other in the output buffer, and waits
// while that is full.
func (ch *Channel) write(extended uint32, p []byte) (n int, err error) {
	c := ch.c
	c.mu.Lock()
	defer c.mu.Unlock()
	for n < len(p) {
		switch {
		case ch.err != nil:
			return n, ch.err
		case ch.late:
			return n, os.ErrDeadlineExceeded
		case c.t.Pending() >= fullOutput || c.t.Held():
			if !c.output.writing && c.due() { // the beginning of an exchange, maybe
				c.flush()
				continue
			}
			c.resume()
			c.room.Wait()
			continue
		}
		if len(p)-n > smallOutput/2 {
			c.enlarge()
		}
		k, err := c.m.Write(ch.ch, extended, p[n:])
		if n += k; k > 0 {
			ch.mark()
		}
		switch {
		case err != nil:
			c.check(err)
			c.flush()
			return n, err
		case k == 0 && (c.output.writing || c.t.Pending() == 0):
			c.resume()
			ch.wake.Wait()
		case k == 0 || n == len(p) || c.t.Pending() >= enoughOutput:
			c.flush() // which lets go of mu: look at everything again
		}
	}
	return n, nil
}

// CloseWrite says that nothing more will be written: the peer's reader sees the
// end of the data.
func (ch *Channel) CloseWrite() error {
	c := ch.c
	c.mu.Lock()
	defer c.mu.Unlock()
	err := ch.sendEOF()
	c.flush()
	return err
}

// sendEOF is CloseWrite for who has c.mu.
func (ch *Channel) sendEOF() error {
	if ch.err != nil {
		return nil
	}
	err := ch.c.m.SendEOF(ch.ch)
	ch.c.check(err)
	ch.wake.Broadcast() // to who writes all the same
	return err
}

// Close closes the channel both ways. What the peer has sent and was not read is
// lost.
func (ch *Channel) Close() error {
	c := ch.c
	ch.data.stop(net.ErrClosed)
	ch.ext.stop(net.ErrClosed)
	c.mu.Lock()
	defer c.mu.Unlock()
	ch.sendClose()
	c.flush()
	return nil
}

// sendClose is the half of Close that needs c.mu. The queues were stopped.
func (ch *Channel) sendClose() {
	ch.c.m.Discard(ch.ch)
	if ch.err == nil {
		ch.leave(net.ErrClosed)
		ch.c.check(ch.c.m.Close(ch.ch))
	}
}

// Closed returns a channel that is closed when this one can no longer be written to, by
// Close of either side or the end of the connection. What was received may be read still.
func (ch *Channel) Closed() <-chan struct{} { return ch.closed }

// SendRequest sends a channel request (RFC 4254 §5.4). If wantReply is set it
// waits for the answer and returns it; otherwise it returns true at once.
func (ch *Channel) SendRequest(ctx context.Context, name string, wantReply bool, payload []byte) (bool, error) {
	var reply chan bool
	if wantReply {
		reply = make(chan bool, 1)
	}
	err := ch.c.do(func() error { return ch.send(name, reply, payload) })
	if err != nil || !wantReply {
		return err == nil, err
	}
	return ch.answer(ctx, reply)
}

// send sends a request, whose answer, if it is to have one, reply gets. It needs c.mu.
func (ch *Channel) send(name string, reply chan bool, payload []byte) error {
	if ch.err != nil {
		return ch.err
	}
	var token any
	if reply != nil {
		token = reply
	}
	err := ch.c.m.SendRequest(ch.ch, name, payload, token)
	ch.c.check(err)
	return err
}

// answer waits for the answer to a request.
func (ch *Channel) answer(ctx context.Context, reply chan bool) (bool, error) {
	select {
	case ok := <-reply:
		return ok, nil
	case <-ch.closed:
		select {
		case ok := <-reply:
			return ok, nil
		default:
		}
		return false, ch.why()
	case <-ctx.Done():
		return false, context.Cause(ctx)
	}
}

// why returns why the channel ended.
func (ch *Channel) why() error {
	ch.c.mu.Lock()
	defer ch.c.mu.Unlock()
	return ch.err
}

// Stderr returns the stream beside the main one.
func (ch *Channel) Stderr() *Stderr { return (*Stderr)(ch) }

// Stderr is the second stream of a channel: extended data of type 1.
type Stderr Channel

// Read reads from the stream.
func (s *Stderr) Read(p []byte) (int, error) {
	n, err := s.ext.Read(p)
	(*Channel)(s).ack(n, err == io.EOF)
	return n, err
}

// WriteTo writes to w what comes on the stream, up to its end.
func (s *Stderr) WriteTo(w io.Writer) (int64, error) { return (*Channel)(s).pour(s.ext, w) }

// Write writes to the stream.
func (s *Stderr) Write(p []byte) (int, error) {
	return (*Channel)(s).write(uint32(wire.DataStderr), p)
}

// SetDeadline sets the read and write deadlines, as net.Conn does.
func (ch *Channel) SetDeadline(t time.Time) error {
	ch.SetReadDeadline(t)
	return ch.SetWriteDeadline(t)
}

// SetReadDeadline sets when a Read gives up with os.ErrDeadlineExceeded. The zero
// time takes the deadline away.
func (ch *Channel) SetReadDeadline(t time.Time) error {
	ch.data.deadline.set(t)
	ch.ext.deadline.set(t)
	return nil
}

// SetWriteDeadline sets when a Write gives up with os.ErrDeadlineExceeded. The
// zero time takes the deadline away.
func (ch *Channel) SetWriteDeadline(t time.Time) error {
	c := ch.c
	c.mu.Lock()
	defer c.mu.Unlock()
	if ch.timer != nil {
		ch.timer.Stop()
	}
	ch.late = !t.IsZero() && !time.Now().Before(t)
	if !t.IsZero() && !ch.late {
		var mine *time.Timer
		mine = time.AfterFunc(time.Until(t), func() {
			c.mu.Lock()
			defer c.mu.Unlock()
			if ch.timer == mine { // else it was moved just now
				ch.late = true
				ch.wake.Broadcast()
				c.room.Broadcast()
			}
		})
		ch.timer = mine
	}
	ch.wake.Broadcast()
	c.room.Broadcast()
	return nil
}
