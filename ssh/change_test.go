package ssh_test

import (
	"context"
	"testing"

	"github.com/glassh/glassh/ssh"
)

func TestAPasswordIsChanged(t *testing.T) {
	for _, c := range []struct {
		what    string
		choices []string // the new passwords, one after the other
		changes bool     // the server changes passwords
		ok      bool
	}{
		{"at once", []string{"better"}, true, true},
		{"to one that would not do, and another", []string{"short", "better"}, true, true},
		{"to none that would do", []string{"short", "short", "short", "short"}, true, false},
		{"not by the user", nil, true, false},
		{"not by the server", []string{"better"}, false, false},
	} {
		t.Run(c.what, func(t *testing.T) {
			set := "" // by the server
			cfg, addr := newPair(t, func(s *ssh.Server) {
				s.PublicKey = nil
				s.Password = func(_ context.Context, _ ssh.Login, password []byte) (any, error) {
					if string(password) != "old" {
						return nil, errNo
					}
					return nil, &ssh.PasswordExpired{Prompt: "It is old\x1b[2J."}
				}
				if !c.changes {
					return
				}
				s.ChangePassword = func(_ context.Context, _ ssh.Login, old, new []byte) (any, error) {
					switch {
					case string(old) != "old":
						return nil, errNo
					case string(new) == "short":
						return nil, &ssh.PasswordExpired{Prompt: "It is too short."}
					}
					set = string(new)
					return nil, nil
				}
			})
			var given [][]byte
			var prompts []string
			cfg.Auth = []ssh.Auth{ssh.ChangeablePassword(3, answers("old"),
				func(_ context.Context, prompt string) (old, new []byte, err error) {
					prompts = append(prompts, prompt)
					if len(c.choices) == 0 {
						return nil, nil, errNo
					}
					old, new = []byte("old"), []byte(c.choices[0])
					c.choices = c.choices[1:]
					given = append(given, old, new)
					return old, new, nil
				})}
			err := login(t, addr, cfg)
			if (err == nil) != c.ok || c.ok && set != "better" {
				t.Errorf("want success %v, got %v; the password is %q", c.ok, err, set)
			}
			for _, b := range given {
				for _, x := range b {
					if x != 0 {
						t.Fatalf("%q is not wiped", b)
					}
				}
			}
			if c.changes && (len(prompts) == 0 || prompts[0] != `It is old\x1b[2J.`) {
				t.Errorf("the user reads %q", prompts)
			}
		})
	}
}

// A request to change a password that does not come after the server's.
func TestAChangeThatNobodyAskedForIsJudgedByItself(t *testing.T) {
	nc, _, ended := serveRawClient(t, func(s *ssh.Server) {
		byPassword(s)
		s.ChangePassword = func(_ context.Context, _ ssh.Login, old, _ []byte) (any, error) {
			if string(old) != "secret" {
				return nil, errNo
			}
			return nil, nil
		}
	})
	r := dialRaw(t, nc)
	c := newRawAuth(r)
	if ev := c.try(c.c.ChangePassword([]byte("wrong"), []byte("new"))); ev.Kind != failure {
		t.Errorf("got %+v", ev)
	}
	if ev := c.try(c.c.ChangePassword([]byte("secret"), []byte("new"))); ev.Kind != success {
		t.Errorf("got %+v", ev)
	}
	nc.Close()
	<-ended
}
