package trace

import (
	"bytes"
	"encoding/binary"
	"slices"

	"github.com/glassh/glassh/wire"
)

// A HashDifference is one place where somebody's input of the exchange hash is another
// than the one in a trace.
type HashDifference struct {
	Part  int    // of the parts of HashParts
	At    int    // the first byte that differs, in the Encoded of the part
	Other int    // where that is in the other input
	Cause string // what was done there, as far as it can be told; "" if it cannot
}

// DiffHash compares the input of an exchange hash with another one, which is whole, field
// by field. It looks for the usual mistakes, and goes on behind each. Where it does not
// know what happened, that difference is the last.
//
// If K is not in the trace, the comparison ends in front of it: rest is what the other input has
// there. Otherwise rest is nil.
func DiffHash(parts []Part, other []byte) (list []HashDifference, rest []byte) {
	at := 0
	for i := 0; i < len(parts); i++ {
		p := &parts[i]
		if p.Encoded == nil {
			return list, other[at:]
		}
		if bytes.HasPrefix(other[at:], p.Encoded) {
			at += len(p.Encoded)
			continue
		}
		d := HashDifference{Part: i, At: common(p.Encoded, other[at:])}
		d.Other = at + d.At
		v := recognize(parts, i, other[at:])
		if v == nil {
			return append(list, d), nil
		}
		d.Cause = v.cause
		list = append(list, d)
		at += v.size
		i += v.skip
	}
	if at < len(other) {
		list = append(list, HashDifference{Part: len(parts) - 1, At: len(parts[len(parts)-1].Encoded), Other: at,
			Cause: "there are bytes behind the last field: K is the end of what is hashed"})
	}
	return list, nil
}

// common returns how many bytes two slices begin with alike.
func common(a, b []byte) int {
	n := min(len(a), len(b))
	for i := range n {
		if a[i] != b[i] {
			return i
		}
	}
	return n
}

// A mistake is one way to get a field wrong.
type mistake struct {
	cause string
	size  int // bytes of the other input that it explains
	skip  int // fields behind this one that they are, too
}

// recognize finds the mistake that was made in part i, of which rest is the beginning: the
// first one behind which the next field stands, as it should be or, failing that, in any
// of its own wrong forms.
func recognize(parts []Part, i int, rest []byte) *mistake {
	candidates := mistakes(parts, i, rest)
	for _, strict := range []bool{true, false} {
		for j := range candidates {
			if m := &candidates[j]; follows(parts, i+m.skip+1, rest[m.size:], strict) {
				return m
			}
		}
	}
	return nil
}

// follows reports whether rest can be part i and all behind it.
func follows(parts []Part, i int, rest []byte, strict bool) bool {
	switch {
	case i == len(parts):
		return len(rest) == 0
	case parts[i].Encoded == nil: // K, which the trace does not have
		return true
	case bytes.HasPrefix(rest, parts[i].Encoded):
		return true
	case strict:
		return false
	}
	return len(mistakes(parts, i, rest)) > 0
}

// A wrong is a form of a field that is not the right one, and how it comes about.
type wrong struct {
	cause   string
	encoded []byte
}

// mistakes returns those that explain the beginning of rest, where part i should be.
func mistakes(parts []Part, i int, rest []byte) (list []mistake) {
	p := &parts[i]
	for _, w := range p.wrongs() {
		if len(w.encoded) > 0 && !bytes.Equal(w.encoded, p.Encoded) && bytes.HasPrefix(rest, w.encoded) {
			list = append(list, mistake{w.cause, len(w.encoded), 0})
		}
	}
	if i+1 < len(parts) && parts[i+1].Encoded != nil {
		next := &parts[i+1]
		if swapped := bytes.HasPrefix(rest, next.Encoded) && bytes.HasPrefix(rest[len(next.Encoded):], p.Encoded); swapped {
			list = append(list, mistake{p.Name + " and " + next.Name + " are swapped: " + order(p, next),
				len(next.Encoded) + len(p.Encoded), 1})
		}
		if bytes.HasPrefix(rest, next.Encoded) {
			list = append(list, mistake{p.Name + " is missing: " + next.Name + " stands in its place", 0, 0})
		}
	}
	if p.isKexInit() {
		list = append(list, wholePacket(p, rest)...)
	}
	switch behind := len(parts) - i - 1; {
	case len(rest) == 0:
		list = append(list, mistake{"the input ends in front of it", 0, behind})
	case bytes.HasPrefix(p.Encoded, rest):
		list = append(list, mistake{"the input ends in the middle of it", len(rest), behind})
	}
	return list
}

// order says which of two fields comes first, and why that is easily got wrong.
func order(p, next *Part) string {
	switch p.Name {
	case "V_C", "I_C", "Q_C", "e":
		return "what the client sent comes first, on the server as well"
	}
	return p.Name + " comes first"
}

// content is the field without its length, of a string and an mpint.
func (p *Part) content() []byte {
	if p.Type == "uint32" || len(p.Encoded) < 4 {
		return p.Encoded
	}
	return p.Encoded[4:]
}

func (p *Part) isKexInit() bool   { return p.Name == "I_C" || p.Name == "I_S" }
func (p *Part) isVersion() bool   { return p.Name == "V_C" || p.Name == "V_S" }
func (p *Part) isEphemeral() bool { return p.Name == "Q_C" || p.Name == "Q_S" }

