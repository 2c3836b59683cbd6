package ssh

import (
	"encoding/binary"
	"net/netip"
	"testing"
	"time"
)

// aClock is a time that a test sets.
type aClock struct{ t time.Time }

func (c *aClock) now() time.Time          { return c.t }
func (c *aClock) pass(d time.Duration)    { c.t = c.t.Add(d) }
func newClock() *aClock                   { return &aClock{time.Unix(1_800_000_000, 0)} }
func addr(s string) netip.Addr            { return netip.MustParseAddr(s) }
func (p *Penalties) allows(s string) bool { _, ok := p.Check(addr(s)); return ok }

func TestPenaltiesAddUpAndPass(t *testing.T) {
	c := newClock()
	p := &Penalties{Now: c.now}
	const bad = "192.0.2.1"
	for i, want := range []bool{false, false, true, false} { // 5, 10, 15, 20 s
		if got := p.Add(addr(bad), FailedAuthentication); got != want {
			t.Fatalf("offence %d: refused from now on: %v, want %v", i+1, got, want)
		}
	}
	if why, ok := p.Check(addr(bad)); ok || why != FailedAuthentication {
		t.Errorf("got %v, %v", why, ok)
	}
	if !p.allows("192.0.2.2") || p.allows("::ffff:192.0.2.1") {
		t.Error("another source, or not the same one as IPv6")
	}
	c.pass(19 * time.Second)
	if p.allows(bad) {
		t.Error("19 s have passed, of 20")
	}
	c.pass(time.Second)
	if !p.allows(bad) || len(p.v4.byEnd)+len(p.v4.byBlock) != 0 {
		t.Error("20 s have passed")
	}
	for range 1000 {
		p.Add(addr(bad), ExceededGrace)
	}
	c.pass(600*time.Second - 1)
	if p.allows(bad) {
		t.Error("Max has not passed")
	}
	if c.pass(1); !p.allows(bad) {
		t.Error("Max has passed")
	}
}

func TestEachOffenceHasItsTime(t *testing.T) {
	for o, seconds := range map[Offence]int{
		FailedAuthentication: 5, UnknownUser: 5, NoAuthentication: 1, ExceededGrace: 10, RefusedConnection: 10,
	} {
		c := newClock()
		p := &Penalties{Now: c.now, Min: 1}
		p.Add(addr("::1"), o)
		c.pass(time.Duration(seconds)*time.Second - 1)
		if p.allows("::1") {
			t.Errorf("%v: over too soon", o)
		}
		if c.pass(1); !p.allows("::1") {
			t.Errorf("%v: not over", o)
		}
	}
	p := &Penalties{Min: 1, NoAuth: -1}
	if p.Add(addr("::1"), NoAuthentication) || p.Add(addr("::1"), NoOffence) {
		t.Error("a penalty of no time")
	}
}

func TestBlocksAndExemptions(t *testing.T) {
	p := &Penalties{Min: 1, Block: NetBlock{Bits4: 24, Bits6: 64}, Exempt: func(a netip.Addr) bool { return a == addr("198.51.100.1") }}
	p.Add(addr("192.0.2.1"), ExceededGrace)
	p.Add(addr("2001:db8::1"), ExceededGrace)
	p.Add(addr("fe80::1%eth0"), ExceededGrace)
	p.Add(addr("198.51.100.1"), ExceededGrace)
	for s, want := range map[string]bool{
		"192.0.2.255": false, "192.0.3.1": true, "2001:db8::ffff:1": false, "2001:db8:0:1::1": true,
		"198.51.100.1": true, "fe80::2%eth1": false,
	} {
		if got := p.allows(s); got != want {
			t.Errorf("%s: got %v, want %v", s, got, want)
		}
	}
	if p.Add(netip.Addr{}, ExceededGrace) {
		t.Error("a client without an address has a penalty")
	}
}

// nth is an address of its own for each n.
func nth(n int) netip.Addr {
	var b [16]byte
	b[0], b[1] = 0x20, 0x01
	binary.BigEndian.PutUint64(b[2:], uint64(n))
	return netip.AddrFrom16(b)
}

func TestAFloodOfSourcesIsForgottenOrRefused(t *testing.T) {
	const most, flood = 1000, 50_000
	c := newClock()
	p := &Penalties{Now: c.now, Min: 1, MaxSources6: most}
	p.Add(addr("2001:db8::1"), ExceededGrace) // lasts longer than those of the flood
	p.Add(addr("192.0.2.1"), ExceededGrace)
	for n := range flood {
		p.Add(nth(n), NoAuthentication)
		if n%97 == 0 {
			c.pass(time.Millisecond)
		}
	}
	if n := len(p.v6.byEnd); n > most || n != len(p.v6.byBlock) {
		t.Errorf("%d sources are remembered, %d by block", n, len(p.v6.byBlock))
	}
	if p.allows("2001:db8::1") || p.allows("192.0.2.1") || !p.allows("2001:db8::2") {
		t.Error("the flood has driven out a longer penalty, or one of IPv4, or refuses others")
	}

	p = &Penalties{Now: c.now, Min: 1, MaxSources6: most, DenyOverflow6: true}
	for n := range flood {
		p.Add(nth(n), NoAuthentication)
	}
	if why, ok := p.Check(addr("2001:db8::2")); ok || why != NoOffence {
		t.Error("the overflow does not refuse everybody")
	}
	if len(p.v6.byEnd) > most || !p.allows("192.0.2.2") {
		t.Error("more than the bound, or IPv4 too is refused")
	}
	if c.pass(time.Second); !p.allows("2001:db8::2") {
		t.Error("there is room again")
	}
}

func TestEarlyDrop(t *testing.T) {
	m := Startups{Begin: 10, Rate: 30, Full: 100}
	for _, c := range []struct{ n, percent int }{{0, 0}, {9, 0}, {10, 30}, {55, 65}, {99, 99}, {100, 100}, {1000, 100}} {
		for _, s := range []Startups{m, {}} {
			refused := 0
			for roll := range 100 {
				if s.refuses(c.n, roll) {
					refused++
				}
			}
			if refused != c.percent {
				t.Errorf("%d connections: want %d percent refused, got %d", c.n, c.percent, refused)
			}
		}
	}
	if all := (Startups{Begin: 3, Rate: 100, Full: 3}); all.refuses(2, 0) || !all.refuses(3, 99) {
		t.Error("3 are to be let in")
	}
}

func TestRefusalsTakeTheirTime(t *testing.T) {
	var d delayer
	least := d.of("ann")
	if least < 5*time.Millisecond || least >= 9300*time.Microsecond || least != d.of("ann") {
		t.Errorf("got %v", least)
	}
	differ := false
	for _, user := range []string{"bob", "eve", "nobody"} {
		differ = differ || d.of(user) != least
	}
	var another delayer
	if !differ || another.of("ann") == least {
		t.Error("the time is that of all users, or of all servers")
	}
	const ms = time.Millisecond
	for _, c := range []struct{ elapsed, want time.Duration }{
		{0, 6 * ms}, {2 * ms, 4 * ms}, {6 * ms, 0}, {7 * ms, 5 * ms}, {13 * ms, 11 * ms}, {100 * ms, 92 * ms}, {6 * time.Second, 0},
	} {
		if got := rest(6*ms, c.elapsed); got != c.want {
			t.Errorf("%v have passed: want a wait of %v, got %v", c.elapsed, c.want, got)
		}
	}
}
