package ssh_test

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"testing"
	"time"

	"github.com/glassh/glassh/ssh"
)

// TestWithoutFlowControl moves data both ways where windows do not count, if both sides
// are for it, and one of them by preference. Then there is one channel at a time.
func TestWithoutFlowControl(t *testing.T) {
	for _, c := range []struct {
		client, server string
		want           bool
	}{{"p", "s", true}, {"s", "p", true}, {"p", "p", true}, {"s", "s", false}, {"p", "", false}, {"", "p", false}, {"p", "yes", false}} {
		t.Run(fmt.Sprintf("client=%s/server=%s", c.client, c.server), func(t *testing.T) {
			cfg, addr := newPair(t, func(s *ssh.Server) {
				serveBulk(s)
				s.NoFlowControl = c.server
			})
			cfg.NoFlowControl = c.client
			cl := dial(t, addr, cfg)
			wantN, want, _ := sum(randomReader(1, bulk))
			for range 2 { // one behind the other is allowed
				var up bytes.Buffer
				cmd := cl.Command("up")
				cmd.Stdin, cmd.Stdout = randomReader(1, bulk), &up
				if err := cmd.Run(testContext(t)); err != nil {
					t.Fatal(err)
				}
				if w := fmt.Sprintf("%d %x %v", wantN, want, nil); up.String() != w {
					t.Errorf("want %s, got %s", w, up.String())
				}
			}
			down := sha256.New()
			cmd := cl.Command("down")
			cmd.Stdout = down
			if err := cmd.Run(testContext(t)); err != nil {
				t.Fatal(err)
			}
			if got := [32]byte(down.Sum(nil)); got != want {
				t.Error("what came down differs")
			}
			first, err := cl.Open(testContext(t), "session", nil, nil)
			if err != nil {
				t.Fatal(err)
			}
			second, err := cl.Open(testContext(t), "session", nil, nil)
			if (err != nil) != c.want {
				t.Errorf("a second channel: want it refused %v, got %v", c.want, err)
			}
			if err == nil {
				second.Close()
			}
			first.Close()
		})
	}
}

// TestAStoppedReaderWithoutFlowControl stops the peer by TCP, and is set free by the end
// of its channel.
func TestAStoppedReaderWithoutFlowControl(t *testing.T) {
	noLeaks(t)
	wrote := make(chan int64, 1)
	cfg, addr := newPair(t, func(s *ssh.Server) {
		s.NoFlowControl = "p"
		s.Handle("exec", func(s *ssh.Session) {
			n, _ := io.Copy(s, randomReader(1, 1<<40))
			wrote <- n
		})
	})
	cfg.NoFlowControl = "s"
	cl := dial(t, addr, cfg)
	r, w := io.Pipe()
	cmd := cl.Command("down")
	cmd.Stdout = w // nobody reads
	if err := cmd.Start(testContext(t)); err != nil {
		t.Fatal(err)
	}
	time.Sleep(200 * time.Millisecond)
	select {
	case n := <-wrote:
		t.Errorf("the server wrote %d bytes to nobody", n)
	default:
	}
	cl.Close()
	r.Close()
	cmd.Wait()
	if n := <-wrote; n > 64<<20 {
		t.Errorf("%d bytes were taken from the server", n)
	}
}
