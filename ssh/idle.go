package ssh

import (
	"time"

	"github.com/glassh/glassh/wire"
)

// An idleness closes the channels of a connection that nothing moves on (sshd_config(5),
// ChannelTimeout), and the connection once it has had none for long. Data leaves a mark at
// its channel and nothing else; one timer for all looks after the marks, an eighth of the
// shortest time in between.
type idleness struct {
	c      *conn
	of     func(kind string) time.Duration
	unused time.Duration

	// Guarded by c.mu.
	timer *time.Timer
	next  time.Time // of the next look; zero: there is none
	since time.Time // there is no channel since then; zero: there is one
}

const (
	idleLooks    = 8
	shortestLook = 10 * time.Millisecond
)

// timeout returns how long a channel of that kind may be idle. nil lets all be.
func (i *idleness) timeout(kind string) time.Duration {
	if i == nil || i.of == nil {
		return 0
	}
	return max(0, i.of(kind))
}

// mark notes that something moved, for all directions of a channel.
func (ch *Channel) mark() {
	if !ch.moved.Load() {
		ch.moved.Store(true)
	}
}

// watchIdle begins the time of a channel, whose kind is known. It needs c.mu.
func (ch *Channel) watchIdle(kind string) {
	i := ch.c.idle
	if ch.idle = i.timeout(kind); ch.idle > 0 {
		ch.idleSince = time.Now()
		i.arm()
	}
}

// arm has look called soon enough for all. It needs c.mu.
func (i *idleness) arm() {
	if i == nil || i.c.err != nil {
		return
	}
	next := time.Duration(0)
	for ch := range i.c.live {
		if ch.idle > 0 && (next == 0 || ch.idle < next) {
			next = ch.idle
		}
	}
	if len(i.c.live) == 0 {
		next = i.unused
	}
	if next == 0 {
		return
	}
	next = max(next/idleLooks, shortestLook)
	at := time.Now().Add(next)
	switch {
	case i.timer == nil:
		i.timer = time.AfterFunc(next, i.look)
	case !i.next.IsZero() && !at.Before(i.next):
		return
	default:
		i.timer.Reset(next)
	}
	i.next = at
}

// look closes what has been idle for too long. The timer calls it in a goroutine that ends
// with it.
func (i *idleness) look() {
	i.c.do(func() error {
		now := time.Now()
		i.next = time.Time{}
		for ch := range i.c.live {
			switch {
			case ch.idle == 0:
			case ch.moved.Swap(false):
				ch.idleSince = now
			case now.Sub(ch.idleSince) >= ch.idle && ch.err == nil:
				i.c.log.Info("channel closed: nothing moves on it", "type", wire.Escape([]byte(ch.ch.Type())), "after", ch.idle)
				ch.data.stop(errIdle)
				ch.ext.stop(errIdle)
				ch.sendClose()
			}
		}
		switch {
		case len(i.c.live) > 0:
			i.since = time.Time{}
		case i.since.IsZero():
			i.since = now
		case i.unused > 0 && now.Sub(i.since) >= i.unused:
			i.c.t.Disconnect(wire.ReasonByApplication, "no channel for too long")
			i.c.end(errUnused)
			return nil
		}
		i.arm()
		return nil
	})
}

// stop ends the looks. nil has none.
func (i *idleness) stop() {
	if i != nil && i.timer != nil {
		i.timer.Stop()
	}
}