// wrongs lists the wrong forms of a field.
func (p *Part) wrongs() (list []wrong) {
	c := p.content()
	as := func(cause string, content []byte) { list = append(list, wrong{cause, wire.AppendString(nil, content)}) }
	switch {
	case p.isVersion():
		as("CR LF is included: the identification string ends in front of it", append(bytes.Clone(c), "\r\n"...))
		as("LF is included: the identification string ends in front of its line end", append(bytes.Clone(c), '\n'))
		as("CR is included: the identification string ends in front of CR LF", append(bytes.Clone(c), '\r'))
		as("a zero byte is included, as C ends its strings", append(bytes.Clone(c), 0))
		if short, _, ok := bytes.Cut(c, []byte(" ")); ok {
			as("the comment is missing: it belongs to the identification string", short)
		}
	case p.isKexInit() && len(c) > 17+5:
		as("the trailing reserved uint32 is missing: four bytes, which are 0", c[:len(c)-4])
		as("first_kex_packet_follows and the trailing reserved uint32 are missing", c[:len(c)-5])
		as("the message number is missing: the payload begins with it, 14 in hexadecimal", c[1:])
		as("the message number and the cookie are missing", c[17:])
	case p.Name == "K_S":
		list = append(list, hostKeyWrongs(c)...)
	}
	switch p.Type {
	case "mpint":
		list = append(list, mpintWrongs(c)...)
	case "string":
		if p.isEphemeral() || p.Name == "K" {
			if enc := wire.AppendMpint(nil, c); !bytes.Equal(enc, p.Encoded) {
				list = append(list, wrong{"it is encoded as an mpint: here it is a string, with the length and the leading zeros it has", enc})
			}
		}
	case "uint32":
		list = append(list, wrong{"its bytes are in little-endian order: SSH's are big-endian", reversed(c)},
			wrong{"it is encoded as an mpint: here it is a uint32", wire.AppendMpint(nil, c)})
		return list
	}
	little := binary.LittleEndian.AppendUint32(nil, uint32(len(c)))
	return append(list,
		wrong{"its length is in little-endian order: SSH's numbers are big-endian", append(little, c...)},
		wrong{"its length is missing: four bytes in front of the content", c})
}

// mpintWrongs are wrong forms of an mpint.
func mpintWrongs(c []byte) (list []wrong) {
	m := bytes.TrimLeft(c, "\x00")
	if len(m) == 0 {
		return nil
	}
	if m[0] >= 0x80 {
		list = append(list, wrong{"the zero byte of the mpint is missing: the number's first bit is 1, and without it the number would be negative", wire.AppendString(nil, m)})
	} else {
		list = append(list, wrong{"a zero byte stands in front that the mpint must not have: the number's first bit is 0", wire.AppendString(nil, append([]byte{0}, m...))})
	}
	// A secret or a public value has a fixed length as bytes, of the curve or of p: zeros
	// in front then, or none where an mpint has one.
	for _, size := range []int{32, 48, 56, 66, 128, 256, 384, 512, 768, 1024} {
		if size >= len(m) && size-len(m) <= 4 {
			padded := append(make([]byte, size-len(m)), m...)
			list = append(list, wrong{"it is the bare bytes: here it is an mpint, with its length in front", padded})
			list = append(list, wrong{"it is encoded as a string of fixed length: here it is an mpint, without leading zeros but for the sign", wire.AppendString(nil, padded)})
		}
		if size >= len(m) && size <= 66 {
			back := reversed(append(make([]byte, size-len(m)), m...))
			list = append(list, wrong{"the bytes of the number are in reverse order: they are taken as they are, as if big-endian (RFC 8731 §3.1)", wire.AppendMpint(nil, back)},
				wrong{"the bytes of the number are in reverse order, and encoded as a string", wire.AppendString(nil, back)})
		}
	}
	return list
}

// hostKeyWrongs are wrong forms of a public key blob.
func hostKeyWrongs(blob []byte) (list []wrong) {
	n := 4
	if len(blob) >= 4 {
		n += int(min(binary.BigEndian.Uint32(blob), uint32(len(blob)-4)))
	}
	if n > len(blob) {
		return nil
	}
	list = []wrong{{"the type of the key is missing: K_S is the whole public key blob, which begins with its type", wire.AppendString(nil, blob[n:])}}
	if len(blob) >= n+4 {
		list = append(list, wrong{"it is the bare key: K_S is the whole public key blob, with the type and the lengths in it", wire.AppendString(nil, blob[n+4:])})
	}
	return list
}

// wholePacket recognizes a KEXINIT with more of its packet than the payload.
func wholePacket(p *Part, rest []byte) (list []mistake) {
	payload := p.content()
	if len(rest) < 4 {
		return nil
	}
	n := int(min(binary.BigEndian.Uint32(rest), uint32(len(rest)-4)))
	whole := rest[4 : 4+n]
	switch {
	case n <= len(payload):
	case bytes.HasPrefix(whole, payload):
		list = append(list, mistake{"the padding of the packet is included: the payload ends in front of it", 4 + n, 0})
	case len(whole) > 5 && bytes.HasPrefix(whole[5:], payload):
		list = append(list, mistake{"the whole packet is included: only the payload is hashed, without packet_length, padding_length and padding", 4 + n, 0})
	case bytes.HasPrefix(whole[1:], payload):
		list = append(list, mistake{"padding_length is included: the payload begins behind it", 4 + n, 0})
	}
	return list
}

func reversed(b []byte) []byte {
	r := bytes.Clone(b)
	slices.Reverse(r)
	return r
}
