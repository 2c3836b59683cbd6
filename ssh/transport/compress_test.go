package transport

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/glassh/glassh/ssh/compress"
	"github.com/glassh/glassh/wire"
)

// compressing is config with that compression.
func compressing(c *Config, names ...string) *Config {
	c.Compression = names
	return c
}

// A packet log is a tracer that says of each packet whether it was compressed.
type packetLog struct {
	*notebook
	toServer, toClient []string
}

func (l *packetLog) Packet(p *TracedPacket) {
	line := wire.Number(p.Payload()[0]).String()
	if p.Message != nil {
		line += " compressed"
	}
	if p.ClientToServer {
		l.toServer = append(l.toServer, line)
	} else {
		l.toClient = append(l.toClient, line)
	}
}

// TestWhereCompressionBegins has both methods with a key exchange in the middle.
func TestWhereCompressionBegins(t *testing.T) {
	for method, want := range map[string][2]string{
		"zlib": {`
SSH_MSG_KEXINIT, SSH_MSG_30, SSH_MSG_NEWKEYS, SSH_MSG_SERVICE_REQUEST compressed,
SSH_MSG_USERAUTH_REQUEST compressed, SSH_MSG_CHANNEL_DATA compressed, SSH_MSG_KEXINIT compressed,
SSH_MSG_30 compressed, SSH_MSG_NEWKEYS compressed, SSH_MSG_CHANNEL_DATA compressed`, `
SSH_MSG_KEXINIT, SSH_MSG_31, SSH_MSG_NEWKEYS, SSH_MSG_EXT_INFO compressed, SSH_MSG_SERVICE_ACCEPT compressed,
SSH_MSG_USERAUTH_SUCCESS compressed, SSH_MSG_CHANNEL_DATA compressed, SSH_MSG_KEXINIT compressed,
SSH_MSG_31 compressed, SSH_MSG_NEWKEYS compressed, SSH_MSG_CHANNEL_DATA compressed`},
		"zlib@openssh.com": {`
SSH_MSG_KEXINIT, SSH_MSG_30, SSH_MSG_NEWKEYS, SSH_MSG_SERVICE_REQUEST,
SSH_MSG_USERAUTH_REQUEST, SSH_MSG_CHANNEL_DATA compressed, SSH_MSG_KEXINIT compressed,
SSH_MSG_30 compressed, SSH_MSG_NEWKEYS compressed, SSH_MSG_CHANNEL_DATA compressed`, `
SSH_MSG_KEXINIT, SSH_MSG_31, SSH_MSG_NEWKEYS, SSH_MSG_EXT_INFO, SSH_MSG_SERVICE_ACCEPT,
SSH_MSG_USERAUTH_SUCCESS, SSH_MSG_CHANNEL_DATA compressed, SSH_MSG_KEXINIT compressed,
SSH_MSG_31 compressed, SSH_MSG_NEWKEYS compressed, SSH_MSG_CHANNEL_DATA compressed`},
	} {
		t.Run(method, func(t *testing.T) {
			key := hostKey(t)
			c, s := compressing(config("client", key), method, "none"), compressing(config("server", key), "none", method)
			at := [2]*packetLog{{notebook: newNotebook()}, {notebook: newNotebook()}}
			c.Tracer, s.Tracer = at[Client], at[Server]
			c.Kex, s.Kex = []string{"curve25519-sha256"}, []string{"curve25519-sha256"}
			p := newPair(t, c, s).start()
			for i := range 2 {
				p.ok(p.client.m.Send(data("to the server")))
				p.ok(p.server.m.Send(data("to the client")))
				p.run()
				if i == 0 {
					p.ok(p.client.m.Rekey())
					p.run()
				}
			}
			p.ok(p.client.err)
			p.ok(p.server.err)
			for _, l := range at {
				for i, got := range [][]string{l.toServer, l.toClient} {
					if diff := cmp.Diff(strings.Fields(want[i]), strings.Fields(strings.Join(got, ", "))); diff != "" {
						t.Errorf("direction %d (-want +got):\n%s", i, diff)
					}
				}
			}
		})
	}
}

