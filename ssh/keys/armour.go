package keys

import (
	"bytes"

	"github.com/glassh/glassh/primitives/ct"
)

// The armour of a private key file: base64 (RFC 4648 §4) between two lines.
// Broken into lines of 70 characters, as ssh-keygen does.
//
// Base64 by table looks a secret up at an address, and the cache tells which;
// keys have been recovered that way (Sieck, Berndt, Wichelmann, Eisenbarth:
// Util::Lookup, CCS 2021). So each character is computed here instead, by
// comparing it with the five ranges of the alphabet. What is not secret is the
// layout: line ends and padding.
const (
	armourBegin = "-----BEGIN OPENSSH PRIVATE KEY-----"
	armourEnd   = "-----END OPENSSH PRIVATE KEY-----"
	armourLine  = 70
)

// appendArmour appends data, which is not empty, in armour to dst.
func appendArmour(dst, data []byte) []byte {
	dst = append(append(dst, armourBegin...), '\n')
	column := 0
	put := func(c byte) {
		if column == armourLine {
			dst, column = append(dst, '\n'), 0
		}
		dst, column = append(dst, c), column+1
	}
	for len(data) > 0 {
		// Three bytes make four characters of 6 bits.
		var group [3]byte
		n := copy(group[:], data)
		data = data[n:]
		x := uint64(group[0])<<16 | uint64(group[1])<<8 | uint64(group[2])
		for i := range 4 {
			if i <= n {
				put(encode6(x >> (18 - 6*i) & 63))
			} else {
				put('=')
			}
		}
	}
	return append(append(append(dst, '\n'), armourEnd...), '\n')
}

// armourLen is the length of what appendArmour appends for n bytes.
func armourLen(n int) int {
	chars := (n + 2) / 3 * 4
	return len(armourBegin) + 1 + chars + (chars+armourLine-1)/armourLine + len(armourEnd) + 1
}

// unarmour returns the data in the armour's base64 text, which may be broken by
// spaces, tabs and line ends, and reports whether it is well formed: padded, and
// with zeros in the bits that no byte uses. The caller wipes data, either way.
func unarmour(text []byte) (data []byte, ok bool) {
	data = make([]byte, 0, len(text)/4*3+3)
	good := ct.Choice(1)
	var x uint64 // the bits that are not yet in data; the lowest nbits are valid
	nbits, chars, pads := 0, 0, 0
	for _, c := range text {
		switch {
		case c == ' ' || c == '\t' || c == '\n' || c == '\r':
			continue
		case c == '=':
			pads++
			continue
		case pads > 0:
			return data, false
		}
		v, valid := decode6(c)
		good &= valid
		x, nbits, chars = x<<6|v, nbits+6, chars+1
		if nbits >= 8 {
			nbits -= 8
			data = append(data, byte(x>>nbits))
		}
	}
	padded := (chars+pads)%4 == 0 && pads <= 2
	good &= ct.IsZero(x & (1<<nbits - 1))
	return data, padded && good.Public()
}

// encode6 returns the character of v, which is below 64.
func encode6(v uint64) byte {
	c := ct.Select(ct.Less(v, 26), 'A'+v, 'a'+v-26)
	c = ct.Select(ct.Less(v, 52), c, '0'+v-52)
	c = ct.Select(ct.Eq(v, 62), '+', c)
	c = ct.Select(ct.Eq(v, 63), '/', c)
	return byte(c)
}

// decode6 is the inverse of encode6. It returns 0 for a character that is not in
// the alphabet.
func decode6(b byte) (v uint64, valid ct.Choice) {
	c := uint64(b)
	take := func(cond ct.Choice, value uint64) {
		v |= cond.Mask() & value
		valid |= cond
	}
	between := func(lo, hi uint64) ct.Choice { return ct.Less(c, lo).Not() & ct.Less(c, hi+1) }
	take(between('A', 'Z'), c-'A')
	take(between('a', 'z'), c-'a'+26)
	take(between('0', '9'), c-'0'+52)
	take(ct.Eq(c, '+'), 62)
	take(ct.Eq(c, '/'), 63)
	return v, valid
}

// armoured finds the text between the armour's two lines. ok is false if text
// does not start with the first; err says what is wrong if it does.
func armoured(text []byte) (body []byte, ok bool, err error) {
	text = bytes.TrimLeft(text, " \t\r\n")
	rest, ok := bytes.CutPrefix(text, []byte(armourBegin))
	if !ok {
		return nil, false, nil
	}
	body, rest, found := bytes.Cut(rest, []byte(armourEnd))
	if !found {
		return nil, true, malformed("the private key file is cut off: its line %s is missing", armourEnd)
	}
	if len(bytes.TrimSpace(rest)) > 0 {
		return nil, true, malformed("there is text after the end of the private key")
	}
	return body, true, nil
}
