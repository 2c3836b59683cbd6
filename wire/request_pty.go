package wire

// PTYRequest is the Rest of a [ChannelRequest] "pty-req": give the session a
// terminal (RFC 4254 §6.2). A size of 0 is to be ignored; columns and rows count
// before pixels.
//
//	string TERM │ uint32 columns │ uint32 rows │ uint32 width │ uint32 height │ string modes
type PTYRequest struct {
	Term          []byte // the TERM environment variable: "vt100"
	Columns, Rows uint32 // characters
	Width, Height uint32 // pixels
	Modes         TerminalModes
}

// Append appends the request's fields to dst.
func (m *PTYRequest) Append(dst []byte) []byte {
	dst = AppendString(dst, m.Term)
	dst = AppendUint32(AppendUint32(dst, m.Columns), m.Rows)
	dst = AppendUint32(AppendUint32(dst, m.Width), m.Height)
	return AppendString(dst, m.Modes)
}

// Parse reads the Rest of a [ChannelRequest], which m then aliases. Modes is not
// looked at: [TerminalModes.All] stops where they stop making sense.
func (m *PTYRequest) Parse(rest []byte) error {
	r := openRest(rest, MsgChannelRequest, RequestPTY)
	*m = PTYRequest{
		Term:    r.At("TERM").Bytes(),
		Columns: r.At("terminal width, characters").Uint32(),
		Rows:    r.At("terminal height, rows").Uint32(),
		Width:   r.At("terminal width, pixels").Uint32(),
		Height:  r.At("terminal height, pixels").Uint32(),
		Modes:   r.At("encoded terminal modes").Bytes(),
	}
	return r.End()
}

// WindowChange is the Rest of a [ChannelRequest] "window-change": the terminal's
// size is now this (RFC 4254 §6.7).
//
//	uint32 columns │ uint32 rows │ uint32 width │ uint32 height
type WindowChange struct {
	Columns, Rows uint32 // characters
	Width, Height uint32 // pixels
}

// Append appends the request's fields to dst.
func (m *WindowChange) Append(dst []byte) []byte {
	dst = AppendUint32(AppendUint32(dst, m.Columns), m.Rows)
	return AppendUint32(AppendUint32(dst, m.Width), m.Height)
}

// Parse reads the Rest of a [ChannelRequest].
func (m *WindowChange) Parse(rest []byte) error {
	r := openRest(rest, MsgChannelRequest, RequestWindowChange)
	*m = WindowChange{
		Columns: r.At("terminal width, columns").Uint32(),
		Rows:    r.At("terminal height, rows").Uint32(),
		Width:   r.At("terminal width, pixels").Uint32(),
		Height:  r.At("terminal height, pixels").Uint32(),
	}
	return r.End()
}

// XonXoff is the Rest of a [ChannelRequest] "xon-xoff": whether the client may
// handle control-S and control-Q itself (RFC 4254 §6.8).
//
//	boolean client can do
type XonXoff struct {
	ClientCanDo bool
}

// Append appends the request's field to dst.
func (m *XonXoff) Append(dst []byte) []byte { return AppendBool(dst, m.ClientCanDo) }

// Parse reads the Rest of a [ChannelRequest].
func (m *XonXoff) Parse(rest []byte) error {
	r := openRest(rest, MsgChannelRequest, RequestXonXoff)
	m.ClientCanDo = r.At("client can do").Bool()
	return r.End()
}
