package ssh_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/ssh/connection"
	"github.com/glassh/glassh/wire"
)

func TestRunReturnsOutputAndExitStatus(t *testing.T) {
	cfg, addr := newPair(t, func(s *ssh.Server) {
		s.Handle("exec", func(s *ssh.Session) {
			fmt.Fprintf(s, "out of %q by %s\n", s.Command, s.User)
			fmt.Fprint(s.Stderr(), "errors\n")
			if s.Permit != "by key" {
				t.Errorf("want the permit of the key, got %v", s.Permit)
			}
			if s.Command == "fail" {
				s.Exit(7)
			}
			if s.Command == "die" {
				s.ExitSignal(wire.SignalKILL, true, "killed\x07")
			}
		})
	})
	cl := dial(t, addr, cfg)
	ctx := testContext(t)
	out, err := cl.Run(ctx, "a command")
	if err != nil || string(out) != "out of \"a command\" by user\n" {
		t.Fatalf("got %q, %v", out, err)
	}
	_, err = cl.Run(ctx, "fail")
	var exit *ssh.ExitError
	if !errors.As(err, &exit) || exit.Status != 7 || string(exit.Stderr) != "errors\n" {
		t.Fatalf("want exit status 7, got %v", err)
	}
	_, err = cl.Run(ctx, "die")
	if !errors.As(err, &exit) || exit.Signal != "KILL" || !exit.CoreDumped || strings.Contains(exit.Message, "\x07") {
		t.Fatalf("want a signal, got %+v", err)
	}
}

// randomReader gives n bytes that both sides can tell.
func randomReader(seed uint64, n int64) io.Reader {
	r := rand.NewChaCha8([32]byte{byte(seed)})
	return io.LimitReader(r, n)
}

func sum(r io.Reader) (int64, [32]byte, error) {
	h := sha256.New()
	n, err := io.Copy(h, r)
	return n, [32]byte(h.Sum(nil)), err
}

const bulk = 32 << 20

// serveBulk handles "up", which answers with the hash of its input, and "down",
// which sends bulk bytes.
func serveBulk(s *ssh.Server) {
	s.Handle("exec", func(s *ssh.Session) {
		switch s.Command {
		case "up":
			n, h, err := sum(s.Channel())
			fmt.Fprintf(s, "%d %x %v", n, h, err)
		case "down":
			if _, err := io.Copy(s, randomReader(1, bulk)); err != nil {
				s.Exit(1)
			}
		}
	})
}

func TestBulkDataBothWaysWithReexchanges(t *testing.T) {
	for _, every := range []uint64{0, 1 << 20} {
		t.Run(fmt.Sprintf("rekey=%d", every), func(t *testing.T) {
			cfg, addr := newPair(t, serveBulk)
			cfg.Rekey.Bytes = every
			cl := dial(t, addr, cfg)
			wantN, want, _ := sum(randomReader(1, bulk))

			var wg sync.WaitGroup
			wg.Go(func() {
				var up bytes.Buffer
				cmd := cl.Command("up")
				cmd.Stdin, cmd.Stdout = randomReader(1, bulk), &up
				if err := cmd.Run(testContext(t)); err != nil {
					t.Error(err)
				}
				if w := fmt.Sprintf("%d %x %v", wantN, want, nil); up.String() != w {
					t.Errorf("want %s, got %s", w, up.String())
				}
			})
			wg.Go(func() {
				down := sha256.New()
				cmd := cl.Command("down")
				cmd.Stdout = down
				if err := cmd.Run(testContext(t)); err != nil {
					t.Error(err)
				}
				if got := [32]byte(down.Sum(nil)); got != want {
					t.Error("what came down differs")
				}
			})
			wg.Wait()
		})
	}
}

func TestManyChannelsAtOnce(t *testing.T) {
	cfg, addr := newPair(t, func(s *ssh.Server) {
		s.MaxSessions = 300
		s.Handle("exec", func(s *ssh.Session) { io.Copy(s, s.Channel()); s.Exit(uint8(len(s.Command))) })
	})
	cl := dial(t, addr, cfg)
	var wg sync.WaitGroup
	for i := range 200 {
		wg.Go(func() {
			want := strings.Repeat(fmt.Sprint(i, " "), 5000)
			var out strings.Builder
			cmd := cl.Command(strings.Repeat("x", i%100+1))
			cmd.Stdin, cmd.Stdout = strings.NewReader(want), &out
			err := cmd.Run(testContext(t))
			var exit *ssh.ExitError
			if !errors.As(err, &exit) || exit.Status != i%100+1 {
				t.Errorf("channel %d: %v", i, err)
			}
			if out.String() != want {
				t.Errorf("channel %d: another echo, of %d bytes", i, out.Len())
			}
		})
	}
	wg.Wait()
}

