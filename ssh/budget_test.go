package ssh_test

import (
	"context"
	"errors"
	"os"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/glassh/glassh/ssh"
)

// TestAThousandReadersWhoStopHoldTheBudgetAndStallNobody fills a thousand channels that
// the server accepts and does not read.
func TestAThousandReadersWhoStopHoldTheBudgetAndStallNobody(t *testing.T) {
	const channels, budget = 1000, 8 << 20
	cfg, addr := newPair(t, func(s *ssh.Server) {
		s.Channels.Budget = budget
		s.HandleChannel("sink", func(_ *ssh.ServerConn, in *ssh.Incoming) { in.Accept(nil) })
		s.Handle("exec", func(s *ssh.Session) { s.Write([]byte("alive")) })
	})
	cl := dial(t, addr, cfg)
	ctx := testContext(t)
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	var all sync.WaitGroup
	var mu sync.Mutex // guards sent
	sent := 0
	for range channels {
		ch, err := cl.Open(ctx, "sink", nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		ch.SetWriteDeadline(time.Now().Add(3 * time.Second))
		all.Go(func() {
			n, err := ch.Write(make([]byte, 2<<20))
			if err != nil && !errors.Is(err, os.ErrDeadlineExceeded) {
				t.Error(err)
			}
			mu.Lock()
			defer mu.Unlock()
			sent += n
		})
	}
	soon(t, "a command beside them", func() {
		if out, err := cl.Run(ctx, "x"); string(out) != "alive" || err != nil {
			t.Errorf("got %q, %v", out, err)
		}
	})
	all.Wait()
	runtime.GC()
	runtime.ReadMemStats(&after)
	bound := budget + channels*32<<10
	if grown := int(after.HeapAlloc) - int(before.HeapAlloc); sent > bound || grown > 2*bound {
		t.Errorf("want %d bytes taken at most, got %d; the heap grew by %d", bound, sent, grown)
	}
	if sent < budget/2 {
		t.Errorf("only %d bytes were taken", sent)
	}
}

// TestABusyChannelBesideStoppedOnes moves data while readers of other channels have
// stopped, behind buffers that they keep.
func TestABusyChannelBesideStoppedOnes(t *testing.T) {
	const size = 64 << 20
	cfg, addr := newPair(t, func(s *ssh.Server) {
		s.Handle("exec", func(s *ssh.Session) {
			if s.Command == "flood" {
				s.Channel().SetWriteDeadline(time.Now().Add(10 * time.Second))
			}
			p := make([]byte, 32<<10)
			for range size / len(p) {
				if _, err := s.Write(p); err != nil {
					return
				}
			}
		})
	})
	cl := dial(t, addr, cfg)
	ctx, cancel := context.WithCancel(testContext(t))
	defer cancel()
	gate := make(chan struct{})
	for range 8 {
		cmd := cl.Command("flood")
		cmd.Stdout, cmd.Stderr = blocked(gate), blocked(gate)
		if err := cmd.Start(ctx); err != nil {
			t.Fatal(err)
		}
	}
	defer close(gate)
	var n counter
	cmd := cl.Command("busy")
	cmd.Stdout = &n
	if err := cmd.Run(ctx); err != nil || n != size {
		t.Errorf("%d bytes, %v", n, err)
	}
}

// blocked is a writer that waits until the channel is closed.
type blocked chan struct{}

func (b blocked) Write(p []byte) (int, error) {
	<-b
	return len(p), nil
}

// counter counts what is written.
type counter int

func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}
