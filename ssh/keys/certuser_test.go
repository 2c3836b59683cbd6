package keys_test

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/glassh/glassh/ssh/keys"
)

// aVisit is one of alice, at the time now.
func aVisit() keys.Visit {
	return keys.Visit{
		User: "alice", From: netip.MustParseAddr("192.0.2.1"), Local: "20270115080000", UTC: "20270115080000", Unix: now,
	}
}

// permitted is a draft with all that users are permitted by default.
func permitted(t *testing.T) *draft {
	d := aDraft(t)
	for _, e := range keys.UserExtensions() {
		d.extension = append(d.extension, e.Name, "")
	}
	return d
}

func TestAuthoritiesInAuthorizedKeys(t *testing.T) {
	command := func(text string) func(*draft) {
		return func(d *draft) { d.critical = []string{"force-command", string(blobOf(text))} }
	}
	forced := func(command string) keys.Options {
		return keys.Options{CertAuthority: true, ForceCommand: true, Command: command}
	}
	for _, c := range []struct {
		options string
		change  func(d *draft)
		want    keys.Options
		refused string // in the error
	}{
		{"cert-authority ", nil, keys.Options{CertAuthority: true}, ""},
		{`cert-authority,principals="ops,x" `, nil, keys.Options{CertAuthority: true, Principals: []string{"ops", "x"}}, ""},
		{`cert-authority,principals="bob" `, nil, keys.Options{}, "not for bob"}, // alice's own name does not count then
		{`cert-authority,principals="" `, nil, keys.Options{}, "is not for"},
		{`cert-authority,principals="*" `, nil, keys.Options{}, "is not for *"},
		{`cert-authority,principals="b" `, func(d *draft) { d.principals = []string{"a,b"} }, keys.Options{}, "is not for b"},
		{"cert-authority ", func(d *draft) { d.principals = []string{"bob"} }, keys.Options{}, "not for alice"},
		{"cert-authority ", func(d *draft) { d.principals = nil }, keys.Options{}, "no principals"},
		{"cert-authority ", func(d *draft) { d.before = now }, keys.Options{}, "expired"},
		{"cert-authority ", func(d *draft) { d.kind = 2 }, keys.Options{}, "for a host"},
		{"cert-authority ", (*draft).bySHA1, keys.Options{}, "authority's own line"},
		{`cert-authority,expiry-time="20270101" `, nil, keys.Options{}, "expiry-time has passed"},
		{`cert-authority,from="10.0.0.0/8" `, nil, keys.Options{}, "option from"},
		{`cert-authority,from="192.0.2.1" `, func(d *draft) { d.critical = []string{"source-address", string(blobOf("10.0.0.0/8"))} }, keys.Options{}, "from that address"},
		{`cert-authority,from="192.0.2.1" `, func(d *draft) { d.critical = []string{"source-address", string(blobOf("192.0.0.0/16"))} },
			keys.Options{CertAuthority: true, From: []string{"192.0.2.1"}}, ""},

		{"cert-authority ", command("ls"), forced("ls"), ""},
		{"cert-authority ", command(""), forced(""), ""},
		{`cert-authority,command="ls" `, nil, forced("ls"), ""},
		{`cert-authority,command="ls" `, command("ls"), forced("ls"), ""},
		{`cert-authority,command="ls" `, command("sh"), keys.Options{}, "another than the line's command"},
		{`cert-authority,command="" `, command("sh"), keys.Options{}, "another than the line's command"},

		{"cert-authority ", func(d *draft) { d.extension = nil }, keys.Options{CertAuthority: true,
			NoPTY: true, NoPortForwarding: true, NoAgentForwarding: true, NoX11Forwarding: true, NoUserRC: true}, ""},
		{"cert-authority,no-pty ", func(d *draft) { d.extension = d.extension[:6] }, keys.Options{CertAuthority: true, NoPTY: true, NoUserRC: true}, ""},
		{"cert-authority,restrict,pty ", nil, keys.Options{CertAuthority: true,
			NoPortForwarding: true, NoAgentForwarding: true, NoX11Forwarding: true, NoUserRC: true}, ""},
		{"cert-authority ", func(d *draft) { d.critical = []string{"verify-required", ""} }, keys.Options{CertAuthority: true, VerifyRequired: true}, ""},
		{"cert-authority,verify-required ", nil, keys.Options{CertAuthority: true, VerifyRequired: true}, ""},
		{"cert-authority,no-touch-required ", nil, keys.Options{CertAuthority: true}, ""},
		{"cert-authority ", func(d *draft) { d.extension = []string{"no-touch-required", ""} }, keys.Options{CertAuthority: true,
			NoPTY: true, NoPortForwarding: true, NoAgentForwarding: true, NoX11Forwarding: true, NoUserRC: true}, ""},
		{`cert-authority,no-touch-required,environment="A=1",permitopen="h:1",tunnel="0" `,
			func(d *draft) { d.extension = append(d.extension, "no-touch-required", "") },
			keys.Options{CertAuthority: true, NoTouchRequired: true, Environment: []string{"A=1"}, PermitOpen: []string{"h:1"}, Tunnel: "0"}, ""},

		{"", nil, keys.Options{}, "no line"},
		{`principals="alice" `, nil, keys.Options{}, "no line"},
	} {
		d := permitted(t)
		if c.change != nil {
			c.change(d)
		}
		list, errs := keys.ParseAuthorizedKeys([]byte("# keys\n" + c.options + authority().PublicKey().String()))
		if len(errs) > 0 {
			t.Fatalf("%s: %v", c.options, errs)
		}
		before := list[0].Options
		line, why := keys.Authorized(list, d.parse(t), aVisit())
		if c.refused != "" {
			silent := c.refused == "no line" || c.refused == "authority's own line" // which is not about the key
			if line != nil || silent != (len(why) == 0) || !silent && !strings.Contains(why[0].Error(), c.refused) {
				t.Errorf("%s: want a refusal with %q, got %v, %v", c.options, c.refused, line, why)
			}
			continue
		}
		if line == nil || line.Line != 2 {
			t.Errorf("%s: want line 2, got %v, %v", c.options, line, why)
			continue
		}
		if diff := cmp.Diff(c.want, line.Options); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.options, diff)
		}
		if diff := cmp.Diff(before, list[0].Options); diff != "" {
			t.Errorf("%s: the list has changed:\n%s", c.options, diff)
		}
	}
}

