package ssh_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/ssh/userauth"
)

var errNo = errors.New("no")

// answers gives one password after the other, and then an error.
func answers(passwords ...string) func(context.Context) ([]byte, error) {
	return func(context.Context) ([]byte, error) {
		if len(passwords) == 0 {
			return nil, errNo
		}
		p := passwords[0]
		passwords = passwords[1:]
		return []byte(p), nil
	}
}

// byPassword lets "secret" in.
func byPassword(s *ssh.Server) {
	s.Password = func(_ context.Context, l ssh.Login, password []byte) (any, error) {
		if string(password) != "secret" {
			return nil, errNo
		}
		return "by password", nil
	}
}

func login(t *testing.T, addr string, cfg *ssh.ClientConfig) error {
	cl, err := ssh.Dial(testContext(t), addr, cfg)
	if err == nil {
		cl.Close()
	}
	return err
}

func TestPasswordIsTriedAgain(t *testing.T) {
	cfg, addr := newPair(t, byPassword)
	cfg.Auth = []ssh.Auth{ssh.Password(3, answers("wrong", "secret"))}
	if err := login(t, addr, cfg); err != nil {
		t.Error(err)
	}
	cfg.Auth = []ssh.Auth{ssh.Password(3, answers("wrong", "wrong", "wrong", "secret"))}
	var denied *ssh.AuthError
	if err := login(t, addr, cfg); !errors.As(err, &denied) || !slices.Contains(denied.Left, "password") {
		t.Errorf("want an AuthError that lists password, got %v", err)
	}
}

func TestAnUnknownKeyFallsBackToThePassword(t *testing.T) {
	cfg, addr := newPair(t, byPassword)
	right := cfg.Auth[0]
	cfg.Auth = []ssh.Auth{ssh.PublicKeys(newKey(t)), ssh.Password(1, answers("secret"))}
	if err := login(t, addr, cfg); err != nil {
		t.Error(err)
	}
	cfg.Auth = []ssh.Auth{ssh.PublicKeys(newKey(t))}
	if err := login(t, addr, cfg); err == nil || strings.Contains(err.Error(), "secret") {
		t.Errorf("want a refusal without secrets, got %v", err)
	}
	strangers := []keys.Signer{newKey(t), newKey(t)}
	cfg.Auth = []ssh.Auth{ssh.PublicKeys(strangers...)}
	var denied *ssh.AuthError
	if err := login(t, addr, cfg); !errors.As(err, &denied) || !slices.Equal(denied.Tried, []string{
		"publickey " + strangers[0].PublicKey().Fingerprint(), "publickey " + strangers[1].PublicKey().Fingerprint(),
	}) {
		t.Errorf("want an AuthError that lists both keys, got %v", err)
	}
	cfg.Auth = []ssh.Auth{ssh.PublicKeys(newKey(t), newKey(t)), right}
	if err := login(t, addr, cfg); err != nil {
		t.Errorf("two wrong keys and then the right one: %v", err)
	}
}

func TestKeyboardInteractiveInTwoRounds(t *testing.T) {
	cfg, addr := newPair(t, func(s *ssh.Server) {
		s.PublicKey = nil
		s.Interactive = func(_ context.Context, _ ssh.Login, ask ssh.Asker) (any, error) {
			a, err := ask("name", "instruction", []userauth.Prompt{{Text: "Colour: ", Echo: true}, {Text: "Token: "}})
			if err != nil {
				return nil, err
			}
			b, err := ask("", "", []userauth.Prompt{{Text: "Again: "}})
			if err != nil {
				return nil, err
			}
			if !slices.Equal(a, []string{"blue", "1234"}) || !slices.Equal(b, []string{"5678"}) {
				return nil, errNo
			}
			return nil, nil
		}
	})
	rounds := 0
	cfg.Auth = []ssh.Auth{ssh.Interactive(1, func(_ context.Context, name, instruction string, prompts []userauth.Prompt) ([]string, error) {
		if rounds++; rounds == 1 {
			if name != "name" || instruction != "instruction" || !prompts[0].Echo || prompts[1].Text != "Token: " {
				return nil, fmt.Errorf("other questions: %q %q %v", name, instruction, prompts)
			}
			return []string{"blue", "1234"}, nil
		}
		return []string{"5678"}, nil
	})}
	if err := login(t, addr, cfg); err != nil {
		t.Error(err)
	}
}

