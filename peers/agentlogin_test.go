package peers_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// login runs a client that has no other way in than the agent, and returns what it
// says.
func (a *runningAgent) login(t testing.TB, s *server, client []string, more ...string) (out string, err error) {
	t.Helper()
	args := append(client[1:len(client):len(client)], a.loginFlags(s)...)
	args = append(args, more...)
	return a.run(t, append(append([]string{client[0]}, args...), "127.0.0.1", "echo in")...)
}

func (a *runningAgent) loginFlags(s *server) []string {
	return []string{
		"-F", "none", "-p", s.port(), "-o", "BatchMode=yes", "-o", "UserKnownHostsFile=" + filepath.Join(a.dir, "known"),
		"-o", "GlobalKnownHostsFile=/dev/null", "-o", "StrictHostKeyChecking=yes", "-o", "PreferredAuthentications=publickey",
	}
}

// knows makes clients know the hosts, and lets all of files in.
func (a *runningAgent) knows(t testing.TB, hosts map[*server]*keyring, files []string) {
	t.Helper()
	var known, authorized strings.Builder
	for s, k := range hosts {
		fmt.Fprintf(&known, "[127.0.0.1]:%s %s", s.port(), k.host.line())
	}
	for _, file := range files {
		line, err := os.ReadFile(file + ".pub")
		if err != nil {
			t.Fatal(err)
		}
		authorized.Write(line)
	}
	if err := os.WriteFile(filepath.Join(a.dir, "known"), []byte(known.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, k := range hosts {
		k.write(t, "authorized_keys", authorized.String())
	}
}

func sshClients(t testing.TB) map[string][]string {
	return map[string][]string{"openssh": {find(t, "ssh")}, "glassh": {glassh(t), "ssh"}}
}

func TestLoginWithEachTypeOfKeyInAnAgent(t *testing.T) {
	files := typedKeys(t, t.TempDir())
	for _, p := range agentPairs[:2] {
		t.Run("agent="+p.agent.name+"/add="+p.adder.name, func(t *testing.T) {
			t.Parallel()
			a := startAgent(t, p.agent, p.adder)
			k := newKeys(t)
			s := sshd(t, k, serverOptions{})
			a.knows(t, map[*server]*keyring{s: k}, files)
			for name, client := range sshClients(t) {
				for _, file := range files {
					a.add(t, true, "-D")
					if out, err := a.login(t, s, client, "-o", "IdentityFile=none"); err == nil {
						t.Fatalf("%s gets in without a key: %s", name, out)
					}
					a.add(t, true, "-k", file)
					if out, err := a.login(t, s, client, "-o", "IdentityFile=none"); err != nil || !strings.Contains(out, "in\n") {
						t.Errorf("%s with %s: %v\n%s", name, filepath.Base(file), err, out)
					}
				}
			}
		})
	}
}

// TestKeysInAgentAndInFiles has keys in an agent that only their public halves in
// files point to, or should not.
func TestKeysInAgentAndInFiles(t *testing.T) {
	dir := t.TempDir()
	files := typedKeys(t, dir)
	for _, p := range agentPairs[:2] {
		t.Run("agent="+p.agent.name+"/add="+p.adder.name, func(t *testing.T) {
			t.Parallel()
			k := newKeys(t)
			s := sshd(t, k, serverOptions{})
			a := startAgent(t, p.agent, p.adder)
			a.knows(t, map[*server]*keyring{s: k}, files[1:2])
			a.add(t, true, append([]string{"-k"}, files...)...)
			for name, client := range sshClients(t) {
				if p.agent.name == "openssh" && name == "openssh" {
					continue
				}
				for _, c := range []struct {
					what  string
					flags []string
					ok    bool
				}{
					{"any key", nil, true},
					{"the right one", []string{"-i", files[1] + ".pub", "-o", "IdentitiesOnly=yes"}, true},
					{"another", []string{"-i", files[0] + ".pub", "-o", "IdentitiesOnly=yes"}, false},
					{"another first", []string{"-i", files[0] + ".pub"}, true},
					{"no agent", []string{"-o", "IdentityAgent=none", "-i", files[0]}, false},
					{"named by path", []string{"-o", "IdentityAgent=" + a.socket}, true},
					{"named by variable", []string{"-o", "IdentityAgent=$SSH_AUTH_SOCK"}, true},
				} {
					out, err := a.login(t, s, client, c.flags...)
					if (err == nil) != c.ok {
						t.Errorf("%s, %s: %v, want success %v\n%s", name, c.what, err, c.ok, out)
					}
				}
			}
		})
	}
}

func TestAddKeysToAgent(t *testing.T) {
	files := typedKeys(t, t.TempDir())
	client := []string{glassh(t), "ssh"}
	for _, p := range agentPairs[1:] {
		t.Run("agent="+p.agent.name, func(t *testing.T) {
			t.Parallel()
			k := newKeys(t)
			s := sshd(t, k, serverOptions{})
			a := startAgent(t, p.agent, p.adder)
			a.knows(t, map[*server]*keyring{s: k}, files)
			for _, c := range []struct {
				value string
				added bool
			}{{"no", false}, {"yes", true}, {"confirm", true}, {"1h", true}} {
				a.add(t, true, "-D")
				if out, err := a.login(t, s, client, "-i", files[0], "-o", "AddKeysToAgent="+c.value); err != nil {
					t.Fatalf("%s: %v\n%s", c.value, err, out)
				}
				if out := a.add(t, c.added, "-l"); strings.Contains(out, "ed25519 256 (ED25519)") != c.added {
					t.Errorf("%s: the agent has %q", c.value, out)
				}
			}
		})
	}
}

// TestDestinations restricts a key to one of two hosts, and to a way through the first
// to the second, on which the agent is forwarded.
func TestDestinations(t *testing.T) {
	files := typedKeys(t, t.TempDir())
	for _, p := range agentPairs[:2] {
		t.Run("agent="+p.agent.name+"/add="+p.adder.name, func(t *testing.T) {
			t.Parallel()
			k1, k2 := newKeys(t), newKeys(t)
			first, second := sshd(t, k1, serverOptions{}), sshd(t, k2, serverOptions{})
			name1, name2 := "[127.0.0.1]:"+first.port(), "[127.0.0.1]:"+second.port()
			a := startAgent(t, p.agent, p.adder)
			a.knows(t, map[*server]*keyring{first: k1, second: k2}, files[:1])
			restrict := func(hops ...string) {
				t.Helper()
				args := []string{"-q", "-k", "-H", filepath.Join(a.dir, "known")}
				for _, h := range hops {
					args = append(args, "-h", h)
				}
				a.add(t, true, "-D")
				a.add(t, true, append(args, files[0])...)
			}
			try := func(what string, want bool, s *server, client []string, flags ...string) {
				t.Helper()
				out, err := a.login(t, s, client, flags...)
				if (err == nil) != want {
					t.Errorf("%s with %v: %v, want success %v\n%s", what, client, err, want, out)
				}
			}
			for _, client := range sshClients(t) {
				restrict(name1)
				try("the host that is allowed", true, first, client)
				try("another host", false, second, client)
				restrict(me(t) + "@" + name1)
				try("the user who is allowed", true, first, client)
				restrict("some*@" + name1)
				try("another user", false, first, client)
			}
			a.add(t, false, "-T", files[0]+".pub") // bound to no session

			// ssh forwards the agent to the first host, and one or the other asks it from
			// there. It has to name the host that it signs for (OpenSSH PROTOCOL §3.1): the
			// agent has two sessions to take it for.
			inner := func(client []string) string {
				return strings.Join(append(slices.Clone(client), a.loginFlags(second)...), " ") + " 127.0.0.1 echo in"
			}
			for _, c := range []struct {
				what string
				ok   bool
				hops []string
			}{
				{"the way that is allowed", true, []string{name1, name1 + ">" + name2}},
				{"the first hop only", false, []string{name1}},
				{"both, but not through the first", false, []string{name1, name2}},
			} {
				restrict(c.hops...)
				for name, client := range sshClients(t) {
					args := append(a.loginFlags(first), "-A", "127.0.0.1", inner(client))
					out, err := a.run(t, append([]string{find(t, "ssh")}, args...)...)
					if (err == nil) != c.ok {
						t.Errorf("%s, by %s: %v, want success %v\n%s\n%s", c.what, name, err, c.ok, out, a.log)
					}
				}
			}
		})
	}
}
