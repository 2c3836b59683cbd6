// Package agent is the SSH agent protocol (RFC 9987): a program keeps private keys,
// and others ask it for signatures. It never gives a key away.
//
//	client                                    agent
//	REQUEST_IDENTITIES          ───────────▶
//	                            ◀───────────  IDENTITIES_ANSWER  blob, comment, …
//	SIGN_REQUEST  blob, data    ───────────▶
//	                            ◀───────────  SIGN_RESPONSE      signature
//	ADD_IDENTITY  key, comment  ───────────▶
//	                            ◀───────────  SUCCESS or FAILURE
//
// A message is a uint32 length and then its number and fields (RFC 9987 §3). One
// request has one answer, and they come in the order of the requests.
//
// A [Client] asks, and makes a [keys.Signer] of a key that an agent has. A [Server]
// keeps keys, each with what limits its use: [Constraints]. Where a key may be used
// is OpenSSH's extension (PROTOCOL.agent §1 and §2):
//
//	key:         user *, from here to A; from A to B     restrict-destination-v00
//	connection:  session of A, forwarding ─▶ session of B, for login
//	                                                     session-bind, twice
//	request:     login as root in the session of B       SIGN_REQUEST
//
// The client binds its connection to the agent to each SSH session that the
// connection passes through, by the signature that the host made when the session
// began. The agent then knows the path, and signs only for logins that a key's
// restrictions allow at its end.
//
// Refused, as there is nothing behind them here: keys in smartcards and FIDO
// devices, constraints that are not known, and signatures with SHA-1.
package agent