func TestPartialSuccessAsksForTheOtherMethod(t *testing.T) {
	cfg, addr := newPair(t, func(s *ssh.Server) {
		byKey := s.PublicKey
		s.PublicKey = func(ctx context.Context, l ssh.Login, key *keys.PublicKey) (any, error) {
			if _, err := byKey(ctx, l, key); err != nil {
				return nil, err
			}
			return nil, &ssh.PartialSuccess{Methods: []string{"password"}}
		}
		byPassword(s)
	})
	byKey := cfg.Auth[0]
	cfg.Auth = []ssh.Auth{byKey, ssh.Password(1, answers("secret"))}
	if err := login(t, addr, cfg); err != nil {
		t.Errorf("key and password: %v", err)
	}
	cfg.Auth = []ssh.Auth{byKey}
	if err := login(t, addr, cfg); err == nil {
		t.Error("the key alone let the user in")
	}
}

func TestTooManyFailuresEndTheConnection(t *testing.T) {
	cfg, addr := newPair(t, func(s *ssh.Server) { byPassword(s); s.MaxAuthTries = 2 })
	cfg.Auth = []ssh.Auth{ssh.Password(9, answers("a", "b", "c", "d"))}
	if err := login(t, addr, cfg); err == nil || !strings.Contains(err.Error(), "too many authentication failures") {
		t.Errorf("want the server's DISCONNECT, got %v", err)
	}
}

func TestTheBannerIsShownEscaped(t *testing.T) {
	cfg, addr := newPair(t, func(s *ssh.Server) { s.Banner = "Welcome\x1b[2J\n" })
	var got string
	cfg.Banner = func(text string) { got += text }
	if err := login(t, addr, cfg); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(got, "Welcome") || strings.Contains(got, "\x1b") || !strings.HasSuffix(got, "\n") {
		t.Errorf("got %q", got)
	}
}

func TestThePermitIsThatOfTheKeyThatSigned(t *testing.T) {
	permits := make(chan any, 1)
	asked := 0
	cfg, addr := newPair(t, func(s *ssh.Server) {
		byKey := s.PublicKey
		s.PublicKey = func(ctx context.Context, l ssh.Login, key *keys.PublicKey) (any, error) {
			if _, err := byKey(ctx, l, key); err != nil && asked > 0 {
				return nil, err
			}
			asked++ // the first is told that its key would do, and never signs
			return asked, nil
		}
		s.Handle("exec", func(s *ssh.Session) { permits <- s.Permit })
	})
	cfg.Auth = []ssh.Auth{ssh.PublicKeys(stubborn{newKey(t)}, newKey(t)), cfg.Auth[0]}
	if _, err := dial(t, addr, cfg).Run(testContext(t), "x"); err != nil {
		t.Fatal(err)
	}
	if got := <-permits; got != 2 {
		t.Errorf("want permit 2, of the key that signed, got %v", got)
	}
}

// stubborn signs something other than it should.
type stubborn struct{ keys.Signer }

func (s stubborn) Sign(rand io.Reader, algorithm string, _ []byte) ([]byte, error) {
	return s.Signer.Sign(rand, algorithm, []byte("something else"))
}

// A key that would ask for a passphrase does not, unless the server takes it.
func TestReluctantKeyIsOfferedBeforeItSigns(t *testing.T) {
	taken, refused := newKey(t), newKey(t)
	cfg, addr := newPair(t, func(s *ssh.Server) {
		s.PublicKey = func(_ context.Context, _ ssh.Login, key *keys.PublicKey) (any, error) {
			if key.Equal(taken.PublicKey()) {
				return nil, nil
			}
			return nil, errors.New("not this one")
		}
	})
	for _, c := range []struct {
		key  keys.Signer
		want int // signatures
	}{{refused, 0}, {taken, 1}} {
		asking := &asking{Signer: c.key}
		cfg.Auth = []ssh.Auth{ssh.PublicKeys(asking)}
		if err := login(t, addr, cfg); (err == nil) != (c.want > 0) {
			t.Errorf("want %d signatures, got %v", c.want, err)
		}
		if asking.asked != c.want {
			t.Errorf("want %d signatures, got %d", c.want, asking.asked)
		}
	}
}

type asking struct {
	keys.Signer
	asked int
}

func (*asking) Reluctant() bool { return true }

func (a *asking) Sign(rand io.Reader, algorithm string, message []byte) ([]byte, error) {
	a.asked++
	return a.Signer.Sign(rand, algorithm, message)
}
