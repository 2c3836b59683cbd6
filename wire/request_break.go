package wire

// BreakRequest is the Rest of a [ChannelRequest] "break": what a terminal's break key
// does, which holds the line for a while (RFC 4335 §3).
//
//	uint32 break-length in milliseconds
type BreakRequest struct {
	Length uint32 // 0 leaves it to the receiver
}

// Append appends the request's field to dst.
func (m *BreakRequest) Append(dst []byte) []byte { return AppendUint32(dst, m.Length) }

// Parse reads the Rest of a [ChannelRequest].
func (m *BreakRequest) Parse(rest []byte) error {
	r := openRest(rest, MsgChannelRequest, RequestBreak)
	m.Length = r.At("break-length").Uint32()
	return r.End()
}
