//go:build unix

package main

import (
	"bufio"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/wire"
)

func TestReloadIsForNewConnections(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	file := write(t, filepath.Join(s.dir, "config"), "AcceptEnv "+shellLevel+"\nForceCommand echo one\n")
	pid := filepath.Join(s.dir, "pid")
	sv := s.serve(t, "-f", file, "-o", "PidFile="+pid)
	eventually(func() bool { text, _ := os.ReadFile(pid); return len(text) > 0 }) // once it listens
	if got := strings.TrimSpace(read(t, pid)); got != strconv.Itoa(sv.Process.Pid) {
		t.Errorf("want the process %d in PidFile, got %s", sv.Process.Pid, got)
	}
	client, err := sv.dial(t, me(), ssh.PublicKeys(sv.userKey))
	if err != nil {
		t.Fatal(err)
	}
	says := func() string {
		out, err := client.Run(t.Context(), "x")
		if err != nil {
			t.Error(err)
		}
		return string(out)
	}
	sv.run(t, "HOST", "x").is(t, result{"one\n", "", 0})
	reload := func(text, said string) {
		write(t, file, "AcceptEnv "+shellLevel+"\n"+text)
		from := len(sv.stderr.String())
		sv.signal(t, syscall.SIGHUP)
		sv.stderr.await(t, from, said)
	}
	reload("ForceCommand echo two\n", "the configuration was read anew")
	sv.run(t, "HOST", "x").is(t, result{"two\n", "", 0})
	if got := says(); got != "one\n" {
		t.Errorf("a connection of before: want one, got %q", got)
	}
	reload("ForceCommand echo three\nFnord\n", "the configuration is not taken, and the old one stays")
	sv.run(t, "HOST", "x").is(t, result{"two\n", "", 0})
	reload("ForceCommand echo four\nHostKey "+s.dir+"/none\n", "the old one stays")
	sv.run(t, "HOST", "x").is(t, result{"two\n", "", 0})
	client.Close()
	sv.signal(t, syscall.SIGTERM)
	if status := sv.status(t); status != 0 {
		t.Errorf("want exit status 0, got %d", status)
	}
	if _, err := os.Stat(pid); err == nil {
		t.Error("PidFile is still there")
	}
}

func TestDrainingServerWaitsForItsLastConnection(t *testing.T) {
	t.Parallel()
	sv := newSite(t).serve(t, "--drain", "1m")
	started := filepath.Join(sv.dir, "started")
	c := launch(t, sv.client(t, "-n", "HOST", "echo $$ >"+started+"; exec sleep 100"))
	pids(t, started, 1)
	sv.signal(t, syscall.SIGTERM)
	sv.stderr.await(t, 0, "no new connections")
	sv.run(t, "HOST", "true").refused(t, "connect to host 127.0.0.1 port")
	select {
	case <-sv.over:
		t.Error("it did not wait")
	case <-time.After(100 * time.Millisecond):
	}
	c.signal(t, syscall.SIGKILL)
	if status := sv.status(t); status != 0 {
		t.Errorf("want exit status 0, got %d: %s", status, sv.stderr.String())
	}
}

func TestDrainingEndsWithItsTime(t *testing.T) {
	t.Parallel()
	sv := newSite(t).serve(t, "--drain", "1")
	started := filepath.Join(sv.dir, "started")
	launch(t, sv.client(t, "-n", "HOST", "echo $$ >"+started+"; exec sleep 100"))
	pid := pids(t, started, 1)
	sv.signal(t, syscall.SIGTERM)
	if status := sv.status(t); status != 0 {
		t.Errorf("want exit status 0, got %d: %s", status, sv.stderr.String())
	}
	gone(t, pid)
}

func TestLogTellsWhoCameAndWent(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	file := filepath.Join(s.dir, "log")
	sv := s.serve(t)
	sv.run(t, "HOST", "exit 3").is(t, result{"", "", 3})
	for _, want := range []string{
		"connection remote=127.0.0.1:", "key authorized user=" + me(), "logged in user=" + me() + " method=publickey",
		"session begins terminal=false user=" + me() + " remote=127.0.0.1:", "session ends status=3 duration=",
		"connection ended duration=", " user=" + me() + " reason=", "method=publickey fingerprint=SHA256:",
	} {
		sv.stderr.await(t, 0, want)
	}
	sv.run(t, "-o", "User=no\x1b\"one", "HOST", "true")
	if strings.Contains(sv.stderr.String(), "\x1b") {
		t.Error("the log has a client's control characters")
	}
	// In a file, and for programs.
	json1 := launch(t, s.command(t, "serve", "-p", "0", "-h", s.host, "-a", s.authorized, "-E", file, "--log-json"))
	if !eventually(func() bool { text, _ := os.ReadFile(file); return strings.Contains(string(text), "listening on") }) {
		t.Fatal("there is no log")
	}
	json1.signal(t, syscall.SIGTERM)
	json1.status(t)
	for line := range strings.Lines(read(t, file)) {
		var m map[string]any
		if err := json.Unmarshal([]byte(line), &m); err != nil {
			t.Errorf("%q: %v", line, err)
		}
	}
	if said := json1.stderr.String(); said != "" {
		t.Errorf("want nothing on standard error, got %q", said)
	}
}

