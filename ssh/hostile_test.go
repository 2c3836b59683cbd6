package ssh_test

import (
	"bytes"
	"context"
	"errors"
	"net"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/ssh/transport"
	"github.com/glassh/glassh/ssh/userauth"
	"github.com/glassh/glassh/wire"
)

// soon fails unless f returns within a few seconds.
func soon(t *testing.T, what string, f func()) {
	t.Helper()
	done := make(chan struct{})
	go func() { defer close(done); f() }()
	select {
	case <-done:
	case <-time.After(5 * time.Second):
		t.Fatalf("%s hangs", what)
	}
}

// hang is a handler that waits for the end of its session.
func hang(s *ssh.Server) { s.Handle("exec", func(s *ssh.Session) { <-s.Context().Done() }) }

func TestAPeerThatAsksAndNeverReadsEndsTheConnection(t *testing.T) {
	for name, message := range map[string]func(id uint32) func([]byte) []byte{
		"channel requests": func(id uint32) func([]byte) []byte {
			return (&wire.ChannelRequest{Recipient: id, Type: []byte("env"), WantReply: true}).Append
		},
		"global requests": func(uint32) func([]byte) []byte {
			return (&wire.GlobalRequest{Type: []byte("keepalive@openssh.com"), WantReply: true}).Append
		},
		"channels": func(uint32) func([]byte) []byte {
			return (&wire.ChannelOpen{Type: []byte("x11"), MaxPacket: 1000}).Append
		},
		"messages that are unknown": func(uint32) func([]byte) []byte {
			return (&wire.Ping{}).Append
		},
	} {
		t.Run(name, func(t *testing.T) {
			nc, user, ended := serveRawClient(t, hang)
			r := dialRaw(t, nc).login(user)
			one := message(r.exec("hang"))
			for sent := 0; ; sent += 100 {
				for range 100 {
					if err := r.m.Send(one(nil)); err != nil {
						t.Fatal(err)
					}
				}
				if r.flush() != nil {
					break
				}
				if sent > 500_000 {
					t.Fatal("half a million questions are taken, and the answers kept")
				}
			}
			soon(t, "the server", func() {
				if err := <-ended; err == nil || errors.Is(err, context.Canceled) {
					t.Errorf("want a reason, got %v", err)
				}
			})
		})
	}
}

func TestACommandEndsWithItsContextWhateverThePeerDoes(t *testing.T) {
	for name, behave := range map[string]func(r *raw){
		"reads, and says nothing": func(r *raw) {
			for {
				if _, err := r.message(); err != nil {
					return
				}
			}
		},
		"stops reading": func(r *raw) {},
	} {
		t.Run(name, func(t *testing.T) {
			cl := rawServed(t, func(r *raw) { r.give(); behave(r) })
			ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
			defer cancel()
			soon(t, "Run", func() {
				if _, err := cl.Run(ctx, "x"); !errors.Is(err, context.DeadlineExceeded) {
					t.Errorf("want %v, got %v", context.DeadlineExceeded, err)
				}
			})
			soon(t, "SendRequest", func() {
				if _, _, err := cl.SendRequest(ctx, "x", nil); !errors.Is(err, context.DeadlineExceeded) {
					t.Errorf("want %v, got %v", context.DeadlineExceeded, err)
				}
			})
			soon(t, "Rekey", func() { cl.Rekey() })
			soon(t, "Close", func() { cl.Close() })
		})
	}
}

func TestADeadlineEndsAWriteToAPeerThatDoesNotRead(t *testing.T) {
	cl := rawServed(t, func(r *raw) { r.give() })
	ctx := testContext(t)
	ch, err := cl.Open(ctx, "session", nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ch.SendRequest(ctx, "exec", true, (&wire.ExecRequest{}).Append(nil)); err != nil {
		t.Fatal(err)
	}
	ch.SetWriteDeadline(time.Now().Add(50 * time.Millisecond))
	soon(t, "Write", func() {
		if n, err := ch.Write(make([]byte, 1<<20)); !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("want a deadline error, got %d, %v", n, err)
		}
	})
	soon(t, "Close of the channel", func() { ch.Close() })
}

