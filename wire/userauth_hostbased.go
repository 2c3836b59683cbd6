package wire

// UserauthHostbased is the Rest of a [UserauthRequest] with method "hostbased":
// the client's host vouches for its user (RFC 4252 §9).
//
//	string algorithm name │ string host key │ string client host name
//	string user name on the client │ string signature
type UserauthHostbased struct {
	Algorithm  []byte
	HostKey    []byte // public host key and certificates of the client's host
	Host       []byte // the client's host name, a FQDN in US-ASCII
	ClientUser []byte // the user's name there, UTF-8
	Signature  []byte
}

// Append appends the method's fields to dst.
func (m *UserauthHostbased) Append(dst []byte) []byte {
	return AppendString(m.appendUnsigned(dst), m.Signature)
}

// Parse reads the Rest of a [UserauthRequest], which m then aliases.
func (m *UserauthHostbased) Parse(rest []byte) error {
	r := openRest(rest, MsgUserauthRequest, MethodHostbased)
	*m = UserauthHostbased{
		Algorithm:  r.At("public key algorithm for host key").Bytes(),
		HostKey:    r.At("public host key and certificates").Bytes(),
		Host:       r.At("client host name").Bytes(),
		ClientUser: r.At("user name on the client host").Bytes(),
		Signature:  r.At("signature").Bytes(),
	}
	return r.End()
}

// AppendSigned appends what the signature is made over (RFC 4252 §9):
//
//	string session identifier ‖ the request up to its signature
//
// User, Service and Method of head count; its Rest and m's Signature do not.
func (m *UserauthHostbased) AppendSigned(dst, sessionID []byte, head *UserauthRequest) []byte {
	request := UserauthRequest{User: head.User, Service: head.Service, Method: head.Method}
	return m.appendUnsigned(request.Append(AppendString(dst, sessionID)))
}

func (m *UserauthHostbased) appendUnsigned(dst []byte) []byte {
	dst = AppendString(dst, m.Algorithm)
	dst = AppendString(dst, m.HostKey)
	dst = AppendString(dst, m.Host)
	return AppendString(dst, m.ClientUser)
}
