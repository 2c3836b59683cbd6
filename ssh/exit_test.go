package ssh_test

import (
	"io"
	"sync/atomic"
	"testing"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/wire"
)

// TestExitStatusComesBeforeTheEndOfOutput holds the order in which a session ends:
// OpenSSH's client closes its side at the end of the output, and whatever has not
// been sent by then never is.
func TestExitStatusComesBeforeTheEndOfOutput(t *testing.T) {
	cfg, addr := newPair(t, func(s *ssh.Server) {
		s.Handle("exec", func(s *ssh.Session) { s.Exit(7) })
	})
	cl := dial(t, addr, cfg)
	ctx := testContext(t)
	exec := wire.ExecRequest{Command: []byte("true")}
	for i := range 200 {
		var told atomic.Bool
		ch, err := cl.Open(ctx, wire.ChannelTypeSession, nil, func(name string, _ []byte) bool {
			told.Store(name == wire.RequestExitStatus)
			return true
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := ch.SendRequest(ctx, wire.RequestExec, true, exec.Append(nil)); err != nil {
			t.Fatal(err)
		}
		ch.CloseWrite()
		if _, err := io.Copy(io.Discard, ch); err != nil {
			t.Fatal(err)
		}
		if !told.Load() {
			t.Fatalf("session %d: want the exit status before the end of the output", i)
		}
		ch.Close()
	}
}
