package ssh_test

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/wire"
)

// A conversation is a channel to a server that repeats what it gets, on a connection that
// was quiet for so long that Read fetches for itself.
type conversation struct {
	*ssh.Channel
	cl *ssh.Client
	nc net.Conn
}

func newConversation(t *testing.T, set func(*ssh.Server)) *conversation {
	t.Helper()
	c := beginConversation(t, func(s *ssh.Server, _ *ssh.ClientConfig) {
		if set != nil {
			set(s)
		}
	}, func(nc net.Conn) net.Conn { return nc })
	c.fetches(t)
	return c
}

// beginConversation is newConversation without the rounds.
func beginConversation(t *testing.T, set func(*ssh.Server, *ssh.ClientConfig), wrap func(net.Conn) net.Conn) *conversation {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("sockets are not read without waiting here")
	}
	noLeaks(t)
	var mine ssh.ClientConfig
	cfg, addr := newPair(t, func(s *ssh.Server) {
		s.Handle("exec", func(s *ssh.Session) { io.Copy(s, reader{s}) })
		set(s, &mine)
	})
	cfg.NoFlowControl = mine.NoFlowControl
	nc, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	cl, err := ssh.NewClient(testContext(t), wrap(nc), addr, cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cl.Close() })
	ch, err := cl.Open(testContext(t), "session", nil, func(name string, _ []byte) bool {
		if name == "panic" {
			panic(name)
		}
		return false
	})
	if err != nil {
		t.Fatal(err)
	}
	exec := wire.ExecRequest{Command: []byte("repeat")}
	if ok, err := ch.SendRequest(testContext(t), "exec", true, exec.Append(nil)); !ok || err != nil {
		t.Fatal(ok, err)
	}
	return &conversation{ch, cl, nc}
}

// fetches has words go there and back until Read fetches for itself.
func (c *conversation) fetches(t *testing.T) {
	t.Helper()
	for before, end := c.cl.Turns(), time.Now().Add(10*time.Second); c.cl.Turns() < before+5; {
		if time.Now().After(end) {
			t.Fatal("Read does not fetch for itself each time")
		}
		before = c.cl.Turns()
		for range 10 {
			c.round(t)
		}
	}
}

// round sends something and reads it again.
func (c *conversation) round(t *testing.T) {
	t.Helper()
	p := []byte("word")
	if _, err := c.Write(p); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(c, p); err != nil || string(p) != "word" {
		t.Fatalf("want the word, got %q, %v", p, err)
	}
}

// read starts a Read, which finds nothing, and returns where its error will be.
func (c *conversation) read(t *testing.T) <-chan error {
	t.Helper()
	c.round(t)
	done := make(chan error, 1)
	go func() {
		_, err := c.Read(make([]byte, 1))
		done <- err
	}()
	time.Sleep(20 * time.Millisecond) // so that it waits for the network
	return done
}

// TestWhatEndsAReadThatFetches ends a Read that waits for the network in place of the
// reader, in all ways there are.
func TestWhatEndsAReadThatFetches(t *testing.T) {
	for name, end := range map[string]struct {
		do   func(c *conversation)
		want error // or any
		on   bool  // the connection goes on
	}{
		"a deadline":                {func(c *conversation) { c.SetReadDeadline(time.Now().Add(10 * time.Millisecond)) }, os.ErrDeadlineExceeded, true},
		"a deadline in the past":    {func(c *conversation) { c.SetReadDeadline(time.Unix(1, 0)) }, os.ErrDeadlineExceeded, true},
		"Close of the channel":      {func(c *conversation) { c.Close() }, net.ErrClosed, true},
		"Close of the connection":   {func(c *conversation) { c.cl.Close() }, net.ErrClosed, false},
		"the command's end":         {func(c *conversation) { c.CloseWrite() }, io.EOF, true},
		"the network's end":         {func(c *conversation) { c.nc.Close() }, nil, false},
		"bytes that are no packet":  {func(c *conversation) { c.nc.Write(make([]byte, 64)) }, nil, false},
		"a deadline of the network": {func(c *conversation) { c.nc.SetReadDeadline(time.Unix(1, 0)) }, os.ErrDeadlineExceeded, false},
	} {
		t.Run(name, func(t *testing.T) {
			c := newConversation(t, nil)
			done := c.read(t)
			c.SetReadDeadline(time.Now()) // which leaves nothing behind
			<-done
			c.SetReadDeadline(time.Time{})
			done = c.read(t)
			end.do(c)
			select {
			case err := <-done:
				if err == nil || end.want != nil && !errors.Is(err, end.want) {
					t.Errorf("want %v, got %v", end.want, err)
				}
			case <-time.After(10 * time.Second):
				t.Fatal("Read goes on")
			}
			ctx, cancel := context.WithTimeout(testContext(t), 10*time.Second)
			defer cancel()
			_, _, err := c.cl.SendRequest(ctx, "whatever@example.com", nil)
			if end.on != (err == nil) || ctx.Err() != nil {
				t.Errorf("a request on the connection: %v", err)
			}
		})
	}
}

