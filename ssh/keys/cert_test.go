package keys_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/wire"
)

func TestACertificateOfEveryType(t *testing.T) {
	for _, c := range []struct {
		typ, certificate string
		bits             int
		algorithms       []string
	}{
		{"ssh-ed25519", "ssh-ed25519-cert-v01@openssh.com", 0, nil},
		{"ecdsa-sha2-nistp256", "ecdsa-sha2-nistp256-cert-v01@openssh.com", 0, nil},
		{"ecdsa-sha2-nistp384", "ecdsa-sha2-nistp384-cert-v01@openssh.com", 0, nil},
		{"ecdsa-sha2-nistp521", "ecdsa-sha2-nistp521-cert-v01@openssh.com", 0, nil},
		{"ssh-rsa", "ssh-rsa-cert-v01@openssh.com", 2048,
			[]string{"rsa-sha2-512-cert-v01@openssh.com", "rsa-sha2-256-cert-v01@openssh.com"}},
		{"ssh-ed448", "ssh-ed448-cert-v01@openssh.com", 0, nil},
		{"ssh-mldsa44-ed25519@openssh.com", "ssh-mldsa44-ed25519-cert-v01@openssh.com", 0, nil},
	} {
		t.Run(c.typ, func(t *testing.T) {
			if c.algorithms == nil {
				c.algorithms = []string{c.certificate}
			}
			key, err := keys.Generate(c.typ, rand.Reader, c.bits)
			if err != nil {
				t.Fatal(err)
			}
			want := keys.Certificate{
				Serial: 1 << 63, Kind: keys.UserCertificate, KeyID: "the key of alice", Principals: []string{"alice", "bob"},
				ValidAfter: 5, ValidBefore: keys.Forever,
				CriticalOptions: []keys.CertificateOption{keys.TextOption("force-command", "ls")},
				Extensions:      keys.UserExtensions(),
			}
			// It certifies itself: so each type is an authority as well.
			k, err := keys.SignCertificate(rand.Reader, key, key.PublicKey(), &want)
			if err != nil {
				t.Fatal(err)
			}
			got := k.Certificate()
			if len(got.Nonce) != 32 || !got.CA.Equal(key.PublicKey()) || got.SignatureAlgorithm != key.Algorithms()[0] {
				t.Errorf("nonce of %d bytes, authority %s, by %s", len(got.Nonce), got.CA, got.SignatureAlgorithm)
			}
			chosen := cmpopts.IgnoreFields(keys.Certificate{}, "Nonce", "CA", "SignatureAlgorithm", "Signature")
			if diff := cmp.Diff(want, *got, chosen, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("fields (-want +got):\n%s", diff)
			}
			if k.Type() != c.certificate || !slices.Equal(k.Algorithms(), c.algorithms) || !slices.Equal(keys.Algorithms(c.certificate), c.algorithms) {
				t.Errorf("want %s with %v, got %s with %v", c.certificate, c.algorithms, k.Type(), k.Algorithms())
			}
			if !k.Plain().Equal(key.PublicKey()) || k.Equal(k.Plain()) || k.Fingerprint() != key.PublicKey().Fingerprint() ||
				k.Bits() != key.PublicKey().Bits() || k.Label() != key.PublicKey().Label()+"-CERT" {
				t.Errorf("%v certifies %v", k, k.Plain())
			}
			if key.PublicKey().Certificate() != nil || key.PublicKey().Plain() != key.PublicKey() {
				t.Error("a plain key is a certificate")
			}
			signsAs(t, k, key)
		})
	}
}

