package wire

// Names for the forwarding of Unix sockets (OpenSSH, PROTOCOL §2.4).
const (
	ChannelTypeDirectStreamlocal    = "direct-streamlocal@openssh.com"
	ChannelTypeForwardedStreamlocal = "forwarded-streamlocal@openssh.com"

	RequestStreamlocalForward       = "streamlocal-forward@openssh.com"
	RequestCancelStreamlocalForward = "cancel-streamlocal-forward@openssh.com"
)

// OpenDirectStreamlocal is the Rest of a [ChannelOpen]
// "direct-streamlocal@openssh.com": connect to this socket (OpenSSH, PROTOCOL §2.4).
//
//	string socket path │ string reserved │ uint32 reserved
type OpenDirectStreamlocal struct {
	Path []byte
	// What is reserved: OpenSSH's client puts the originator there (channels.c), and
	// nobody looks at it.
	OriginAddress []byte
	OriginPort    uint32
}

// Append appends the type's fields to dst.
func (m *OpenDirectStreamlocal) Append(dst []byte) []byte {
	return AppendUint32(AppendString(AppendString(dst, m.Path), m.OriginAddress), m.OriginPort)
}

// Parse reads the Rest of a [ChannelOpen], which m then aliases.
func (m *OpenDirectStreamlocal) Parse(rest []byte) error {
	r := openRest(rest, MsgChannelOpen, ChannelTypeDirectStreamlocal)
	*m = OpenDirectStreamlocal{
		Path:          r.At("socket path").Bytes(),
		OriginAddress: r.At("reserved").Bytes(),
		OriginPort:    r.At("reserved").Uint32(),
	}
	return r.End()
}

// OpenForwardedStreamlocal is the Rest of a [ChannelOpen]
// "forwarded-streamlocal@openssh.com": somebody connected to the socket of a
// [StreamlocalForward] (OpenSSH, PROTOCOL §2.4).
//
//	string socket path │ string reserved for future use
type OpenForwardedStreamlocal struct {
	Path     []byte // as it was requested
	Reserved []byte // empty; a receiver ignores it
}

// Append appends the type's fields to dst.
func (m *OpenForwardedStreamlocal) Append(dst []byte) []byte {
	return AppendString(AppendString(dst, m.Path), m.Reserved)
}

// Parse reads the Rest of a [ChannelOpen], which m then aliases.
func (m *OpenForwardedStreamlocal) Parse(rest []byte) error {
	r := openRest(rest, MsgChannelOpen, ChannelTypeForwardedStreamlocal)
	*m = OpenForwardedStreamlocal{
		Path:     r.At("socket path").Bytes(),
		Reserved: r.At("reserved for future use").Bytes(),
	}
	return r.End()
}

// StreamlocalForward is the Rest of a [GlobalRequest]
// "streamlocal-forward@openssh.com": listen at this socket, and open a channel for each
// connection (OpenSSH, PROTOCOL §2.4).
//
//	string socket path
type StreamlocalForward struct {
	Path []byte
}

// Append appends the request's field to dst.
func (m *StreamlocalForward) Append(dst []byte) []byte { return AppendString(dst, m.Path) }

// Parse reads the Rest of a [GlobalRequest], which m then aliases.
func (m *StreamlocalForward) Parse(rest []byte) error {
	r := openRest(rest, MsgGlobalRequest, RequestStreamlocalForward)
	m.Path = r.At("socket path").Bytes()
	return r.End()
}

// CancelStreamlocalForward is the Rest of a [GlobalRequest]
// "cancel-streamlocal-forward@openssh.com": it ends a [StreamlocalForward] of the same
// path (OpenSSH, PROTOCOL §2.4).
//
//	string socket path
type CancelStreamlocalForward struct {
	Path []byte
}

// Append appends the request's field to dst.
func (m *CancelStreamlocalForward) Append(dst []byte) []byte { return AppendString(dst, m.Path) }

// Parse reads the Rest of a [GlobalRequest], which m then aliases.
func (m *CancelStreamlocalForward) Parse(rest []byte) error {
	r := openRest(rest, MsgGlobalRequest, RequestCancelStreamlocalForward)
	m.Path = r.At("socket path").Bytes()
	return r.End()
}
