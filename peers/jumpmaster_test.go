package peers_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestJumpsThroughMasters: a host on the way that has a master is not logged in to again,
// whichever program the master is. Without one, it is.
func TestJumpsThroughMasters(t *testing.T) {
	for name, program := range map[string][]string{"ssh": {find(t, "ssh")}, "glassh": {glassh(t), "ssh"}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			k := newKeys(t)
			hop, target := sshd(t, k, serverOptions{}), sshd(t, k, serverOptions{})
			dir, err := os.MkdirTemp("", "jump") // the path of a socket is short
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { os.RemoveAll(dir) })
			socket := filepath.Join(dir, "s")
			k.write(t, "known", "hop "+k.host.line()+"target "+k.host.line())
			config := "UserKnownHostsFile " + k.dir + "/known\nGlobalKnownHostsFile /dev/null\nBatchMode yes\nIdentityFile " + k.user.path +
				"\nIdentityAgent none\nSetEnv SHLVL=2\nHostname 127.0.0.1\nHost hop\nPort " + hop.port() + "\nHostKeyAlias hop\nControlPath " + socket +
				"\nHost target\nPort " + target.port() + "\nHostKeyAlias target\nProxyJump hop\n"
			file := k.write(t, "config", config)
			jump := func(logins int) {
				t.Helper()
				out, err := exec.CommandContext(testContext(t), glassh(t), "ssh", "-F", file, "-n", "target", "head -c 300000 /dev/zero | wc -c").CombinedOutput()
				if err != nil || strings.TrimSpace(string(out)) != "300000" {
					t.Errorf("got %q, %v", out, err)
				}
				if got := hop.log.count("Accepted publickey"); got != logins {
					t.Errorf("want %d logins at the host on the way, got %d", logins, got)
				}
			}
			jump(1)
			master := exec.CommandContext(testContext(t), program[0], append(program[1:], "-F", file, "-n", "-N", "-M", "hop")...)
			if err := master.Start(); err != nil {
				t.Fatal(err)
			}
			defer master.Wait()
			defer master.Process.Kill()
			if !waitFor(ready, func() bool { _, err := os.Stat(socket); return err == nil }) {
				t.Fatal("there is no master")
			}
			jump(2)
			jump(2)
		})
	}
}
