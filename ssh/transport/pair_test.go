package transport

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
	"slices"
	"testing"

	"github.com/glassh/glassh/ssh/kex"
	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/ssh/protect"
	"github.com/glassh/glassh/wire"
)

// stream is deterministic randomness: SHA-256 of a seed and a counter.
type stream struct {
	seed  string
	count uint64
	rest  []byte
}

func (s *stream) Read(p []byte) (int, error) {
	for n := 0; n < len(p); {
		if len(s.rest) == 0 {
			sum := sha256.Sum256(binary.BigEndian.AppendUint64([]byte(s.seed), s.count))
			s.count++
			s.rest = sum[:]
		}
		k := copy(p[n:], s.rest)
		s.rest = s.rest[k:]
		n += k
	}
	return len(p), nil
}

// hostKey is the server's key of all tests.
func hostKey(t testing.TB) *keys.PrivateKey {
	key, err := keys.GenerateEd25519(&stream{seed: "host key"})
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// config is what both sides offer, unless a test changes it.
func config(seed string, key *keys.PrivateKey) *Config {
	return &Config{
		Version: "SSH-2.0-glassh_test", Rand: &stream{seed: seed},
		Kex: kex.Methods(), HostKeyAlgorithms: []string{"ssh-ed25519"},
		Ciphers: protect.DefaultCiphers(), MACs: slices.Concat(protect.DefaultMACs(), protect.InsecureMACs()),
		HostKeys: []keys.Signer{key}, ServerSigAlgs: []string{"ssh-ed25519"},
	}
}

// A side is one machine of a pair, with what it has been given and has said.
type side struct {
	m      *Machine
	in     []byte   // input that was not consumed
	wire   []byte   // all that it has sent
	events []string // all events, rendered
	err    error
}

// A pair is two machines without a network between them.
type pair struct {
	t      testing.TB
	client side
	server side
	// cut says how many of the bytes on the way are handed over at once.
	cut func(n int) int
	// answer handles events that need an answer, and may send; nil accepts and goes
	// on to the Running state.
	answer func(p *pair, s *side, ev Event)
}

func newPair(t testing.TB, client, server *Config) *pair {
	p := &pair{t: t, cut: func(n int) int { return n }}
	var err error
	if p.client.m, err = New(Client, client); err != nil {
		t.Fatal(err)
	}
	if p.server.m, err = New(Server, server); err != nil {
		t.Fatal(err)
	}
	return p
}

// step answers an event as a driver would.
func (p *pair) step(s *side, ev Event) {
	if ev.Kind == None {
		return
	}
	text := ev.String()
	if ev.Kind == Payload {
		text = fmt.Sprintf("payload %x", ev.Payload)
	}
	s.events = append(s.events, text)
	if p.answer != nil {
		p.answer(p, s, ev)
	}
	switch {
	case ev.Kind == HostKeyProof:
		ev, err := s.m.AcceptHostKey(ev.HostKey)
		p.ok(err)
		p.step(s, ev)
	case ev.Kind == KeysReceived && s.m.State() == Service && s.m.Role() == Client:
		p.ok(s.m.RequestUserauth())
	case ev.Kind == ServiceGiven:
		// A login without proof, since this is not the layer that asks for one.
		p.ok(s.m.Send((&wire.UserauthRequest{User: []byte("u"), Service: []byte("ssh-connection"), Method: []byte("none")}).Append(nil)))
	case ev.Kind == Payload && ev.Payload[0] == byte(wire.MsgUserauthRequest):
		p.ok(s.m.Send((&wire.UserauthSuccess{}).Append(nil)))
		s.m.Authenticated()
	case ev.Kind == Payload && ev.Payload[0] == byte(wire.MsgUserauthSuccess):
		s.m.Authenticated()
	}
}

// hand gives some of what from has sent to to.
func (p *pair) hand(from, to *side) bool {
	out := from.m.TakeOutput(nil)
	from.wire = append(from.wire, out...)
	to.in = append(to.in, out...)
	if len(to.in) == 0 || to.err != nil {
		return false
	}
	moved := len(out) > 0
	for have := p.cut(len(to.in)); have > 0 && to.err == nil; {
		// A copy, so that nothing behind the cut can be looked at.
		view := slices.Clone(to.in[:have])
		ev, n, err := to.m.Next(view)
		copy(to.in, view) // what was decrypted stays decrypted
		to.in = to.in[n:]
		have -= n
		to.err = err
		if n > 0 {
			moved = true
			p.step(to, ev)
			continue
		}
		if have == len(to.in) {
			break
		}
		have = min(have+p.cut(len(to.in)-have), len(to.in))
		moved = true
	}
	return moved
}

// run hands bytes to and fro until both sides are silent.
func (p *pair) run() {
	for moved := true; moved; {
		moved = p.hand(&p.client, &p.server)
		moved = p.hand(&p.server, &p.client) || moved
	}
}

// start runs the pair into the Running state.
func (p *pair) start() *pair {
	p.t.Helper()
	p.run()
	for _, s := range []*side{&p.client, &p.server} {
		p.ok(s.err)
		if s.m.State() != Running {
			p.t.Fatalf("%v: want state %v, got %v", s.m.Role(), Running, s.m.State())
		}
	}
	return p
}

func (p *pair) ok(err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
}

var _ io.Reader = (*stream)(nil)