func TestWhatWaitsOnAChannelEndsWithIt(t *testing.T) {
	cl := rawServed(t, func(r *raw) {
		r.give()
		for {
			if _, err := r.message(); err != nil {
				return
			}
		}
	})
	ctx := testContext(t)
	ch, err := cl.Open(ctx, "session", nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ch.SendRequest(ctx, "exec", true, (&wire.ExecRequest{}).Append(nil)); err != nil {
		t.Fatal(err)
	}
	written := make(chan error, 1)
	go func() { _, err := ch.Write(make([]byte, 2<<20)); written <- err }()
	asked := make(chan error, 1)
	go func() { _, err := ch.SendRequest(ctx, "x", true, nil); asked <- err }()
	time.Sleep(50 * time.Millisecond)
	ch.CloseWrite()
	soon(t, "a Write behind CloseWrite", func() {
		if <-written == nil {
			t.Error("Write went through a closed window")
		}
	})
	ch.Close()
	soon(t, "a SendRequest behind Close", func() {
		if <-asked == nil {
			t.Error("want an error")
		}
	})
}

func TestExtendedDataThatNobodyReadsIsCredited(t *testing.T) {
	cl := rawServed(t, func(r *raw) {
		r.give()
		for sent := 0; sent < 8<<20; {
			data := wire.ChannelExtendedData{Type: 7, Data: make([]byte, 32<<10)}
			for range 64 { // a window of 2 MiB
				if err := r.send(data.Append); err != nil {
					t.Error(err)
					return
				}
				sent += len(data.Data)
			}
			r.want(wire.MsgChannelWindowAdjust)
		}
		r.send((&wire.ChannelClose{}).Append)
	})
	ctx := testContext(t)
	soon(t, "the command", func() { cl.Run(ctx, "x") })
}

func TestAMessageThatIsTooLongIsAnError(t *testing.T) {
	cfg, addr := newPair(t, func(s *ssh.Server) { s.Handle("exec", func(s *ssh.Session) {}); byPassword(s) })
	cl := dial(t, addr, cfg)
	ctx := testContext(t)
	huge := strings.Repeat("x", 300<<10)
	if _, err := cl.Run(ctx, huge); err == nil {
		t.Error("a command of 300 kB went through")
	}
	if _, _, err := cl.SendRequest(ctx, "x", []byte(huge)); err == nil {
		t.Error("a global request of 300 kB went through")
	}
	if _, err := cl.Open(ctx, huge, nil, nil); err == nil {
		t.Error("a channel type of 300 kB went through")
	}
	if _, err := cl.Run(ctx, "x"); err != nil {
		t.Errorf("the connection does not go on: %v", err)
	}
	cfg.Auth = []ssh.Auth{ssh.Password(1, answers(huge))}
	if login(t, addr, cfg) == nil {
		t.Error("a password of 300 kB went through")
	}
}

func TestAnInteractiveFunctionMayAnswerWhateverItWantsToAnEnd(t *testing.T) {
	for name, verdict := range map[string]error{"yes": nil, "no": errNo} {
		t.Run(name, func(t *testing.T) {
			nc, _, ended := serveRawClient(t, func(s *ssh.Server) {
				s.Interactive = func(_ context.Context, _ ssh.Login, ask ssh.Asker) (any, error) {
					ask("", "", []userauth.Prompt{{Text: "Password: "}})
					return nil, verdict
				}
			})
			r := dialRaw(t, nc)
			c := userauth.NewClient(r.m, "user", r.m.SessionID())
			if err := errors.Join(c.TryInteractive(), r.flush()); err != nil {
				t.Fatal(err)
			}
			r.want(wire.MsgUserauthInfoRequest)
			nc.Close()
			soon(t, "the server", func() {
				if err := <-ended; err == nil {
					t.Error("a client that hung up is in")
				}
			})
		})
	}
}

func TestAnAbandonedInteractiveLoginIsNotAnswered(t *testing.T) {
	nc, _, _ := serveRawClient(t, func(s *ssh.Server) {
		s.PublicKey = nil
		byPassword(s)
		s.Interactive = func(_ context.Context, _ ssh.Login, ask ssh.Asker) (any, error) {
			ask("", "", []userauth.Prompt{{Text: "Password: "}})
			return "by mistake", nil // whatever the error was
		}
	})
	r := dialRaw(t, nc)
	c := userauth.NewClient(r.m, "user", r.m.SessionID())
	ask := func(err error) userauth.ClientEvent {
		t.Helper()
		if err := errors.Join(err, r.flush()); err != nil {
			t.Fatal(err)
		}
		payload, err := r.message()
		if err != nil {
			t.Fatal(err)
		}
		ev, err := c.Next(payload)
		if err != nil {
			t.Fatal(err)
		}
		return ev
	}
	ask(c.TryInteractive())
	// Another request in place of the answers (RFC 4252 §5.1).
	c = userauth.NewClient(r.m, "user", r.m.SessionID())
	if ev := ask(c.TryPassword([]byte("wrong"))); ev.Kind != userauth.Failure {
		t.Fatalf("want the password refused, got %+v", ev)
	}
	ask(c.TryInteractive())
	if ev := ask(c.Answer([]string{"two", "answers"})); ev.Kind != userauth.Failure {
		t.Fatalf("want two answers to one question refused, got %+v", ev)
	}
	if ev := ask(c.TryPassword([]byte("secret"))); ev.Kind != userauth.Success {
		t.Fatalf("want the password taken, got %+v", ev)
	}
}

func TestAClientOffersNoMoreKeysThanTheServerTakes(t *testing.T) {
	asked := 0
	cfg, addr := newPair(t, func(s *ssh.Server) {
		s.PublicKey = nil
		byPassword(s)
		s.MaxAuthTries = 2
	})
	var signers []keys.Signer
	for range 5 {
		signers = append(signers, newKey(t))
	}
	cfg.Auth = []ssh.Auth{ssh.PublicKeys(signers...), ssh.Password(1, func(context.Context) ([]byte, error) {
		asked++
		return []byte("secret"), nil
	})}
	if err := login(t, addr, cfg); err != nil || asked != 1 {
		t.Errorf("%d passwords, %v", asked, err)
	}
}

func TestTheEnvironmentIsBounded(t *testing.T) {
	env := make(chan []string, 1)
	nc, user, _ := serveRawClient(t, func(s *ssh.Server) {
		s.AcceptEnv = func(any, string) bool { return true }
		s.Handle("exec", func(s *ssh.Session) { env <- s.Env })
	})
	r := dialRaw(t, nc).login(user)
	id := r.open()
	set := func(name, value string, want wire.Number) {
		t.Helper()
		rest := (&wire.EnvRequest{Name: []byte(name), Value: []byte(value)}).Append(nil)
		request := wire.ChannelRequest{Recipient: id, Type: []byte("env"), WantReply: true, Rest: rest}
		if err := r.send(request.Append); err != nil {
			t.Fatal(err)
		}
		if got, err := r.message(); err != nil || wire.Number(got[0]) != want {
			t.Errorf("%.20s: want %v, got %v, %v", name, want, got, err)
		}
	}
	set("A", strings.Repeat("x", 40<<10), wire.MsgChannelSuccess)
	set("B", strings.Repeat("x", 40<<10), wire.MsgChannelFailure)
	set("C=D", "x", wire.MsgChannelFailure)
	set("C", "x\x00y", wire.MsgChannelFailure)
	set("", "x", wire.MsgChannelFailure)
	for range 127 {
		set("E", "e", wire.MsgChannelSuccess)
	}
	set("F", "f", wire.MsgChannelFailure)
	exec := wire.ChannelRequest{Recipient: id, Type: []byte("exec"), Rest: (&wire.ExecRequest{}).Append(nil)}
	if err := r.send(exec.Append); err != nil {
		t.Fatal(err)
	}
	if got := <-env; len(got) != 128 {
		t.Errorf("want 128 variables, got %d", len(got))
	}
}

func TestTheServerSaysWhyItEndsTheConnection(t *testing.T) {
	nc, user, _ := serveRawClient(t, hang)
	r := dialRaw(t, nc).login(user)
	r.exec("hang")
	time.Sleep(10 * time.Millisecond)
	adjust := wire.ChannelWindowAdjust{Add: 1<<32 - 1}
	if err := r.send(adjust.Append); err != nil {
		t.Fatal(err)
	}
	time.Sleep(50 * time.Millisecond) // a slow reader
	_, err := r.message()
	var bye *transport.DisconnectError
	if !errors.As(err, &bye) || bye.Reason != wire.ReasonProtocolError {
		t.Errorf("want a DISCONNECT, got %v", err)
	}
}

func TestAClientKeepsToItselfWhyItRefusesAHostKey(t *testing.T) {
	a, b := net.Pipe()
	said := make(chan error, 1)
	go func() {
		r := newRaw(t, transport.Server, b, newKey(t))
		for {
			if _, err := r.next(); err != nil {
				said <- err
				return
			}
		}
	}()
	_, err := ssh.NewClient(testContext(t), a, "host", &ssh.ClientConfig{
		User: "user",
		HostKey: func(context.Context, string, net.Addr, *keys.PublicKey) error {
			return errors.New("not the key in /home/user/.ssh/known_hosts")
		},
	})
	if err == nil || !strings.Contains(err.Error(), "known_hosts") {
		t.Errorf("got %v", err)
	}
	var bye *transport.DisconnectError
	if err := <-said; !errors.As(err, &bye) || bye.Reason != wire.ReasonHostKeyNotVerifiable || strings.Contains(bye.Text, "/home") {
		t.Errorf("want a reason and no file name, got %v", err)
	}
}

func TestALoginOverAPipeWithoutABuffer(t *testing.T) {
	host, user := newKey(t), newKey(t)
	srv := &ssh.Server{
		HostKeys:  []keys.Signer{host},
		PublicKey: func(context.Context, ssh.Login, *keys.PublicKey) (any, error) { return nil, nil },
	}
	srv.Handle("exec", func(s *ssh.Session) { s.Write(bytes.Repeat([]byte("x"), 1<<20)) })
	a, b := net.Pipe()
	done := make(chan struct{})
	go func() { defer close(done); srv.ServeConn(context.Background(), b) }()
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	cl, err := ssh.NewClient(ctx, a, "host", &ssh.ClientConfig{
		User: "user", Auth: []ssh.Auth{ssh.PublicKeys(user)}, HostKey: ssh.FixedHostKey(host.PublicKey()),
	})
	if err != nil {
		t.Fatal(err)
	}
	if out, err := cl.Run(ctx, "x"); len(out) != 1<<20 || err != nil {
		t.Errorf("%d bytes, %v", len(out), err)
	}
	cl.Close()
	<-done
}
