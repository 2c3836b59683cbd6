package wire

// ChannelEOF says that no more data follows in this direction (RFC 4254 §5.3).
//
//	byte SSH_MSG_CHANNEL_EOF │ uint32 recipient channel
type ChannelEOF struct {
	Recipient uint32
}

// Append appends the payload to dst.
func (m *ChannelEOF) Append(dst []byte) []byte {
	return AppendUint32(appendNumber(dst, MsgChannelEOF), m.Recipient)
}

// Parse reads the payload.
func (m *ChannelEOF) Parse(payload []byte) error {
	r := openMessage(payload, MsgChannelEOF)
	m.Recipient = r.At("recipient channel").Uint32()
	return r.End()
}

// ChannelClose ends a channel, once both sides have sent it (RFC 4254 §5.3).
//
//	byte SSH_MSG_CHANNEL_CLOSE │ uint32 recipient channel
type ChannelClose struct {
	Recipient uint32
}

// Append appends the payload to dst.
func (m *ChannelClose) Append(dst []byte) []byte {
	return AppendUint32(appendNumber(dst, MsgChannelClose), m.Recipient)
}

// Parse reads the payload.
func (m *ChannelClose) Parse(payload []byte) error {
	r := openMessage(payload, MsgChannelClose)
	m.Recipient = r.At("recipient channel").Uint32()
	return r.End()
}
