package ssh_test

import (
	"context"
	"errors"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/glassh/glassh/ssh"
)

// A stalling connection hands over the first bytes of what comes, and then hangs, as a
// server does that has stopped in the middle.
type stalling struct {
	net.Conn
	mu    sync.Mutex // guards left
	left  int
	stuck func() // called when it hangs
}

func (c *stalling) Read(p []byte) (int, error) {
	c.mu.Lock()
	left := c.left
	c.mu.Unlock()
	if left == 0 {
		c.stuck()
		// Until the deadline that the end of the context sets.
		var buf [1]byte
		for {
			if _, err := c.Conn.Read(buf[:]); err != nil {
				return 0, err
			}
		}
	}
	n, err := c.Conn.Read(p[:min(len(p), left)])
	c.mu.Lock()
	c.left -= n
	c.mu.Unlock()
	return n, err
}

// TestAContextEndsALoginThatHangsAnywhere lets servers stop behind each few bytes of
// theirs, of the version, the exchange of keys and the login.
func TestAContextEndsALoginThatHangsAnywhere(t *testing.T) {
	noLeaks(t)
	cfg, addr := newPair(t, nil)
	cfg.Guesses = new(ssh.GuessCache)
	stages := 0
	for left := 0; ; left += 61 {
		nc, err := net.Dial("tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(context.Background())
		slow := &stalling{Conn: nc, left: left, stuck: cancel}
		began := time.Now()
		cl, err := ssh.NewClient(ctx, slow, addr, cfg)
		cancel()
		if err == nil {
			cl.Close()
			break
		}
		nc.Close()
		stages++
		if !errors.Is(err, context.Canceled) {
			t.Errorf("behind %d bytes: want %v, got %v", left, context.Canceled, err)
		}
		if d := time.Since(began); d > 10*time.Second {
			t.Errorf("behind %d bytes: it took %v", left, d)
		}
	}
	if stages < 20 {
		t.Errorf("want it hang in many places, got %d", stages)
	}
}
