//go:build unix

package main

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/glassh/glassh/ssh/agent"
)

// agentAt starts an agent in the foreground, and returns its socket.
func (s *site) agentAt(t *testing.T, args ...string) (*background, string) {
	t.Helper()
	socket := filepath.Join(s.dir, "agent")
	b := launch(t, s.commandWithin(t, life, append([]string{"agent", "-D", "-a", socket}, args...)...))
	b.stdout.await(t, 0, "SSH_AUTH_SOCK="+socket+"; export SSH_AUTH_SOCK;\necho Agent pid ")
	return b, socket
}

// with makes a command that knows of an agent.
func (s *site) with(t *testing.T, socket string, args ...string) *exec.Cmd {
	t.Helper()
	cmd := s.command(t, args...)
	cmd.Env = append(cmd.Env, "SSH_AUTH_SOCK="+socket)
	return cmd
}

func TestAgentHoldsTheKeyOfALogin(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b, socket := s.agentAt(t)
	if info, err := os.Stat(socket); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the socket: %v, %v, want mode 0600", info.Mode(), err)
	}
	sv := s.serve(t)
	add := func(want int, args ...string) string {
		t.Helper()
		r := output(t, s.with(t, socket, append([]string{"add"}, args...)...))
		if r.status != want {
			t.Fatalf("glassh add %v: %v, want status %d", args, r, want)
		}
		return r.stdout + r.stderr
	}
	login := func(args ...string) result {
		cmd := sv.client(t, append(args, "-o", "IdentityFile=none", "HOST", "echo in")...)
		cmd.Env = append(cmd.Env, "SSH_AUTH_SOCK="+socket)
		return output(t, cmd)
	}
	if got := add(1, "-l"); got != "The agent has no identities.\n" {
		t.Errorf("an empty agent lists %q", got)
	}
	if got, want := add(0, s.user), "Identity added: "+s.user; !strings.HasPrefix(got, want) {
		t.Errorf("want %q, got %q", want, got)
	}
	want := "256 " + s.userKey.PublicKey().Fingerprint()
	if got := add(0, "-l"); !strings.HasPrefix(got, want) {
		t.Errorf("want %q, got %q", want, got)
	}
	os.Remove(s.user)
	cmd := sv.client(t, "HOST", "echo in") // with -i, of which the public half is left
	cmd.Env = append(cmd.Env, "SSH_AUTH_SOCK="+socket)
	if r := output(t, cmd); r.stdout != "in\n" {
		t.Errorf("a login by the agent: %v", r)
	}
	add(0, "-q", "-D")
	if r := login(); r.status != 255 {
		t.Errorf("a login without a key: %v", r)
	}

	b.signal(t, syscall.SIGTERM)
	if !eventually(func() bool { _, err := os.Lstat(socket); return err != nil }) {
		t.Error("the socket is left")
	}
	if got := add(2, "-l"); !strings.Contains(got, "no such file") {
		t.Errorf("without an agent: %q", got)
	}
}

// An encrypted key is decrypted when it is added: by what SSH_ASKPASS answers.
// The agent in the background has another working directory than who started it.
func TestAgentRemovesTheSocketThatItMade(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	socket := filepath.Join(s.dir, "here")
	r := output(t, s.command(t, "agent", "-s", "-a", "here"))
	_, rest, ok := strings.Cut(r.stdout, "SSH_AUTH_SOCK="+socket+"; export SSH_AUTH_SOCK;\nSSH_AGENT_PID=")
	pid, _, _ := strings.Cut(rest, ";")
	if !ok || r.status != 0 {
		t.Fatalf("want the socket %s and a process, got %v", socket, r)
	}
	output(t, s.with(t, socket, "add", "-l")) // which waits for it
	end := s.command(t, "agent", "-s", "-k")
	end.Env = append(end.Env, "SSH_AGENT_PID="+pid)
	if r := output(t, end); r.status != 0 {
		t.Fatal(r)
	}
	if !eventually(func() bool { return !exists(socket) }) {
		t.Error("the socket is still there")
	}
}

