package transport

import (
	"fmt"
	"strings"
	"testing"

	"github.com/glassh/glassh/wire"
)

func ping(data string) func(dst []byte) []byte { return (&wire.Ping{Data: []byte(data)}).Append }

func TestPingIsAnsweredByBothSides(t *testing.T) {
	key := hostKey(t)
	p := newPair(t, config("client", key), config("server", key)).start()
	for _, s := range []*side{&p.client, &p.server} {
		p.ok(s.m.SendPing([]byte("data")))
		p.run()
		if got := s.events[len(s.events)-1]; got != "pong" {
			t.Errorf("%v: want pong, got %q", s.m.Role(), got)
		}
	}
}

// TestPingBeforeTheLoginCostsNothing sends pings where no answer is owed.
func TestPingBeforeTheLoginCostsNothing(t *testing.T) {
	key := hostKey(t)
	p := newPair(t, config("client", key), config("server", key))
	pinged := false
	p.answer = func(p *pair, s *side, ev Event) {
		if s.m.Role() == Server && ev.Kind == ServiceAsked {
			pinged = true
			p.client.m.emit(ping("x"))
			p.client.m.emit((&wire.Pong{}).Append)
		}
	}
	p.start()
	if text := fmt.Sprint(p.client.events); !pinged || strings.Contains(text, "pong") {
		t.Errorf("want no answer, got %q", text)
	}
}

// TestPingAndAReexchange: in our own exchange of keys the answer waits, and behind the
// peer's KEXINIT the message is as illegal as any other.
func TestPingAndAReexchange(t *testing.T) {
	key := hostKey(t)
	p := newPair(t, config("client", key), config("server", key)).start()
	p.ok(p.server.m.Rekey())
	p.ok(p.client.m.SendPing([]byte("into it")))
	p.run()
	p.ok(p.server.err)
	if got := p.client.events[len(p.client.events)-1]; got != "pong" {
		t.Errorf("want the answer behind the exchange, got %q", p.client.events)
	}
	p.ok(p.server.m.Rekey())
	p.server.m.emit(ping("behind the KEXINIT"))
	p.run()
	wants(t, p.client.err, wire.ReasonProtocolError, "not legal here")
}

// TestPingsIntoAnExchangeThatHangsAreBounded answers none while keys are exchanged, and
// keeps only so many answers.
func TestPingsIntoAnExchangeThatHangsAreBounded(t *testing.T) {
	key := hostKey(t)
	p := newPair(t, config("client", key), config("server", key)).start()
	p.ok(p.server.m.Rekey())
	p.server.m.TakeOutput(nil) // which never arrives
	big := strings.Repeat("x", 200<<10)
	for range 10 {
		p.client.m.emit(ping(big))
	}
	p.hand(&p.client, &p.server)
	if p.server.err != errHeld {
		t.Errorf("want %v, got %v", errHeld, p.server.err)
	}
}

func TestMalformedPings(t *testing.T) {
	for _, bad := range []string{"\xc0", "\xc0\x00\x00\x00\x01", "\xc1\x00\x00\x00\x00\x00"} {
		key := hostKey(t)
		p := newPair(t, config("client", key), config("server", key)).start()
		p.client.m.emit(func(dst []byte) []byte { return append(dst, bad...) })
		p.run()
		wants(t, p.server.err, wire.ReasonProtocolError, "malformed")
	}
}
