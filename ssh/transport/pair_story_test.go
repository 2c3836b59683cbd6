package transport

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/glassh/glassh/ssh/kex"
	"github.com/glassh/glassh/ssh/protect"
	"github.com/glassh/glassh/wire"
)

// data is a message of the connection protocol.
func data(text string) []byte {
	return (&wire.ChannelData{Recipient: 1, Data: []byte(text)}).Append(nil)
}

// a whole session: login, data both ways, a key exchange by each side with data
// meanwhile, and the end.
func session(t testing.TB, cut func(n int) int) *pair {
	key := hostKey(t)
	p := newPair(t, config("client", key), config("server", key))
	if cut != nil {
		p.cut = cut
	}
	p.start()
	for i := range 3 {
		p.ok(p.client.m.Send(data(fmt.Sprint("to server ", i))))
		p.ok(p.server.m.Send(data(fmt.Sprint("to client ", i))))
		p.run()
	}
	p.ok(p.client.m.Rekey())
	p.ok(p.client.m.Send(data("held back by our exchange")))
	p.ok(p.server.m.Send(data("sent into the client's exchange")))
	p.run()
	p.ok(p.server.m.Rekey())
	p.ok(p.client.m.Rekey())
	p.ok(p.server.m.Send(data("held back by both")))
	p.run()
	p.client.m.Disconnect(wire.ReasonByApplication, "bye")
	p.run()
	return p
}

func TestPairGivesTheSameEventsHoweverTheBytesAreCut(t *testing.T) {
	whole := session(t, nil)
	var bye *DisconnectError
	if !errors.As(whole.server.err, &bye) || bye.Text != "bye" || bye.Reason != wire.ReasonByApplication {
		t.Fatalf("want the client's DISCONNECT, got %v", whole.server.err)
	}
	if n := len(whole.client.events); n < 15 {
		t.Fatalf("only %d events: %q", n, whole.client.events)
	}
	rnd := rand.New(rand.NewPCG(3, 4))
	for name, cut := range map[string]func(n int) int{
		"byte by byte":     func(n int) int { return 1 },
		"in random chunks": func(n int) int { return 1 + rnd.IntN(n) },
	} {
		t.Run(name, func(t *testing.T) {
			p := session(t, cut)
			// Events of one side come in the same order; so do all bytes.
			if diff := cmp.Diff(whole.client.events, p.client.events); diff != "" {
				t.Errorf("client (-whole +cut):\n%s", diff)
			}
			if diff := cmp.Diff(whole.server.events, p.server.events); diff != "" {
				t.Errorf("server (-whole +cut):\n%s", diff)
			}
			if !bytes.Equal(whole.client.wire, p.client.wire) || !bytes.Equal(whole.server.wire, p.server.wire) {
				t.Error("the bytes on the wire differ")
			}
		})
	}
}

func TestEqualRandomnessGivesEqualBytes(t *testing.T) {
	a, b := session(t, nil), session(t, nil)
	if !bytes.Equal(a.client.wire, b.client.wire) || !bytes.Equal(a.server.wire, b.server.wire) {
		t.Error("two runs with equal configuration differ")
	}
	key := hostKey(t)
	c := newPair(t, config("another client", key), config("server", key)).start()
	if bytes.Equal(a.client.wire[:200], c.client.wire[:200]) {
		t.Error("other randomness gives the same bytes")
	}
}

func TestEveryCipherAndMACThroughAReexchange(t *testing.T) {
	for _, cipher := range protect.Ciphers() {
		for _, mac := range protect.MACs() {
			t.Run(cipher.Name+"/"+mac.Name, func(t *testing.T) {
				key := hostKey(t)
				c, s := config("client", key), config("server", key)
				c.Ciphers, c.MACs = []string{cipher.Name}, []string{mac.Name}
				p := newPair(t, c, s).start()
				for i := range 50 {
					p.ok(p.client.m.Send(data(strings.Repeat("x", i*13))))
				}
				p.run()
				p.ok(p.server.m.Rekey())
				p.run()
				p.ok(p.client.m.Send(data("behind the exchange")))
				p.run()
				if p.server.err != nil {
					t.Fatal(p.server.err)
				}
				if got := p.server.events[len(p.server.events)-1]; got != fmt.Sprintf("payload %x", data("behind the exchange")) {
					t.Errorf("got %s", got)
				}
			})
			if cipher.AEAD {
				break
			}
		}
	}
}

func TestDataIsHeldBackDuringOurExchangeAndKeepsItsOrder(t *testing.T) {
	key := hostKey(t)
	p := newPair(t, config("client", key), config("server", key)).start()
	p.ok(p.client.m.Rekey())
	if !p.client.m.Held() {
		t.Fatal("want data held behind our KEXINIT")
	}
	before := len(p.client.m.out.buf)
	for i := range 20 {
		p.ok(p.client.m.Send(data(fmt.Sprint(i))))
	}
	if len(p.client.m.out.buf) != before {
		t.Fatal("data was sent between KEXINIT and NEWKEYS")
	}
	from := len(p.server.events)
	p.run()
	if p.client.m.Held() {
		t.Fatal("data is held behind NEWKEYS")
	}
	i := 0
	for _, ev := range p.server.events[from:] {
		if ev == fmt.Sprintf("payload %x", data(fmt.Sprint(i))) {
			i++
		}
	}
	if i != 20 {
		t.Errorf("want 20 messages in order, got %d", i)
	}
}

