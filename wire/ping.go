package wire

// Ping asks for a [Pong] with the same data (OpenSSH, PROTOCOL §1.8,
// ping@openssh.com).
//
//	byte SSH2_MSG_PING │ string data
type Ping struct {
	Data []byte
}

// Append appends the payload to dst.
func (m *Ping) Append(dst []byte) []byte {
	return AppendString(appendNumber(dst, MsgPing), m.Data)
}

// Parse reads the payload, which m then aliases.
func (m *Ping) Parse(payload []byte) error {
	r := openMessage(payload, MsgPing)
	m.Data = r.At("data").Bytes()
	return r.End()
}

// Pong answers a [Ping] (OpenSSH, PROTOCOL §1.8).
//
//	byte SSH2_MSG_PONG │ string data
type Pong struct {
	Data []byte
}

// Append appends the payload to dst.
func (m *Pong) Append(dst []byte) []byte {
	return AppendString(appendNumber(dst, MsgPong), m.Data)
}

// Parse reads the payload, which m then aliases.
func (m *Pong) Parse(payload []byte) error {
	r := openMessage(payload, MsgPong)
	m.Data = r.At("data").Bytes()
	return r.End()
}
