package transport

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/glassh/glassh/ssh/kex"
	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/ssh/protect"
	"github.com/glassh/glassh/wire"
)

// wants fails unless err is an *Error with that reason and text.
func wants(t *testing.T, err error, reason wire.Reason, text string) {
	t.Helper()
	var e *Error
	if !errors.As(err, &e) || e.Reason != reason || !strings.Contains(e.Error(), text) {
		t.Errorf("want %v with %q, got %v", reason, text, err)
	}
}

// inject sends a message from one side as its peer, whatever it is.
func (p *pair) inject(from, to *side, message func(dst []byte) []byte) error {
	p.t.Helper()
	from.m.emit(message)
	p.hand(from, to)
	return to.err
}

func TestMessagesThatTheTableRefuses(t *testing.T) {
	success := (&wire.UserauthSuccess{}).Append
	open := (&wire.ChannelOpen{Type: []byte("session"), MaxPacket: 1000}).Append
	for _, c := range []struct {
		name   string
		before func(p *pair) // how far the connection comes
		server bool          // who is attacked
		send   func(dst []byte) []byte
		text   string
	}{
		{"USERAUTH_SUCCESS to a server (CVE-2018-10933)", func(p *pair) { p.upTo(Auth) }, true, success, "SSH_MSG_USERAUTH_SUCCESS during authentication"},
		{"a channel before authentication", func(p *pair) { p.upTo(Auth) }, true, open, "not legal"},
		{"a channel before keys", func(p *pair) { p.upTo(StrictKex) }, true, open, "not legal"},
		{"IGNORE in a strict exchange (CVE-2023-48795)", func(p *pair) { p.upTo(StrictKex) }, true, (&wire.Ignore{}).Append, "during strict"},
		{"EXT_INFO in a strict exchange", func(p *pair) { p.upTo(StrictKex) }, true, (&wire.ExtInfo{}).Append, "during strict"},
		{"a second KEXINIT", func(p *pair) { p.upTo(StrictKex) }, true, func(dst []byte) []byte { return append(dst, p0...) }, "SSH_MSG_KEXINIT"},
		{"NEWKEYS out of turn", func(p *pair) { p.start() }, true, (&wire.NewKeys{}).Append, "SSH_MSG_NEWKEYS"},
		{"a method message out of turn", func(p *pair) { p.start() }, false, (&wire.KexECDHReply{}).Append, "not legal"},
		{"a service request behind login", func(p *pair) { p.start() }, true, (&wire.ServiceRequest{}).Append, "not legal"},
		{"message 0", func(p *pair) { p.start() }, true, func(dst []byte) []byte { return append(dst, 0) }, "not legal"},
		{"EXT_INFO behind login", func(p *pair) { p.start() }, false, (&wire.ExtInfo{}).Append, "not legal"},
	} {
		t.Run(c.name, func(t *testing.T) {
			key := hostKey(t)
			p := newPair(t, config("client", key), config("server", key))
			c.before(p)
			from, to := &p.client, &p.server
			if !c.server {
				from, to = to, from
			}
			wants(t, p.inject(from, to, c.send), wire.ReasonProtocolError, c.text)
			if _, _, err := to.m.Next([]byte("more")); err == nil {
				t.Error("the machine goes on behind an error")
			}
		})
	}
}

// p0 is a KEXINIT.
var p0 = (&wire.KexInit{}).Append(nil)

// upTo runs the pair until the server stands in that state.
func (p *pair) upTo(s State) {
	p.t.Helper()
	for range 20 {
		if p.server.m.State() == s {
			return
		}
		p.stepServer(s)
	}
	p.t.Fatalf("the server never came to %v, but to %v", s, p.server.m.State())
}

// stepServer hands bytes to the server one by one, so that it can be stopped in
// any state.
func (p *pair) stepServer(s State) {
	p.hand(&p.server, &p.client)
	out := p.client.m.TakeOutput(nil)
	p.server.in = append(p.server.in, out...)
	for len(p.server.in) > 0 && p.server.m.State() != s {
		ev, n, err := p.server.m.Next(p.server.in)
		p.ok(err)
		if n == 0 {
			return
		}
		p.server.in = p.server.in[n:]
		if p.server.m.State() == s {
			return
		}
		p.step(&p.server, ev)
	}
}

