package ssh_test

import (
	"errors"
	"testing"
	"time"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/wire"
)

// wantShortage wants an error that says that the peer has no room.
func wantShortage(t *testing.T, err error) {
	t.Helper()
	var refused *ssh.OpenError
	if !errors.As(err, &refused) || refused.Reason != wire.OpenResourceShortage {
		t.Errorf("want %v, got %v", wire.OpenResourceShortage, err)
	}
}

// TestHandlersThatGoOnBehindTheirChannelsAreBounded opens and closes channels whose
// handlers have something to finish, and sessions likewise.
func TestHandlersThatGoOnBehindTheirChannelsAreBounded(t *testing.T) {
	noLeaks(t)
	finish := make(chan struct{})
	cfg, addr := newPair(t, func(s *ssh.Server) {
		s.Channels.MaxChannels, s.MaxSessions = 5, 3
		s.HandleChannel("lasting", func(_ *ssh.ServerConn, in *ssh.Incoming) {
			in.Accept(nil)
			<-finish
		})
		s.Handle("exec", func(s *ssh.Session) {
			if s.Command == "last" {
				<-finish
			}
		})
	})
	cl := dial(t, addr, cfg)
	ctx := testContext(t)
	for kind, most := range map[string]int{"lasting": 5, "session": 3} {
		for i := range most + 1 {
			ch, err := cl.Open(ctx, kind, nil, nil)
			if i == most {
				wantShortage(t, err)
				break
			}
			if err != nil {
				t.Fatal(kind, i, err)
			}
			if kind == "session" {
				ch.SendRequest(ctx, wire.RequestExec, true, (&wire.ExecRequest{Command: []byte("last")}).Append(nil))
			}
			ch.Close()
		}
	}
	_, err := cl.Open(ctx, "lasting", make([]byte, 100<<10), nil)
	wantShortage(t, err)
	close(finish)
	for deadline := time.Now().Add(5 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		if _, err = cl.Run(ctx, "x"); err == nil || time.Now().After(deadline) {
			break
		}
	}
	if err != nil {
		t.Error(err)
	}
	for range 10 { // each is over before the next one begins
		if _, err := cl.Run(ctx, "x"); err != nil {
			t.Error(err)
		}
	}
}
