package field448

import (
	"encoding/binary"

	"github.com/glassh/glassh/primitives/ct"
)

// SetBytes sets v to the little-endian number b (RFC 7748 §5). A number from p to
// 2⁴⁴⁸ − 1 is taken modulo p; who must refuse such an encoding compares b with
// [Element.Bytes].
func (v *Element) SetBytes(b *[56]byte) *Element {
	for i := range 7 {
		v[i] = binary.LittleEndian.Uint64(b[7*i:]) & mask56
	}
	v[7] = binary.LittleEndian.Uint64(b[48:]) >> 8
	return v
}

// Bytes returns the one encoding of v below p, 56 bytes, little-endian.
func (v *Element) Bytes() [56]byte {
	l := *v

	// v < 2p, so that v mod p = v − qp with q = 1 if v ≥ p, else 0. That is whether
	// v + 2²²⁴ + 1 reaches 2⁴⁴⁸.
	q := uint64(1)
	for i := range l {
		if i == 4 {
			q++
		}
		q = (l[i] + q) >> 56
	}

	// v − qp = v + q(2²²⁴ + 1) − 2⁴⁴⁸q: carry once along, and drop bit 448.
	l[0] += q
	l[4] += q
	for i := range 7 {
		l[i+1] += l[i] >> 56
		l[i] &= mask56
	}

	var b [56]byte
	for i := range 7 {
		binary.LittleEndian.PutUint64(b[7*i:], l[i])
	}
	for i := range 7 {
		b[49+i] = byte(l[7] >> (8 * i))
	}
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

// IsNegative reports whether v mod p is odd, which is what RFC 8032 §5.2.2 takes as
// the sign: exactly one of a and −a is odd, for a ≠ 0.
func (v *Element) IsNegative() ct.Choice {
	b := v.Bytes()
	return ct.Choice(b[0] & 1)
}
