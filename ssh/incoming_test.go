package ssh_test

import (
	"errors"
	"fmt"
	"io"
	"testing"
	"time"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/wire"
)

// A channel whose handler takes its time holds up nobody, and can still be accepted.
func TestAChannelOfThePeerIsAnsweredWhenItsHandlerSays(t *testing.T) {
	decide := make(chan struct{})
	cfg, addr := newPair(t, func(s *ssh.Server) {
		s.HandleChannel("slow", func(sc *ssh.ServerConn, in *ssh.Incoming) {
			<-decide
			ch, err := in.Accept(nil)
			if err != nil {
				t.Error(err)
				return
			}
			fmt.Fprintf(ch, "%s for %s", in.Data, sc.Login().User)
			ch.Close()
			if _, err := in.Accept(nil); err == nil {
				t.Error("a channel was accepted twice")
			}
		})
		s.HandleChannel("never", func(*ssh.ServerConn, *ssh.Incoming) {})
		s.Handle("exec", func(s *ssh.Session) { io.WriteString(s, "quick") })
	})
	cl := dial(t, addr, cfg)
	ctx := testContext(t)
	got := make(chan string, 1)
	go func() {
		ch, err := cl.Open(ctx, "slow", []byte("data"), nil)
		if err != nil {
			got <- err.Error()
			return
		}
		text, _ := io.ReadAll(ch)
		got <- string(text)
	}()
	if out, err := cl.Run(ctx, "x"); string(out) != "quick" || err != nil {
		t.Errorf("beside an undecided channel: %q, %v", out, err)
	}
	close(decide)
	if text := <-got; text != "data for user" {
		t.Errorf("got %q", text)
	}
	for kind, want := range map[string]wire.OpenReason{
		"never": wire.OpenAdministrativelyProhibited, "other": wire.OpenUnknownChannelType,
	} {
		var refused *ssh.OpenError
		if _, err := cl.Open(ctx, kind, nil, nil); !errors.As(err, &refused) || refused.Reason != want {
			t.Errorf("%s: want %v, got %v", kind, want, err)
		}
	}
}

// Global requests are answered in their order, by either side, though one waits.
func TestGlobalRequestsAreAnsweredInOrder(t *testing.T) {
	cfg, addr := newPair(t, func(s *ssh.Server) {
		s.HandleRequest("slow", func(sc *ssh.ServerConn, payload []byte) (bool, []byte) {
			ok, rest, err := sc.SendRequest(sc.Context(), "back", payload)
			if !ok || err != nil {
				t.Error(ok, err)
			}
			time.Sleep(10 * time.Millisecond)
			return true, rest
		})
	})
	cl := dial(t, addr, cfg)
	cl.HandleRequest("back", func(payload []byte) (bool, []byte) { return true, append(payload, '!') })
	ctx := testContext(t)
	type answer struct {
		ok   bool
		rest string
		err  error
	}
	answers := make([]chan answer, 10)
	for i := range answers {
		answers[i] = make(chan answer, 1)
		name := "slow"
		if i%2 == 1 {
			name = "unknown"
		}
		go func() {
			ok, rest, err := cl.SendRequest(ctx, name, []byte{'0' + byte(i)})
			answers[i] <- answer{ok, string(rest), err}
		}()
	}
	for i := range answers {
		want := answer{true, fmt.Sprintf("%d!", i), nil}
		if i%2 == 1 {
			want = answer{}
		}
		if got := <-answers[i]; got != want {
			t.Errorf("request %d: want %v, got %v", i, want, got)
		}
	}
}

// A flood of requests whose handler waits is bounded. That of channels is in pains_test.go.
func TestAFloodForAHandlerThatWaitsIsBounded(t *testing.T) {
	set := func(s *ssh.Server) {
		hang(s)
		s.HandleRequest("hang", func(sc *ssh.ServerConn, _ []byte) (bool, []byte) {
			<-sc.Context().Done()
			return false, nil
		})
	}
	nc, user, ended := serveRawClient(t, set)
	r := dialRaw(t, nc).login(user)
	m := wire.GlobalRequest{Type: []byte("hang"), WantReply: true}
	for range 2000 {
		if err := r.m.Send(m.Append(nil)); err != nil {
			t.Fatal(err)
		}
	}
	r.flush()
	soon(t, "the end of the connection", func() { <-ended })
}
