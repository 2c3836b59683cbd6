//go:build unix

package main

import (
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/glassh/glassh/ssh"
)

// dial connects to the server from within the test: the program itself asks for
// passwords on terminals only.
func (sv *server) dial(t *testing.T, user string, auth ...ssh.Auth) (*ssh.Client, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	client, err := ssh.Dial(ctx, net.JoinHostPort("127.0.0.1", sv.port), &ssh.ClientConfig{
		User: user, Auth: auth, HostKey: ssh.FixedHostKey(sv.hostKey.PublicKey()),
	})
	if err == nil {
		t.Cleanup(func() { client.Close() })
	}
	return client, err
}

// tryPasswords is a method that tries these.
func tryPasswords(list ...string) ssh.Auth {
	return ssh.Password(len(list), func(context.Context) ([]byte, error) {
		next := []byte(list[0])
		list = list[1:]
		return next, nil
	})
}

func TestPasswordsLetUsersIn(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	file := write(t, filepath.Join(s.dir, "passwords"), me()+":"+hashOf(t, "wonder", 4)+"\nnobody-here:"+hashOf(t, "build", 4)+"\n")
	sv := s.serve(t, "--password-file", file, "--one-off-password")
	_, oneOff, _ := strings.Cut(sv.stderr.String(), "password for this run: ")
	oneOff, _, _ = strings.Cut(oneOff, "\n")
	for _, c := range []struct {
		user      string
		passwords []string
		in        bool
	}{
		{me(), []string{"wonder"}, true},
		{me(), []string{"", "Wonder", "wonder"}, true},
		{me(), []string{"build"}, false},
		{"nobody-here", []string{"build"}, false},
		{"carol", []string{"wonder", "build", ""}, false},
		{"carol", []string{oneOff}, false},
		{me(), []string{oneOff}, true},
	} {
		_, err := sv.dial(t, c.user, tryPasswords(c.passwords...))
		var auth *ssh.AuthError
		if c.in && err != nil || !c.in && !errors.As(err, &auth) {
			t.Errorf("%s, %q: want in %v, got %v", c.user, c.passwords, c.in, err)
		}
	}
	if log := sv.stderr.String(); strings.Contains(log, "wonder") || strings.Contains(log, "Wonder") || strings.Count(log, oneOff) != 1 {
		t.Errorf("there is a password in the log:\n%s", log)
	}
	// What follows is what a user without a terminal sees.
	sv.user = filepath.Join(s.dir, "stranger")
	newKey(t, sv.user)
	sv.run(t, "HOST", "true").refused(t, `permission denied for user "`+me()+`"`, "publickey SHA256:", "the server takes publickey,password")
	got := sv.run(t, "-v", "-o", "PubkeyAuthentication=no", "HOST", "true")
	if want := `password not asked for reason="there is no terminal to ask on"`; !strings.Contains(got.stderr, want) {
		t.Errorf("want %q in %q", want, got.stderr)
	}
}

// authorize sets the line of the user's key, with options in front.
func (s *site) authorize(t *testing.T, options string) {
	t.Helper()
	write(t, s.authorized, "# keys\n"+options+" "+string(s.userKey.PublicKey().AppendLine(nil, "")))
}

func TestOptionsOfAuthorizedKeys(t *testing.T) {
	t.Parallel()
	sv := newSite(t).serve(t, "-o", "AcceptEnv=*")
	const command = "echo asked"
	denied := "the server takes publickey"
	for _, c := range []struct {
		options string
		want    string // the output, or a part of the error
	}{
		{`command="echo forced; echo \"$SSH_ORIGINAL_COMMAND\""`, "forced\necho asked\n"},
		{`restrict,command="echo forced"`, "forced\n"},
		{`expiry-time="20200101"`, denied},
		{`expiry-time="29990101Z"`, "asked\n"},
		{`from="192.0.2.0/24"`, denied},
		{`from="127.0.0.0/8,!127.0.0.1"`, denied},
		{`from="127.0.0.?"`, "asked\n"},
		{`from="127.0.0.0/8"`, "asked\n"},
		{`no-such-option`, denied},
		{`cert-authority`, denied},
		{`#`, denied},
		{`no-pty`, "asked\n"},
		{``, "asked\n"},
	} {
		sv.authorize(t, c.options)
		got := sv.run(t, "HOST", command)
		if c.want == denied {
			got.refused(t, denied)
		} else if want := (result{c.want, "", 0}); got != want {
			t.Errorf("%s: want %v, got %v", c.options, want, got)
		}
	}
	// A forced command takes the place of a shell, too.
	sv.authorize(t, `command="echo \"[${SSH_ORIGINAL_COMMAND-none}]\""`)
	sv.run(t, "HOST").is(t, result{"[none]\n", "", 0})
	// Whatever the client asks for, no-pty gives no terminal.
	for _, options := range []string{"no-pty", "restrict"} {
		sv.authorize(t, options)
		got := sv.run(t, "-tt", "HOST", "true")
		if got.status != 255 || !strings.Contains(got.stderr, "PTY allocation request failed") {
			t.Errorf("%s: got %v", options, got)
		}
	}
}

