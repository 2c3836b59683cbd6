package wire_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	. "github.com/glassh/glassh/wire"
)

func TestTextFromAPeerCannotActOnATerminal(t *testing.T) {
	for _, c := range []struct{ name, in, escaped, printable string }{
		{"plain text", "Permission denied.", "Permission denied.", "Permission denied."},
		{"other scripts", "Zugriff verweigert: Öl, 日本語, 🔑", "Zugriff verweigert: Öl, 日本語, 🔑", "Zugriff verweigert: Öl, 日本語, 🔑"},
		{"an escape sequence", "\x1b[2Jgone", `\x1b[2Jgone`, `\x1b[2Jgone`},
		{"a title sequence", "\x1b]0;x\x07", `\x1b]0;x\x07`, `\x1b]0;x\x07`},
		{"C1 controls in UTF-8", "\u009b31m", `\u009b31m`, `\u009b31m`},
		{"a C1 control as a byte", "\x9b31m", `\x9b31m`, `\x9b31m`},
		{"NUL and DEL", "a\x00b\x7f", `a\x00b\x7f`, `a\x00b\x7f`},
		{"a right-to-left override", "user\u202etxt.exe", `user\u202etxt.exe`, `user\u202etxt.exe`},
		{"bidirectional isolates", "\u2066x\u2069", `\u2066x\u2069`, `\u2066x\u2069`},
		{"marks without width", "a\u200bb\ufeff", `a\u200bb\ufeff`, `a\u200bb\ufeff`},
		{"a tag", "\U000e0041", `\U000e0041`, `\U000e0041`},
		{"a line separator", "a\u2028b", `a\u2028b`, `a\u2028b`},
		{"a space that is not one", "a\u00a0b", `a\u00a0b`, `a\u00a0b`},
		{"private use", "\ue000", `\ue000`, `\ue000`},
		{"bytes that are not UTF-8", "\xff\xc3", `\xff\xc3`, `\xff\xc3`},
		{"the replacement character itself", "\ufffd", "\ufffd", "\ufffd"},
		{"an overlong encoding of ESC", "\xc0\x9b", `\xc0\x9b`, `\xc0\x9b`},
		{"a surrogate", "\xed\xa0\x80", `\xed\xa0\x80`, `\xed\xa0\x80`},
		{"lines", "a\r\n\tb\n", `a\r\n\tb\n`, "a\n\tb\n"},
		{"a carriage return that overwrites", "refused\rgranted", `refused\rgranted`, `refused\rgranted`},
		{"a carriage return at the end", "a\r", `a\r`, `a\r`},
		{"a backslash", `C:\x1b`, `C:\\x1b`, `C:\x1b`},
		{"nothing", "", "", ""},
	} {
		if got := Escape([]byte(c.in)); c.escaped != got {
			t.Errorf("%s: Escape: want %q, got %q", c.name, c.escaped, got)
		}
		if got := string(Printable([]byte("> "), []byte(c.in))); "> "+c.printable != got {
			t.Errorf("%s: Printable: want %q, got %q", c.name, "> "+c.printable, got)
		}
	}
}

func FuzzEscape(f *testing.F) {
	for _, seed := range []string{"text", "\x1b[0m", "\u202e", "\xff", `\`, "a\r\nb"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		escaped := Escape(in)
		if !utf8.ValidString(escaped) || strings.ContainsFunc(escaped, func(c rune) bool { return !unicode.IsPrint(c) }) {
			t.Fatalf("Escape(%q) = %q", in, escaped)
		}
		lines := string(Printable(nil, in))
		if !utf8.ValidString(lines) || strings.ContainsFunc(lines, func(c rune) bool {
			return c != '\n' && c != '\t' && !unicode.IsPrint(c)
		}) {
			t.Fatalf("Printable(%q) = %q", in, lines)
		}
	})
}
