package keys_test

import (
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/glassh/glassh/ssh/keys"
)

const (
	keyText = "AAAAC3NzaC1lZDI1NTE5AAAAIOMcgGr20yzbr9XlAHJA7VqvRPmC+6L8MTzkNnqINjeO" // testdata/ed25519.pub
	keyLine = "ssh-ed25519 " + keyText
)

func TestParsePublicLine(t *testing.T) {
	for _, c := range []struct{ name, line, comment string }{
		{"as ssh-keygen writes it", keyLine + " alice@example.org\n", "alice@example.org"},
		{"no comment", keyLine, ""},
		{"CR LF", keyLine + " alice\r\n", "alice"},
		{"tabs", "\tssh-ed25519\t \t" + keyText + "\tmy  own key \t", "my  own key"},
	} {
		k, comment, err := keys.ParsePublicLine(c.line)
		if err != nil || comment != c.comment || k.String() != keyLine {
			t.Errorf("%s: want comment %q, got %q, %v", c.name, c.comment, comment, err)
		}
	}
}

func TestParsePublicLineRefuses(t *testing.T) {
	for _, c := range []struct{ name, line, want string }{
		{"nothing", "", "not a public key"},
		{"a type alone", "ssh-ed25519", "not a public key"},
		{"another type declared", "ssh-rsa " + keyText, "declared as ssh-rsa and is ssh-ed25519"},
		{"a type that only starts alike", "ssh-ed25519x " + keyText, "declared as ssh-ed25519x"},
		{"base64 cut short", keyLine[:len(keyLine)-1], "not base64"},
		{"base64 with more", keyLine + "AAAA", "trailing bytes"},
		{"a line end inside base64", keyLine[:40] + "\r" + keyLine[40:], "line end"},
		{"a vertical tab between", "ssh-ed25519\v" + keyText, "not a public key"},
		{"a no-break space between", "ssh-ed25519\u00a0" + keyText, "not a public key"},
		{"NUL", keyLine + " a\x00b", "NUL"},
		{"two lines", keyLine + "\n" + keyLine, "line end"},
		{"an endless comment", keyLine + " " + strings.Repeat("x", keys.MaxLine), "longer than"},
		{"a private key", "-----BEGIN OPENSSH PRIVATE KEY-----\nabc", "an OpenSSH private key: give the public key"},
		{"RFC 4716", "---- BEGIN SSH2 PUBLIC KEY ----\nabc", "ssh-keygen -i"},
		{"PPK", "PuTTY-User-Key-File-2: ssh-rsa\n", "PuTTY"},
		{"DSA", "ssh-dss AAAAB3NzaC1kc3MAAAADAQAB x", "key type ssh-dss is not supported"},
		{"a tiny RSA key", "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAAQM= x", "the modulus has 2 bits"},
	} {
		_, _, err := keys.ParsePublicLine(c.line)
		if err == nil || !strings.Contains(err.Error(), c.want) || strings.ContainsAny(err.Error(), "\n\x00") {
			t.Errorf("%s: want an error with %q, got %v", c.name, c.want, err)
		}
	}
}

func TestCommentCannotBreakTheLine(t *testing.T) {
	want := keyLine + " me?ssh-ed25519 AAAA?[2J é\n"
	k, _, err := keys.ParsePublicLine(keyLine)
	if err != nil {
		t.Fatal(err)
	}
	if got := string(k.AppendLine(nil, "me\nssh-ed25519 AAAA\x1b[2J é")); got != want {
		t.Errorf("want %q, got %q", want, got)
	}
}

