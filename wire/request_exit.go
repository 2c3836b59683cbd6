package wire

// SignalRequest is the Rest of a [ChannelRequest] "signal": send the process this
// signal (RFC 4254 §6.9).
//
//	string signal name (without the "SIG" prefix)
type SignalRequest struct {
	Signal []byte // a [Signal], or a local one, "name@domain"
}

// Append appends the request's field to dst.
func (m *SignalRequest) Append(dst []byte) []byte { return AppendString(dst, m.Signal) }

// Parse reads the Rest of a [ChannelRequest], which m then aliases.
func (m *SignalRequest) Parse(rest []byte) error {
	r := openRest(rest, MsgChannelRequest, RequestSignal)
	m.Signal = r.At("signal name").Bytes()
	return r.End()
}

// ExitStatus is the Rest of a [ChannelRequest] "exit-status": how the command
// ended (RFC 4254 §6.10).
//
//	uint32 exit_status
type ExitStatus struct {
	Status uint32
}

// Append appends the request's field to dst.
func (m *ExitStatus) Append(dst []byte) []byte { return AppendUint32(dst, m.Status) }

// Parse reads the Rest of a [ChannelRequest].
func (m *ExitStatus) Parse(rest []byte) error {
	r := openRest(rest, MsgChannelRequest, RequestExitStatus)
	m.Status = r.At("exit_status").Uint32()
	return r.End()
}

// ExitSignal is the Rest of a [ChannelRequest] "exit-signal": which signal ended
// the command (RFC 4254 §6.10).
//
//	string signal name │ boolean core dumped │ string error message │ string language tag
type ExitSignal struct {
	Signal     []byte // a [Signal], or a local one, "name@domain"
	CoreDumped bool
	Message    []byte // UTF-8, for people
	Language   []byte // RFC 3066
}

// Append appends the request's fields to dst.
func (m *ExitSignal) Append(dst []byte) []byte {
	dst = AppendBool(AppendString(dst, m.Signal), m.CoreDumped)
	dst = AppendString(dst, m.Message)
	return AppendString(dst, m.Language)
}

// Parse reads the Rest of a [ChannelRequest], which m then aliases.
func (m *ExitSignal) Parse(rest []byte) error {
	r := openRest(rest, MsgChannelRequest, RequestExitSignal)
	*m = ExitSignal{
		Signal:     r.At("signal name").Bytes(),
		CoreDumped: r.At("core dumped").Bool(),
		Message:    r.At("error message").Bytes(),
		Language:   r.At("language tag").Bytes(),
	}
	return r.End()
}

// A Signal is the name of a signal, as it stands in [SignalRequest] and
// [ExitSignal].
type Signal string

// The signals of RFC 4254 §6.10.
const (
	SignalABRT Signal = "ABRT"
	SignalALRM Signal = "ALRM"
	SignalFPE  Signal = "FPE"
	SignalHUP  Signal = "HUP"
	SignalILL  Signal = "ILL"
	SignalINT  Signal = "INT"
	SignalKILL Signal = "KILL"
	SignalPIPE Signal = "PIPE"
	SignalQUIT Signal = "QUIT"
	SignalSEGV Signal = "SEGV"
	SignalTERM Signal = "TERM"
	SignalUSR1 Signal = "USR1"
	SignalUSR2 Signal = "USR2"
)

// SignalINFO is what ^T sends on the BSDs: OpenSSH's name, and none of RFC 4254's.
const SignalINFO Signal = "INFO@openssh.com"

// String returns the name with its prefix, "SIGTERM", fit to be shown.
func (s Signal) String() string { return "SIG" + Escape([]byte(s)) }

// ParseSignal returns the signal of that name, and whether RFC 4254 has it.
func ParseSignal(name []byte) (s Signal, ok bool) {
	for _, s := range []Signal{
		SignalABRT, SignalALRM, SignalFPE, SignalHUP, SignalILL, SignalINT, SignalKILL,
		SignalPIPE, SignalQUIT, SignalSEGV, SignalTERM, SignalUSR1, SignalUSR2,
	} {
		if string(name) == string(s) {
			return s, true
		}
	}
	return "", false
}
