package wire

// X11Request is the Rest of a [ChannelRequest] "x11-req": forward X11 connections
// (RFC 4254 §6.3.1).
//
//	boolean single connection │ string authentication protocol
//	string authentication cookie │ uint32 screen number
type X11Request struct {
	SingleConnection bool
	Protocol         []byte // "MIT-MAGIC-COOKIE-1"
	Cookie           []byte // hexadecimal digits
	Screen           uint32
}

// Append appends the request's fields to dst.
func (m *X11Request) Append(dst []byte) []byte {
	dst = AppendBool(dst, m.SingleConnection)
	dst = AppendString(dst, m.Protocol)
	dst = AppendString(dst, m.Cookie)
	return AppendUint32(dst, m.Screen)
}

// Parse reads the Rest of a [ChannelRequest], which m then aliases.
func (m *X11Request) Parse(rest []byte) error {
	r := openRest(rest, MsgChannelRequest, RequestX11)
	*m = X11Request{
		SingleConnection: r.At("single connection").Bool(),
		Protocol:         r.At("x11 authentication protocol").Bytes(),
		Cookie:           r.At("x11 authentication cookie").Bytes(),
		Screen:           r.At("x11 screen number").Uint32(),
	}
	return r.End()
}
