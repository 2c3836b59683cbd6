package ssh_test

import (
	"io"
	"testing"
	"time"

	"github.com/glassh/glassh/ssh"
)

// TestKeysAreExchangedWithoutFlowControl moves more than a window of data while exchanges
// of keys are due, when data takes another way through the machines.
func TestKeysAreExchangedWithoutFlowControl(t *testing.T) {
	cfg, addr := newPair(t, func(s *ssh.Server) {
		serveBulk(s)
		s.NoFlowControl = "p"
		s.Rekey.Bytes = 1 << 20
	})
	cfg.NoFlowControl, cfg.Rekey.Bytes = "p", 1<<20
	cl := dial(t, addr, cfg)
	cmd := cl.Command("down")
	cmd.Stdout = io.Discard
	if err := cmd.Run(testContext(t)); err != nil {
		t.Fatal(err)
	}
}

// TestCloseBehindAStoppedReader closes a connection whose reader waits for somebody to
// read, at whatever message it stopped.
func TestCloseBehindAStoppedReader(t *testing.T) {
	noLeaks(t)
	for range 10 {
		cfg, addr := newPair(t, func(s *ssh.Server) {
			s.NoFlowControl = "p"
			s.Handle("exec", func(s *ssh.Session) { io.Copy(s, randomReader(1, 1<<40)) })
		})
		cfg.NoFlowControl, cfg.Rekey.Bytes = "p", 100<<10
		cl := dial(t, addr, cfg)
		cmd := cl.Command("down")
		r, w := io.Pipe()
		cmd.Stdout = w // nobody reads
		if err := cmd.Start(testContext(t)); err != nil {
			t.Fatal(err)
		}
		time.Sleep(25 * time.Millisecond)
		closed := make(chan struct{})
		go func() { cl.Close(); close(closed) }()
		select {
		case <-closed:
		case <-time.After(5 * time.Second):
			t.Fatal("Close hangs")
		}
		r.Close()
		cmd.Wait()
	}
}
