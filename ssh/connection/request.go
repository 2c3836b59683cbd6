package connection

import (
	"errors"

	"github.com/glassh/glassh/wire"
)

// maxWaiting bounds our own requests that wait for a reply.
const maxWaiting = 1024

// ErrTooManyRequests answers a request while too many wait for their replies.
var ErrTooManyRequests = errors.New("ssh: too many requests without a reply")

// SendRequest sends a request on a channel (RFC 4254 §5.4); rest is the part that
// depends on its name. With a token that is not nil it asks for a reply, and the
// Reply event returns the token. A Close event stands for all replies that are
// still missing.
func (m *Machine) SendRequest(c *Channel, name string, rest []byte, token any) error {
	if c.out.state != open || c.out.closed || c.out.closedIn {
		return ErrClosed
	}
	if err := fits(name, rest); err != nil {
		return err
	}
	if token != nil {
		if len(c.out.waiting) >= maxWaiting {
			return ErrTooManyRequests
		}
		c.out.waiting = append(c.out.waiting, token)
	}
	msg := wire.ChannelRequest{
		Recipient: c.remote, Type: []byte(name), WantReply: token != nil, Rest: rest,
	}
	return m.send(msg.Append)
}

// onReply gives a reply to the oldest request that waits. One that nobody waits
// for is dropped.
func (m *Machine) onReply(payload []byte) (Event, error) {
	var id uint32
	ok := wire.Number(payload[0]) == wire.MsgChannelSuccess
	if ok {
		var msg wire.ChannelSuccess
		if err := msg.Parse(payload); err != nil {
			return Event{}, malformed(wire.MsgChannelSuccess, err)
		}
		id = msg.Recipient
	} else {
		var msg wire.ChannelFailure
		if err := msg.Parse(payload); err != nil {
			return Event{}, malformed(wire.MsgChannelFailure, err)
		}
		id = msg.Recipient
	}
	c := m.usable(id)
	if c == nil || len(c.out.waiting) == 0 {
		return Event{}, nil
	}
	token := c.out.waiting[0]
	c.out.waiting = c.out.waiting[1:]
	return Event{Kind: Reply, Channel: c, OK: ok, Token: token}, nil
}

// onRequest hands a request of the peer on.
func (m *Machine) onRequest(payload []byte) (Event, error) {
	var msg wire.ChannelRequest
	if err := msg.Parse(payload); err != nil {
		return Event{}, malformed(wire.MsgChannelRequest, err)
	}
	c := m.usable(msg.Recipient)
	if c == nil {
		return Event{}, nil
	}
	return Event{
		Kind: Request, Channel: c, Name: string(msg.Type), WantReply: msg.WantReply, Data: msg.Rest,
	}, nil
}

// Reply answers the oldest request on c that wants an answer and has none.
func (m *Machine) Reply(c *Channel, ok bool) error {
	if c.out.state != open || c.out.closed {
		return nil // the peer no longer waits
	}
	if ok {
		msg := wire.ChannelSuccess{Recipient: c.remote}
		return m.send(msg.Append)
	}
	msg := wire.ChannelFailure{Recipient: c.remote}
	return m.send(msg.Append)
}

// SendGlobal sends a request that concerns no channel (RFC 4254 §4), as
// SendRequest does.
func (m *Machine) SendGlobal(name string, rest []byte, token any) error {
	if err := fits(name, rest); err != nil {
		return err
	}
	if token != nil {
		if len(m.waiting) >= maxWaiting {
			return ErrTooManyRequests
		}
		m.waiting = append(m.waiting, token)
	}
	msg := wire.GlobalRequest{Type: []byte(name), WantReply: token != nil, Rest: rest}
	return m.send(msg.Append)
}

// onGlobalReply gives a reply to the oldest global request that waits.
func (m *Machine) onGlobalReply(payload []byte) (Event, error) {
	if len(m.waiting) == 0 {
		return Event{}, nil
	}
	token := m.waiting[0]
	m.waiting = m.waiting[1:]
	return Event{
		Kind: GlobalReply, OK: wire.Number(payload[0]) == wire.MsgRequestSuccess, Token: token, Data: payload[1:],
	}, nil
}

// onGlobalRequest hands a global request of the peer on.
func (m *Machine) onGlobalRequest(payload []byte) (Event, error) {
	var msg wire.GlobalRequest
	if err := msg.Parse(payload); err != nil {
		return Event{}, malformed(wire.MsgGlobalRequest, err)
	}
	return Event{
		Kind: GlobalRequest, Name: string(msg.Type), WantReply: msg.WantReply, Data: msg.Rest,
	}, nil
}

// ReplyGlobal answers the oldest global request that wants an answer and has
// none; rest is the part of a success that depends on the request.
func (m *Machine) ReplyGlobal(ok bool, rest []byte) error {
	if ok {
		msg := wire.RequestSuccess{Rest: rest}
		return m.send(msg.Append)
	}
	msg := wire.RequestFailure{}
	return m.send(msg.Append)
}
