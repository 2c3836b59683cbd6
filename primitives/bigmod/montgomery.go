package bigmod

import (
	"math/bits"

	"github.com/glassh/glassh/primitives/ct"
)

// block is how many limbs are worked on at once. Every modulus has a multiple of
// it, leading zeros included.
const block = 4

// mulAdd returns xy + a + b, which is at most (2⁶⁴ − 1)² + 2(2⁶⁴ − 1) = 2¹²⁸ − 1.
func mulAdd(x, y, a, b uint64) (hi, lo uint64) {
	hi, lo = bits.Mul64(x, y)
	var c uint64
	lo, c = bits.Add64(lo, a, 0)
	hi, _ = bits.Add64(hi, 0, c)
	lo, c = bits.Add64(lo, b, 0)
	hi, _ = bits.Add64(hi, 0, c)
	return hi, lo
}

// rows adds four rows of the product by hand to z, column by column:
//
//	z + 2⁶⁴ʲc ← z + xy + c
//
// with j the length of y, which is how much of z is used. When column i begins, c
// is what the columns before have left for the four limbs from z[i] on. The column
// adds yᵢ times x, and then its lowest limb is done:
//
//	c₃   c₂   c₁   c₀             x₃   x₂   x₁   x₀
//	               zᵢ       +                  × yᵢ     =    c₃   c₂   c₁   c₀   zᵢ
//
// It fits: (2²⁵⁶ − 1)(2⁶⁴ − 1) + (2²⁵⁶ − 1) + (2⁶⁴ − 1) = 2³²⁰ − 1.
func rows(z, y []uint64, x, c *[block]uint64) {
	x0, x1, x2, x3 := x[0], x[1], x[2], x[3]
	c0, c1, c2, c3 := c[0], c[1], c[2], c[3]
	z = z[:len(y)]
	for i, yi := range y {
		var h uint64
		h, z[i] = mulAdd(x0, yi, z[i], c0)
		h, c0 = mulAdd(x1, yi, h, c1)
		h, c1 = mulAdd(x2, yi, h, c2)
		c3, c2 = mulAdd(x3, yi, h, c3)
	}
	c[0], c[1], c[2], c[3] = c0, c1, c2, c3
}

// multiply sets t = xy, all 2n limbs of it.
func multiply(t, x, y []uint64) {
	n := len(y)
	clear(t[:n])
	for i := 0; i < n; i += block {
		var c [block]uint64
		rows(t[i:], y, (*[block]uint64)(x[i:]), &c)
		*(*[block]uint64)(t[i+n:]) = c
	}
}

// square sets t = x², all 2n limbs of it:
//
//	x² = Σ xᵢ²·2¹²⁸ⁱ + 2·Σ xᵢxⱼ·2⁶⁴⁽ⁱ⁺ʲ⁾ over i < j
//
// which is little more than half of the products. Those with i < j come four rows
// at a time: first the six within the block, then the block times all above it.
func square(t, x []uint64) {
	n := len(x)
	clear(t[:n])
	for i := 0; i < n; i += block {
		b := (*[block]uint64)(x[i:])
		var c [block]uint64
		cross((*[block]uint64)(t[2*i:]), &c, b)
		rows(t[2*i+block:], x[i+block:], b, &c)
		*(*[block]uint64)(t[i+n:]) = c
	}
	var top, carry uint64 // what doubling has moved up; the carry of the sum
	for i := 0; i < n; i += block {
		z, x := (*[2 * block]uint64)(t[2*i:]), (*[block]uint64)(x[i:])
		h0, l0 := bits.Mul64(x[0], x[0])
		h1, l1 := bits.Mul64(x[1], x[1])
		h2, l2 := bits.Mul64(x[2], x[2])
		h3, l3 := bits.Mul64(x[3], x[3])
		z0, z1, z2, z3, z4, z5, z6, z7 := z[0], z[1], z[2], z[3], z[4], z[5], z[6], z[7]
		z[0], carry = bits.Add64(z0<<1|top, l0, carry)
		z[1], carry = bits.Add64(z1<<1|z0>>63, h0, carry)
		z[2], carry = bits.Add64(z2<<1|z1>>63, l1, carry)
		z[3], carry = bits.Add64(z3<<1|z2>>63, h1, carry)
		z[4], carry = bits.Add64(z4<<1|z3>>63, l2, carry)
		z[5], carry = bits.Add64(z5<<1|z4>>63, h2, carry)
		z[6], carry = bits.Add64(z6<<1|z5>>63, l3, carry)
		z[7], carry = bits.Add64(z7<<1|z6>>63, h3, carry)
		top = z7 >> 63
	}
}

