package p521

import "github.com/glassh/glassh/primitives/ct"

// An Element is a number modulo p = 2⁵²¹ − 1 in nine limbs of radix 2⁵⁸:
//
//	a = l₀ + 2⁵⁸ l₁ + 2¹¹⁶ l₂ + … + 2⁴⁶⁴ l₈
//
// The zero value is 0.
//
// Between operations l₀…l₇ are below 2⁵⁸ + 2⁸, and l₈ is below 2⁵⁷ + 2⁸, so that
// the number is below 2p, and not always below p: [Element.Bytes] brings it there.
type Element [limbs]uint64

// A limb keeps 58 bits, and the last one 57: 8·58 + 57 = 521.
const (
	mask58 = 1<<58 - 1
	mask57 = 1<<57 - 1
)

var one = Element{1}

// Add sets v = a + b.
func (v *Element) Add(a, b *Element) *Element {
	return v.carry( // below 2⁵⁹ + 2⁹
		a[0]+b[0], a[1]+b[1], a[2]+b[2], a[3]+b[3], a[4]+b[4],
		a[5]+b[5], a[6]+b[6], a[7]+b[7], a[8]+b[8])
}

// The limbs of 4p. Each is larger than any limb between operations, so that
// a + 4p − b is computed without a borrow.
const (
	fourP = 4 * mask58 // l₀…l₇
	four8 = 4 * mask57
)

// Subtract sets v = a − b.
func (v *Element) Subtract(a, b *Element) *Element {
	return v.carry( // below 2⁶⁰ + 2⁵⁸ + 2⁸
		a[0]+fourP-b[0], a[1]+fourP-b[1], a[2]+fourP-b[2], a[3]+fourP-b[3], a[4]+fourP-b[4],
		a[5]+fourP-b[5], a[6]+fourP-b[6], a[7]+fourP-b[7], a[8]+four8-b[8])
}

// carry sets v = r₀ + 2⁵⁸ r₁ + … for limbs of any size. Every limb hands what it
// has above 58 bits (the last one above 57, because 2⁵²¹ ≡ 1) to the next; none
// waits for another. For limbs below 2⁶⁴ that is below 2⁷, so that afterwards
// l₀…l₇ are below 2⁵⁸ + 2⁷ and l₈ is below 2⁵⁷ + 2⁶.
func (v *Element) carry(r0, r1, r2, r3, r4, r5, r6, r7, r8 uint64) *Element {
	v[0] = r0&mask58 + r8>>57
	v[1] = r1&mask58 + r0>>58
	v[2] = r2&mask58 + r1>>58
	v[3] = r3&mask58 + r2>>58
	v[4] = r4&mask58 + r3>>58
	v[5] = r5&mask58 + r4>>58
	v[6] = r6&mask58 + r5>>58
	v[7] = r7&mask58 + r6>>58
	v[8] = r8&mask57 + r7>>58
	return v
}

// Select sets v = a if c is 1, and v = b if c is 0.
func (v *Element) Select(c ct.Choice, a, b *Element) *Element {
	m := c.Mask()
	for i := range v {
		v[i] = b[i] ^ m&(a[i]^b[i])
	}
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
	v[6] |= m & a[6]
	v[7] |= m & a[7]
	v[8] |= m & a[8]
}

// reduced returns v mod p, with limbs below 2⁵⁸ and the last one below 2⁵⁷.
func (v *Element) reduced() (r Element) {
	// v < 2p, so that v mod p = v − qp with q = 1 if v ≥ p, else 0. That is
	// whether v + 1 reaches 2⁵²¹.
	q := uint64(1)
	for _, l := range v[:8] {
		q = (l + q) >> 58
	}
	q = (v[8] + q) >> 57

	// v − qp = v + q − 2⁵²¹q: carry once along, and drop bit 521.
	for i, l := range v {
		l += q
		r[i], q = l&mask58, l>>58
	}
	r[8] &= mask57
	return r
}

// IsZero reports whether v is 0 modulo p.
func (v *Element) IsZero() ct.Choice {
	var or uint64
	for _, l := range v.reduced() {
		or |= l
	}
	return ct.IsZero(or)
}

// SetBytes sets v to the big-endian number b, and reports whether that is below p.
// If it is not, v is left undefined.
func (v *Element) SetBytes(b *[Size]byte) ct.Choice {
	x := words(b)
	// p is all ones: x is below it if its top 7 bits are 0, and some other bit too.
	small := ct.IsZero(x[8] >> 9)
	and := x[8] | ^uint64(mask9)
	for _, w := range x[:8] {
		and &= w
	}

	// Limb i starts at bit 58i, which is bit 64 − 6i of the word before i.
	v[0] = x[0] & mask58
	for i := 1; i < limbs; i++ {
		v[i] = (x[i-1]>>(64-6*i) | x[i]<<(6*i)) & mask58
	}
	v[8] &= mask57
	return small & ct.IsZero(^and).Not()
}

// mask9 keeps what the last of nine words has of 521 bits.
const mask9 = 1<<9 - 1

// Bytes returns v as a big-endian number below p.
func (v *Element) Bytes() [Size]byte {
	l := v.reduced()
	var x [limbs]uint64
	for i := range 8 {
		x[i] = l[i]>>(6*i) | l[i+1]<<(58-6*i)
	}
	x[8] = l[8] >> 48
	return putWords(&x)
}
