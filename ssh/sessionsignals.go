package ssh

import (
	"context"
	"time"

	"github.com/glassh/glassh/wire"
)

// The small requests of sessions: break, xon-xoff, eow; and no-more-sessions.

// Breaks gives how long each break of the client's terminal is to last; 0 is up to who
// makes it (RFC 4335). Those that nobody takes are refused.
func (s *Session) Breaks() <-chan time.Duration { return s.breaks }

func (s *Session) onBreak(payload []byte) bool {
	var msg wire.BreakRequest
	if msg.Parse(payload) != nil || s.Pty == nil {
		return false
	}
	select {
	case s.breaks <- time.Duration(msg.Length) * time.Millisecond:
		return true
	default:
		return false
	}
}

// SetFlowControl tells the client whether its terminal may stop the output at ^S and go
// on at ^Q by itself (RFC 4254 §6.8). Clients may ignore it, and most do.
func (s *Session) SetFlowControl(ctx context.Context, canDo bool) error {
	msg := wire.XonXoff{ClientCanDo: canDo}
	_, err := s.ch.SendRequest(ctx, wire.RequestXonXoff, false, msg.Append(nil))
	return err
}

// Break asks for a break of that length on the command's terminal (RFC 4335); 0 leaves
// the length to the server. It waits for the answer, which may be that there is no such
// thing.
func (c *Cmd) Break(ctx context.Context, length time.Duration) (ok bool, err error) {
	msg := wire.BreakRequest{Length: uint32(min(max(length.Milliseconds(), 0), 1<<32-1))}
	return c.ch.SendRequest(ctx, wire.RequestBreak, true, msg.Append(nil))
}

// SendEOW tells the peer that nothing that it writes will be read any more, by OpenSSH's
// eow@openssh.com: a peer that knows it stops, and others go on. What comes all the same
// is to be read and dropped, or it stops at the channel's window.
func (ch *Channel) SendEOW(ctx context.Context) error {
	_, err := ch.SendRequest(ctx, wire.RequestEOW, false, nil)
	return err
}

// onEOW ends the writing to a peer that does not read (OpenSSH PROTOCOL §2.1). It needs
// c.mu.
func (ch *Channel) onEOW() {
	ch.c.check(ch.c.m.SendEOF(ch.ch))
	ch.wake.Broadcast()
	ch.c.room.Broadcast()
}

// NoMoreSessions promises the server that no other session will be opened, by OpenSSH's
// no-more-sessions@openssh.com: one who takes the client over cannot open one either.
func (cl *Client) NoMoreSessions() error { return cl.c.notify(wire.RequestNoMoreSessions, nil) }

// notify sends a global request whose answer nobody waits for.
func (c *conn) notify(name string, payload []byte) error {
	return c.do(func() error {
		err := c.m.SendGlobal(name, payload, nil)
		c.check(err)
		return err
	})
}

// A brokenPromise ends the connection of a client that opens a session behind
// no-more-sessions@openssh.com.
type brokenPromise struct{}

// Error returns OpenSSH's words.
func (brokenPromise) Error() string {
	return "ssh: Possible attack: attempt to open a session after additional sessions disabled"
}

// DisconnectReason returns the reason to give to the client.
func (brokenPromise) DisconnectReason() wire.Reason { return wire.ReasonProtocolError }