func TestAuthorizedKeysOptions(t *testing.T) {
	for _, c := range []struct {
		options string
		want    keys.Options
	}{
		{"", keys.Options{}},
		{"no-pty ", keys.Options{NoPTY: true}},
		{"No-PTY,No-X11-Forwarding ", keys.Options{NoPTY: true, NoX11Forwarding: true}},
		{"restrict ", keys.Options{NoPTY: true, NoPortForwarding: true, NoAgentForwarding: true, NoX11Forwarding: true, NoUserRC: true}},
		{"restrict,pty\t", keys.Options{NoPortForwarding: true, NoAgentForwarding: true, NoX11Forwarding: true, NoUserRC: true}},
		{"pty,restrict ", keys.Options{NoPTY: true, NoPortForwarding: true, NoAgentForwarding: true, NoX11Forwarding: true, NoUserRC: true}},
		{`command="" `, keys.Options{ForceCommand: true}},
		{`command="echo \"a, b\" #c \\d" `, keys.Options{ForceCommand: true, Command: `echo "a, b" #c \\d`}},
		{`command="x",no-port-forwarding,environment="A=1",environment="B_2=x=\"y\"",environment="A=2" `, keys.Options{
			ForceCommand: true, Command: "x", NoPortForwarding: true, Environment: []string{"A=1", `B_2=x="y"`}}},
		{`from="10.0.0.0/8,!10.1.*,fe80::?" `, keys.Options{From: []string{"10.0.0.0/8", "!10.1.*", "fe80::?"}}},
		{`expiry-time="20300102Z" `, keys.Options{Expiry: []string{"20300102000000Z"}}},
		{`expiry-time="203001021504",expiry-time="20310102030405Z" `, keys.Options{Expiry: []string{"20300102150400", "20310102030405Z"}}},
		{`permitopen="h:80",permitopen="[::1]:*",permitlisten="8080",permitlisten="localhost:1" `, keys.Options{
			PermitOpen: []string{"h:80", "[::1]:*"}, PermitListen: []string{"8080", "localhost:1"}}},
		{`cert-authority,principals="a,b" `, keys.Options{CertAuthority: true, Principals: []string{"a", "b"}}},
		{`tunnel="0",verify-required,no-touch-required,no-user-rc,no-agent-forwarding `, keys.Options{
			Tunnel: "0", VerifyRequired: true, NoTouchRequired: true, NoUserRC: true, NoAgentForwarding: true}},
	} {
		list, errs := keys.ParseAuthorizedKeys([]byte(c.options + keyLine + " c"))
		if len(list) != 1 || len(errs) != 0 {
			t.Errorf("%s: %d keys, %v", c.options, len(list), errs)
			continue
		}
		if diff := cmp.Diff(c.want, list[0].Options); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.options, diff)
		}
		if list[0].Comment != "c" || list[0].Key.String() != keyLine {
			t.Errorf("%s: key %s, comment %q", c.options, list[0].Key, list[0].Comment)
		}
	}
}