func TestStrictExchangeWantsKexInitFirst(t *testing.T) {
	key := hostKey(t)
	p := newPair(t, config("client", key), config("server", key))
	// The peer that is made to measure: its version, IGNORE, and then KEXINIT.
	out := p.client.m.out.buf
	p.client.m.out.buf = append([]byte(nil), out[:strings.Index(string(out), "\n")+1]...)
	p.client.m.out.seq = 0
	p.client.m.emit((&wire.Ignore{}).Append)
	p.client.m.emit(func(dst []byte) []byte { return append(dst, p.client.m.kx.ourInit...) })
	p.hand(&p.client, &p.server)
	wants(t, p.server.err, wire.ReasonProtocolError, "not the first packet")
}

func TestWithoutStrictExchangeIgnoreIsLegalAndNumbersGoOn(t *testing.T) {
	key := hostKey(t)
	p := newPair(t, config("client", key), config("server", key))
	var init wire.KexInit // an old client's: without the marker
	p.ok(init.Parse(p.client.m.kx.ourInit))
	init.KexAlgorithms = wire.Names(kex.Methods()...)
	out := p.client.m.out.buf
	p.client.m.out.buf = append([]byte(nil), out[:strings.Index(string(out), "\n")+1]...)
	p.client.m.out.seq = 0
	p.client.m.kx.ourInit = init.Append(nil)
	p.client.m.emit((&wire.Ignore{Data: []byte("x")}).Append)
	p.client.m.emit(init.Append)
	p.start()
	if p.client.m.Strict() || p.server.m.Strict() {
		t.Error("strict key exchange without the client's marker")
	}
	if p.server.m.in.seq < 6 {
		t.Errorf("want sequence numbers to go on, got %d", p.server.m.in.seq)
	}
}

// Peers that do not stop in time are heard, by either side, in all of an exchange.
func TestDataBehindTheirKexInit(t *testing.T) {
	for _, reply := range []bool{false, true} {
		key := hostKey(t)
		p := newPair(t, config("client", key), config("server", key)).start()
		late := func(s *side) { s.m.emit(func(dst []byte) []byte { return append(dst, data("late")...) }) }
		p.ok(p.client.m.Rekey())
		late(&p.client)
		if reply { // and behind the method's message, before NEWKEYS
			p.hand(&p.client, &p.server)
			late(&p.server)
			p.hand(&p.server, &p.client)
			late(&p.client)
		}
		p.run()
		want := fmt.Sprintf("payload %x", data("late"))
		for _, s := range []*side{&p.client, &p.server} {
			n := 0
			for _, ev := range s.events {
				if ev == want {
					n++
				}
			}
			if expected := map[Role]int{Server: 1}[s.m.Role()] + map[bool]int{true: 1}[reply]; n != expected || s.m.State() != Running {
				t.Errorf("%v: want %d messages and an end of the exchange, got %d and %v", s.m.Role(), expected, n, s.m.State())
			}
		}
		p.ok(p.client.err)
		p.ok(p.server.err)
	}
}

func TestDataBehindKexInitBeforeTheLogin(t *testing.T) {
	key := hostKey(t)
	p := newPair(t, config("client", key), config("server", key))
	p.upTo(Auth)
	p.ok(p.client.m.Rekey())
	p.client.m.emit(func(dst []byte) []byte { return append(dst, data("too early")...) })
	p.hand(&p.client, &p.server)
	wants(t, p.server.err, wire.ReasonProtocolError, "key re-exchange")
}

func TestAHostKeyMayNotChangeInAReexchange(t *testing.T) {
	key := hostKey(t)
	p := newPair(t, config("client", key), config("server", key)).start()
	other, err := keys.GenerateEd25519(&stream{seed: "another"})
	p.ok(err)
	p.server.m.cfg.HostKeys = []keys.Signer{other}
	p.ok(p.server.m.Rekey())
	p.run()
	wants(t, p.client.err, wire.ReasonHostKeyNotVerifiable, "host key changed")
}

// liar signs something else.
type liar struct{ keys.Signer }

func (l liar) Sign(rand io.Reader, algorithm string, _ []byte) ([]byte, error) {
	return l.Signer.Sign(rand, algorithm, []byte("something else"))
}