func TestForcedCommandOfTheServerGoesFirst(t *testing.T) {
	t.Parallel()
	sv := newSite(t).serve(t, "-o", `ForceCommand=echo "server  $SSH_ORIGINAL_COMMAND"`)
	sv.authorize(t, `command="echo key"`)
	sv.run(t, "HOST", "echo asked").is(t, result{"server  echo asked\n", "", 0})
}

// The file is read at each login.
func TestRemovedKeyIsOutAtOnce(t *testing.T) {
	t.Parallel()
	sv := newSite(t).serve(t)
	sv.run(t, "HOST", "echo in").is(t, result{"in\n", "", 0})
	lines := read(t, sv.authorized)
	write(t, sv.authorized, "")
	sv.run(t, "HOST", "echo in").refused(t, "permission denied")
	if err := os.Remove(sv.authorized); err != nil {
		t.Fatal(err)
	}
	sv.run(t, "HOST", "echo in").refused(t, "permission denied")
	write(t, sv.authorized, "junk\n\n"+lines)
	sv.run(t, "HOST", "echo in").is(t, result{"in\n", "", 0})
	sv.stderr.await(t, 0, "key authorized user="+newEnv().user+" place="+sv.authorized+":3 ")
}

func TestClientTriesItsKeysInOrder(t *testing.T) {
	t.Parallel()
	sv := newSite(t).serve(t)
	stranger := filepath.Join(sv.dir, "stranger")
	newKey(t, stranger)
	sv.run(t, "-i", stranger, "HOST", "echo in").is(t, result{"in\n", "", 0}) // behind it comes the user's
	sv.user = stranger
	sv.run(t, "-o", "PreferredAuthentications=password", "HOST", "true").refused(t, "tried nothing; the server takes publickey")
	sv.run(t, "-o", "PubkeyAuthentication=no", "HOST", "true").refused(t, "permission denied", "the server takes publickey")
}

func TestAttemptsAreCounted(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	file := write(t, filepath.Join(s.dir, "passwords"), me()+":"+hashOf(t, "wonder", 4)+"\n")
	sv := s.serve(t, "--password-file", file, "-o", "MaxAuthTries=2")
	if _, err := sv.dial(t, me(), tryPasswords("a", "wonder")); err != nil {
		t.Errorf("one attempt failed, two may: %v", err)
	}
	var auth *ssh.AuthError
	_, err := sv.dial(t, me(), tryPasswords("a", "b", "wonder"))
	if err == nil || errors.As(err, &auth) || !strings.Contains(err.Error(), "disconnected") {
		t.Errorf("two attempts failed: want a disconnect, got %v", err)
	}
	// Questions whether a key would do are none: a user with many keys gets in.
	var flags []string
	for _, name := range []string{"a", "b", "c"} {
		file := filepath.Join(s.dir, name)
		newKey(t, file)
		flags = append(flags, "-i", file)
	}
	sv.run(t, append(flags, "HOST", "echo in")...).is(t, result{"in\n", "", 0})
}

func TestSessionsAreCounted(t *testing.T) {
	t.Parallel()
	sv := newSite(t).serve(t, "-o", "MaxSessions=2")
	client, err := sv.dial(t, me(), ssh.PublicKeys(sv.userKey))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	in, _ := newPipe(t)
	for range 2 {
		cmd := client.Command("cat")
		cmd.Stdin = in
		if err := cmd.Start(ctx); err != nil {
			t.Fatal(err)
		}
	}
	_, err = client.Run(ctx, "true")
	if want := "too many sessions"; err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("want %q, got %v", want, err)
	}
}

func newPipe(t *testing.T) (r, w *os.File) {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close(); r.Close() })
	return r, w
}
