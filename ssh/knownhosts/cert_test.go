package knownhosts_test

import (
	"crypto/rand"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/ssh/knownhosts"
)

// certify makes a host certificate of newKey(1), by the authority newKey(9), for an
// hour from now.
func certify(t *testing.T, change func(c *keys.Certificate)) *keys.PublicKey {
	t.Helper()
	ca := keys.NewEd25519([]byte(strings.Repeat("\x09", 32)))
	now := uint64(time.Now().Unix())
	c := &keys.Certificate{Kind: keys.HostCertificate, Principals: []string{"box"}, ValidAfter: now - 60, ValidBefore: now + 3600}
	if change != nil {
		change(c)
	}
	k, err := keys.SignCertificate(rand.Reader, ca, newKey(1), c)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestCheckOfCertificates(t *testing.T) {
	k1, k2, authority := newKey(1).String(), newKey(2).String(), newKey(9).String()
	ca := func(hosts string) string { return "@cert-authority " + hosts + " " + authority }
	names := func(list ...string) func(*keys.Certificate) {
		return func(c *keys.Certificate) { c.Principals = list }
	}
	expired := func(c *keys.Certificate) { c.ValidBefore = c.ValidAfter + 1 }
	for _, c := range []struct {
		name   string
		lines  []string
		change func(c *keys.Certificate)
		host   string
		port   int
		want   string
		reason string // why the certificate does not count, if its authority is known
	}{
		{"by a known authority", []string{ca("box")}, nil, "box", 22, "known 1", ""},
		{"for everything", []string{"crate " + k1, ca("*")}, nil, "BOX", 22, "known 2", ""},
		{"at another port", []string{ca("box")}, nil, "box", 2222, "known 1", ""},
		{"for that port", []string{ca("[box]:2222")}, nil, "box", 2222, "known 1", ""},
		{"though another key is known", []string{"box " + k2, ca("box")}, nil, "box", 22, "known 2", ""},
		{"with a wildcard", []string{ca("*.lan")}, names("*.lan"), "a.lan", 22, "known 1", ""},

		{"nothing known", nil, nil, "box", 22, "unknown", ""},
		{"for other hosts", []string{ca("*,!box")}, nil, "box", 22, "unknown", ""},
		{"for another port", []string{ca("[box]:2222")}, nil, "box", 22, "unknown", ""},
		{"another authority", []string{"@cert-authority box " + k2}, nil, "box", 22, "unknown", ""},
		{"its key as authority", []string{"@cert-authority box " + k1}, nil, "box", 22, "unknown", ""},
		{"its authority as host", []string{"box " + authority}, nil, "box", 22, "changed 1", ""},
		{"its key known", []string{"box " + k1}, nil, "box", 22, "known 1", ""},
		{"another key known", []string{"box " + k2}, nil, "box", 22, "changed 1", ""},

		{"expired", []string{ca("*")}, expired, "box", 22, "unknown", "expired"},
		{"expired, and its key known", []string{ca("*"), "box " + k1}, expired, "box", 22, "known 2", ""},
		{"expired, and another key known", []string{ca("*"), "box " + k2}, expired, "box", 22, "changed 2", "expired"},
		{"expired, and another type known", []string{ca("*"), "box " + ecdsaKey}, expired, "box", 22, "other type 2", "expired"},
		{"not yet valid", []string{ca("*")}, func(c *keys.Certificate) { c.ValidAfter += 600 }, "box", 22, "unknown", "not valid yet"},
		{"of a user", []string{ca("*")}, func(c *keys.Certificate) { c.Kind = keys.UserCertificate }, "box", 22, "unknown", "is for a user"},
		{"for another name", []string{ca("*")}, names("crate", "box.lan"), "box", 22, "unknown", "not for box"},
		{"with the port in its name", []string{ca("*")}, names("[box]:2222"), "box", 2222, "unknown", "not for box"},
		{"with a critical option", []string{ca("*")}, func(c *keys.Certificate) { c.CriticalOptions = []keys.CertificateOption{{Name: "x"}} },
			"box", 22, "unknown", "critical option x"},

		{"revoked authority", []string{ca("*"), "@revoked * " + authority}, nil, "box", 22, "revoked 2", ""},
		{"revoked authority of a known key", []string{"box " + k1, "@revoked box " + authority}, nil, "box", 22, "revoked 2", ""},
		{"revoked key", []string{ca("*"), "@revoked * " + k1}, nil, "box", 22, "revoked 2", ""},
		{"revoked without the port", []string{ca("*"), "@revoked box " + authority}, nil, "box", 2222, "revoked 2", ""},
		{"revoked for others", []string{ca("*"), "@revoked crate " + authority}, nil, "box", 22, "known 1", ""},
	} {
		db := knownhosts.Open(write(t, c.lines...))
		key := certify(t, c.change)
		place, err := db.Check(c.host, c.port, key)
		if got := kind(place, err); got != c.want {
			t.Errorf("%s: want %s, got %s", c.name, c.want, got)
		}
		if err != nil && !strings.Contains(err.Error(), c.reason) || err != nil && c.reason == "" && strings.Contains(err.Error(), "certificate does not") {
			t.Errorf("%s: want %q in %v", c.name, c.reason, err)
		}
	}
	// A certificate that is itself revoked takes its key with it.
	key := certify(t, nil)
	db := knownhosts.Open(write(t, ca("*"), "@revoked * "+key.String()))
	for _, k := range []*keys.PublicKey{key, key.Plain(), certify(t, names("box", "crate"))} {
		if got := kind(db.Check("box", 22, k)); got != "revoked 2" {
			t.Errorf("a revoked certificate: want revoked 2, got %s", got)
		}
	}
	db = knownhosts.Open(write(t, ca("*")))
	if got := kind(db.Check("box", 22, key.Plain())); got != "unknown" {
		t.Errorf("the key without its certificate: want unknown, got %s", got)
	}
	db.CAAlgorithms = []string{"rsa-sha2-512"}
	if got := kind(db.Check("box", 22, key)); got != "unknown" {
		t.Errorf("an authority that signs otherwise: want unknown, got %s", got)
	}
}

func TestPolicyAsksAboutTheKeyOfACertificate(t *testing.T) {
	key := certify(t, func(c *keys.Certificate) { c.ValidBefore = c.ValidAfter + 1 })
	line := "@cert-authority * " + newKey(9).String()
	file := write(t, line)
	p := &person{answers: []string{key.Fingerprint()}}
	v, err := policy(knownhosts.Ask, file, p).Decide(t.Context(), "box", 22, "", key)
	if err != nil || !v.Added {
		t.Fatalf("want the key added, got %v, %v", v, err)
	}
	if diff := cmp.Diff(line+"\nbox "+newKey(1).String()+"\n", read(t, file)); diff != "" {
		t.Errorf("file (-want +got):\n%s", diff)
	}
	if !strings.Contains(p.shown, "the certificate of host 'box' does not count: the certificate has expired\n") {
		t.Errorf("shown: %q", p.shown)
	}
	if !strings.Contains(p.questions[0], "\nED25519 key fingerprint is "+newKey(1).Fingerprint()) {
		t.Errorf("asked %q", p.questions)
	}
	// An alias is what the certificate is to be for.
	file = write(t, line)
	aliased := policy(knownhosts.Yes, file, p)
	aliased.Alias = "crate"
	if _, err := aliased.Decide(t.Context(), "box", 22, "", certify(t, nil)); err == nil || !strings.Contains(err.Error(), "not for crate") {
		t.Errorf("as another host: %v", err)
	}
	good := certify(t, func(c *keys.Certificate) { c.Principals = []string{"crate"} })
	if v, err := aliased.Decide(t.Context(), "box", 22, "", good); err != nil || v.Known.Line != 1 {
		t.Errorf("by its alias: %v, %v", v, err)
	}
	p.shown = ""
	revoked := policy(knownhosts.No, write(t, line, "@revoked * "+newKey(9).String()), p)
	if _, err := revoked.Decide(t.Context(), "box", 22, "", good); err == nil || !strings.Contains(p.shown, "REVOKED HOST KEY") || !strings.Contains(p.shown, "authority") {
		t.Errorf("a revoked authority: %v, %q", err, p.shown)
	}
}

func TestOrderPutsCertificatesFirst(t *testing.T) {
	p := policy(knownhosts.Ask, write(t, "@cert-authority *.lan "+newKey(9).String(), "b.lan "+rsaKey, "crate "+rsaKey), &person{})
	const suffix = "-cert-v01@openssh.com"
	names := []string{"ssh-ed25519", "ssh-ed25519" + suffix, "rsa-sha2-512", "rsa-sha2-512" + suffix}
	for host, want := range map[string][]string{
		"a.lan": {"ssh-ed25519" + suffix, "rsa-sha2-512" + suffix, "ssh-ed25519", "rsa-sha2-512"},
		"b.lan": {"ssh-ed25519" + suffix, "rsa-sha2-512", "rsa-sha2-512" + suffix, "ssh-ed25519"},
		"crate": {"rsa-sha2-512", "rsa-sha2-512" + suffix, "ssh-ed25519", "ssh-ed25519" + suffix},
		"other": names,
	} {
		if diff := cmp.Diff(want, p.Order(host, names)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", host, diff)
		}
	}
}
