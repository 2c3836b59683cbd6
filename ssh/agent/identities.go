package agent

import "github.com/glassh/glassh/wire"

// An Identity is a key as agents list it.
type Identity struct {
	Blob    []byte // the public key, or its certificate, of any type
	Comment string // as the agent has it; escape it before showing it
}

// IdentitiesAnswer lists the keys of an agent (RFC 9987 §5.4).
//
//	byte SSH_AGENT_IDENTITIES_ANSWER │ uint32 n │ n times: string blob │ string comment
type IdentitiesAnswer struct {
	Identities []Identity
}

// Append appends the payload to dst.
func (m *IdentitiesAnswer) Append(dst []byte) []byte {
	dst = wire.AppendUint32(append(dst, byte(MsgIdentitiesAnswer)), uint32(len(m.Identities)))
	for _, id := range m.Identities {
		dst = wire.AppendText(wire.AppendString(dst, id.Blob), id.Comment)
	}
	return dst
}

// Parse reads the payload, which the blobs then alias.
func (m *IdentitiesAnswer) Parse(payload []byte) error {
	r := open(payload, MsgIdentitiesAnswer)
	n := r.At("number of keys").Uint32()
	if n > MaxIdentities {
		r.Fail(wire.TooLong)
	}
	m.Identities = nil
	for i := uint32(0); i < n && r.Err() == nil; i++ {
		m.Identities = append(m.Identities, Identity{r.At("key blob").Bytes(), r.At("comment").Text()})
	}
	return r.End()
}

// RemoveIdentity asks to forget one key (RFC 9987 §5.3).
//
//	byte SSH_AGENTC_REMOVE_IDENTITY │ string blob
type RemoveIdentity struct {
	Blob []byte
}

// Append appends the payload to dst.
func (m *RemoveIdentity) Append(dst []byte) []byte {
	return wire.AppendString(append(dst, byte(MsgRemoveIdentity)), m.Blob)
}

// Parse reads the payload, which m then aliases.
func (m *RemoveIdentity) Parse(payload []byte) error {
	r := open(payload, MsgRemoveIdentity)
	m.Blob = r.At("key blob").Bytes()
	return r.End()
}

// Lock asks to lock the agent with a passphrase, or to unlock it with the same
// (RFC 9987 §5.6).
//
//	byte SSH_AGENTC_LOCK or SSH_AGENTC_UNLOCK │ string passphrase
type Lock struct {
	Unlock     bool
	Passphrase []byte
}

// Append appends the payload to dst.
func (m *Lock) Append(dst []byte) []byte {
	return wire.AppendString(append(dst, byte(m.number())), m.Passphrase)
}

// Parse reads the payload of the one that m.Unlock says; m then aliases it.
func (m *Lock) Parse(payload []byte) error {
	r := open(payload, m.number())
	m.Passphrase = r.At("passphrase").Bytes()
	return r.End()
}

func (m *Lock) number() Number {
	if m.Unlock {
		return MsgUnlock
	}
	return MsgLock
}

// bare checks a message that is its number alone.
func bare(payload []byte, n Number) error {
	r := open(payload, n)
	return r.End()
}
