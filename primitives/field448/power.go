package field448

import "github.com/glassh/glassh/primitives/ct"

// squareTimes sets v = a^(2ⁿ), for n ≥ 1.
func (v *Element) squareTimes(a *Element, n int) *Element {
	v.Square(a)
	for range n - 1 {
		v.Square(v)
	}
	return v
}

// PowP34 sets v = a^((p−3)/4). With o(n) = a^(2ⁿ − 1), an exponent of n one bits,
//
//	o(m + n) = o(m)^(2ⁿ) · o(n)
//	(p − 3)/4 = 2⁴⁴⁶ − 2²²² − 1 = 2²²³(2²²³ − 1) + (2²²² − 1)
//
// which takes 445 squarings and 12 multiplications.
func (v *Element) PowP34(a *Element) *Element {
	var o1, o3, o6, o9, o18, o19, o37, o74, o111, o222, o223, t Element
	o1.Set(a)
	o3.Multiply(t.Square(&o1), &o1)
	o3.Multiply(t.Square(&o3), &o1)
	o6.Multiply(t.squareTimes(&o3, 3), &o3)
	o9.Multiply(t.squareTimes(&o6, 3), &o3)
	o18.Multiply(t.squareTimes(&o9, 9), &o9)
	o19.Multiply(t.Square(&o18), &o1)
	o37.Multiply(t.squareTimes(&o19, 18), &o18)
	o74.Multiply(t.squareTimes(&o37, 37), &o37)
	o111.Multiply(t.squareTimes(&o74, 37), &o37)
	o222.Multiply(t.squareTimes(&o111, 111), &o111)
	o223.Multiply(t.Square(&o222), &o1)
	return v.Multiply(t.squareTimes(&o223, 223), &o222)
}

// Invert sets v = 1/a, and v = 0 for a = 0. By Fermat's little theorem
// 1/a = a^(p−2), and p − 2 = 4·(p−3)/4 + 1.
func (v *Element) Invert(a *Element) *Element {
	var t Element
	t.PowP34(a)
	return v.Multiply(t.squareTimes(&t, 2), a)
}

// SqrtRatio sets v to the even one of the two square roots of a/b modulo p, and
// reports whether there is one. If a/b is no square, or b is 0 and a is not, it
// reports 0, and v holds nothing of use. For a = 0 the root is 0.
//
// RFC 8032 §5.2.3: because p ≡ 3 (mod 4), the candidate is (a/b)^((p+1)/4), which is
// computed without a division as a³b(a⁵b³)^((p−3)/4).
func (v *Element) SqrtRatio(a, b *Element) ct.Choice {
	var r, a3b, a5b3, aa, t Element
	aa.Square(a)
	a3b.Multiply(t.Multiply(&aa, a), b)
	a5b3.Multiply(t.Multiply(&a3b, &aa), aa.Square(b))
	r.Multiply(t.PowP34(&a5b3), &a3b)

	var check Element
	check.Multiply(t.Square(&r), b)
	isRoot := check.Equal(a)
	v.Select(r.IsNegative(), t.Negate(&r), &r)
	return isRoot
}
