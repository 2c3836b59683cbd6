package wire

// OpenSession is the Rest of a [ChannelOpen] "session" (RFC 4254 §6.1). It has no
// fields.
type OpenSession struct{}

// Append appends nothing to dst.
func (m *OpenSession) Append(dst []byte) []byte { return dst }

// Parse reads the Rest of a [ChannelOpen].
func (m *OpenSession) Parse(rest []byte) error {
	r := openRest(rest, MsgChannelOpen, ChannelTypeSession)
	return r.End()
}

// OpenX11 is the Rest of a [ChannelOpen] "x11" (RFC 4254 §6.3.2).
//
//	string originator address │ uint32 originator port
type OpenX11 struct {
	OriginAddress []byte // "192.168.7.38"
	OriginPort    uint32
}

// Append appends the type's fields to dst.
func (m *OpenX11) Append(dst []byte) []byte {
	return AppendUint32(AppendString(dst, m.OriginAddress), m.OriginPort)
}

// Parse reads the Rest of a [ChannelOpen], which m then aliases.
func (m *OpenX11) Parse(rest []byte) error {
	r := openRest(rest, MsgChannelOpen, ChannelTypeX11)
	*m = OpenX11{
		OriginAddress: r.At("originator address").Bytes(),
		OriginPort:    r.At("originator port").Uint32(),
	}
	return r.End()
}

// OpenForwardedTCPIP is the Rest of a [ChannelOpen] "forwarded-tcpip": somebody
// connected to the port of a [TCPIPForward] (RFC 4254 §7.2).
//
//	string address that was connected │ uint32 port that was connected
//	string originator IP address │ uint32 originator port
type OpenForwardedTCPIP struct {
	Address       []byte // as it was requested
	Port          uint32 // the port in use
	OriginAddress []byte
	OriginPort    uint32
}

// Append appends the type's fields to dst.
func (m *OpenForwardedTCPIP) Append(dst []byte) []byte {
	dst = AppendUint32(AppendString(dst, m.Address), m.Port)
	return AppendUint32(AppendString(dst, m.OriginAddress), m.OriginPort)
}

// Parse reads the Rest of a [ChannelOpen], which m then aliases.
func (m *OpenForwardedTCPIP) Parse(rest []byte) error {
	r := openRest(rest, MsgChannelOpen, ChannelTypeForwardedTCPIP)
	*m = OpenForwardedTCPIP{
		Address:       r.At("address that was connected").Bytes(),
		Port:          r.At("port that was connected").Uint32(),
		OriginAddress: r.At("originator IP address").Bytes(),
		OriginPort:    r.At("originator port").Uint32(),
	}
	return r.End()
}

// OpenDirectTCPIP is the Rest of a [ChannelOpen] "direct-tcpip": connect to this
// host and port (RFC 4254 §7.2).
//
//	string host to connect │ uint32 port to connect
//	string originator IP address │ uint32 originator port
type OpenDirectTCPIP struct {
	Host          []byte // a name or an IP address
	Port          uint32
	OriginAddress []byte
	OriginPort    uint32
}

// Append appends the type's fields to dst.
func (m *OpenDirectTCPIP) Append(dst []byte) []byte {
	dst = AppendUint32(AppendString(dst, m.Host), m.Port)
	return AppendUint32(AppendString(dst, m.OriginAddress), m.OriginPort)
}

// Parse reads the Rest of a [ChannelOpen], which m then aliases.
func (m *OpenDirectTCPIP) Parse(rest []byte) error {
	r := openRest(rest, MsgChannelOpen, ChannelTypeDirectTCPIP)
	*m = OpenDirectTCPIP{
		Host:          r.At("host to connect").Bytes(),
		Port:          r.At("port to connect").Uint32(),
		OriginAddress: r.At("originator IP address").Bytes(),
		OriginPort:    r.At("originator port").Uint32(),
	}
	return r.End()
}
