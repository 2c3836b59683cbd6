package ssh

import (
	"fmt"
	"net"
	"sync/atomic"
	"time"

	"github.com/glassh/glassh/wire"
)

// A KeepAlive asks a silent peer whether it is there, and ends the connection if it is
// not: a peer that has lost its power or its network says nothing, and TCP waits for
// data to send, or for hours. It also keeps the connection in the tables of routers.
type KeepAlive struct {
	// Interval is how long a peer may be silent before it is asked, and between the
	// questions. 0 asks never.
	Interval time.Duration
	// Count is how many questions in a row may stay without an answer; 0 means 3. Any
	// byte of the peer is one.
	Count int
}

// A SilentPeerError says that a peer does not answer any more.
type SilentPeerError struct {
	Peer     string // "server HOST", as it was dialed, or "client ADDRESS"
	Unheard  int    // questions without an answer
	Interval time.Duration
}

// Error has the words of OpenSSH.
func (e *SilentPeerError) Error() string {
	return fmt.Sprintf("Timeout, %s not responding.", wire.Escape([]byte(e.Peer)))
}

// Timeout returns true, as that of a net.Error does.
func (e *SilentPeerError) Timeout() bool { return true }

// requestKeepAlive is a request that nobody knows, so that the answer is a refusal.
const requestKeepAlive = "keepalive@openssh.com"

// keepAlive watches one connection. Between its questions there is a timer, and no
// goroutine; the reader leaves a time each time that it has read from the network.
type keepAlive struct {
	KeepAlive
	c     *conn
	peer  string
	begun time.Time
	heard atomic.Int64 // nanoseconds behind begun; the reader sets it
	timer *time.Timer  // guarded by c.mu, as the rest
	last  int64        // heard, at the last look
	asked int          // questions since then
}

// watch starts the questions. It needs mu, and that the reader does not run yet.
func (c *conn) watch(cfg KeepAlive, peer string) {
	if cfg.Interval <= 0 {
		return
	}
	c.alive = &keepAlive{KeepAlive: cfg, c: c, peer: peer, begun: time.Now()}
	c.alive.Count = orDefault(cfg.Count, 3)
	c.alive.timer = time.AfterFunc(cfg.Interval, c.alive.look)
}

// hear notes that the peer has said something. nil is nobody who wants to know.
func (k *keepAlive) hear() {
	if k != nil {
		k.heard.Store(int64(time.Since(k.begun)))
	}
}

// look asks a peer that was silent for the interval, and gives up one that did not answer
// for the last time. The timer calls it in a goroutine that ends with it.
func (k *keepAlive) look() {
	k.c.do(func() error {
		heard := k.heard.Load()
		if heard != k.last {
			k.last, k.asked = heard, 0
		}
		silent := time.Since(k.begun) - time.Duration(heard)
		if silent < k.Interval {
			k.timer.Reset(k.Interval - silent)
			return nil
		}
		if k.asked >= k.Count {
			k.c.end(&SilentPeerError{Peer: k.peer, Unheard: k.asked, Interval: k.Interval})
			return nil
		}
		k.asked++
		k.timer.Reset(k.Interval)
		k.c.check(k.c.m.SendGlobal(requestKeepAlive, nil, make(chan globalReply, 1)))
		return nil
	})
}

// stop ends the questions. nil asks none.
func (k *keepAlive) stop() {
	if k != nil {
		k.timer.Stop()
	}
}

// peerHost is the host of the host:port that was dialed.
func peerHost(addr string) string {
	if host, _, err := net.SplitHostPort(addr); err == nil {
		return host
	}
	return addr
}
