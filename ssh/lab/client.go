package lab

import (
	"io"

	"github.com/glassh/glassh/ssh/connection"
	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/ssh/transport"
	"github.com/glassh/glassh/ssh/userauth"
	"github.com/glassh/glassh/wire"
)

// A clientEnd logs in with a key, runs a command, exchanges keys anew as often as it is
// told, and says goodbye.
type clientEnd struct {
	base
	key    keys.Signer
	rand   io.Reader
	play   *Play
	script *script
	rekeys int

	auth  *userauth.Client
	conn  *connection.Machine
	asked bool // for the service
	done  bool // the command has ended
	bye   bool

	// Of a client that stops reading for a while.
	slow   *connection.Channel // while it does
	unread int
	rested bool
}

func (c *clientEnd) on(ev transport.Event) error {
	switch ev.Kind {
	case transport.HostKeyProof:
		_, err := c.m.AcceptHostKey(ev.HostKey)
		return err
	case transport.KeysReceived:
		if c.asked {
			return nil
		}
		c.asked = true
		return c.m.RequestUserauth()
	case transport.ExtInfo:
		c.play.ServerExtensions = true
	case transport.ServiceGiven:
		c.auth = userauth.NewClient(c.m, user, c.m.SessionID())
		return c.auth.Query(c.key.PublicKey(), c.key.Algorithms()[0])
	case transport.Payload:
		if c.conn != nil {
			return c.onConnection(ev.Payload)
		}
		return c.onAuth(ev.Payload)
	}
	return nil
}

func (c *clientEnd) onAuth(payload []byte) error {
	ev, err := c.auth.Next(payload)
	if err != nil {
		return err
	}
	switch ev.Kind {
	case userauth.KeyOK:
		return c.auth.TryKey(c.key, c.key.Algorithms()[0], c.rand)
	case userauth.Success:
		c.m.Authenticated()
		c.conn = connection.New(c.m, connection.Config{Window: c.script.window, MaxWindow: c.script.window})
		_, err := c.conn.Open(wire.ChannelTypeSession, nil)
		return err
	}
	return nil
}

func (c *clientEnd) onConnection(payload []byte) error {
	ev, err := c.conn.Next(payload)
	if err != nil {
		return err
	}
	switch ev.Kind {
	case connection.Opened:
		exec := wire.ExecRequest{Command: []byte(command)}
		return c.conn.SendRequest(ev.Channel, wire.RequestExec, exec.Append(nil), "exec")
	case connection.Data:
		c.play.Output = append(c.play.Output, ev.Data...)
		if at := c.script.holdAt; at > 0 && len(c.play.Output) >= at && !c.rested {
			c.slow = ev.Channel
			c.unread += len(ev.Data)
			return nil
		}
		return c.conn.Consumed(ev.Channel, len(ev.Data), 0)
	case connection.Request:
		if ev.WantReply {
			return c.conn.Reply(ev.Channel, true)
		}
	case connection.Close:
		c.done = true
		return c.conn.Close(ev.Channel)
	}
	return nil
}

func (c *clientEnd) idle() error {
	switch {
	case c.slow != nil:
		ch := c.slow
		c.slow, c.rested = nil, true
		c.wait(c.script.hold)
		return c.conn.Consumed(ch, c.unread, 0)
	case !c.done || c.bye:
	case c.rekeys > 0:
		c.rekeys--
		return c.m.Rekey()
	default:
		c.bye = true
		c.m.Disconnect(wire.ReasonByApplication, "the play is over")
	}
	return nil
}
