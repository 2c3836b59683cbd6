package wire

// UserauthPublicKey is the Rest of a [UserauthRequest] with method "publickey": a
// question whether the key would do, or, with a signature, its use (RFC 4252 §7).
//
//	boolean HasSig │ string algorithm name │ string public key blob │ string signature, if HasSig
type UserauthPublicKey struct {
	HasSig    bool
	Algorithm []byte
	Key       []byte
	Signature []byte // only with HasSig
}

// Append appends the method's fields to dst.
func (m *UserauthPublicKey) Append(dst []byte) []byte {
	dst = AppendBool(dst, m.HasSig)
	dst = AppendString(dst, m.Algorithm)
	dst = AppendString(dst, m.Key)
	if m.HasSig {
		dst = AppendString(dst, m.Signature)
	}
	return dst
}

// Parse reads the Rest of a [UserauthRequest], which m then aliases.
func (m *UserauthPublicKey) Parse(rest []byte) error {
	r := openRest(rest, MsgUserauthRequest, MethodPublicKey)
	*m = UserauthPublicKey{
		HasSig:    r.At("has signature").Bool(),
		Algorithm: r.At("public key algorithm name").Bytes(),
		Key:       r.At("public key blob").Bytes(),
	}
	if m.HasSig {
		m.Signature = r.At("signature").Bytes()
	}
	return r.End()
}

// AppendSigned appends what the signature is made over (RFC 4252 §7):
//
//	string session identifier ‖ the request up to its signature, with HasSig TRUE
//
// User, Service and Method of head count; neither its Rest nor m's HasSig and
// Signature do.
func (m *UserauthPublicKey) AppendSigned(dst, sessionID []byte, head *UserauthRequest) []byte {
	request := UserauthRequest{User: head.User, Service: head.Service, Method: head.Method}
	dst = request.Append(AppendString(dst, sessionID))
	dst = AppendBool(dst, true)
	dst = AppendString(dst, m.Algorithm)
	return AppendString(dst, m.Key)
}

// UserauthPKOK says that a key would do (RFC 4252 §7).
//
//	byte SSH_MSG_USERAUTH_PK_OK │ string algorithm name │ string public key blob
type UserauthPKOK struct {
	Algorithm []byte // as in the request
	Key       []byte // as in the request
}

// Append appends the payload to dst.
func (m *UserauthPKOK) Append(dst []byte) []byte {
	dst = AppendString(appendNumber(dst, MsgUserauthPKOK), m.Algorithm)
	return AppendString(dst, m.Key)
}

// Parse reads the payload, which m then aliases.
func (m *UserauthPKOK) Parse(payload []byte) error {
	r := openShared(payload, MsgUserauthPKOK, "SSH_MSG_USERAUTH_PK_OK")
	*m = UserauthPKOK{
		Algorithm: r.At("public key algorithm name").Bytes(),
		Key:       r.At("public key blob").Bytes(),
	}
	return r.End()
}
