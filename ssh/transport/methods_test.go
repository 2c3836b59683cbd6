package transport

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/glassh/glassh/dh"
	"github.com/glassh/glassh/primitives/rsa"
	"github.com/glassh/glassh/ssh/kex"
	"github.com/glassh/glassh/wire"
)

// transient is the server's key for rsa2048-sha256 in all tests.
var transient = sync.OnceValues(func() (*rsa.PrivateKey, error) {
	return rsa.GenerateKey(&stream{seed: "transient"}, 2048)
})

// methodPair is a client that offers one method, and a server that has all.
func methodPair(t *testing.T, method string) *pair {
	key := hostKey(t)
	c, s := config("client", key), config("server", key)
	c.Kex, s.Kex, s.TransientRSA = []string{method}, kex.AllMethods(), transient
	return newPair(t, c, s)
}

func TestEveryMethodThroughAReexchange(t *testing.T) {
	for _, method := range kex.AllMethods() {
		t.Run(method, func(t *testing.T) {
			t.Parallel()
			p := methodPair(t, method)
			p.cut = func(n int) int { return min(n, 1000) }
			p.start()
			p.ok(p.server.m.Rekey())
			p.ok(p.client.m.Send(data("sent into the server's exchange")))
			p.run()
			p.ok(p.client.m.Send(data("behind the exchange")))
			p.run()
			p.ok(p.server.err)
			if got := p.server.events[len(p.server.events)-1]; got != fmt.Sprintf("payload %x", data("behind the exchange")) {
				t.Errorf("got %s", got)
			}
			exchanges := 0
			for _, ev := range p.client.events {
				if strings.HasPrefix(ev, "negotiated kex "+method+",") {
					exchanges++
				}
			}
			if exchanges != 2 {
				t.Errorf("want two exchanges, got %d in %q", exchanges, p.client.events)
			}
		})
	}
}

// TestWhoSpeaksFirst looks at what either side has sent when it has both KEXINITs.
func TestWhoSpeaksFirst(t *testing.T) {
	for _, c := range []struct {
		method string
		server bool
	}{
		{"curve25519-sha256", false}, {"diffie-hellman-group-exchange-sha256", false}, {"rsa2048-sha256", true},
	} {
		p := methodPair(t, c.method)
		client, server := p.client.m.TakeOutput(nil), p.server.m.TakeOutput(nil)
		for m, in := range map[*Machine][]byte{p.client.m: server, p.server.m: client} {
			for ev := (Event{}); ev.Kind != Negotiated; {
				var n int
				var err error
				ev, n, err = m.Next(in)
				p.ok(err)
				in = in[n:]
			}
			if speaks := m.Pending() > 0; speaks != (c.server == (m.Role() == Server)) {
				t.Errorf("%s: the %v speaks first: %v", c.method, m.Role(), speaks)
			}
		}
	}
}

// TestAWrongGuessBeforeTheServerSpeaks sends a server a message of another method, with
// which the client has guessed wrong, while the server has spoken first already.
func TestAWrongGuessBeforeTheServerSpeaks(t *testing.T) {
	p := methodPair(t, "rsa2048-sha256")
	var init wire.KexInit
	p.ok(init.Parse(p.client.m.kx.ourInit))
	init.FirstKexFollows = true
	init.KexAlgorithms = wire.Names("rsa2048-sha256") // without kexguess2, by whose rule it is right
	p.client.m.kx.ourInit = init.Append(nil)
	p.client.m.out.buf = append([]byte(p.client.m.cfg.Version), "\r\n"...)
	p.client.m.out.seq = 0
	p.client.m.emit(init.Append)
	p.client.m.emit((&wire.KexECDHInit{ClientPublic: make([]byte, 32)}).Append)
	p.start()
}

// TestAMessageOfAnotherMethodEndsTheExchange goes through the methods with several
// messages: in the states of an exchange the table takes 30 to 49, and the method says
// which of them is next.
func TestAMessageOfAnotherMethodEndsTheExchange(t *testing.T) {
	for _, method := range []string{"diffie-hellman-group-exchange-sha256", "rsa2048-sha256"} {
		for _, number := range []byte{35, 49} {
			p := methodPair(t, method)
			p.upTo(StrictKex)
			err := p.inject(&p.client, &p.server, func(dst []byte) []byte { return append(dst, number) })
			if err == nil {
				t.Fatalf("%s takes message %d", method, number)
			}
			wants(t, err, wire.ReasonKeyExchangeFailed, "kex: "+method+": ")
		}
	}
}

// TestTheServersGroupsAreThoseGiven takes the group of the configuration, and says so if
// there is none for the client.
func TestTheServersGroupsAreThoseGiven(t *testing.T) {
	const method = "diffie-hellman-group-exchange-sha256"
	line := func(g *dh.Group) []byte {
		return fmt.Appendf(nil, "0 2 6 100 %d 2 %x", g.BitLen()-1, g.P())
	}
	p := methodPair(t, method)
	p.server.m.cfg.Moduli, _ = kex.ParseModuli(line(dh.Group15()))
	p.start()

	p = methodPair(t, method)
	p.server.m.cfg.Moduli, _ = kex.ParseModuli(line(dh.Group1()))
	p.run()
	wants(t, p.server.err, wire.ReasonKeyExchangeFailed, "there is no group of 2048 to 8192 bits")
}

func TestNoTransientKeyIsAnError(t *testing.T) {
	none := errors.New("none")
	p := methodPair(t, "rsa2048-sha256")
	p.server.m.cfg.TransientRSA = func() (*rsa.PrivateKey, error) { return nil, none }
	p.run()
	if !errors.Is(p.server.err, none) {
		t.Errorf("want %v, got %v", none, p.server.err)
	}
}
