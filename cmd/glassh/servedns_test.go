package main

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"testing"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/ssh/config"
	"github.com/glassh/glassh/ssh/keys"
)

// A zone answers as the servers of names of a small world do, and counts what it is asked.
type zone struct {
	names map[string]string // by address
	addrs map[string]string // by name
	asked int
}

var errNXDomain = errors.New("no such domain")

func (z *zone) LookupAddr(_ context.Context, addr string) ([]string, error) {
	z.asked++
	if name, ok := z.names[addr]; ok {
		return []string{name}, nil
	}
	return nil, errNXDomain
}

func (z *zone) LookupNetIP(_ context.Context, _, host string) ([]netip.Addr, error) {
	if addr, ok := z.addrs[host]; ok {
		return []netip.Addr{netip.MustParseAddr("::ffff:10.9.9.9"), netip.MustParseAddr(addr)}, nil
	}
	return nil, errNXDomain
}

func newZone() *zone {
	return &zone{
		names: map[string]string{
			"192.0.2.1": "Box.Example.org.", "192.0.2.2": "liar.example.org.", "192.0.2.3": "192.0.2.1.", "192.0.2.4": "bad\x1b.example.",
			"192.0.2.5": "gone.example.", "2001:db8::1": "six.example.org", "10.9.9.9": "box.example.org",
		},
		addrs: map[string]string{"box.example.org": "192.0.2.1", "liar.example.org": "192.0.2.1", "192.0.2.1": "192.0.2.3", "six.example.org": "2001:db8::1"},
	}
}

// Only a name that has the address in turn is one, and each is asked for once.
func TestNamesOfHostsAreConfirmed(t *testing.T) {
	z := newZone()
	h := &hostNames{resolver: z, known: make(map[netip.Addr]knownName)}
	for addr, want := range map[string]string{
		"192.0.2.1": "box.example.org", "192.0.2.2": "", "192.0.2.3": "", "192.0.2.4": "", "192.0.2.5": "", "192.0.2.6": "",
		"2001:db8::1": "six.example.org", "10.9.9.9": "box.example.org",
	} {
		for range 2 {
			if got := h.of(netip.MustParseAddr(addr)); got != want {
				t.Errorf("%s: want %q, got %q", addr, want, got)
			}
		}
	}
	if z.asked != 8 {
		t.Errorf("asked %d times for 8 addresses", z.asked)
	}
	for i := range 2 * maxKnownNames {
		h.of(netip.AddrFrom4([4]byte{10, 1, byte(i >> 8), byte(i)}))
	}
	if len(h.known) > maxKnownNames {
		t.Errorf("%d names are kept", len(h.known))
	}
	if name := (*hostNames)(nil).of(netip.MustParseAddr("192.0.2.1")); name != "" {
		t.Errorf("without UseDNS: %q", name)
	}
}

// Names count where sshd lets them, with UseDNS only.
func TestUseDNS(t *testing.T) {
	z := newZone()
	for _, useDNS := range []bool{true, false} {
		o := &serveOptions{useDNS: useDNS, allowUsers: []string{"ann@*.Example.org"}}
		g := &gate{o: o, names: newHostNames(o)}
		if useDNS {
			g.names.resolver = z
		}
		for addr, named := range map[string]bool{"192.0.2.1": true, "192.0.2.2": false} {
			at := &net.TCPAddr{IP: net.ParseIP(addr), Port: 1}
			v := g.visit(ssh.Login{User: "ann", RemoteAddr: at, LocalAddr: at})
			if got := v.host != addr; got != (named && useDNS) {
				t.Errorf("UseDNS %v: %s is %q", useDNS, addr, v.host)
			}
			if in := o.allows(v) == nil; in != (named && useDNS) {
				t.Errorf("UseDNS %v, AllowUsers, from %s: %v", useDNS, addr, in)
			}
		}
	}
}

func TestFromMayNameHosts(t *testing.T) {
	list, bad := keys.ParseAuthorizedKeys([]byte(`from="*.example.org,10.0.0.0/8" ` + testPublicKey + "\n"))
	if len(list) != 1 || len(bad) > 0 {
		t.Fatal(list, bad)
	}
	for _, c := range []struct {
		addr, host string
		in         bool
	}{{"192.0.2.1", "box.example.org", true}, {"192.0.2.1", "", false}, {"192.0.2.1", "box.example.com", false}, {"10.1.1.1", "", true}} {
		visit := keys.Visit{User: "ann", From: netip.MustParseAddr(c.addr), Host: c.host}
		if line, _ := keys.Authorized(list, list[0].Key, visit); (line != nil) != c.in {
			t.Errorf("%s %s: %v", c.addr, c.host, line)
		}
	}
}

const testPublicKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f"

// Who names their own hosts might call one 10.0.example.net: no pattern of addresses takes that
// for one.
func TestNamesThatBeginLikeAddresses(t *testing.T) {
	z := &zone{names: map[string]string{"192.0.2.9": "10.0.example.net."}, addrs: map[string]string{"10.0.example.net": "192.0.2.9"}}
	for _, c := range []struct {
		pattern string
		in      bool
	}{{"10.0.*", false}, {"10.?.*", false}, {"192.0.*", true}, {"10.0.e*", true}, {"*.net", true}, {"*.*", true}} {
		o := &serveOptions{useDNS: true, allowUsers: []string{"ann@" + c.pattern}}
		g := &gate{o: o, names: newHostNames(o)}
		g.names.resolver = z
		at := &net.TCPAddr{IP: net.ParseIP("192.0.2.9"), Port: 1}
		v := g.visit(ssh.Login{User: "ann", RemoteAddr: at, LocalAddr: at})
		if v.host != "10.0.example.net" {
			t.Fatalf("the host is called %q", v.host)
		}
		if in := o.allows(v) == nil; in != c.in {
			t.Errorf("AllowUsers ann@%s: %v", c.pattern, in)
		}
		if in := matchesHost(t, c.pattern, v); in != c.in {
			t.Errorf("Match host %s: %v", c.pattern, in)
		}
		list, bad := keys.ParseAuthorizedKeys([]byte(`from="` + c.pattern + `" ` + testPublicKey + "\n"))
		if len(list) != 1 || len(bad) > 0 {
			t.Fatal(list, bad)
		}
		line, _ := keys.Authorized(list, list[0].Key, keys.Visit{User: "ann", From: v.addr, Host: v.host})
		if in := line != nil; in != c.in {
			t.Errorf("from=%q: %v", c.pattern, in)
		}
	}
}

func matchesHost(t *testing.T, pattern string, v *visit) bool {
	t.Helper()
	in, err := matches(&config.Line{Keyword: "Match", Rest: "host " + pattern}, v)
	if err != nil {
		t.Fatal(err)
	}
	return in
}
