package ssh_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/ssh/connection"
	"github.com/glassh/glassh/wire"
)

// relayed returns a client whose messages go through the connection of another one.
func relayed(t *testing.T, cl *ssh.Client) *ssh.Client {
	ours, theirs := net.Pipe()
	done := make(chan error, 1)
	go func() { done <- cl.Relay(testContext(t), theirs) }()
	over := ssh.NewPlainClient(ours, connection.Config{}, nil)
	t.Cleanup(func() {
		over.Close()
		if err := <-done; err != nil && !errors.Is(err, net.ErrClosed) && !errors.Is(err, io.ErrClosedPipe) {
			t.Error(err)
		}
	})
	return over
}

func TestAClientOverTheConnectionOfAnother(t *testing.T) {
	cfg, addr := newPair(t, func(s *ssh.Server) {
		s.AcceptEnv = func(any, string) bool { return true }
		s.Handle("exec", func(s *ssh.Session) {
			text, _ := io.ReadAll(s)
			fmt.Fprintf(s, "%s %v %s", s.Command, s.Env, bytes.ToUpper(text))
			io.WriteString(s.Stderr(), "besides")
			s.Exit(3)
		})
		s.Handle("shell", func(s *ssh.Session) { <-s.Context().Done() })
		s.HandleRequest("sum", func(_ *ssh.ServerConn, payload []byte) (bool, []byte) { return true, payload[:1] })
	})
	cl := dial(t, addr, cfg)
	over := relayed(t, cl)
	ctx := testContext(t)

	cmd := over.Command("shout")
	cmd.Env = []string{"A=1"}
	cmd.Stdin = strings.NewReader("hello")
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run(ctx)
	var exit *ssh.ExitError
	if !errors.As(err, &exit) || exit.Status != 3 || out.String() != "shout [A=1] HELLO" || errs.String() != "besides" {
		t.Errorf("got %v, %q, %q", err, &out, &errs)
	}

	ok, rest, err := over.SendRequest(ctx, "sum", []byte("xyz"))
	if !ok || string(rest) != "x" || err != nil {
		t.Errorf("a global request: %v, %q, %v", ok, rest, err)
	}
	var refused *ssh.OpenError
	if _, err := over.Open(ctx, "nonsense", nil, nil); !errors.As(err, &refused) || refused.Reason != wire.OpenUnknownChannelType {
		t.Errorf("a channel of no known type: %v", err)
	}
	if err := over.Rekey(); err != nil {
		t.Error(err)
	}
	if over.SessionID() != nil && len(over.SessionID()) > 0 {
		t.Error("a session identifier from nowhere")
	}

	big := bytes.Repeat([]byte("0123456789abcdef"), 1<<18)
	cmd = over.Command("big")
	cmd.Stdin = bytes.NewReader(big)
	out.Reset()
	cmd.Stdout = &out
	cmd.Run(ctx)
	if !strings.HasSuffix(out.String(), string(bytes.ToUpper(big))) {
		t.Errorf("of 4 MiB came %d bytes", out.Len())
	}

	// The end of the one is not that of the other.
	hanging := over.Command("")
	if err := hanging.Start(ctx); err != nil {
		t.Fatal(err)
	}
	over.Close()
	soon(t, "the session of a client that is gone", func() { hanging.Wait() })
	if out, _ := cl.Run(ctx, "still"); string(out) != "still [] " {
		t.Errorf("the connection itself: %q", out)
	}
}

func TestTheEndOfTheConnectionEndsThoseOverIt(t *testing.T) {
	cfg, addr := newPair(t, hang)
	cl := dial(t, addr, cfg)
	over := relayed(t, cl)
	cmd := over.Command("hang")
	if err := cmd.Start(context.Background()); err != nil {
		t.Fatal(err)
	}
	cl.Close()
	soon(t, "a session over a connection that has ended", func() { cmd.Wait() })
	soon(t, "the client over it", func() { over.Wait() })
}

// What the server opens for a plain client reaches that client, and no other.
func TestAForwardingOfAClientOverTheConnectionOfAnother(t *testing.T) {
	cfg, addr := newPair(t, func(s *ssh.Server) { s.Forward(&ssh.Forwarding{PermitListen: permitAll}) })
	cl := dial(t, addr, cfg)
	over, other := relayed(t, cl), relayed(t, cl)
	ctx := testContext(t)
	big := strings.Repeat("0123456789", 100_000)
	serve := func(c *ssh.Client, name string) string {
		ln, err := c.Listen(ctx, "tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		go func() { // the end of the client stops it
			for {
				nc, err := ln.Accept()
				if err != nil {
					return
				}
				io.WriteString(nc, name+big)
				nc.Close()
			}
		}()
		return ln.Addr().String()
	}
	for addr, name := range map[string]string{serve(over, "over"): "over", serve(other, "other"): "other", serve(cl, "itself"): "itself"} {
		nc, err := net.Dial("tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		nc.(*net.TCPConn).CloseWrite()
		if got, err := io.ReadAll(nc); string(got) != name+big || err != nil {
			t.Errorf("want %s, got %d bytes, %.10q, %v", name, len(got), got, err)
		}
		nc.Close()
	}

	ln, err := over.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := ln.Close(); err != nil {
		t.Error(err)
	}
	if nc, err := net.Dial("tcp", ln.Addr().String()); err == nil {
		nc.Close()
		t.Error("an address that was cancelled is listened at")
	}
	last := serve(over, "over")
	over.Close()
	soon(t, "the end of what a client that is gone listened at", func() {
		for {
			nc, err := net.Dial("tcp", last)
			if err != nil {
				return
			}
			nc.Close()
		}
	})
}
