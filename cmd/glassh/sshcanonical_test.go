package main

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestCanonicalNames asks a name service of its own: NAME is there, and NAME=ALIAS is an
// alias.
func TestCanonicalNames(t *testing.T) {
	const rules = "CanonicalizePermittedCNAMEs *.one.example:*.farm.example\n"
	for _, c := range []struct {
		name, config, flags, there, want, asked string // want is the name, or an error
	}{
		{"in the second domain", "", "box", "box.two.example", "box.two.example", "box.one.example. box.two.example."},
		{"in both", "", "BOX", "box.one.example box.two.example", "box.one.example", "box.one.example."},
		{"nowhere", "", "box", "", "box", "box.one.example. box.two.example."},
		{"nowhere, and it matters", "CanonicalizeFallbackLocal no\n", "box", "", `Could not resolve host "box"`, "box.one.example. box.two.example."},
		{"as whole as may be", "", "a.b.c", "a.b.c.one.example", "a.b.c", ""},
		{"dots are let pass", "CanonicalizeMaxDots 2\n", "a.b.c", "a.b.c.one.example", "a.b.c.one.example", "a.b.c.one.example."},
		{"an end", "", "box.", "box.", "box", "box."},
		{"an address", "", "0::1", "", "::1", ""},
		{"an alias", rules, "box", "box.one.example=web.farm.example", "web.farm.example", "box.one.example."},
		{"an alias that no rule lets", rules, "box", "box.two.example=web.farm.example", "box.two.example", "box.one.example. box.two.example."},
		{"an alias for shells", rules, "box", "box.one.example=$(x).farm.example", "box.one.example", "box.one.example."},
		{"an alias like a flag", rules, "box", "box.one.example=-x.farm.example", "box.one.example", "box.one.example."},
		{"an alias of a whole name", rules + "CanonicalizeMaxDots 0\n", "box.one.example", "box.one.example=web.farm.example", "web.farm.example", "box.one.example"},
		{"through others", "", "-J hop box", "box.one.example", "box", ""},
		{"through others, always", "CanonicalizeHostname always\n", "-J hop box", "box.one.example", "box.one.example", "box.one.example."},
		{"not at all", "CanonicalizeHostname no\n", "box", "box.one.example", "box", ""},
	} {
		e, _, _ := testEnv(t, "")
		there := make(map[string]string)
		for _, word := range strings.Fields(c.there) {
			name, alias, _ := strings.Cut(word, "=")
			there[strings.TrimSuffix(name, ".")] = alias
		}
		var asked []string
		e.lookupHost = func(_ context.Context, network, name string) (string, error) {
			asked = append(asked, name)
			alias, ok := there[strings.TrimSuffix(name, ".")]
			if !ok || network != "ip" {
				return "", errors.New("no such host")
			}
			return alias, nil
		}
		file := write(t, e.home+"/config", c.config+"CanonicalizeHostname yes\nCanonicalDomains one.example two.example\n"+
			"Host *.example\n\tUser full\nMatch canonical\n\tTag canonical\nHost "+strings.ToLower(strings.Fields(c.flags)[len(strings.Fields(c.flags))-1])+"\n\tPort 7\n")
		o, err := parseSSH(e, append([]string{"-F", file}, strings.Fields(c.flags)...))
		if err != nil {
			if !strings.Contains(err.Error(), c.want) {
				t.Errorf("%s: want %s, got %v", c.name, c.want, err)
			}
			continue
		}
		again := !strings.Contains(c.config, "Hostname no")
		if o.hostName != c.want || (o.user == "full") != strings.HasSuffix(c.want, ".example") || (o.tag == "canonical") != again {
			t.Errorf("%s: want %s, got %s, user %s, tag %s", c.name, c.want, o.hostName, o.user, o.tag)
		}
		if diff := cmp.Diff(strings.Fields(c.asked), append([]string{}, asked...)); diff != "" {
			t.Errorf("%s: asked (-want +got):\n%s", c.name, diff)
		}
	}
	for _, bad := range []string{"CanonicalDomains a..b", "CanonicalDomains none a", "CanonicalDomains -a", "CanonicalizePermittedCNAMEs a", "CanonicalizePermittedCNAMEs :b",
		"CanonicalizeMaxDots -1", "CanonicalizeHostname maybe"} {
		if err := sshDefaults().commandLine(bad); err == nil {
			t.Errorf("%s is taken", bad)
		}
	}
}
