package ssh_test

import (
	"context"
	"testing"
	"time"

	"github.com/glassh/glassh/ssh"
)

// TestAbandonedChannelsKeepNothing gives channels up before the server has confirmed
// them, which sends data on each: none of it counts against the budget for the others.
func TestAbandonedChannelsKeepNothing(t *testing.T) {
	decide, sent := make(chan struct{}), make(chan int, 64)
	cfg, addr := newPair(t, func(s *ssh.Server) {
		s.HandleChannel("late", func(_ *ssh.ServerConn, in *ssh.Incoming) {
			<-decide
			if ch, err := in.Accept(nil); err == nil {
				ch.Write(make([]byte, 32<<10))
				<-ch.Closed()
			}
			sent <- 0
		})
		s.Handle("exec", func(s *ssh.Session) {
			s.Channel().SetWriteDeadline(time.Now().Add(200 * time.Millisecond))
			n, _ := s.Write(make([]byte, 1<<20))
			sent <- n
		})
	})
	cfg.Channels.Budget = 1 << 20
	cl := dial(t, addr, cfg)
	for range cap(sent) {
		ctx, cancel := context.WithTimeout(testContext(t), time.Millisecond)
		if _, err := cl.Open(ctx, "late", nil, nil); err == nil {
			t.Fatal("want the channel abandoned")
		}
		cancel()
	}
	close(decide)
	for range cap(sent) {
		<-sent
	}
	gate := make(chan struct{})
	cmd := cl.Command("x")
	cmd.Stdout, cmd.Stderr = blocked(gate), blocked(gate)
	if err := cmd.Start(testContext(t)); err != nil {
		t.Fatal(err)
	}
	if n := <-sent; n < 100<<10 {
		t.Errorf("a new channel has a window of %d bytes", n)
	}
	close(gate)
	cmd.Wait()
}
