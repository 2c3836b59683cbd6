package agent_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/glassh/glassh/ssh/agent"
	"github.com/glassh/glassh/ssh/keys"
)

func TestEachTypeOfKeySigns(t *testing.T) {
	ctx := testContext(t)
	c := connect(t, newServer(t, agent.Config{}))
	message := []byte("message")
	for _, typ := range keys.Types() {
		if strings.HasPrefix(typ, "sk-") {
			continue // they are in devices
		}
		bits := 0
		if typ == "ssh-rsa" {
			bits = 2048
		}
		k, err := keys.Generate(typ, rand.Reader, bits)
		if err != nil {
			t.Fatal(err)
		}
		for _, cert := range []*keys.PublicKey{nil, certify(t, k, key(9), keys.UserCertificate, "alice")} {
			public := k.PublicKey()
			if cert != nil {
				public = cert
			}
			mustAdd(t, c, agent.AddIdentity{Key: k, Certificate: cert, Comment: typ})
			ids, err := c.List(ctx)
			if err != nil || len(ids) != 1 || !bytes.Equal(ids[0].Blob, public.Blob()) || ids[0].Comment != typ {
				t.Fatalf("%s: listed %v, %v", public.Type(), ids, err)
			}
			signer, err := c.Signer(ctx, ids[0])
			if err != nil {
				t.Fatal(err)
			}
			for _, algorithm := range signer.Algorithms() {
				if sig, err := signer.Sign(nil, algorithm, message); err != nil {
					t.Errorf("%s: %v", algorithm, err)
				} else if err := public.Verify(algorithm, message, sig); err != nil {
					t.Errorf("%s: %v", algorithm, err)
				}
			}
			if err := c.Remove(ctx, public.Blob()); err != nil {
				t.Errorf("%s: %v", public.Type(), err)
			}
		}
	}
}

