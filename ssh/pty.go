package ssh

import "github.com/glassh/glassh/wire"

// A Size is the size of a terminal, in characters and, if not 0, in pixels.
type Size struct {
	Columns, Rows uint32
	Width, Height uint32
}

// A Pty is a terminal that a client asks for (RFC 4254 §6.2).
type Pty struct {
	Term string // the TERM environment variable: "xterm-256color"
	Size
	Modes wire.TerminalModes // RFC 4254 §8, with or without its end; may be empty
}

func (p *Pty) request() []byte {
	msg := wire.PTYRequest{
		Term: []byte(p.Term), Columns: p.Columns, Rows: p.Rows, Width: p.Width, Height: p.Height,
		Modes: p.Modes,
	}
	return msg.Append(nil)
}

func (s Size) change() []byte {
	msg := wire.WindowChange{Columns: s.Columns, Rows: s.Rows, Width: s.Width, Height: s.Height}
	return msg.Append(nil)
}
