package illustrate

import (
	"encoding/hex"
	"fmt"
	"io"
	"strings"

	"github.com/glassh/glassh/ssh/dissect"
)

// A Dump writes what every byte is, with the bytes:
//
//	off   len  bytes                    what
//	  0    +1  5e                       message number: 94 (SSH_MSG_CHANNEL_DATA)
//	  5    +9                           data (string)
//	  5    +4  00 00 00 05                length: 5
//	  9    +5  68 65 6c 6c 6f             content
//
// A span with others inside of it has its bytes there.
type Dump struct {
	W       io.Writer
	Full    bool // long runs of bytes whole
	Secrets bool // the bytes of spans of the kind Secret too
	Notes   bool // the notes, and where each field is specified
}

// What a line and a run of bytes show.
const (
	dumpRow   = 8
	dumpShort = 6 * dumpRow // of a longer run the beginning, unless Full
)

// Write writes the spans of whole.
func (d *Dump) Write(whole []byte, spans []dissect.Span) error {
	var b strings.Builder
	b.WriteString("    off   len  bytes                    what\n")
	d.spans(&b, whole, spans, 0, "")
	_, err := io.WriteString(d.W, b.String())
	return err
}

// The columns of a line.
const (
	dumpText  = 40 // where the last one begins
	dumpWidth = sheetWidth
)

// spans writes a list; source is where the last one above was specified.
func (d *Dump) spans(b *strings.Builder, whole []byte, list []dissect.Span, depth int, source string) {
	indent := strings.Repeat("  ", depth)
	for i := range list {
		s := &list[i]
		var rows []string
		if len(s.Inner) == 0 {
			rows = d.rows(s, s.Bytes(whole))
		}
		text := d.what(s, s.Bytes(whole))
		if s.Source != "" && s.Source != source && s.Type != dissect.Length {
			source = s.Source
			if d.Notes {
				text += "  [" + source + "]"
			}
		}
		lines := fold(text, dumpWidth-dumpText-2*depth)
		if d.Notes && s.Note != "" {
			for _, line := range fold(s.Note, dumpWidth-dumpText-2*depth-2) {
				lines = append(lines, "  "+line)
			}
		}
		for i := range max(len(rows), len(lines)) {
			place, row, line := "", "", ""
			if i == 0 {
				place = fmt.Sprintf("%7d %+5d", s.Off, s.Len)
			}
			if i < len(rows) {
				row = rows[i]
			}
			if i < len(lines) {
				line = indent + lines[i]
			}
			b.WriteString(strings.TrimRight(fmt.Sprintf("%13s  %-23s  %s", place, row, line), " "))
			b.WriteByte('\n')
		}
		if !d.hides(s) { // or how long its parts are would tell something
			d.spans(b, whole, s.Inner, depth+1, source)
		}
	}
}

// hides reports whether a span is not to be shown.
func (d *Dump) hides(s *dissect.Span) bool { return s.Kind == dissect.Secret && !d.Secrets }

// what names a span, and says its value, unless that is its bytes once more.
func (d *Dump) what(s *dissect.Span, b []byte) string {
	text := s.Name
	switch {
	case d.hides(s):
		return text + ": secret, not shown"
	case s.Value != "" && s.Value != hex.EncodeToString(b):
		text += ": " + s.Value
	}
	switch s.Type {
	case dissect.String, dissect.Mpint, dissect.NameList:
		text += " (" + s.Type.String() + ")"
	}
	return text
}

// rows are the bytes of a span.
func (d *Dump) rows(s *dissect.Span, b []byte) (rows []string) {
	if d.hides(s) {
		return nil
	}
	rest := 0
	if len(b) > dumpShort && !d.Full {
		rest = len(b) - dumpShort + dumpRow
		b = b[:len(b)-rest]
	}
	for ; len(b) > 0; b = b[min(dumpRow, len(b)):] {
		rows = append(rows, hexRow(b[:min(dumpRow, len(b))]))
	}
	if rest > 0 {
		rows = append(rows, fmt.Sprintf("… %s more", numberOfBytes(rest)))
	}
	return rows
}
