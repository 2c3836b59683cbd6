package wire

import (
	"strconv"
	"unicode"
	"unicode/utf8"
)

// Escape makes one line of text from a peer fit to be shown (RFC 4251 §9.2).
// Printable characters stay, the backslash is doubled, and everything else shows
// as in a Go string literal: \n and \t, \x1b for other control characters and
// bytes that are not UTF-8, \u202e for characters that change how their neighbours
// look or cannot be seen. What it returns is printable UTF-8 in one line, and tells
// different inputs apart.
func Escape(b []byte) string {
	return string(appendEscaped(nil, b, false))
}

// Printable appends several lines of text from a peer, a banner say, in the form
// that is shown (RFC 4252 §5.4). It is [Escape], but line feeds and tabs stay, a
// carriage return before a line feed goes, and a backslash is not doubled.
func Printable(dst, b []byte) []byte {
	return appendEscaped(dst, b, true)
}

func appendEscaped(dst, b []byte, lines bool) []byte {
	for len(b) > 0 {
		c, n := utf8.DecodeRune(b)
		invalid := c == utf8.RuneError && n == 1
		switch {
		case lines && (c == '\n' || c == '\t'):
			dst = append(dst, byte(c))
		case lines && c == '\r' && len(b) > 1 && b[1] == '\n':
			// The line feed that follows ends the line.
		case !lines && c == '\\':
			dst = append(dst, `\\`...)
		case invalid || c < ' ' || c == 0x7f:
			dst = appendControl(dst, b[0])
		case unicode.IsPrint(c):
			// Not so the bidirectional controls, zero-width characters and tags (Cf),
			// line separators, private and unassigned characters.
			dst = append(dst, b[:n]...)
		default:
			quoted := strconv.AppendQuoteRuneToASCII(nil, c) // '\u202e'
			dst = append(dst, quoted[1:len(quoted)-1]...)
		}
		b = b[n:]
	}
	return dst
}

func appendControl(dst []byte, c byte) []byte {
	switch c {
	case '\n':
		return append(dst, `\n`...)
	case '\r':
		return append(dst, `\r`...)
	case '\t':
		return append(dst, `\t`...)
	}
	const digits = "0123456789abcdef"
	return append(dst, '\\', 'x', digits[c>>4], digits[c&15])
}
