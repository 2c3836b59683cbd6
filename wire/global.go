package wire

// GlobalRequest asks for something that belongs to no channel (RFC 4254 §4). What
// follows depends on Type: [TCPIPForward] and [CancelTCPIPForward] are the
// requests of RFC 4254.
//
//	byte SSH_MSG_GLOBAL_REQUEST │ string request name │ boolean want reply │ …
type GlobalRequest struct {
	Type      []byte // request name, US-ASCII
	WantReply bool
	Rest      []byte
}

// Append appends the payload to dst.
func (m *GlobalRequest) Append(dst []byte) []byte {
	dst = AppendString(appendNumber(dst, MsgGlobalRequest), m.Type)
	return append(AppendBool(dst, m.WantReply), m.Rest...)
}

// Parse reads the payload, which m then aliases. Rest is not looked at.
func (m *GlobalRequest) Parse(payload []byte) error {
	r := openMessage(payload, MsgGlobalRequest)
	*m = GlobalRequest{
		Type:      r.At("request name").Bytes(),
		WantReply: r.At("want reply").Bool(),
		Rest:      r.Rest(),
	}
	return r.End()
}

// RequestSuccess grants the oldest [GlobalRequest] that wants a reply
// (RFC 4254 §4). Rest is empty, or for instance a [TCPIPForwardReply].
//
//	byte SSH_MSG_REQUEST_SUCCESS │ …
type RequestSuccess struct {
	Rest []byte
}

// Append appends the payload to dst.
func (m *RequestSuccess) Append(dst []byte) []byte {
	return append(appendNumber(dst, MsgRequestSuccess), m.Rest...)
}

// Parse reads the payload, which m then aliases. Rest is not looked at.
func (m *RequestSuccess) Parse(payload []byte) error {
	r := openMessage(payload, MsgRequestSuccess)
	m.Rest = r.Rest()
	return r.End()
}

// RequestFailure refuses the oldest [GlobalRequest] that wants a reply
// (RFC 4254 §4). It is its number alone.
type RequestFailure struct{}

// Append appends the payload to dst.
func (m *RequestFailure) Append(dst []byte) []byte { return appendNumber(dst, MsgRequestFailure) }

// Parse reads the payload.
func (m *RequestFailure) Parse(payload []byte) error {
	r := openMessage(payload, MsgRequestFailure)
	return r.End()
}