func TestAuthorizedKeysLinesRefused(t *testing.T) {
	for _, c := range []struct{ line, want string }{
		{"no-shell " + keyLine, "option no-shell is not known"},
		{"no-pty,,no-user-rc " + keyLine, `option "" is not known`},
		{"no-pty, no-user-rc " + keyLine, `option "" is not known`},
		{",no-pty " + keyLine, `option "" is not known`},
		{`no-pty="yes" ` + keyLine, "option no-pty takes no value"},
		{"command " + keyLine, "option command needs a value"},
		{"command=ls " + keyLine, "not in quotes"},
		{`command="ls ` + keyLine, "closing quote is missing"},
		{`command="ls\" ` + keyLine, "closing quote is missing"},
		{`command="ls"no-pty ` + keyLine, "after the closing quote"},
		{`command="a",command="b" ` + keyLine, "twice"},
		{`environment="=x" ` + keyLine, "NAME=value"},
		{`environment="A-B=x" ` + keyLine, "NAME=value"},
		{`environment="A" ` + keyLine, "NAME=value"},
		{`from="" ` + keyLine, "empty pattern"},
		{`from="10.0.0.1/8" ` + keyLine, "not an address block"},
		{`from="10.0.0.0/33" ` + keyLine, "not an address block"},
		{`from="*,!host.example" ` + keyLine, "cannot be excluded"},
		{`from="a",from="b" ` + keyLine, "twice"},
		{`expiry-time="2030" ` + keyLine, "YYYYMMDD"},
		{`expiry-time="20301302" ` + keyLine, "YYYYMMDD"},
		{`expiry-time="20300229" ` + keyLine, "YYYYMMDD"},
		{`expiry-time="203001012400" ` + keyLine, "YYYYMMDD"},
		{`expiry-time="-2030101" ` + keyLine, "YYYYMMDD"},
		{`permitopen="80" ` + keyLine, "host:port"},
		{`permitopen="h:0" ` + keyLine, "not a port"},
		{`permitopen="h:65536" ` + keyLine, "not a port"},
		{`permitopen="::1:80" ` + keyLine, "brackets"},
		{`permitopen="[::1:80" ` + keyLine, "bracket is missing"},
		{`permitlisten=":80" ` + keyLine, "host is missing"},
		{`tunnel="x" ` + keyLine, "device number"},
		{"no-pty", "no key after the options"},
		{"no-pty ssh-ed25519", "not a public key"},
		{"\x1b[2J " + keyLine, `option "\x1b[2J" is not known`},
		{"ssh-dss AAAAB3NzaC1kc3MAAAADAQAB x", "key type ssh-dss is not supported"},
		{"ssh-rsa " + keyText, "declared as ssh-rsa"},
		{keyLine + "\v", "not base64"},
	} {
		list, errs := keys.ParseAuthorizedKeys([]byte(c.line))
		if len(list) != 0 || len(errs) != 1 || !strings.Contains(errs[0].Error(), c.want) {
			t.Errorf("%q: want an error with %q, got %d keys, %v", c.line, c.want, len(list), errs)
		}
	}
}

func TestABadLineDoesNotTakeOthersWithIt(t *testing.T) {
	file := "# comment\r\n\r\n \t# more\n" + keyLine + " one\r\n" +
		"no-such-option " + keyLine + "\n" +
		keyLine + " " + strings.Repeat("x", keys.MaxLine) + " ssh-ed25519 \n" + // an over-long line is one line
		keyLine + " two"
	list, errs := keys.ParseAuthorizedKeys([]byte(file))
	var got []string
	for _, k := range list {
		got = append(got, fmt.Sprint(k.Line, " ", k.Comment))
	}
	for _, err := range errs {
		var at *keys.LineError
		if !errors.As(err, &at) {
			t.Fatalf("want a *LineError, got %v", err)
		}
		got = append(got, fmt.Sprint("bad ", at.Line))
	}
	if diff := cmp.Diff([]string{"4 one", "7 two", "bad 5", "bad 6"}, got); diff != "" {
		t.Errorf("lines (-want +got):\n%s", diff)
	}
}

