package wire

// ChannelRequest asks for something on a channel (RFC 4254 §5.4). What follows
// depends on Type; the requests of RFC 4254 are [PTYRequest], [X11Request],
// [EnvRequest], [ShellRequest], [ExecRequest], [SubsystemRequest], [WindowChange],
// [XonXoff], [SignalRequest], [ExitStatus] and [ExitSignal].
//
//	byte SSH_MSG_CHANNEL_REQUEST │ uint32 recipient channel │ string request type │ boolean want reply │ …
type ChannelRequest struct {
	Recipient uint32
	Type      []byte // US-ASCII
	WantReply bool
	Rest      []byte
}

// Append appends the payload to dst.
func (m *ChannelRequest) Append(dst []byte) []byte {
	dst = AppendUint32(appendNumber(dst, MsgChannelRequest), m.Recipient)
	dst = AppendString(dst, m.Type)
	return append(AppendBool(dst, m.WantReply), m.Rest...)
}

// Parse reads the payload, which m then aliases. Rest is not looked at.
func (m *ChannelRequest) Parse(payload []byte) error {
	r := openMessage(payload, MsgChannelRequest)
	*m = ChannelRequest{
		Recipient: r.At("recipient channel").Uint32(),
		Type:      r.At("request type").Bytes(),
		WantReply: r.At("want reply").Bool(),
		Rest:      r.Rest(),
	}
	return r.End()
}

// ChannelSuccess grants the channel's oldest [ChannelRequest] that wants a reply
// (RFC 4254 §5.4).
//
//	byte SSH_MSG_CHANNEL_SUCCESS │ uint32 recipient channel
type ChannelSuccess struct {
	Recipient uint32
}

// Append appends the payload to dst.
func (m *ChannelSuccess) Append(dst []byte) []byte {
	return AppendUint32(appendNumber(dst, MsgChannelSuccess), m.Recipient)
}

// Parse reads the payload.
func (m *ChannelSuccess) Parse(payload []byte) error {
	r := openMessage(payload, MsgChannelSuccess)
	m.Recipient = r.At("recipient channel").Uint32()
	return r.End()
}

// ChannelFailure refuses the channel's oldest [ChannelRequest] that wants a reply
// (RFC 4254 §5.4).
//
//	byte SSH_MSG_CHANNEL_FAILURE │ uint32 recipient channel
type ChannelFailure struct {
	Recipient uint32
}

// Append appends the payload to dst.
func (m *ChannelFailure) Append(dst []byte) []byte {
	return AppendUint32(appendNumber(dst, MsgChannelFailure), m.Recipient)
}

// Parse reads the payload.
func (m *ChannelFailure) Parse(payload []byte) error {
	r := openMessage(payload, MsgChannelFailure)
	m.Recipient = r.At("recipient channel").Uint32()
	return r.End()
}
