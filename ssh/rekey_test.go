package ssh_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/glassh/glassh/ssh"
)

// lines is a writer that counts how often a text is written.
type lines struct {
	mu   sync.Mutex // guards text
	text bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *lines) count(what string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Count(l.text.String(), what)
}

func TestKeysAreExchangedByTimeOnAnIdleConnection(t *testing.T) {
	for _, who := range []string{"client", "server"} {
		t.Run(who, func(t *testing.T) {
			every := ssh.RekeyLimit{Every: 30 * time.Millisecond}
			cfg, addr := newPair(t, func(s *ssh.Server) {
				serveBulk(s)
				if who == "server" {
					s.Rekey = every
				}
			})
			if who == "client" {
				cfg.Rekey = every
			}
			var log lines
			cfg.Logger = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
			cl := dial(t, addr, cfg)
			for end := time.Now().Add(10 * time.Second); log.count("NEWKEYS received") < 4; {
				if time.Now().After(end) {
					t.Fatalf("want keys exchanged again and again, got %d times", log.count("NEWKEYS received"))
				}
				time.Sleep(10 * time.Millisecond)
			}
			if _, err := cl.Run(testContext(t), "up"); err != nil {
				t.Errorf("behind the exchanges: %v", err)
			}
		})
	}
}

func TestRekeyAtTheCallersWord(t *testing.T) {
	cfg, addr := newPair(t, serveBulk)
	var log lines
	cfg.Logger = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	cl := dial(t, addr, cfg)
	if err := cl.Rekey(); err != nil {
		t.Fatal(err)
	}
	if _, err := cl.Run(testContext(t), "up"); err != nil {
		t.Fatal(err)
	}
	if n := log.count("NEWKEYS received"); n != 2 {
		t.Errorf("want 2 exchanges, got %d", n)
	}
}

// TestAnExchangeInTheMiddleOfAWriteBegins writes, in one call, more than there may be under
// one key to a peer that takes it in small packets: the write goes on behind the exchange,
// whose beginning it must not keep in its buffer.
func TestAnExchangeInTheMiddleOfAWriteBegins(t *testing.T) {
	cfg, addr := newPair(t, func(s *ssh.Server) {
		s.Channels.MaxPacket = 8 << 10
		s.Handle("exec", func(s *ssh.Session) { io.Copy(io.Discard, s.Channel()) })
	})
	cfg.Rekey.Bytes = 4096
	cl := dial(t, addr, cfg)
	cmd := cl.Command("take")
	cmd.Stdin = bytes.NewReader(make([]byte, 256<<10))
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	if err := cmd.Run(ctx); err != nil {
		t.Error(err)
	}
}
