//go:build unix

package main

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"testing"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/ssh/userauth"
)

// tryToken answers the questions of keyboard-interactive.
func tryToken(password string) ssh.Auth {
	return ssh.Interactive(1, func(_ context.Context, _, _ string, prompts []userauth.Prompt) ([]string, error) {
		if len(prompts) != 1 || prompts[0] != (userauth.Prompt{Text: "Password: "}) {
			return nil, errors.New("other questions")
		}
		return []string{password}, nil
	})
}

func TestServerAsksForSeveralMethods(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	second := newKey(t, filepath.Join(s.dir, "second"))
	write(t, s.authorized, `command="echo forced",no-pty `+read(t, s.user+".pub")+read(t, filepath.Join(s.dir, "second.pub")))
	file := write(t, filepath.Join(s.dir, "passwords"), me()+":"+hashOf(t, "wonder", 4)+"\n")
	key, other := ssh.PublicKeys(keys.Signer(s.userKey)), ssh.PublicKeys(keys.Signer(second))
	right, wrong := again("wonder"), again("blunder")
	for _, c := range []struct {
		what    string
		options []string
		auth    []ssh.Auth
		in      bool
	}{
		{"a key and a password", []string{"AuthenticationMethods=publickey,password"}, []ssh.Auth{key, right}, true},
		{"a key and a wrong password", []string{"AuthenticationMethods=publickey,password"}, []ssh.Auth{key, wrong}, false},
		{"a key alone", []string{"AuthenticationMethods=publickey,password"}, []ssh.Auth{key}, false},
		{"a key and a question", []string{"AuthenticationMethods=publickey,keyboard-interactive:pam", "KbdInteractiveAuthentication=yes"},
			[]ssh.Auth{key, tryToken("wonder")}, true},
		{"a question", []string{"KbdInteractiveAuthentication=yes"}, []ssh.Auth{tryToken("wonder")}, true},
		{"a question in place of a password", []string{"KbdInteractiveAuthentication=yes", "PasswordAuthentication=no"}, []ssh.Auth{tryToken("wonder")}, true},
		{"no password there", []string{"KbdInteractiveAuthentication=yes", "PasswordAuthentication=no"}, []ssh.Auth{right}, false},
		{"a question that is not asked", nil, []ssh.Auth{tryToken("wonder")}, false},
		{"two keys", []string{"AuthenticationMethods=publickey,publickey"}, []ssh.Auth{key, other}, true},
		{"one key twice", []string{"AuthenticationMethods=publickey,publickey"}, []ssh.Auth{key, key}, false},
	} {
		t.Run(c.what, func(t *testing.T) {
			t.Parallel()
			args := []string{"--password-file", file}
			for _, o := range c.options {
				args = append(args, "-o", o)
			}
			cl, err := s.serveUnknown(t, args...).dial(t, me(), c.auth...)
			if (err == nil) != c.in {
				t.Fatalf("want in %v, got %v", c.in, err)
			}
			if err != nil || !slices.Contains(c.options, "AuthenticationMethods=publickey,password") {
				return
			}
			// What the key allows is no more behind the password.
			if out, err := cl.Run(context.Background(), "echo free"); err != nil || string(out) != "forced\n" {
				t.Errorf("the key's command is not what ran: %q, %v", out, err)
			}
		})
	}
}

// again is a method that tries a password whenever it is asked.
func again(password string) ssh.Auth {
	return ssh.Password(1, func(context.Context) ([]byte, error) { return []byte(password), nil })
}

func TestStrictest(t *testing.T) {
	a := keys.Options{ForceCommand: true, Command: "x", NoPTY: true, PermitOpen: []string{"a:1", "b:2"}, Environment: []string{"A=1"}}
	b := keys.Options{NoX11Forwarding: true, PermitOpen: []string{"b:2", "c:3"}, PermitListen: []string{"1"}, Tunnel: "2", Environment: []string{"A=2", "B=3"}}
	for _, list := range [][2]keys.Options{{a, b}, {b, a}} {
		o, err := strictest(list[0], list[1])
		if err != nil || !o.ForceCommand || o.Command != "x" || !o.NoPTY || !o.NoX11Forwarding || o.Tunnel != "2" ||
			!slices.Equal(o.PermitOpen, []string{"b:2"}) || !slices.Equal(o.PermitListen, []string{"1"}) || len(o.Environment) != 2 {
			t.Errorf("got %+v, %v", o, err)
		}
	}
	if o, err := strictest(keys.Options{PermitOpen: []string{"a:1"}}, keys.Options{PermitOpen: []string{"b:1"}}); err != nil || o.PermitOpen == nil {
		t.Errorf("nothing in common is everything: %+v, %v", o, err)
	}
	for _, other := range []keys.Options{{ForceCommand: true, Command: "y"}, {ForceCommand: true}} {
		if _, err := strictest(a, other); err == nil {
			t.Error("two commands go together")
		}
	}
}
