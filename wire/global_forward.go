package wire

// TCPIPForward is the Rest of a [GlobalRequest] "tcpip-forward": listen over
// there, and open a channel for each connection (RFC 4254 §7.1).
//
//	string address to bind │ uint32 port number to bind
type TCPIPForward struct {
	Address []byte // "", "0.0.0.0", "::", "localhost", or an IP address
	Port    uint32 // 0 lets the server choose, and tell in a [TCPIPForwardReply]
}

// Append appends the request's fields to dst.
func (m *TCPIPForward) Append(dst []byte) []byte {
	return AppendUint32(AppendString(dst, m.Address), m.Port)
}

// Parse reads the Rest of a [GlobalRequest], which m then aliases.
func (m *TCPIPForward) Parse(rest []byte) error {
	r := openRest(rest, MsgGlobalRequest, RequestTCPIPForward)
	*m = TCPIPForward{
		Address: r.At("address to bind").Bytes(),
		Port:    r.At("port number to bind").Uint32(),
	}
	return r.End()
}

// CancelTCPIPForward is the Rest of a [GlobalRequest] "cancel-tcpip-forward": it
// ends a [TCPIPForward] of the same address and port (RFC 4254 §7.1).
//
//	string address to bind │ uint32 port number to bind
type CancelTCPIPForward struct {
	Address []byte // as it was requested
	Port    uint32 // the port in use
}

// Append appends the request's fields to dst.
func (m *CancelTCPIPForward) Append(dst []byte) []byte {
	return AppendUint32(AppendString(dst, m.Address), m.Port)
}

// Parse reads the Rest of a [GlobalRequest], which m then aliases.
func (m *CancelTCPIPForward) Parse(rest []byte) error {
	r := openRest(rest, MsgGlobalRequest, RequestCancelTCPIPForward)
	*m = CancelTCPIPForward{
		Address: r.At("address to bind").Bytes(),
		Port:    r.At("port number to bind").Uint32(),
	}
	return r.End()
}

// TCPIPForwardReply is the Rest of the [RequestSuccess] that answers a
// [TCPIPForward] with port 0 (RFC 4254 §7.1).
//
//	uint32 port that was bound on the server
type TCPIPForwardReply struct {
	Port uint32
}

// Append appends the reply's field to dst.
func (m *TCPIPForwardReply) Append(dst []byte) []byte { return AppendUint32(dst, m.Port) }

// Parse reads the Rest of a [RequestSuccess].
func (m *TCPIPForwardReply) Parse(rest []byte) error {
	r := openRest(rest, MsgRequestSuccess, RequestTCPIPForward)
	m.Port = r.At("port that was bound").Uint32()
	return r.End()
}