// An authority's own signature with SHA-1 lets nobody in unless it is asked for.
func TestAnAuthorityThatSignsWithSHA1(t *testing.T) {
	d := permitted(t)
	d.bySHA1()
	key := d.parse(t)
	list := []keys.AuthorizedKey{{Key: key.Certificate().CA, Options: keys.Options{CertAuthority: true}}}
	visit := aVisit()
	if line, why := keys.Authorized(list, key, visit); line != nil || len(why) != 1 || !strings.Contains(why[0].Error(), "ssh-rsa") {
		t.Errorf("got %v, %v", line, why)
	}
	visit.CAAlgorithms = []string{"ssh-rsa"}
	if line, why := keys.Authorized(list, key, visit); line == nil {
		t.Errorf("on demand: %v", why)
	}
}

func TestKeysOfAuthoritiesAndCertificatesDoNotLogIn(t *testing.T) {
	cert := permitted(t).parse(t)
	text := "cert-authority " + authority().PublicKey().String() + "\n" + cert.Plain().String() + "\n"
	list, errs := keys.ParseAuthorizedKeys([]byte(text + cert.String() + "\ncert-authority " + cert.String()))
	if len(list) != 2 || len(errs) != 2 || !strings.Contains(errs[0].Error(), "line 3") || !strings.Contains(errs[0].Error(), "a certificate stands where") {
		t.Fatalf("certificates in lines: %d lines, %v", len(list), errs)
	}
	for _, c := range []struct {
		name string
		list []keys.AuthorizedKey
		key  *keys.PublicKey
		want bool
	}{
		{"the certificate", list[:1], cert, true},
		{"its plain key", list[1:], cert.Plain(), true},
		{"its plain key by the authority", list[:1], cert.Plain(), false},
		{"the certificate by its key's line", list[1:], cert, false},
		{"the authority", list[:1], authority().PublicKey(), false},
		{"by a line of its own", []keys.AuthorizedKey{{Key: cert}}, cert, false},
		{"and one that says cert-authority", []keys.AuthorizedKey{{Key: cert, Options: keys.Options{CertAuthority: true}}}, cert, false},
	} {
		if got := authorizes(c.list, c.key, aVisit()); got != c.want {
			t.Errorf("%s: want %v, got %v", c.name, c.want, got)
		}
	}
	for name, visit := range map[string]keys.Visit{
		"no clock": func() keys.Visit { v := aVisit(); v.Unix = 0; return v }(),
		"no name":  func() keys.Visit { v := aVisit(); v.User = ""; return v }(),
	} {
		if authorizes(list, cert, visit) {
			t.Errorf("%s: let in", name)
		}
	}
	plain, _ := keys.ParseAuthorizedKeys([]byte(`principals="alice" ` + cert.Plain().String()))
	if line, why := keys.Authorized(plain, cert.Plain(), aVisit()); line != nil || len(why) != 1 {
		t.Errorf("principals= of a plain key: %v, %v", line, why)
	}
}