// signsAs has a certificate's key sign with each algorithm.
func signsAs(t *testing.T, k *keys.PublicKey, key keys.Signer) {
	t.Helper()
	s, err := keys.NewCertificateSigner(k, key)
	if err != nil {
		t.Fatal(err)
	}
	if !s.PublicKey().Equal(k) || !slices.Equal(k.Algorithms(), s.Algorithms()) {
		t.Errorf("want the algorithms %v, got %v", k.Algorithms(), s.Algorithms())
	}
	message := []byte("message")
	for i, algorithm := range s.Algorithms() {
		sig, err := s.Sign(rand.Reader, algorithm, message)
		if err != nil {
			t.Fatal(err)
		}
		plain := key.Algorithms()[i]
		if r := wire.NewReader(sig); r.Text() != plain || keys.SignatureName(algorithm) != plain || keys.SignatureName(plain) != plain {
			t.Errorf("%s: want a signature called %s, got %q", algorithm, plain, sig)
		}
		if err := k.Verify(algorithm, message, sig); err != nil {
			t.Errorf("%s: %v", algorithm, err)
		}
		if err := k.Verify(algorithm, []byte("another"), sig); !errors.Is(err, keys.ErrSignature) {
			t.Errorf("%s of another message: %v", algorithm, err)
		}
		if k.Verify(plain, message, sig) == nil || k.Plain().Verify(algorithm, message, sig) == nil {
			t.Errorf("%s: a certificate's and its plain key's algorithms are one", algorithm)
		}
		if _, err := s.Sign(rand.Reader, plain, message); err == nil {
			t.Errorf("a certificate signs with %s", plain)
		}
		r := wire.NewReader(sig)
		r.Text()
		if err := k.Verify(algorithm, message, blobOf(algorithm, r.Text())); err == nil {
			t.Errorf("%s: a signature that carries the certificate's algorithm is accepted", algorithm)
		}
	}
}

func TestCertificatesOfKeysInDevices(t *testing.T) {
	for _, c := range []struct{ typ, plain, certificate string }{
		{skEd25519, skEd25519, "sk-ssh-ed25519-cert-v01@openssh.com"},
		{skECDSA, skECDSA, "sk-ecdsa-sha2-nistp256-cert-v01@openssh.com"},
		{skECDSA, webauthn, "webauthn-sk-ecdsa-sha2-nistp256-cert-v01@openssh.com"},
	} {
		d := newDevice(t, c.typ)
		k, err := keys.SignCertificate(rand.Reader, authority(), d.publicKey(t), &keys.Certificate{
			Kind: keys.UserCertificate, Principals: []string{"alice"}, ValidBefore: keys.Forever,
		})
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Contains(keys.SupportedCertificates(), c.certificate) || keys.SignatureName(c.certificate) != c.plain {
			t.Errorf("the signatures of %s are called %s", c.certificate, keys.SignatureName(c.certificate))
		}
		message := []byte("message")
		if err := k.Verify(c.certificate, message, d.sign(t, c.plain, message)); err != nil {
			t.Errorf("%s: %v", c.certificate, err)
		}
		d.flags = 0
		if err := k.Verify(c.certificate, message, d.sign(t, c.plain, message)); !errors.Is(err, keys.ErrUntouched) {
			t.Errorf("%s: want ErrUntouched, got %v", c.certificate, err)
		}
	}
}

