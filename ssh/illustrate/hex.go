package illustrate

import (
	"bytes"
	"encoding/hex"
	"errors"
	"regexp"
	"strings"
	"sync"
)

// The lines of programs that show bytes, in front of which is an offset, and behind them
// the characters:
//
//	00000000: 5353 482d 322e 302d  SSH-2.0-             xxd
//	00000000  53 53 48 2d 32 2e 30 2d  …  |SSH-2.0-|    hexdump -C
//	0000   53 53 48 2d 32 2e 30 2d   SSH-2.0-           Wireshark
//
// They are compiled when a line is read, and not whenever a program starts.
var hexLines = sync.OnceValue(func() []*regexp.Regexp {
	return []*regexp.Regexp{
		regexp.MustCompile(`^\s*[0-9a-fA-F]{8}  ((?:[0-9a-fA-F]{2} {1,2})+) *\|.*\|$`), // hexdump -C
		regexp.MustCompile(`^\s*[0-9a-fA-F]{4,16}: ((?:[0-9a-fA-F]{2,} ?)+)(?: .*)?$`), // xxd
		regexp.MustCompile(`^\s*[0-9a-fA-F]{4,8}   ((?:[0-9a-fA-F]{2} ?)+)(?:  .*)?$`), // Wireshark
	}
})

// hexdumpEnd is the last line of hexdump -C: an offset alone.
var hexdumpEnd = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^\s*[0-9a-fA-F]{8}$`) })

var errNotHex = errors.New("it is not in hexadecimal")

// ParseHex reads bytes in hexadecimal: digits in pairs, with spaces, line ends, colons,
// commas or 0x between them, or what xxd, hexdump -C and Wireshark print.
func ParseHex(text string) ([]byte, error) {
	var digits strings.Builder
	dump := false
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, " \t\r\n")
		if m := cutHexLine(line); m != "" {
			dump = true
			line = m
		} else if dump && hexdumpEnd().MatchString(line) {
			continue
		}
		for _, word := range strings.FieldsFunc(line, func(r rune) bool { return strings.ContainsRune(" \t:,;", r) }) {
			digits.WriteString(strings.TrimPrefix(strings.TrimPrefix(word, "0x"), "\\x"))
		}
	}
	b, err := hex.DecodeString(digits.String())
	if err != nil {
		return nil, errNotHex
	}
	return b, nil
}

// cutHexLine returns the digits of a line with an offset, or "".
func cutHexLine(line string) string {
	for _, form := range hexLines() {
		if m := form.FindStringSubmatch(line); m != nil {
			return m[1]
		}
	}
	return ""
}

// BytesOfFile returns the bytes that a file means: those in it, or if it is text in
// hexadecimal, those that this says.
func BytesOfFile(file []byte) []byte {
	if bytes.ContainsFunc(file, func(r rune) bool { return r == 0 || r == '�' }) {
		return file
	}
	if b, err := ParseHex(string(file)); err == nil {
		return b
	}
	return file
}