func TestTrustedAuthorities(t *testing.T) {
	trusted := []*keys.PublicKey{testKey(t).PublicKey(), authority().PublicKey()}
	for _, c := range []struct {
		name, file, want string // the principals; in the error, "" is in
		change           func(d *draft)
		line             int
		options          keys.Options
	}{
		{name: "the user's name", file: "alice", line: 1},
		{name: "another name", file: "# ops only\n\nops\n", line: 3},
		{name: "the second of two", file: "bob\nalice # that is her\n", line: 2},
		{name: "tabs and blanks", file: " \talice\t \r\n", line: 1},
		{name: "none of hers", file: "bob\nroot\n", want: "not for bob,root"},
		{name: "no names", file: "", want: "is not for"},
		{name: "with options", file: "no-pty,command=\"echo \\\"#\\\"\"  ops\n", line: 1,
			options: keys.Options{NoPTY: true, ForceCommand: true, Command: `echo "#"`}},
		{name: "a conflict", file: `command="x" ops`, change: func(d *draft) { d.critical = []string{"force-command", string(blobOf("y"))} },
			want: "another than the line's"},
		{name: "a line that does not apply, and one that does", file: "from=\"10.0.0.0/8\" alice\nno-pty ops", line: 2, options: keys.Options{NoPTY: true}},
		{name: "a line that does not apply", file: `expiry-time="20200101" alice`, want: "expiry-time"},
		{name: "expired", file: "alice", change: func(d *draft) { d.before = 1 }, want: "expired"},
		{name: "a host's", file: "alice", change: func(d *draft) { d.kind = 2 }, want: "for a host"},
		{name: "no principals", file: "alice", change: func(d *draft) { d.principals = nil }, want: "no principals"},
	} {
		d := permitted(t)
		if c.change != nil {
			c.change(d)
		}
		principals, errs := keys.ParseAuthorizedPrincipals([]byte(c.file))
		if len(errs) > 0 {
			t.Errorf("%s: %v", c.name, errs)
		}
		line, err := keys.AuthorizedByCA(trusted, principals, d.parse(t), aVisit())
		if c.want != "" {
			if line != nil || err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%s: want an error with %q, got %v, %v", c.name, c.want, line, err)
			}
			continue
		}
		if err != nil || line.Line != c.line || !line.Key.Equal(authority().PublicKey()) {
			t.Errorf("%s: want line %d, got %v, %v", c.name, c.line, line, err)
			continue
		}
		if diff := cmp.Diff(c.options, line.Options); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
	principals := []keys.AuthorizedPrincipal{{Name: "alice"}}
	for name, c := range map[string]struct {
		trusted []*keys.PublicKey
		key     *keys.PublicKey
	}{
		"another authority": {trusted[:1], permitted(t).parse(t)},
		"nobody trusted":    {nil, permitted(t).parse(t)},
		"a plain key":       {trusted, testKey(t).PublicKey()},
		"the authority":     {trusted, authority().PublicKey()},
	} {
		if line, err := keys.AuthorizedByCA(c.trusted, principals, c.key, aVisit()); line != nil || err != nil {
			t.Errorf("%s: got %v, %v", name, line, err)
		}
	}
}

func TestPrincipalLinesRefused(t *testing.T) {
	for _, c := range []struct{ line, want string }{
		{"no-such alice", "option no-such is not known"},
		{"alice bob", "option alice is not known"},
		{"no-pty alice bob", "one name"},
		{"cert-authority alice", "no place here"},
		{`principals="bob" alice`, "no place here"},
		{`command="ls alice`, "quote is missing"},
		{`command="ls # x" alice " #`, "one name"},
		{"a\x00b", "NUL"},
		{strings.Repeat("x", keys.MaxLine+1), "longer than"},
	} {
		list, errs := keys.ParseAuthorizedPrincipals([]byte("alice\n" + c.line + "\nbob"))
		if len(list) != 2 || len(errs) != 1 || !strings.Contains(errs[0].Error(), c.want) || !strings.HasPrefix(errs[0].Error(), "line 2: ") {
			t.Errorf("%.40q: want an error with %q, got %v, %v", c.line, c.want, list, errs)
		}
	}
}

func FuzzAuthorizedPrincipals(f *testing.F) {
	f.Add([]byte("alice\nno-pty,command=\"a # \\\"b\\\"\" bob # c\n"))
	f.Fuzz(func(t *testing.T, file []byte) {
		list, errs := keys.ParseAuthorizedPrincipals(file)
		if lines := strings.Count(string(file), "\n") + 1; len(list)+len(errs) > lines {
			t.Errorf("%d lines gave %d names and %d errors", lines, len(list), len(errs))
		}
		for _, p := range list {
			if p.Name == "" || strings.ContainsAny(p.Name, " \t\n\x00") {
				t.Errorf("the name %q", p.Name)
			}
		}
	})
}
