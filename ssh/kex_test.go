package ssh_test

import (
	"log/slog"
	"strings"
	"sync"
	"testing"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/ssh/kex"
)

// allMethods starts a server that offers every key exchange method.
func allMethods(t testing.TB) (cfg *ssh.ClientConfig, addr string) {
	t.Helper()
	return newPair(t, func(s *ssh.Server) {
		serveBulk(s)
		s.Algorithms.Kex = kex.AllMethods()
	})
}

func TestEveryKeyExchangeMethod(t *testing.T) {
	cfg, addr := allMethods(t)
	for _, method := range kex.AllMethods() {
		cfg.Algorithms.Kex = []string{method}
		cl := dial(t, addr, cfg)
		if _, err := cl.Run(testContext(t), "up"); err != nil {
			t.Errorf("%s: %v", method, err)
		}
		if got := cl.Algorithms().Kex; got != method {
			t.Errorf("want %s, got %s", method, got)
		}
		cl.Close()
	}
}

// TestAnExchangeThatIsNotPostQuantumSaysSo counts the line, which comes once, whatever is
// exchanged later.
func TestAnExchangeThatIsNotPostQuantumSaysSo(t *testing.T) {
	cfg, addr := allMethods(t)
	for _, method := range kex.AllMethods() {
		m, _ := kex.LookupMethod(method)
		want := 1
		if m.PostQuantum {
			want = 0
		}
		if want == 1 && !strings.HasPrefix(method, "curve") && !strings.HasPrefix(method, "ecdh") && !strings.HasPrefix(method, "rsa") {
			continue // the same, and slower
		}
		var log lines
		cfg.Logger = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelInfo}))
		cfg.Algorithms.Kex = []string{method}
		cl := dial(t, addr, cfg)
		if err := cl.Rekey(); err != nil {
			t.Fatal(err)
		}
		if _, err := cl.Run(testContext(t), "up"); err != nil {
			t.Errorf("%s: %v", method, err)
		}
		if got := log.count("is not post-quantum"); got != want {
			t.Errorf("%s: want the line %d times, got %d", method, want, got)
		}
		cl.Close()
	}
}

// TestManyWaitForOneTransientKey connects several clients by RSA before the server has a
// key for it.
func TestManyWaitForOneTransientKey(t *testing.T) {
	cfg, addr := allMethods(t)
	cfg.Algorithms.Kex = []string{"rsa2048-sha256"}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			cl, err := ssh.Dial(testContext(t), addr, cfg)
			if err != nil {
				t.Error(err)
				return
			}
			cl.Close()
		})
	}
	all.Wait()
}
