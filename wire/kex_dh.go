package wire

// KexDHInit is the client's half of a Diffie-Hellman exchange (RFC 4253 §8).
//
//	byte SSH_MSG_KEXDH_INIT │ mpint e
type KexDHInit struct {
	E []byte // magnitude of e = gˣ mod p
}

// Append appends the payload to dst.
func (m *KexDHInit) Append(dst []byte) []byte {
	return AppendMpint(appendNumber(dst, MsgKexDHInit), m.E)
}

// Parse reads the payload, which m then aliases.
func (m *KexDHInit) Parse(payload []byte) error {
	r := openShared(payload, MsgKexDHInit, "SSH_MSG_KEXDH_INIT")
	m.E = r.At("e").Mpint()
	return r.End()
}

// KexDHReply is the server's half, and proves its identity (RFC 4253 §8).
//
//	byte SSH_MSG_KEXDH_REPLY │ string K_S │ mpint f │ string signature of H
type KexDHReply struct {
	HostKey   []byte // K_S: server's public host key and certificates
	F         []byte // magnitude of f = gʸ mod p
	Signature []byte // of the exchange hash H, by the host key
}

// Append appends the payload to dst.
func (m *KexDHReply) Append(dst []byte) []byte {
	dst = AppendString(appendNumber(dst, MsgKexDHReply), m.HostKey)
	dst = AppendMpint(dst, m.F)
	return AppendString(dst, m.Signature)
}

// Parse reads the payload, which m then aliases.
func (m *KexDHReply) Parse(payload []byte) error {
	r := openShared(payload, MsgKexDHReply, "SSH_MSG_KEXDH_REPLY")
	*m = KexDHReply{
		HostKey:   r.At("K_S").Bytes(),
		F:         r.At("f").Mpint(),
		Signature: r.At("signature of H").Bytes(),
	}
	return r.End()
}
