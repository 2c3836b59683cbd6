package connection

import (
	"errors"
	"fmt"

	"github.com/glassh/glassh/wire"
)

// A Sender takes messages for the peer: a transport.Machine is one.
type Sender interface {
	// Begin returns a buffer to append one message to, End sends it.
	Begin() []byte
	End(buf []byte) error
}

// A Config holds a machine's bounds. Zero fields stand for the defaults.
type Config struct {
	Window      uint32 // of a new channel, in bytes; 2 MiB
	MaxWindow   uint32 // that a window may grow to; 64 MiB
	Budget      uint32 // of all windows together, besides 32 KiB for each channel; 128 MiB
	MaxPacket   uint32 // bytes of data in one message that we take; 64 KiB
	MaxChannels int    // at once; 1024
	// NoFlowControl leaves windows out of account, and allows one channel at a time, if both
	// sides have agreed on it (RFC 8308 §3.3). Who reads is to stop the peer otherwise.
	NoFlowControl bool
}

// Defaults for Config, and bounds that have no setting.
const (
	DefaultWindow      = 2 << 20
	DefaultMaxWindow   = 64 << 20
	DefaultBudget      = 128 << 20
	DefaultMaxPacket   = 64 << 10
	DefaultMaxChannels = 1024

	// MaxSend bounds the data in one message of ours, in bytes, whatever the peer takes.
	// Messages longer than wire.MaxPayload go only to who has announced to take them
	// (RFC 4253 §6.1), by the channel's maximum packet size.
	MaxSend = 64 << 10
	// minPacket is the least that a peer may announce to take: a smaller packet
	// holds next to no data, and 0 would never send any.
	minPacket = 9
)

// A Machine is one end of the connection protocol.
type Machine struct {
	cfg Config
	to  Sender

	// table holds the channels by our number, as the inbound half may see them:
	// from CHANNEL_OPEN or its confirmation to the peer's CHANNEL_CLOSE. Only Next
	// changes it; one that was refused stays until its number is used again.
	table []*Channel

	opening map[uint32]*Channel // ours that wait for confirmation
	free    []uint32            // numbers to use again
	next    uint32              // the next unused number
	count   int                 // channels that exist

	promised uint64 // the windows of all channels together (window.go)

	waiting []any // tokens of our global requests, oldest first
}

// New returns a machine that sends its messages to to.
func New(to Sender, cfg Config) *Machine {
	def := func(v *uint32, d uint32) {
		if *v == 0 {
			*v = d
		}
	}
	def(&cfg.Window, DefaultWindow)
	def(&cfg.MaxWindow, max(DefaultMaxWindow, cfg.Window))
	def(&cfg.Budget, DefaultBudget)
	def(&cfg.MaxPacket, DefaultMaxPacket)
	if cfg.MaxChannels == 0 {
		cfg.MaxChannels = DefaultMaxChannels
	}
	return &Machine{cfg: cfg, to: to, opening: make(map[uint32]*Channel)}
}

// ErrTooLong answers a request, or an Open, that no packet can hold.
var ErrTooLong = errors.New("ssh: the message is too long")

// maxRest bounds the name and the rest of a message of ours: what is before and
// between them is short.
const maxRest = wire.MaxPacket - 1024

// fits returns ErrTooLong for a message that does not fit into a packet.
func fits(name string, rest []byte) error {
	if len(name) > maxRest || len(rest) > maxRest-len(name) {
		return ErrTooLong
	}
	return nil
}

// send passes one message on.
func (m *Machine) send(message func(dst []byte) []byte) error {
	return m.to.End(message(m.to.Begin()))
}

// lookup returns the channel with our number, as the inbound half sees it, or nil.
func (m *Machine) lookup(id uint32) *Channel {
	if uint64(id) < uint64(len(m.table)) {
		return m.table[id]
	}
	return nil
}

// usable returns the channel with our number if it is open, or nil: one that is still
// undecided, or was refused, has nothing said on it that counts. It needs both halves.
func (m *Machine) usable(id uint32) *Channel {
	if c := m.lookup(id); c != nil && c.out.state == open {
		return c
	}
	return nil
}

// newChannel numbers a new channel, if there is room.
func (m *Machine) newChannel(kind string, s state) (*Channel, bool) {
	if m.count >= m.cfg.MaxChannels || m.cfg.NoFlowControl && m.count > 0 {
		return nil, false
	}
	m.count++
	c := &Channel{kind: kind}
	if n := len(m.free); n > 0 {
		c.id = m.free[n-1]
		m.free = m.free[:n-1]
	} else {
		c.id = m.next
		m.next++
	}
	c.out.state, c.out.endless = s, m.cfg.NoFlowControl
	m.firstWindow(c)
	return c, true
}

// enter shows a channel to the inbound half.
func (m *Machine) enter(c *Channel) {
	for uint64(len(m.table)) <= uint64(c.id) {
		m.table = append(m.table, nil)
	}
	m.table[c.id] = c
}

// release frees a channel's number once neither side can use it.
func (m *Machine) release(c *Channel) {
	if c.out.state == dead {
		return
	}
	m.promised -= c.out.promised()
	c.out.state = dead
	m.promised += c.out.promised()
	m.count--
	m.free = append(m.free, c.id)
}

// Next handles one message of the connection protocol, 80 to 127 (or
// UNIMPLEMENTED), and returns what happened. It needs both halves. An error ends
// the connection.
func (m *Machine) Next(payload []byte) (Event, error) {
	switch msg := wire.Number(payload[0]); msg {
	case wire.MsgGlobalRequest:
		return m.onGlobalRequest(payload)
	case wire.MsgRequestSuccess, wire.MsgRequestFailure:
		return m.onGlobalReply(payload)
	case wire.MsgChannelOpen:
		return m.onOpen(payload)
	case wire.MsgChannelOpenConfirmation:
		return m.onOpenConfirmation(payload)
	case wire.MsgChannelOpenFailure:
		return m.onOpenFailure(payload)
	case wire.MsgChannelWindowAdjust:
		return m.onWindowAdjust(payload)
	case wire.MsgChannelData, wire.MsgChannelExtendedData:
		return m.onData(payload)
	case wire.MsgChannelEOF:
		return m.onEOF(payload)
	case wire.MsgChannelClose:
		return m.onClose(payload)
	case wire.MsgChannelRequest:
		return m.onRequest(payload)
	case wire.MsgChannelSuccess, wire.MsgChannelFailure:
		return m.onReply(payload)
	case wire.MsgUnimplemented:
		return Event{}, nil // to something optional
	default:
		return Event{}, &Error{Message: msg, Text: "unknown to the connection protocol"}
	}
}

// An Error is a fault of the peer that ends the connection, as a protocol error.
type Error struct {
	Message wire.Number
	Text    string
	Err     error
}

// Error returns one line: which message, and what was wrong with it.
func (e *Error) Error() string {
	if e.Err != nil {
		return fmt.Sprintf("ssh: %v: %s: %v", e.Message, e.Text, e.Err)
	}
	return fmt.Sprintf("ssh: %v: %s", e.Message, e.Text)
}

// DisconnectReason returns the reason to give to the peer.
func (e *Error) DisconnectReason() wire.Reason { return wire.ReasonProtocolError }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

func malformed(msg wire.Number, err error) error {
	return &Error{Message: msg, Text: "malformed", Err: err}
}
