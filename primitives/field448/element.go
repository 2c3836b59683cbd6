package field448

import "github.com/glassh/glassh/primitives/ct"

// An Element is a number modulo p, its limbs l₀ to l₇. The zero value is 0. The limbs
// are for tables that are written as constants; all else is done with methods.
//
// Between operations each limb is below 2⁵⁶ + 2⁹, so that the number is below 2p,
// and not always below p: [Element.Bytes] brings it there.
type Element [8]uint64

// mask56 keeps the bits that a limb has in radix 2⁵⁶.
const mask56 = 1<<56 - 1

// Zero sets v = 0.
func (v *Element) Zero() *Element {
	*v = Element{}
	return v
}

// One sets v = 1.
func (v *Element) One() *Element {
	*v = Element{1}
	return v
}

// Set sets v = a.
func (v *Element) Set(a *Element) *Element {
	*v = *a
	return v
}

// Add sets v = a + b.
func (v *Element) Add(a, b *Element) *Element {
	return v.carry( // below 2⁵⁷ + 2¹⁰
		a[0]+b[0],
		a[1]+b[1],
		a[2]+b[2],
		a[3]+b[3],
		a[4]+b[4],
		a[5]+b[5],
		a[6]+b[6],
		a[7]+b[7])
}

// The limbs of 2p, l₄ and the others. Each is larger than any limb between
// operations, so that a + 2p − b is computed without a borrow.
const (
	twoP4 = 2 * (1<<56 - 2)
	twoP  = 2 * (1<<56 - 1)
)

// Subtract sets v = a − b.
func (v *Element) Subtract(a, b *Element) *Element {
	return v.carry( // below 2⁵⁷ + 2⁵⁶ + 2⁹
		a[0]+twoP-b[0],
		a[1]+twoP-b[1],
		a[2]+twoP-b[2],
		a[3]+twoP-b[3],
		a[4]+twoP4-b[4],
		a[5]+twoP-b[5],
		a[6]+twoP-b[6],
		a[7]+twoP-b[7])
}

// Negate sets v = −a.
func (v *Element) Negate(a *Element) *Element {
	var zero Element
	return v.Subtract(&zero, a)
}

// carry sets v = r₀ + 2⁵⁶ r₁ + … for limbs of any size. Every limb hands what it has
// above 56 bits, at most 8 bits, to the next, and l₇ to two others; none waits for
// another. Afterwards each is below 2⁵⁶ + 2⁹.
func (v *Element) carry(r0, r1, r2, r3, r4, r5, r6, r7 uint64) *Element {
	top := r7 >> 56
	v[0] = r0&mask56 + top
	v[1] = r1&mask56 + r0>>56
	v[2] = r2&mask56 + r1>>56
	v[3] = r3&mask56 + r2>>56
	v[4] = r4&mask56 + r3>>56 + top
	v[5] = r5&mask56 + r4>>56
	v[6] = r6&mask56 + r5>>56
	v[7] = r7&mask56 + r6>>56
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

// Swap exchanges a and b if c is 1, and leaves them as they are if c is 0.
func Swap(c ct.Choice, a, b *Element) {
	m := c.Mask()
	for i := range a {
		t := m & (a[i] ^ b[i])
		a[i] ^= t
		b[i] ^= t
	}
}

// Lookup sets v = table[i] for the one i with c[i] = 1, and v = 0 if there is
// none. It reads the whole table in either case.
func (v *Element) Lookup(c *[8]ct.Choice, table *[8]Element) *Element {
	var r [8]uint64
	for i := range table {
		m, e := c[i].Mask(), &table[i]
		for j := range r {
			r[j] |= m & e[j]
		}
	}
	*v = r
	return v
}