func TestAuthoritiesAndTheirKeysBelongTogether(t *testing.T) {
	cert := aDraft(t).parse(t)
	other := keys.NewEd25519([]byte("another key, that nobody signed!"))
	if _, err := keys.NewCertificateSigner(cert, other); err == nil || !strings.Contains(err.Error(), "of another key") {
		t.Errorf("a certificate with another's key: %v", err)
	}
	if _, err := keys.NewCertificateSigner(other.PublicKey(), other); err == nil || !strings.Contains(err.Error(), "instead of a certificate") {
		t.Errorf("a plain key as certificate: %v", err)
	}
	signer, err := keys.NewCertificateSigner(cert, testKey(t))
	if err != nil {
		t.Fatal(err)
	}
	good := keys.Certificate{Kind: keys.HostCertificate, Principals: []string{"h"}, ValidBefore: keys.Forever}
	for _, c := range []struct {
		name, want string
		ca         keys.Signer
		change     func(c *keys.Certificate)
	}{
		{"nobody", "without principals", other, func(c *keys.Certificate) { c.Principals = nil }},
		{"no time", "expire before", other, func(c *keys.Certificate) { c.ValidBefore = 0 }},
		{"no kind", "neither for a user", other, func(c *keys.Certificate) { c.Kind = 0 }},
		{"a crowd", "more than 256", other, func(c *keys.Certificate) { c.Principals = make([]string, 257) }},
		{"a pair", "stands twice", other, func(c *keys.Certificate) { c.Extensions = []keys.CertificateOption{{Name: "a"}, {Name: "a"}} }},
		{"a chain", "cannot sign certificates", signer, func(*keys.Certificate) {}},
		{"SHA-1", "does not sign with ssh-rsa", other, func(c *keys.Certificate) { c.SignatureAlgorithm = "ssh-rsa" }},
	} {
		template := good
		c.change(&template)
		if _, err := keys.SignCertificate(rand.Reader, c.ca, other.PublicKey(), &template); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: want an error with %q, got %v", c.name, c.want, err)
		}
	}
	if _, err := keys.SignCertificate(bytes.NewReader(nil), other, other.PublicKey(), &good); err == nil {
		t.Error("a nonce without randomness")
	}
	// Of a certificate, the key is certified anew.
	again, err := keys.SignCertificate(rand.Reader, other, cert, &good)
	if err != nil || !again.Plain().Equal(cert.Plain()) {
		t.Errorf("a second certificate: %v", err)
	}
}

// nested is a certificate whose authority is a certificate, and so on.
func nested(t testing.TB, depth int) []byte {
	d := aDraft(t)
	d.sign = func([]byte) []byte { return nil }
	for range depth {
		d.ca = d.blob()
	}
	return d.blob()
}

