package main

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

func TestUnknownHostKeyIsShownAndAskedAbout(t *testing.T) {
	t.Parallel()
	sv := newSite(t).serveUnknown(t)
	fingerprint := sv.hostKey.PublicKey().Fingerprint()
	sit := func() *seat {
		write(t, sv.known, "")
		s := sv.sit(t, "HOST", "echo in")
		question := s.sees(t, "(yes/no/[fingerprint])? ")
		for _, want := range []string{
			"The authenticity of host '[127.0.0.1]:" + sv.port + "' cannot be established.\r\n",
			"ED25519 key fingerprint is " + fingerprint + ".\r\n", "not known by any other name",
		} {
			if !strings.Contains(question, want) {
				t.Errorf("want %q in %q", want, question)
			}
		}
		return s
	}
	for _, c := range []struct {
		answers []string
		in      bool
	}{
		{[]string{"yes\r"}, true},
		{[]string{"maybe\r", "YES\r"}, true},
		{[]string{fingerprint + "\r"}, true},
		{[]string{"no\r"}, false},
		{[]string{"\r"}, false},
		{[]string{fingerprint[:30] + "\r", "no\r"}, false},
		{[]string{"\x04"}, false}, // the end of the input
	} {
		s := sit()
		for i, answer := range c.answers {
			if i > 0 {
				s.sees(t, "Please type yes, no or the fingerprint: ")
			}
			s.types(t, answer)
		}
		want := ""
		if c.in {
			s.sees(t, "Permanently added")
			s.sees(t, "in\r\n")
			s.leaves(t, 0)
			want = sv.knownLine()
		} else {
			s.sees(t, "glassh ssh: Host key verification failed")
			s.leaves(t, 255)
		}
		if got := read(t, sv.known); got != want {
			t.Errorf("%q: want the file %q, got %q", c.answers, want, got)
		}
	}
	write(t, sv.known, sv.knownLine())
	s := sv.sit(t, "HOST", "echo in")
	s.leaves(t, 0)
	if got := s.screen.String(); got != "in\r\n" {
		t.Errorf("the second time: want no more than the output, got %q", got)
	}
}

// The input of the command is not the answer to a question: that comes from the
// terminal.
func TestQuestionsAreForTheTerminalNotForTheInput(t *testing.T) {
	t.Parallel()
	sv := newSite(t).serveUnknown(t)
	s := sv.sit(t, "-n", "HOST", "echo in")
	s.sees(t, "(yes/no/[fingerprint])? ")
	s.types(t, "yes\r")
	s.sees(t, "in\r\n")
	s.leaves(t, 0)
}

func TestBatchModeAsksNothingOnATerminalEither(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	file := write(t, filepath.Join(s.dir, "passwords"), me()+":"+hashOf(t, "wonder", 4)+"\n")
	sv := s.serveUnknown(t, "--password-file", file)
	at := sv.sit(t, "-o", "BatchMode=yes", "HOST", "true")
	at.leaves(t, 255)
	write(t, sv.known, sv.knownLine())
	at2 := sv.sit(t, "-o", "BatchMode=yes", "-o", "PubkeyAuthentication=no", "HOST", "true")
	at2.leaves(t, 255)
	for _, c := range []struct{ got, want string }{
		{at.screen.String(), "glassh ssh: Host key verification failed"}, {at2.screen.String(), "glassh ssh: permission denied"},
	} {
		if strings.Count(c.got, "\n") != 1 || !strings.HasPrefix(c.got, c.want) {
			t.Errorf("want one line %s, got %q", c.want, c.got)
		}
	}
}

// withPasswords starts a server that lets the user in by the password "wonder".
func withPasswords(t *testing.T, args ...string) *server {
	t.Helper()
	s := newSite(t)
	file := write(t, filepath.Join(s.dir, "passwords"), me()+":"+hashOf(t, "wonder", 4)+"\n")
	return s.serve(t, append(args, "--password-file", file)...)
}

var passwordPrompt = me() + "@127.0.0.1's password: "