func TestAWrongSignatureIsNoProof(t *testing.T) {
	key := hostKey(t)
	p := newPair(t, config("client", key), config("server", key))
	p.server.m.cfg.HostKeys = []keys.Signer{liar{key}}
	p.run()
	wants(t, p.client.err, wire.ReasonKeyExchangeFailed, "signature")
	for _, ev := range p.client.events {
		if strings.HasPrefix(ev, "host key") {
			t.Error("the caller was asked about a host key without proof")
		}
	}
}

// showing signs as another key than the one that it shows.
type showing struct {
	keys.Signer
	shown *keys.PublicKey
}

func (s showing) PublicKey() *keys.PublicKey { return s.shown }

// A certificate is not read where a plain key was negotiated.
func TestAHostKeyHasTheTypeThatWasNegotiated(t *testing.T) {
	key := hostKey(t)
	cert, err := keys.SignCertificate(&stream{seed: "certificate"}, key, key.PublicKey(), &keys.Certificate{
		Kind: keys.HostCertificate, Principals: []string{"host"}, ValidBefore: keys.Forever,
	})
	if err != nil {
		t.Fatal(err)
	}
	p := newPair(t, config("client", key), config("server", key))
	p.server.m.cfg.HostKeys = []keys.Signer{showing{key, cert}}
	p.run()
	wants(t, p.client.err, wire.ReasonKeyExchangeFailed, "the server's host key: keys: a key of type ssh-ed25519-cert-v01@openssh.com does not sign with ssh-ed25519")
}

func TestAQuestionBlocksTheMachine(t *testing.T) {
	key := hostKey(t)
	p := newPair(t, config("client", key), config("server", key))
	p.upTo(StrictNewKeys)
	var proof *HostKeyProven
	in := append(p.client.in, p.server.m.TakeOutput(nil)...)
	for proof == nil {
		ev, n, err := p.client.m.Next(in)
		p.ok(err)
		in = in[n:]
		proof = ev.HostKey
	}
	func() {
		defer func() {
			if recover() == nil {
				t.Error("Next went on without an answer")
			}
		}()
		p.client.m.Next(in)
	}()
	func() {
		defer func() {
			if recover() == nil {
				t.Error("another proof was accepted")
			}
		}()
		p.client.m.AcceptHostKey(&HostKeyProven{key: key.PublicKey()})
	}()
	if _, err := p.client.m.AcceptHostKey(proof); err != nil {
		t.Error(err)
	}
}

func TestAlteredBytesAreOneOpaqueError(t *testing.T) {
	for _, cipher := range protect.Ciphers() {
		t.Run(cipher.Name, func(t *testing.T) {
			key := hostKey(t)
			c := config("client", key)
			c.Ciphers = []string{cipher.Name}
			p := newPair(t, c, config("server", key)).start()
			p.ok(p.client.m.Send(data("some text that is long enough for several blocks of a cipher")))
			out := p.client.m.TakeOutput(nil)
			out[len(out)/2] ^= 1
			_, _, err := p.server.m.NextData(out)
			wants(t, err, wire.ReasonMACError, "authentication")
			if !errors.Is(err, protect.ErrAuth) {
				t.Errorf("want %v, got %v", protect.ErrAuth, err)
			}
		})
	}
}

func TestNoCommonAlgorithm(t *testing.T) {
	key := hostKey(t)
	c := config("client", key)
	c.Ciphers = []string{"aes128-ctr"}
	s := config("server", key)
	s.Ciphers = []string{"aes256-ctr"}
	p := newPair(t, c, s)
	p.run()
	for _, err := range []error{p.client.err, p.server.err} {
		wants(t, err, wire.ReasonKeyExchangeFailed, "aes256-ctr")
		wants(t, err, wire.ReasonKeyExchangeFailed, "aes128-ctr")
	}
}

func TestUnknownMessagesAreAnswered(t *testing.T) {
	key := hostKey(t)
	p := newPair(t, config("client", key), config("server", key)).start()
	p.ok(p.inject(&p.client, &p.server, func(dst []byte) []byte { return append(dst, 194) }))
	n := len(p.client.events)
	p.run()
	p.ok(p.client.err)
	if got := p.client.events[n:]; len(got) != 1 || !strings.HasPrefix(got[0], "payload 03") {
		t.Errorf("want UNIMPLEMENTED, got %q", got)
	}
}

