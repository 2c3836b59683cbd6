package main

import (
	"reflect"
	"testing"

	"github.com/glassh/glassh/ssh/agent"
)

func TestAddKeysToAgentValues(t *testing.T) {
	for _, c := range []struct {
		text string
		want addKeys
	}{
		{"no", addKeys{}},
		{"yes", addKeys{add: true}},
		{"ask", addKeys{add: true, ask: true}},
		{"confirm", addKeys{add: true, limits: agent.Constraints{Confirm: true}}},
		{"confirm 1h", addKeys{add: true, limits: agent.Constraints{Confirm: true, Lifetime: 3600}}},
		{"90", addKeys{add: true, limits: agent.Constraints{Lifetime: 90}}},
	} {
		o := sshDefaults()
		if err := sshKeywords.option(o, o.given, "AddKeysToAgent "+c.text); err != nil || !reflect.DeepEqual(c.want, o.addKeys) {
			t.Errorf("%s: want %+v, got %+v, %v", c.text, c.want, o.addKeys, err)
		}
	}
	for _, text := range []string{"maybe", "yes 1h", "1h 2h", "confirm no", "0", "confirm 1h 2h"} {
		o := sshDefaults()
		if err := sshKeywords.option(o, o.given, "AddKeysToAgent "+text); err == nil {
			t.Errorf("%s: want an error, got %+v", text, o.addKeys)
		}
	}
}

func TestWhichAgentIsAsked(t *testing.T) {
	e := &env{home: "/home/alice", user: "alice", environ: []string{"SSH_AUTH_SOCK=/run/100%", "OTHER=/run/other"}}
	for _, c := range []struct{ value, want string }{
		{"", "/run/100%"}, {"SSH_AUTH_SOCK", "/run/100%"}, {"none", ""}, {"NONE", ""},
		{"$OTHER", "/run/other"}, {"${OTHER}", "/run/other"}, {"$MISSING", ""},
		{"/run/%u", "/run/alice"}, {"~/agent", "/home/alice/agent"},
	} {
		o := sshDefaults()
		o.host, o.identityAgent = "box", c.value
		if err := o.finish(e); err != nil || o.agent != c.want {
			t.Errorf("%q: want %q, got %q, %v", c.value, c.want, o.agent, err)
		}
	}
	for _, value := range []string{"$", "$a b", "${}", "/run/%!"} {
		o := sshDefaults()
		o.host, o.identityAgent = "box", value
		if err := o.finish(e); err == nil {
			t.Errorf("%q: want an error, got %q", value, o.agent)
		}
	}
}
