package knownhosts_test

import (
	"strings"
	"testing"

	"github.com/glassh/glassh/ssh/knownhosts"
)

func TestEquivalent(t *testing.T) {
	ann := knownhosts.Guest{Host: "client.example", Addr: "192.0.2.1", User: "ann", As: "ann"}
	bob := ann
	bob.User = "bob"
	for _, c := range []struct {
		text  string
		guest knownhosts.Guest
		want  bool
	}{
		{"client.example", ann, true},
		{"  CLIENT.Example\t\r\n", ann, true},
		{"192.0.2.1\n", ann, true},
		{"+client.example +ann\n", ann, true},
		{"client.example\n", bob, false},
		{"client.example bob\n", bob, true},
		{"client.example Bob\n", bob, false},
		{"# client.example\nNO_PLUS\n\nother.example\nclient.example ann\n", ann, true},
		{"-client.example\nclient.example\n", ann, false},
		{"client.example -ann\nclient.example\n", ann, false},
		{"client.example\n-client.example\n", ann, true},
		{"client.example -bob\nclient.example\n", ann, true},
		{"+\n", ann, false},
		{"+ +\n", ann, false},
		{"client.example +\n", bob, false},
		{"- ann\n", ann, false},
		{"+@hosts\n@hosts ann\nclient.example @users\n", ann, false},
		{"client.example ann too\n", ann, false},
		{"client.exampl\nclient.example.org\n*\nclient.*\n", ann, false},
		{strings.Repeat("x", 2000) + "\nclient.example", ann, true},
		{"client.example" + strings.Repeat(" ", 1020), ann, false},
		{"", ann, false},
	} {
		if got := knownhosts.Equivalent([]byte(c.text), c.guest); got != c.want {
			t.Errorf("%.60q for %s: want %v", c.text, c.guest.User, c.want)
		}
	}
}

func FuzzEquivalent(f *testing.F) {
	f.Add([]byte("client.example\n-client.example bob\n+\n+@net -@net\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		g := knownhosts.Guest{Host: "client.example", Addr: "192.0.2.1", User: "ann", As: "ann"}
		if knownhosts.Equivalent(text, g) && !strings.Contains(strings.ToLower(string(text)), "client.example") && !strings.Contains(string(text), "192.0.2.1") {
			t.Fatal("a host that is not named gets in")
		}
	})
}