func TestCertificatesRefused(t *testing.T) {
	for _, c := range []struct {
		name, want string
		change     func(d *draft)
	}{
		{"as it is", "", func(*draft) {}},
		{"options in another order", "", func(d *draft) { d.extension = []string{"b", "", "a", ""} }},
		{"256 principals", "", func(d *draft) { d.principals = make([]string, 256) }},
		{"SHA-1, which Check refuses", "", (*draft).bySHA1},
		{"257 principals", "more than 256 principals", func(d *draft) { d.principals = make([]string, 257) }},
		{"trailing bytes", "trailing", func(d *draft) { d.more = "x" }},
		{"another kind", "neither for a user nor for a host: kind 3", func(d *draft) { d.kind = 3 }},
		{"kind 0", "neither for a user", func(d *draft) { d.kind = 0 }},
		{"an option twice", "force-command stands twice", func(d *draft) { d.critical = []string{"force-command", "", "force-command", ""} }},
		{"an extension twice", "p stands twice", func(d *draft) { d.extension = []string{"p", "", "p", ""} }},
		{"an option without data", "critical options", func(d *draft) { d.critical = []string{"force-command"} }},
		{"an extension without data", "extensions", func(d *draft) { d.extension = []string{"p"} }},
		{"NUL in the key ID", "NUL in its key ID", func(d *draft) { d.id = "a\x00b" }},
		{"NUL in a principal", "NUL in a principal", func(d *draft) { d.principals = []string{"root\x00x"} }},
		{"another message signed", "signature verification failed", func(d *draft) {
			sign := d.sign
			d.sign = func(m []byte) []byte { return sign(m[1:]) }
		}},
		{"no signature", "signature", func(d *draft) { d.sign = func([]byte) []byte { return nil } }},
		{"a signature of another algorithm", "does not sign with rsa-sha2-256", func(d *draft) {
			d.sign = func([]byte) []byte { return blobOf("rsa-sha2-256", "x") }
		}},
		{"another authority", "signature verification failed", func(d *draft) { d.ca = testKey(t).PublicKey().Blob() }},
		{"an authority of an old type", "ssh-dss is not supported", func(d *draft) { d.ca = blobOf("ssh-dss", "x") }},
		{"no authority", "cut short", func(d *draft) { d.ca = nil }},
		{"an authority with trailing bytes", "trailing", func(d *draft) { d.ca = append(d.ca, 0) }},
		{"an authority that is a certificate", "signed by a certificate", func(d *draft) { d.ca = aDraft(t).blob() }},
		{"a certificate of a type not known as authority", "signed by a certificate", func(d *draft) { d.ca = blobOf("x-cert-v01@openssh.com") }},
		{"a short key", "31 bytes instead of 32", func(d *draft) { d.key = string(blobOf(strings.Repeat("x", 31))) }},
		{"another type's name", "is on curve", func(d *draft) {
			d.typ, d.key = "ecdsa-sha2-nistp256-cert-v01@openssh.com", string(blobOf("nistp384", "x"))
		}},
		{"a signing algorithm as type", "is not supported", func(d *draft) { d.typ = "rsa-sha2-512-cert-v01@openssh.com" }},
		{"a huge field", "longer than 65536", func(d *draft) { d.id = strings.Repeat("x", 1<<16) }},
		{"a huge nonce", "longer than 65536", func(d *draft) { d.nonce = strings.Repeat("x", 1<<16) }},
	} {
		d := aDraft(t)
		c.change(d)
		_, err := keys.ParsePublicKey(d.blob())
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: want an error with %q, got %v", c.name, c.want, err)
		}
	}
	blob := aDraft(t).blob()
	for n := range blob {
		if _, err := keys.ParsePublicKey(blob[:n]); err == nil {
			t.Errorf("a certificate cut short at %d bytes of %d is read", n, len(blob))
		}
		changed := slices.Clone(blob)
		changed[n] ^= 1
		if _, err := keys.ParsePublicKey(changed); err == nil {
			t.Errorf("a certificate with byte %d changed is read", n)
		}
	}
	if _, err := keys.ParsePublicKey(nested(t, 200)); err == nil || !strings.Contains(err.Error(), "signed by a certificate") {
		t.Errorf("200 certificates in each other: %v", err)
	}
}

// Who does not take certificates does not look into them: what is wrong with this one
// shows only under its own algorithm.
func TestAKeyIsReadUnderItsOwnAlgorithmsOnly(t *testing.T) {
	d := aDraft(t)
	d.sign = func([]byte) []byte { return blobOf("ssh-ed25519", "x") }
	plain := testKey(t).PublicKey().Blob()
	for _, c := range []struct {
		name, algorithm string
		blob            []byte
		want            string // in the error; "" is none
	}{
		{"a key", "ssh-ed25519", plain, ""},
		{"a good certificate", "ssh-ed25519-cert-v01@openssh.com", aDraft(t).blob(), ""},
		{"a certificate", "ssh-ed25519-cert-v01@openssh.com", d.blob(), "authority's signature"},
		{"a certificate under the key's algorithm", "ssh-ed25519", d.blob(), "ssh-ed25519-cert-v01@openssh.com does not sign with ssh-ed25519"},
		{"a key under the certificate's", "ssh-ed25519-cert-v01@openssh.com", plain, "a key of type ssh-ed25519 does not sign"},
		{"RSA, on demand", "ssh-rsa", rsaAuthorityBlob(), ""},
		{"a type that is not known", "ssh-ed25519", blobOf("ssh-new", "x"), "ssh-new is not supported"},
		{"nothing", "ssh-ed25519", nil, "cut short"},
	} {
		k, err := keys.ParseSigningKey(c.algorithm, c.blob)
		if c.want == "" {
			if err != nil || !bytes.Equal(k.Blob(), c.blob) {
				t.Errorf("%s: %v", c.name, err)
			}
		} else if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: want an error with %q, got %v", c.name, c.want, err)
		}
	}
}

