package ssh

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"github.com/glassh/glassh/wire"
)

// pings are our PINGs that wait for their answers, by what is in them. conn.mu guards
// them.
type pings struct {
	last    uint64
	waiting map[uint64]chan struct{}
}

// maxPings bounds our own pings without an answer.
const maxPings = 64

var errPings = errors.New("ssh: too many pings without an answer")

// ping sends a PING and waits for its answer (OpenSSH PROTOCOL §1.8).
func (c *conn) ping(ctx context.Context, peer Extensions) (time.Duration, error) {
	if !peer.has(wire.ExtPing) {
		return 0, fmt.Errorf("ssh: the peer does not answer pings: %w", errors.ErrUnsupported)
	}
	p, back := &c.pings, make(chan struct{})
	var id uint64
	start := time.Now()
	err := c.do(func() error {
		if len(p.waiting) >= maxPings {
			return errPings
		}
		if p.waiting == nil {
			p.waiting = make(map[uint64]chan struct{})
		}
		p.last++
		id = p.last
		p.waiting[id] = back
		err := c.t.SendPing(binary.BigEndian.AppendUint64(nil, id))
		c.check(err)
		return err
	})
	if err != nil {
		return 0, err
	}
	select {
	case <-back:
		return time.Since(start), nil
	case <-c.ended:
		return 0, c.why()
	case <-ctx.Done():
		c.mu.Lock()
		delete(p.waiting, id)
		c.mu.Unlock()
		return 0, context.Cause(ctx)
	}
}

// onPong gives an answer to who waits for it; one that nobody waits for is dropped. It
// needs mu.
func (c *conn) onPong(data []byte) {
	if len(data) != 8 {
		return
	}
	id := binary.BigEndian.Uint64(data)
	if back, ok := c.pings.waiting[id]; ok {
		delete(c.pings.waiting, id)
		close(back)
	}
}

// Ping asks the server for a sign of life and returns how long that took. Behind bulk
// data or during an exchange of keys the answer takes its turn. The error wraps
// errors.ErrUnsupported if the server has not said that it answers.
func (cl *Client) Ping(ctx context.Context) (time.Duration, error) {
	return cl.c.ping(ctx, cl.extensions)
}

// Chaff sends what looks like one typed character to who only sees packets go by, and gets
// an answer that looks like its echo. It waits for nothing. The error wraps
// errors.ErrUnsupported if the server has not said that it answers.
func (cl *Client) Chaff() error {
	if !cl.extensions.has(wire.ExtPing) {
		return fmt.Errorf("ssh: the peer does not answer pings: %w", errors.ErrUnsupported)
	}
	c := cl.c
	return c.do(func() error {
		err := c.t.SendPing([]byte("chaff")) // with its length, as long as a channel, a length and a byte
		c.check(err)
		return err
	})
}

// Ping is Client.Ping, to the client.
func (sc *ServerConn) Ping(ctx context.Context) (time.Duration, error) {
	return sc.c.ping(ctx, sc.info.Extensions)
}
