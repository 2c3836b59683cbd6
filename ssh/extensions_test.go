package ssh_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/wire"
)

// TestWhatBothSidesSayOfThemselves reads the extensions that either side was told.
func TestWhatBothSidesSayOfThemselves(t *testing.T) {
	got := make(chan ssh.Extensions, 1)
	cfg, addr := newPair(t, func(s *ssh.Server) {
		s.Handle("exec", func(s *ssh.Session) { got <- s.Login.Extensions })
		s.Algorithms.UserKey = []string{"ssh-ed25519"}
	})
	cfg.Elevation = "d"
	cl := dial(t, addr, cfg)
	if _, err := cl.Run(testContext(t), "up"); err != nil {
		t.Fatal(err)
	}
	want := ssh.Extensions{wire.ExtInfoInAuth: "0", wire.ExtPing: "0", wire.ExtElevation: "d"}
	if d := cmp.Diff(want, <-got); d != "" {
		t.Errorf("what the server was told (-want +got)\n%s", d)
	}
	want = ssh.Extensions{wire.ExtServerSigAlgs: "ssh-ed25519", wire.ExtHostbound: "0", wire.ExtPing: "0", wire.ExtAgentForward: "0"}
	ours := cl.Extensions()
	if d := cmp.Diff(want, ours); d != "" {
		t.Errorf("what the client was told (-want +got)\n%s", d)
	}
	clear(ours)
	if len(cl.Extensions()) == 0 {
		t.Error("the extensions are not the caller's own")
	}
}

// TestTheServersAlgorithmsComeAgainForTheUser counts the EXT_INFOs of a login.
func TestTheServersAlgorithmsComeAgainForTheUser(t *testing.T) {
	cfg, addr := newPair(t, serveBulk)
	var log lines
	cfg.Logger = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	dial(t, addr, cfg)
	if got := log.count("EXT_INFO received"); got != 2 {
		t.Errorf("want two of them, got %d", got)
	}
}

func TestPing(t *testing.T) {
	conns := make(chan *ssh.ServerConn, 1)
	cfg, addr := newPair(t, func(s *ssh.Server) {
		s.Handle("exec", func(s *ssh.Session) { conns <- s.Conn() })
	})
	cl := dial(t, addr, cfg)
	ctx := testContext(t)
	if _, err := cl.Run(ctx, "up"); err != nil {
		t.Fatal(err)
	}
	sc := <-conns
	for who, ping := range map[string]func(context.Context) (time.Duration, error){"client": cl.Ping, "server": sc.Ping} {
		for range 3 {
			if d, err := ping(ctx); err != nil || d <= 0 {
				t.Errorf("%s: got %v, %v", who, d, err)
			}
			if err := cl.Rekey(); err != nil { // whose messages go around the ping's
				t.Error(err)
			}
		}
	}
	gone, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := cl.Ping(gone); err == nil {
		// It may have been answered at once.
		t.Log("answered before the context was looked at")
	}
	cl.Close()
	if _, err := cl.Ping(ctx); err == nil {
		t.Error("want an error behind the end")
	}
}

// TestChaffLooksLikeAKey compares the sizes of what goes by: of typed characters and their
// echoes, and of chaff and its answers.
func TestChaffLooksLikeAKey(t *testing.T) {
	cfg, addr := newPair(t, func(s *ssh.Server) {
		s.Handle("exec", func(s *ssh.Session) { io.Copy(s, s) })
	})
	nc, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	seen, ctx := &sizes{Conn: nc}, testContext(t)
	cl, err := ssh.NewClient(ctx, seen, addr, cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer cl.Close()
	cmd := cl.Command("echo")
	in, out := io.Pipe()
	echo, back := io.Pipe()
	cmd.Stdin, cmd.Stdout = in, back
	if err := cmd.Start(ctx); err != nil {
		t.Fatal(err)
	}
	// The sizes of what one does, once all before it has gone by.
	sizes := func(do func()) (sent, received []int) {
		time.Sleep(20 * time.Millisecond)
		before := len(seen.list())
		do()
		for len(seen.list()) < before+2 && ctx.Err() == nil {
			time.Sleep(time.Millisecond)
		}
		for _, n := range seen.list()[before:] {
			if n < 0 {
				sent = append(sent, -n)
			} else {
				received = append(received, n)
			}
		}
		return sent, received
	}
	keySent, keyEcho := sizes(func() {
		out.Write([]byte("x"))
		io.ReadFull(echo, make([]byte, 1))
	})
	sent, received := sizes(func() {
		if err := cl.Chaff(); err != nil {
			t.Error(err)
		}
	})
	if !slices.Equal(sent, keySent) || !slices.Equal(received, keyEcho) {
		t.Errorf("a key: %v and %v; chaff: %v and %v", keySent, keyEcho, sent, received)
	}
	out.Close()
}

// sizes notes how much its owner reads, as positive numbers, and writes.
type sizes struct {
	net.Conn
	mu  sync.Mutex // guards all
	all []int
}

func (c *sizes) note(n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.all = append(c.all, n)
}

func (c *sizes) list() []int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.all)
}

func (c *sizes) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.note(n)
	return n, err
}

func (c *sizes) Write(p []byte) (int, error) {
	n, err := c.Conn.Write(p)
	c.note(-n)
	return n, err
}

// TestPingAsksOnlyWhoAnswers: a server that knows no PING would end the connection, or not
// answer.
func TestPingAsksOnlyWhoAnswers(t *testing.T) {
	cfg, addr := newPair(t, func(s *ssh.Server) { serveBulk(s) })
	var log lines
	cfg.Logger = slog.New(slog.NewTextHandler(&log, nil))
	cl := dial(t, addr, cfg)
	ssh.ForgetExtensions(cl)
	if _, err := cl.Ping(testContext(t)); !errors.Is(err, errors.ErrUnsupported) || !strings.Contains(err.Error(), "pings") {
		t.Errorf("want errors.ErrUnsupported, got %v", err)
	}
}