func rsaAuthorityBlob() []byte {
	var d draft
	d.bySHA1()
	return d.ca
}

func TestWhatCertificatesAreGoodFor(t *testing.T) {
	user := keys.CertificateUse{Kind: keys.UserCertificate, Names: []string{"alice"}, Time: now, From: netip.MustParseAddr("192.0.2.1")}
	host := keys.CertificateUse{Kind: keys.HostCertificate, Names: []string{"box.example.org"}, Time: now}
	forHost := func(names ...string) func(*draft) {
		return func(d *draft) { d.kind, d.principals = 2, names }
	}
	critical := func(list ...string) func(*draft) {
		return func(d *draft) { d.critical = list }
	}
	source := func(list string) func(*draft) { return critical("source-address", string(blobOf(list))) }
	at := func(u keys.CertificateUse, time uint64) keys.CertificateUse { u.Time = time; return u }
	from := func(addr string) keys.CertificateUse {
		u := user
		u.From, _ = netip.ParseAddr(addr)
		return u
	}
	as := func(names ...string) keys.CertificateUse { u := user; u.Names = names; return u }
	by := func(algorithms ...string) keys.CertificateUse { u := user; u.CAAlgorithms = algorithms; return u }
	for _, c := range []struct {
		name   string
		change func(d *draft)
		use    keys.CertificateUse
		want   string // in the error; "" is good
	}{
		{"alice", nil, user, ""},
		{"one of her names", nil, as("root", "ops"), ""},
		{"bob", nil, as("bob"), "is not for bob"},
		{"no name", nil, as(), "is not for"},
		{"an empty name", func(d *draft) { d.principals = []string{""} }, as(""), "is not for"},
		{"the start of a name", nil, as("alic"), "is not for alic"},
		{"another case", nil, as("Alice"), "is not for Alice"},
		{"no principals", func(d *draft) { d.principals = nil }, user, "no principals"},
		{"no principals, host", forHost(), host, "no principals"},
		{"a wildcard is none for users", func(d *draft) { d.principals = []string{"*"} }, user, "is not for alice"},
		{"and a name of them", func(d *draft) { d.principals = []string{"a*"} }, as("a*"), ""},
		{"names in one", func(d *draft) { d.principals = []string{"alice,bob"} }, user, "is not for alice"},

		{"the first second", nil, at(user, now-100), ""},
		{"the last second", nil, at(user, now+99), ""},
		{"not yet", nil, at(user, now-101), "not valid yet"},
		{"expired", nil, at(user, now+100), "has expired"},
		{"no clock", func(d *draft) { d.after, d.before = 0, keys.Forever }, at(user, 0), "time is not known"},
		{"for ever", func(d *draft) { d.after, d.before = 0, keys.Forever }, at(user, 1<<63), ""},

		{"user's for a host", nil, host, "is for a user, and not for a host"},
		{"host's for a user", forHost("alice"), user, "is for a host, and not for a user"},
		{"the host", forHost("box.example.org"), host, ""},
		{"a wildcard", forHost("*.example.org"), host, ""},
		{"another's wildcard", forHost("*.example.com"), host, "is not for box.example.org"},
		{"another host", forHost("example.org"), host, "is not for"},
		{"a host's critical option", func(d *draft) { forHost("*")(d); source("::/0")(d) }, host, "critical option source-address"},

		{"SHA-1", (*draft).bySHA1, user, "signed it with ssh-rsa, which is not accepted"},
		{"SHA-1 on demand", (*draft).bySHA1, by("ssh-rsa"), ""},
		{"not this algorithm", nil, by("rsa-sha2-512"), "signed it with ssh-ed25519"},
		{"no algorithm", nil, by([]string{}...), "not accepted"},

		{"an unknown option", critical("no-fun@example.org", ""), user, "critical option no-fun@example.org"},
		{"an unknown extension", func(d *draft) { d.extension = []string{"fun@example.org", "yes"} }, user, ""},
		{"an extension as option", critical("permit-pty", ""), user, "critical option permit-pty"},
		{"a flag with a value", func(d *draft) { d.extension = []string{"permit-pty", "x"} }, user, "permit-pty has a value"},
		{"verify-required with a value", critical("verify-required", "x"), user, "verify-required has a value"},
		{"a command", critical("force-command", string(blobOf("ls"))), user, ""},
		{"a command that is no string", critical("force-command", "ls"), user, "force-command"},
		{"a command and more", critical("force-command", string(blobOf("ls"))+"x"), user, "trailing"},

		{"its address", source("192.0.2.1"), user, ""},
		{"its network", source("10.0.0.0/8,192.0.2.0/24"), user, ""},
		{"another network", source("10.0.0.0/8,2001:db8::/32"), user, "from that address"},
		{"everywhere", source("0.0.0.0/0,::/0"), from("2001:db8::1"), ""},
		{"IPv4 in IPv6", source("192.0.2.0/24"), from("::ffff:192.0.2.9"), ""},
		{"no address known", source("0.0.0.0/0,::/0"), from(""), "from that address"},
		{"an empty list", source(""), user, "not an address block"},
		{"an empty entry", source("192.0.2.1,"), user, "not an address block"},
		{"a wildcard address", source("192.0.2.*"), user, "not an address block"},
		{"a negation", source("!10.0.0.0/8,0.0.0.0/0"), user, "not an address block"},
		{"bits below the mask", source("192.0.2.1/24"), user, "not an address block"},
		{"no string", critical("source-address", ""), user, "source-address"},
	} {
		d := aDraft(t)
		if c.change != nil {
			c.change(d)
		}
		err := d.parse(t).Certificate().Check(c.use)
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: want an error with %q, got %v", c.name, c.want, err)
		}
	}
}

