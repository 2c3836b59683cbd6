package ssh_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/ssh/keys"
)

// A lockedBuffer is a log that several goroutines write and read.
type lockedBuffer struct {
	mu sync.Mutex // guards b
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// waitFor waits until the log has a text.
func (l *lockedBuffer) waitFor(t *testing.T, text string) {
	t.Helper()
	for range 500 {
		if strings.Contains(l.String(), text) {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Errorf("no %q in the log:\n%s", text, l)
}

// TestUsersHaveLimitsOfTheirOwn: what is known of a user before the login decides what holds
// for it, and nobody else.
func TestUsersHaveLimitsOfTheirOwn(t *testing.T) {
	var log lockedBuffer
	cfg, addr := newPair(t, func(s *ssh.Server) {
		s.Banner = "hello all"
		s.ForUser = func(_ context.Context, l ssh.Login, u *ssh.Limits) error {
			switch l.User {
			case "eve":
				return ssh.ErrRefuseConnection
			case "bob":
				u.Banner, u.MaxAuthTries = "hello bob", 1
				u.Logger = slog.New(slog.NewTextHandler(&log, nil))
			case "rsa":
				u.UserKey = []string{"rsa-sha2-512"}
			}
			return nil
		}
		known := s.PublicKey
		s.PublicKey = func(ctx context.Context, l ssh.Login, key *keys.PublicKey) (any, error) {
			l.User = "user"
			return known(ctx, l, key)
		}
		s.Password = func(context.Context, ssh.Login, []byte) (any, error) { return nil, errors.New("wrong") }
		s.Handle("exec", func(s *ssh.Session) { io.WriteString(s, s.User) })
	})
	login := func(user string, auth []ssh.Auth) (banner string, err error) {
		c := *cfg
		c.User, c.Auth = user, auth
		c.Banner = func(text string) { banner += text }
		cl, err := ssh.Dial(testContext(t), addr, &c)
		if err == nil {
			cl.Close()
		}
		return banner, err
	}
	if banner, err := login("ann", cfg.Auth); err != nil || banner != "hello all" {
		t.Errorf("ann: %q, %v", banner, err)
	}
	if banner, err := login("bob", cfg.Auth); err != nil || banner != "hello bob" {
		t.Errorf("bob: %q, %v", banner, err)
	}
	log.waitFor(t, `msg="connection ended" remote=`)
	log.waitFor(t, "sent=")
	wrong := []ssh.Auth{ssh.Password(3, func(context.Context) ([]byte, error) { return []byte("x"), nil })}
	var denied *ssh.AuthError
	if _, err := login("bob", wrong); err == nil || errors.As(err, &denied) {
		t.Errorf("bob has one attempt: %v", err)
	}
	if _, err := login("ann", wrong); !errors.As(err, &denied) {
		t.Errorf("ann has more: %v", err)
	}
	if _, err := login("eve", cfg.Auth); err == nil {
		t.Error("eve came in")
	}
	if _, err := login("rsa", cfg.Auth); err == nil {
		t.Error("a key that the user may not use")
	}
}

// idleServer closes what is idle for 200 ms.
func idleServer(t *testing.T, unused time.Duration) *ssh.Client {
	cfg, addr := newPair(t, func(s *ssh.Server) {
		s.ForUser = func(_ context.Context, _ ssh.Login, u *ssh.Limits) error {
			u.UnusedTimeout = unused
			u.ChannelTimeout = func(kind string) time.Duration {
				if kind == "session:command" || kind == "direct-tcpip" {
					return 200 * time.Millisecond
				}
				return 0
			}
			return nil
		}
		echo := func(s *ssh.Session) { io.Copy(s, s) }
		s.Handle("exec", echo)
		s.Handle("shell", echo)
		s.Forward(&ssh.Forwarding{PermitDial: func(*ssh.ServerConn, string, string) error { return nil }})
	})
	return dial(t, addr, cfg)
}

// TestIdleChannelsAreClosed, and those that are not, or of another kind, go on.
func TestIdleChannelsAreClosed(t *testing.T) {
	cl := idleServer(t, 0)
	ctx := testContext(t)
	open := func(request string, payload []byte) *ssh.Channel {
		ch, err := cl.Open(ctx, "session", nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		if ok, err := ch.SendRequest(ctx, request, true, payload); !ok || err != nil {
			t.Fatal(ok, err)
		}
		return ch
	}
	shell, idle, busy := open("shell", nil), open("exec", []byte{0, 0, 0, 0}), open("exec", []byte{0, 0, 0, 0})
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	forwarded, err := cl.DialContext(ctx, "tcp", ln.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	echo := func(ch *ssh.Channel) error {
		if _, err := ch.Write([]byte("x")); err != nil {
			return err
		}
		_, err := io.ReadFull(ch, make([]byte, 1))
		return err
	}
	began := time.Now()
	for time.Since(began) < 600*time.Millisecond {
		if err := echo(busy); err != nil {
			t.Fatal("a busy channel:", err)
		}
		time.Sleep(20 * time.Millisecond)
	}
	select {
	case <-idle.Closed():
	default:
		t.Error("an idle command goes on")
	}
	forwarded.SetReadDeadline(time.Now().Add(5 * time.Second))
	if _, err := forwarded.Read(make([]byte, 1)); err != io.EOF {
		t.Error("an idle connection:", err)
	}
	if err := echo(shell); err != nil {
		t.Error("a shell:", err)
	}
}

// TestUnusedConnectionsEnd: with the last channel, a time begins.
func TestUnusedConnectionsEnd(t *testing.T) {
	cl := idleServer(t, 300*time.Millisecond)
	ctx := testContext(t)
	ch, err := cl.Open(ctx, "session", nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	time.Sleep(600 * time.Millisecond)
	if _, err := cl.Ping(ctx); err != nil {
		t.Fatal("a connection with a channel:", err)
	}
	ch.Close()
	began := time.Now()
	if err := cl.Wait(); err == nil || !strings.Contains(err.Error(), "no channel") {
		t.Errorf("want why it ended, got %v", err)
	}
	if d := time.Since(began); d < 200*time.Millisecond || d > 5*time.Second {
		t.Errorf("it ended %v behind the last channel", d)
	}
}

// TestUsersHaveRekeyLimitsOfTheirOwn: keys are exchanged by the limit of the user.
func TestUsersHaveRekeyLimitsOfTheirOwn(t *testing.T) {
	for _, limit := range []uint64{0, 64 << 10} {
		var log lockedBuffer
		cfg, addr := newPair(t, func(s *ssh.Server) {
			s.ForUser = func(_ context.Context, _ ssh.Login, u *ssh.Limits) error {
				u.Rekey.Bytes = limit
				u.Logger = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
				return nil
			}
			s.Handle("exec", func(s *ssh.Session) { s.Write(make([]byte, 512<<10)) })
		})
		if out, err := dial(t, addr, cfg).Run(testContext(t), "x"); err != nil || len(out) != 512<<10 {
			t.Fatal(len(out), err)
		}
		if n := strings.Count(log.String(), "negotiated"); (n > 0) != (limit > 0) {
			t.Errorf("limit %d: %d exchanges of keys behind the login:\n%s", limit, n, log.String())
		}
	}
}
