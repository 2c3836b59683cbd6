package wire

// UserauthPassword is the Rest of a [UserauthRequest] with method "password"
// (RFC 4252 §8).
//
//	boolean Change │ string password │ string new password, if Change
type UserauthPassword struct {
	Change   bool   // the user changes the password
	Password []byte // the present one, UTF-8
	New      []byte // only with Change
}

// Append appends the method's fields to dst.
func (m *UserauthPassword) Append(dst []byte) []byte {
	dst = AppendString(AppendBool(dst, m.Change), m.Password)
	if m.Change {
		dst = AppendString(dst, m.New)
	}
	return dst
}

// Parse reads the Rest of a [UserauthRequest], which m then aliases.
func (m *UserauthPassword) Parse(rest []byte) error {
	r := openRest(rest, MsgUserauthRequest, MethodPassword)
	*m = UserauthPassword{
		Change:   r.At("change").Bool(),
		Password: r.At("password").Bytes(),
	}
	if m.Change {
		m.New = r.At("new password").Bytes()
	}
	return r.End()
}

// UserauthPasswdChangeReq says that the password has expired (RFC 4252 §8).
//
//	byte SSH_MSG_USERAUTH_PASSWD_CHANGEREQ │ string prompt │ string language tag
type UserauthPasswdChangeReq struct {
	Prompt   []byte // UTF-8, for people
	Language []byte // RFC 3066
}

// Append appends the payload to dst.
func (m *UserauthPasswdChangeReq) Append(dst []byte) []byte {
	dst = AppendString(appendNumber(dst, MsgUserauthPasswdChangeReq), m.Prompt)
	return AppendString(dst, m.Language)
}

// Parse reads the payload, which m then aliases.
func (m *UserauthPasswdChangeReq) Parse(payload []byte) error {
	r := openShared(payload, MsgUserauthPasswdChangeReq, "SSH_MSG_USERAUTH_PASSWD_CHANGEREQ")
	*m = UserauthPasswdChangeReq{
		Prompt:   r.At("prompt").Bytes(),
		Language: r.At("language tag").Bytes(),
	}
	return r.End()
}