func TestAStoppedReaderStallsNobodyElse(t *testing.T) {
	cfg, addr := newPair(t, serveBulk)
	cfg.Channels = connection.Config{Window: 64 << 10}
	cl := dial(t, addr, cfg)
	ctx := testContext(t)
	stopped, err := cl.Open(ctx, "session", nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	exec := wire.ExecRequest{Command: []byte("down")}
	if ok, err := stopped.SendRequest(ctx, "exec", true, exec.Append(nil)); !ok || err != nil {
		t.Fatal(ok, err)
	}
	// Nobody reads from stopped. Another transfer goes through all the same.
	h := sha256.New()
	cmd := cl.Command("down")
	cmd.Stdout = h
	if err := cmd.Run(ctx); err != nil {
		t.Fatal(err)
	}
	_, want, _ := sum(randomReader(1, bulk))
	if [32]byte(h.Sum(nil)) != want {
		t.Error("the other channel's data differs")
	}
	if n, got, err := sum(stopped); n != bulk || got != want || err != nil {
		t.Errorf("read late: %d bytes, %v", n, err)
	}
}

func TestDeadlinesOfAChannel(t *testing.T) {
	cfg, addr := newPair(t, func(s *ssh.Server) {
		s.Handle("exec", func(s *ssh.Session) { <-s.Context().Done() })
	})
	cl := dial(t, addr, cfg)
	ctx := testContext(t)
	ch, err := cl.Open(ctx, "session", nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	exec := wire.ExecRequest{Command: []byte("silent")}
	if ok, err := ch.SendRequest(ctx, "exec", true, exec.Append(nil)); !ok || err != nil {
		t.Fatal(ok, err)
	}
	ch.SetDeadline(time.Now().Add(30 * time.Millisecond))
	if _, err := ch.Read(make([]byte, 1)); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("read: want a deadline error, got %v", err)
	}
	// The window fills up, and then the deadline ends the write.
	n, err := ch.Write(make([]byte, 8<<20))
	if !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("write: want a deadline error behind %d bytes, got %v", n, err)
	}
	ch.SetDeadline(time.Time{})
	go func() { time.Sleep(20 * time.Millisecond); ch.Close() }()
	if _, err := ch.Read(make([]byte, 1)); !errors.Is(err, net.ErrClosed) {
		t.Errorf("want Close to end a read, got %v", err)
	}
}

func TestAContextEndsWhateverHangs(t *testing.T) {
	t.Run("a peer that says nothing", func(t *testing.T) {
		ln, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer ln.Close()
		cfg, _ := newPair(t, nil)
		ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
		defer cancel()
		if _, err := ssh.Dial(ctx, ln.Addr().String(), cfg); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("want %v, got %v", context.DeadlineExceeded, err)
		}
	})
	t.Run("a command", func(t *testing.T) {
		ended := make(chan struct{})
		cfg, addr := newPair(t, func(s *ssh.Server) {
			s.Handle("exec", func(s *ssh.Session) { <-s.Context().Done(); close(ended) })
		})
		cl := dial(t, addr, cfg)
		ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
		defer cancel()
		if _, err := cl.Run(ctx, "sleep"); err == nil {
			t.Error("want an error")
		}
		<-ended // the server saw it too
		if _, err := cl.Run(ctx, "x"); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("want %v, got %v", context.DeadlineExceeded, err)
		}
	})
}

func TestTheEndOfTheConnectionReachesEverybody(t *testing.T) {
	cfg, addr := newPair(t, func(s *ssh.Server) {
		s.Handle("exec", func(s *ssh.Session) { <-s.Context().Done() })
	})
	cl := dial(t, addr, cfg)
	result := make(chan error, 1)
	go func() {
		_, err := cl.Run(testContext(t), "hang")
		result <- err
	}()
	time.Sleep(50 * time.Millisecond)
	cl.Close()
	if err := <-result; err == nil {
		t.Error("want an error from the command")
	}
	if err := cl.Wait(); !errors.Is(err, net.ErrClosed) {
		t.Errorf("want %v, got %v", net.ErrClosed, err)
	}
	if _, err := cl.Run(testContext(t), "x"); !errors.Is(err, net.ErrClosed) {
		t.Errorf("behind Close: want %v, got %v", net.ErrClosed, err)
	}
}

func TestInputThatBreaksOffIsAnError(t *testing.T) {
	cfg, addr := newPair(t, func(s *ssh.Server) {
		s.Handle("exec", func(s *ssh.Session) { io.Copy(s, s.Channel()) })
	})
	var out bytes.Buffer
	cmd := dial(t, addr, cfg).Command("cat")
	cmd.Stdin = io.MultiReader(strings.NewReader("half"), iotest.ErrReader(errNo))
	cmd.Stdout = &out
	if err := cmd.Run(testContext(t)); !errors.Is(err, errNo) || out.String() != "half" {
		t.Errorf("want %v behind half of the input, got %v behind %q", errNo, err, out.String())
	}
}
