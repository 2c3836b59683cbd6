package dissect

import (
	"github.com/glassh/glassh/wire"
)

// RFC 4254 §6 and §8: what is asked for in a session, its terminal among it.

var sessionRequests = []Layout{
	{Name: wire.RequestPTY, Source: "RFC 4254 §6.2", Fields: []Field{
		{Name: "TERM environment variable value", Type: String},
		{Name: "terminal width, characters", Type: Uint32},
		{Name: "terminal height, rows", Type: Uint32},
		{Name: "terminal width, pixels", Type: Uint32, Note: "0 for pixels: characters count."},
		{Name: "terminal height, pixels", Type: Uint32},
		{Name: "encoded terminal modes", Type: String, Holds: terminalModes},
	}},
	{Name: wire.RequestX11, Source: "RFC 4254 §6.3.1", Fields: []Field{
		{Name: "single connection", Type: Boolean},
		{Name: "x11 authentication protocol", Type: String},
		{Name: "x11 authentication cookie", Type: String, Kind: Secret,
			Note: "Who has it may use the display. Clients send a made-up one, and put the true one in its place as connections come."},
		{Name: "x11 screen number", Type: Uint32},
	}},
	{Name: wire.RequestEnv, Source: "RFC 4254 §6.4", Fields: []Field{
		{Name: "variable name", Type: String},
		{Name: "variable value", Type: String},
	}},
	{Name: wire.RequestShell, Source: "RFC 4254 §6.5"},
	{Name: wire.RequestExec, Source: "RFC 4254 §6.5", Fields: []Field{
		{Name: "command", Type: String, Note: "One string, which the user's shell takes apart: SSH has no list of arguments."},
	}},
	{Name: wire.RequestSubsystem, Source: "RFC 4254 §6.5", Fields: []Field{{Name: "subsystem name", Type: String}}},
	{Name: wire.RequestWindowChange, Source: "RFC 4254 §6.7", Fields: []Field{
		{Name: "terminal width, columns", Type: Uint32},
		{Name: "terminal height, rows", Type: Uint32},
		{Name: "terminal width, pixels", Type: Uint32},
		{Name: "terminal height, pixels", Type: Uint32},
	}},
	{Name: wire.RequestXonXoff, Source: "RFC 4254 §6.8", Fields: []Field{{Name: "client can do", Type: Boolean}}},
	{Name: wire.RequestSignal, Source: "RFC 4254 §6.9", Fields: []Field{
		{Name: "signal name", Type: String, Note: "Without SIG in front."},
	}},
	{Name: wire.RequestExitStatus, Source: "RFC 4254 §6.10", Fields: []Field{{Name: "exit_status", Type: Uint32}}},
	{Name: wire.RequestExitSignal, Source: "RFC 4254 §6.10", Fields: []Field{
		{Name: "signal name", Type: String},
		{Name: "core dumped", Type: Boolean},
		{Name: "error message", Type: String},
		{Name: "language tag", Type: String},
	}},
	{Name: wire.RequestBreak, Source: "RFC 4335 §3", Fields: []Field{
		{Name: "break-length", Type: Uint32, Note: "In milliseconds; 0 is as the other side thinks best."},
	}},
}

// terminalModes is what a pty-req ends in.
const terminalModes = "terminal modes"

var terminalStructures = []Layout{
	{Name: terminalModes, Source: "RFC 4254 §8", Fields: []Field{{Name: "modes", Type: Modes}}},
}

// modes explains opcodes and their arguments. It ends where wire.TerminalModes.All does,
// and leaves nothing over.
func (c *cursor) modes() {
	for mode, arg := range wire.TerminalModes(c.whole[c.at:c.end]).All() {
		op := Span{Off: c.at, Len: 1, Name: "opcode", Type: Byte, Source: c.source,
			Value: number(uint64(mode), wordsOf[wire.TerminalMode])}
		argument := Span{Off: c.at + 1, Len: 4, Name: "argument", Type: Uint32, Source: c.source,
			Value: number(uint64(arg), modeWords(mode))}
		c.add(Span{Off: c.at, Len: 5, Name: "mode", Type: Group, Source: c.source, Value: mode.String(),
			Inner: []Span{op, argument}})
	}
	if c.at < c.end && c.whole[c.at] == byte(wire.ModeEnd) {
		c.field(&Field{Name: "opcode", Type: Byte, words: wordsOf[wire.TerminalMode]})
	}
	if c.at < c.end {
		c.field(&Field{Name: "rest", Type: Bytes, Kind: Unknown,
			Note: "Behind the end, or an opcode whose argument nobody knows: a receiver stops here."})
	}
}

// modeWords says what the argument of a character is.
func modeWords(mode wire.TerminalMode) func(uint64) string {
	if mode > wire.ModeVDISCARD {
		return nil
	}
	return func(v uint64) string {
		switch {
		case v == 255:
			return "no character"
		case v < 0x20:
			return "^" + string(rune('@'+v))
		case v == 0x7f:
			return "^?"
		case v < 0x7f:
			return string(rune(v))
		}
		return ""
	}
}
