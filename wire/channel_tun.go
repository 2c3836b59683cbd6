package wire

// OpenTun is the Rest of a [ChannelOpen] "tun@openssh.com": exchange the packets or
// frames of two network interfaces (OpenSSH PROTOCOL §2.3).
//
//	uint32 tunnel mode │ uint32 remote unit number
type OpenTun struct {
	Mode TunnelMode
	Unit uint32 // of the interface over there, or [AnyTunnelUnit]
}

// AnyTunnelUnit leaves the choice of an interface to the receiver of an [OpenTun].
const AnyTunnelUnit = 0x7fffffff

// A TunnelMode says what goes through a tunnel.
type TunnelMode uint32

// The modes.
const (
	TunnelPackets TunnelMode = 1 // layer 3: IP packets, each behind a [TunnelFamily]
	TunnelFrames  TunnelMode = 2 // layer 2: Ethernet frames
)

// A TunnelFamily stands in front of each packet of a layer 3 tunnel, as a uint32.
type TunnelFamily uint32

// The families, as OpenBSD numbers them.
const (
	TunnelIPv4 TunnelFamily = 2
	TunnelIPv6 TunnelFamily = 24
)

// Append appends the type's fields to dst.
func (m *OpenTun) Append(dst []byte) []byte {
	return AppendUint32(AppendUint32(dst, uint32(m.Mode)), m.Unit)
}

// Parse reads the Rest of a [ChannelOpen]. Any mode is taken.
func (m *OpenTun) Parse(rest []byte) error {
	r := openRest(rest, MsgChannelOpen, ChannelTypeTun)
	*m = OpenTun{
		Mode: TunnelMode(r.At("tunnel mode").Uint32()),
		Unit: r.At("remote unit number").Uint32(),
	}
	return r.End()
}
