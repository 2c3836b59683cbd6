package p256

import (
	"encoding/binary"
	"math/bits"

	"github.com/glassh/glassh/primitives/ct"
)

// An Element is a number a modulo p, kept as the number aR mod p with R = 2²⁵⁶
// (Montgomery form), in four words, the least significant first. The zero value
// is 0.
//
// Between operations the four words are a number below p, so that equal elements
// have equal words.
type Element [limbs]uint64

// The words of p, of which p₂ is 0.
const (
	p0 = 1<<64 - 1
	p1 = 1<<32 - 1
	p3 = 1<<64 - 1<<32 + 1
)

// one is R mod p, and montRR is R² mod p.
var (
	one    = Element{0x0000000000000001, 0xffffffff00000000, 0xffffffffffffffff, 0x00000000fffffffe}
	montRR = Element{0x0000000000000003, 0xfffffffbffffffff, 0xfffffffffffffffe, 0x00000004fffffffd}
)

// Add sets v = a + b.
func (v *Element) Add(a, b *Element) *Element {
	t0, c := bits.Add64(a[0], b[0], 0)
	t1, c := bits.Add64(a[1], b[1], c)
	t2, c := bits.Add64(a[2], b[2], c)
	t3, c := bits.Add64(a[3], b[3], c) // below 2p, with c as the fifth word

	t0, borrow := bits.Sub64(t0, p0, 0)
	t1, borrow = bits.Sub64(t1, p1, borrow)
	t2, borrow = bits.Sub64(t2, 0, borrow)
	t3, borrow = bits.Sub64(t3, p3, borrow)
	_, borrow = bits.Sub64(c, 0, borrow)

	m := -borrow // all ones if p was too much
	v[0], c = bits.Add64(t0, m, 0)
	v[1], c = bits.Add64(t1, m&p1, c)
	v[2], c = bits.Add64(t2, 0, c)
	v[3], _ = bits.Add64(t3, m&p3, c)
	return v
}

// Subtract sets v = a − b.
func (v *Element) Subtract(a, b *Element) *Element {
	t0, borrow := bits.Sub64(a[0], b[0], 0)
	t1, borrow := bits.Sub64(a[1], b[1], borrow)
	t2, borrow := bits.Sub64(a[2], b[2], borrow)
	t3, borrow := bits.Sub64(a[3], b[3], borrow)

	m := -borrow
	var c uint64
	v[0], c = bits.Add64(t0, m, 0)
	v[1], c = bits.Add64(t1, m&p1, c)
	v[2], c = bits.Add64(t2, 0, c)
	v[3], _ = bits.Add64(t3, m&p3, c)
	return v
}

// Select sets v = a if c is 1, and v = b if c is 0.
func (v *Element) Select(c ct.Choice, a, b *Element) *Element {
	m := c.Mask()
	v[0] = b[0] ^ m&(a[0]^b[0])
	v[1] = b[1] ^ m&(a[1]^b[1])
	v[2] = b[2] ^ m&(a[2]^b[2])
	v[3] = b[3] ^ m&(a[3]^b[3])
	return v
}

// or puts a into v, which was 0, if m is all ones, and leaves v as it is if m is 0.
func (v *Element) or(m uint64, a *Element) {
	v[0] |= m & a[0]
	v[1] |= m & a[1]
	v[2] |= m & a[2]
	v[3] |= m & a[3]
}

// IsZero reports whether v is 0.
func (v *Element) IsZero() ct.Choice { return ct.IsZero(v[0] | v[1] | v[2] | v[3]) }

// SetBytes sets v to the big-endian number b, and reports whether that is below p.
// If it is not, v is left undefined.
func (v *Element) SetBytes(b *[Size]byte) ct.Choice {
	x := Element{
		binary.BigEndian.Uint64(b[24:]),
		binary.BigEndian.Uint64(b[16:]),
		binary.BigEndian.Uint64(b[8:]),
		binary.BigEndian.Uint64(b[0:]),
	}
	_, borrow := bits.Sub64(x[0], p0, 0)
	_, borrow = bits.Sub64(x[1], p1, borrow)
	_, borrow = bits.Sub64(x[2], 0, borrow)
	_, borrow = bits.Sub64(x[3], p3, borrow)
	v.Multiply(&x, &montRR) // x·R²/R
	return ct.Choice(borrow)
}

// Bytes returns v as a big-endian number below p.
func (v *Element) Bytes() (b [Size]byte) {
	x := Element{1}
	x.Multiply(v, &x) // vR·1/R
	binary.BigEndian.PutUint64(b[24:], x[0])
	binary.BigEndian.PutUint64(b[16:], x[1])
	binary.BigEndian.PutUint64(b[8:], x[2])
	binary.BigEndian.PutUint64(b[0:], x[3])
	return b
}
