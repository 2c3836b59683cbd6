package lab

import (
	"time"

	"github.com/glassh/glassh/ssh/trace"
	"github.com/glassh/glassh/ssh/transport"
)

// A link carries bytes between two ends, one direction after the other.
type link struct {
	now      time.Duration
	attacker func(d trace.Dir, sent []byte) []byte
}

// clock is the time that is played: everything takes a moment.
func (l *link) clock() time.Duration {
	l.now += step
	return l.now
}

// wait lets time pass.
func (l *link) wait(d time.Duration) { l.now += d }

// An end is one side of the connection: its transport, and what stands on that.
type end interface {
	machine() *transport.Machine
	on(ev transport.Event) error // handles an event of the transport
	idle() error                 // does what is next, when nothing is on its way
	state() *base
}

// base is what both ends have.
type base struct {
	m   *transport.Machine
	in  []byte // what has come in
	err error  // why this side has given up

	wait func(time.Duration)
}

func (b *base) machine() *transport.Machine { return b.m }
func (b *base) state() *base                { return b }

// most bounds a play: how often each side may send.
const most = 1000

// play carries bytes to and fro until neither side has anything to say.
func (l *link) play(client, server end) {
	for range most {
		moved := l.carry(trace.ToServer, client, server)
		moved = l.carry(trace.ToClient, server, client) || moved
		if moved {
			continue
		}
		if client.state().err != nil {
			return
		}
		if b := server.state(); b.err == nil {
			if b.err = server.idle(); b.m.Pending() > 0 {
				continue
			}
		}
		client.state().err = client.idle()
		if client.machine().Pending() == 0 {
			return
		}
	}
}

// carry takes what one side has sent to the other, which handles it.
func (l *link) carry(d trace.Dir, from, to end) bool {
	out := from.machine().TakeOutput(nil)
	if l.attacker != nil && len(out) > 0 {
		out = l.attacker(d, out)
	}
	b := to.state()
	if len(out) == 0 || b.err != nil {
		return false
	}
	l.now += oneWay
	b.in = append(b.in, out...)
	for b.err == nil {
		ev, n, err := b.m.Next(b.in)
		if err == nil && ev.Kind != transport.None {
			err = to.on(ev)
		}
		b.in = b.in[n:]
		if err != nil {
			b.err = err
			b.m.Fail(err)
		}
		if n == 0 {
			break
		}
	}
	return true
}
