package main

import (
	"context"
	"net"
	"strings"
	"sync"
	"time"

	"github.com/glassh/glassh/ssh"
)

// carried counts what a connection carries beside the session: it stays until those
// are over, as a window that is still open.
type carried struct {
	mu   sync.Mutex // guards what follows
	n    int
	last time.Time // when it was 0 last
	over sync.Cond // n is 0
}

// begin counts one more, until end is called.
func (c *carried) begin() (end func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.n++
	return sync.OnceFunc(func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.n--; c.n == 0 {
			c.last = time.Now()
			if c.over.L != nil {
				c.over.Broadcast()
			}
		}
	})
}

// wait waits until there is none, or ctx ends.
func (c *carried) wait(ctx context.Context) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.over.L = &c.mu
	stop := context.AfterFunc(ctx, func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.over.Broadcast()
	})
	defer stop()
	for c.n > 0 && ctx.Err() == nil {
		c.over.Wait()
	}
}

// unused waits until there has been none for as long as that, or ctx ends.
func (c *carried) unused(ctx context.Context, keep time.Duration) {
	begun := time.Now()
	for ctx.Err() == nil {
		c.wait(ctx)
		c.mu.Lock()
		n, since := c.n, c.last
		c.mu.Unlock()
		if since.Before(begun) {
			since = begun
		}
		left := time.Until(since.Add(keep))
		if n == 0 && left <= 0 {
			return
		}
		select {
		case <-time.After(left):
		case <-ctx.Done():
		}
	}
}

// A counted is a connection that is counted until it is closed.
type counted struct {
	net.Conn
	end func()
}

// Close closes the connection.
func (c counted) Close() error {
	c.end()
	return c.Conn.Close()
}

// CloseWrite ends one direction.
func (c counted) CloseWrite() error {
	half, ok := c.Conn.(interface{ CloseWrite() error })
	if !ok {
		return c.Close()
	}
	return half.CloseWrite()
}

// offer gives the command what it is to have of this side, and tells of what the server
// does not want once it runs. done ends what was made for it.
func (d *dialer) offer(ctx context.Context, client *ssh.Client, cmd *ssh.Cmd) (done func()) {
	cmd.ForwardAgent = d.offerAgent(client)
	// The sessions of one connection have the cookie in common.
	d.x11.once.Do(func() { d.x11.offer, d.x11.done = d.offerX11(ctx, client) })
	cmd.X11 = d.x11.offer
	return d.x11.done
}

// offered warns of what the server refused, and promises that this was the only session,
// to servers that have the word for it, unless others share the connection.
func (d *dialer) offered(client *ssh.Client, cmd *ssh.Cmd) {
	if v := client.ServerVersion(); d.shared == nil && (strings.Contains(v, "OpenSSH_") || strings.Contains(v, "glassh")) {
		client.NoMoreSessions()
	}
	if cmd.X11Refused {
		d.log.Warn("X11 forwarding request failed on channel 0")
	}
	if cmd.AgentRefused {
		d.log.Warn("agent forwarding request failed")
	}
}

// linger keeps the connection for what it still carries, until a signal or its end: a
// session that is over leaves forwardings, agents and windows alone that are in use, as in
// ssh.
func (d *dialer) linger(client *ssh.Client) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	signals, stop := endSignals()
	defer stop()
	go func() { // the return from here stops it
		ended := make(chan struct{})
		go func() { // the end of the connection stops it
			client.Wait()
			close(ended)
		}()
		select {
		case <-signals:
		case <-ended:
		case <-ctx.Done():
		}
		cancel()
	}()
	d.carried.wait(ctx)
}
