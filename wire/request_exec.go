package wire

// EnvRequest is the Rest of a [ChannelRequest] "env": set this variable for what
// is started later (RFC 4254 §6.4).
//
//	string variable name │ string variable value
type EnvRequest struct {
	Name, Value []byte
}

// Append appends the request's fields to dst.
func (m *EnvRequest) Append(dst []byte) []byte {
	return AppendString(AppendString(dst, m.Name), m.Value)
}

// Parse reads the Rest of a [ChannelRequest], which m then aliases.
func (m *EnvRequest) Parse(rest []byte) error {
	r := openRest(rest, MsgChannelRequest, RequestEnv)
	*m = EnvRequest{
		Name:  r.At("variable name").Bytes(),
		Value: r.At("variable value").Bytes(),
	}
	return r.End()
}

// ShellRequest is the Rest of a [ChannelRequest] "shell": start the user's shell
// (RFC 4254 §6.5). It has no fields.
type ShellRequest struct{}

// Append appends nothing to dst.
func (m *ShellRequest) Append(dst []byte) []byte { return dst }

// Parse reads the Rest of a [ChannelRequest].
func (m *ShellRequest) Parse(rest []byte) error {
	r := openRest(rest, MsgChannelRequest, RequestShell)
	return r.End()
}

// ExecRequest is the Rest of a [ChannelRequest] "exec": run this command
// (RFC 4254 §6.5).
//
//	string command
type ExecRequest struct {
	Command []byte
}

// Append appends the request's field to dst.
func (m *ExecRequest) Append(dst []byte) []byte { return AppendString(dst, m.Command) }

// Parse reads the Rest of a [ChannelRequest], which m then aliases.
func (m *ExecRequest) Parse(rest []byte) error {
	r := openRest(rest, MsgChannelRequest, RequestExec)
	m.Command = r.At("command").Bytes()
	return r.End()
}

// SubsystemRequest is the Rest of a [ChannelRequest] "subsystem": run this
// subsystem, "sftp" say (RFC 4254 §6.5).
//
//	string subsystem name
type SubsystemRequest struct {
	Name []byte
}

// Append appends the request's field to dst.
func (m *SubsystemRequest) Append(dst []byte) []byte { return AppendString(dst, m.Name) }

// Parse reads the Rest of a [ChannelRequest], which m then aliases.
func (m *SubsystemRequest) Parse(rest []byte) error {
	r := openRest(rest, MsgChannelRequest, RequestSubsystem)
	m.Name = r.At("subsystem name").Bytes()
	return r.End()
}
