//go:build unix

package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const rightGuess = "as guessed"

// TestTheProgramRemembersKeyExchanges connects again and again to servers by one name: what
// they chose is guessed the next time, a wrong guess is forgotten, and the file says
// neither who they were nor more than there must be.
func TestTheProgramRemembersKeyExchanges(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	cache := filepath.Join(s.dir, "cache")
	file := filepath.Join(cache, "glassh", "guesses")
	write(t, s.known, "box "+string(s.hostKey.PublicKey().AppendLine(nil, "")))
	x, p256 := s.serveUnknown(t, "-o", "KexAlgorithms=curve25519-sha256,ecdh-sha2-nistp256"), s.serveUnknown(t, "-o", "KexAlgorithms=ecdh-sha2-nistp256")
	connect := func(sv *server, guessed bool, args ...string) {
		t.Helper()
		cmd := sv.client(t, slices.Concat(args, []string{"-v", "-o", "HostKeyAlias=box", "HOST", "echo in"})...)
		cmd.Env = append(cmd.Env, "XDG_CACHE_HOME="+cache)
		got := output(t, cmd)
		if got.stdout != "in\n" || got.status != 0 || strings.Contains(got.stderr, rightGuess) != guessed {
			t.Errorf("want a right guess %v, got %v", guessed, got)
		}
	}
	lines := func(want int) {
		t.Helper()
		text, _ := os.ReadFile(file)
		if got := strings.Count(string(text), "\n"); got != want || strings.Contains(string(text), "box") {
			t.Errorf("want %d lines, and no name, got %q", want, text)
		}
	}

	connect(x, false)
	if _, err := os.Stat(cache); err == nil {
		t.Error("a directory for what may be lost is made where there was none")
	}
	if err := os.Mkdir(cache, 0o700); err != nil {
		t.Fatal(err)
	}
	connect(x, false, "-o", "RememberKeyExchange=no")
	lines(0)
	connect(x, false)
	lines(1)
	connect(x, true)
	connect(x, false, "-o", "RememberKeyExchange=no")
	for file, want := range map[string]os.FileMode{file: 0o600, filepath.Dir(file): 0o700 | os.ModeDir} {
		if info, err := os.Stat(file); err != nil || info.Mode() != want {
			t.Errorf("%s: want %v, got %v, %v", file, want, info, err)
		}
	}
	connect(p256, false) // a wrong guess
	lines(1)
	connect(p256, true)
	connect(x, true) // which has it as well, and learns what is preferred to it
	connect(p256, false)
	lines(1)

	// An order of the user's is not changed by what was chosen without it.
	order := []string{"-o", "KexAlgorithms=curve25519-sha256,ecdh-sha2-nistp256"}
	connect(x, false, order...)
	connect(x, true, order...)
	connect(p256, true)
	lines(2)

	write(t, file, "\x00damaged")
	connect(x, false)
	connect(x, true)
	lines(1)
	if err := os.RemoveAll(filepath.Dir(file)); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Dir(file), "what cannot be written to")
	connect(x, false)
	connect(x, false)
}

// TestAGuessDoesNotAskForAnotherHostKey: a server with two keys is asked for the one that is
// known, whatever it once chose.
func TestAGuessDoesNotAskForAnotherHostKey(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	file, key := s.keyOf(t, "ecdsa-sha2-nistp256", 256)
	cache := filepath.Join(s.dir, "cache")
	if err := os.Mkdir(cache, 0o700); err != nil {
		t.Fatal(err)
	}
	sv := s.serve(t, "-h", file)
	for i, c := range []struct {
		known   string
		guessed bool
	}{
		{sv.knownLine(), false}, {sv.knownLine(), true},
		{"[127.0.0.1]:" + sv.port + " " + string(key.PublicKey().AppendLine(nil, "")), false},
	} {
		write(t, s.known, c.known)
		cmd := sv.client(t, "-v", "-o", "StrictHostKeyChecking=yes", "HOST", "echo in")
		cmd.Env = append(cmd.Env, "XDG_CACHE_HOME="+cache)
		got := output(t, cmd)
		if got.stdout != "in\n" || strings.Contains(got.stderr, rightGuess) != c.guessed {
			t.Errorf("%d: want a right guess %v, got %v", i, c.guessed, got)
		}
	}
}
