package sshsig_test

import (
	"crypto/rand"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/ssh/sshsig"
)

// noon is the time in these tests.
var noon = time.Date(2026, 6, 15, 12, 0, 0, 0, time.UTC)

// certify returns a signer with a certificate by ca.
func certify(t testing.TB, ca, key *keys.PrivateKey, change func(*keys.Certificate)) keys.Signer {
	t.Helper()
	c := &keys.Certificate{Kind: keys.UserCertificate, KeyID: "x", Principals: []string{"alice", "ops"},
		ValidAfter: uint64(noon.Unix()) - 100, ValidBefore: uint64(noon.Unix()) + 100}
	if change != nil {
		change(c)
	}
	cert, err := keys.SignCertificate(rand.Reader, ca, key.PublicKey(), c)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := keys.NewCertificateSigner(cert, key)
	if err != nil {
		t.Fatal(err)
	}
	return signer
}

// parse reads a file of allowed signers, in which K and CA stand for public keys.
func parse(t *testing.T, text string, key, ca *keys.PrivateKey) sshsig.AllowedSigners {
	t.Helper()
	text = strings.NewReplacer("K", key.PublicKey().String(), "CA", ca.PublicKey().String()).Replace(text)
	list, errs := sshsig.ParseAllowedSigners([]byte(text), time.UTC)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	return list
}

func TestWhoseSignatureItIs(t *testing.T) {
	key, ca := newKey(1), newKey(2)
	plain := sign(t, key, "file", "message")
	asCert := func(change func(*keys.Certificate)) *sshsig.Signature {
		return sign(t, certify(t, ca, key, change), "file", "message")
	}
	cert := asCert(nil)
	for _, c := range []struct {
		name string
		file string // K and CA are the keys
		sig  *sshsig.Signature
		who  string
		want string // in the error; "" is none
	}{
		{"the key", "alice K", plain, "alice", ""},
		{"behind other lines", "# signers\n\nbob CA\nalice CA\nalice\tK\n", plain, "alice", ""},
		{"somebody else", "alice K", plain, "bob", `"bob" has no key ED25519 SHA256:`},
		{"another key", "alice CA", plain, "alice", `"alice" has no key`},
		{"a pattern", "*@example.org K", plain, "alice@example.org", ""},
		{"a pattern with an exception", "*@example.org,!alice@* K", plain, "alice@example.org", "has no key"},
		{"one of several", "bob,alice K", plain, "alice", ""},
		{"case counts", "Alice K", plain, "alice", "has no key"},
		{"in quotes", `"The Builder,alice" K`, plain, "The Builder", ""},

		{"namespace", `alice namespaces="file" K`, plain, "alice", ""},
		{"namespaces", `alice namespaces="git,fi*" K`, plain, "alice", ""},
		{"another namespace", `alice namespaces="git" K`, plain, "alice", `line 1: the key is not for namespace "file"`},
		{"another line for it", "alice namespaces=\"git\" K\nalice K", plain, "alice", ""},
		{"no namespace at all", `alice namespaces="" K`, plain, "alice", "not for namespace"},

		{"valid", `alice valid-after="20260615",valid-before="20260616" K`, plain, "alice", ""},
		{"valid from now", `alice valid-after="202606151200Z" K`, plain, "alice", ""},
		{"not yet", `alice valid-after="20260615120001" K`, plain, "alice", "not valid before 2026-06-15T12:00:01Z"},
		{"no longer", `alice valid-before="20260615115959Z" K`, plain, "alice", "not valid after"},

		{"an authority does not sign itself", "alice cert-authority K", plain, "alice", "has no key"},
		{"the plain key of a certificate", "alice K", cert, "alice", "has no key"},
		{"the authority as a plain key", "alice CA", cert, "alice", "has no key"},
		{"a certificate", "alice cert-authority CA", cert, "alice", ""},
		{"a certificate, by pattern", "* CERT-AUTHORITY CA", cert, "ops", ""},
		{"not for all the certificate names", "alice cert-authority CA", cert, "ops", "has no key"},
		{"not all that the line names", "* cert-authority CA", cert, "bob", "line 1: keys: the certificate is not for bob"},
		{"of another authority", "alice cert-authority K", cert, "alice", "has no key"},
		{"expired", "alice cert-authority CA", asCert(func(c *keys.Certificate) { c.ValidBefore = uint64(noon.Unix()) }), "alice", "expired"},
		{"of a host", "alice cert-authority CA", asCert(func(c *keys.Certificate) { c.Kind = keys.HostCertificate }), "alice", "for a host"},
		{"whose logins come from somewhere", "alice cert-authority CA", asCert(func(c *keys.Certificate) {
			c.CriticalOptions = []keys.CertificateOption{keys.TextOption("source-address", "192.0.2.1")}
		}), "alice", ""},
		{"with an unknown restriction", "alice cert-authority CA", asCert(func(c *keys.Certificate) {
			c.CriticalOptions = []keys.CertificateOption{{Name: "only-mondays"}}
		}), "alice", "only-mondays"},
		{"for git", `alice cert-authority,namespaces="git" CA`, cert, "alice", "not for namespace"},

		{"nobody", "* K", plain, "", "the principal is empty"},
	} {
		list := parse(t, c.file, key, ca)
		err := list.Verify(c.sig, strings.NewReader("message"), sshsig.Claim{Principal: c.who, Namespace: "file", Time: noon})
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: want %q, got %v", c.name, c.want, err)
		}
	}
}

