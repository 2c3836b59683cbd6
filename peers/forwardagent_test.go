package peers_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestForwardedAgents goes through a first host to a second, with the agent of the first
// client: programs on the first host list its keys, and log in with them; and restricted
// keys keep to their way.
func TestForwardedAgents(t *testing.T) {
	files := typedKeys(t, t.TempDir())
	for _, c := range []struct {
		name   string
		client []string
		first  startServer
		inner  []string
	}{
		{"ssh to glassh", []string{find(t, "ssh")}, glasshServe, []string{find(t, "ssh")}},
		{"glassh to sshd", []string{glassh(t), "ssh"}, sshd, []string{find(t, "ssh")}},
		{"glassh to glassh", []string{glassh(t), "ssh"}, glasshServe, []string{find(t, "ssh")}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			k1, k2 := newKeys(t), newKeys(t)
			first, second := c.first(t, k1, serverOptions{}), sshd(t, k2, serverOptions{})
			a := startAgent(t, openSSHAgent, openSSHAgent)
			a.knows(t, map[*server]*keyring{first: k1, second: k2}, files[:1])
			run := func(flag, command string) (string, error) {
				args := append(append([]string{}, c.client...), a.loginFlags(first)...)
				return a.run(t, append(args, "-o", "IdentityFile=none", flag, "127.0.0.1", command)...)
			}
			a.add(t, true, "-q", files[0])
			want := a.add(t, true, "-l")
			if out, err := run("-A", find(t, "ssh-add")+" -l"); err != nil || !strings.Contains(out, want) {
				t.Errorf("want %q, got %q, %v", want, out, err)
			}
			if out, _ := run("-a", find(t, "ssh-add")+" -l"); strings.Contains(out, want) {
				t.Errorf("without forwarding: %q", out)
			}
			inner := strings.Join(append(append([]string{}, c.inner...), a.loginFlags(second)...), " ") + " 127.0.0.1 echo in"
			name1, name2 := "[127.0.0.1]:"+first.port(), "[127.0.0.1]:"+second.port()
			for _, hop := range []struct {
				ok   bool
				hops []string
			}{
				{true, nil}, {true, []string{name1, name1 + ">" + name2}}, {false, []string{name1}}, {false, []string{name1, name2}},
			} {
				args := []string{"-q", "-k", "-H", filepath.Join(a.dir, "known")}
				for _, h := range hop.hops {
					args = append(args, "-h", h)
				}
				a.add(t, true, "-D")
				a.add(t, true, append(args, files[0])...)
				if out, err := run("-A", inner); (err == nil && strings.Contains(out, "in\n")) != hop.ok {
					t.Errorf("%v: %v, want success %v\n%s", hop.hops, err, hop.ok, out)
				}
			}
			// What a key or the server's options forbid does not happen.
			line, err := os.ReadFile(files[0] + ".pub")
			if err != nil {
				t.Fatal(err)
			}
			a.add(t, true, "-D")
			a.add(t, true, "-q", files[0])
			for option, allowed := range map[string]bool{"no-agent-forwarding": false, "restrict": false, "restrict,agent-forwarding": true} {
				k1.write(t, "authorized_keys", option+" "+string(line))
				if out, err := run("-A", "echo ${SSH_AUTH_SOCK:-none}"); err != nil || strings.Contains(out, "none") == allowed {
					t.Errorf("%s: %v\n%s", option, err, out)
				}
			}
			k1.write(t, "authorized_keys", string(line))
		})
	}
}

// The names of RFC 9987 are for peers that have them; Debian's have not.
func TestAgentIsForwardedUnderTheOldName(t *testing.T) {
	k := newKeys(t)
	s := glasshServe(t, k, serverOptions{config: []string{"AllowAgentForwarding=no"}})
	a := startAgent(t, openSSHAgent, openSSHAgent)
	r := openSSH(testContext(t), t, k, s, job{command: "echo ${SSH_AUTH_SOCK:-none}", options: []string{
		"ForwardAgent=" + a.socket,
	}})
	if r.stdout != "none\n" {
		t.Error(fmt.Sprint(r))
	}
}
