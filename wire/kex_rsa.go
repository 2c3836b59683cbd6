package wire

// KexRSAPublicKey opens an exchange by RSA: the server shows its host key, and the key
// that the secret is to be encrypted to (RFC 4432 §4).
//
//	byte SSH_MSG_KEXRSA_PUBKEY │ string K_S │ string K_T
type KexRSAPublicKey struct {
	HostKey      []byte // K_S: server's public host key
	TransientKey []byte // K_T: an RSA key, in the form of RFC 4253 §6.6
}

// Append appends the payload to dst.
func (m *KexRSAPublicKey) Append(dst []byte) []byte {
	return AppendString(AppendString(appendNumber(dst, MsgKexRSAPublicKey), m.HostKey), m.TransientKey)
}

// Parse reads the payload, which m then aliases.
func (m *KexRSAPublicKey) Parse(payload []byte) error {
	r := openShared(payload, MsgKexRSAPublicKey, "SSH_MSG_KEXRSA_PUBKEY")
	*m = KexRSAPublicKey{
		HostKey:      r.At("K_S").Bytes(),
		TransientKey: r.At("K_T").Bytes(),
	}
	return r.End()
}

// KexRSASecret is the client's secret (RFC 4432 §4).
//
//	byte SSH_MSG_KEXRSA_SECRET │ string RSAES-OAEP(K_T, mpint K)
type KexRSASecret struct {
	Encrypted []byte // as long as the modulus of K_T
}

// Append appends the payload to dst.
func (m *KexRSASecret) Append(dst []byte) []byte {
	return AppendString(appendNumber(dst, MsgKexRSASecret), m.Encrypted)
}

// Parse reads the payload, which m then aliases.
func (m *KexRSASecret) Parse(payload []byte) error {
	r := openShared(payload, MsgKexRSASecret, "SSH_MSG_KEXRSA_SECRET")
	m.Encrypted = r.At("encrypted secret").Bytes()
	return r.End()
}

// KexRSADone proves the server's identity (RFC 4432 §4).
//
//	byte SSH_MSG_KEXRSA_DONE │ string signature of H
type KexRSADone struct {
	Signature []byte // of the exchange hash H, by the host key
}

// Append appends the payload to dst.
func (m *KexRSADone) Append(dst []byte) []byte {
	return AppendString(appendNumber(dst, MsgKexRSADone), m.Signature)
}

// Parse reads the payload, which m then aliases.
func (m *KexRSADone) Parse(payload []byte) error {
	r := openShared(payload, MsgKexRSADone, "SSH_MSG_KEXRSA_DONE")
	m.Signature = r.At("signature of H").Bytes()
	return r.End()
}