func TestTextsOfCertificatesAreEscaped(t *testing.T) {
	d := aDraft(t)
	d.id, d.principals, d.extension = "\x1b[2J", []string{"a\nb"}, []string{"\x07", "", "x\r", "y"}
	text := string(d.parse(t).AppendCertificateText(nil, func(at uint64) string { return fmt.Sprint(at) }))
	if strings.ContainsAny(text, "\x1b\x07\r") || !strings.Contains(text, `Key ID: "\x1b[2J"`) || !strings.Contains(text, `a\nb`) {
		t.Errorf("got %q", text)
	}
	d = aDraft(t)
	d.principals = []string{"\x1b"}
	if err := d.parse(t).Certificate().Check(keys.CertificateUse{Kind: 1, Names: []string{"\x07"}, Time: now}); err == nil || strings.ContainsAny(err.Error(), "\x07\x1b") {
		t.Errorf("got %v", err)
	}
}

func FuzzCertificate(f *testing.F) {
	f.Add(aDraft(f).blob())
	d := aDraft(f)
	d.kind, d.principals, d.after, d.before = 2, []string{"*.example.org"}, 0, keys.Forever
	d.critical, d.extension = []string{"source-address", string(blobOf("10.0.0.0/8"))}, []string{"permit-pty", ""}
	f.Add(d.blob())
	d.bySHA1()
	f.Add(d.blob())
	f.Add(nested(f, 3))
	ca := authority()
	f.Fuzz(func(t *testing.T, blob []byte) {
		// A fuzzer cannot sign. What it has changed is signed anew, if it can be.
		if k, err := keys.ParsePublicKey(resigned(blob, ca)); err == nil {
			blob = k.Blob()
		}
		k, err := keys.ParsePublicKey(blob)
		if err != nil || k.Certificate() == nil {
			return
		}
		if !bytes.Equal(blob, k.Blob()) {
			t.Error("a key's blob is not what was read")
		}
		c := k.Certificate()
		if c.CA.Certificate() != nil || len(c.Principals) > 256 {
			t.Error("a certificate that is to be refused")
		}
		if text := k.AppendCertificateText(nil, func(uint64) string { return "" }); bytes.ContainsAny(text, "\x00\x1b\r") {
			t.Errorf("raw control characters in %q", text)
		}
		use := keys.CertificateUse{Kind: c.Kind, Names: c.Principals, Time: now}
		if c.Check(use) == nil && (len(c.Principals) == 0 || c.ValidAfter > now || c.ValidBefore <= now) {
			t.Error("good, and for nobody or at another time")
		}
		plain := []keys.AuthorizedKey{{Key: k}, {Key: c.CA}, {Key: k.Plain()}}
		if line, _ := keys.Authorized(plain, k, keys.Visit{User: "alice", Unix: now}); line != nil {
			t.Error("a certificate is let in by a line without cert-authority")
		}
	})
}

