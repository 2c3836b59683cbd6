package agent_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/glassh/glassh/ssh/agent"
	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/wire"
)

func TestConstraintsGoBothWays(t *testing.T) {
	for _, want := range []agent.Constraints{
		{},
		{Lifetime: 3600},
		{Confirm: true},
		{Lifetime: 1, Confirm: true, Destinations: []agent.Destination{
			{To: hop("", "a", hostA)},
			{From: hop("", "a", hostA, hostB), To: hop("ro*", "c", hostC)},
			{To: agent.Hop{Host: "b", Keys: []agent.HostKey{{Blob: []byte("any"), CA: true}}}},
		}},
	} {
		var got agent.Constraints
		if err := got.Parse(want.Append(nil)); err != nil {
			t.Errorf("%+v: %v", want, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("-want +got\n%s", diff)
		}
	}
}

// extension is a constraint of type 255.
func extension(name string, contents []byte) []byte {
	return append(wire.AppendText([]byte{255}, name), contents...)
}

const restrict = "restrict-destination-v00@openssh.com"

func destinations(list ...agent.Destination) []byte {
	var all []byte
	for _, d := range list {
		all = wire.AppendString(all, d.Append(nil))
	}
	return extension(restrict, wire.AppendString(nil, all))
}

// An agent does not take a key whose limits it does not know or cannot keep
// (CVE-2026-39832 and CVE-2026-39833, of an agent that did).
func TestUnkeptConstraintsRefuseTheKey(t *testing.T) {
	s := newServer(t, agent.Config{})
	ok := agent.Destination{To: hop("", "a", hostA)}
	for _, test := range []struct {
		name        string
		constraints []byte
		want        string
	}{
		{"unknown type", []byte{4}, "type 4: it is not known"},
		{"unknown type behind a known one", []byte{2, 200}, "type 200"},
		{"maxsign", []byte{3, 0, 0, 0, 1}, "maxsign"},
		{"unknown extension", extension("x\n@example.com", nil), `x\n@example.com: it is not known`},
		{"FIDO provider", extension("sk-provider@openssh.com", wire.AppendText(nil, "internal")), "devices"},
		{"certificates", extension("associated-certs-v00@openssh.com", nil), "smartcards"},
		{"no lifetime", []byte{1, 0, 0, 0, 0}, "over at once"},
		{"two lifetimes", []byte{1, 0, 0, 0, 1, 1, 0, 0, 0, 1}, "twice"},
		{"confirm twice", []byte{2, 2}, "twice"},
		{"destinations twice", append(destinations(ok), destinations(ok)...), "twice"},
		{"lifetime cut short", []byte{1, 0, 0}, "cut short"},
		{"no destination", destinations(), "no destination"},
		{"destination cut short", extension(restrict, []byte{0, 0, 0, 9, 1}), "cut short"},
		{"to nowhere", destinations(agent.Destination{}), "no host"},
		{"to a host without keys", destinations(agent.Destination{To: hop("", "a")}), "no keys"},
		{"from a host without keys", destinations(agent.Destination{From: hop("", "b"), To: ok.To}), "without keys"},
		{"from keys without a host", destinations(agent.Destination{From: hop("", "", hostB), To: ok.To}), "without a host"},
		{"from a user", destinations(agent.Destination{From: hop("bob", "b", hostB), To: ok.To}), "names a user"},
		{"a long user", destinations(agent.Destination{To: hop(strings.Repeat("u", agent.MaxUser+1), "a", hostA)}), "too long"},
		{"many", destinations(make([]agent.Destination, agent.MaxDestinations+1)...), "no host"},
	} {
		var c agent.Constraints
		if err := c.Parse(test.constraints); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: want an error with %q, got %v", test.name, test.want, err)
		}
		payload, err := (&agent.AddIdentity{Key: key(1)}).Append(nil)
		if err != nil {
			t.Fatal(err)
		}
		payload[0] = byte(agent.MsgAddConstrained)
		if got := raw(t, s, append(payload, test.constraints...)); got != agent.MsgFailure {
			t.Errorf("%s: the agent answers %v, want %v", test.name, got, agent.MsgFailure)
		}
	}
	if n := count(t, connect(t, s)); n != 0 {
		t.Errorf("the agent has %d keys", n)
	}
	many := make([]agent.Destination, agent.MaxDestinations+1)
	for i := range many {
		many[i] = ok
	}
	var c agent.Constraints
	if err := c.Parse(destinations(many...)); err == nil || !strings.Contains(err.Error(), "too long") {
		t.Errorf("%d destinations: %v", len(many), err)
	}
	if err := c.Parse(destinations(many[1:]...)); err != nil {
		t.Errorf("%d destinations: %v", len(many)-1, err)
	}
}

// A private key that is short, or not that of its public half, is no key.
func TestBadKeysAreRefused(t *testing.T) {
	s := newServer(t, agent.Config{})
	whole, err := (&agent.AddIdentity{Key: key(1), Comment: "c"}).Append(nil)
	if err != nil {
		t.Fatal(err)
	}
	public := blob(key(1))[4+len("ssh-ed25519")+4:]
	head := wire.AppendText([]byte{byte(agent.MsgAddIdentity)}, "ssh-ed25519")
	with := func(private []byte) []byte {
		return wire.AppendText(wire.AppendString(wire.AppendString(bytes.Clone(head), public), private), "c")
	}
	seed := bytes.Repeat([]byte{1}, 32)
	if !bytes.Equal(with(append(bytes.Clone(seed), public...)), whole) {
		t.Fatal("the test does not make the message that it means to")
	}
	cert := certify(t, key(2), key(9), keys.UserCertificate, "alice")
	foreign := wire.AppendString(wire.AppendText([]byte{17}, cert.Type()), cert.Blob())
	foreign = append(foreign, whole[len(head):]...)
	for name, payload := range map[string][]byte{
		"32 bytes":              with(seed),
		"63 bytes":              with(append(bytes.Clone(seed), public[1:]...)),
		"65 bytes":              with(append(append(bytes.Clone(seed), public...), 0)),
		"none":                  with(nil),
		"another half":          with(append(bytes.Repeat([]byte{2}, 32), public...)),
		"cut short":             whole[:len(whole)-1],
		"trailing bytes":        append(bytes.Clone(whole), 0),
		"of no type":            wire.AppendText([]byte{17}, "ssh-none"),
		"in a device":           wire.AppendText([]byte{17}, "sk-ssh-ed25519@openssh.com"),
		"another's certificate": foreign,
	} {
		if got := raw(t, s, payload); got != agent.MsgFailure {
			t.Errorf("%s: the agent answers %v, want %v", name, got, agent.MsgFailure)
		}
	}
	if got := raw(t, s, whole); got != agent.MsgSuccess {
		t.Errorf("a good key: the agent answers %v", got)
	}
}