// TestCompressedPairHoweverTheBytesAreCut compares connections with compression, in one
// direction or both, with one that has none: but for that, nothing differs.
func TestCompressedPairHoweverTheBytesAreCut(t *testing.T) {
	key := hostKey(t)
	rnd := rand.New(rand.NewPCG(8, 9))
	payloads := func(events []string) (list []string) {
		for _, e := range events {
			if strings.HasPrefix(e, "payload") {
				list = append(list, e)
			}
		}
		return list
	}
	talk := func(client, server []string, cut func(n int) int) *pair {
		p := newPair(t, compressing(config("client", key), client...), compressing(config("server", key), server...))
		p.cut = cut
		p.start()
		for i := range 30 {
			p.ok(p.client.m.Send(data(strings.Repeat(fmt.Sprint("to the server ", i), i*i))))
			p.ok(p.server.m.Send(data(strings.Repeat(fmt.Sprint("to the client ", i), 3*i))))
			if i%10 == 5 {
				p.ok(p.client.m.Rekey())
				p.ok(p.client.m.Send(data("held back")))
			}
			if i%10 == 6 {
				p.ok(p.server.m.Rekey())
			}
			p.run()
		}
		p.ok(p.client.err)
		p.ok(p.server.err)
		return p
	}
	plain := talk(nil, nil, func(n int) int { return n })
	for _, names := range [][]string{{"zlib"}, {"zlib@openssh.com", "none"}} {
		for _, cut := range []func(n int) int{func(n int) int { return n }, func(n int) int { return 1 + rnd.IntN(n) }} {
			p := talk(names, compress.Names(), cut)
			if diff := cmp.Diff(payloads(plain.server.events), payloads(p.server.events)); diff != "" {
				t.Errorf("%v: to the server (-plain +compressed):\n%s", names, diff)
			}
			if diff := cmp.Diff(payloads(plain.client.events), payloads(p.client.events)); diff != "" {
				t.Errorf("%v: to the client (-plain +compressed):\n%s", names, diff)
			}
			if len(p.client.wire) > len(plain.client.wire)/2 {
				t.Errorf("%v: %d bytes to the server, and %d without compression", names, len(p.client.wire), len(plain.client.wire))
			}
		}
	}
}

// TestCompressionOneWay: each direction has a method of its own.
func TestCompressionOneWay(t *testing.T) {
	for _, way := range []struct{ toServer, toClient string }{{"zlib@openssh.com", "none"}, {"none", "zlib@openssh.com"}, {"zlib", "zlib@openssh.com"}} {
		key := hostKey(t)
		p := newPair(t, config("client", key), compressing(config("server", key), compress.Names()...))
		// Config has one list for both: the client's KEXINIT is made here, and sent again.
		c := p.client.m
		var init wire.KexInit
		p.ok(init.Parse(c.kx.ourInit))
		init.CompressionClientToServer, init.CompressionServerToClient = wire.Names(way.toServer), wire.Names(way.toClient)
		c.kx.ourInit = init.Append(nil)
		c.TakeOutput([]byte("SSH-2.0-glassh_test\r\n"))
		c.out.buf, c.out.seq = c.out.buf[:len("SSH-2.0-glassh_test\r\n")], 0
		c.emitPayload(c.kx.ourInit)
		p.start()
		p.ok(p.client.m.Send(data(strings.Repeat("to the server", 100))))
		p.ok(p.server.m.Send(data(strings.Repeat("to the client", 100))))
		p.run()
		p.ok(p.server.err)
		p.ok(p.client.err)
		if got := p.server.m.in.inflating.stream != nil; got != (way.toServer != "none") {
			t.Errorf("%v: to the server: %v", way, got)
		}
		if got := p.server.m.out.deflating.stream != nil; got != (way.toClient != "none") {
			t.Errorf("%v: to the client: %v", way, got)
		}
	}
}

