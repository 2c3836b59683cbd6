package agent

import (
	"fmt"

	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/wire"
)

// AddIdentity gives a private key to an agent (RFC 9987 §5.2).
//
//	byte SSH_AGENTC_ADD_IDENTITY or, with constraints, SSH_AGENTC_ADD_ID_CONSTRAINED
//	│ private key, as keys.ParsePrivateFields reads it │ string comment │ constraints
type AddIdentity struct {
	Key         *keys.PrivateKey
	Certificate *keys.PublicKey // of Key, to be listed and used instead of it; or nil
	Comment     string
	Constraints Constraints
}

// public is what the key is listed as.
func (m *AddIdentity) public() *keys.PublicKey {
	if m.Certificate != nil {
		return m.Certificate
	}
	return m.Key.PublicKey()
}

// Append appends the payload to dst, which should have the capacity for it: what it
// outgrows keeps a copy of the key. Errors are a key that has been wiped, and another key's
// certificate.
func (m *AddIdentity) Append(dst []byte) ([]byte, error) {
	number := MsgAddIdentity
	if !m.Constraints.none() {
		number = MsgAddConstrained
	}
	dst, err := m.Key.AppendPrivate(append(dst, byte(number)), m.Certificate)
	if err != nil {
		return nil, err
	}
	return m.Constraints.Append(wire.AppendText(dst, m.Comment)), nil
}

// Len is the number of bytes that Append appends.
func (m *AddIdentity) Len() int {
	return 1 + m.Key.PrivateLen(m.Certificate) + 4 + len(m.Comment) + len(m.Constraints.Append(nil))
}

// Parse reads the payload of either message. The key is a new one, to be wiped by the
// caller; the constraints alias payload.
func (m *AddIdentity) Parse(payload []byte) (err error) {
	number := MsgAddIdentity
	if len(payload) > 0 && Number(payload[0]) == MsgAddConstrained {
		number = MsgAddConstrained
	}
	*m = AddIdentity{}
	r := open(payload, number)
	if err := r.Err(); err != nil {
		return err
	}
	if m.Key, m.Certificate, err = keys.ParsePrivateFields(&r); err != nil {
		return fmt.Errorf("agent: %w", err)
	}
	m.Comment = r.At("comment").Text()
	if err = r.Err(); err == nil && number == MsgAddConstrained {
		err = m.Constraints.Parse(r.Rest())
	}
	if err == nil {
		err = r.End()
	}
	if err != nil {
		m.Key.Wipe()
		*m = AddIdentity{}
	}
	return err
}