func TestAddAsksForPassphrases(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	_, socket := s.agentAt(t)
	script := filepath.Join(s.dir, "ask")
	write(t, script, "#!/bin/sh\necho \"$1\" >>"+s.dir+"/asked\ntest -e "+s.dir+"/again && echo right || echo wrong\ntouch "+s.dir+"/again\n")
	if err := os.Chmod(script, 0o700); err != nil {
		t.Fatal(err)
	}
	encrypted := filepath.Join(s.dir, "encrypted")
	if r := output(t, s.command(t, "keygen", "-q", "-a", "1", "-N", "right", "-f", encrypted)); r.status != 0 {
		t.Fatal(r)
	}
	cmd := s.with(t, socket, "add", "-c", encrypted)
	cmd.Env = append(cmd.Env, "SSH_ASKPASS="+script, "SSH_ASKPASS_REQUIRE=force")
	if r := output(t, cmd); r.status != 0 || !strings.Contains(r.stderr, "must confirm") {
		t.Errorf("glassh add: %v", r)
	}
	want := "Enter passphrase for " + encrypted + " (will confirm each use): \n" +
		"Bad passphrase, try again for " + encrypted + " (will confirm each use): \n"
	if got := read(t, s.dir+"/asked"); got != want {
		t.Errorf("it asked %q, want %q", got, want)
	}
}

// The passphrase of a key is asked for when the server takes the key, and not before.
func TestClientAsksForPassphrases(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	sv := s.serve(t)
	_, socket := s.agentAt(t)
	script, asked := filepath.Join(s.dir, "ask"), filepath.Join(s.dir, "asked")
	write(t, script, "#!/bin/sh\necho \"$1\" >>"+asked+"\necho right\n")
	if err := os.Chmod(script, 0o700); err != nil {
		t.Fatal(err)
	}
	if r := output(t, s.command(t, "keygen", "-q", "-p", "-a", "1", "-N", "right", "-f", s.user)); r.status != 0 {
		t.Fatal(r)
	}
	login := func(flags ...string) result {
		cmd := sv.client(t, append(flags, "HOST", "echo in")...)
		cmd.Env = append(cmd.Env, "SSH_ASKPASS="+script, "SSH_ASKPASS_REQUIRE=force", "SSH_AUTH_SOCK="+socket)
		return output(t, cmd)
	}
	if r := login("-o", "BatchMode=yes"); r.status != 255 || !strings.Contains(r.stderr, "BatchMode is set") {
		t.Errorf("with BatchMode: %v", r)
	}
	authorized := read(t, s.authorized)
	write(t, s.authorized, "")
	if r := login("-o", "PreferredAuthentications=publickey"); r.status != 255 {
		t.Errorf("with a key that is not known: %v", r)
	}
	if _, err := os.Stat(asked); err == nil {
		t.Errorf("it asked %q", read(t, asked))
	}
	write(t, s.authorized, authorized)
	for range 2 { // the second time, the agent has the key
		if r := login("-o", "AddKeysToAgent=yes"); r.stdout != "in\n" {
			t.Errorf("with the passphrase: %v", r)
		}
	}
	if got, want := read(t, asked), "Enter passphrase for key '"+s.user+"': \n"; got != want {
		t.Errorf("it asked %q, want %q", got, want)
	}
}

func TestAddRestrictsToKnownHosts(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	_, socket := s.agentAt(t)
	sv := s.serve(t)
	there := "[127.0.0.1]:" + sv.port
	for _, c := range []struct {
		hop  string
		want int
	}{{there, 0}, {"nobody@" + there, 255}} {
		r := output(t, s.with(t, socket, "add", "-H", s.known, "-h", c.hop, s.user))
		if r.status != 0 {
			t.Fatal(r)
		}
		cmd := sv.client(t, "-o", "IdentitiesOnly=yes", "HOST", "echo in")
		cmd.Env = append(cmd.Env, "SSH_AUTH_SOCK="+socket)
		os.Rename(s.user, s.user+".away")
		r = output(t, cmd)
		os.Rename(s.user+".away", s.user)
		if r.status != c.want {
			t.Errorf("restricted to %s: %v, want status %d", c.hop, r, c.want)
		}
	}
	for hop, want := range map[string]string{
		"unknown.example.org": "no key of unknown.example.org is known", "@" + there: "no name", ">" + there: "missing",
		there + ">": "missing", "alice@" + there + ">" + there: "without a user",
	} {
		if r := output(t, s.with(t, socket, "add", "-H", s.known, "-h", hop, s.user)); r.status != 2 || !strings.Contains(r.stderr, want) {
			t.Errorf("-h %s: %v, want %q", hop, r, want)
		}
	}
}

