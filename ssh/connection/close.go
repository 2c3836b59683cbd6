package connection

import (
	"errors"

	"github.com/glassh/glassh/wire"
)

// ErrClosed answers a write or a request on a channel that cannot take it any
// more.
var ErrClosed = errors.New("ssh: the channel is closed")

// SendEOF says that no more data follows (RFC 4254 §5.3). A second call does
// nothing.
func (m *Machine) SendEOF(c *Channel) error {
	if c.out.state != open || c.out.eof || c.out.closed {
		return nil
	}
	c.out.eof = true
	msg := wire.ChannelEOF{Recipient: c.remote}
	return m.send(msg.Append)
}

// Close closes our side. The channel exists until the peer closes its own; what
// it sends meanwhile still comes as Data. A second call does nothing.
func (m *Machine) Close(c *Channel) error {
	if c.out.state != open || c.out.closed {
		return nil
	}
	c.out.closed = true
	msg := wire.ChannelClose{Recipient: c.remote}
	if err := m.send(msg.Append); err != nil {
		return err
	}
	if c.out.closedIn {
		m.release(c)
	}
	return nil
}

// onEOF ends the peer's data.
func (m *Machine) onEOF(payload []byte) (Event, error) {
	var msg wire.ChannelEOF
	if err := msg.Parse(payload); err != nil {
		return Event{}, malformed(wire.MsgChannelEOF, err)
	}
	c := m.usable(msg.Recipient)
	if c == nil || c.in.eof {
		return Event{}, nil
	}
	c.in.eof = true
	return Event{Kind: EOF, Channel: c}, nil
}

// onClose takes the channel from the inbound half; the caller answers with Close,
// if it has not closed already.
func (m *Machine) onClose(payload []byte) (Event, error) {
	var msg wire.ChannelClose
	if err := msg.Parse(payload); err != nil {
		return Event{}, malformed(wire.MsgChannelClose, err)
	}
	c := m.usable(msg.Recipient)
	if c == nil {
		return Event{}, nil
	}
	m.table[c.id] = nil
	m.onlyReceived(c)
	c.out.waiting = nil
	if c.out.closed {
		m.release(c)
	}
	return Event{Kind: Close, Channel: c}, nil
}
