package illustrate

import (
	"fmt"
	"io"
	"strings"

	"github.com/glassh/glassh/ssh/dissect"
	"github.com/glassh/glassh/ssh/trace"
	"github.com/glassh/glassh/wire"
)

// A Timeline writes records as text, a line each:
//
//	  time  way  number  what            bytes
//	1.204   →    #0      KEXINIT         1184   in clear
type Timeline struct {
	W io.Writer
	// Fields adds every field of every message, one line each, with its offset.
	Fields bool
}

// arrows point from the client, at the left, to the server.
var arrows = map[trace.Dir]string{trace.ToServer: "→", trace.ToClient: "←", "": "="}

// Add writes one record.
func (t *Timeline) Add(r trace.Record) error {
	switch r := r.(type) {
	case *trace.Begin:
		return t.begin(r)
	case *trace.Line:
		return t.line(r.Head, "", "%s", wire.Escape(wire.TrimVersion(r.Wire)))
	case *trace.Packet:
		return t.packet(r)
	case *trace.Exchange:
		return t.exchange(r)
	case *trace.Keys:
		return t.keys(r)
	case *trace.Note:
		return t.line(r.Head, "", "%s", r.Text)
	case *trace.End:
		if r.Error != "" {
			return t.line(r.Head, "", "the connection ended: %s", r.Error)
		}
		return t.line(r.Head, "", "the connection ended in order")
	}
	return nil
}

// line writes the columns that all lines have, and the rest.
func (t *Timeline) line(h trace.Head, number, format string, args ...any) error {
	_, err := fmt.Fprintf(t.W, "%11.3f  %s %-5s %s\n", float64(h.Time)/1000, arrows[h.Dir], number, fmt.Sprintf(format, args...))
	return err
}

// more writes a line that belongs to the one above.
func (t *Timeline) more(format string, args ...any) error {
	_, err := fmt.Fprintf(t.W, "%20s %s\n", "", fmt.Sprintf(format, args...))
	return err
}

func (t *Timeline) begin(b *trace.Begin) error {
	_, err := fmt.Fprintf(t.W, "   time, ms         → to the server, ← to the client; as the %s saw it\n", b.End)
	if err != nil || b.Remote == "" {
		return err
	}
	return t.line(b.Head, "", "TCP connection from %s to %s", b.Local, b.Remote)
}

func (t *Timeline) packet(p *trace.Packet) error {
	number := fmt.Sprintf("#%d", p.Seq)
	if p.Error != "" {
		return t.line(p.Head, number, "%d bytes that are no packet: %s", p.Size, p.Error)
	}
	how := "in clear"
	if p.Epoch > 0 {
		how = p.Cipher
		if p.MAC != "" {
			how += " " + p.MAC
		}
	}
	if n := p.Compressed(); n > 0 {
		how += fmt.Sprintf(", %d bytes compressed to %d", p.Inflated, n)
	}
	if p.Withheld != "" {
		how += "; not shown: " + p.Withheld
	}
	if err := t.line(p.Head, number, "%-26s %6d bytes  %s", shortName(p.Message), p.Size, how); err != nil {
		return err
	}
	if p.Message.Error != "" {
		return t.more("not understood: %s", p.Message.Error)
	}
	if !t.Fields {
		return nil
	}
	return t.spans(p.Layout, 0)
}

// shortName is the name of a message without what all have in common.
func shortName(m *trace.Message) string {
	name := strings.TrimPrefix(strings.TrimPrefix(m.Name, "SSH_MSG_"), "SSH2_MSG_")
	if name == "" {
		return fmt.Sprintf("message %d", m.Number)
	}
	return name
}

// spans writes fields, and what is in them further to the right.
func (t *Timeline) spans(list []dissect.Span, depth int) error {
	for _, s := range list {
		value := s.Value
		if value != "" {
			value = ": " + value
		}
		if err := t.more("%s%5d +%-5d %s%s", strings.Repeat("  ", depth), s.Off, s.Len, s.Name, value); err != nil {
			return err
		}
		if plain(s.Inner) {
			continue
		}
		if err := t.spans(s.Inner, depth+1); err != nil {
			return err
		}
	}
	return nil
}

// plain reports whether what is inside of a span adds nothing to its value: a length, and
// the content or the names that it has.
func plain(inner []dissect.Span) bool {
	for _, s := range inner {
		switch s.Type {
		case dissect.Length, dissect.Name, dissect.Comma:
		default:
			if s.Name != "content" || len(s.Inner) > 0 {
				return false
			}
		}
	}
	return true
}

func (t *Timeline) exchange(e *trace.Exchange) error {
	strict := ""
	if e.Strict {
		strict = ", strict"
	}
	if err := t.line(e.Head, "", "key exchange %d done: %s, host key %s%s", e.Count, e.Kex, e.HostKeyAlg, strict); err != nil {
		return err
	}
	what := "H"
	if e.Count == 1 {
		what = "H = session_id"
	}
	return t.more("%s %x%s", what, []byte(e.H), cut(e.H))
}

// cut says that a hash is only begun.
func cut(h trace.Hex) string {
	if len(h) < 16 {
		return "…"
	}
	return ""
}

func (t *Timeline) keys(k *trace.Keys) error {
	suite := k.Cipher
	if k.MAC != "" {
		suite += " " + k.MAC
	}
	if k.Compression != "" {
		suite += "; compression " + k.Compression
	}
	reset := ""
	if k.SeqReset {
		reset = "; sequence numbers begin with 0 again"
	}
	return t.line(k.Head, "", "new keys from here on: %s%s", suite, reset)
}
