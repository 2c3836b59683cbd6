package connection

import (
	"math"

	"github.com/glassh/glassh/wire"
)

// Open asks the peer to open a channel (RFC 4254 §5.1); rest is the part of the
// message that depends on the type. Opened or OpenFailed answers.
func (m *Machine) Open(kind string, rest []byte) (*Channel, error) {
	if err := fits(kind, rest); err != nil {
		return nil, err
	}
	c, ok := m.newChannel(kind, opening)
	if !ok {
		return nil, ErrTooManyChannels
	}
	m.opening[c.id] = c
	msg := wire.ChannelOpen{
		Type: []byte(kind), Sender: c.id, Window: c.out.size, MaxPacket: m.cfg.MaxPacket, Rest: rest,
	}
	return c, m.send(msg.Append)
}

// onOpenConfirmation completes a channel of ours.
func (m *Machine) onOpenConfirmation(payload []byte) (Event, error) {
	var msg wire.ChannelOpenConfirmation
	if err := msg.Parse(payload); err != nil {
		return Event{}, malformed(wire.MsgChannelOpenConfirmation, err)
	}
	c := m.opening[msg.Recipient]
	if c == nil {
		return Event{}, nil
	}
	if err := checkMaxPacket(wire.MsgChannelOpenConfirmation, msg.MaxPacket); err != nil {
		return Event{}, err
	}
	delete(m.opening, c.id)
	c.confirm(msg.Sender, msg.Window, msg.MaxPacket)
	m.enter(c)
	return Event{Kind: Opened, Channel: c}, nil
}

// onOpenFailure ends a channel of ours that the peer refused.
func (m *Machine) onOpenFailure(payload []byte) (Event, error) {
	var msg wire.ChannelOpenFailure
	if err := msg.Parse(payload); err != nil {
		return Event{}, malformed(wire.MsgChannelOpenFailure, err)
	}
	c := m.opening[msg.Recipient]
	if c == nil {
		return Event{}, nil
	}
	delete(m.opening, c.id)
	m.release(c)
	m.Discard(c)
	return Event{
		Kind: OpenFailed, Channel: c, Reason: uint32(msg.Reason), Text: wire.Escape(msg.Description),
	}, nil
}

// onOpen asks the caller about a channel that the peer opens. It refuses by
// itself what is over the bound.
func (m *Machine) onOpen(payload []byte) (Event, error) {
	var msg wire.ChannelOpen
	if err := msg.Parse(payload); err != nil {
		return Event{}, malformed(wire.MsgChannelOpen, err)
	}
	if err := checkMaxPacket(wire.MsgChannelOpen, msg.MaxPacket); err != nil {
		return Event{}, err
	}
	c, ok := m.newChannel(string(msg.Type), undecided)
	if !ok {
		return Event{}, m.refuse(msg.Sender, wire.OpenResourceShortage, "too many channels")
	}
	c.out.remote(msg.Window, msg.MaxPacket)
	c.remote = msg.Sender
	// Without credit until it is accepted: whatever comes on it takes the way through
	// Next, which looks at its state.
	c.in.credit = 0
	m.enter(c)
	return Event{Kind: Open, Channel: c, Data: msg.Rest}, nil
}

// Accept confirms a channel that the peer opens, at any time behind the Open event.
func (m *Machine) Accept(c *Channel) error {
	if c.out.state != undecided {
		panic("connection: Accept of a channel that is not being opened")
	}
	c.out.state = open
	msg := wire.ChannelOpenConfirmation{
		Recipient: c.remote, Sender: c.id, Window: c.out.size, MaxPacket: m.cfg.MaxPacket,
	}
	return m.send(msg.Append)
}

// Reject refuses a channel that the peer opens, at any time behind the Open event.
func (m *Machine) Reject(c *Channel, reason wire.OpenReason, text string) error {
	if c.out.state != undecided {
		panic("connection: Reject of a channel that is not being opened")
	}
	m.release(c)
	m.Discard(c)
	return m.refuse(c.remote, reason, text)
}

func (m *Machine) refuse(remote uint32, reason wire.OpenReason, text string) error {
	msg := wire.ChannelOpenFailure{Recipient: remote, Reason: reason, Description: []byte(text)}
	return m.send(msg.Append)
}

// confirm takes what the peer said of its end.
func (c *Channel) confirm(remote, window, maxPacket uint32) {
	c.remote = remote
	c.out.state = open
	c.out.remote(window, maxPacket)
}

func (o *channelOut) remote(window, maxPacket uint32) {
	o.window = window
	o.maxPacket = min(maxPacket, MaxSend)
}

func checkMaxPacket(msg wire.Number, n uint32) error {
	if n < minPacket || n > math.MaxInt32 {
		return &Error{Message: msg, Text: "impossible maximum packet size"}
	}
	return nil
}
