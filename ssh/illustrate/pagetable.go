package illustrate

import (
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/glassh/glassh/ssh/trace"
)

// A table is a table of the page.
type table struct {
	Caption string
	Head    []string
	Rows    [][]cell
}

// A cell is one place of a table.
type cell struct {
	Text   string
	Note   string // smaller, below
	Ref    *ref   // the bytes that it comes from
	Code   bool   // bytes or a name of the protocol
	Strong bool
	Mark   string // "yes", "no", "cut" or "": a sign in front
}

func plainCell(text string) cell { return cell{Text: text} }

func cellf(format string, args ...any) cell { return cell{Text: fmt.Sprintf(format, args...)} }

func codeCell(text string) cell { return cell{Text: text, Code: true} }

// Sign is what stands for a mark, for who does not see colours.
func (c cell) Sign() string {
	return map[string]string{"yes": "✓", "no": "✗", "cut": "–"}[c.Mark]
}

// maxInCell is how many bytes a cell shows at most.
const maxInCell = 72

// spaced writes bytes in groups of four, and cuts them in the middle where they are many.
func spaced(b []byte) string {
	if len(b) > maxInCell {
		return fmt.Sprintf("%s … %s", spaced(b[:maxInCell-24]), spaced(b[len(b)-16:]))
	}
	var out strings.Builder
	for i := 0; i < len(b); i += 4 {
		if i > 0 {
			out.WriteByte(' ')
		}
		out.WriteString(hex.EncodeToString(b[i:min(i+4, len(b))]))
	}
	return out.String()
}

// hidden is what stands for a secret.
const hidden = "secret: not in this page"

// hashCell shows an exchange hash, which may be cut.
func hashCell(h trace.Hex) cell {
	c := codeCell(spaced(h))
	switch {
	case len(h) == 0:
		return plainCell("not in the trace")
	case len(h) < 16:
		c.Text += " …"
		c.Note = "Only its beginning is in this page: RFC 4253 §8 wants the exchange hash kept secret."
	}
	return c
}

// way says who sends.
func way(d trace.Dir) string {
	if d == trace.ToServer {
		return "client → server"
	}
	return "server → client"
}

// sender is who sends that way.
func sender(d trace.Dir) string {
	if d == trace.ToServer {
		return "client"
	}
	return "server"
}

var bothDirs = [...]trace.Dir{trace.ToServer, trace.ToClient}

// bytesOf is a number of bytes with its unit.
func bytesOf(n int) string {
	if n == 1 {
		return "1 byte"
	}
	return grouped(n) + " bytes"
}
