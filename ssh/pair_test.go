package ssh_test

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"net"
	"os"
	"testing"
	"time"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/ssh/keys"
)

// within is how long a test may take before it counts as hanging.
const within = 60 * time.Second

func testContext(t testing.TB) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), within)
	t.Cleanup(cancel)
	return ctx
}

func newKey(t testing.TB) *keys.PrivateKey {
	key, err := keys.GenerateEd25519(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// pairLog shows the protocol's events if GLASSH_TEST_LOG is set.
func pairLog(who string) *slog.Logger {
	if os.Getenv("GLASSH_TEST_LOG") == "" {
		return nil
	}
	return slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelDebug})).With("side", who)
}

// newPair starts a server with the handlers that set registers, and returns a
// configuration for its clients and its address.
func newPair(t testing.TB, set func(*ssh.Server)) (cfg *ssh.ClientConfig, addr string) {
	t.Helper()
	return newPairOn(t, set, func(ln net.Listener) net.Listener { return ln })
}

// newPairOn is newPair with a listener that is made of the network's.
func newPairOn(t testing.TB, set func(*ssh.Server), wrap func(net.Listener) net.Listener) (cfg *ssh.ClientConfig, addr string) {
	t.Helper()
	host, user := newKey(t), newKey(t)
	srv := &ssh.Server{
		HostKeys: []keys.Signer{host},
		PublicKey: func(_ context.Context, l ssh.Login, key *keys.PublicKey) (any, error) {
			if l.User != "user" || !key.Equal(user.PublicKey()) {
				return nil, errors.New("not known")
			}
			return "by key", nil
		},
		Logger: pairLog("server"),
	}
	if set != nil {
		set(srv)
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		srv.Serve(ctx, wrap(ln))
	}()
	t.Cleanup(func() {
		cancel()
		select {
		case <-done:
		case <-time.After(10 * time.Second):
			t.Error("the server did not end")
		}
	})
	return &ssh.ClientConfig{
		User: "user", Auth: []ssh.Auth{ssh.PublicKeys(user)},
		HostKey: ssh.FixedHostKey(host.PublicKey()), Logger: pairLog("client"),
	}, ln.Addr().String()
}

func dial(t testing.TB, addr string, cfg *ssh.ClientConfig) *ssh.Client {
	t.Helper()
	cl, err := ssh.Dial(testContext(t), addr, cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cl.Close() })
	return cl
}
