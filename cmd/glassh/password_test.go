package main

import (
	"bytes"
	"errors"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"github.com/glassh/glassh/primitives/blowfish"
)

// hashOf returns a cheap hash of a password.
func hashOf(t *testing.T, password string, cost int) string {
	t.Helper()
	hash, err := blowfish.HashPassword([]byte(password), cost, zeros{})
	if err != nil {
		t.Fatal(err)
	}
	return string(hash)
}

type zeros struct{}

func (zeros) Read(b []byte) (int, error) { clear(b); return len(b), nil }

func TestPasswordFileLetsItsUsersIn(t *testing.T) {
	file := write(t, filepath.Join(t.TempDir(), "passwords"),
		"# who may log in\n\n alice:"+hashOf(t, "wonder", 4)+"\r\nbob:"+hashOf(t, "build: it", 5)+"\n")
	p, err := loadPasswords(file, false, zeros{})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		user, password string
		want           bool
	}{
		{"alice", "wonder", true},
		{"bob", "build: it", true},
		{"alice", "Wonder", false},
		{"alice", "", false},
		{"alice", "build: it", false},
		{"carol", "wonder", false},
		{"", "", false},
		{"#", "", false},
		{"alice", strings.Repeat("x", 1000), false},
	} {
		if got := p.right(c.user, []byte(c.password)); got != c.want {
			t.Errorf("%q, %q: want %v, got %v", c.user, c.password, c.want, got)
		}
	}
}

func TestPasswordFilesThatAreWrong(t *testing.T) {
	hash := hashOf(t, "x", 4)
	for _, c := range []struct{ text, want string }{
		{"", "there is no user in it"},
		{"# nobody\n", "there is no user in it"},
		{"alice\n", "line 1 is not of the form user:hash"},
		{"\n:" + hash, "line 2 is not of the form user:hash"},
		{"alice:wonder\n", "line 1: blowfish: not a bcrypt hash"},
		{"alice:" + hash + " x\n", "line 1: blowfish: not a bcrypt hash"},
		{"alice:" + strings.Replace(hash, "$04$", "$03$", 1), "line 1: blowfish: bcrypt cost 3"},
		{"alice:" + hash + "\nalice:" + hash, `line 2: "alice" has a line already`},
	} {
		if _, err := parsePasswords([]byte(c.text)); err == nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%q: want %q, got %v", c.text, c.want, err)
		}
	}
	if _, err := loadPasswords("/nonexistent", false, zeros{}); err == nil {
		t.Error("no file: want an error")
	}
}

// The hashes that stand in for those of unknown users are as good as real ones, or
// their comparison would take no time.
func TestHashesOfNobodyAreComparedInFull(t *testing.T) {
	for cost := blowfish.MinCost; cost <= 6; cost++ {
		hash := noPassword(cost)
		if got, err := blowfish.Cost(hash); err != nil || got != cost {
			t.Errorf("%s: want cost %d, got %d, %v", hash, cost, got, err)
		}
		if err := blowfish.ComparePassword(hash, []byte("x")); err != blowfish.ErrMismatch {
			t.Errorf("%s: want a mismatch, got %v", hash, err)
		}
	}
}

func TestOneOffPasswordLetsEveryUserInBesideTheFile(t *testing.T) {
	file := write(t, filepath.Join(t.TempDir(), "passwords"), "alice:"+hashOf(t, "wonder", 4))
	p, err := loadPasswords(file, true, bytes.NewReader([]byte("\x00\x0a\x0b\x0c\x0d\x17\x18\x1f\xe0\xff0123456789")))
	if err != nil {
		t.Fatal(err)
	}
	// The characters of 0, 10, 11, 12, 13, 23, 24, 31, 0 and 31 come first.
	if want, got := "akmnpz29a9", string(p.oneOff[:10]); got != want || len(p.oneOff) != oneOffLength {
		t.Fatalf("want %s…, got %s", want, p.oneOff)
	}
	for _, c := range []struct {
		user, password string
		want           bool
	}{
		{"alice", "wonder", true},
		{"alice", string(p.oneOff), true},
		{"carol", string(p.oneOff), true},
		{"carol", "wonder", false},
		{"carol", string(p.oneOff[1:]), false},
		{"carol", "", false},
	} {
		if got := p.right(c.user, []byte(c.password)); got != c.want {
			t.Errorf("%q, %q: want %v, got %v", c.user, c.password, c.want, got)
		}
	}
	if _, err := loadPasswords("", true, strings.NewReader("short")); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("no randomness: want %v, got %v", io.ErrUnexpectedEOF, err)
	}
}

func TestOneOffPasswordUsesTheWholeAlphabet(t *testing.T) {
	var all []byte
	for i := 0; i < 256; i += oneOffLength {
		raw := make([]byte, oneOffLength)
		for j := range raw {
			raw[j] = byte(i + j)
		}
		password, err := newOneOff(bytes.NewReader(raw))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, password...)
	}
	const alphabet = "abcdefghijkmnpqrstuvwxyz23456789"
	for i, c := range all[:256] {
		if c != alphabet[i%32] {
			t.Fatalf("byte %d: want %c, got %c", i, alphabet[i%32], c)
		}
	}
}

func TestNoPasswordsLetNobodyIn(t *testing.T) {
	if new(passwords).right("", nil) {
		t.Error("the empty password of the empty user is right")
	}
}

func TestHashPasswordMakesWhatThePasswordFileHas(t *testing.T) {
	e, stdout, stderr := testEnv(t, "wonder\nland\n")
	if status := run([]string{"glassh", "serve", "--hash-password"}, e); status != 0 {
		t.Fatal(stderr)
	}
	p, err := parsePasswords([]byte("alice:" + stdout.String()))
	if err != nil {
		t.Fatal(err)
	}
	if !p.right("alice", []byte("wonder")) {
		t.Error("the password is not right")
	}
	for stdin, want := range map[string]string{
		"\n": "an empty password is none", "": "EOF", strings.Repeat("x", 73) + "\n": "72 bytes", "a\x00b\n": "NUL",
		strings.Repeat("x", 5000): "the line is too long",
	} {
		e, stdout, stderr := testEnv(t, stdin)
		status := run([]string{"glassh", "serve", "--hash-password"}, e)
		if status != 1 || !strings.Contains(stderr.String(), want) || stdout.Len() > 0 {
			t.Errorf("%.10q: want %q, got %d, %q, %q", stdin, want, status, stdout, stderr)
		}
	}
}

func FuzzParsePasswords(f *testing.F) {
	f.Add([]byte("# who\nalice:$2b$04$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW\n"))
	f.Add([]byte("a:b\n:\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		p, err := parsePasswords(text)
		if err == nil && (len(p.hashes) == 0 || p.cost < blowfish.MinCost) {
			t.Errorf("%q: %d users, cost %d", text, len(p.hashes), p.cost)
		}
	})
}
