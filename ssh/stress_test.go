package ssh_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/ssh/connection"
	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/wire"
)

// noLeaks fails if there are more goroutines at the end of the test than now.
func noLeaks(t *testing.T) {
	before := runtime.NumGoroutine()
	t.Cleanup(func() {
		for end := time.Now().Add(5 * time.Second); runtime.NumGoroutine() > before; time.Sleep(5 * time.Millisecond) {
			if time.Now().After(end) {
				stacks := make([]byte, 1<<20)
				t.Fatalf("want %d goroutines, got %d:\n%s", before, runtime.NumGoroutine(), stacks[:runtime.Stack(stacks, true)])
			}
		}
	})
}

// TestReexchangesBySmallLimitsOfBothSides moves data both ways on several channels
// while each side starts an exchange of keys every 4096 bytes, and whenever it
// feels like it.
func TestReexchangesBySmallLimitsOfBothSides(t *testing.T) {
	noLeaks(t)
	const size = 256 << 10
	var server ssh.RekeyLimit = ssh.RekeyLimit{Bytes: 4096, Every: 3 * time.Millisecond}
	cfg, addr := newPair(t, func(s *ssh.Server) {
		s.Rekey = server
		s.Handle("exec", func(s *ssh.Session) { io.Copy(s, s.Channel()) })
	})
	cfg.Rekey = ssh.RekeyLimit{Bytes: 4096, Every: 2 * time.Millisecond}
	cl := dial(t, addr, cfg)
	var wg sync.WaitGroup
	for i := range uint64(3) {
		wg.Go(func() {
			want, _ := io.ReadAll(randomReader(i, size))
			var got bytes.Buffer
			cmd := cl.Command("echo")
			cmd.Stdin, cmd.Stdout = bytes.NewReader(want), &got
			if err := cmd.Run(testContext(t)); err != nil {
				t.Error(err)
			}
			if !bytes.Equal(want, got.Bytes()) {
				t.Errorf("channel %d: another echo, of %d bytes", i, got.Len())
			}
		})
	}
	wg.Wait()
}

// TestEndsInTheMiddleOfEverything closes connections at random times while data
// moves both ways, keys are exchanged, and channels come and go.
func TestEndsInTheMiddleOfEverything(t *testing.T) {
	noLeaks(t)
	cfg, addr := newPair(t, func(s *ssh.Server) {
		s.Rekey.Bytes = 32 << 10
		s.Handle("exec", func(s *ssh.Session) {
			switch s.Command {
			case "echo":
				io.Copy(s, s.Channel())
			case "ignore": // returns without reading its input
			case "flood":
				io.Copy(s, zeros(1<<30))
			}
		})
	})
	cfg.Rekey.Bytes = 48 << 10
	ends := map[string]func(cl *ssh.Client, nc net.Conn, cancel func()){
		"Close":                func(cl *ssh.Client, _ net.Conn, _ func()) { cl.Close() },
		"Close while rekeying": func(cl *ssh.Client, _ net.Conn, _ func()) { cl.Rekey(); cl.Close() },
		"the network":          func(_ *ssh.Client, nc net.Conn, _ func()) { nc.Close() },
		"the context":          func(_ *ssh.Client, _ net.Conn, cancel func()) { cancel() },
	}
	for name, end := range ends {
		t.Run(name, func(t *testing.T) {
			for range 4 {
				nc, err := net.Dial("tcp", addr)
				if err != nil {
					t.Fatal(err)
				}
				cl, err := ssh.NewClient(testContext(t), nc, addr, cfg)
				if err != nil {
					t.Fatal(err)
				}
				ctx, cancel := context.WithCancel(context.Background())
				var wg sync.WaitGroup
				for _, command := range []string{"echo", "ignore", "flood", "none"} {
					wg.Go(func() {
						for ctx.Err() == nil {
							cmd := cl.Command(command)
							cmd.Stdin, cmd.Stdout = zeros(1<<20), io.Discard
							if err := cmd.Run(ctx); errors.Is(err, net.ErrClosed) || cl.Rekey() != nil {
								return
							}
						}
					})
				}
				time.Sleep(time.Duration(rand.IntN(60)) * time.Millisecond)
				end(cl, nc, cancel)
				soon(t, "what ran on the connection", wg.Wait)
				cancel()
				soon(t, "Close", func() { cl.Close() })
			}
		})
	}
}

// TestAServerEndsWithStalledChannels ends a server whose clients read nothing.
func TestAServerEndsWithStalledChannels(t *testing.T) {
	noLeaks(t)
	host, user := newKey(t), newKey(t)
	srv := &ssh.Server{
		HostKeys:  []keys.Signer{host},
		PublicKey: func(context.Context, ssh.Login, *keys.PublicKey) (any, error) { return nil, nil },
	}
	srv.Handle("exec", func(s *ssh.Session) { io.Copy(s, zeros(1<<30)) })
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	var served sync.WaitGroup
	for i := range 4 {
		a, b := net.Pipe()
		served.Go(func() { srv.ServeConn(ctx, b) })
		if i%2 == 0 { // the network stalls
			r := dialRaw(t, a).login(user)
			r.exec("flood")
			continue
		}
		cl, err := ssh.NewClient(ctx, a, "host", &ssh.ClientConfig{
			User: "user", Auth: []ssh.Auth{ssh.PublicKeys(user)}, HostKey: ssh.FixedHostKey(host.PublicKey()),
		})
		if err != nil {
			t.Fatal(err)
		}
		defer cl.Close()
		ch, err := cl.Open(ctx, "session", nil, nil) // the window is spent
		if err != nil {
			t.Fatal(err)
		}
		exec := wire.ExecRequest{Command: []byte("flood")}
		if _, err := ch.SendRequest(ctx, "exec", true, exec.Append(nil)); err != nil {
			t.Fatal(err)
		}
	}
	time.Sleep(50 * time.Millisecond)
	cancel()
	soon(t, "the server", served.Wait)
}

