package dh

import (
	"github.com/glassh/glassh/primitives/ct"
	"github.com/glassh/glassh/primitives/field25519"
)

// X25519 is the function X25519(k, u) of RFC 7748 §5: the u-coordinate of k times
// a point with the u-coordinate given, on the curve
//
//	v² = u³ + 486662u² + u   modulo 2²⁵⁵ − 19
//
// k is clamped here, and the top bit of u is ignored. For a point of small order
// the result is zero; [X25519Key.Shared] refuses that, this function does not.
//
// It is a Montgomery ladder: (x₂ : z₂) and (x₃ : z₃) are two multiples of the
// point that differ by the point itself, and each bit of k takes both
//
//	(mP, (m+1)P)  to  (2mP, (2m+1)P)  or  ((2m+1)P, (2m+2)P)
//
// by the same operations, after an exchange of the two that the bit decides by
// masks: P. L. Montgomery (1987), and D. J. Bernstein, "Curve25519: new
// Diffie-Hellman speed records" (2006).
func X25519(k, u *[32]byte) [32]byte {
	scalar := *k
	scalar[0] &= 248
	scalar[31] = scalar[31]&127 | 64

	var x1, x2, z2, x3, z3 field25519.Element
	x1.SetBytes(u)
	x2.One()
	x3.Set(&x1)
	z3.One()

	// The names are those of RFC 7748 §5.
	var a, aa, b, bb, e, c, d, da, cb field25519.Element
	swap := ct.Choice(0)
	for t := 254; t >= 0; t-- {
		bit := ct.Choice(scalar[t/8] >> (t % 8) & 1)
		swap ^= bit
		field25519.Swap(swap, &x2, &x3)
		field25519.Swap(swap, &z2, &z3)
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
		z2.MultSmall(&e, 121665) // a24 = (486662 − 2)/4
		z2.Multiply(&e, z2.Add(&z2, &aa))
	}
	field25519.Swap(swap, &x2, &x3)
	field25519.Swap(swap, &z2, &z3)

	return x2.Multiply(&x2, z2.Invert(&z2)).Bytes()
}
