package ssh_test

import (
	"bytes"
	"io"
	"net"
	"sync"
	"testing"

	"github.com/glassh/glassh/ssh"
	"github.com/glassh/glassh/ssh/transport"
)

// A spy is a tracer that keeps what went over the network, each way.
type spy struct {
	mu        sync.Mutex // guards what follows
	wire      map[bool][]byte
	exchanges int
	keys      int
}

func newSpy() *spy { return &spy{wire: map[bool][]byte{}} }

func (s *spy) Now() int64 { return 0 }

func (s *spy) Line(l *transport.TracedLine) { s.add(l.ClientToServer, l.Wire) }

func (s *spy) Packet(p *transport.TracedPacket) { s.add(p.ClientToServer, p.Wire) }

func (s *spy) add(toServer bool, b []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.wire[toServer] = append(s.wire[toServer], b...)
}

func (s *spy) Exchange(*transport.TracedExchange) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.exchanges++
}

func (s *spy) Keys(*transport.TracedKeys) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.keys++
}

var _ transport.Tracer = (*spy)(nil)

// TestTracersSeeWhatGoesOverTheNetwork has bulk data and key exchanges in both directions
// at once: readers and writers tell their tracer at the same time.
func TestTracersSeeWhatGoesOverTheNetwork(t *testing.T) {
	client, server := newSpy(), newSpy()
	limit := ssh.RekeyLimit{Bytes: 1 << 20}
	cfg, addr := newPair(t, func(s *ssh.Server) {
		serveBulk(s)
		s.Rekey = limit
		s.Trace = func(net.Conn) transport.Tracer { return server }
	})
	cfg.Tracer, cfg.Rekey = client, limit
	cl := dial(t, addr, cfg)
	var all sync.WaitGroup
	for _, command := range []string{"up", "down"} {
		all.Go(func() {
			c := cl.Command(command)
			c.Stdin, c.Stdout = bytes.NewReader(make([]byte, 3<<20)), io.Discard
			if err := c.Run(testContext(t)); err != nil {
				t.Errorf("%s: %v", command, err)
			}
		})
	}
	all.Wait()
	cl.Close()
	cl.Wait()
	client.mu.Lock()
	defer client.mu.Unlock()
	server.mu.Lock()
	defer server.mu.Unlock()
	for _, toServer := range []bool{true, false} {
		c, s := client.wire[toServer], server.wire[toServer]
		n := min(len(c), len(s)) // the last words may not have arrived
		if n < 3<<20 || !bytes.Equal(c[:n], s[:n]) {
			t.Errorf("to the server %v: the client saw %d bytes, the server %d, not the same", toServer, len(c), len(s))
		}
	}
	if client.exchanges < 4 || client.keys < 7 {
		t.Errorf("want some key exchanges, got %d, and %d sets of keys", client.exchanges, client.keys)
	}
}
