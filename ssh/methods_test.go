package ssh_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/ssh/userauth"
)

func methodLists(t *testing.T, lists ...string) func(context.Context, ssh.Login) (ssh.MethodLists, error) {
	t.Helper()
	l, err := ssh.ParseMethodLists(lists...)
	if err != nil {
		t.Fatal(err)
	}
	return func(context.Context, ssh.Login) (ssh.MethodLists, error) { return l, nil }
}

// byToken asks three rounds of questions, the second of which has none.
func byToken(s *ssh.Server) {
	s.InteractiveDevice = "token"
	s.Interactive = func(_ context.Context, _ ssh.Login, ask ssh.Asker) (any, error) {
		for _, round := range [][]userauth.Prompt{{{Text: "Name: ", Echo: true}, {Text: "Token: "}}, nil, {{Text: "Next token: "}}} {
			answers, err := ask("", "", round)
			if err != nil || len(answers) != len(round) || len(round) > 0 && answers[len(answers)-1] != "right" {
				return nil, errors.Join(errNo, err)
			}
		}
		return nil, nil
	}
}

func token(answer string) ssh.Auth {
	return ssh.Interactive(1, func(_ context.Context, _, _ string, prompts []userauth.Prompt) ([]string, error) {
		return slices.Repeat([]string{answer}, len(prompts)), nil
	})
}

func TestMethodLists(t *testing.T) {
	first, second := newKey(t), newKey(t)
	for _, c := range []struct {
		what  string
		lists []string
		auth  []ssh.Auth
		ok    bool
	}{
		{"any, by a password", []string{"any"}, []ssh.Auth{ssh.Password(1, answers("secret"))}, true},
		{"both", []string{"publickey,password"}, []ssh.Auth{ssh.PublicKeys(first), ssh.Password(1, answers("secret"))}, true},
		{"the password first, which the server does not take yet", []string{"publickey,password"},
			[]ssh.Auth{ssh.Password(2, answers("secret", "secret")), ssh.PublicKeys(first)}, true},
		{"the key alone", []string{"publickey,password"}, []ssh.Auth{ssh.PublicKeys(first)}, false},
		{"the key and a wrong password", []string{"publickey,password"}, []ssh.Auth{ssh.PublicKeys(first), ssh.Password(1, answers("x"))}, false},
		{"the second list", []string{"publickey,password", "publickey,keyboard-interactive:token"},
			[]ssh.Auth{ssh.PublicKeys(first), token("right")}, true},
		{"a wrong token", []string{"publickey,keyboard-interactive"}, []ssh.Auth{ssh.PublicKeys(first), token("wrong")}, false},
		{"another device", []string{"keyboard-interactive:pam"}, []ssh.Auth{token("right")}, false},
		{"three", []string{"password,keyboard-interactive,publickey"},
			[]ssh.Auth{ssh.PublicKeys(first), token("right"), ssh.Password(1, answers("secret"))}, true},
		{"two keys", []string{"publickey,publickey"}, []ssh.Auth{ssh.PublicKeys(first, second)}, true},
		{"one key twice", []string{"publickey,publickey"}, []ssh.Auth{ssh.PublicKeys(first), ssh.PublicKeys(first, first)}, false},
		{"a list with a method that is not there", []string{"hostbased", "password"}, []ssh.Auth{ssh.Password(1, answers("secret"))}, true},
		{"none that can be finished", []string{"hostbased", "publickey,hostbased"}, []ssh.Auth{ssh.PublicKeys(first)}, false},
	} {
		t.Run(c.what, func(t *testing.T) {
			cfg, addr := newPair(t, func(s *ssh.Server) {
				byPassword(s)
				byToken(s)
				s.Password, s.PublicKey = nilPermit(s.Password), func(_ context.Context, _ ssh.Login, key *keys.PublicKey) (any, error) {
					if key.Equal(first.PublicKey()) || key.Equal(second.PublicKey()) {
						return nil, nil
					}
					return nil, errNo
				}
				s.Require = methodLists(t, c.lists...)
			})
			cfg.Auth = c.auth
			if err := login(t, addr, cfg); (err == nil) != c.ok {
				t.Errorf("want success %v, got %v", c.ok, err)
			}
		})
	}
}

func nilPermit(f func(context.Context, ssh.Login, []byte) (any, error)) func(context.Context, ssh.Login, []byte) (any, error) {
	return func(ctx context.Context, l ssh.Login, password []byte) (any, error) {
		_, err := f(ctx, l, password)
		return nil, err
	}
}

