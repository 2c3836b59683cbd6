package knownhosts_test

import (
	"encoding/base64"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/ssh/knownhosts"
)

func TestParseReadsEveryForm(t *testing.T) {
	k := newKey(1).String()
	file := "# comment\r\n\r\n" +
		"example.org " + k + " a comment\r\n" +
		"\t*.lan,!x.lan\t" + k + "\n" +
		"@revoked * " + k + "\n" +
		"@cert-authority *.example.org\t \t" + rsaKey + " CA\n" +
		"|1|AAAAAAAAAAAAAAAAAAAAAAAAAAA=|AAAAAAAAAAAAAAAAAAAAAAAAAAA= " + k + "\n" +
		"[::1]:2222 " + ecdsaKey // no line end
	entries, bad := knownhosts.Parse("kh", []byte(file))
	for _, err := range bad {
		t.Error(err)
	}
	var got []string
	for _, e := range entries {
		got = append(got, fmt.Sprintf("%v %v %s %s %q", e.Place, e.Marker, e.Hosts, e.Type, e.Comment))
	}
	want := []string{
		`kh:3  example.org ssh-ed25519 "a comment"`,
		`kh:4  *.lan,!x.lan ssh-ed25519 ""`,
		`kh:5 @revoked * ssh-ed25519 ""`,
		`kh:6 @cert-authority *.example.org ssh-rsa "CA"`,
		`kh:7  |1|AAAAAAAAAAAAAAAAAAAAAAAAAAA=|AAAAAAAAAAAAAAAAAAAAAAAAAAA= ssh-ed25519 ""`,
		`kh:8  [::1]:2222 ecdsa-sha2-nistp256 ""`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("entries (-want +got):\n%s", diff)
	}
	if want, got := newKey(1).Fingerprint(), entries[0].Fingerprint(); got != want {
		t.Errorf("fingerprint: want %s, got %s", want, got)
	}
}

func TestBadLinesAreReportedAndOthersStand(t *testing.T) {
	k := newKey(1).String()
	for _, c := range []struct{ line, want string }{
		{"example.org", "not a public key"},
		{"example.org ssh-ed25519", "not a public key"},
		{"example.org ssh-ed25519 !!!!", "not base64"},
		{"example.org ssh-rsa " + strings.Fields(k)[1], "declared as ssh-rsa and is ssh-ed25519"},
		{"example.org " + k + "AAAA", "trailing bytes"},
		{"example.org 1024 65537 1234567890", "not base64"}, // SSH version 1
		{"@revoke * " + k, "marker @revoke is not known"},
		{"@REVOKED * " + k, "marker @REVOKED is not known"},
		{"@\x1b[2J * " + k, `marker @\x1b[2J is not known`},
		{"@revoked @cert-authority * " + k, "marker @cert-authority is not known, or is a second one"},
		{"@revoked", "host names are missing"},
		{"|1|AAAA|AAAA " + k, "hashed host name is malformed"},
		{"|2|AAAAAAAAAAAAAAAAAAAAAAAAAAA=|AAAAAAAAAAAAAAAAAAAAAAAAAAA= " + k, "hashed host name is malformed"},
		{"|1|AAAAAAAAAAAAAAAAAAAAAAAAAAA=|AAAAAAAAAAAAAAAAAAAAAAAAAAA=,b " + k, "hashed host name is malformed"},
		{"example.org\v" + k, "not a public key"},
		{"example.org " + k + " \x00", "NUL"},
		{"a " + k + strings.Repeat(" ", keys.MaxLine) + "b " + k, "longer than"}, // it is one line
	} {
		entries, bad := knownhosts.Parse("kh", []byte("a "+k+"\n"+c.line+"\nb "+k+"\n"))
		if len(entries) != 2 || entries[1].Line != 3 {
			t.Errorf("%q: want the lines 1 and 3, got %d entries", c.line, len(entries))
		}
		var line *knownhosts.LineError
		if len(bad) != 1 || !errors.As(bad[0], &line) || line.Line != 2 || !strings.Contains(bad[0].Error(), c.want) {
			t.Errorf("%q: want an error at kh:2 with %q, got %v", c.line, c.want, bad)
		}
	}
}