// What ssh-agent and ssh-add have and these have not says why.
func TestAgentsFlagsThatAreMissing(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for line, want := range map[string]string{
		"agent -O no-restrict-websafe": "-O is not supported",
		"agent -P /usr/lib/*":          "-P is not supported",
		"agent -k -D":                  "-k ends an agent",
		"agent -D true":                "with a command",
		"agent -t x":                   "is not a time",
		"agent -c -s":                  "two shells",
		"agent -E md5":                 "sha256",
		"add -K":                       "-K is not supported",
		"add -s lib.so":                "-s is not supported",
		"add -e lib.so":                "-e is not supported",
		"add -l -D":                    "two things",
		"add -l file":                  "one argument too many",
		"add -C -k":                    "leave nothing",
		"add -t 0":                     "not a time from 1s",
		"add -T":                       "needs the file",
	} {
		if r := output(t, s.command(t, strings.Fields(line)...)); r.status != 2 || !strings.Contains(r.stderr, want) {
			t.Errorf("%s: %v, want status 2 and %q", line, r, want)
		}
	}
	if r := output(t, s.command(t, "add", "-l")); r.status != 2 || !strings.Contains(r.stderr, "SSH_AUTH_SOCK is not set") {
		t.Errorf("add without an agent: %v", r)
	}
	if r := output(t, s.command(t, "agent", "-k")); r.status != 1 || !strings.Contains(r.stderr, "SSH_AGENT_PID is not set") {
		t.Errorf("agent -k without an agent: %v", r)
	}
}

func TestShellQuote(t *testing.T) {
	for s, want := range map[string]string{
		"/tmp/ssh-1/agent.2": "/tmp/ssh-1/agent.2", "": "''", "a b": "'a b'", "$(x)": "'$(x)'", "it's": `'it'\''s'`,
	} {
		if got := shellQuote(s); got != want {
			t.Errorf("%q: want %s, got %s", s, want, got)
		}
	}
}

// A person who confirms sees no more than text.
func TestConfirmQuestion(t *testing.T) {
	got := confirmQuestion(agent.Question{Fingerprint: "SHA256:x", Comment: "a\nb", User: "al\x1bice", Host: "box"})
	want := "Allow use of key a\\nb to log in as al\\x1bice at box?\nKey fingerprint SHA256:x."
	if got != want {
		t.Errorf("want %q, got %q", want, got)
	}
}

// An agent that is not there does not keep a client from its files.
func TestClientUsesItsFilesWithoutTheAgent(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	sv := s.serve(t)
	cmd := sv.client(t, "HOST", "echo in")
	cmd.Env = append(cmd.Env, "SSH_AUTH_SOCK="+filepath.Join(s.dir, "nobody"))
	if r := output(t, cmd); r.stdout != "in\n" || r.stderr != "" {
		t.Errorf("a login: %v", r)
	}
	// A key that is used can be left with an agent.
	_, socket := s.agentAt(t)
	cmd = sv.client(t, "-o", "AddKeysToAgent=1h", "HOST", "echo in")
	cmd.Env = append(cmd.Env, "SSH_AUTH_SOCK="+socket)
	if r := output(t, cmd); r.stdout != "in\n" {
		t.Fatalf("a login: %v", r)
	}
	client, err := agent.Dial(context.Background(), socket)
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	ids, err := client.List(context.Background())
	if err != nil || len(ids) != 1 || !bytes.Equal(ids[0].Blob, s.userKey.PublicKey().Blob()) {
		t.Errorf("the agent has %v, %v", ids, err)
	}
}