// TestUserauthSuccessHeldBackByAnExchange: the server lets the user in while the client
// exchanges keys. Compression waits for what both sides know.
func TestUserauthSuccessHeldBackByAnExchange(t *testing.T) {
	key := hostKey(t)
	c, s := compressing(config("client", key), "zlib@openssh.com"), compressing(config("server", key), "zlib@openssh.com")
	p := newPair(t, c, s)
	asked := false
	p.answer = func(p *pair, side *side, ev Event) {
		switch {
		case ev.Kind == ServiceGiven:
			p.ok(side.m.Rekey()) // the request goes out behind it
		case ev.Kind == Payload && ev.Payload[0] == byte(wire.MsgUserauthRequest):
			p.ok(side.m.Rekey())
			asked = true
		}
	}
	p.start()
	if !asked {
		t.Fatal("no request came")
	}
	p.answer = nil
	p.ok(p.client.m.Send(data("to the server")))
	p.ok(p.server.m.Send(data("to the client")))
	p.run()
	p.ok(p.client.err)
	p.ok(p.server.err)
	for _, s := range []*side{&p.client, &p.server} {
		if s.m.in.inflating.stream == nil || s.m.out.deflating.stream == nil {
			t.Errorf("%v: not compressed", s.m.Role())
		}
	}
}

// TestAPayloadMayBeWiped: whoever handles a password overwrites it in its message, which
// the stream goes on from.
func TestAPayloadMayBeWiped(t *testing.T) {
	key := hostKey(t)
	p := newPair(t, compressing(config("client", key), "zlib"), compressing(config("server", key), "zlib"))
	p.answer = func(p *pair, s *side, ev Event) {
		if ev.Kind == Payload && len(ev.Payload) > 1 && ev.Payload[0] >= 80 {
			clear(ev.Payload)
		}
	}
	p.start()
	for range 3 {
		p.ok(p.client.m.Send(data("the same words again")))
		p.run()
	}
	p.ok(p.server.err)
	want := fmt.Sprintf("payload %x", data("the same words again"))
	if got := p.server.events[len(p.server.events)-1]; got != want {
		t.Errorf("want %s, got %s", want, got)
	}
}

// raw sends a payload as it is where compression is in force.
func (p *pair) raw(payload []byte) {
	m := p.client.m
	z := m.out.deflating.stream
	m.out.deflating.stream = nil
	m.emitPayload(payload)
	m.out.deflating.stream = z
	p.run()
}

func TestDamagedCompressionEndsTheConnection(t *testing.T) {
	for name, payload := range map[string][]byte{
		"a bomb":              compress.NewDeflater().Append(nil, make([]byte, 10<<20))[2:],
		"garbage":             bytes.Repeat([]byte{0xff}, 50),
		"nothing":             {0, 0, 0, 0xff, 0xff},
		"what is not one":     data("not compressed"),
		"the end of a stream": {3, 0},
	} {
		key := hostKey(t)
		p := newPair(t, compressing(config("client", key), "zlib"), compressing(config("server", key), "zlib"))
		notes := newNotebook()
		p.server.m.cfg.Tracer = notes
		p.server.m.startTrace()
		p.start()
		p.raw(payload)
		var fault *Error
		if !errors.As(p.server.err, &fault) || fault.Reason != wire.ReasonCompressionError {
			t.Errorf("%s: want a compression error, got %v", name, p.server.err)
			continue
		}
		if notes.ways[true].err == nil {
			t.Errorf("%s: the tracer was not told", name)
		}
		p.server.m.Fail(p.server.err)
		p.run()
		var bye *DisconnectError
		if !errors.As(p.client.err, &bye) || bye.Reason != wire.ReasonCompressionError {
			t.Errorf("%s: the client got %v", name, p.client.err)
		}
	}
}

