package illustrate_test

import (
	"bytes"
	"fmt"
	"math/big"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/glassh/glassh/ssh/illustrate"
	"github.com/glassh/glassh/wire"
)

// row returns what the row of that label says, the lines joined.
func row(text, label string) string {
	_, rest, ok := strings.Cut("\n"+text, fmt.Sprintf("\n  %-12s", label))
	if !ok {
		return ""
	}
	said, rest, _ := strings.Cut(rest, "\n")
	for strings.HasPrefix(rest, strings.Repeat(" ", 14)) {
		var line string
		line, rest, _ = strings.Cut(rest, "\n")
		said += " " + strings.TrimSpace(line)
	}
	return said
}

func TestMpintOfNumbers(t *testing.T) {
	for _, c := range []struct{ number, mpint, why string }{
		// The examples of RFC 4251 §5.
		{"0", "00 00 00 00", "zero is the mpint without content"},
		{"0x9a378f9b2e332a7", "00 00 00 08 09 a3 78 f9 b2 e3 32 a7", "whose first bit is 0"},
		{"0x80", "00 00 00 02 00 80", "the zero byte in front is its sign"},
		{"-0x1234", "00 00 00 02 ed cc", "two's complement"},
		{"-0xdeadbeef", "00 00 00 05 ff 21 52 41 11", "two's complement"},

		{"127", "00 00 00 01 7f", "must not have one"},
		{"128", "00 00 00 02 00 80", "its sign"},
		{"-1", "00 00 00 01 ff", "two's complement"},
		{"-128", "00 00 00 01 80", "two's complement"},
		{"-129", "00 00 00 02 ff 7f", "two's complement"},
		{"-0", "00 00 00 00", "zero"},
	} {
		text, err := illustrate.Mpint(c.number, false)
		if err != nil {
			t.Errorf("%s: %v", c.number, err)
			continue
		}
		if got := row(text, "mpint"); got != c.mpint {
			t.Errorf("%s: want %s, got %s", c.number, c.mpint, got)
		}
		if got := row(text, "why"); !strings.Contains(got, c.why) {
			t.Errorf("%s: want %q, got %q", c.number, c.why, got)
		}
	}
}

func TestMpintOfBytes(t *testing.T) {
	for _, c := range []struct{ bytes, label, want string }{
		{"00:00:00:02:00:ff", "number", "255 = 0xff (8 bits)"},
		{"00:00:00:02:00:ff", "here", "glassh takes these bytes"},
		{"00000002 00ff", "why", "the number begins with ff, whose first bit is 1, and would be negative: the zero byte in front is its sign"},
		{"00000002007f", "wrong", "the zero byte in front is not needed: 7f has a first bit of 0 (RFC 4251 §5: not to be included)"},
		{"00000002007f", "right", "00 00 00 01 7f"},
		{"00000002007f", "here", "glassh refuses these bytes: number with a needless leading byte"},
		{"00000002ff80", "wrong", "the byte ff in front is not needed: 80 has a first bit of 1 (RFC 4251 §5: not to be included)"},
		{"0000000100", "wrong", "zero has no content at all; here it has a byte"},
		{"00000001ff", "here", "glassh refuses these bytes: negative number"},
		{"000000030102", "wrong", "behind the length come 2 bytes: cut short"},
		{"00000002010203", "wrong", "behind the length come 3 bytes: 1 byte too many, or the next field"},
		{"00ff", "number", "255 = 0xff (8 bits)"},
		{"00ff", "mpint", "00 00 00 02 00 ff"},
		{"ff", "as content", "-1 = -0x1 (1 bit)"},
		{"ff", "mpint", "00 00 00 02 00 ff"},
		// A secret, which happens to begin with zeros.
		{"0000" + strings.Repeat("81", 30), "mpint", "00 00 00 1f 00" + strings.Repeat(" 81", 30)},
		{"0000" + strings.Repeat("11", 30), "mpint", "00 00 00 1e" + strings.Repeat(" 11", 30)},
		{"12", "number", "18 = 0x12 (5 bits)"},
	} {
		text, err := illustrate.Mpint(c.bytes, true)
		if got := row(text, c.label); err != nil || got != c.want {
			t.Errorf("%s: want %s %q, got %q, %v in\n%s", c.bytes, c.label, c.want, got, err, text)
		}
	}
	for _, bad := range []string{"zz", "0x", "-ff", "fff", "--1", "1.5", strings.Repeat("ab", 1<<13), strings.Repeat("9", 1<<16)} {
		if text, err := illustrate.Mpint(bad, false); err == nil {
			t.Errorf("%.20q: want an error, got %s", bad, text)
		}
	}
}

