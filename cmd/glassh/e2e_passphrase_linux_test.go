package main

import (
	"crypto/rand"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/glassh/glassh/ssh/keys"
)

// encryptUser puts the user's key into an encrypted file, and takes the public one beside
// it away, which OpenSSH's format can do without.
func encryptUser(t *testing.T, s *site) (prompt string) {
	t.Helper()
	text, err := s.userKey.MarshalEncrypted(rand.Reader, []byte("wonder"), keys.MarshalOptions{Rounds: 1})
	if err != nil {
		t.Fatal(err)
	}
	write(t, s.user, string(text))
	if err := os.Remove(s.user + ".pub"); err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("Enter passphrase for key '%s': ", s.user)
}

func TestPassphraseIsAskedForAgain(t *testing.T) {
	t.Parallel()
	site := newSite(t)
	prompt := encryptUser(t, site)
	s := site.serve(t).sit(t, "HOST", "echo in")
	s.sees(t, prompt)
	s.types(t, "w0nder\r")
	s.sees(t, prompt)
	s.types(t, "wonder\r")
	s.sees(t, "in\r\n")
	s.leaves(t, 0)
	if strings.Contains(s.screen.String(), "wonder") {
		t.Errorf("the passphrase is shown: %q", s.screen.String())
	}
}

func TestWrongPassphrasesEndInPermissionDenied(t *testing.T) {
	t.Parallel()
	site := newSite(t)
	prompt := encryptUser(t, site)
	s := site.serve(t).sit(t, "HOST", "echo in")
	for range 3 {
		s.sees(t, prompt)
		s.types(t, "wrong\r")
	}
	s.sees(t, "the passphrase is wrong")
	s.leaves(t, 255)
	if n := strings.Count(s.screen.String(), prompt); n != 3 {
		t.Errorf("want 3 questions, got %d", n)
	}
}

// The only key that there is, and the server does not take it.
func TestNoPassphraseForAServerThatDoesNotTakeTheKey(t *testing.T) {
	t.Parallel()
	site := newSite(t)
	prompt := encryptUser(t, site)
	write(t, site.authorized, "")
	s := site.serve(t).sit(t, "-o", "PasswordAuthentication=no", "-o", "KbdInteractiveAuthentication=no", "HOST", "echo in")
	s.sees(t, "glassh ssh: permission denied")
	s.leaves(t, 255)
	if strings.Contains(s.screen.String(), prompt) {
		t.Errorf("a passphrase is asked for: %q", s.screen.String())
	}
}

func TestBatchModeAsksForNoPassphrase(t *testing.T) {
	t.Parallel()
	site := newSite(t)
	prompt := encryptUser(t, site)
	s := site.serve(t).sit(t, "-o", "BatchMode=yes", "HOST", "echo in")
	s.leaves(t, 255)
	if got := s.screen.String(); strings.Contains(got, prompt) || !strings.Contains(got, "BatchMode") || strings.Count(got, "\n") != 1 {
		t.Errorf("want one line about BatchMode, got %q", got)
	}
}

// PEM files encrypt the public half too: it is in the file beside them.
func TestPassphraseOfAPEMFile(t *testing.T) {
	t.Parallel()
	site := newSite(t)
	k, err := keys.Generate("ecdsa-sha2-nistp256", rand.Reader, 0)
	if err != nil {
		t.Fatal(err)
	}
	text, err := k.MarshalEncryptedPEM(rand.Reader, []byte("wonder"))
	if err != nil {
		t.Fatal(err)
	}
	line := string(k.PublicKey().AppendLine(nil, ""))
	write(t, site.user, string(text))
	write(t, site.user+".pub", line)
	write(t, site.authorized, line)
	s := site.serve(t).sit(t, "HOST", "echo in")
	s.sees(t, "Enter passphrase for key '"+site.user+"': ")
	s.types(t, "wonder\r")
	s.sees(t, "in\r\n")
	s.leaves(t, 0)
}