func TestHeldDataIsBounded(t *testing.T) {
	key := hostKey(t)
	p := newPair(t, config("client", key), config("server", key)).start()
	p.ok(p.client.m.Rekey())
	var err error
	for range 100 {
		if err = p.client.m.Send(data(strings.Repeat("x", 30_000))); err != nil {
			break
		}
	}
	if !errors.Is(err, errHeld) {
		t.Errorf("want %v, got %v", errHeld, err)
	}
}

func TestRekeyByBytesAndPacketsFromEitherSide(t *testing.T) {
	for _, c := range []struct {
		name           string
		client, server Limit
		toServer       bool
	}{
		{"client sends many bytes", Limit{Bytes: 10_000}, Limit{}, true},
		{"client receives many bytes", Limit{Bytes: 10_000}, Limit{}, false},
		{"server sends many packets", Limit{}, Limit{Packets: 20}, false},
		{"server receives many packets", Limit{}, Limit{Packets: 20}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			key := hostKey(t)
			cc, sc := config("client", key), config("server", key)
			cc.Limit, sc.Limit = c.client, c.server
			p := newPair(t, cc, sc).start()
			from, to := &p.client, &p.server
			if !c.toServer {
				from, to = to, from
			}
			for i := range 100 {
				p.ok(from.m.Send(data(fmt.Sprintf("%d%s", i, strings.Repeat("x", 400)))))
				if i%7 == 0 {
					p.run()
				}
			}
			p.run()
			p.ok(to.err)
			exchanges, arrived := 0, 0
			for _, ev := range to.events {
				if ev == KeysReceived.String() {
					exchanges++
				}
				if strings.HasPrefix(ev, "payload 5e") {
					arrived++
				}
			}
			if exchanges < 3 || arrived != 100 {
				t.Errorf("want several exchanges and 100 messages, got %d and %d", exchanges, arrived)
			}
			if !bytes.Equal(p.client.m.SessionID(), p.server.m.SessionID()) {
				t.Error("session identifiers differ")
			}
		})
	}
}

func TestTheSessionIdentifierStays(t *testing.T) {
	key := hostKey(t)
	p := newPair(t, config("client", key), config("server", key)).start()
	id := slices.Clone(p.client.m.SessionID())
	p.ok(p.client.m.Rekey())
	p.run()
	if !bytes.Equal(id, p.client.m.SessionID()) || !bytes.Equal(id, p.server.m.SessionID()) {
		t.Error("a re-exchange changed the session identifier")
	}
}

func TestAWrongGuessIsDroppedAndARightOneCounts(t *testing.T) {
	for _, right := range []bool{true, false} {
		t.Run(fmt.Sprint("right=", right), func(t *testing.T) {
			key := hostKey(t)
			p := newPair(t, config("client", key), config("server", key))
			// The server's KEXINIT, with a guess behind it, made to measure.
			var init wire.KexInit
			p.ok(init.Parse(p.server.m.kx.ourInit))
			init.FirstKexFollows = true
			if !right {
				init.KexAlgorithms = wire.Names("something-else", kex.Methods()[0])
			}
			forged := init.Append(nil)
			p.server.m.kx.ourInit = forged
			p.server.m.out.buf = append([]byte(p.server.m.cfg.Version), "\r\n"...)
			p.server.m.out.seq = 0
			p.server.m.emit(init.Append)
			if !right {
				p.server.m.emit(func(dst []byte) []byte { return append(dst, 31, 1, 2, 3) })
			}
			p.run()
			if right {
				// There is no message that a server could send first: the guess is only
				// announced, and the exchange goes on.
				p.ok(p.client.err)
				return
			}
			p.ok(p.client.err)
			if p.client.m.State() != Running {
				t.Errorf("want %v, got %v", Running, p.client.m.State())
			}
		})
	}
}

func TestDataPathDoesNotAllocate(t *testing.T) {
	for _, cipher := range []string{"aes128-gcm@openssh.com", "chacha20-poly1305@openssh.com", "aes128-ctr"} {
		t.Run(cipher, func(t *testing.T) {
			key := hostKey(t)
			c := config("client", key)
			c.Ciphers = []string{cipher}
			p := newPair(t, c, config("server", key)).start()
			payload := data(strings.Repeat("x", 32<<10))
			var spare []byte
			move := func() {
				if err := p.client.m.Send(payload); err != nil {
					t.Fatal(err)
				}
				out := p.client.m.TakeOutput(spare)
				ev, n, err := p.server.m.NextData(out)
				if err != nil || n != len(out) || len(ev.Payload) != len(payload) {
					t.Fatalf("%v, %d, %v", ev.Kind, n, err)
				}
				spare = out
			}
			for range 3 {
				move()
			}
			if n := testing.AllocsPerRun(50, move); n != 0 {
				t.Errorf("want no allocation a packet, got %v", n)
			}
		})
	}
}
