package wire

// KexECDHInit is the client's half of an elliptic-curve exchange (RFC 5656 §4,
// RFC 8731 §3), and of the hybrids with a post-quantum KEM (RFC 9941, RFC 10042).
//
//	byte SSH_MSG_KEX_ECDH_INIT │ string Q_C
type KexECDHInit struct {
	ClientPublic []byte // Q_C: 32 bytes for X25519
}

// Append appends the payload to dst.
func (m *KexECDHInit) Append(dst []byte) []byte {
	return AppendString(appendNumber(dst, MsgKexECDHInit), m.ClientPublic)
}

// Parse reads the payload, which m then aliases.
func (m *KexECDHInit) Parse(payload []byte) error {
	r := openShared(payload, MsgKexECDHInit, "SSH_MSG_KEX_ECDH_INIT")
	m.ClientPublic = r.At("Q_C").Bytes()
	return r.End()
}

// KexECDHReply is the server's half, and proves its identity (RFC 5656 §4).
//
//	byte SSH_MSG_KEX_ECDH_REPLY │ string K_S │ string Q_S │ string signature of H
type KexECDHReply struct {
	HostKey      []byte // K_S: server's public host key
	ServerPublic []byte // Q_S: 32 bytes for X25519
	Signature    []byte // of the exchange hash H, by the host key
}

// Append appends the payload to dst.
func (m *KexECDHReply) Append(dst []byte) []byte {
	dst = AppendString(appendNumber(dst, MsgKexECDHReply), m.HostKey)
	dst = AppendString(dst, m.ServerPublic)
	return AppendString(dst, m.Signature)
}

// Parse reads the payload, which m then aliases.
func (m *KexECDHReply) Parse(payload []byte) error {
	r := openShared(payload, MsgKexECDHReply, "SSH_MSG_KEX_ECDH_REPLY")
	*m = KexECDHReply{
		HostKey:      r.At("K_S").Bytes(),
		ServerPublic: r.At("Q_S").Bytes(),
		Signature:    r.At("signature of H").Bytes(),
	}
	return r.End()
}
