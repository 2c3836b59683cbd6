package ssh_test

import (
	"io"
	"net"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/glassh/glassh/ssh"
)

// A cable passes the bytes of connections on, until it is cut: then it swallows them,
// and neither end hears of that. One that is stuck takes none, once its buffers are full.
type cable struct {
	addr       string
	cut, stuck atomic.Bool
}

func newCable(t *testing.T, to string) *cable {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	cb := &cable{addr: ln.Addr().String()}
	var all sync.WaitGroup
	var mu sync.Mutex // guards conns
	var conns []net.Conn
	over := make(chan struct{})
	pass := func(to, from net.Conn) {
		buf := make([]byte, 4096)
		for {
			n, err := from.Read(buf)
			if err != nil {
				return
			}
			if cb.stuck.Load() {
				<-over
				return
			}
			if !cb.cut.Load() {
				to.Write(buf[:n])
			}
		}
	}
	all.Go(func() { // the end of the test stops it
		for {
			a, err := ln.Accept()
			if err != nil {
				return
			}
			b, err := net.Dial("tcp", to)
			if err != nil {
				a.Close()
				continue
			}
			mu.Lock()
			conns = append(conns, a, b)
			mu.Unlock()
			all.Go(func() { pass(a, b) })
			all.Go(func() { pass(b, a) })
		}
	})
	t.Cleanup(func() {
		ln.Close()
		close(over)
		mu.Lock()
		for _, c := range conns {
			c.Close()
		}
		mu.Unlock()
		all.Wait()
	})
	return cb
}

var hasty = ssh.KeepAlive{Interval: 50 * time.Millisecond, Count: 10}

func TestDeadClientEndsItsHandlers(t *testing.T) {
	over := make(chan error, 1)
	cfg, addr := newPair(t, func(s *ssh.Server) {
		s.ClientAlive = hasty
		s.Handle("exec", func(s *ssh.Session) {
			_, err := s.Read(make([]byte, 1))
			over <- err
		})
	})
	cb := newCable(t, addr)
	cl := dial(t, cb.addr, cfg)
	cmd := cl.Command("wait")
	in, _ := io.Pipe()
	cmd.Stdin = in
	defer in.Close()
	if err := cmd.Start(testContext(t)); err != nil {
		t.Fatal(err)
	}
	time.Sleep(4 * hasty.Interval)
	select {
	case err := <-over:
		t.Fatalf("a client that answers is given up: %v", err)
	default:
	}
	cb.cut.Store(true)
	if err := <-over; err == nil {
		t.Error("want an error")
	}
}

// Between questions there is a timer, no goroutine.
func TestIdleConnectionNeedsNoGoroutineForKeepAlives(t *testing.T) {
	cfg, addr := newPair(t, nil)
	count := func(alive ssh.KeepAlive) int {
		cfg.KeepAlive = alive
		before := atRest()
		cl := dial(t, addr, cfg)
		n := atRest() - before
		cl.Close()
		return n
	}
	if without, with := count(ssh.KeepAlive{}), count(ssh.KeepAlive{Interval: time.Hour}); with > without {
		t.Errorf("want %d goroutines, got %d", without, with)
	}
}

// atRest is how many goroutines there are once those that are about to end have ended.
func atRest() int {
	for n, same := runtime.NumGoroutine(), 0; ; same++ {
		if same == 20 {
			return n
		}
		time.Sleep(10 * time.Millisecond)
		if now := runtime.NumGoroutine(); now != n {
			n, same = now, 0
		}
	}
}