// TestAContextEndsALoginInEveryStep cuts logins short after ever more time.
func TestAContextEndsALoginInEveryStep(t *testing.T) {
	noLeaks(t)
	cfg, addr := newPair(t, nil)
	in := 0
	for wait := time.Duration(0); in < 3 && wait < 200*time.Millisecond; wait += wait/8 + 50*time.Microsecond {
		ctx, cancel := context.WithTimeout(context.Background(), wait)
		cl, err := ssh.Dial(ctx, addr, cfg)
		switch {
		case err == nil:
			in++
			cl.Close()
		case !errors.Is(err, context.DeadlineExceeded) && !strings.Contains(err.Error(), "timeout"):
			t.Errorf("after %v: %v", wait, err)
		}
		cancel()
	}
	if in == 0 {
		t.Error("no login went through")
	}
}

// TestChannelsClosedWhileTheOtherSideWrites closes channels under their writers,
// by either side, and shows that the connection goes on.
func TestChannelsClosedWhileTheOtherSideWrites(t *testing.T) {
	noLeaks(t)
	cfg, addr := newPair(t, func(s *ssh.Server) {
		s.MaxSessions = 100
		s.Channels.Window = 16 << 10
		s.Handle("exec", func(s *ssh.Session) {
			switch s.Command {
			case "write":
				io.Copy(s, zeros(1<<30))
			case "close":
				io.ReadFull(s, make([]byte, 10_000))
			case "alive":
				fmt.Fprint(s, "alive")
			}
		})
	})
	cfg.Channels = connection.Config{Window: 16 << 10}
	cl := dial(t, addr, cfg)
	ctx := testContext(t)
	var wg sync.WaitGroup
	for i := range 40 {
		wg.Go(func() {
			ch, err := cl.Open(ctx, "session", nil, nil)
			if err != nil {
				t.Error(err)
				return
			}
			command := []string{"write", "close"}[i%2]
			exec := wire.ExecRequest{Command: []byte(command)}
			if ok, err := ch.SendRequest(ctx, "exec", true, exec.Append(nil)); !ok || err != nil {
				t.Error(ok, err)
			}
			if command == "write" {
				io.ReadFull(ch, make([]byte, 20_000))
			} else if _, err := io.Copy(ch, zeros(1<<30)); err == nil {
				t.Error("a closed channel took everything")
			}
			ch.Close()
		})
	}
	soon(t, "a channel", wg.Wait)
	if out, err := cl.Run(ctx, "alive"); string(out) != "alive" || err != nil {
		t.Errorf("got %q, %v", out, err)
	}
}

// TestFloodsThatCostNothing sends what a peer may send without end: the connection
// holds, and its memory with it.
func TestFloodsThatCostNothing(t *testing.T) {
	noLeaks(t)
	nc, user, _ := serveRawClient(t, hang)
	r := dialRaw(t, nc).login(user)
	id := r.exec("hang")
	go func() {
		for {
			if _, err := r.nc.Read(make([]byte, 64<<10)); err != nil {
				return // the answers do not matter
			}
		}
	}()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	messages := []func([]byte) []byte{
		(&wire.ChannelWindowAdjust{Recipient: id}).Append,
		(&wire.ChannelWindowAdjust{Recipient: 99, Add: 1}).Append,
		(&wire.ChannelSuccess{Recipient: id}).Append,
		(&wire.RequestSuccess{}).Append,
		(&wire.ChannelRequest{Recipient: id, Type: []byte("window-change"), WantReply: true}).Append,
		(&wire.ChannelOpen{Type: []byte("x11"), MaxPacket: 1000}).Append,
		(&wire.ChannelOpenConfirmation{Recipient: 3, MaxPacket: 1000}).Append,
		(&wire.ChannelOpenFailure{Recipient: 3}).Append,
		(&wire.ChannelEOF{Recipient: 99}).Append,
		(&wire.ChannelClose{Recipient: 99}).Append,
		(&wire.UserauthRequest{User: []byte("root"), Method: []byte("none")}).Append,
		(&wire.Ignore{Data: make([]byte, 100)}).Append,
	}
	for range 200 {
		for _, message := range messages {
			for range 10 {
				if err := r.m.Send(message(nil)); err != nil {
					t.Fatal(err)
				}
			}
		}
		if err := r.flush(); err != nil {
			t.Fatalf("the server ended the connection: %v", err)
		}
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	if grown := int64(after.HeapAlloc) - int64(before.HeapAlloc); grown > 8<<20 {
		t.Errorf("the heap grew by %d bytes", grown)
	}
}