// An RSA key signs as the flags say, and never with SHA-1.
func TestSignFlags(t *testing.T) {
	ctx := testContext(t)
	c := connect(t, newServer(t, agent.Config{}))
	k, err := keys.Generate("ssh-rsa", rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	mustAdd(t, c, agent.AddIdentity{Key: k})
	for _, test := range []struct {
		flags agent.SignFlags
		want  string
	}{
		{0, ""}, {agent.RSASHA256, "rsa-sha2-256"}, {agent.RSASHA512, "rsa-sha2-512"},
		{agent.RSASHA256 | agent.RSASHA512, "rsa-sha2-256"}, {1, ""}, {agent.RSASHA512 | 8, ""},
	} {
		sig, err := c.Sign(ctx, blob(k), []byte("message"), test.flags)
		switch {
		case test.want == "" && !errors.Is(err, agent.ErrFailure):
			t.Errorf("flags %d: want a failure, got %v", test.flags, err)
		case test.want != "" && k.PublicKey().Verify(test.want, []byte("message"), sig) != nil:
			t.Errorf("flags %d: no signature by %s: %v", test.flags, test.want, err)
		}
	}
}

func TestAddingAgainReplaces(t *testing.T) {
	c := connect(t, newServer(t, agent.Config{}))
	mustAdd(t, c, agent.AddIdentity{Key: key(1), Comment: "first", Constraints: agent.Constraints{Confirm: true}})
	mustAdd(t, c, agent.AddIdentity{Key: key(2), Comment: "second"})
	mustAdd(t, c, agent.AddIdentity{Key: key(1), Comment: "third"})
	ids, err := c.List(testContext(t))
	if err != nil || len(ids) != 2 || ids[0].Comment != "third" || ids[1].Comment != "second" {
		t.Errorf("listed %v, %v", ids, err)
	}
	if _, err := c.Sign(testContext(t), blob(key(1)), nil, 0); err != nil {
		t.Errorf("the old limits are still there: %v", err)
	}
}

func TestLifetime(t *testing.T) {
	ck := &clock{time.Now()}
	c := connect(t, newServer(t, agent.Config{Now: ck.Now, Lifetime: time.Hour}))
	mustAdd(t, c, agent.AddIdentity{Key: key(1), Constraints: agent.Constraints{Lifetime: 60}})
	mustAdd(t, c, agent.AddIdentity{Key: key(2)}) // an hour
	for _, step := range []struct {
		later time.Duration
		want  int
	}{{59 * time.Second, 2}, {time.Second, 1}, {58 * time.Minute, 1}, {time.Minute, 0}} {
		ck.now = ck.now.Add(step.later)
		if got := count(t, c); got != step.want {
			t.Errorf("%v later there are %d keys, want %d", step.later, got, step.want)
		}
	}
	if _, err := c.Sign(testContext(t), blob(key(2)), nil, 0); !errors.Is(err, agent.ErrFailure) {
		t.Errorf("a key that has expired: %v", err)
	}
}

func TestConfirm(t *testing.T) {
	var asked []agent.Question
	answer := func(context.Context) bool { return true }
	s := newServer(t, agent.Config{Confirm: func(ctx context.Context, q agent.Question) bool {
		asked = append(asked, q)
		return answer(ctx)
	}})
	c, other := connect(t, s), connect(t, s)
	ctx := testContext(t)
	limits := agent.Constraints{Confirm: true}
	sign := func() error { _, err := c.Sign(ctx, blob(key(1)), nil, 0); return err }
	for _, test := range []struct {
		name   string
		answer func(context.Context) bool
		want   error
	}{
		{"yes", func(context.Context) bool { return true }, nil},
		{"no", func(context.Context) bool { return false }, agent.ErrFailure},
		{"removed meanwhile", func(context.Context) bool { other.Remove(ctx, blob(key(1))); return true }, agent.ErrFailure},
		{"replaced meanwhile", func(context.Context) bool {
			other.Add(ctx, agent.AddIdentity{Key: key(1), Constraints: limits})
			return true
		}, agent.ErrFailure},
		{"locked meanwhile", func(context.Context) bool { other.Lock(ctx, []byte("secret")); return true }, agent.ErrFailure},
	} {
		answer = test.answer
		mustAdd(t, c, agent.AddIdentity{Key: key(1), Comment: "mine", Constraints: limits})
		if err := sign(); err != test.want {
			t.Errorf("%s: %v, want %v", test.name, err, test.want)
		}
	}
	want := agent.Question{Fingerprint: key(1).PublicKey().Fingerprint(), Comment: "mine"}
	if len(asked) != 5 || asked[0] != want {
		t.Errorf("asked %+v, want five times %+v", asked, want)
	}

	// An agent that can ask nobody does not use such a key.
	c = connect(t, newServer(t, agent.Config{}))
	mustAdd(t, c, agent.AddIdentity{Key: key(1), Constraints: limits})
	if err := sign(); err != agent.ErrFailure {
		t.Errorf("without Confirm: %v, want %v", err, agent.ErrFailure)
	}
}

func TestLock(t *testing.T) {
	ctx := testContext(t)
	s := newServer(t, agent.Config{})
	c := connect(t, s)
	mustAdd(t, c, agent.AddIdentity{Key: key(1)})
	if err := c.Lock(ctx, nil); err != agent.ErrFailure {
		t.Errorf("an empty passphrase: %v", err)
	}
	if err := c.Unlock(ctx, []byte("secret")); err != agent.ErrFailure {
		t.Errorf("unlocking what is not locked: %v", err)
	}
	if err := c.Lock(ctx, []byte("secret")); err != nil {
		t.Fatal(err)
	}
	for name, err := range map[string]error{
		"sign":       func() error { _, err := c.Sign(ctx, blob(key(1)), nil, 0); return err }(),
		"add":        c.Add(ctx, agent.AddIdentity{Key: key(2)}),
		"remove":     c.Remove(ctx, blob(key(1))),
		"remove all": c.RemoveAll(ctx),
		"lock":       c.Lock(ctx, []byte("secret")),
		"unlock":     c.Unlock(ctx, []byte("guess")),
	} {
		if err != agent.ErrFailure {
			t.Errorf("%s in a locked agent: %v", name, err)
		}
	}
	if n := count(t, c); n != 0 {
		t.Errorf("a locked agent lists %d keys", n)
	}
	if err := connect(t, s).Unlock(ctx, []byte("secret")); err != nil {
		t.Fatal(err)
	}
	if n := count(t, c); n != 1 {
		t.Errorf("behind the lock there are %d keys, want 1", n)
	}
}

// Each wrong passphrase takes a tenth of a second more, on however many connections.
func TestGuessesWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := agent.NewServer(agent.Config{})
		defer s.Close()
		ctx := context.Background()
		c := connect(t, s)
		defer c.Close()
		if err := c.Lock(ctx, []byte("secret")); err != nil {
			t.Fatal(err)
		}
		start := time.Now()
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				c := connect(t, s)
				defer c.Close()
				if err := c.Unlock(ctx, []byte("guess")); err != agent.ErrFailure {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if got, want := time.Since(start), (1+2+3+4)*100*time.Millisecond; got != want {
			t.Errorf("four guesses took %v, want %v", got, want)
		}
		if err := c.Unlock(ctx, []byte("secret")); err != nil {
			t.Error(err)
		}
	})
}

