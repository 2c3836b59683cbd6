package wire

import "strconv"

// ChannelOpen asks for a channel (RFC 4254 §5.1). What follows depends on Type:
// [OpenSession], [OpenX11], [OpenForwardedTCPIP] and [OpenDirectTCPIP] are the
// types of RFC 4254.
//
//	byte   SSH_MSG_CHANNEL_OPEN
//	string channel type │ uint32 sender channel
//	uint32 initial window size │ uint32 maximum packet size │ …
type ChannelOpen struct {
	Type      []byte // US-ASCII
	Sender    uint32 // the opener's number for the channel
	Window    uint32 // bytes that the opener takes before it adjusts the window
	MaxPacket uint32 // bytes of data in one message to the opener
	Rest      []byte
}

// Append appends the payload to dst.
func (m *ChannelOpen) Append(dst []byte) []byte {
	dst = AppendString(appendNumber(dst, MsgChannelOpen), m.Type)
	dst = AppendUint32(dst, m.Sender)
	dst = AppendUint32(dst, m.Window)
	dst = AppendUint32(dst, m.MaxPacket)
	return append(dst, m.Rest...)
}

// Parse reads the payload, which m then aliases. Rest is not looked at.
func (m *ChannelOpen) Parse(payload []byte) error {
	r := openMessage(payload, MsgChannelOpen)
	*m = ChannelOpen{
		Type:      r.At("channel type").Bytes(),
		Sender:    r.At("sender channel").Uint32(),
		Window:    r.At("initial window size").Uint32(),
		MaxPacket: r.At("maximum packet size").Uint32(),
		Rest:      r.Rest(),
	}
	return r.End()
}

// ChannelOpenConfirmation grants a channel (RFC 4254 §5.1). For every channel type
// of RFC 4254, Rest is empty.
//
//	byte   SSH_MSG_CHANNEL_OPEN_CONFIRMATION
//	uint32 recipient channel │ uint32 sender channel
//	uint32 initial window size │ uint32 maximum packet size │ …
type ChannelOpenConfirmation struct {
	Recipient uint32 // the opener's number for the channel
	Sender    uint32 // the confirming side's
	Window    uint32 // bytes that the confirming side takes
	MaxPacket uint32 // bytes of data in one message to it
	Rest      []byte
}

// Append appends the payload to dst.
func (m *ChannelOpenConfirmation) Append(dst []byte) []byte {
	dst = AppendUint32(appendNumber(dst, MsgChannelOpenConfirmation), m.Recipient)
	dst = AppendUint32(dst, m.Sender)
	dst = AppendUint32(dst, m.Window)
	dst = AppendUint32(dst, m.MaxPacket)
	return append(dst, m.Rest...)
}

// Parse reads the payload, which m then aliases. Rest is not looked at.
func (m *ChannelOpenConfirmation) Parse(payload []byte) error {
	r := openMessage(payload, MsgChannelOpenConfirmation)
	*m = ChannelOpenConfirmation{
		Recipient: r.At("recipient channel").Uint32(),
		Sender:    r.At("sender channel").Uint32(),
		Window:    r.At("initial window size").Uint32(),
		MaxPacket: r.At("maximum packet size").Uint32(),
		Rest:      r.Rest(),
	}
	return r.End()
}

// ChannelOpenFailure refuses a channel (RFC 4254 §5.1).
//
//	byte   SSH_MSG_CHANNEL_OPEN_FAILURE
//	uint32 recipient channel │ uint32 reason code │ string description │ string language tag
type ChannelOpenFailure struct {
	Recipient   uint32
	Reason      OpenReason
	Description []byte // UTF-8, for people
	Language    []byte // RFC 3066
}

// Append appends the payload to dst.
func (m *ChannelOpenFailure) Append(dst []byte) []byte {
	dst = AppendUint32(appendNumber(dst, MsgChannelOpenFailure), m.Recipient)
	dst = AppendUint32(dst, uint32(m.Reason))
	dst = AppendString(dst, m.Description)
	return AppendString(dst, m.Language)
}

// Parse reads the payload, which m then aliases.
func (m *ChannelOpenFailure) Parse(payload []byte) error {
	r := openMessage(payload, MsgChannelOpenFailure)
	*m = ChannelOpenFailure{
		Recipient:   r.At("recipient channel").Uint32(),
		Reason:      OpenReason(r.At("reason code").Uint32()),
		Description: r.At("description").Bytes(),
		Language:    r.At("language tag").Bytes(),
	}
	return r.End()
}

// An OpenReason is the reason code of a [ChannelOpenFailure] (RFC 4250 §4.3).
type OpenReason uint32

// The reason codes.
const (
	OpenAdministrativelyProhibited OpenReason = 1
	OpenConnectFailed              OpenReason = 2
	OpenUnknownChannelType         OpenReason = 3
	OpenResourceShortage           OpenReason = 4
)

// String returns the meaning of the code, or "reason 99".
func (r OpenReason) String() string {
	switch r {
	case OpenAdministrativelyProhibited:
		return "administratively prohibited"
	case OpenConnectFailed:
		return "connect failed"
	case OpenUnknownChannelType:
		return "unknown channel type"
	case OpenResourceShortage:
		return "resource shortage"
	default:
		return "reason " + strconv.FormatUint(uint64(r), 10)
	}
}
