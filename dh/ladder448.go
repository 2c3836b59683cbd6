package dh

import (
	"github.com/glassh/glassh/primitives/ct"
	"github.com/glassh/glassh/primitives/field448"
)

// X448 is the function X448(k, u) of RFC 7748 §5: the u-coordinate of k times a point
// with the u-coordinate given, on the curve
//
//	v² = u³ + 156326u² + u   modulo 2⁴⁴⁸ − 2²²⁴ − 1
//
// k is clamped here. For a point of small order the result is zero;
// [X448Key.Shared] refuses that, this function does not.
//
// It is the Montgomery ladder of [X25519].
func X448(k, u *[56]byte) [56]byte {
	scalar := *k
	scalar[0] &= 252
	scalar[55] |= 128

	var x1, x2, z2, x3, z3 field448.Element
	x1.SetBytes(u)
	x2.One()
	x3.Set(&x1)
	z3.One()

	// The names are those of RFC 7748 §5.
	var a, aa, b, bb, e, c, d, da, cb field448.Element
	swap := ct.Choice(0)
	for t := 447; t >= 0; t-- {
		bit := ct.Choice(scalar[t/8] >> (t % 8) & 1)
		swap ^= bit
		field448.Swap(swap, &x2, &x3)
		field448.Swap(swap, &z2, &z3)
		swap = bit

		a.Add(&x2, &z2)
		aa.Square(&a)
		b.Subtract(&x2, &z2)
		bb.Square(&b)
		e.Subtract(&aa, &bb)
		c.Add(&x3, &z3)
		d.Subtract(&x3, &z3)
		da.Multiply(&d, &a)
		cb.Multiply(&c, &b)
		x3.Square(x3.Add(&da, &cb))
		z3.Square(z3.Subtract(&da, &cb))
		z3.Multiply(&x1, &z3)
		x2.Multiply(&aa, &bb)
		z2.MultSmall(&e, 39081) // a24 = (156326 − 2)/4
		z2.Multiply(&e, z2.Add(&z2, &aa))
	}
	field448.Swap(swap, &x2, &x3)
	field448.Swap(swap, &z2, &z3)

	return x2.Multiply(&x2, z2.Invert(&z2)).Bytes()
}