// TestReadsGoOnBehindADeadline has one end a Read again and again, and loses nothing.
func TestReadsGoOnBehindADeadline(t *testing.T) {
	c := newConversation(t, nil)
	for i := range 100 {
		c.SetReadDeadline(time.Now().Add(time.Duration(i) * 20 * time.Microsecond))
		if _, err := c.Read(make([]byte, 1)); !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Fatal(err)
		}
		c.SetReadDeadline(time.Time{})
		c.round(t)
	}
}

// TestTheReaderTakesItsTurnAgain leaves the connection to itself after a Read that has
// fetched: what comes then finds its reader, and what waits for an answer need not wait
// for that.
func TestTheReaderTakesItsTurnAgain(t *testing.T) {
	t.Run("if nobody reads", func(t *testing.T) {
		c := newConversation(t, nil)
		done := c.read(t) // for longer than there are ticks
		if c.Write([]byte("w")); <-done != nil {
			t.Fatal("want the word")
		}
		for end := time.Now().Add(10 * time.Second); !c.cl.ReaderReads(); time.Sleep(time.Millisecond) {
			if time.Now().After(end) {
				t.Fatal("nobody reads")
			}
		}
		c.round(t)
	})
	t.Run("for an answer", func(t *testing.T) {
		c := newConversation(t, nil)
		for range 100 {
			c.round(t)
			if _, err := c.SendRequest(testContext(t), "whatever@example.com", false, nil); err != nil {
				t.Fatal(err)
			}
			if !c.cl.ReaderReads() {
				t.Fatal("the reader lets the answer wait")
			}
			if _, _, err := c.cl.SendRequest(testContext(t), "whatever@example.com", nil); err != nil {
				t.Fatal(err)
			}
		}
	})
	t.Run("for room", func(t *testing.T) {
		c := newConversation(t, nil)
		go io.Copy(io.Discard, reader{c})
		if _, err := c.Write(make([]byte, 16<<20)); err != nil {
			t.Fatal(err)
		}
	})
	t.Run("for two channels", func(t *testing.T) {
		c := newConversation(t, nil)
		done := c.read(t)
		if _, err := c.cl.Open(testContext(t), "session", nil, nil); err != nil {
			t.Fatal(err)
		}
		before := c.cl.Turns()
		if c.Write([]byte("w")); <-done != nil {
			t.Fatal("want the word")
		}
		if c.cl.Turns() != before {
			t.Error("it is nobody's turn")
		}
	})
	t.Run("for another channel", func(t *testing.T) {
		c := newConversation(t, nil)
		done := c.read(t)
		if err := c.cl.Command("repeat").Run(testContext(t)); err != nil {
			t.Fatal(err)
		}
		if c.Write([]byte("w")); <-done != nil {
			t.Fatal("want the word")
		}
		c.fetches(t) // once that has gone
	})
}