// cross adds the products of two different limbs of x to z, and sets c to what is
// above it.
func cross(z, c, x *[block]uint64) {
	x0, x1, x2, x3 := x[0], x[1], x[2], x[3]
	h, z1 := mulAdd(x0, x1, z[1], 0)
	h, z2 := mulAdd(x0, x2, z[2], h)
	h, z3 := mulAdd(x0, x3, z[3], h)
	c0 := h
	h, z3 = mulAdd(x1, x2, z3, 0)
	h, c0 = mulAdd(x1, x3, c0, h)
	c2, c1 := mulAdd(x2, x3, h, 0)
	z[1], z[2], z[3] = z1, z2, z3
	*c = [block]uint64{c0, c1, c2, 0}
}

// reduce sets z = t/R mod m for t < mR, and uses t up. It is done for four limbs
// at a time: for the u with u ≡ −t/m (mod 2²⁵⁶), t + um has four zeros at its end.
func (m *Modulus) reduce(z, t []uint64) {
	n := len(m.l)
	var carry uint64 // of t[i+n], below 2
	for i := 0; i < n; i += block {
		var c [block]uint64
		u := multiplyLow((*[block]uint64)(t[i:]), &m.negInv)
		rows(t[i:], m.l, &u, &c)
		z := (*[block]uint64)(t[i+n:])
		z[0], carry = bits.Add64(z[0], c[0], carry)
		z[1], carry = bits.Add64(z[1], c[1], carry)
		z[2], carry = bits.Add64(z[2], c[2], carry)
		z[3], carry = bits.Add64(z[3], c[3], carry)
	}
	m.subtractOnce(z, t[n:2*n], carry)
}

// multiplyLow returns xy modulo 2²⁵⁶, column by column.
func multiplyLow(x, y *[block]uint64) (z [block]uint64) {
	x0, x1, x2, x3 := x[0], x[1], x[2], x[3]
	y0, y1, y2, y3 := y[0], y[1], y[2], y[3]
	h00, l00 := bits.Mul64(x0, y0)
	h01, l01 := bits.Mul64(x0, y1)
	h10, l10 := bits.Mul64(x1, y0)
	h02, l02 := bits.Mul64(x0, y2)
	h11, l11 := bits.Mul64(x1, y1)
	h20, l20 := bits.Mul64(x2, y0)
	z3 := x0*y3 + x1*y2 + x2*y1 + x3*y0 + h02 + h11 + h20

	z1, c := bits.Add64(l01, l10, 0)
	z2, c := bits.Add64(h01, h10, c)
	z3 += c
	z1, c = bits.Add64(z1, h00, 0)
	z2, c = bits.Add64(z2, l02, c)
	z3 += c
	z2, c = bits.Add64(z2, l11, 0)
	z3 += c
	z2, c = bits.Add64(z2, l20, 0)
	z3 += c
	return [block]uint64{l00, z1, z2, z3}
}

// subtractOnce sets z to top·R + x, less m if it is not below m. It must be below
// 2m. z and x do not overlap.
func (m *Modulus) subtractOnce(z, x []uint64, top uint64) {
	var borrow uint64
	for i := 0; i < len(m.l); i += block {
		z, x, l := (*[block]uint64)(z[i:]), (*[block]uint64)(x[i:]), (*[block]uint64)(m.l[i:])
		z[0], borrow = bits.Sub64(x[0], l[0], borrow)
		z[1], borrow = bits.Sub64(x[1], l[1], borrow)
		z[2], borrow = bits.Sub64(x[2], l[2], borrow)
		z[3], borrow = bits.Sub64(x[3], l[3], borrow)
	}
	// It was below m if there was a borrow, unless top repays it.
	selectLimbs(z, ct.Choice(borrow&^top), x, z)
}

// selectLimbs sets z = x if c is 1, and z = y if c is 0. z may be x or y.
func selectLimbs(z []uint64, c ct.Choice, x, y []uint64) {
	mask := c.Mask()
	x, y = x[:len(z)], y[:len(z)]
	for i := range z {
		z[i] = y[i] ^ mask&(x[i]^y[i])
	}
}

// montMul sets z = xy/R mod m, for x < R and y < m, or the other way round. z may
// be x or y. t is 2n limbs to work in.
func (m *Modulus) montMul(z, x, y, t []uint64) {
	multiply(t, x, y)
	m.reduce(z, t)
}

// montSquare sets z = x²/R mod m, for x < m. z may be x.
func (m *Modulus) montSquare(z, x, t []uint64) {
	square(t, x)
	m.reduce(z, t)
}
