package ssh_test

import (
	"io"
	"runtime"
	"testing"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/wire"
)

// TestDataPathDoesNotAllocateAPacket moves many packets each way on an open
// channel and counts the allocations of the whole process, both ends of it.
func TestDataPathDoesNotAllocateAPacket(t *testing.T) {
	cfg, addr := newPair(t, func(s *ssh.Server) {
		s.Handle("exec", func(s *ssh.Session) { io.CopyBuffer(writer{s}, reader{s}, make([]byte, 64<<10)) })
	})
	cl := dial(t, addr, cfg)
	ctx := testContext(t)
	ch, err := cl.Open(ctx, "session", nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	exec := wire.ExecRequest{Command: []byte("echo")}
	if ok, err := ch.SendRequest(ctx, "exec", true, exec.Append(nil)); !ok || err != nil {
		t.Fatal(ok, err)
	}
	const packets = 1000
	out, in := make([]byte, 32<<10), make([]byte, 32<<10)
	move := func(n int) {
		for range n {
			if _, err := ch.Write(out); err != nil {
				t.Fatal(err)
			}
			if _, err := io.ReadFull(ch, in); err != nil {
				t.Fatal(err)
			}
		}
	}
	move(packets) // buffers and windows grow to what the traffic wants

	// A collection may empty the pool of segments, and the runtime allocates for
	// goroutines that wait: the best of some rounds has none of that.
	limit, best := uint64(packets/50), uint64(1<<63)
	if raceDetector {
		limit = 8 * packets // the pools of buffers drop what they are given now and then
	}
	for round := 0; round < 5 && best > limit; round++ {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		move(packets)
		runtime.ReadMemStats(&after)
		best = min(best, after.Mallocs-before.Mallocs)
	}
	if best > limit {
		t.Errorf("want no allocation a packet, got %d for %d packets each way", best, packets)
	}
}

// writer and reader hide the other methods of what they hold.
type (
	writer struct{ io.Writer }
	reader struct{ io.Reader }
)
