package ssh

import (
	"crypto/rand"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/wire"
)

// TestTheServerDecidesTheHashOfRSA: server-sig-algs names what it takes. Without it, the
// client tries what it has, best first, and never SHA-1.
func TestTheServerDecidesTheHashOfRSA(t *testing.T) {
	k, err := keys.Generate("ssh-rsa", rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name   string
		server wire.NameList
		client []string
		least  int
		want   []string
	}{
		{"nothing said", nil, nil, 0, []string{"rsa-sha2-512", "rsa-sha2-256"}},
		{"both", wire.Names("ssh-ed25519", "rsa-sha2-256", "rsa-sha2-512"), nil, 0, []string{"rsa-sha2-512", "rsa-sha2-256"}},
		{"one", wire.Names("rsa-sha2-256", "ssh-rsa"), nil, 0, []string{"rsa-sha2-256"}},
		{"only SHA-1", wire.Names("ssh-rsa"), nil, 0, nil},
		{"SHA-1, which this side would take", wire.Names("ssh-rsa"), []string{"ssh-rsa"}, 0, nil},
		{"no RSA", wire.Names("ssh-ed25519"), nil, 0, nil},
		{"an empty list", wire.Names(), nil, 0, nil},
		{"this side's order", nil, []string{"rsa-sha2-256", "rsa-sha2-512"}, 0, []string{"rsa-sha2-256", "rsa-sha2-512"}},
		{"this side takes one", nil, []string{"ssh-ed25519", "rsa-sha2-256"}, 0, []string{"rsa-sha2-256"}},
		{"each side takes another", wire.Names("rsa-sha2-512"), []string{"rsa-sha2-256"}, 0, nil},
		{"long enough", nil, nil, 2048, []string{"rsa-sha2-512", "rsa-sha2-256"}},
		{"too short", nil, nil, 2049, nil},
	} {
		cfg := &ClientConfig{Algorithms: Algorithms{UserKey: c.client}, RequiredRSASize: c.least}
		l := &login{c: &conn{log: logger(nil)}, cfg: cfg, algs: c.server}
		if diff := cmp.Diff(c.want, l.usable(k)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}