// TestTheReaderKeepsItsTurn where a Read that fetches could not be ended, or would not be
// the only one who waits for something.
func TestTheReaderKeepsItsTurn(t *testing.T) {
	same := func(nc net.Conn) net.Conn { return nc }
	none := func(*ssh.Server, *ssh.ClientConfig) {}
	for name, begin := range map[string]func(t *testing.T) *conversation{
		"of what is no socket": func(t *testing.T) *conversation {
			return beginConversation(t, none, func(nc net.Conn) net.Conn { return struct{ net.Conn }{nc} })
		},
		"without flow control": func(t *testing.T) *conversation {
			return beginConversation(t, func(s *ssh.Server, cfg *ssh.ClientConfig) {
				s.NoFlowControl, cfg.NoFlowControl = "s", "p"
			}, same)
		},
		"with two channels": func(t *testing.T) *conversation {
			c := beginConversation(t, none, same)
			if _, err := c.cl.Open(testContext(t), "session", nil, nil); err != nil {
				t.Fatal(err)
			}
			return c
		},
	} {
		t.Run(name, func(t *testing.T) {
			c := begin(t)
			for range 100 {
				c.round(t)
			}
			if n := c.cl.Turns(); n > 0 {
				t.Errorf("the reader has given up its turn %d times", n)
			}
		})
	}
}

// TestAPanicInAReadThatFetches has a function panic that is called for a request of the
// peer, in the goroutine of a user who recovers: he leaves nobody who reads, and so the
// connection ends.
func TestAPanicInAReadThatFetches(t *testing.T) {
	ask := make(chan struct{})
	c := newConversation(t, func(s *ssh.Server) {
		s.Handle("exec", func(s *ssh.Session) {
			go func() {
				<-ask
				s.Channel().SendRequest(s.Context(), "panic", false, nil)
			}()
			io.Copy(s, reader{s})
		})
	})
	panicked := make(chan any, 1)
	go func() {
		defer func() { panicked <- recover() }()
		c.Read(make([]byte, 1))
	}()
	time.Sleep(20 * time.Millisecond)
	close(ask)
	if p := <-panicked; p != "panic" {
		t.Fatalf("want a panic, got %v", p)
	}
	soon(t, "the connection", func() { c.cl.Wait() })
}

// TestKeysAreExchangedByReads exchanges keys while there is no reader but the user.
func TestKeysAreExchangedByReads(t *testing.T) {
	c := newConversation(t, func(s *ssh.Server) { s.Rekey.Bytes = 2048 })
	for range 500 {
		c.round(t)
	}
}

// TestReadsThatFetchDoNotAllocate counts what a word there and back costs both ends.
func TestReadsThatFetchDoNotAllocate(t *testing.T) {
	c := newConversation(t, nil)
	p := []byte("word")
	limit, best := 0.1, 1e9
	if raceDetector {
		limit = 8
	}
	for round := 0; round < 5 && best > limit; round++ {
		best = min(best, testing.AllocsPerRun(500, func() {
			c.Write(p)
			io.ReadFull(c, p)
		}))
	}
	if best > limit {
		t.Errorf("want no allocation for a word, got %v", best)
	}
}

// TestAReadEndsBeforeTheLastWords ends the channel and, before who fetches has noticed it,
// the connection, whose peer does not take the last words.
func TestAReadEndsBeforeTheLastWords(t *testing.T) {
	var stalls atomic.Bool
	goOn := make(chan struct{})
	c := newConversation(t, func(s *ssh.Server) {
		s.SessionLimit = func(any) int {
			if stalls.Load() {
				<-goOn
			}
			return 10
		}
	})
	defer close(goOn)
	done := c.read(t)
	stalls.Store(true)
	go c.cl.Open(testContext(t), "session", nil, nil)
	c.nc.(*net.TCPConn).SetWriteBuffer(1)
	c.SetWriteDeadline(time.Now().Add(100 * time.Millisecond))
	if _, err := c.Write(make([]byte, 16<<20)); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Fatal(err)
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	c.Close()
	go c.cl.Close()
	select {
	case <-done:
	case <-time.After(500 * time.Millisecond):
		t.Error("Read goes on")
	}
}
