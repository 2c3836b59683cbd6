package peers_test

import (
	"context"
	"net"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"
)

// Debian's Python has Debian's asyncssh and paramiko; another one in PATH would not.
const python = "/usr/bin/python3"

// pythonClient runs a script, which connects to a server, and returns what it prints.
// The words are its arguments behind the port.
func pythonClient(t testing.TB, k *keyring, s *server, script string, words ...string) (out string, err error) {
	t.Helper()
	file := k.write(t, "client.py", script)
	ctx, cancel := context.WithTimeout(context.Background(), within)
	defer cancel()
	cmd := exec.CommandContext(ctx, python, append([]string{"-W", "ignore", file, s.port()}, words...)...)
	cmd.Env = append(os.Environ(), "HOME="+k.dir)
	cmd.WaitDelay = time.Second
	b, err := cmd.CombinedOutput()
	return string(b), err
}

// pythonServer runs a script until the end of the test. It prints PORT and the port.
func pythonServer(t testing.TB, k *keyring, script string, words ...string) *server {
	t.Helper()
	if _, err := os.Stat(python); err != nil {
		t.Fatalf("%s is not there: make deps installs it", python)
	}
	file := k.write(t, "server.py", script)
	s := &server{log: new(journal)}
	ended := launch(t, s.log, python, append([]string{"-W", "ignore", "-u", file}, words...)...)
	port := s.await(t, ended, regexp.MustCompile(`PORT (\d+)`))
	if port == "" {
		t.Fatalf("the server does not listen:\n%s", s.log)
	}
	s.addr = net.JoinHostPort("127.0.0.1", port)
	return s
}

// lines joins the lines of a script.
func lines(parts ...string) string { return strings.Join(parts, "\n") + "\n" }
