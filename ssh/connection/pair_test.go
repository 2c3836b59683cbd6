package connection

import (
	"testing"

	"github.com/glassh/glassh/wire"
)

// outbox is a Sender that keeps the messages.
type outbox struct{ messages [][]byte }

func (o *outbox) Begin() []byte { return nil }

func (o *outbox) End(buf []byte) error {
	o.messages = append(o.messages, buf)
	return nil
}

// A pair is two machines without a transport between them.
type pair struct {
	t          *testing.T
	a, b       *Machine
	outA, outB outbox
}

func newPair(t *testing.T, a, b Config) *pair {
	p := &pair{t: t}
	p.a, p.b = New(&p.outA, a), New(&p.outB, b)
	return p
}

// toB hands a's messages to b as the driver does, and returns the events.
func (p *pair) toB() []Event { return p.hand(&p.outA, p.b) }

// toA hands b's messages to a.
func (p *pair) toA() []Event { return p.hand(&p.outB, p.a) }

func (p *pair) hand(from *outbox, to *Machine) (events []Event) {
	p.t.Helper()
	messages := from.messages
	from.messages = nil
	for _, m := range messages {
		ev, done, err := to.NextData(m)
		if err == nil && !done {
			ev, err = to.Next(m)
		}
		if err != nil {
			p.t.Fatalf("%v: %v", wire.Number(m[0]), err)
		}
		if ev.Kind != None {
			events = append(events, ev)
		}
	}
	return events
}

// one returns the only event.
func (p *pair) one(events []Event, want Kind) Event {
	p.t.Helper()
	if len(events) != 1 || events[0].Kind != want {
		p.t.Fatalf("want one event, %v; got %v", want, events)
	}
	return events[0]
}

// open opens a channel from a to b and returns both ends.
func (p *pair) open() (a, b *Channel) {
	p.t.Helper()
	a, err := p.a.Open("session", nil)
	p.ok(err)
	ev := p.one(p.toB(), Open)
	p.ok(p.b.Accept(ev.Channel))
	if got := p.one(p.toA(), Opened).Channel; got != a {
		p.t.Fatal("another channel was opened")
	}
	return a, ev.Channel
}

func (p *pair) ok(err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
}

// refuses fails unless m returns an *Error for the message.
func refuses(t *testing.T, m *Machine, payload []byte) {
	t.Helper()
	_, done, err := m.NextData(payload)
	if err == nil && !done {
		_, err = m.Next(payload)
	}
	if _, ok := err.(*Error); !ok {
		t.Errorf("%v: want an *Error, got %v", wire.Number(payload[0]), err)
	}
}
