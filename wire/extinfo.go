package wire

import "iter"

// ExtInfo tells which extensions of the protocol its sender supports
// (RFC 8308 §2.3).
//
//	byte SSH_MSG_EXT_INFO │ uint32 nr-extensions │ nr-extensions × (string name │ string value)
type ExtInfo struct {
	Extensions Extensions
}

// Extensions is the encoded sequence of (string name, string value) in an
// [ExtInfo]. The zero value is an empty one; [Extensions.Append] adds to it.
type Extensions []byte

// MaxExtensions is how many extensions [ExtInfo.Parse] accepts.
const MaxExtensions = 1024

// Append appends the payload to dst.
func (m *ExtInfo) Append(dst []byte) []byte {
	dst = appendNumber(dst, MsgExtInfo)
	dst = AppendUint32(dst, uint32(m.Extensions.Len()))
	return append(dst, m.Extensions...)
}

// Parse reads the payload, which m then aliases.
func (m *ExtInfo) Parse(payload []byte) error {
	r := openMessage(payload, MsgExtInfo)
	*m = ExtInfo{}
	before := r.b
	n := r.At("nr-extensions").Uint32()
	if n > MaxExtensions {
		r.failAt(before, TooLong)
	}
	all := r.b
	for i := uint32(0); i < n && r.err == nil; i++ {
		r.At("extension-name").Bytes()
		r.At("extension-value").Bytes()
	}
	m.Extensions = r.since(all)
	return r.End()
}

// Append adds one extension to e.
func (e Extensions) Append(name string, value []byte) Extensions {
	return AppendString(AppendText(e, name), value)
}

// All yields names and values in order, as slices of e.
func (e Extensions) All() iter.Seq2[[]byte, []byte] {
	return func(yield func(name, value []byte) bool) {
		r := NewReader(e)
		for r.Len() > 0 {
			name, value := r.Bytes(), r.Bytes()
			if r.err != nil || !yield(name, value) {
				return
			}
		}
	}
}

// Len returns how many extensions e has.
func (e Extensions) Len() int {
	n := 0
	for range e.All() {
		n++
	}
	return n
}

// Names of extensions (RFC 8308 §3, RFC 9987; OpenSSH PROTOCOL §1.8, §1.10, §3.1). Those
// of OpenSSH and agent-forward have the value "0".
const (
	ExtServerSigAlgs    = "server-sig-algs"
	ExtDelayCompression = "delay-compression"
	ExtNoFlowControl    = "no-flow-control" // "p": preferred; "s": supported
	ExtElevation        = "elevation"       // "y", "n", or "d" for the server's default
	ExtHostbound        = "publickey-hostbound@openssh.com"
	ExtPing             = "ping@openssh.com"
	ExtInfoInAuth       = "ext-info-in-auth@openssh.com"
	ExtAgentForward     = "agent-forward"
)

// AppendDelayCompression appends the value of the extension delay-compression
// (RFC 8308 §3.2): compression that begins behind the login.
//
//	name-list compression_algorithms_client_to_server │ name-list compression_algorithms_server_to_client
func AppendDelayCompression(dst []byte, toServer, toClient NameList) []byte {
	return AppendString(AppendString(dst, toServer), toClient)
}

// ParseDelayCompression reads the value of delay-compression, which the lists alias.
func ParseDelayCompression(value []byte) (toServer, toClient NameList, err error) {
	r := NewReader(value)
	toServer = r.At("compression_algorithms_client_to_server").NameList()
	toClient = r.At("compression_algorithms_server_to_client").NameList()
	return toServer, toClient, r.End()
}

// NewCompress is the last message before delayed compression starts
// (RFC 8308 §3.2). It is its number alone.
type NewCompress struct{}

// Append appends the payload to dst.
func (m *NewCompress) Append(dst []byte) []byte { return appendNumber(dst, MsgNewCompress) }

// Parse reads the payload.
func (m *NewCompress) Parse(payload []byte) error {
	r := openMessage(payload, MsgNewCompress)
	return r.End()
}
