package peers_test

import (
	"os/exec"
	"strings"
	"testing"
)

// TestJumpsThroughOtherServers: the way to our server, and to OpenSSH's, leads through two
// of OpenSSH's. Each has a name of its own, under which its host key is looked up.
func TestJumpsThroughOtherServers(t *testing.T) {
	k := newKeys(t)
	hops := [2]*server{sshd(t, k, serverOptions{}), sshd(t, k, serverOptions{})}
	known, config := "", "UserKnownHostsFile "+k.dir+"/known\nGlobalKnownHostsFile none\nStrictHostKeyChecking yes\nIdentityFile "+k.user.path+"\n"
	host := func(name, more string, s *server) {
		config += "Host " + name + "\nHostname 127.0.0.1\nHostKeyAlias " + name + "\nPort " + s.port() + "\n" + more
		known += name + " " + k.host.line()
	}
	targets := map[string]startServer{"sshd": sshd, "glassh": glasshServe}
	host("first", "", hops[0])
	host("second", "ProxyJump first\n", hops[1])
	for name, start := range targets {
		host(name, "", start(t, k, serverOptions{}))
	}
	file := k.write(t, "config", config)
	k.write(t, "known", known)
	run := func(args ...string) (string, error) {
		cmd := exec.CommandContext(testContext(t), glassh(t), append([]string{"ssh", "-F", file}, args...)...)
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	for name := range targets {
		for _, way := range [][]string{{"-J", "first"}, {"-J", "second"}, {"-J", "first,second"}, {"-o", "ProxyJump=" + me(t) + "@first"}} {
			got, err := run(append(way, name, "head -c 300000 /dev/zero | wc -c; exit 5")...)
			if exit, ok := err.(*exec.ExitError); !ok || exit.ExitCode() != 5 || strings.TrimSpace(got) != "300000" {
				t.Errorf("%s by %q: got %q, %v", name, way, got, err)
			}
		}
	}
	if n := hops[0].log.count("Accepted publickey"); n != 8 {
		t.Errorf("all ways lead through the first one: want 8 logins there, got %d", n)
	}
	// A port where nobody listens, and a host key that is another's.
	if got, err := run("-J", "first", "-p", "1", "sshd", "true"); err == nil || !strings.Contains(got, "jump host first: connect to host 127.0.0.1 port 1: ") {
		t.Errorf("a closed port: got %q", got)
	}
	k.write(t, "known", strings.Replace(known, "first ", "other ", 1))
	if got, err := run("-J", "first", "sshd", "true"); err == nil || !strings.Contains(got, "jump host first: ") {
		t.Errorf("a hop that is not known: got %q", got)
	}
}
