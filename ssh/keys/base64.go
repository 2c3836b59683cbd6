package keys

import "github.com/glassh/glassh/primitives/ct"

// Base64 (RFC 4648 §4) of secrets. Base64 by table looks a secret up at an address,
// and the cache tells which; keys have been recovered that way (Sieck, Berndt,
// Wichelmann, Eisenbarth: Util::Lookup, CCS 2021). So each character is computed here
// instead, by comparing it with the five ranges of the alphabet. What is not secret
// is the layout: line ends and padding.

// appendBase64 appends data, which is not empty, in lines of width characters, each
// but the last with its line end.
func appendBase64(dst, data []byte, width int) []byte {
	column := 0
	put := func(c byte) {
		if column == width {
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
	return dst
}

// base64Len is the length of what appendBase64 appends for n bytes.
func base64Len(n, width int) int {
	chars := (n + 2) / 3 * 4
	return chars + (chars-1)/width
}

// decodeBase64 returns the data in text, which may be broken by spaces, tabs and line
// ends, and reports whether it is well formed: padded, and
// with zeros in the bits that no byte uses. The caller wipes data, either way.
func decodeBase64(text []byte) (data []byte, ok bool) {
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
