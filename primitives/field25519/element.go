package field25519

import (
	_ "github.com/glassh/glassh/asm/field25519" // lists its tiers
	"github.com/glassh/glassh/primitives/ct"
)

// An Element is a number modulo p, its limbs l₀ to l₄. The zero value is 0. The limbs
// are for tables that are written as constants; all else is done with methods.
//
// Between operations each limb is below 2⁵¹ + 2¹⁸, so that the number is below
// 2p, and not always below p: [Element.Bytes] brings it there.
type Element [5]uint64

// mask51 keeps the bits that a limb has in radix 2⁵¹.
const mask51 = 1<<51 - 1

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
	return v.carry( // below 2⁵² + 2¹⁹
		a[0]+b[0],
		a[1]+b[1],
		a[2]+b[2],
		a[3]+b[3],
		a[4]+b[4])
}

// The limbs of 2p. Each is larger than any limb between operations, so that
// a + 2p − b is computed without a borrow.
const (
	twoP0    = 2 * (1<<51 - 19)
	twoP1234 = 2 * (1<<51 - 1)
)

// Subtract sets v = a − b.
func (v *Element) Subtract(a, b *Element) *Element {
	return v.carry( // below 2⁵² + 2⁵¹ + 2¹⁸
		a[0]+twoP0-b[0],
		a[1]+twoP1234-b[1],
		a[2]+twoP1234-b[2],
		a[3]+twoP1234-b[3],
		a[4]+twoP1234-b[4])
}

// Negate sets v = −a.
func (v *Element) Negate(a *Element) *Element {
	var zero Element
	return v.Subtract(&zero, a)
}

// carry sets v = r₀ + 2⁵¹ r₁ + … for limbs of any size. Every limb hands what it
// has above 51 bits, at most 13 bits, to the next; none waits for another.
// Afterwards l₀ is below 2⁵¹ + 19·2¹³ < 2⁵¹ + 2¹⁸, and the others below 2⁵¹ + 2¹³.
func (v *Element) carry(r0, r1, r2, r3, r4 uint64) *Element {
	v[0] = r0&mask51 + 19*(r4>>51)
	v[1] = r1&mask51 + r0>>51
	v[2] = r2&mask51 + r1>>51
	v[3] = r3&mask51 + r2>>51
	v[4] = r4&mask51 + r3>>51
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
	var r0, r1, r2, r3, r4 uint64
	for i := range table {
		m, e := c[i].Mask(), &table[i]
		r0 |= m & e[0]
		r1 |= m & e[1]
		r2 |= m & e[2]
		r3 |= m & e[3]
		r4 |= m & e[4]
	}
	*v = Element{r0, r1, r2, r3, r4}
	return v
}