func TestMatches(t *testing.T) {
	for _, c := range []struct {
		hosts, name string
		want        bool
	}{
		{"example.org", "example.org", true},
		{"Example.ORG", "example.org", true},
		{"example.org", "example.org.evil", false},
		{"example.org", "xexample.org", false},
		{"example.org", "[example.org]:2222", false},
		{"a,b,c", "b", true},
		{"*", "anything", true},
		{"*", "[box]:1", true},
		{"*.lan", "a.lan", true},
		{"*.lan", "a.b.lan", true},
		{"*.lan", "lan", false},
		{"*.lan", ".lan", true},
		{"192.0.2.?", "192.0.2.7", true},
		{"192.0.2.?", "192.0.2.77", false},
		{"192.0.2.?", "192.0.2.", false},
		{"*.lan,!x.lan", "y.lan", true},
		{"*.lan,!x.lan", "x.lan", false},
		{"!x.lan,*.lan", "x.lan", false},
		{"!x.lan", "y.lan", false}, // a negation alone includes nobody
		{"!*", "y.lan", false},
		{"[box]:2222", "[box]:2222", true},
		{"[*]:2222", "[box]:2222", true},
		{"[box]:*", "[box]:2222", true},
		{"[box]:22", "box", false},
		{"2001:db8::1", "2001:db8::1", true},
		{"k.lan", "\u212a.lan", false}, // the Kelvin sign is no k
	} {
		e := knownhosts.Entry{Hosts: c.hosts}
		if got := e.Matches(c.name); got != c.want {
			t.Errorf("%s and %s: want %v, got %v", c.hosts, c.name, c.want, got)
		}
	}
}

func TestName(t *testing.T) {
	for _, c := range []struct {
		host string
		port int
		want string
	}{
		{"Example.ORG", 22, "example.org"},
		{"example.org", 0, "example.org"},
		{"example.org", 2222, "[example.org]:2222"},
		{"2001:DB8::1", 22, "2001:db8::1"},
		{"2001:db8::1", 2222, "[2001:db8::1]:2222"},
	} {
		if got := knownhosts.Name(c.host, c.port); got != c.want {
			t.Errorf("Name(%s, %d): want %s, got %s", c.host, c.port, c.want, got)
		}
	}
}

func TestMatchingIsNotExponential(t *testing.T) {
	e := knownhosts.Entry{Hosts: strings.Repeat("*a", 100) + "b"}
	done := make(chan bool, 1)
	go func() { done <- e.Matches(strings.Repeat("a", 10000)) }() // ends by itself
	select {
	case got := <-done:
		if got {
			t.Error("matched")
		}
	case <-time.After(time.Minute):
		t.Error("does not end")
	}
}

func FuzzParseLine(f *testing.F) {
	k := newKey(1).String()
	f.Add("example.org,*.lan,!x " + k + " c")
	f.Add("@revoked [a]:1 " + k)
	f.Add("|1|AAAAAAAAAAAAAAAAAAAAAAAAAAA=|AAAAAAAAAAAAAAAAAAAAAAAAAAA= " + rsaKey)
	f.Add("@cert-authority @revoked a b c")
	f.Fuzz(func(t *testing.T, text string) {
		entries, bad := knownhosts.Parse("f", []byte(text))
		if lines := strings.Count(text, "\n") + 1; len(entries)+len(bad) > lines {
			t.Errorf("%d lines gave %d entries and %d errors", lines, len(entries), len(bad))
		}
		for _, e := range entries {
			e.Matches("example.org")
			line := strings.Join([]string{e.Marker.String(), e.Hosts, e.Type, base64.StdEncoding.EncodeToString(e.Blob)}, " ")
			again, bad := knownhosts.Parse("f", []byte(line))
			if len(bad) > 0 || len(again) != 1 || string(again[0].Blob) != string(e.Blob) || again[0].Marker != e.Marker {
				t.Errorf("%+v does not come back: %v", e, bad)
			}
		}
		for _, err := range bad {
			if strings.ContainsAny(err.Error(), "\x00\x1b\n\r") {
				t.Errorf("raw control characters in %q", err)
			}
		}
	})
}

// FuzzMatch compares with regular expressions. Bytes stand for characters, so that
// ? is one byte there as well.
func FuzzMatch(f *testing.F) {
	f.Add("*.lan", "a.lan")
	f.Add("a*b?c*", "aXbYcZ")
	f.Add("**?*", "\xff")
	f.Fuzz(func(t *testing.T, pattern, s string) {
		if len(pattern) > 100 || len(s) > 1000 {
			return
		}
		var b strings.Builder
		b.WriteString(`(?s)^`)
		for i := range len(pattern) {
			switch c := pattern[i]; c {
			case '*':
				b.WriteString(".*")
			case '?':
				b.WriteString(".")
			default:
				b.WriteString(regexp.QuoteMeta(string(rune(c))))
			}
		}
		b.WriteString(`$`)
		latin := make([]rune, len(s))
		for i := range len(s) {
			latin[i] = rune(s[i])
		}
		want := regexp.MustCompile(b.String()).MatchString(string(latin))
		if got := keys.MatchPattern(pattern, s); got != want {
			t.Errorf("%q and %q: want %v, got %v", pattern, s, want, got)
		}
		if name := strings.ToLower(s); !strings.ContainsAny(name, ",*?!") {
			e := knownhosts.Entry{Hosts: pattern + ",!" + name}
			if e.Matches(name) {
				t.Errorf("%q matches %q in spite of its negation", name, pattern)
			}
		}
	})
}
