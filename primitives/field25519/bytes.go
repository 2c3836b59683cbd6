package field25519

import (
	"encoding/binary"

	"github.com/glassh/glassh/primitives/ct"
)

// SetBytes sets v to the little-endian number b without its top bit, which is no
// part of it (RFC 7748 §5). A number from p to 2²⁵⁵ − 1 is taken modulo p; who
// must refuse such an encoding compares b with [Element.Bytes].
func (v *Element) SetBytes(b *[32]byte) *Element {
	// Limb i starts at bit 51i, which lies in the byte ⌊51i/8⌋: 0, 6, 12, 19, and
	// for i = 4 bit 204 = 8·24 + 12.
	v[0] = binary.LittleEndian.Uint64(b[0:]) & mask51
	v[1] = binary.LittleEndian.Uint64(b[6:]) >> 3 & mask51
	v[2] = binary.LittleEndian.Uint64(b[12:]) >> 6 & mask51
	v[3] = binary.LittleEndian.Uint64(b[19:]) >> 1 & mask51
	v[4] = binary.LittleEndian.Uint64(b[24:]) >> 12 & mask51
	return v
}

// Bytes returns the one encoding of v below p, 32 bytes, little-endian.
func (v *Element) Bytes() [32]byte {
	l := *v

	// v < 2p, so that v mod p = v − qp with q = 1 if v ≥ p, else 0. That is
	// whether v + 19 reaches 2²⁵⁵.
	q := (l[0] + 19) >> 51
	q = (l[1] + q) >> 51
	q = (l[2] + q) >> 51
	q = (l[3] + q) >> 51
	q = (l[4] + q) >> 51

	// v − qp = v + 19q − 2²⁵⁵q: carry once along, and drop bit 255.
	l[0] += 19 * q
	l[1] += l[0] >> 51
	l[2] += l[1] >> 51
	l[3] += l[2] >> 51
	l[4] += l[3] >> 51
	for i := range l {
		l[i] &= mask51
	}

	var b [32]byte
	binary.LittleEndian.PutUint64(b[0:], l[0]|l[1]<<51)
	binary.LittleEndian.PutUint64(b[8:], l[1]>>13|l[2]<<38)
	binary.LittleEndian.PutUint64(b[16:], l[2]>>26|l[3]<<25)
	binary.LittleEndian.PutUint64(b[24:], l[3]>>39|l[4]<<12)
	return b
}

// Equal reports whether v and a are the same number modulo p.
func (v *Element) Equal(a *Element) ct.Choice {
	x, y := v.Bytes(), a.Bytes()
	return ct.Equal(x[:], y[:])
}

// IsZero reports whether v is 0 modulo p.
func (v *Element) IsZero() ct.Choice {
	var zero Element
	return v.Equal(&zero)
}

// IsNegative reports whether v mod p is odd, which is what RFC 8032 §5.1.2 takes
// as the sign: exactly one of a and −a is odd, for a ≠ 0.
func (v *Element) IsNegative() ct.Choice {
	b := v.Bytes()
	return ct.Choice(b[0] & 1)
}
