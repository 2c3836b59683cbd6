package transport

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/glassh/glassh/wire"
)

// TestExtInfoBothWays: each side asks for it, and gets what the other has to tell, right
// behind NEWKEYS.
func TestExtInfoBothWays(t *testing.T) {
	key := hostKey(t)
	cc, sc := config("client", key), config("server", key)
	cc.Extensions = cc.Extensions.Append("ext-info-in-auth@openssh.com", []byte("0"))
	sc.Extensions = sc.Extensions.Append("ping@openssh.com", []byte("0"))
	for _, silent := range []bool{false, true} {
		if silent {
			cc.Extensions = nil // a client with nothing to tell sends nothing
		}
		p := newPair(t, cc, sc)
		got := map[string][]string{}
		p.answer = func(_ *pair, s *side, ev Event) {
			if ev.Kind == ExtInfo {
				var m wire.ExtInfo
				p.ok(m.Parse(ev.Payload))
				for name, value := range m.Extensions.All() {
					got[s.m.Role().String()] = append(got[s.m.Role().String()], string(name)+"="+string(value))
				}
			}
		}
		p.start()
		want := map[string][]string{"client": {"server-sig-algs=ssh-ed25519", "ping@openssh.com=0"}}
		if !silent {
			want["server"] = []string{"ext-info-in-auth@openssh.com=0"}
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("(-want +got)\n%s", d)
		}
	}
}
