package transport

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/glassh/glassh/ssh/kex"
	"github.com/glassh/glassh/ssh/protect"
)

// A notebook is a tracer that copies all it is told: one list each way.
type notebook struct {
	clock     int64
	ways      map[bool]*way // by ClientToServer
	exchanges []TracedExchange
}

// A way is one direction of a connection.
type way struct {
	wire    []byte
	packets []string // sequence number, epoch, suite and packet in clear
	keys    []string
	err     error
}

func newNotebook() *notebook { return &notebook{ways: map[bool]*way{true: {}, false: {}}} }

func (n *notebook) Now() int64 { n.clock++; return n.clock }

func (n *notebook) Line(l *TracedLine) {
	w := n.ways[l.ClientToServer]
	w.wire = append(w.wire, l.Wire...)
}

func (n *notebook) Packet(p *TracedPacket) {
	w := n.ways[p.ClientToServer]
	w.wire = append(w.wire, p.Wire...)
	if p.Err != nil {
		w.err = p.Err
		return
	}
	if p.Took <= 0 {
		panic("no time passed")
	}
	w.packets = append(w.packets, fmt.Sprintf("#%d epoch %d %s %s: %x payload %x", p.Seq, p.Epoch, p.Suite.Cipher.Name, p.Suite.MAC.Name, p.Clear, p.Payload()))
}

func (n *notebook) Exchange(e *TracedExchange) {
	c := *e
	c.Result.K, c.SessionID, c.Private = bytes.Clone(e.Result.K), bytes.Clone(e.SessionID), bytes.Clone(e.Private)
	n.exchanges = append(n.exchanges, c)
}

func (n *notebook) Keys(k *TracedKeys) {
	w := n.ways[k.ClientToServer]
	w.keys = append(w.keys, fmt.Sprintf("epoch %d %s %x %x %x reset %v", k.Epoch, k.Suite.Cipher.Name, k.Keys.Key, k.Keys.IV, k.Keys.MACKey, k.SeqReset))
}

// tracedSession is session, seen by a tracer at each end.
func tracedSession(t *testing.T, cut func(n int) int, change func(c *Config)) (p *pair, client, server *notebook) {
	key := hostKey(t)
	client, server = newNotebook(), newNotebook()
	c, s := config("client", key), config("server", key)
	c.Tracer, s.Tracer = client, server
	change(c)
	change(s)
	p = newPair(t, c, s)
	if cut != nil {
		p.cut = cut
	}
	p.start()
	p.ok(p.client.m.Send(data("to the server")))
	p.ok(p.server.m.Send(data("to the client")))
	p.ok(p.client.m.Rekey())
	p.run()
	p.ok(p.server.m.Send(data("behind the exchange")))
	p.run()
	p.ok(p.client.err)
	return p, client, server
}

func TestTracersAtBothEndsSeeTheSameConnection(t *testing.T) {
	rnd := rand.New(rand.NewPCG(5, 6))
	type suite struct{ cipher, mac string }
	var suites []suite
	for _, cipher := range protect.DefaultCiphers() {
		if c, _ := protect.LookupCipher(cipher); c.AEAD {
			suites = append(suites, suite{cipher, "hmac-sha2-256"})
			continue
		}
		for _, mac := range slices.Concat(protect.DefaultMACs(), protect.InsecureMACs()) {
			suites = append(suites, suite{cipher, mac})
		}
	}
	for _, s := range suites {
		t.Run(s.cipher+","+s.mac, func(t *testing.T) {
			p, client, server := tracedSession(t, func(n int) int { return 1 + rnd.IntN(n) }, func(c *Config) {
				c.Ciphers, c.MACs = []string{s.cipher}, []string{s.mac}
			})
			for c2s, sent := range map[bool][]byte{true: p.client.wire, false: p.server.wire} {
				for end, n := range map[string]*notebook{"client": client, "server": server} {
					if !bytes.Equal(sent, n.ways[c2s].wire) {
						t.Errorf("%s: the packets are not what was on the network (to the server: %v)", end, c2s)
					}
				}
				if diff := cmp.Diff(client.ways[c2s].packets, server.ways[c2s].packets); diff != "" {
					t.Errorf("packets (-client +server):\n%s", diff)
				}
				if diff := cmp.Diff(client.ways[c2s].keys, server.ways[c2s].keys); diff != "" || len(client.ways[c2s].keys) != 2 {
					t.Errorf("keys (-client +server):\n%s", diff)
				}
			}
		})
	}
}

func TestTracersSeeTheSameExchange(t *testing.T) {
	for _, method := range kex.AllMethods() {
		t.Run(method, func(t *testing.T) {
			_, client, server := tracedSession(t, nil, func(c *Config) { c.Kex = []string{method} })
			if len(client.exchanges) != 2 || len(server.exchanges) != 2 {
				t.Fatalf("want 2 exchanges at each end, got %d and %d", len(client.exchanges), len(server.exchanges))
			}
			for i, c := range client.exchanges {
				s := server.exchanges[i]
				if !bytes.Equal(c.SessionID, client.exchanges[0].Result.H) {
					t.Errorf("the session identifier is not H of the first exchange")
				}
				if method != "rsa2048-sha256" && (len(c.Private) == 0 || len(s.Private) == 0 || bytes.Equal(c.Private, s.Private)) {
					t.Errorf("no ephemeral keys, or equal ones: %d and %d bytes", len(c.Private), len(s.Private))
				}
				c.Private, s.Private = nil, nil
				if diff := cmp.Diff(c, s); diff != "" || !c.Strict {
					t.Errorf("exchange %d (-client +server):\n%s", i, diff)
				}
			}
		})
	}
}

func TestTracerSeesThePacketThatIsNone(t *testing.T) {
	p, _, server := tracedSession(t, nil, func(*Config) {})
	before := len(server.ways[true].wire)
	p.ok(p.client.m.Send(data("damaged on its way")))
	damaged := p.client.m.TakeOutput(nil)
	damaged[len(damaged)-1] ^= 1
	_, _, err := p.server.m.Next(bytes.Clone(damaged))
	w := server.ways[true]
	if err == nil || !errors.Is(w.err, protect.ErrAuth) {
		t.Errorf("want %v, got %v", protect.ErrAuth, w.err)
	}
	if !bytes.Equal(damaged, w.wire[before:]) {
		t.Error("the packet is not as it came")
	}
}

// TestTracedBytesAreCopiedOnce has a full buffer of the smallest packets: to
// copy all that is left of it for each would be a gigabyte.
func TestTracedBytesAreCopiedOnce(t *testing.T) {
	const size, packet = 256 << 10, 32
	in := make([]byte, size)
	for i := range in {
		in[i] = byte(i / packet)
	}
	var trace inTrace
	n := newNotebook()
	trace.to = n
	copied := 0
	for at := 0; at < len(in); at += packet {
		before := len(trace.raw) - trace.done
		trace.keep(in[at:])
		copied += len(trace.raw) - trace.done - before
		clear(in[at : at+packet]) // as an opener does
		trace.received(in[at:], packet, 0, 0, nil, 0, nil)
	}
	if copied != size {
		t.Errorf("want %d bytes copied, got %d", size, copied)
	}
	for i, b := range n.ways[false].wire {
		if b != byte(i/packet) {
			t.Fatalf("byte %d is not as it came", i)
		}
	}
	long := make([]byte, maxRaw)
	for range 10_000 { // there is always more behind the packet
		trace.keep(long)
		trace.received(long, 999, 0, 0, nil, 0, nil)
	}
	if cap(trace.raw) > 4*maxRaw {
		t.Errorf("%d bytes are kept", cap(trace.raw))
	}
}
