package trace

import (
	"encoding/binary"

	"github.com/glassh/glassh/wire"
)

// channels are those that data sent in one direction reaches an agent through, or windows,
// by the numbers that this data has: those of the side that gets it. An agent is given
// private keys there, and a display its cookie.
//
// A number stays here for good. A peer that gives it to two channels at once could else
// have it forgotten.
type channels map[uint32]bool

// private are the types of such channels (RFC 9987, RFC 4254 §6.3.2).
var private = map[string]bool{"auth-agent@openssh.com": true, "agent-connect": true, wire.ChannelTypeX11: true}

// maxPrivate bounds what is remembered. Behind it, all channels are taken for private.
const maxPrivate = 1 << 12

// follow takes note of an OPEN or its CONFIRMATION, for what this side sends and for what
// comes back.
func (own *channels) follow(back *channels, payload []byte) {
	var open wire.ChannelOpen
	if open.Parse(payload) == nil && private[string(open.Type)] {
		back.add(open.Sender)
	}
	var confirmation wire.ChannelOpenConfirmation
	if confirmation.Parse(payload) == nil && own.has(confirmation.Recipient) {
		back.add(confirmation.Sender)
	}
}

func (c *channels) add(n uint32) {
	if *c == nil {
		*c = channels{}
	}
	if len(*c) < maxPrivate {
		(*c)[n] = true
	}
}

func (c channels) has(n uint32) bool { return c[n] || len(c) >= maxPrivate }

// toAgent reports whether a message is data for an agent or a display, or from it.
func (t *conversation) toAgent(d Dir, payload []byte) bool {
	own, _ := t.halves(d)
	switch wire.Number(payload[0]) {
	case wire.MsgChannelData, wire.MsgChannelExtendedData:
		return len(payload) < 5 || own.channels.has(binary.BigEndian.Uint32(payload[1:]))
	}
	return false
}