func TestExtInfoIsBoundedAndChecked(t *testing.T) {
	info := func(name, value string, times int) func([]byte) []byte {
		var list wire.Extensions
		for range times {
			list = list.Append(name, []byte(value))
		}
		return (&wire.ExtInfo{Extensions: list}).Append
	}
	for _, c := range []struct {
		name    string
		server  bool // who is sent them
		send    []func([]byte) []byte
		refused string
	}{
		{"unknown extensions", false, []func([]byte) []byte{info("x@example.com", "\x00", 3)}, ""},
		{"a NUL in server-sig-algs", false, []func([]byte) []byte{info("server-sig-algs", "ssh-ed25519\x00", 1)}, "malformed"},
		{"too many extensions", false, []func([]byte) []byte{info("x", "", 1025)}, "too long"},
		// Behind the server's own.
		{"three to a client", false, []func([]byte) []byte{info("x", "", 1), info("x", "", 1)}, "too often"},
		{"one to a server", true, []func([]byte) []byte{info("x", "", 1)}, ""},
		{"two to a server", true, []func([]byte) []byte{info("x", "", 1), info("x", "", 1)}, "too often"},
	} {
		t.Run(c.name, func(t *testing.T) {
			key := hostKey(t)
			p := newPair(t, config("client", key), config("server", key))
			p.upTo(Service)
			from, to := &p.server, &p.client
			if c.server {
				from, to = to, from
				p.client.m.out.buf = nil // the request for ssh-userauth
				p.server.in = nil
				p.client.m.out.seq = p.server.m.in.seq
			}
			p.hand(from, to)
			for i, message := range c.send {
				err := p.inject(from, to, message)
				if c.refused != "" && i == len(c.send)-1 {
					wants(t, err, wire.ReasonProtocolError, c.refused)
				} else if err != nil {
					t.Errorf("message %d: %v", i+1, err)
				}
			}
		})
	}
}

func TestSequenceNumbersMayNotWrapInTheFirstExchange(t *testing.T) {
	key := hostKey(t)
	p := newPair(t, config("client", key), config("server", key))
	p.upTo(StrictKex)
	p.server.m.in.seq = 1<<32 - 1
	init := (&wire.KexECDHInit{ClientPublic: make([]byte, 32)}).Append
	wants(t, p.inject(&p.client, &p.server, init), wire.ReasonProtocolError, "sequence numbers")
}

func TestTrafficBeforeTheLoginIsBounded(t *testing.T) {
	key := hostKey(t)
	for _, s := range []State{Service, Auth} {
		p := newPair(t, config("client", key), config("server", key))
		p.upTo(s)
		p.server.m.in.used.bytes = maxBytesSmall
		p.server.in = nil
		p.client.m.out.buf, p.client.m.out.seq = nil, p.server.m.in.seq
		wants(t, p.inject(&p.client, &p.server, (&wire.Ignore{}).Append), wire.ReasonProtocolError, "too much traffic")
	}
	p := newPair(t, config("client", key), config("server", key)).start()
	p.server.m.in.used.bytes = maxBytesSmall // of 64 GiB
	p.ok(p.client.m.Send(data("more")))
	p.run()
	p.ok(p.server.err)
}

// A client may ask for authentication again, until it is in.
func TestTheServiceMayBeAskedForBeforeEachMethod(t *testing.T) {
	key := hostKey(t)
	p := newPair(t, config("client", key), config("server", key))
	p.upTo(Auth)
	again := (&wire.ServiceRequest{Service: []byte("ssh-userauth")}).Append
	p.ok(p.inject(&p.client, &p.server, again))
	if s := p.server.m.State(); s != Auth {
		t.Errorf("the server is in %v", s)
	}

	p = newPair(t, config("client", key), config("server", key)).start()
	wants(t, p.inject(&p.client, &p.server, again), wire.ReasonProtocolError, "not legal")

	p = newPair(t, config("client", key), config("server", key))
	p.upTo(Service)
	p.server.in = nil
	p.client.m.out.buf, p.client.m.out.seq = nil, p.server.m.in.seq
	other := (&wire.ServiceRequest{Service: []byte("ssh-connection")}).Append
	wants(t, p.inject(&p.client, &p.server, other), wire.ReasonServiceNotAvailable, "only ssh-userauth")
}

