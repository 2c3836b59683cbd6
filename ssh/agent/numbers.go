package agent

import (
	"strconv"

	"github.com/glassh/glassh/wire"
)

// A Number is the first byte of a message (RFC 9987, Message Numbers). They are not
// those of SSH's own messages.
type Number byte

// The messages. Those with a C in the RFC's name, AGENTC, are requests.
const (
	MsgFailure                 Number = 5
	MsgSuccess                 Number = 6
	MsgRequestIdentities       Number = 11
	MsgIdentitiesAnswer        Number = 12
	MsgSignRequest             Number = 13
	MsgSignResponse            Number = 14
	MsgAddIdentity             Number = 17
	MsgRemoveIdentity          Number = 18
	MsgRemoveAll               Number = 19
	MsgAddSmartcard            Number = 20
	MsgRemoveSmartcard         Number = 21
	MsgLock                    Number = 22
	MsgUnlock                  Number = 23
	MsgAddConstrained          Number = 25
	MsgAddSmartcardConstrained Number = 26
	MsgExtension               Number = 27
	MsgExtensionFailure        Number = 28
	MsgExtensionResponse       Number = 29
)

// String returns the name of the message in the RFC.
func (n Number) String() string {
	switch n {
	case MsgFailure:
		return "SSH_AGENT_FAILURE"
	case MsgSuccess:
		return "SSH_AGENT_SUCCESS"
	case MsgRequestIdentities:
		return "SSH_AGENTC_REQUEST_IDENTITIES"
	case MsgIdentitiesAnswer:
		return "SSH_AGENT_IDENTITIES_ANSWER"
	case MsgSignRequest:
		return "SSH_AGENTC_SIGN_REQUEST"
	case MsgSignResponse:
		return "SSH_AGENT_SIGN_RESPONSE"
	case MsgAddIdentity:
		return "SSH_AGENTC_ADD_IDENTITY"
	case MsgRemoveIdentity:
		return "SSH_AGENTC_REMOVE_IDENTITY"
	case MsgRemoveAll:
		return "SSH_AGENTC_REMOVE_ALL_IDENTITIES"
	case MsgAddSmartcard:
		return "SSH_AGENTC_ADD_SMARTCARD_KEY"
	case MsgRemoveSmartcard:
		return "SSH_AGENTC_REMOVE_SMARTCARD_KEY"
	case MsgLock:
		return "SSH_AGENTC_LOCK"
	case MsgUnlock:
		return "SSH_AGENTC_UNLOCK"
	case MsgAddConstrained:
		return "SSH_AGENTC_ADD_ID_CONSTRAINED"
	case MsgAddSmartcardConstrained:
		return "SSH_AGENTC_ADD_SMARTCARD_KEY_CONSTRAINED"
	case MsgExtension:
		return "SSH_AGENTC_EXTENSION"
	case MsgExtensionFailure:
		return "SSH_AGENT_EXTENSION_FAILURE"
	case MsgExtensionResponse:
		return "SSH_AGENT_EXTENSION_RESPONSE"
	}
	return "agent message " + strconv.Itoa(int(n))
}

// Limits, beside those of package wire. They are OpenSSH's.
const (
	MaxMessage      = 256 << 10 // bytes of a message, behind its length
	MaxIdentities   = 2048      // keys in one answer
	MaxDestinations = 1024      // destinations of one key
	MaxSessions     = 16        // sessions that a connection is bound to
	MaxSessionID    = 128       // bytes of a session identifier
	MaxUser         = 256       // bytes of a pattern of user names
	maxExtensions   = 1024      // names in an answer to query
)

// open returns a Reader behind the number, which must come first.
func open(payload []byte, n Number) wire.Reader {
	r := wire.NewNamedReader(n.String(), payload)
	if got := r.At("message number").Byte(); r.Err() == nil && Number(got) != n {
		r.Fail(wire.WrongNumber)
	}
	return r
}
