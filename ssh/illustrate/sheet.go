package illustrate

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// A sheet is an explanation being written: lines of at most sheetWidth columns, headings
// and rows.
//
//	a heading
//	  label       what it says, in as many
//	              lines as it takes
type sheet struct{ strings.Builder }

const (
	sheetWidth = 96
	sheetLabel = 12 // columns of a label, its indentation not counted
)

// head writes a heading.
func (s *sheet) head(format string, args ...any) {
	s.flow(0, 2, fmt.Sprintf(format, args...))
}

// row writes a row. The label may be empty: then it belongs to the row above.
func (s *sheet) row(label, format string, args ...any) {
	s.WriteString("  ")
	s.WriteString(label)
	indent := 2 + sheetLabel
	pad := indent - 2 - utf8.RuneCountInString(label)
	if pad < 1 {
		s.WriteByte('\n')
		pad = indent
	}
	s.WriteString(strings.Repeat(" ", pad))
	s.flow(indent, indent, fmt.Sprintf(format, args...))
}

// gap writes an empty line.
func (s *sheet) gap() { s.WriteByte('\n') }

// flow writes words that begin at column at, and breaks lines between them. Further lines
// are indented.
func (s *sheet) flow(at, indent int, text string) {
	for i, word := range strings.Split(text, " ") {
		n := utf8.RuneCountInString(word)
		switch {
		case i == 0:
		case at+1+n > sheetWidth:
			s.WriteString("\n" + strings.Repeat(" ", indent))
			at = indent
		default:
			s.WriteByte(' ')
			at++
		}
		s.WriteString(word)
		at += n
	}
	s.WriteByte('\n')
}

// fold breaks a text between words into lines of at most width columns. A longer word is
// broken too.
func fold(text string, width int) (lines []string) {
	width = max(width, 16)
	line := ""
	for _, word := range strings.Split(text, " ") {
		if line != "" && utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) <= width {
			line += " " + word
			continue
		}
		if line != "" {
			lines = append(lines, line)
		}
		for r := []rune(word); len(r) > width; r = []rune(word) {
			lines = append(lines, string(r[:width]))
			word = string(r[width:])
		}
		line = word
	}
	return append(lines, line)
}

// numberOfBytes writes a number of bytes: "1 byte", "32 bytes".
func numberOfBytes(n int) string {
	if n == 1 {
		return "1 byte"
	}
	return fmt.Sprintf("%d bytes", n)
}

// hexRow writes bytes with spaces between them.
func hexRow(b []byte) string { return fmt.Sprintf("% x", b) }

// hexEnds is hexRow of at most n bytes: of more it shows the first and the last.
func hexEnds(b []byte, n int) string {
	if len(b) <= n {
		return hexRow(b)
	}
	tail := n / 4
	return hexRow(b[:n-tail]) + " … " + hexRow(b[len(b)-tail:])
}
