package ssh_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/wire"
)

// What users of golang.org/x/crypto/ssh have suffered from for years, one test each, with
// the number of the issue: none of it happens here.

// golang/go#51926, and #15113, #21941, #46536: a timeout covers the TCP connection alone,
// and a server that says nothing, or not enough, holds Dial for ever.
func TestADialThatHangsInTheHandshake(t *testing.T) {
	noLeaks(t)
	for _, says := range []string{"", "hello\r\n", "SSH-2.0-silent\r\n", "SSH-2.0-silent\r\n\x00\x00\x01\x04\x04\x14"} {
		quiet := target(t, "tcp", func(nc net.Conn) {
			io.WriteString(nc, says)
			io.Copy(io.Discard, nc)
		})
		ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
		soon(t, "the end of Dial", func() {
			if _, err := ssh.Dial(ctx, quiet, &ssh.ClientConfig{HostKey: ssh.FixedHostKey(newKey(t).PublicKey())}); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("%q: want %v, got %v", says, context.DeadlineExceeded, err)
			}
		})
		cancel()
	}
}

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

// Likewise: the test lets servers stop behind each few bytes of
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

// golang/go#19338: there are no keepalives, and reads, writes and Wait hang for as long as
// TCP likes.
func TestADeadPeerEndsWaitsReadsAndWrites(t *testing.T) {
	for name, dies := range map[string]func(*cable){
		"packets are lost":   func(cb *cable) { cb.cut.Store(true) },
		"the peer is halted": func(cb *cable) { cb.stuck.Store(true) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cfg, addr := newPair(t, func(s *ssh.Server) { s.Handle("exec", func(s *ssh.Session) { io.Copy(s, s) }) })
			cb := newCable(t, addr)
			cfg.KeepAlive = hasty
			cl := dial(t, cb.addr, cfg)
			ctx := testContext(t)
			open := func() *ssh.Channel {
				ch, err := cl.Open(ctx, wire.ChannelTypeSession, nil, nil)
				if err != nil {
					t.Fatal(err)
				}
				return ch
			}
			reader, writer := open(), open()
			cmd := cl.Command("cat")
			in, _ := io.Pipe()
			cmd.Stdin = in
			defer in.Close()
			if err := cmd.Start(ctx); err != nil {
				t.Fatal(err)
			}
			if ok, err := writer.SendRequest(ctx, "exec", true, (&wire.ExecRequest{Command: []byte("cat")}).Append(nil)); !ok || err != nil {
				t.Fatal(ok, err)
			}
			time.Sleep(4 * hasty.Interval) // a server that answers stays
			if _, _, err := cl.SendRequest(ctx, "ping", nil); err != nil {
				t.Fatal(err)
			}
			dies(cb)
			ends := map[string]func() error{
				"Client.Wait": cl.Wait,
				"Cmd.Wait":    cmd.Wait,
				"Read":        func() error { _, err := reader.Read(make([]byte, 1)); return err },
				"Write": func() (err error) {
					for p := make([]byte, 1<<20); err == nil; {
						_, err = writer.Write(p)
					}
					return err
				},
				"a request": func() error { _, _, err := cl.SendRequest(ctx, "ping", nil); return err },
				"Open":      func() error { _, err := cl.Open(ctx, wire.ChannelTypeSession, nil, nil); return err },
			}
			var all sync.WaitGroup
			for what, f := range ends {
				all.Go(func() {
					err := f()
					var silent *ssh.SilentPeerError
					if !errors.As(err, &silent) || err.Error() != "Timeout, server 127.0.0.1 not responding." {
						t.Errorf("%s: got %v", what, err)
					}
				})
			}
			soon(t, "the end of all", all.Wait)
		})
	}
}

