package illustrate

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"math/bits"
	"strings"

	"github.com/glassh/glassh/wire"
)

// An integer is a number of any size: its sign, and its magnitude without leading zeros.
type integer struct {
	negative  bool
	magnitude []byte
}

// maxMpint bounds the numbers that are explained, in bytes: twice what a message may have.
const maxMpint = 2 * wire.MaxMpint

// Mpint explains a number as an mpint (RFC 4251 §5), or bytes as a number. What begins
// with 0x, or is a decimal number, is a number; anything else is bytes in hexadecimal, and
// so is all if asBytes says so.
func Mpint(text string, asBytes bool) (string, error) {
	if n, ok, err := parseInteger(text); err != nil {
		return "", err
	} else if ok && !asBytes {
		return mpintOf(n), nil
	}
	b, err := ParseHex(text)
	switch {
	case err != nil:
		return "", fmt.Errorf("%q is neither a number, 255 or 0xff, nor bytes in hexadecimal", wire.Escape([]byte(text)))
	case len(b) > 4+maxMpint:
		return "", errTooBig
	}
	return mpintFrom(b), nil
}

var errTooBig = errors.New("the number is too big to be of use: SSH's have 2048 bytes at most")

// mpintOf explains the encoding of a number.
func mpintOf(n integer) string {
	var s sheet
	content := n.content()
	s.row("number", "%s", n)
	s.row("mpint", "%s", hexEnds(wire.AppendString(nil, content), 40))
	s.row("length", "%s: the first four bytes", numberOfBytes(len(content)))
	s.row("why", "%s", whySign(n, content))
	if n.negative {
		s.row("beware", "no field of SSH is negative, and glassh refuses one that is")
	}
	s.row("source", "RFC 4251 §5")
	return s.String()
}

// whySign says what the first bytes of an encoding are there for.
func whySign(n integer, content []byte) string {
	switch {
	case len(content) == 0:
		return "zero is the mpint without content: four bytes of length, which are 0"
	case n.negative:
		return "two's complement: all bits but those of (magnitude − 1); the first bit is 1, and so it is negative"
	case content[0] == 0:
		return fmt.Sprintf("the number begins with %02x, whose first bit is 1, and would be negative: the zero byte in front is its sign", content[1])
	}
	return fmt.Sprintf("the number begins with %02x, whose first bit is 0: it needs no zero byte in front, and must not have one", content[0])
}

// mpintFrom explains bytes.
func mpintFrom(b []byte) string {
	var s sheet
	s.row("bytes", "%s", hexEnds(b, 40))
	if hasLength(b) {
		mpintWhole(&s, b)
	} else {
		mpintContent(&s, b)
	}
	s.row("source", "RFC 4251 §5")
	return s.String()
}

// hasLength reports whether bytes begin with a length that may be meant to be theirs. No
// content begins with two zero bytes; a secret, as yet without a length, may.
func hasLength(b []byte) bool {
	if len(b) < 4 || b[0] != 0 || b[1] != 0 {
		return false
	}
	length, n := int(b[2])<<8|int(b[3]), len(b)-4
	return n/2 <= length && length <= 2*n+2
}

// mpintWhole explains an encoding with its length.
func mpintWhole(s *sheet, b []byte) {
	length, content := int(b[2])<<8|int(b[3]), b[4:]
	s.row("read as", "a whole mpint: a length of %d, and the content", length)
	if length != len(content) {
		what := "cut short"
		if length < len(content) {
			what = fmt.Sprintf("%s too many, or the next field", numberOfBytes(len(content)-length))
		}
		s.row("wrong", "behind the length come %s: %s", numberOfBytes(len(content)), what)
		content = content[:min(length, len(content))]
	}
	n := integerOf(content)
	s.row("number", "%s", n)
	if wrong := notShortest(content); wrong != "" {
		s.row("wrong", "%s", wrong)
		s.row("right", "%s", hexEnds(wire.AppendString(nil, n.content()), 40))
	} else {
		s.row("why", "%s", whySign(n, content))
	}
	r := wire.NewReader(b)
	r.Mpint()
	if err := r.End(); err != nil {
		var e *wire.ParseError
		errors.As(err, &e)
		s.row("here", "glassh refuses these bytes: %s", e.Problem)
	} else {
		s.row("here", "glassh takes these bytes")
	}
}

// mpintContent explains bytes without a length: as the content of an mpint, and as what one
// is made of.
func mpintContent(s *sheet, b []byte) {
	n, raw := integerOf(b), integer{magnitude: bytes.TrimLeft(b, "\x00")}
	s.row("read as", "bytes without a length")
	wrong := notShortest(b)
	if wrong == "" && !n.negative {
		s.row("number", "%s", n)
		s.row("mpint", "%s", hexEnds(wire.AppendString(nil, b), 40))
		s.row("why", "%s", whySign(n, b))
		return
	}
	s.row("as content", "%s", n)
	if wrong != "" {
		s.row("wrong", "%s", wrong)
	} else {
		s.row("why", "%s", whySign(n, b))
	}
	s.row("unsigned", "or, as a number that has no sign (a secret, a coordinate): %s", raw)
	switch zeros := len(b) - len(raw.magnitude); {
	case zeros == 1:
		s.row("zeros", "the one in front counts for nothing, and goes away first")
	case zeros > 1:
		s.row("zeros", "the %d in front count for nothing, and go away first", zeros)
	}
	s.row("mpint", "%s", hexEnds(wire.AppendMpint(nil, b), 40))
	s.row("why", "%s", whySign(raw, raw.content()))
}

