package p384

import (
	"encoding/binary"
	"math/bits"

	"github.com/glassh/glassh/primitives/ct"
)

// An Element is a number a modulo p, kept as the number aR mod p with R = 2³⁸⁴
// (Montgomery form), in six words, the least significant first. The zero value
// is 0.
//
// Between operations the six words are a number below p, so that equal elements
// have equal words.
type Element [limbs]uint64

// The words of p.
const (
	p0   = 1<<32 - 1
	p1   = 1<<64 - 1<<32
	p2   = 1<<64 - 2
	p345 = 1<<64 - 1
)

// one is R mod p, and montRR is R² mod p.
var (
	one    = Element{0xffffffff00000001, 0x00000000ffffffff, 1}
	montRR = Element{0xfffffffe00000001, 0x0000000200000000, 0xfffffffe00000000, 0x0000000200000000, 1}
)

// Add sets v = a + b.
func (v *Element) Add(a, b *Element) *Element {
	t0, c := bits.Add64(a[0], b[0], 0)
	t1, c := bits.Add64(a[1], b[1], c)
	t2, c := bits.Add64(a[2], b[2], c)
	t3, c := bits.Add64(a[3], b[3], c)
	t4, c := bits.Add64(a[4], b[4], c)
	t5, c := bits.Add64(a[5], b[5], c)
	v.subtractP(t0, t1, t2, t3, t4, t5, c)
	return v
}

// subtractP sets v to t, or to t − p if t ≥ p. t must be below 2p.
func (v *Element) subtractP(t0, t1, t2, t3, t4, t5, t6 uint64) {
	t0, borrow := bits.Sub64(t0, p0, 0)
	t1, borrow = bits.Sub64(t1, p1, borrow)
	t2, borrow = bits.Sub64(t2, p2, borrow)
	t3, borrow = bits.Sub64(t3, p345, borrow)
	t4, borrow = bits.Sub64(t4, p345, borrow)
	t5, borrow = bits.Sub64(t5, p345, borrow)
	_, borrow = bits.Sub64(t6, 0, borrow)

	m := -borrow // all ones if p was too much
	var c uint64
	v[0], c = bits.Add64(t0, m&p0, 0)
	v[1], c = bits.Add64(t1, m&p1, c)
	v[2], c = bits.Add64(t2, m&p2, c)
	v[3], c = bits.Add64(t3, m, c)
	v[4], c = bits.Add64(t4, m, c)
	v[5], _ = bits.Add64(t5, m, c)
}

// Subtract sets v = a − b.
func (v *Element) Subtract(a, b *Element) *Element {
	t0, borrow := bits.Sub64(a[0], b[0], 0)
	t1, borrow := bits.Sub64(a[1], b[1], borrow)
	t2, borrow := bits.Sub64(a[2], b[2], borrow)
	t3, borrow := bits.Sub64(a[3], b[3], borrow)
	t4, borrow := bits.Sub64(a[4], b[4], borrow)
	t5, borrow := bits.Sub64(a[5], b[5], borrow)

	m := -borrow
	var c uint64
	v[0], c = bits.Add64(t0, m&p0, 0)
	v[1], c = bits.Add64(t1, m&p1, c)
	v[2], c = bits.Add64(t2, m&p2, c)
	v[3], c = bits.Add64(t3, m, c)
	v[4], c = bits.Add64(t4, m, c)
	v[5], _ = bits.Add64(t5, m, c)
	return v
}

// Select sets v = a if c is 1, and v = b if c is 0.
func (v *Element) Select(c ct.Choice, a, b *Element) *Element {
	m := c.Mask()
	v[0] = b[0] ^ m&(a[0]^b[0])
	v[1] = b[1] ^ m&(a[1]^b[1])
	v[2] = b[2] ^ m&(a[2]^b[2])
	v[3] = b[3] ^ m&(a[3]^b[3])
	v[4] = b[4] ^ m&(a[4]^b[4])
	v[5] = b[5] ^ m&(a[5]^b[5])
	return v
}

// or puts a into v, which was 0, if m is all ones, and leaves v as it is if m is 0.
func (v *Element) or(m uint64, a *Element) {
	v[0] |= m & a[0]
	v[1] |= m & a[1]
	v[2] |= m & a[2]
	v[3] |= m & a[3]
	v[4] |= m & a[4]
	v[5] |= m & a[5]
}

// IsZero reports whether v is 0.
func (v *Element) IsZero() ct.Choice { return ct.IsZero(v[0] | v[1] | v[2] | v[3] | v[4] | v[5]) }

// SetBytes sets v to the big-endian number b, and reports whether that is below p.
// If it is not, v is left undefined.
func (v *Element) SetBytes(b *[Size]byte) ct.Choice {
	var x Element
	for i := range x {
		x[i] = binary.BigEndian.Uint64(b[Size-8-8*i:])
	}
	_, borrow := bits.Sub64(x[0], p0, 0)
	_, borrow = bits.Sub64(x[1], p1, borrow)
	_, borrow = bits.Sub64(x[2], p2, borrow)
	_, borrow = bits.Sub64(x[3], p345, borrow)
	_, borrow = bits.Sub64(x[4], p345, borrow)
	_, borrow = bits.Sub64(x[5], p345, borrow)
	v.Multiply(&x, &montRR) // x·R²/R
	return ct.Choice(borrow)
}

// Bytes returns v as a big-endian number below p.
func (v *Element) Bytes() (b [Size]byte) {
	x := Element{1}
	x.Multiply(v, &x) // vR·1/R
	for i := range x {
		binary.BigEndian.PutUint64(b[Size-8-8*i:], x[i])
	}
	return b
}