func TestAuthorizedAppliesEveryRestriction(t *testing.T) {
	k, _, err := keys.ParsePublicLine(keyLine)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		options, from string
		want          bool
	}{
		{"", "192.0.2.1", true},
		{"", "", true},
		{"cert-authority ", "192.0.2.1", false},
		{`expiry-time="20260602Z" `, "192.0.2.1", true},
		{`expiry-time="20260601Z" `, "192.0.2.1", false},
		{`expiry-time="20260601" `, "192.0.2.1", true}, // it is still May there
		{`expiry-time="20260531220001" `, "192.0.2.1", true},
		{`expiry-time="202605312200" `, "192.0.2.1", false},
		{`expiry-time="20260602Z",expiry-time="20260101" `, "192.0.2.1", false},
		{`from="192.0.2.0/24" `, "192.0.2.1", true},
		{`from="192.0.2.0/24" `, "::ffff:192.0.2.1", true},
		{`from="192.0.2.0/24" `, "192.0.3.1", false},
		{`from="192.0.2.0/24" `, "", false},
		{`from="*" `, "", false},
		{`from="192.0.2.*,!192.0.2.1" `, "192.0.2.1", false},
		{`from="192.0.2.*,!192.0.2.1" `, "192.0.2.10", true},
		{`from="!192.0.2.0/24" `, "192.0.3.1", false}, // a negation alone lets nobody in
		{`from="2001:DB8::/32" `, "2001:db8::1", true},
		{`from="fe80::1" `, "fe80::1%eth0", true},
		{`from="*.example.org" `, "192.0.2.1", false},
	} {
		list, errs := keys.ParseAuthorizedKeys([]byte(c.options + keyLine))
		if len(errs) > 0 {
			t.Fatalf("%s: %v", c.options, errs)
		}
		addr, _ := netip.ParseAddr(c.from) // "" is a client without an address
		visit := keys.Visit{From: addr, Local: "20260531220000", UTC: "20260601000000"}
		if got := authorizes(list, k, visit); got != c.want {
			t.Errorf("%q from %s: want %v, got %v", c.options, c.from, c.want, got)
		}
		restricted := list[0].Options.Expiry != nil || list[0].Options.From != nil || list[0].Options.CertAuthority
		if got := authorizes(list, k, keys.Visit{}); got == restricted {
			t.Errorf("%q, and nothing known of the visit: got %v", c.options, got)
		}
	}
}

func TestASecondLineCanAdmitWhatTheFirstDoesNot(t *testing.T) {
	k, _, _ := keys.ParsePublicLine(keyLine)
	list, _ := keys.ParseAuthorizedKeys([]byte(
		`from="10.0.0.0/8" ` + keyLine + "\n" + `from="192.0.2.0/24",no-pty ` + keyLine + "\n"))
	got, _ := keys.Authorized(list, k, keys.Visit{From: netip.MustParseAddr("192.0.2.1")})
	if got == nil || got.Line != 2 || !got.Options.NoPTY {
		t.Errorf("want line 2, got %+v", got)
	}
	if got, _ := keys.Authorized(list, testKey(t).PublicKey(), keys.Visit{From: netip.MustParseAddr("10.0.0.1")}); got != nil {
		t.Errorf("another key is let in by line %d", got.Line)
	}
}

func TestPatternsAreNotExponential(t *testing.T) {
	pattern, s := strings.Repeat("*a", 2000)+"b", strings.Repeat("a", 20000)
	start := time.Now()
	if keys.MatchPattern(pattern, s) {
		t.Error("matched")
	}
	if d := time.Since(start); d > 20*time.Second {
		t.Errorf("took %v", d)
	}
}

func FuzzAuthorizedKeys(f *testing.F) {
	f.Add([]byte(keyLine + " alice\n"))
	f.Add([]byte("# c\nrestrict,pty,command=\"a \\\"b\\\"\" " + keyLine + "\r\n\nssh-rsa AAAA x"))
	f.Add([]byte(`from="10.0.0.0/8,!*.x",expiry-time="20300101",permitopen="[::1]:*" ` + keyLine))
	f.Fuzz(func(t *testing.T, file []byte) {
		list, errs := keys.ParseAuthorizedKeys(file)
		if lines := strings.Count(string(file), "\n") + 1; len(list)+len(errs) > lines {
			t.Errorf("%d lines gave %d keys and %d errors", lines, len(list), len(errs))
		}
		for _, k := range list {
			if k.Options.CertAuthority && authorizes([]keys.AuthorizedKey{k}, k.Key, keys.Visit{}) {
				t.Error("a certificate authority logs in")
			}
		}
		for _, err := range errs {
			if strings.ContainsAny(err.Error(), "\x00\x1b\n\r") {
				t.Errorf("raw control characters in %q", err)
			}
		}
	})
}

// authorizes reports whether one of the lines lets the key in.
func authorizes(list []keys.AuthorizedKey, key *keys.PublicKey, visit keys.Visit) bool {
	line, _ := keys.Authorized(list, key, visit)
	return line != nil
}