// notShortest says what is too much of a content, or "".
func notShortest(c []byte) string {
	switch {
	case len(c) == 1 && c[0] == 0:
		return "zero has no content at all; here it has a byte"
	case len(c) > 1 && c[0] == 0 && c[1] < 0x80:
		return fmt.Sprintf("the zero byte in front is not needed: %02x has a first bit of 0 (RFC 4251 §5: not to be included)", c[1])
	case len(c) > 1 && c[0] == 0xff && c[1] >= 0x80:
		return fmt.Sprintf("the byte ff in front is not needed: %02x has a first bit of 1 (RFC 4251 §5: not to be included)", c[1])
	}
	return ""
}

// integerOf reads the content of an mpint, of any form.
func integerOf(content []byte) integer {
	if len(content) == 0 || content[0] < 0x80 {
		return integer{magnitude: bytes.TrimLeft(content, "\x00")}
	}
	m := make([]byte, len(content))
	carry := 1
	for i := len(content) - 1; i >= 0; i-- {
		v := int(^content[i]) + carry
		m[i], carry = byte(v), v>>8
	}
	if carry > 0 {
		m = append([]byte{1}, m...)
	}
	return integer{true, bytes.TrimLeft(m, "\x00")}
}

// content returns the content of the shortest mpint.
func (n integer) content() []byte {
	if !n.negative {
		return wire.AppendMpint(nil, n.magnitude)[4:]
	}
	c := bytes.Clone(n.magnitude) // magnitude − 1, and then all its bits turned over
	for i := len(c) - 1; i >= 0; i-- {
		c[i]--
		if c[i] != 0xff {
			break
		}
	}
	for i := range c {
		c[i] = ^c[i]
	}
	for len(c) > 1 && c[0] == 0xff && c[1] >= 0x80 {
		c = c[1:]
	}
	if c[0] < 0x80 {
		c = append([]byte{0xff}, c...)
	}
	return c
}

// maxDecimal is how many decimal digits are worth showing.
const maxDecimal = 40

// String returns the number in decimal and hexadecimal, or how long it is.
func (n integer) String() string {
	if len(n.magnitude) == 0 {
		return "0"
	}
	sign := ""
	if n.negative {
		sign = "-"
	}
	size := 8*(len(n.magnitude)-1) + bits.Len8(n.magnitude[0])
	unit := "bits"
	if size == 1 {
		unit = "bit"
	}
	digits := hex.EncodeToString(n.magnitude)
	if digits = strings.TrimLeft(digits, "0"); len(digits) > maxDecimal {
		return fmt.Sprintf("%s0x%s… (%d %s)", sign, digits[:maxDecimal], size, unit)
	}
	return fmt.Sprintf("%s%s = %s0x%s (%d %s)", sign, decimal(n.magnitude), sign, digits, size, unit)
}

// decimal writes a magnitude in base 10.
func decimal(magnitude []byte) string {
	var digits []byte
	m := bytes.Clone(magnitude)
	for len(m) > 0 {
		rest := 0
		for i := range m {
			v := rest<<8 | int(m[i])
			m[i], rest = byte(v/10), v%10
		}
		digits = append(digits, byte('0'+rest))
		m = bytes.TrimLeft(m, "\x00")
	}
	for i, j := 0, len(digits)-1; i < j; i, j = i+1, j-1 {
		digits[i], digits[j] = digits[j], digits[i]
	}
	return string(digits)
}

// parseInteger reads a number; ok is false if the text is none.
func parseInteger(text string) (n integer, ok bool, err error) {
	digits, negative := strings.CutPrefix(text, "-")
	n.negative = negative
	if h, is := strings.CutPrefix(digits, "0x"); is {
		if len(h)%2 == 1 {
			h = "0" + h
		}
		b, err := hex.DecodeString(h)
		if err != nil || len(b) == 0 {
			return n, false, fmt.Errorf("%q is no number in hexadecimal", wire.Escape([]byte(text)))
		}
		n.magnitude = bytes.TrimLeft(b, "\x00")
	} else {
		if digits == "" || len(digits) > 1 && digits[0] == '0' || strings.Trim(digits, "0123456789") != "" {
			return n, false, nil
		}
		if len(digits) > 5*maxMpint/2 { // a byte is 2.4 digits
			return n, false, errTooBig
		}
		for _, d := range []byte(digits) {
			n.timesTenPlus(int(d - '0'))
		}
	}
	if len(n.magnitude) > maxMpint {
		return n, false, errTooBig
	}
	n.negative = n.negative && len(n.magnitude) > 0
	return n, true, nil
}

func (n *integer) timesTenPlus(carry int) {
	for i := len(n.magnitude) - 1; i >= 0; i-- {
		v := 10*int(n.magnitude[i]) + carry
		n.magnitude[i], carry = byte(v), v>>8
	}
	if carry > 0 {
		n.magnitude = append([]byte{byte(carry)}, n.magnitude...)
	}
}