// golang/go#79564, CVE-2026-39830: replies that nobody asked for fill a queue that nobody
// reads, and with it the connection stands still. They come before a request and behind
// its answer, of the connection and of a channel, from a server and from a client.
func TestRepliesThatNobodyAskedFor(t *testing.T) {
	noLeaks(t)
	flood := func(r *raw, channel uint32) {
		for range 1000 {
			for _, message := range []func([]byte) []byte{
				(&wire.RequestSuccess{Rest: []byte("forged")}).Append, (&wire.RequestFailure{}).Append,
				(&wire.ChannelSuccess{Recipient: channel}).Append, (&wire.ChannelFailure{Recipient: channel}).Append,
			} {
				if err := r.m.Send(message(nil)); err != nil {
					r.t.Error(err)
				}
			}
			r.flush()
		}
		// All of them were read once this is refused.
		marker := wire.GlobalRequest{Type: []byte("marker"), WantReply: true}
		r.send(marker.Append)
		r.want(wire.MsgRequestFailure)
	}
	t.Run("from a server", func(t *testing.T) {
		flooded, ask := make(chan bool), make(chan bool)
		cl := rawServed(t, func(r *raw) {
			flood(r, 0)
			flooded <- true
			r.want(wire.MsgGlobalRequest)
			r.send((&wire.RequestSuccess{Rest: []byte("mine")}).Append)
			flood(r, 0)
			close(ask)
			var open wire.ChannelOpen
			open.Parse(r.want(wire.MsgChannelOpen))
			r.send((&wire.ChannelOpenConfirmation{Recipient: open.Sender, Window: 1 << 20, MaxPacket: 32 << 10}).Append)
			r.want(wire.MsgChannelRequest)
			r.send((&wire.ChannelSuccess{Recipient: open.Sender}).Append)
			flood(r, open.Sender)
			status := wire.ExitStatus{Status: 7}
			r.send((&wire.ChannelRequest{Recipient: open.Sender, Type: []byte("exit-status"), Rest: status.Append(nil)}).Append)
			r.send((&wire.ChannelClose{Recipient: open.Sender}).Append)
			r.want(wire.MsgChannelClose)
		})
		soon(t, "the first flood", func() { <-flooded })
		ok, rest, err := cl.SendRequest(testContext(t), "x", nil)
		if !ok || string(rest) != "mine" || err != nil {
			t.Errorf("got %v, %q, %v", ok, rest, err)
		}
		soon(t, "the second flood", func() { <-ask })
		var exit *ssh.ExitError
		if _, err := cl.Run(testContext(t), "x"); !errors.As(err, &exit) || exit.Status != 7 {
			t.Errorf("got %v", err)
		}
	})
	t.Run("from a client", func(t *testing.T) {
		nc, user, _ := serveRawClient(t, hang)
		r := dialRaw(t, nc).login(user)
		flood(r, 0)
		id := r.exec("x")
		flood(r, id)
		r.exec("x")
	})
}

// golang/go#81316, CVE-2026-78662: channels that the peer opens, and that the program never
// looks at, stop the connection; #81317, CVE-2026-56855: so do requests on a channel whose
// requests nobody takes. Here those are refused that are too many, and a command beside
// them goes on.
func TestChannelsThatNobodyDecidesAbout(t *testing.T) {
	noLeaks(t)
	nc, user, _ := serveRawClient(t, func(s *ssh.Server) {
		hang(s)
		s.HandleChannel("hang", func(sc *ssh.ServerConn, in *ssh.Incoming) { <-sc.Context().Done() })
	})
	r := dialRaw(t, nc).login(user)
	id := r.exec("beside")
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	const flood, bound = 20_000, 1024 - 1 // beside the command's
	refused := 0
	for i := range uint32(flood) {
		m := wire.ChannelOpen{Type: []byte("hang"), Sender: i, MaxPacket: 1000}
		if err := r.m.Send(m.Append(nil)); err != nil {
			t.Fatal(err)
		}
		if i%100 != 99 {
			continue
		}
		if err := r.flush(); err != nil {
			t.Fatal(err)
		}
		for refused < int(i)+1-bound { // what is too much is refused at once
			r.want(wire.MsgChannelOpenFailure)
			refused++
		}
	}
	for i := range flood {
		m := wire.ChannelRequest{Recipient: id, Type: []byte("nobody"), WantReply: i == flood-1}
		if err := r.m.Send(m.Append(nil)); err != nil {
			t.Fatal(err)
		}
	}
	if err := r.flush(); err != nil {
		t.Fatal(err)
	}
	r.want(wire.MsgChannelFailure)
	runtime.GC()
	runtime.ReadMemStats(&after)
	if grown := int64(after.HeapAlloc) - int64(before.HeapAlloc); grown > 16<<20 {
		t.Errorf("the heap grew by %d bytes", grown)
	}
}