// TestLimitsCountCompressedBytes: what is compressed well needs new keys later.
func TestLimitsCountCompressedBytes(t *testing.T) {
	key := hostKey(t)
	c, s := compressing(config("client", key), "zlib"), compressing(config("server", key), "zlib")
	c.Limit = Limit{Bytes: 64 << 10}
	p := newPair(t, c, s).start()
	for range 20 {
		p.ok(p.client.m.Send(data(strings.Repeat("x", 32<<10))))
	}
	if p.client.m.Held() {
		t.Error("640 KiB of one letter are more than 64 KiB")
	}
	random := make([]byte, 32<<10)
	(&stream{seed: "data"}).Read(random)
	p.ok(p.client.m.Send(data(string(random))))
	(&stream{seed: "other data"}).Read(random)
	p.ok(p.client.m.Send(data(string(random))))
	if !p.client.m.Held() {
		t.Error("64 KiB of random bytes are no less")
	}
	p.run()
	p.ok(p.server.err)
}

// TestCompressedDataPathAllocatesNothing counts for both halves.
func TestCompressedDataPathAllocatesNothing(t *testing.T) {
	key := hostKey(t)
	p := newPair(t, compressing(config("client", key), "zlib@openssh.com"), compressing(config("server", key), "zlib@openssh.com")).start()
	message := data(strings.Repeat("all work and no play ", 1000))
	var spare []byte
	move := func() {
		p.ok(p.client.m.Send(message))
		out := p.client.m.TakeOutput(spare)
		ev, n, err := p.server.m.NextData(out)
		if err != nil || n != len(out) || !bytes.Equal(ev.Payload, message) {
			t.Fatal(ev.Kind, n, err)
		}
		spare = out
	}
	for range 10 {
		move()
	}
	if n := testing.AllocsPerRun(50, move); n != 0 {
		t.Errorf("%v allocations a packet", n)
	}
}

// TestTracersSeeCompressedPackets has the bytes of both ends' traces equal the network's.
func TestTracersSeeCompressedPackets(t *testing.T) {
	p, client, server := tracedSession(t, nil, func(c *Config) { c.Compression = []string{"zlib@openssh.com"} })
	for c2s, sent := range map[bool][]byte{true: p.client.wire, false: p.server.wire} {
		for end, n := range map[string]*notebook{"client": client, "server": server} {
			if !bytes.Equal(sent, n.ways[c2s].wire) {
				t.Errorf("%s: the packets are not what was on the network (to the server: %v)", end, c2s)
			}
		}
		if diff := cmp.Diff(client.ways[c2s].packets, server.ways[c2s].packets); diff != "" {
			t.Errorf("to the server: %v (-client +server):\n%s", c2s, diff)
		}
	}
	want := fmt.Sprintf("payload %x", data("behind the exchange"))
	if last := client.ways[false].packets; !strings.HasSuffix(last[len(last)-1], want) {
		t.Errorf("want %s, got %s", want, last[len(last)-1])
	}
}

// FuzzCompressedPayloads gives a server payloads that no Deflater has made, as many as the
// input says. Each is a message or the end of the connection.
func FuzzCompressedPayloads(f *testing.F) {
	z := compress.NewDeflater()
	f.Add(z.Append(nil, data("text")), z.Append(nil, data("more text")))
	f.Add(z.Append(nil, nil), []byte{0})
	f.Add([]byte{0x78, 0x9c, 0x4a}, []byte{0, 0, 0, 0xff, 0xff})
	key := hostKey(f)
	f.Fuzz(func(t *testing.T, first, second []byte) {
		if len(first) == 0 || len(second) == 0 || len(first)+len(second) > 16<<10 {
			return
		}
		p := newPair(t, compressing(config("client", key), "zlib@openssh.com"), compressing(config("server", key), "zlib@openssh.com")).start()
		p.raw(first)
		if p.server.err == nil {
			p.raw(second)
		}
		if p.server.err != nil {
			p.server.m.Fail(p.server.err)
		}
	})
}
