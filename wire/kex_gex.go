package wire

// KexDHGexRequest asks the server for a group with a modulus of N bits, and says
// which sizes would do (RFC 4419 §3).
//
//	byte SSH_MSG_KEX_DH_GEX_REQUEST │ uint32 min │ uint32 n │ uint32 max
type KexDHGexRequest struct {
	Min, N, Max uint32 // bits
}

// Append appends the payload to dst.
func (m *KexDHGexRequest) Append(dst []byte) []byte {
	dst = AppendUint32(appendNumber(dst, MsgKexDHGexRequest), m.Min)
	dst = AppendUint32(dst, m.N)
	return AppendUint32(dst, m.Max)
}

// Parse reads the payload.
func (m *KexDHGexRequest) Parse(payload []byte) error {
	r := openShared(payload, MsgKexDHGexRequest, "SSH_MSG_KEX_DH_GEX_REQUEST")
	*m = KexDHGexRequest{
		Min: r.At("min").Uint32(),
		N:   r.At("n").Uint32(),
		Max: r.At("max").Uint32(),
	}
	return r.End()
}

// KexDHGexGroup is the group that the server chose (RFC 4419 §3).
//
//	byte SSH_MSG_KEX_DH_GEX_GROUP │ mpint p │ mpint g
type KexDHGexGroup struct {
	P []byte // magnitude of the safe prime
	G []byte // magnitude of the generator
}

// Append appends the payload to dst.
func (m *KexDHGexGroup) Append(dst []byte) []byte {
	return AppendMpint(AppendMpint(appendNumber(dst, MsgKexDHGexGroup), m.P), m.G)
}

// Parse reads the payload, which m then aliases.
func (m *KexDHGexGroup) Parse(payload []byte) error {
	r := openShared(payload, MsgKexDHGexGroup, "SSH_MSG_KEX_DH_GEX_GROUP")
	*m = KexDHGexGroup{P: r.At("p").Mpint(), G: r.At("g").Mpint()}
	return r.End()
}

// KexDHGexInit is the client's half of the exchange (RFC 4419 §3).
//
//	byte SSH_MSG_KEX_DH_GEX_INIT │ mpint e
type KexDHGexInit struct {
	E []byte // magnitude of e = gˣ mod p
}

// Append appends the payload to dst.
func (m *KexDHGexInit) Append(dst []byte) []byte {
	return AppendMpint(appendNumber(dst, MsgKexDHGexInit), m.E)
}

// Parse reads the payload, which m then aliases.
func (m *KexDHGexInit) Parse(payload []byte) error {
	r := openShared(payload, MsgKexDHGexInit, "SSH_MSG_KEX_DH_GEX_INIT")
	m.E = r.At("e").Mpint()
	return r.End()
}

// KexDHGexReply is the server's half, and proves its identity (RFC 4419 §3).
//
//	byte SSH_MSG_KEX_DH_GEX_REPLY │ string K_S │ mpint f │ string signature of H
type KexDHGexReply struct {
	HostKey   []byte // K_S: server's public host key
	F         []byte // magnitude of f = gʸ mod p
	Signature []byte // of the exchange hash H, by the host key
}

// Append appends the payload to dst.
func (m *KexDHGexReply) Append(dst []byte) []byte {
	dst = AppendString(appendNumber(dst, MsgKexDHGexReply), m.HostKey)
	dst = AppendMpint(dst, m.F)
	return AppendString(dst, m.Signature)
}

// Parse reads the payload, which m then aliases.
func (m *KexDHGexReply) Parse(payload []byte) error {
	r := openShared(payload, MsgKexDHGexReply, "SSH_MSG_KEX_DH_GEX_REPLY")
	*m = KexDHGexReply{
		HostKey:   r.At("K_S").Bytes(),
		F:         r.At("f").Mpint(),
		Signature: r.At("signature of H").Bytes(),
	}
	return r.End()
}