func TestNothingIsTakenBehindDisconnect(t *testing.T) {
	key := hostKey(t)
	p := newPair(t, config("client", key), config("server", key)).start()
	p.client.m.Disconnect(wire.ReasonByApplication, strings.Repeat("x", 1<<20)) // cut
	p.ok(p.client.m.Send(data("too late")))
	p.run()
	var bye *DisconnectError
	if !errors.As(p.server.err, &bye) || len(bye.Text) != maxText {
		t.Fatalf("want the DISCONNECT, got %v", p.server.err)
	}
	if ev, n, err := p.server.m.Next(p.server.in); err != errClosed || n != 0 || ev.Kind != None {
		t.Errorf("got %v, %d, %v", ev.Kind, n, err)
	}
}

func TestAMessageTooLongForAPacketIsAnError(t *testing.T) {
	key := hostKey(t)
	p := newPair(t, config("client", key), config("server", key)).start()
	longest := data(strings.Repeat("x", maxMessage-len(data(""))))
	p.ok(p.client.m.Send(longest))
	if err := p.client.m.Send(append(longest, 'x')); err != errTooLong {
		t.Errorf("want %v, got %v", errTooLong, err)
	}
	p.run()
	p.ok(p.server.err)
	p.ok(p.client.m.Rekey())
	p.ok(p.client.m.Send(longest))
	if err := p.client.m.Send(append(longest, 'x')); err != errTooLong {
		t.Errorf("held back: want %v, got %v", errTooLong, err)
	}
	p.run()
	p.ok(p.server.err)
}

func TestWipeLeavesNoSecretOfAnExchange(t *testing.T) {
	key := hostKey(t)
	p := newPair(t, config("client", key), config("server", key))
	p.upTo(StrictNewKeys) // K is there, and waits for the peer's NEWKEYS
	k := p.server.m.kx.result.K
	p.server.m.Wipe()
	for _, b := range k {
		if b != 0 {
			t.Fatal("the shared secret is still there")
		}
	}
	if _, _, err := p.server.m.Next(nil); err != errClosed {
		t.Errorf("want %v, got %v", errClosed, err)
	}
	p.client.m.Wipe() // in the middle of the exchange, too
}

func TestAPeersFirstLineIsShownEscapedOnce(t *testing.T) {
	for line, want := range map[string]string{
		"HTTP/1.1 400 \x1b[31mBad\n": `it sent too many lines`,
		"SSH-1.5-Old\\Server\n":      `"SSH-1.5-Old\\Server"`,
	} {
		m, err := New(Client, config("client", hostKey(t)))
		if err != nil {
			t.Fatal(err)
		}
		in := []byte(strings.Repeat(line, 1100))
		for err == nil {
			var n int
			_, n, err = m.Next(in)
			in = in[n:]
		}
		if !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\x1b") || strings.Contains(err.Error(), `\\x1b`) {
			t.Errorf("want %s, got %v", want, err)
		}
	}
}

// TestHardLimitsBeforeTheLogin counts up to the limits: what would start an exchange of
// keys later ends the connection, since there is nothing worth so much traffic yet.
func TestHardLimitsBeforeTheLogin(t *testing.T) {
	for name, used := range map[string]traffic{"bytes": {bytes: maxBytesSmall}, "packets": {packets: maxPackets}} {
		key := hostKey(t)
		p := newPair(t, config("client", key), config("server", key))
		p.answer = func(p *pair, s *side, ev Event) {
			if s.m.Role() == Server && ev.Kind == ServiceAsked {
				s.m.in.used = used
			}
		}
		p.run()
		if p.server.err == nil || !strings.Contains(p.server.err.Error(), errTalkative.Error()) {
			t.Errorf("%s: want %v, got %v", name, errTalkative, p.server.err)
		}
	}
}

// TestAPeerThatLeavesOurExchangeOpenWearsItsKeysOut sends data for ever, and never
// answers our KEXINIT.
func TestAPeerThatLeavesOurExchangeOpenWearsItsKeysOut(t *testing.T) {
	key := hostKey(t)
	p := newPair(t, config("client", key), config("server", key)).start()
	p.ok(p.server.m.Rekey())
	p.server.m.TakeOutput(nil) // which the client will not see
	p.server.m.in.used.packets = mostPackets - 1
	p.ok(p.client.m.Send(data("the last")))
	p.hand(&p.client, &p.server)
	p.ok(p.server.err)
	p.ok(p.client.m.Send(data("one more")))
	p.hand(&p.client, &p.server)
	if p.server.err == nil || !strings.Contains(p.server.err.Error(), errWornOut.Error()) {
		t.Errorf("want %v, got %v", errWornOut, p.server.err)
	}
}