func TestMpintAgreesWithMathBig(t *testing.T) {
	r := rand.New(rand.NewPCG(4251, 5))
	for range 500 {
		b := make([]byte, r.IntN(14))
		for i := range b {
			b[i] = byte(r.Uint32()) & byte(r.Uint32()|0x80)
		}
		n := new(big.Int).SetBytes(b)
		text, err := illustrate.Mpint(n.String(), false)
		if want := fmt.Sprintf("% x", wire.AppendMpint(nil, b)); err != nil || row(text, "mpint") != want {
			t.Fatalf("%s: want %s, got %q, %v", n, want, row(text, "mpint"), err)
		}
		n.Neg(n)
		if text, err = illustrate.Mpint(n.String(), false); err != nil {
			t.Fatal(err)
		}
		content, err := illustrate.ParseHex(row(text, "mpint"))
		if err != nil {
			t.Fatal(err)
		}
		content = content[4:]
		two := new(big.Int).SetBytes(content)
		if len(content) > 0 && content[0] >= 0x80 {
			two.Sub(two, new(big.Int).Lsh(big.NewInt(1), uint(8*len(content))))
		}
		if two.Cmp(n) != 0 {
			t.Fatalf("%s: got %x, which is %s", n, content, two)
		}
		again, err := illustrate.Mpint(fmt.Sprintf("%08x%x", len(content), content), true)
		if want, _, _ := strings.Cut(row(text, "number"), " "); err != nil || !strings.HasPrefix(row(again, "number"), want) || row(again, "wrong") != "" {
			t.Fatalf("%s: its mpint is read as\n%s%v", n, again, err)
		}
	}
}

func TestParseHexReadsWhatProgramsPrint(t *testing.T) {
	want := append([]byte("SSH-2.0-OpenSSH_9"), 0xab, '\r', '\n')
	for name, text := range map[string]string{
		"digits": "5353482d322e302d4f70656e5353485f39ab0d0a",
		"spaces": "53 53 48 2d 32 2e 30 2d 4f 70 65 6e 53 53 48 5f\n39 ab 0d 0a\n",
		"colons": "53:53:48:2d:32:2e:30:2d:4f:70:65:6e:53:53:48:5f:39:ab:0d:0a",
		"C":      "0x53, 0x53, 0x48, 0x2d, 0x32, 0x2e, 0x30, 0x2d, 0x4f, 0x70, 0x65, 0x6e, 0x53, 0x53, 0x48, 0x5f, 0x39, 0xAB, 0x0d, 0x0a",
		"xxd": "00000000: 5353 482d 322e 302d 4f70 656e 5353 485f  SSH-2.0-OpenSSH_\n" +
			"00000010: 39ab 0d0a                                9...\n",
		"hexdump": "00000000  53 53 48 2d 32 2e 30 2d  4f 70 65 6e 53 53 48 5f  |SSH-2.0-OpenSSH_|\n" +
			"00000010  39 ab 0d 0a                                       |9...|\n00000014\n",
		"Wireshark": "0000   53 53 48 2d 32 2e 30 2d 4f 70 65 6e 53 53 48 5f   SSH-2.0-OpenSSH_\n" +
			"0010   39 ab 0d 0a                                       9...\n",
	} {
		if got, err := illustrate.ParseHex(text); err != nil || !bytes.Equal(want, got) {
			t.Errorf("%s: want %x, got %x, %v", name, want, got, err)
		}
		if got := illustrate.BytesOfFile([]byte(text)); !bytes.Equal(want, got) {
			t.Errorf("%s, in a file: want %x, got %x", name, want, got)
		}
	}
	for _, bad := range []string{"5", "5g", "hello", "535"} {
		if got, err := illustrate.ParseHex(bad); err == nil {
			t.Errorf("%q: want an error, got %x", bad, got)
		}
	}
	for _, binary := range [][]byte{{0, 0, 0, 12}, want, []byte("hello"), {0xff, 0xfe}} {
		if got := illustrate.BytesOfFile(binary); !bytes.Equal(binary, got) {
			t.Errorf("%x is no hexadecimal, and was taken for %x", binary, got)
		}
	}
}

// FuzzMpint holds that any text is explained or refused, and that bytes are read as the
// mpint that package wire reads.
func FuzzMpint(f *testing.F) {
	for _, seed := range []string{"0", "255", "-1", "0xff", "00ff", "00000002 00ff", "0000000100", "zz", "ff:ff"} {
		f.Add(seed, false)
		f.Add(seed, true)
	}
	f.Fuzz(func(t *testing.T, text string, asBytes bool) {
		said, err := illustrate.Mpint(text, asBytes)
		if err != nil {
			return
		}
		b, err := illustrate.ParseHex(text)
		if err != nil || row(said, "bytes") == "" {
			return
		}
		r := wire.NewReader(b)
		r.Mpint()
		if here := row(said, "here"); here != "" && (r.End() == nil) != strings.HasPrefix(here, "glassh takes") {
			t.Errorf("%x: %s", b, here)
		}
	})
}
