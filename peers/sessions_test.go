package peers_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/glassh/glassh/ssh"
)

// many is how many sessions run at once over one connection.
const many = 200

// A starter starts a command in a further session of one connection. wait waits for
// its end.
type starter func(command string, stdin io.Reader, stdout io.Writer) (wait func() error, err error)

func TestTwoHundredSessionsAtOnce(t *testing.T) {
	for _, c := range []struct {
		name    string
		server  startServer
		connect func(t *testing.T, k *keyring, s *server) starter
	}{
		{"client=library/server=sshd", sshd, librarySessions},
		{"client=ssh/server=glassh", glasshServe, masterSessions},
		{"client=xcrypto/server=glassh", glasshServe, xcryptoSessions},
		{"client=library/server=xcrypto", xcryptoServer, librarySessions},
	} {
		t.Run(c.name, func(t *testing.T) {
			keys := newKeys(t)
			manySessions(t, c.connect(t, keys, c.server(t, keys, serverOptions{})))
		})
	}
}

// manySessions starts all commands, sees all of them running, and then gives each
// its own input, of which it prints the sum.
func manySessions(t *testing.T, start starter) {
	type session struct {
		stdin *io.PipeWriter
		out   journal
		wait  func() error
		input []byte
	}
	all := make([]*session, many)
	for i := range all {
		r, w := io.Pipe()
		s := &session{stdin: w, input: bytes.Repeat(fmt.Appendf(nil, "session %d\n", i), 1000+i)}
		var err error
		if s.wait, err = start("echo started; exec sha256sum", r, &s.out); err != nil {
			t.Fatalf("session %d: %v", i, err)
		}
		all[i] = s
	}
	running := func() (n int) {
		for _, s := range all {
			n += s.out.count("started\n")
		}
		return n
	}
	if !waitFor(30*time.Second, func() bool { return running() == many }) {
		t.Fatalf("want %d commands running at once, got %d", many, running())
	}
	var ends sync.WaitGroup
	for i, s := range all {
		ends.Go(func() {
			s.stdin.Write(s.input)
			s.stdin.Close()
			if err := s.wait(); err != nil {
				t.Errorf("session %d: %v", i, err)
			}
			sum := sha256.Sum256(s.input)
			if want := "started\n" + hex.EncodeToString(sum[:]) + "  -\n"; s.out.String() != want {
				t.Errorf("session %d: want %q, got %q", i, want, s.out.String())
			}
		})
	}
	ends.Wait()
}

// librarySessions are those of a client made with package ssh.
func librarySessions(t *testing.T, k *keyring, s *server) starter {
	ctx := testContext(t)
	cfg := libraryConfig(t, job{}.orDefaults(k), slog.DiscardHandler)
	cl, err := ssh.Dial(ctx, s.addr, cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cl.Close() })
	return func(command string, stdin io.Reader, stdout io.Writer) (func() error, error) {
		cmd := cl.Command(command)
		cmd.Env, cmd.Stdin, cmd.Stdout = []string{"SHLVL=2"}, stdin, stdout
		return cmd.Wait, cmd.Start(ctx)
	}
}

// xcryptoSessions are those of a client made with golang.org/x/crypto/ssh.
func xcryptoSessions(t *testing.T, k *keyring, s *server) starter {
	cl, err := xDial(testContext(t), s.addr, xClientConfig(t, job{}.orDefaults(k)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cl.Close() })
	return func(command string, stdin io.Reader, stdout io.Writer) (func() error, error) {
		sess, err := cl.NewSession()
		if err != nil {
			return nil, err
		}
		sess.Setenv("SHLVL", "2")
		sess.Stdin, sess.Stdout = stdin, stdout
		return sess.Wait, sess.Start(command)
	}
}

// masterSessions are those of OpenSSH's client where one process has the connection
// and the others pass their streams to it (ssh_config(5), ControlMaster).
func masterSessions(t *testing.T, k *keyring, s *server) starter {
	ctx, cancel := context.WithCancel(testContext(t))
	program := find(t, "ssh")
	// The path of a socket has at most 107 bytes.
	dir, err := os.MkdirTemp("", "peers-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	socket := filepath.Join(dir, "s")
	var flags []string
	for _, f := range programFlags(t, k, s, job{}.orDefaults(k)) {
		if f == "ControlPath=none" {
			f = "ControlPath=" + socket
		}
		flags = append(flags, f)
	}
	run := func(ctx context.Context, args ...string) *exec.Cmd {
		// The master holds four files for each session.
		line := append([]string{"-c", `ulimit -n $(ulimit -Hn); exec "$@"`, "sh", program}, append(flags, args...)...)
		cmd := exec.CommandContext(ctx, "sh", line...)
		cmd.Env = append(os.Environ(), "SHLVL=2")
		cmd.WaitDelay = time.Second
		return cmd
	}
	said := new(journal)
	master := run(ctx, "-M", "-N", "127.0.0.1")
	master.Stderr = said
	if err := master.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cancel()
		master.Wait()
	})
	if !waitFor(ready, func() bool { _, err := os.Stat(socket); return err == nil }) {
		t.Fatalf("the master does not listen: %s", said)
	}
	return func(command string, stdin io.Reader, stdout io.Writer) (func() error, error) {
		cmd := run(ctx, "127.0.0.1", command)
		errs := new(journal)
		cmd.Stdin, cmd.Stdout, cmd.Stderr = stdin, stdout, errs
		wait := func() error {
			if err := cmd.Wait(); err != nil {
				return fmt.Errorf("%w: %s", err, strings.TrimSpace(errs.String()))
			}
			return nil
		}
		return wait, cmd.Start()
	}
}
