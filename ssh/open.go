package ssh

import (
	"context"
	"fmt"

	"github.com/glassh/glassh/wire"
)

// An OpenError says why the peer refused a channel (RFC 4254 §5.1).
type OpenError struct {
	Reason wire.OpenReason
	Text   string // the peer's words, control characters escaped
}

// Error returns the peer's words and reason.
func (e *OpenError) Error() string {
	return fmt.Sprintf("ssh: the peer refused the channel: %s (%v)", e.Text, e.Reason)
}

// open opens a channel and waits for the peer's answer.
func (c *conn) open(ctx context.Context, kind string, rest []byte, prepare func(*Channel)) (*Channel, error) {
	ch := newChannel(c)
	if prepare != nil {
		prepare(ch)
	}
	err := c.do(func() error {
		mch, err := c.m.Open(kind, rest)
		if err == nil {
			ch.bind(mch)
		}
		c.check(err)
		return err
	})
	if err != nil {
		return nil, err
	}
	select {
	case err := <-ch.opened:
		if err != nil {
			return nil, err
		}
		return ch, nil
	case <-ctx.Done():
		err = context.Cause(ctx)
	}
	c.mu.Lock()
	ch.abandoned = true
	c.mu.Unlock()
	select {
	case e := <-ch.opened: // it came at the last moment
		if e == nil {
			ch.Close()
		}
	default:
	}
	return nil, err
}