func TestPasswordIsAskedForAndNotShown(t *testing.T) {
	t.Parallel()
	sv := withPasswords(t, "-o", "LogLevel=DEBUG3")
	s := sv.sit(t, "-vvv", "-o", "PubkeyAuthentication=no", "HOST", "echo in")
	s.sees(t, passwordPrompt)
	if s.state(t).Lflag&unix.ECHO != 0 {
		t.Error("the echo is on behind the prompt")
	}
	s.types(t, "w0nder\r")
	s.sees(t, passwordPrompt)
	s.types(t, "wonder\r")
	s.sees(t, "in\r\n")
	s.leaves(t, 0)
	for _, text := range []string{s.screen.String(), sv.stderr.String()} {
		if strings.Contains(text, "wonder") || strings.Contains(text, "w0nder") {
			t.Errorf("a password is shown:\n%s", text)
		}
	}
	if want := "\r\n"; !strings.Contains(s.screen.String(), passwordPrompt+want) {
		t.Errorf("want a line end behind the prompt in %q", s.screen.String())
	}
}

func TestWrongPasswordsEndInPermissionDenied(t *testing.T) {
	t.Parallel()
	sv := withPasswords(t)
	for _, c := range []struct {
		flags []string
		tries int
	}{
		{nil, 3},
		{[]string{"-o", "NumberOfPasswordPrompts=1"}, 1},
	} {
		s := sv.sit(t, append(c.flags, "-o", "PubkeyAuthentication=no", "HOST", "echo in")...)
		for range c.tries {
			s.sees(t, passwordPrompt)
			s.types(t, "wrong\r")
		}
		s.sees(t, `glassh ssh: permission denied for user "`+me()+`"`)
		s.leaves(t, 255)
		if n := strings.Count(s.screen.String(), passwordPrompt); n != c.tries {
			t.Errorf("want %d questions, got %d", c.tries, n)
		}
	}
}

// The methods that a server does not take cost one attempt at most, which leaves
// some for the password.
func TestPasswordIsRightAtAServerOfLittlePatience(t *testing.T) {
	t.Parallel()
	sv := withPasswords(t, "-o", "MaxAuthTries=2")
	s := sv.sit(t, "-o", "PubkeyAuthentication=no", "HOST", "echo in")
	s.sees(t, passwordPrompt)
	s.types(t, "wonder\r")
	s.sees(t, "in\r\n")
	s.leaves(t, 0)
}

func TestControlCAtThePasswordEndsTheClient(t *testing.T) {
	t.Parallel()
	sv := withPasswords(t)
	s := sv.sit(t, "-o", "PubkeyAuthentication=no", "HOST", "echo in")
	s.sees(t, passwordPrompt)
	s.types(t, "wond\x03")
	s.sees(t, "glassh ssh: interrupted\r\n")
	s.leaves(t, 255)
}

// ConnectTimeout is for servers, not for people.
func TestConnectTimeoutDoesNotHurryTheUser(t *testing.T) {
	t.Parallel()
	sv := withPasswords(t)
	write(t, sv.known, "")
	s := sv.sit(t, "-o", "ConnectTimeout=1", "-o", "PubkeyAuthentication=no", "HOST", "echo in")
	s.sees(t, "(yes/no/[fingerprint])? ")
	time.Sleep(1200 * time.Millisecond)
	s.types(t, "yes\r")
	s.sees(t, passwordPrompt)
	time.Sleep(1200 * time.Millisecond)
	s.types(t, "wonder\r")
	s.sees(t, "in\r\n")
	s.leaves(t, 0)
}

// Who lets a changed key pass is asked for no password: whoever has that key would
// have it too.
func TestNoPasswordForAChangedHostKey(t *testing.T) {
	t.Parallel()
	sv := withPasswords(t)
	write(t, sv.known, forged(t, sv))
	s := sv.sit(t, "-o", "StrictHostKeyChecking=no", "-o", "PubkeyAuthentication=no", "HOST", "echo in")
	s.sees(t, "WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!")
	s.sees(t, "glassh ssh: permission denied")
	s.leaves(t, 255)
	if strings.Contains(s.screen.String(), passwordPrompt) {
		t.Errorf("a password is asked for: %q", s.screen.String())
	}
}
