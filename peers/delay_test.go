package peers_test

import (
	"io"
	"net"
	"sync"
	"testing"
	"time"
)

// A delayed piece of data comes out of the proxy when it is due.
type delayed struct {
	data []byte
	due  time.Time
}

// delay starts a proxy to addr that passes everything on, each way, after d, in a
// process's own goroutines: a long path, for kernels without netem. It holds 256 MiB each
// way. It returns its address.
func delay(t testing.TB, addr string, d time.Duration) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	var mu sync.Mutex // guards conns
	var conns []net.Conn
	t.Cleanup(func() {
		ln.Close()
		mu.Lock()
		for _, nc := range conns {
			nc.Close()
		}
		mu.Unlock()
		all.Wait()
	})
	all.Go(func() { // the end of the test stops it
		for {
			a, err := ln.Accept()
			if err != nil {
				return
			}
			b, err := net.Dial("tcp", addr)
			if err != nil {
				a.Close()
				continue
			}
			mu.Lock()
			conns = append(conns, a, b)
			mu.Unlock()
			all.Go(func() { passOn(b.(*net.TCPConn), a, d) })
			all.Go(func() { passOn(a.(*net.TCPConn), b, d) })
		}
	})
	return ln.Addr().String()
}

const (
	delayPiece = 256 << 10
	delayQueue = 1024 // pieces
)

// passOn copies from one connection to the other, until the first ends.
func passOn(to *net.TCPConn, from io.Reader, d time.Duration) {
	queue := make(chan delayed, delayQueue)
	free := make(chan []byte, delayQueue)
	go func() { // the end of from stops it, which comes at the latest with the test's
		defer close(queue)
		for {
			var p []byte
			select {
			case p = <-free:
			default:
				p = make([]byte, delayPiece)
			}
			n, err := from.Read(p)
			if n > 0 {
				queue <- delayed{p[:n], time.Now().Add(d)}
			}
			if err != nil {
				return
			}
		}
	}()
	for piece := range queue {
		if wait := time.Until(piece.due); wait > 0 {
			time.Sleep(wait)
		}
		to.Write(piece.data) // an error shows at the other end
		free <- piece.data[:cap(piece.data)]
	}
	to.CloseWrite()
}
