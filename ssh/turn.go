package ssh

import (
	"errors"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

// A turn says whose turn it is to read from the network: who has it owns the inbound
// halves. That is the reader, but for a quiet connection with one channel, whose user
// waits in Read for each packet that comes. There the reader would wake him for each, and
// to wake a goroutine costs more than all that is done to the packet. So it gives up its
// turn to him, and he fetches what he needs himself (leader and followers, as threads do
// it that share a socket):
//
//	reader  ──▶ nobody ◀──▶ Read
//	   ▲───────────┴──────────┘
//
// In between it is nobody's turn, for the next Read is likely to be soon. If it is not,
// the reader takes it again, so that all that does not come for this Read is handled: at
// once if somebody sends what has an answer, or waits to send, and else soon.
type turn struct {
	whose  atomic.Int32  // readers, nobodys, users
	back   chan struct{} // gives it back to the reader; made, with clock, when it is first given up
	err    error         // that a user has met, for the reader
	rounds int           // packets that a user waited for each, in a row

	clock   *time.Timer // calls tick
	running atomic.Bool // it does
	turns   atomic.Uint32
	seen    uint32 // turns at the last tick

	mu    sync.Mutex // guards kicks, and the network's deadline for them
	kicks int        // deadlines in the past that were set, and not seen yet
}

const (
	readers int32 = iota
	nobodys
	users
)

const (
	// soon is how long it is nobody's turn.
	soon = time.Millisecond
	// manyRounds is how often a user must have waited to be likely to go on so.
	manyRounds = 8
)

// giveUp gives the reader's turn to who waits for data of the one channel, if that is
// worth it, and returns once it is the reader's again. The reader calls it when there is
// nothing to do.
func (c *conn) giveUp() error {
	t, ch := &c.turn, c.filling
	if ch == nil || !ch.data.waiting.Load() || c.bulk || c.endless || c.channels.Load() != 1 || !c.nc.socket.usable() {
		t.rounds = 0
		return nil
	}
	if t.rounds++; t.rounds < manyRounds {
		return nil
	}
	t.rounds = 0
	if t.back == nil {
		t.back = make(chan struct{}, 1)
		t.clock = time.AfterFunc(time.Hour, c.tick)
	}
	c.leave()
	ch.data.signal() // he may have gone by now
	<-t.back
	return t.err
}

// leave makes it nobody's turn, for a while.
func (c *conn) leave() {
	t := &c.turn
	t.turns.Add(1)
	t.whose.Store(nobodys)
	c.wind()
}

// wind starts the clock if it does not run.
func (c *conn) wind() {
	if t := &c.turn; !t.running.Load() && t.running.CompareAndSwap(false, true) {
		t.clock.Reset(soon)
	}
}

// tick gives the turn back to the reader if it was nobody's since the last tick. There are
// ticks while there are turns: to set a clock for each would cost more than the turn.
func (c *conn) tick() {
	t := &c.turn
	turns := t.turns.Load()
	if turns != t.seen {
		t.seen = turns
		t.clock.Reset(soon)
		return
	}
	t.running.Store(false)
	if t.whose.Load() == nobodys {
		if t.turns.Load() == turns {
			c.resume()
		} else {
			c.wind()
		}
	}
}

// resume makes it the reader's turn again if it is nobody's.
func (c *conn) resume() {
	if t := &c.turn; t.whose.Load() == nobodys && t.whose.CompareAndSwap(nobodys, readers) {
		t.back <- struct{}{}
	}
}

// lead takes the turn for who waits for something in q, if it is nobody's, until there is
// something, and reports whether it did. The caller has q.mu.
func (c *conn) lead(q *queue) bool {
	t := &c.turn
	if !t.whose.CompareAndSwap(nobodys, users) {
		return false
	}
	quiet := false
	t.err = errPanic
	defer func() {
		if quiet {
			c.leave()
			return
		}
		t.whose.Store(readers)
		t.back <- struct{}{}
	}()
	t.err = c.fetch(q)
	quiet = t.err == nil && q.unread.Load() > 0 && !c.bulk && c.channels.Load() == 1
	return true
}

// errPanic ends the connection of a user who has recovered.
var errPanic = errors.New("ssh: what was called for a message of the peer has panicked")

// fetch does what the reader does, until there is something for who reads from q.
func (c *conn) fetch(q *queue) error {
	for {
		if err := c.step(); err != nil {
			return err
		}
		if q.ready() || c.bulk {
			return nil
		}
		q.fetching.Store(true)
		var err error
		if !q.ready() { // nobody has seen fetching who ended it before
			err = c.more()
		}
		q.fetching.Store(false)
		if err != nil {
			return err
		}
	}
}

// more is fill after the login, where it may have been kicked: then there is nothing more.
func (c *conn) more() error {
	err := c.fill(!c.bulk)
	if err == nil || errors.Is(err, os.ErrDeadlineExceeded) && c.unkick() {
		return nil
	}
	return c.readError(err)
}

// kick makes who waits for the network look around: the deadline of a Read in his own
// goroutine has passed, or there is nothing more for it.
func (c *conn) kick() {
	t := &c.turn
	t.mu.Lock()
	defer t.mu.Unlock()
	t.kicks++
	c.nc.SetReadDeadline(time.Unix(1, 0))
}

// hurry gives who writes to the network, and who reads from it, until the last words are
// out. A kick that nobody has noticed yet stays: another deadline would undo it.
func (c *conn) hurry() {
	t := &c.turn
	t.mu.Lock()
	defer t.mu.Unlock()
	c.nc.SetDeadline(time.Now().Add(lastWords))
	if t.kicks > 0 {
		c.nc.SetReadDeadline(time.Unix(1, 0))
	}
}

// unkick takes the deadline away if there were kicks, and reports whether that was all.
func (c *conn) unkick() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	t := &c.turn
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.kicks == 0 || c.err != nil { // else the deadline is that of the last words
		return false
	}
	t.kicks = 0
	c.nc.SetReadDeadline(time.Time{})
	return true
}
