package transport

import (
	"slices"
	"testing"

	"github.com/glassh/glassh/ssh/kex"
	"github.com/glassh/glassh/wire"
)

// TestGuess connects clients that guess, to servers with preferences of their own: what
// comes of the guess, what is negotiated, and what may be guessed the next time.
func TestGuess(t *testing.T) {
	const x, ml, p256 = "curve25519-sha256", "mlkem768x25519-sha256", "ecdh-sha2-nistp256"
	ed := func(method string) Guess { return Guess{method, "ssh-ed25519"} }
	for name, c := range map[string]struct {
		guess          Guess
		client, server []string
		plain          bool // the server judges by RFC 4253 §7
		right          bool
		kex            string
		next           Guess
		sent           bool
	}{
		"right":                           {guess: ed(ml), client: []string{ml, x}, server: []string{ml, x}, sent: true, right: true, kex: ml, next: ed(ml)},
		"right, by the plain rule":        {guess: ed(x), client: []string{ml, x}, server: []string{x}, plain: true, sent: true, right: true, kex: x, next: ed(x)},
		"the server prefers another":      {guess: ed(x), client: []string{x, p256}, server: []string{p256, x}, sent: true, right: true, kex: x, next: ed(x)},
		"and judges by the plain rule":    {guess: ed(x), client: []string{x, p256}, server: []string{p256, x}, plain: true, sent: true, kex: x},
		"the server lost what it had":     {guess: ed(ml), client: []string{ml, x}, server: []string{x}, sent: true, kex: x, next: ed(x)},
		"the server learned a better":     {guess: ed(x), client: []string{ml, x}, server: []string{ml, x}, sent: true, right: true, kex: x, next: ed(ml)},
		"not among the user's own":        {guess: ed(p256), client: []string{ml, x}, server: []string{p256, ml, x}, kex: ml, next: ed(ml)},
		"a host key that is not":          {guess: Guess{ml, "ssh-rsa"}, client: []string{ml, x}, server: []string{ml, x}, kex: ml, next: ed(ml)},
		"nothing":                         {client: []string{ml, x}, server: []string{ml, x}, kex: ml, next: ed(ml)},
		"the server speaks first":         {guess: ed("rsa2048-sha256"), client: []string{"rsa2048-sha256"}, server: []string{"rsa2048-sha256"}, kex: "rsa2048-sha256", next: ed("rsa2048-sha256")},
		"a group exchange":                {guess: ed("diffie-hellman-group-exchange-sha256"), client: []string{"diffie-hellman-group-exchange-sha256"}, server: []string{"diffie-hellman-group-exchange-sha256"}, sent: true, right: true, kex: "diffie-hellman-group-exchange-sha256", next: ed("diffie-hellman-group-exchange-sha256")},
		"a group, wrong for a group":      {guess: ed("diffie-hellman-group14-sha256"), client: []string{"diffie-hellman-group14-sha256", x}, server: []string{x}, sent: true, kex: x, next: ed(x)},
		"right, for a wrong group's sake": {guess: ed("diffie-hellman-group14-sha256"), client: []string{x, "diffie-hellman-group14-sha256"}, server: []string{"diffie-hellman-group14-sha256"}, sent: true, right: true, kex: "diffie-hellman-group14-sha256", next: ed("diffie-hellman-group14-sha256")},
	} {
		t.Run(name, func(t *testing.T) {
			key := hostKey(t)
			cc, sc := config("client", key), config("server", key)
			cc.Kex, sc.Kex, cc.Guess, sc.TransientRSA = c.client, c.server, c.guess, transient
			p := newPair(t, cc, sc)
			if c.plain {
				p.restart(&p.server, func(init *wire.KexInit) {
					init.KexAlgorithms = wire.Names(append(slices.Clone(c.server), kex.StrictServer)...)
				})
			}
			var init wire.KexInit
			p.ok(init.Parse(p.client.m.kx.ourInit))
			if init.FirstKexFollows != c.sent {
				t.Errorf("want first_kex_packet_follows %v, got %v", c.sent, init.FirstKexFollows)
			}
			var first *Event
			p.answer = func(_ *pair, s *side, ev Event) {
				if ev.Kind == Negotiated && s.m.Role() == Client && first == nil {
					first = &ev
				}
			}
			p.start()
			if first.Guessed != c.right || first.Guess != c.next || first.Algorithms.Kex != c.kex {
				t.Errorf("want right %v, next %v, %s; got %v, %v, %s", c.right, c.next, c.kex, first.Guessed, first.Guess, first.Algorithms.Kex)
			}
			if !p.client.m.Strict() || p.client.m.kx.guess != nil || p.client.m.kx.client != nil {
				t.Error("want a strict exchange that has left nothing behind")
			}
			p.ok(p.client.m.Rekey())
			p.run()
			p.ok(p.client.err)
			p.ok(p.server.err)
		})
	}
}

// restart makes a machine say another KEXINIT first.
func (p *pair) restart(s *side, change func(*wire.KexInit)) {
	var init wire.KexInit
	p.ok(init.Parse(s.m.kx.ourInit))
	change(&init)
	s.m.kx.ourInit = init.Append(nil)
	s.m.out.buf = append([]byte(s.m.cfg.Version), "\r\n"...)
	s.m.out.seq = 0
	s.m.emit(init.Append)
}

// TestAGuessIsOneFlight counts how often the client has to wait for the server before its
// NEWKEYS are out.
func TestAGuessIsOneFlight(t *testing.T) {
	for _, c := range []struct {
		guess   Guess
		flights int
	}{{Guess{}, 2}, {Guess{"mlkem768x25519-sha256", "ssh-ed25519"}, 1}} {
		key := hostKey(t)
		cc := config("client", key)
		cc.Guess = c.guess
		p := newPair(t, cc, config("server", key))
		flights := 0
		for p.client.m.SessionID() == nil {
			flights++
			p.hand(&p.client, &p.server)
			p.hand(&p.server, &p.client)
		}
		if flights != c.flights {
			t.Errorf("with %+v: want %d round trips, got %d", c.guess, c.flights, flights)
		}
	}
}
