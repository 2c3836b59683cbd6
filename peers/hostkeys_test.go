package peers_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// Known hosts follow a server that has several keys, and then others, each program with
// the other's server.
func TestKnownHostsFollowTheServersKeys(t *testing.T) {
	for _, c := range programPairs(t) {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			k := newKeys(t)
			rsa := k.generate(t, "rsa", "rsa -b 2048", find(t, "ssh-keygen"))
			ecdsa := k.generate(t, "ecdsa", "ecdsa", find(t, "ssh-keygen"))
			known := filepath.Join(k.dir, "known")
			connect := func(s *server, keys ...*keyPair) {
				t.Helper()
				args := append(c.client[1:len(c.client):len(c.client)], "-F", "none", "-p", s.port(), "-i", k.user.path,
					"-o", "UserKnownHostsFile="+known, "-o", "GlobalKnownHostsFile=/dev/null", "-o", "StrictHostKeyChecking=yes",
					"-o", "IdentityAgent=none", "-o", "BatchMode=yes", "-o", "UpdateHostKeys=yes", "-v", "127.0.0.1", "sleep 0.3")
				cmd := exec.CommandContext(testContext(t), c.client[0], args...)
				cmd.WaitDelay = time.Second
				out, err := cmd.CombinedOutput()
				if err != nil {
					t.Fatalf("%v\n%s", err, out)
				}
				text, err := os.ReadFile(known)
				if err != nil {
					t.Fatal(err)
				}
				var want []string
				for _, key := range keys {
					want = append(want, strings.TrimSpace("[127.0.0.1]:"+s.port()+" "+key.line()))
				}
				got := strings.Split(strings.TrimSpace(string(text)), "\n")
				sort.Strings(want)
				sort.Strings(got)
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("(-want +got)\n%s\n%s\nserver: %s", diff, out, tail(s.log.String(), 1500))
				}
			}
			several := c.server(t, k, serverOptions{config: []string{"HostKey " + rsa.path, "HostKey " + ecdsa.path}})
			k.write(t, "known", "[127.0.0.1]:"+several.port()+" "+k.host.line())
			connect(several, k.host, rsa, ecdsa)
			connect(several, k.host, rsa, ecdsa)
			// By the algorithm of the connection, which is one of RSA.
			k.write(t, "known", "[127.0.0.1]:"+several.port()+" "+rsa.line())
			connect(several, k.host, rsa, ecdsa)
			// A server that has one key left.
			one := c.server(t, k, serverOptions{})
			k.write(t, "known", "[127.0.0.1]:"+one.port()+" "+k.host.line()+"[127.0.0.1]:"+one.port()+" "+rsa.line())
			connect(one, k.host)
		})
	}
}