func TestExtensions(t *testing.T) {
	ctx := testContext(t)
	c := connect(t, newServer(t, agent.Config{}))
	names, err := c.Query(ctx)
	if err != nil || strings.Join(names, " ") != "query session-bind@openssh.com" {
		t.Errorf("query: %q, %v", names, err)
	}
	// RFC 9987 §5.7 tells what is not there from what did not work.
	if _, err := c.Extension(ctx, "nothing@example.com", nil); err != agent.ErrUnsupported {
		t.Errorf("an unknown extension: %v, want %v", err, agent.ErrUnsupported)
	}
	if _, err := c.Extension(ctx, agent.ExtensionQuery, []byte{0}); err != agent.ErrFailure {
		t.Errorf("a query with contents: %v, want %v", err, agent.ErrFailure)
	}
}

func TestThereIsRoomFor2048Keys(t *testing.T) {
	c := connect(t, newServer(t, agent.Config{}))
	for i := range agent.MaxIdentities + 1 {
		seed := make([]byte, 32)
		seed[0], seed[1] = byte(i), byte(i>>8)
		err := c.Add(testContext(t), agent.AddIdentity{Key: keys.NewEd25519(seed)})
		if full := i == agent.MaxIdentities; (err != nil) != full {
			t.Fatalf("key %d: %v", i, err)
		}
	}
	if n := count(t, c); n != agent.MaxIdentities {
		t.Errorf("there are %d keys", n)
	}
	// No more than one message can list, either.
	c = connect(t, newServer(t, agent.Config{}))
	mustAdd(t, c, agent.AddIdentity{Key: key(1), Comment: strings.Repeat("x", 200<<10)})
	if err := c.Add(testContext(t), agent.AddIdentity{Key: key(2), Comment: strings.Repeat("x", 100<<10)}); err != agent.ErrFailure {
		t.Errorf("more than a message can list: %v", err)
	}
	if n := count(t, c); n != 1 {
		t.Errorf("there are %d keys, want 1", n)
	}
}

func TestManyConnectionsAtOnce(t *testing.T) {
	s := newServer(t, agent.Config{Confirm: func(context.Context, agent.Question) bool { return true }})
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			c, k := connect(t, s), key(byte(i%3))
			for j := range 50 {
				ctx := testContext(t)
				switch j % 4 {
				case 0:
					if err := c.Add(ctx, agent.AddIdentity{Key: k, Constraints: agent.Constraints{Confirm: i%2 == 0, Lifetime: 100}}); err != nil {
						t.Error(err)
					}
				case 1, 2:
					sig, err := c.Sign(ctx, blob(k), []byte("message"), 0)
					if err == nil {
						err = k.PublicKey().Verify("ssh-ed25519", []byte("message"), sig)
					}
					if err != nil && err != agent.ErrFailure {
						t.Error(err)
					}
				case 3:
					if err := c.Remove(ctx, blob(k)); err != nil && err != agent.ErrFailure {
						t.Error(err)
					}
				}
			}
		})
	}
	all.Wait()
}
