package main

import (
	"net/netip"
	"testing"

	"github.com/glassh/glassh/ssh/config"
)

// Whether a Match can be read does not depend on who logs in: a file that a server has
// taken keeps nobody out by an error.
func FuzzMatchIsReadForAll(f *testing.F) {
	for _, text := range []string{
		"Match all", "Match User bob,!carol Host *.example.org", "Match Address 10.0.0.0/8,!10.1.*,fe80::/10", "Match LocalPort 22 LocalAddress ::1",
		"Match Group !a,*", "Match User", "Match !User x", "Match Address 1.2.3.4/33", "Match RDomain *",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		l, ok := config.ParseLine(text)
		if !ok || l.Bad != nil || !l.Is("Match") {
			return
		}
		_, want := matches(&l, nil)
		v := &visit{
			user: "bob", groups: func() []string { return []string{"a"} }, host: "a.example.org",
			addr: netip.MustParseAddr("10.1.2.3"), local: netip.MustParseAddr("::1"), port: 22,
		}
		if _, got := matches(&l, v); (want == nil) != (got == nil) {
			t.Errorf("%q: %v for nobody, %v for bob", text, want, got)
		}
	})
}
