package agent

import "github.com/glassh/glassh/wire"

// SignFlags say how an RSA key is to sign (RFC 9987 §5.5.1). For other keys they
// mean nothing. An RSA key without one would sign with SHA-1, which is refused
// here.
type SignFlags uint32

// The flags.
const (
	RSASHA256 SignFlags = 2 // rsa-sha2-256
	RSASHA512 SignFlags = 4 // rsa-sha2-512
)

// SignRequest asks for a signature (RFC 9987 §5.5).
//
//	byte SSH_AGENTC_SIGN_REQUEST │ string blob │ string data │ uint32 flags
type SignRequest struct {
	Blob  []byte // as listed
	Data  []byte
	Flags SignFlags
}

// Append appends the payload to dst.
func (m *SignRequest) Append(dst []byte) []byte {
	dst = wire.AppendString(append(dst, byte(MsgSignRequest)), m.Blob)
	return wire.AppendUint32(wire.AppendString(dst, m.Data), uint32(m.Flags))
}

// Parse reads the payload, which m then aliases.
func (m *SignRequest) Parse(payload []byte) error {
	r := open(payload, MsgSignRequest)
	*m = SignRequest{r.At("key blob").Bytes(), r.At("data").Bytes(), SignFlags(r.At("flags").Uint32())}
	return r.End()
}

// SignResponse is a signature (RFC 9987 §5.5).
//
//	byte SSH_AGENT_SIGN_RESPONSE │ string signature blob
type SignResponse struct {
	Signature []byte // RFC 4253 §6.6: string algorithm ‖ string signature, or an sk- key's
}

// Append appends the payload to dst.
func (m *SignResponse) Append(dst []byte) []byte {
	return wire.AppendString(append(dst, byte(MsgSignResponse)), m.Signature)
}

// Parse reads the payload, which m then aliases.
func (m *SignResponse) Parse(payload []byte) error {
	r := open(payload, MsgSignResponse)
	m.Signature = r.At("signature").Bytes()
	return r.End()
}
