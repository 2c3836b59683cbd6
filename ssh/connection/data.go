package connection

import (
	"errors"
	"math"

	"github.com/glassh/glassh/wire"
)

// ErrTooManyChannels answers an Open over the bound of Config.
var ErrTooManyChannels = errors.New("ssh: too many channels on one connection")

// NextData handles a message that carries data, with the inbound half alone. It
// reports false for a message that needs Next: any other, and data for which the
// inbound half does not know of enough credit.
func (m *Machine) NextData(payload []byte) (Event, bool, error) {
	switch wire.Number(payload[0]) {
	case wire.MsgChannelData, wire.MsgChannelExtendedData:
	default:
		return Event{}, false, nil
	}
	c, data, extended, err := m.parseData(payload)
	if err != nil || c == nil {
		return Event{}, true, err
	}
	// Without credit it is not known here whether the channel is open, and has its owner.
	if c.in.credit == 0 || c.in.received+uint64(len(data)) > c.in.credit && !m.cfg.NoFlowControl {
		return Event{}, false, nil
	}
	return c.take(data, extended), true, nil
}

// onData is NextData with a look at what was granted since.
func (m *Machine) onData(payload []byte) (Event, error) {
	c, data, extended, err := m.parseData(payload)
	if err != nil || c == nil || c.out.state != open {
		return Event{}, err
	}
	c.in.credit = c.out.granted
	if c.in.received+uint64(len(data)) > c.in.credit && !m.cfg.NoFlowControl {
		return Event{}, &Error{Message: wire.Number(payload[0]), Text: "more data than the window allows"}
	}
	return c.take(data, extended), nil
}

// parseData returns the channel (nil for one that does not exist), the data and
// its type.
func (m *Machine) parseData(payload []byte) (c *Channel, data []byte, extended uint32, err error) {
	msg := wire.Number(payload[0])
	var id uint32
	if msg == wire.MsgChannelData {
		var d wire.ChannelData
		err = d.Parse(payload)
		id, data = d.Recipient, d.Data
	} else {
		var d wire.ChannelExtendedData
		err = d.Parse(payload)
		id, data, extended = d.Recipient, d.Data, uint32(d.Type)
	}
	if err != nil {
		return nil, nil, 0, malformed(msg, err)
	}
	if c = m.lookup(id); c == nil {
		return nil, nil, 0, nil
	}
	if len(data) > int(m.cfg.MaxPacket) {
		return nil, nil, 0, &Error{Message: msg, Text: "more data than the maximum packet size"}
	}
	if c.in.eof {
		return nil, nil, 0, &Error{Message: msg, Text: "data behind CHANNEL_EOF"}
	}
	return c, data, extended, nil
}

func (c *Channel) take(data []byte, extended uint32) Event {
	c.in.received += uint64(len(data))
	return Event{Kind: Data, Channel: c, Data: data, Extended: extended}
}

// onWindowAdjust adds to what we may send (RFC 4254 §5.2).
func (m *Machine) onWindowAdjust(payload []byte) (Event, error) {
	var msg wire.ChannelWindowAdjust
	if err := msg.Parse(payload); err != nil {
		return Event{}, malformed(wire.MsgChannelWindowAdjust, err)
	}
	c := m.usable(msg.Recipient)
	if c == nil || c.out.endless {
		return Event{}, nil
	}
	if msg.Add > math.MaxUint32-c.out.window {
		return Event{}, &Error{Message: wire.MsgChannelWindowAdjust, Text: "a window over 2^32-1 bytes"}
	}
	c.out.window += msg.Add
	return Event{Kind: Window, Channel: c}, nil
}

// Write sends as much of data, as that extended type (0: plain data), as one
// message and the window take, and returns how much that was: 0 means that the
// caller waits for a Window event.
func (m *Machine) Write(c *Channel, extended uint32, data []byte) (int, error) {
	o := &c.out
	if o.state != open || o.eof || o.closed {
		return 0, ErrClosed
	}
	n := min(len(data), int(o.maxPacket), c.Window())
	if n == 0 {
		return 0, nil
	}
	if !o.endless {
		o.window -= uint32(n)
	}
	buf := m.to.Begin()
	if extended == 0 {
		d := wire.ChannelData{Recipient: c.remote, Data: data[:n]}
		buf = d.Append(buf)
	} else {
		d := wire.ChannelExtendedData{Recipient: c.remote, Type: wire.DataType(extended), Data: data[:n]}
		buf = d.Append(buf)
	}
	return n, m.to.End(buf)
}
