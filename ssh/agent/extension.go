package agent

import "github.com/glassh/glassh/wire"

// The extensions that a [Server] has.
const (
	ExtensionQuery       = "query"                    // RFC 9987 §5.7.1
	ExtensionSessionBind = "session-bind@openssh.com" // PROTOCOL.agent §1
)

// Extension is a request that the RFC leaves to others (RFC 9987 §5.7).
//
//	byte SSH_AGENTC_EXTENSION │ string name │ contents, as the name says
type Extension struct {
	Name     []byte
	Contents []byte
}

// Append appends the payload to dst.
func (m *Extension) Append(dst []byte) []byte {
	return append(wire.AppendString(append(dst, byte(MsgExtension)), m.Name), m.Contents...)
}

// Parse reads the payload, which m then aliases.
func (m *Extension) Parse(payload []byte) error {
	r := open(payload, MsgExtension)
	*m = Extension{r.At("extension name").Bytes(), r.Rest()}
	return r.End()
}

// ExtensionResponse answers an extension that has more to say than success
// (RFC 9987 §5.7).
//
//	byte SSH_AGENT_EXTENSION_RESPONSE │ string name, as asked │ contents
type ExtensionResponse struct {
	Name     []byte
	Contents []byte
}

// Append appends the payload to dst.
func (m *ExtensionResponse) Append(dst []byte) []byte {
	return append(wire.AppendString(append(dst, byte(MsgExtensionResponse)), m.Name), m.Contents...)
}

// Parse reads the payload, which m then aliases.
func (m *ExtensionResponse) Parse(payload []byte) error {
	r := open(payload, MsgExtensionResponse)
	*m = ExtensionResponse{r.At("extension name").Bytes(), r.Rest()}
	return r.End()
}

// QueryAnswer is the contents of the [ExtensionResponse] to query: the extensions
// that the agent has (RFC 9987 §5.7.1).
//
//	string name, until the end
type QueryAnswer struct {
	Names []string
}

// Append appends the contents to dst.
func (m *QueryAnswer) Append(dst []byte) []byte {
	for _, name := range m.Names {
		dst = wire.AppendText(dst, name)
	}
	return dst
}

// Parse reads the contents.
func (m *QueryAnswer) Parse(contents []byte) error {
	r := wire.NewNamedReader("answer to query", contents)
	m.Names = nil
	for r.Len() > 0 {
		if len(m.Names) == maxExtensions {
			r.At("extension names").Fail(wire.TooLong)
			break
		}
		m.Names = append(m.Names, r.At("extension name").Text())
	}
	return r.End()
}

// SessionBind is the contents of session-bind@openssh.com: this connection to the
// agent is used in, or passes through, an SSH session (PROTOCOL.agent §1).
//
//	string host key │ string session id │ string signature │ boolean is_forwarding
type SessionBind struct {
	HostKey    []byte // its blob
	SessionID  []byte // RFC 4253 §7.2; at most MaxSessionID bytes
	Signature  []byte // of SessionID, from the first key exchange
	Forwarding bool   // the agent is forwarded through the session; otherwise it logs in
}

// Append appends the contents to dst.
func (m *SessionBind) Append(dst []byte) []byte {
	dst = wire.AppendString(wire.AppendString(dst, m.HostKey), m.SessionID)
	return wire.AppendBool(wire.AppendString(dst, m.Signature), m.Forwarding)
}

// Parse reads the contents, which m then aliases.
func (m *SessionBind) Parse(contents []byte) error {
	r := wire.NewNamedReader(ExtensionSessionBind, contents)
	*m = SessionBind{HostKey: r.At("host key").Bytes(), SessionID: r.At("session identifier").Bytes()}
	if len(m.SessionID) > MaxSessionID {
		r.Fail(wire.TooLong)
	}
	m.Signature = r.At("signature").Bytes()
	m.Forwarding = r.At("is_forwarding").Bool()
	return r.End()
}
