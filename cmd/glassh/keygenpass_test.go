package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/glassh/glassh/ssh/keys"
)

// TestPassphrasesGoBothWays: what one program encrypts, the other reads, and writes
// anew, with each cipher.
func TestPassphrasesGoBothWays(t *testing.T) {
	for i, cipher := range keys.FileCiphers() {
		typ, bits := []string{"ed25519", "ecdsa", "rsa"}[i%3], []string{"256", "256", "2048"}[i%3]
		file := filepath.Join(t.TempDir(), "key")
		must(t, "keygen", "-q", "-t", typ, "-b", bits, "-f", file, "-C", "a comment", "-N", "first", "-a", "2", "-Z", cipher)
		public := read(t, file+".pub")
		if got := sshKeygen(t, "-y", "-P", "first", "-f", file); got != public {
			t.Errorf("%s: ssh-keygen reads %s", cipher, got)
		}
		sshKeygen(t, "-p", "-P", "first", "-N", "second", "-a", "2", "-Z", cipher, "-f", file)
		if got := must(t, "keygen", "-y", "-P", "second", "-f", file); got != public {
			t.Errorf("%s: we read %s", cipher, got)
		}
		want := "Key has comment 'a comment'\nYour identification has been saved with the new passphrase.\n"
		if got := must(t, "keygen", "-p", "-P", "second", "-N", "", "-f", file); got != want {
			t.Errorf("-p: want %q, got %q", want, got)
		}
		if got := must(t, "keygen", "-y", "-f", file); got != public {
			t.Errorf("%s: without a passphrase we read %s", cipher, got)
		}
	}
}

func TestAWrongPassphraseChangesNothing(t *testing.T) {
	file := filepath.Join(t.TempDir(), "key")
	must(t, "keygen", "-q", "-f", file, "-N", "right", "-a", "1")
	before := read(t, file)
	for _, args := range [][]string{
		{"-p", "-P", "wrong", "-N", "new"}, {"-p", "-P", "", "-N", "new"}, {"-c", "-P", "wrong", "-C", "x"}, {"-y", "-P", "wrong"},
	} {
		stdout, stderr, status := glassh(t, append([]string{"keygen", "-f", file}, args...)...)
		if status != 1 || !strings.HasPrefix(stderr, "glassh keygen: "+file+": ") || !strings.Contains(stderr, "passphrase") ||
			strings.Count(stderr, "\n") != 1 || strings.Contains(stderr, "wrong\n") || stdout != "" {
			t.Errorf("%q: got %d, %q, %q", args, status, stdout, stderr)
		}
		if read(t, file) != before {
			t.Fatalf("%q: the file has changed", args)
		}
	}
	if entries, err := os.ReadDir(filepath.Dir(file)); err != nil || len(entries) != 2 {
		t.Errorf("files are left over: %v, %v", entries, err)
	}
}

func TestKeygenAsksForPassphrases(t *testing.T) {
	file := filepath.Join(t.TempDir(), "key")
	e, stdout, stderr := testEnv(t, "one\nother\nsecret\nsecret\n")
	if status := run([]string{"glassh", "keygen", "-a", "1", "-f", file}, e); status != 0 ||
		!strings.Contains(stdout.String(), "Passphrases do not match.  Try again.\n") ||
		!strings.Contains(stdout.String(), "saved in "+file+"\n") {
		t.Fatalf("exit status %d: %s%s", status, stdout, stderr)
	}
	if want := "Enter passphrase for \"" + file + "\" (empty for no passphrase): Enter same passphrase again: "; !strings.HasPrefix(stderr.String(), want) {
		t.Errorf("want %q, got %q", want, stderr)
	}
	public := read(t, file+".pub")
	for _, args := range [][]string{{"-y"}, {"-c", "-C", "called so"}, {"-p", "-N", "new", "-a", "1"}} {
		e, stdout, stderr := testEnv(t, "secret\n")
		if status := run(append([]string{"glassh", "keygen", "-f", file}, args...), e); status != 0 || !strings.HasPrefix(stderr.String(), "Enter ") {
			t.Errorf("%q: exit status %d: %s%s", args, status, stdout, stderr)
		}
	}
	want := strings.Join(strings.Fields(public)[:2], " ") + " called so\n"
	for _, got := range []string{read(t, file+".pub"), must(t, "keygen", "-y", "-P", "new", "-f", file)} {
		if got != want {
			t.Errorf("want %q, got %q", want, got)
		}
	}
	e, _, stderr = testEnv(t, "") // nobody answers
	if status := run([]string{"glassh", "keygen", "-y", "-f", file}, e); status != 1 || !strings.Contains(stderr.String(), "passphrase") {
		t.Errorf("without an answer: %d %q", status, stderr)
	}
}

func TestKeygenChangesComments(t *testing.T) {
	file := filepath.Join(t.TempDir(), "key")
	must(t, "keygen", "-q", "-f", file, "-N", "", "-C", "old")
	if want, got := "Old comment: old\nComment 'new' applied\n", must(t, "keygen", "-c", "-C", "new", "-f", file); got != want {
		t.Errorf("want %q, got %q", want, got)
	}
	e, stdout, _ := testEnv(t, "typed\n")
	if status := run([]string{"glassh", "keygen", "-c", "-f", file}, e); status != 0 ||
		stdout.String() != "Old comment: new\nNew comment: Comment 'typed' applied\n" {
		t.Errorf("exit status %d, %q", status, stdout)
	}
	if got := sshKeygen(t, "-l", "-f", file); !strings.HasSuffix(got, " typed (ED25519)\n") {
		t.Errorf("ssh-keygen reads %s", got)
	}
}
