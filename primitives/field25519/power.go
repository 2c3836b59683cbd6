package field25519

import "github.com/glassh/glassh/primitives/ct"

// squareTimes sets v = a^(2ⁿ), for n ≥ 1.
func (v *Element) squareTimes(a *Element, n int) *Element {
	v.Square(a)
	for range n - 1 {
		v.Square(v)
	}
	return v
}

// power250 returns z^(2²⁵⁰ − 1) and z¹¹, from which both exponents below are few
// steps away. Let o(n) = z^(2ⁿ − 1), an exponent of n one bits; then
//
//	o(m + n) = o(m)^(2ⁿ) · o(n)
//
// The chain is the one of D. J. Bernstein, "Curve25519: new Diffie-Hellman speed
// records" (2006), §5: 254 squarings and 11 multiplications for an inversion.
func power250(z *Element) (o250, z11 Element) {
	var z2, z9, o5, o10, o20, o40, o50, o100, o200, t Element
	z2.Square(z)
	z9.Multiply(t.squareTimes(&z2, 2), z)
	z11.Multiply(&z9, &z2)
	o5.Multiply(t.Square(&z11), &z9) // 2·11 + 9 = 31
	o10.Multiply(t.squareTimes(&o5, 5), &o5)
	o20.Multiply(t.squareTimes(&o10, 10), &o10)
	o40.Multiply(t.squareTimes(&o20, 20), &o20)
	o50.Multiply(t.squareTimes(&o40, 10), &o10)
	o100.Multiply(t.squareTimes(&o50, 50), &o50)
	o200.Multiply(t.squareTimes(&o100, 100), &o100)
	o250.Multiply(t.squareTimes(&o200, 50), &o50)
	return o250, z11
}

// Invert sets v = 1/a, and v = 0 for a = 0. By Fermat's little theorem
// 1/a = a^(p−2), and p − 2 = 2²⁵⁵ − 21 = 2⁵(2²⁵⁰ − 1) + 11.
func (v *Element) Invert(a *Element) *Element {
	o250, a11 := power250(a)
	return v.Multiply(o250.squareTimes(&o250, 5), &a11)
}

// Pow22523 sets v = a^((p−5)/8). The exponent is 2²⁵² − 3 = 2²(2²⁵⁰ − 1) + 1.
func (v *Element) Pow22523(a *Element) *Element {
	o250, _ := power250(a)
	return v.Multiply(o250.squareTimes(&o250, 2), a)
}

// sqrtMinusOne is 2^((p−1)/4), whose square is −1 (RFC 8032 §5.1.3).
var sqrtMinusOne = Element{0x61b274a0ea0b0, 0x0d5a5fc8f189d, 0x7ef5e9cbd0c60, 0x78595a6804c9e, 0x2b8324804fc1d}

// SqrtRatio sets v to the even one of the two square roots of a/b modulo p, and
// reports whether there is one. If a/b is no square, or b is 0 and a is not, it
// reports 0, and v holds nothing of use. For a = 0 the root is 0.
//
// RFC 8032 §5.1.3: the candidate r = (a/b)^((p+3)/8) is computed without a
// division as ab³(ab⁷)^((p−5)/8). Then br² is a, and r is a root; or −a, and
// r·2^((p−1)/4) is one; or neither, and there is none.
func (v *Element) SqrtRatio(a, b *Element) ct.Choice {
	var r, b3, ab3, ab7, t Element
	b3.Multiply(t.Square(b), b)
	ab3.Multiply(a, &b3)
	ab7.Multiply(&ab3, t.Square(t.Square(b)))
	r.Multiply(t.Pow22523(&ab7), &ab3)

	var check, minusA Element
	check.Multiply(t.Square(&r), b)
	minusA.Negate(a)
	isRoot, isTimesI := check.Equal(a), check.Equal(&minusA)

	r.Select(isTimesI, t.Multiply(&r, &sqrtMinusOne), &r)
	v.Select(r.IsNegative(), t.Negate(&r), &r)
	return isRoot | isTimesI
}
