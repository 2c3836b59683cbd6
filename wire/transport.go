package wire

// Disconnect ends the connection (RFC 4253 §11.1).
//
//	byte SSH_MSG_DISCONNECT │ uint32 reason code │ string description │ string language tag
type Disconnect struct {
	Reason      Reason
	Description []byte // UTF-8, for people
	Language    []byte // RFC 3066
}

// Append appends the payload to dst.
func (m *Disconnect) Append(dst []byte) []byte {
	dst = appendNumber(dst, MsgDisconnect)
	dst = AppendUint32(dst, uint32(m.Reason))
	dst = AppendString(dst, m.Description)
	return AppendString(dst, m.Language)
}

// Parse reads the payload, which m then aliases. Some peers leave out the language
// tag: the error is of that field then, and the others are set.
func (m *Disconnect) Parse(payload []byte) error {
	r := openMessage(payload, MsgDisconnect)
	*m = Disconnect{
		Reason:      Reason(r.At("reason code").Uint32()),
		Description: r.At("description").Bytes(),
		Language:    r.At("language tag").Bytes(),
	}
	return r.End()
}

// Ignore carries data that means nothing (RFC 4253 §11.2).
//
//	byte SSH_MSG_IGNORE │ string data
type Ignore struct {
	Data []byte
}

// Append appends the payload to dst.
func (m *Ignore) Append(dst []byte) []byte {
	return AppendString(appendNumber(dst, MsgIgnore), m.Data)
}

// Parse reads the payload, which m then aliases.
func (m *Ignore) Parse(payload []byte) error {
	r := openMessage(payload, MsgIgnore)
	m.Data = r.At("data").Bytes()
	return r.End()
}

// Unimplemented answers a message that its receiver does not know
// (RFC 4253 §11.4).
//
//	byte SSH_MSG_UNIMPLEMENTED │ uint32 packet sequence number of rejected message
type Unimplemented struct {
	Sequence uint32
}

// Append appends the payload to dst.
func (m *Unimplemented) Append(dst []byte) []byte {
	return AppendUint32(appendNumber(dst, MsgUnimplemented), m.Sequence)
}

// Parse reads the payload.
func (m *Unimplemented) Parse(payload []byte) error {
	r := openMessage(payload, MsgUnimplemented)
	m.Sequence = r.At("sequence number").Uint32()
	return r.End()
}

// Debug carries a remark for the log (RFC 4253 §11.3).
//
//	byte SSH_MSG_DEBUG │ boolean always_display │ string message │ string language tag
type Debug struct {
	AlwaysDisplay bool
	Message       []byte // UTF-8, for people
	Language      []byte // RFC 3066
}

// Append appends the payload to dst.
func (m *Debug) Append(dst []byte) []byte {
	dst = AppendBool(appendNumber(dst, MsgDebug), m.AlwaysDisplay)
	dst = AppendString(dst, m.Message)
	return AppendString(dst, m.Language)
}

// Parse reads the payload, which m then aliases.
func (m *Debug) Parse(payload []byte) error {
	r := openMessage(payload, MsgDebug)
	*m = Debug{
		AlwaysDisplay: r.At("always_display").Bool(),
		Message:       r.At("message").Bytes(),
		Language:      r.At("language tag").Bytes(),
	}
	return r.End()
}

// ServiceRequest asks for a service, [ServiceUserauth] or [ServiceConnection]
// (RFC 4253 §10).
//
//	byte SSH_MSG_SERVICE_REQUEST │ string service name
type ServiceRequest struct {
	Service []byte
}

// Append appends the payload to dst.
func (m *ServiceRequest) Append(dst []byte) []byte {
	return AppendString(appendNumber(dst, MsgServiceRequest), m.Service)
}

// Parse reads the payload, which m then aliases.
func (m *ServiceRequest) Parse(payload []byte) error {
	r := openMessage(payload, MsgServiceRequest)
	m.Service = r.At("service name").Bytes()
	return r.End()
}

// ServiceAccept grants a service (RFC 4253 §10).
//
//	byte SSH_MSG_SERVICE_ACCEPT │ string service name
type ServiceAccept struct {
	Service []byte
}

// Append appends the payload to dst.
func (m *ServiceAccept) Append(dst []byte) []byte {
	return AppendString(appendNumber(dst, MsgServiceAccept), m.Service)
}

// Parse reads the payload, which m then aliases.
func (m *ServiceAccept) Parse(payload []byte) error {
	r := openMessage(payload, MsgServiceAccept)
	m.Service = r.At("service name").Bytes()
	return r.End()
}