// golang/go#77035: a listener that nobody accepts from stops the whole connection. Here it
// refuses what is too much, and stalls nobody.
func TestAListenerThatNobodyAcceptsFrom(t *testing.T) {
	cfg, addr := newPair(t, func(s *ssh.Server) {
		forwardsAll(s)
		s.Handle("exec", func(s *ssh.Session) { io.WriteString(s, "quick") })
	})
	cl := dial(t, addr, cfg)
	ctx := testContext(t)
	ln, err := cl.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var waiting []net.Conn
	const backlog, come = 256, 400
	for range come {
		nc, err := net.Dial("tcp", ln.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer nc.Close()
		waiting = append(waiting, nc)
	}
	var refused atomic.Int32
	for _, nc := range waiting { // those over the bound are refused, and hang up
		go func() {
			if _, err := nc.Read(make([]byte, 1)); err != nil && !errors.Is(err, net.ErrClosed) {
				refused.Add(1)
			}
		}()
	}
	soon(t, "the refusal of what is too much", func() {
		for refused.Load() < come-backlog {
			time.Sleep(time.Millisecond)
		}
	})
	time.Sleep(20 * time.Millisecond)
	if n := refused.Load(); n != come-backlog {
		t.Errorf("want %d refused, got %d", come-backlog, n)
	}
	soon(t, "a command beside it", func() {
		if out, err := cl.Run(ctx, "x"); string(out) != "quick" || err != nil {
			t.Errorf("got %q, %v", out, err)
		}
	})
	soon(t, "Close", func() { ln.Close() })
	soon(t, "the end of those that wait", func() {
		for refused.Load() < come {
			time.Sleep(time.Millisecond)
		}
	})
}

// golang/go#18439, #11882, and #79658, #79763: who writes while keys are exchanged waits for
// who waits for them, or spins. Here each side begins exchanges by its limit and at any
// moment besides, while sixteen channels are written both ways.
func TestWritesWhileKeysAreExchanged(t *testing.T) {
	noLeaks(t)
	cfg, addr := newPair(t, func(s *ssh.Server) {
		s.MaxSessions = 20
		s.Rekey.Bytes = 64 << 10
		s.Handle("exec", func(s *ssh.Session) { io.Copy(s, s.Channel()) })
	})
	cfg.Rekey.Bytes = 64 << 10
	cl := dial(t, addr, cfg)
	ctx, cancel := context.WithCancel(testContext(t))
	var exchanges, writers sync.WaitGroup
	exchanges.Go(func() {
		for ctx.Err() == nil {
			if err := cl.Rekey(); err != nil {
				t.Error(err)
				return
			}
			time.Sleep(time.Millisecond)
		}
	})
	for i := range uint64(16) {
		writers.Go(func() {
			want, _ := io.ReadAll(randomReader(i, 128<<10))
			var got bytes.Buffer
			cmd := cl.Command("echo")
			cmd.Stdin, cmd.Stdout = bytes.NewReader(want), &got
			if err := cmd.Run(ctx); err != nil || !bytes.Equal(want, got.Bytes()) {
				t.Errorf("channel %d: %d bytes came back, %v", i, got.Len(), err)
			}
		})
	}
	writers.Wait()
	cancel()
	exchanges.Wait()
}

// golang/go#32453: a Wait behind Run hangs; and #35025: a subsystem has no Wait at all.
func TestWaitBehindRun(t *testing.T) {
	status := func(s *ssh.Session) { s.Exit(3) }
	cfg, addr := newPair(t, func(s *ssh.Server) {
		s.Handle("exec", status)
		s.Handle("subsystem:three", status)
	})
	cl := dial(t, addr, cfg)
	sub := cl.Command("")
	sub.Subsystem = "three"
	for _, cmd := range []*ssh.Cmd{cl.Command("three"), sub} {
		var exit *ssh.ExitError
		if err := cmd.Run(testContext(t)); !errors.As(err, &exit) || exit.Status != 3 {
			t.Errorf("got %v", err)
		}
		for range 2 {
			soon(t, "Wait", func() {
				if err := cmd.Wait(); !errors.As(err, &exit) || exit.Status != 3 {
					t.Errorf("got %v", err)
				}
			})
		}
	}
}