// A server that is asked twice for the same key by a client of its own mind.
func TestAKeyCountsOnce(t *testing.T) {
	nc, user, ended := serveRawClient(t, func(s *ssh.Server) {
		s.Require = methodLists(t, "publickey,publickey")
		s.MaxAuthTries = 2
	})
	r := dialRaw(t, nc)
	c := newRawAuth(r)
	for i, want := range []bool{true, false} {
		if ev := c.try(c.c.TryKey(user, "ssh-ed25519", nil)); ev.Kind != failure || ev.Partial != want {
			t.Fatalf("use %d: got %+v", i+1, ev)
		}
	}
	if ev := c.try(c.c.Query(user.PublicKey(), "ssh-ed25519")); ev.Kind != failure {
		t.Errorf("the server would take the key again: %+v", ev)
	}
	nc.Close()
	<-ended
}

func TestParseMethodLists(t *testing.T) {
	for _, bad := range [][]string{nil, {""}, {"publickey,"}, {"any", "password"}, {"password,any"}, {"none"}, {"public key"}} {
		if l, err := ssh.ParseMethodLists(bad...); err == nil {
			t.Errorf("%q: got %q", bad, l)
		}
	}
}

// What a key forbids goes on being forbidden when a password follows.
func TestPermitsOfSeveralMethods(t *testing.T) {
	permits := make(chan any, 1)
	for _, c := range []struct {
		what        string
		byPassword  any
		merge       func(a, b any) (any, error)
		ok          bool
		want        any
		methodLists string
	}{
		{"the key's", nil, nil, true, "by key", "publickey,password"},
		{"both, and nothing says what holds", "by password", nil, false, nil, "publickey,password"},
		{"both together", "by password", func(a, b any) (any, error) { return a.(string) + ", " + b.(string), nil }, true,
			"by key, by password", "publickey,password"},
		{"two that do not go together", "by password", func(a, b any) (any, error) { return nil, errNo }, false, nil, "publickey,password"},
	} {
		t.Run(c.what, func(t *testing.T) {
			cfg, addr := newPair(t, func(s *ssh.Server) {
				s.Password = func(context.Context, ssh.Login, []byte) (any, error) { return c.byPassword, nil }
				s.Require, s.Merge = methodLists(t, c.methodLists), c.merge
				s.Handle("exec", func(s *ssh.Session) { permits <- s.Permit })
			})
			cfg.Auth = append(cfg.Auth, ssh.Password(1, answers("x")))
			cl, err := ssh.Dial(testContext(t), addr, cfg)
			if (err == nil) != c.ok {
				t.Fatalf("want success %v, got %v", c.ok, err)
			}
			if err != nil {
				return
			}
			defer cl.Close()
			if _, err := cl.Run(testContext(t), "x"); err != nil {
				t.Fatal(err)
			}
			if got := <-permits; got != c.want {
				t.Errorf("want %v, got %v", c.want, got)
			}
		})
	}
}

func TestAServerThatWantsEverMoreIsLeft(t *testing.T) {
	cfg, addr := newPair(t, func(s *ssh.Server) {
		s.PublicKey = nil
		s.Password = func(context.Context, ssh.Login, []byte) (any, error) {
			return nil, &ssh.PartialSuccess{Methods: []string{"password"}}
		}
	})
	cfg.Auth = []ssh.Auth{ssh.Password(1, func(context.Context) ([]byte, error) { return []byte("x"), nil })}
	soon(t, "the client", func() {
		if err := login(t, addr, cfg); err == nil {
			t.Error("the client is in")
		}
	})
}

// TestAFinishedListAndOneMethodMore has a function ask for more than the lists do.
func TestAFinishedListAndOneMethodMore(t *testing.T) {
	for password, ok := range map[string]bool{"secret": true, "wrong": false} {
		cfg, addr := newPair(t, func(s *ssh.Server) {
			s.Require = methodLists(t, "publickey", "publickey,keyboard-interactive")
			byPassword(s)
			byToken(s)
			s.PublicKey = func(context.Context, ssh.Login, *keys.PublicKey) (any, error) {
				return nil, &ssh.PartialSuccess{Methods: []string{"password"}}
			}
		})
		cfg.Auth = []ssh.Auth{ssh.PublicKeys(newKey(t)), ssh.Password(1, answers(password))}
		if err := login(t, addr, cfg); (err == nil) != ok {
			t.Errorf("%s: want in %v, got %v", password, ok, err)
		}
	}
}