func TestVerifyAsksAllQuestions(t *testing.T) {
	key := newKey(1)
	list := parse(t, "alice K", key, newKey(2))
	revoked := errors.New("revoked")
	for _, c := range []struct {
		name, message, namespace string
		revoked                  error
		want                     error
	}{
		{"all is well", "message", "file", nil, nil},
		{"another message", "Message", "file", nil, keys.ErrSignature},
		{"another namespace", "message", "git", nil, sshsig.ErrNamespace},
		{"revoked", "message", "file", revoked, revoked},
	} {
		claim := sshsig.Claim{Principal: "alice", Namespace: c.namespace, Time: noon, Revoked: func(k *keys.PublicKey) error {
			if !k.Equal(key.PublicKey()) {
				t.Errorf("%s: asked about another key", c.name)
			}
			return c.revoked
		}}
		err := list.Verify(sign(t, key, "file", "message"), strings.NewReader(c.message), claim)
		if !errors.Is(err, c.want) {
			t.Errorf("%s: want %v, got %v", c.name, c.want, err)
		}
	}
}

func TestPrincipalsAreFound(t *testing.T) {
	key, ca := newKey(1), newKey(2)
	list := parse(t, "bob valid-before=\"20200101\" K\ncarol cert-authority CA\nalice,*@example.org K\ndave K\n*s,ali* cert-authority CA\n", key, ca)
	for _, c := range []struct {
		sig  *sshsig.Signature
		want []string
	}{
		{sign(t, key, "file", ""), []string{"alice", "*@example.org"}},
		{sign(t, certify(t, ca, key, nil), "file", ""), []string{"alice", "ops"}},
		{sign(t, newKey(3), "file", ""), nil},
	} {
		if got := list.FindPrincipals(c.sig, noon); !slices.Equal(c.want, got) {
			t.Errorf("want %q, got %q", c.want, got)
		}
	}
	if want, got := []string{"carol"}, list.MatchPrincipals("carol"); !slices.Equal(want, got) {
		t.Errorf("want %q, got %q", want, got)
	}
	if want, got := []string{"alice,*@example.org", "*s,ali*"}, list.MatchPrincipals("alice"); !slices.Equal(want, got) {
		t.Errorf("want %q, got %q", want, got)
	}
}

func TestLinesThatAllowNobody(t *testing.T) {
	key := newKey(1).PublicKey().String()
	for _, c := range []struct{ line, want string }{
		{"alice", "not a line of allowed signers"},
		{"alice ", "not a line of allowed signers"},
		{`"alice ` + key, "closing quote of the principals"},
		{`"" ` + key, "principals are empty"},
		{`"alice"x ` + key, "text after the closing quote"},
		{"alice " + key[:30], "keys: "},
		{"alice ssh-rsa " + strings.Fields(key)[1], "declared as ssh-rsa"},
		{"alice ssh-new AAAAB3NzaC1uZXc=", "not supported"},
		{"alice ,cert-authority " + key, `option "" is not known`},
		{"alice cert-authority", "no key after the options"},
		{"alice cert-authority,", `option "" is not known`},
		{`alice cert-authority="yes" ` + key, "takes no value"},
		{"alice cert-authority,no-touch " + key, `option "no-touch" is not known`},
		{"alice namespaces=file " + key, "needs a value in quotes"},
		{"alice namespaces=\"file " + key, "closing quote is missing"},
		{`alice namespaces="file"x ` + key, "text behind it"},
		{`alice namespaces="a",namespaces="b" ` + key, "given twice"},
		{`alice namespaces, ` + key, "needs a value"},
		{`alice valid-after="yesterday" ` + key, "not a time"},
		{`alice valid-after="20260230" ` + key, "not a time"},
		{`alice valid-after="2026061512000" ` + key, "not a time"},
		{`alice valid-after="20260615",valid-after="20260616" ` + key, "given twice"},
		{`alice valid-after="20260616",valid-before="20260616" ` + key, "not later than"},
		{"alice " + strings.Repeat("x", keys.MaxLine), "longer than"},
		{"alice\x00 " + key, "NUL"},
	} {
		list, errs := sshsig.ParseAllowedSigners([]byte("# a line\n"+c.line+"\nbob "+key+"\n"), time.UTC)
		if len(list) != 1 || list[0].Line != 3 || len(errs) != 1 {
			t.Errorf("%.60q: want one error and the line behind it, got %v and %v", c.line, errs, list)
			continue
		}
		if text := errs[0].Error(); !strings.HasPrefix(text, "line 2: ") || !strings.Contains(text, c.want) {
			t.Errorf("%.60q: want an error with %q, got %q", c.line, c.want, text)
		}
	}
}

func TestTimesAreReadInTheirZone(t *testing.T) {
	zone := time.FixedZone("", 2*3600)
	for _, c := range []struct {
		text string
		want string // "" is an error
	}{
		{"20260615", "2026-06-14T22:00:00Z"},
		{"20260615Z", "2026-06-15T00:00:00Z"},
		{"202606151230", "2026-06-15T10:30:00Z"},
		{"20260615123015Z", "2026-06-15T12:30:15Z"},
		{"", ""}, {"Z", ""}, {"2026061", ""}, {"20261301", ""}, {"20260615246000", ""}, {"20260615ZZ", ""}, {"+2026615", ""},
	} {
		got := ""
		if at, err := sshsig.ParseTime(c.text, zone); err == nil {
			got = at.UTC().Format(time.RFC3339)
		}
		if got != c.want {
			t.Errorf("%q: want %s, got %s", c.text, c.want, got)
		}
	}
}
