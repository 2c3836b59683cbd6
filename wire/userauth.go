package wire

// UserauthRequest asks to be let in (RFC 4252 §5). What follows the method's name
// depends on it: [UserauthNone], [UserauthPassword], [UserauthPublicKey],
// [UserauthPublicKeyHostBound], [UserauthHostbased] and [UserauthKeyboardInteractive] read and write it.
//
//	byte SSH_MSG_USERAUTH_REQUEST │ string user name │ string service name │ string method name │ …
type UserauthRequest struct {
	User    []byte // UTF-8
	Service []byte // the service to start: [ServiceConnection]
	Method  []byte
	Rest    []byte // the method's fields
}

// Append appends the payload to dst.
func (m *UserauthRequest) Append(dst []byte) []byte {
	dst = AppendString(appendNumber(dst, MsgUserauthRequest), m.User)
	dst = AppendString(dst, m.Service)
	dst = AppendString(dst, m.Method)
	return append(dst, m.Rest...)
}

// Parse reads the payload, which m then aliases. Rest is not looked at.
func (m *UserauthRequest) Parse(payload []byte) error {
	r := openMessage(payload, MsgUserauthRequest)
	*m = UserauthRequest{
		User:    r.At("user name").Bytes(),
		Service: r.At("service name").Bytes(),
		Method:  r.At("method name").Bytes(),
		Rest:    r.Rest(),
	}
	return r.End()
}

// UserauthNone is the method that asks for nothing but the list of methods
// (RFC 4252 §5.2). It has no fields.
type UserauthNone struct{}

// Append appends nothing to dst.
func (m *UserauthNone) Append(dst []byte) []byte { return dst }

// Parse reads the Rest of a [UserauthRequest].
func (m *UserauthNone) Parse(rest []byte) error {
	r := openRest(rest, MsgUserauthRequest, MethodNone)
	return r.End()
}

// UserauthFailure refuses a request, or, with PartialSuccess, grants it and asks
// for more (RFC 4252 §5.1).
//
//	byte SSH_MSG_USERAUTH_FAILURE │ name-list methods that can continue │ boolean partial success
type UserauthFailure struct {
	Methods        NameList
	PartialSuccess bool
}

// Append appends the payload to dst.
func (m *UserauthFailure) Append(dst []byte) []byte {
	dst = AppendNameList(appendNumber(dst, MsgUserauthFailure), m.Methods)
	return AppendBool(dst, m.PartialSuccess)
}

// Parse reads the payload, which m then aliases.
func (m *UserauthFailure) Parse(payload []byte) error {
	r := openMessage(payload, MsgUserauthFailure)
	*m = UserauthFailure{
		Methods:        r.At("authentications that can continue").NameList(),
		PartialSuccess: r.At("partial success").Bool(),
	}
	return r.End()
}

// UserauthSuccess lets the user in (RFC 4252 §5.1). It is its number alone.
type UserauthSuccess struct{}

// Append appends the payload to dst.
func (m *UserauthSuccess) Append(dst []byte) []byte { return appendNumber(dst, MsgUserauthSuccess) }

// Parse reads the payload.
func (m *UserauthSuccess) Parse(payload []byte) error {
	r := openMessage(payload, MsgUserauthSuccess)
	return r.End()
}

// UserauthBanner is a text to show before authentication (RFC 4252 §5.4).
//
//	byte SSH_MSG_USERAUTH_BANNER │ string message │ string language tag
type UserauthBanner struct {
	Message  []byte // UTF-8, lines, for people: show it through [Printable]
	Language []byte // RFC 3066
}

// Append appends the payload to dst.
func (m *UserauthBanner) Append(dst []byte) []byte {
	dst = AppendString(appendNumber(dst, MsgUserauthBanner), m.Message)
	return AppendString(dst, m.Language)
}

// Parse reads the payload, which m then aliases.
func (m *UserauthBanner) Parse(payload []byte) error {
	r := openMessage(payload, MsgUserauthBanner)
	*m = UserauthBanner{
		Message:  r.At("message").Bytes(),
		Language: r.At("language tag").Bytes(),
	}
	return r.End()
}