// FuzzCertificateFields fills the fields that are lists, and signs what comes of it.
func FuzzCertificateFields(f *testing.F) {
	f.Add(uint32(1), blobOf("alice", "bob"), blobOf("force-command", string(blobOf("ls"))), blobOf("permit-pty", ""))
	f.Add(uint32(1), blobOf("alice"), blobOf("source-address", string(blobOf("10.0.0.0/8,::1")), "verify-required", ""), []byte(nil))
	f.Add(uint32(2), blobOf("*.example.org"), []byte(nil), blobOf("x", "y"))
	authority, plain := authority(), testKey(f)
	trusted := []keys.AuthorizedKey{{Key: authority.PublicKey(), Options: keys.Options{CertAuthority: true, ForceCommand: true, Command: "line"}}}
	f.Fuzz(func(t *testing.T, kind uint32, principals, critical, extensions []byte) {
		b := append(blobOf("ssh-ed25519-cert-v01@openssh.com", "nonce"), plain.PublicKey().Blob()[4+11:]...)
		b = wire.AppendText(wire.AppendUint32(wire.AppendUint64(b, 1), kind), "ID")
		b = wire.AppendString(b, principals)
		b = wire.AppendUint64(wire.AppendUint64(b, 0), keys.Forever)
		b = wire.AppendString(wire.AppendString(b, critical), extensions)
		b = wire.AppendString(wire.AppendText(b, ""), authority.PublicKey().Blob())
		sig, err := authority.Sign(nil, "ssh-ed25519", b)
		if err != nil {
			t.Fatal(err)
		}
		k, err := keys.ParsePublicKey(wire.AppendString(b, sig))
		if err != nil {
			return
		}
		visit := aVisit()
		line, _ := keys.Authorized(trusted, k, visit)
		if line == nil {
			return
		}
		c := k.Certificate()
		if c.Kind != keys.UserCertificate || !slices.Contains(c.Principals, "alice") || line.Options.Command != "line" || !line.Options.ForceCommand {
			t.Errorf("let in: %+v, %+v", c, line.Options)
		}
		for _, o := range c.CriticalOptions {
			if o.Name != "force-command" && o.Name != "source-address" && o.Name != "verify-required" {
				t.Errorf("let in with the critical option %q", o.Name)
			}
		}
		permits := slices.ContainsFunc(c.Extensions, func(o keys.CertificateOption) bool { return o.Name == "permit-pty" })
		if permits == line.Options.NoPTY {
			t.Errorf("a terminal: %v, and permit-pty: %v", !line.Options.NoPTY, permits)
		}
	})
}

// resigned replaces the end of a certificate by the authority and its signature.
func resigned(blob []byte, ca keys.Signer) []byte {
	const tail = 4 + 51 + 4 + 83 // of authority's key and signature, both Ed25519
	if len(blob) < tail {
		return nil
	}
	b := wire.AppendString(slices.Clone(blob[:len(blob)-tail]), ca.PublicKey().Blob())
	sig, err := ca.Sign(nil, "ssh-ed25519", b)
	if err != nil {
		return nil
	}
	return wire.AppendString(b, sig)
}