func TestStrangersAreBounded(t *testing.T) {
	t.Parallel()
	sv := newSite(t).serve(t, "-o", "PerSourcePenaltyExemptList=none", "-o", "PerSourcePenalties=invaliduser:60s min:10s")
	sv.run(t, "HOST", "echo in").is(t, result{"in\n", "", 0})
	sv.run(t, "-l", "nobody-here", "HOST", "true").refused(t, "permission denied")
	sv.stderr.await(t, 0, "source refused for a while")
	if got := sv.run(t, "HOST", "echo in"); got.status != 255 {
		t.Errorf("want the source refused, got %v", got)
	}
}

func TestOnlyTheOwnUserIsServedWithoutPrivileges(t *testing.T) {
	t.Parallel()
	if os.Getuid() == 0 {
		t.Skip("root serves all")
	}
	sv := newSite(t).serve(t)
	sv.run(t, "-l", me(), "HOST", "echo in").is(t, result{"in\n", "", 0})
	sv.run(t, "-l", "root", "HOST", "echo in").refused(t, "permission denied")
}

// TestStoppingWithATerminalOpen: without --drain, what runs on a terminal is hung up on; with
// it, who is there goes on typing.
func TestStoppingWithATerminalOpen(t *testing.T) {
	t.Parallel()
	for _, drain := range []string{"0", "1m"} {
		sv := newSite(t).serve(t, "--drain", drain)
		client, err := sv.dial(t, me(), ssh.PublicKeys(sv.userKey))
		if err != nil {
			t.Fatal(err)
		}
		defer client.Close()
		ended := filepath.Join(sv.dir, "ended")
		ch, err := client.Open(t.Context(), "session", nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		pty := wire.PTYRequest{Term: []byte("vt100"), Columns: 80, Rows: 24}
		command := wire.ExecRequest{Command: []byte("trap 'echo hung up >" + ended + "; exit' HUP; stty -echo; echo ready; while read x; do echo got $x; done")}
		for name, payload := range map[string][]byte{wire.RequestPTY: pty.Append(nil)} {
			if ok, err := ch.SendRequest(t.Context(), name, true, payload); !ok || err != nil {
				t.Fatal(name, ok, err)
			}
		}
		if ok, err := ch.SendRequest(t.Context(), wire.RequestExec, true, command.Append(nil)); !ok || err != nil {
			t.Fatal(ok, err)
		}
		out := bufio.NewReader(ch)
		says := func(want string) {
			t.Helper()
			if line, err := out.ReadString('\n'); strings.TrimSpace(line) != want {
				t.Fatalf("--drain %s: want %q, got %q, %v", drain, want, line, err)
			}
		}
		says("ready")
		sv.signal(t, syscall.SIGTERM)
		if drain != "0" {
			sv.stderr.await(t, 0, "no new connections")
			ch.Write([]byte("on\n"))
			says("got on")
			client.Close()
		}
		if status := sv.status(t); status != 0 {
			t.Errorf("--drain %s: want exit status 0, got %d", drain, status)
		}
		if !eventually(func() bool { _, err := os.Stat(ended); return err == nil }) {
			t.Errorf("--drain %s: the command on the terminal was not hung up on", drain)
		}
	}
}

// TestReloadDuringALogin: who has begun to log in goes on by what was configured then.
func TestReloadDuringALogin(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	file := write(t, filepath.Join(s.dir, "config"), "AcceptEnv "+shellLevel+"\nForceCommand echo one\n")
	sv := s.serve(t, "-f", file)
	reloaded := false
	client, err := sv.dial(t, me(), ssh.PublicKeys(slowSigner{sv.userKey, func() {
		if reloaded {
			return
		}
		reloaded = true
		write(t, file, "AcceptEnv "+shellLevel+"\nForceCommand echo two\nAllowUsers nobody-else\n")
		from := len(sv.stderr.String())
		sv.signal(t, syscall.SIGHUP)
		sv.stderr.await(t, from, "the configuration was read anew")
	}}))
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	if out, err := client.Run(t.Context(), "x"); string(out) != "one\n" || err != nil || !reloaded {
		t.Errorf("want one, got %q, %v, reloaded %v", out, err, reloaded)
	}
	sv.run(t, "HOST", "x").refused(t, "permission denied")
}

// A slowSigner does something before it signs.
type slowSigner struct {
	keys.Signer
	before func()
}

func (s slowSigner) Sign(rand io.Reader, algorithm string, data []byte) ([]byte, error) {
	s.before()
	return s.Signer.Sign(rand, algorithm, data)
}
