package peers_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// A neighbourhood is a view of the file system in which the machine has a host key that
// is known, and root trusts root of it: programs that run within see other directories in
// place of /etc/ssh and root's home.
type neighbourhood struct{ within []string }

func newNeighbourhood(t testing.TB, k *keyring) neighbourhood {
	t.Helper()
	etc, home := filepath.Join(k.dir, "etc"), filepath.Join(k.dir, "home")
	for _, dir := range []string{etc, home} {
		if err := os.Mkdir(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	names := "localhost,127.0.0.1"
	if name, err := os.Hostname(); err == nil {
		names += "," + name
		k.write(t, "home/.shosts", strings.ReplaceAll("localhost USER\n127.0.0.1 USER\n"+name+" USER\n", "USER", "root")+"localhost nobody\n"+name+" nobody\n")
	}
	k.write(t, "etc/ssh_host_ed25519_key", string(k.stranger.pem))
	k.write(t, "etc/ssh_host_ed25519_key.pub", k.stranger.line())
	k.write(t, "etc/ssh_known_hosts", names+" "+k.stranger.line())
	k.write(t, "etc/ssh_config", "EnableSSHKeysign yes\nHostbasedAuthentication yes\n")
	for _, name := range []string{"ssh_host_ed25519_key.pub", "ssh_known_hosts", "ssh_config"} {
		if err := os.Chmod(filepath.Join(etc, name), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	n := neighbourhood{[]string{"/bin/sh", "-c", `mount --bind "$1" /etc/ssh && mount --bind "$2" /root && shift 2 && exec "$@"`, "sh", etc, home}}
	if unshare, err := exec.LookPath("unshare"); err == nil {
		n.within = append([]string{unshare, "-m"}, n.within...)
	}
	if out, err := exec.Command(n.within[0], append(n.within[1:], "true")...).CombinedOutput(); err != nil || me(t) != "root" {
		t.Skipf("this test needs a mount namespace and root: %v %s", err, out)
	}
	return n
}

func TestHostsVouchForTheirUsers(t *testing.T) {
	k := newKeys(t)
	n := newNeighbourhood(t, k)
	config := map[string][]string{
		"openssh": {"HostbasedAuthentication yes", "HostbasedUsesNameFromPacketOnly yes", "IgnoreRhosts no", "PubkeyAuthentication no"},
		"glassh":  {"HostbasedAuthentication=yes", "HostbasedUsesNameFromPacketOnly=yes", "IgnoreRhosts=no", "PubkeyAuthentication=no"},
	}
	programs := map[string][]string{"openssh": {find(t, "ssh")}, "glassh": {glassh(t), "ssh"}}
	for server, start := range map[string]startServer{"openssh": sshd, "glassh": glasshServe} {
		s := start(t, k, serverOptions{config: config[server], within: n.within})
		for client, words := range programs {
			if server == "openssh" && client == "openssh" {
				continue
			}
			t.Run("server="+server+"/client="+client, func(t *testing.T) {
				for _, c := range []struct {
					option string
					ok     bool
				}{{"HostbasedAuthentication=yes", true}, {"HostbasedAuthentication=no", false}} {
					r := runProgram(testContext(t), t, k, s, job{
						options: []string{c.option, "EnableSSHKeysign=yes", "PubkeyAuthentication=no"}, command: "echo in", verbose: true,
					}, append(append([]string{}, n.within...), words...)...)
					if (r.outcome == exited && r.stdout == "in\n") != c.ok {
						t.Errorf("%s: want in %v: %s %q\n%s\n%s", c.option, c.ok, r.outcome, r.stdout, tail(r.stderr, 2500), tail(s.log.String(), 1500))
					}
				}
			})
		}
	}
}

// Somebody who cannot read the machine's keys has ssh-keysign sign by them.
func TestKeysignSignsForOurClient(t *testing.T) {
	k := newKeys(t)
	n := newNeighbourhood(t, k)
	program, err := os.ReadFile(glassh(t))
	if err != nil {
		t.Fatal(err)
	}
	copied := k.write(t, "glassh", string(program))
	if err := os.Chmod(copied, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(filepath.Dir(k.dir), 0o755); err != nil { // the test's own
		t.Fatal(err)
	}
	s := sshd(t, k, serverOptions{within: n.within, config: []string{
		"HostbasedAuthentication yes", "HostbasedUsesNameFromPacketOnly yes", "IgnoreRhosts no", "PubkeyAuthentication no",
	}})
	nobody := []string{find(t, "setpriv"), "--reuid=65534", "--regid=65534", "--clear-groups", "env", "HOME=/nonexistent", copied, "ssh"}
	for value, ok := range map[string]bool{"yes": true, "no": false} {
		r := runProgram(testContext(t), t, k, s, job{
			options: []string{"StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null", "HostbasedAuthentication=yes",
				"PubkeyAuthentication=no", "EnableSSHKeysign=" + value}, command: "echo in",
		}, append(append([]string{}, n.within...), nobody...)...)
		if (r.outcome == exited && r.stdout == "in\n") != ok {
			t.Errorf("EnableSSHKeysign=%s: %s %q\n%s", value, r.outcome, r.stdout, tail(r.stderr, 2000))
		}
	}
}
