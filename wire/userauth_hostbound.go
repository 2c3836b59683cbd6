package wire

// UserauthPublicKeyHostBound is the Rest of a [UserauthRequest] with method
// "publickey-hostbound-v00@openssh.com": publickey, whose signature covers the
// server's host key as well (OpenSSH PROTOCOL §3.1). An agent learns from it which
// host its key is for.
//
//	boolean HasSig │ string algorithm name │ string public key blob
//	string server host key │ string signature, if HasSig
type UserauthPublicKeyHostBound struct {
	HasSig    bool
	Algorithm []byte
	Key       []byte
	HostKey   []byte // K_S of the first key exchange, as the client saw it
	Signature []byte // only with HasSig
}

// Append appends the method's fields to dst.
func (m *UserauthPublicKeyHostBound) Append(dst []byte) []byte {
	dst = m.appendUnsigned(dst, m.HasSig)
	if m.HasSig {
		dst = AppendString(dst, m.Signature)
	}
	return dst
}

// Parse reads the Rest of a [UserauthRequest], which m then aliases.
func (m *UserauthPublicKeyHostBound) Parse(rest []byte) error {
	r := openRest(rest, MsgUserauthRequest, MethodPublicKeyHostBound)
	*m = UserauthPublicKeyHostBound{
		HasSig:    r.At("has signature").Bool(),
		Algorithm: r.At("public key algorithm name").Bytes(),
		Key:       r.At("public key blob").Bytes(),
		HostKey:   r.At("server host key").Bytes(),
	}
	if m.HasSig {
		m.Signature = r.At("signature").Bytes()
	}
	return r.End()
}

// AppendSigned appends what the signature is made over, as
// [UserauthPublicKey.AppendSigned] does, and the host key behind it.
func (m *UserauthPublicKeyHostBound) AppendSigned(dst, sessionID []byte, head *UserauthRequest) []byte {
	request := UserauthRequest{User: head.User, Service: head.Service, Method: head.Method}
	return m.appendUnsigned(request.Append(AppendString(dst, sessionID)), true)
}

func (m *UserauthPublicKeyHostBound) appendUnsigned(dst []byte, hasSig bool) []byte {
	dst = AppendBool(dst, hasSig)
	dst = AppendString(dst, m.Algorithm)
	dst = AppendString(dst, m.Key)
	return AppendString(dst, m.HostKey)
}
