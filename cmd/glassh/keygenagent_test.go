//go:build unix

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// sshAgent runs OpenSSH's agent with the keys of files until the end of the test, and
// returns its socket.
func sshAgent(t *testing.T, files ...string) string {
	t.Helper()
	socket := filepath.Join(t.TempDir(), "agent")
	agent := exec.Command("ssh-agent", "-D", "-a", socket)
	if err := agent.Start(); err != nil {
		t.Fatalf("%v: install openssh-client (make deps)", err)
	}
	t.Cleanup(func() {
		agent.Process.Kill()
		agent.Wait()
	})
	var out []byte
	var err error
	for range 500 {
		add := exec.Command("ssh-add", files...)
		add.Env = append(add.Environ(), "SSH_AUTH_SOCK="+socket)
		if out, err = add.CombinedOutput(); err == nil {
			return socket
		}
		time.Sleep(10 * time.Millisecond) // it does not listen yet
	}
	t.Fatalf("ssh-add: %v\n%s", err, out)
	return ""
}

// keygenWith runs keygen with an agent.
func keygenWith(t *testing.T, socket string, args ...string) (stdout, stderr string, status int) {
	t.Helper()
	e, out, errs := testEnv(t, "what is signed\n")
	e.environ = []string{"SSH_AUTH_SOCK=" + socket}
	status = run(append([]string{"glassh", "keygen"}, args...), e)
	return out.String(), errs.String(), status
}

// Whoever certifies with a key in an agent gets what the key in its file would make.
func TestAuthorityInAnAgent(t *testing.T) {
	dir := t.TempDir()
	user := filepath.Join(dir, "user")
	sshKeygen(t, "-q", "-t", "ed25519", "-N", "", "-f", user)
	var cas []string
	for _, kind := range []string{"ed25519 256", "ecdsa 384", "rsa 2048"} {
		typ, bits, _ := strings.Cut(kind, " ")
		ca := filepath.Join(dir, typ)
		sshKeygen(t, "-q", "-t", typ, "-b", bits, "-N", "", "-f", ca)
		cas = append(cas, ca)
	}
	socket := sshAgent(t, cas...)
	for _, ca := range cas {
		args := []string{"-I", "an id", "-n", "alice", "-z", "5", "-V", "20240101:forever", user + ".pub"}
		sshKeygen(t, append([]string{"-q", "-s", ca}, args...)...)
		want := sshKeygen(t, "-L", "-f", user+"-cert.pub")
		if _, stderr, status := keygenWith(t, socket, append([]string{"-U", "-s", ca + ".pub"}, args...)...); status != 0 {
			t.Fatalf("%s: exit status %d, %s", ca, status, stderr)
		}
		if diff := cmp.Diff(want, sshKeygen(t, "-L", "-f", user+"-cert.pub")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", ca, diff)
		}
	}
	for name, c := range map[string]struct{ socket, ca, want string }{
		"not there":   {socket, user + ".pub", user + ".pub: the agent does not have this key"},
		"no agent":    {"", cas[0] + ".pub", "SSH_AUTH_SOCK is not set"},
		"nobody":      {filepath.Join(dir, "none"), cas[0] + ".pub", "no such file"},
		"no such key": {socket, filepath.Join(dir, "none.pub"), "no such file"},
	} {
		_, stderr, status := keygenWith(t, c.socket, "-U", "-s", c.ca, "-I", "id", "-n", "alice", user+".pub")
		if status != 1 || !strings.Contains(stderr, c.want) || strings.Count(stderr, "\n") != 1 {
			t.Errorf("%s: exit status %d, %q, want 1 and %q", name, status, stderr, c.want)
		}
	}
}

// As with ssh-keygen, the agent's key is taken where the agent has it; -U insists.
func TestFilesSignedByAnAgent(t *testing.T) {
	at := newDesk(t)
	sshKeygen(t, "-q", "-t", "rsa", "-b", "2048", "-N", "", "-f", at("rsa"))
	sshKeygen(t, "-q", "-t", "ed25519", "-N", "", "-f", at("other"))
	socket := sshAgent(t, at("alice"), at("rsa")) // and alice's certificate
	for _, name := range []string{"alice", "rsa"} {
		if err := os.Rename(at(name), at(name+".away")); err != nil {
			t.Fatal(err)
		}
	}
	verified := func(signature string) {
		t.Helper()
		write(t, at("sig"), signature)
		check := exec.Command("ssh-keygen", "-Y", "check-novalidate", "-n", "file", "-s", at("sig"))
		check.Stdin = strings.NewReader("what is signed\n")
		if said, err := check.CombinedOutput(); err != nil {
			t.Errorf("ssh-keygen says %s, %v", said, err)
		}
	}
	for _, key := range []string{"alice", "alice.pub", "alice-cert.pub", "rsa.pub"} {
		for _, flags := range [][]string{{"-U"}, nil} {
			args := append([]string{"-Y", "sign", "-q", "-n", "file", "-f", at(key)}, flags...)
			stdout, stderr, status := keygenWith(t, socket, args...)
			if status != 0 || stderr != "" {
				t.Fatalf("%s %v: exit status %d, %s", key, flags, status, stderr)
			}
			verified(stdout)
		}
	}
	stdout, stderr, status := keygenWith(t, socket, "-Y", "sign", "-q", "-n", "file", "-f", at("other.pub"))
	if status != 0 || stderr != "" {
		t.Errorf("a key that is in a file only: exit status %d, %s", status, stderr)
	}
	verified(stdout)
	for name, c := range map[string]struct{ socket, key, want string }{
		"not there": {socket, "other.pub", at("other.pub") + ": the agent does not have this key"},
		"no agent":  {"", "alice.pub", "SSH_AUTH_SOCK is not set"},
	} {
		_, stderr, status := keygenWith(t, c.socket, "-Y", "sign", "-U", "-n", "file", "-f", at(c.key))
		if status != 255 || !strings.Contains(stderr, c.want) || strings.Count(stderr, "\n") != 1 {
			t.Errorf("%s: exit status %d, %q, want 255 and %q", name, status, stderr, c.want)
		}
	}
}

// OpenSSH's program certifies and signs by keys in our agent.
func TestSSHKeygenUsesOurAgent(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	_, socket := s.agentAt(t)
	ca := filepath.Join(s.dir, "ca")
	sshKeygen(t, "-q", "-t", "rsa", "-b", "2048", "-N", "", "-f", ca)
	if r := output(t, s.with(t, socket, "add", "-q", ca)); r.status != 0 {
		t.Fatal(r)
	}
	if err := os.Remove(ca); err != nil {
		t.Fatal(err)
	}
	file := write(t, filepath.Join(s.dir, "file"), "what is signed\n")
	for _, args := range [][]string{
		{"-q", "-U", "-s", ca + ".pub", "-I", "an id", "-n", "alice", s.user + ".pub"},
		{"-q", "-Y", "sign", "-f", ca + ".pub", "-n", "file", file},
	} {
		cmd := exec.Command("ssh-keygen", args...)
		cmd.Env = append(cmd.Environ(), "SSH_AUTH_SOCK="+socket)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("ssh-keygen %v: %v\n%s", args, err, out)
		}
	}
	if got, want := must(t, "keygen", "-L", "-f", s.user+"-cert.pub"), "(using rsa-sha2-512)"; !strings.Contains(got, want) {
		t.Errorf("want %s in %s", want, got)
	}
	if out, errs, status := keygenFrom(t, read(t, file), "-Y", "check-novalidate", "-n", "file", "-s", file+".sig"); status != 0 {
		t.Errorf("exit status %d, %s%s", status, out, errs)
	}
}
