package illustrate_test

import (
	"strings"
	"testing"

	"github.com/glassh/glassh/ssh/illustrate"
	"github.com/glassh/glassh/ssh/lab"
)

func TestDiffShowsWhatTwoConnectionsDoNotShare(t *testing.T) {
	play := func(s lab.Scene) *lab.Play {
		t.Helper()
		p, err := s.Run()
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	base := play(lab.Scene{Seed: "1"})
	for name, c := range map[string]struct {
		scene lab.Scene
		want  []string // lines that are among those that come out
		n     int
	}{
		"another seed": {scene: lab.Scene{Seed: "2"}, n: 4}, // another host key, and another user's
		"the same":     {scene: lab.Scene{Seed: "1"}, n: 0},
		"another MAC":  {scene: lab.Scene{Seed: "1", MAC: "hmac-sha2-256"}, n: 2, want: []string{"    mac_algorithms_client_to_server: umac-64-etm@openssh.com,"}},
		"not strict":   {scene: lab.Scene{Seed: "1", NoStrictKex: true}, n: 2, want: []string{"→ #0 KEXINIT", "    kex_algorithms: mlkem768x25519-sha256,"}},
		"another key exchange": {scene: lab.Scene{Seed: "1", Kex: "curve25519-sha256"}, n: 6,
			want: []string{"- → #1 KEX_HYBRID_INIT", "+ → #1 KEX_ECDH_INIT", "- ← #1 KEX_HYBRID_REPLY", "+ ← #1 KEX_ECDH_REPLY"}},
		"keys exchanged anew": {scene: lab.Scene{Seed: "1", Rekeys: 1}, n: 6, want: []string{"+ → #6 KEXINIT", "+ ← #10 KEXINIT"}},
	} {
		t.Run(name, func(t *testing.T) {
			var out strings.Builder
			n, err := illustrate.Diff(&out, base.Records, play(c.scene).Records)
			if err != nil || n != c.n {
				t.Errorf("want %d packets that differ, got %d, %v:\n%s", c.n, n, err, &out)
			}
			for _, want := range c.want {
				if !strings.Contains(out.String(), want) {
					t.Errorf("want %q in\n%s", want, &out)
				}
			}
		})
	}
}
