package p256

import "math/bits"

// Montgomery multiplication gives the product of two elements aR and bR as
//
//	aR·bR/R = abR mod p
//
// (P. L. Montgomery, "Modular multiplication without trial division", 1985). The
// product of eight words is computed first. To divide its lower half L by R, such
// a multiple of p is added to L that the lowest word becomes 0 and can be dropped,
// four times:
//
//	(L + Mp)/R,   M < R          at most p, because L < R
//
// With the upper half H < p, which is added at the end, that is below 2p.
//
// p = 2²⁵⁶ − 2²²⁴ + 2¹⁹² + 2⁹⁶ − 1 makes the multiple easy: it is m·p for the
// lowest word m itself, since −1/p mod 2⁶⁴ is 1, and takes no multiplication.

// Multiply sets v = a·b.
func (v *Element) Multiply(a, b *Element) *Element {
	t0, t1, t2, t3, t4 := row(0, 0, 0, 0, a, b[0])
	t1, t2, t3, t4, t5 := row(t1, t2, t3, t4, a, b[1])
	t2, t3, t4, t5, t6 := row(t2, t3, t4, t5, a, b[2])
	t3, t4, t5, t6, t7 := row(t3, t4, t5, t6, a, b[3])
	v.reduce(t0, t1, t2, t3, t4, t5, t6, t7)
	return v
}

// row returns t + a·y, in five words.
func row(t0, t1, t2, t3 uint64, a *Element, y uint64) (_, _, _, _, _ uint64) {
	h0, l0 := bits.Mul64(a[0], y)
	h1, l1 := bits.Mul64(a[1], y)
	h2, l2 := bits.Mul64(a[2], y)
	h3, l3 := bits.Mul64(a[3], y)

	t0, c := bits.Add64(t0, l0, 0)
	t1, c = bits.Add64(t1, l1, c)
	t2, c = bits.Add64(t2, l2, c)
	t3, c = bits.Add64(t3, l3, c)
	t4, _ := bits.Add64(h3, 0, c)

	t1, c = bits.Add64(t1, h0, 0)
	t2, c = bits.Add64(t2, h1, c)
	t3, c = bits.Add64(t3, h2, c)
	t4, _ = bits.Add64(t4, 0, c)
	return t0, t1, t2, t3, t4
}

// Square sets v = a². The products of two different words come twice, which
// leaves 10 products of the 16.
func (v *Element) Square(a *Element) *Element {
	a0, a1, a2, a3 := a[0], a[1], a[2], a[3]

	h01, t1 := bits.Mul64(a0, a1)
	h02, t2 := bits.Mul64(a0, a2)
	h03, t3 := bits.Mul64(a0, a3)
	h12, l12 := bits.Mul64(a1, a2)
	h13, t4 := bits.Mul64(a1, a3)
	t6, t5 := bits.Mul64(a2, a3)

	t2, c := bits.Add64(t2, h01, 0)
	t3, c = bits.Add64(t3, h02, c)
	t4, c = bits.Add64(t4, h03, c)
	t5, c = bits.Add64(t5, h13, c)
	t6, _ = bits.Add64(t6, 0, c)
	t3, c = bits.Add64(t3, l12, 0)
	t4, c = bits.Add64(t4, h12, c)
	t5, c = bits.Add64(t5, 0, c)
	t6, _ = bits.Add64(t6, 0, c)

	t1, c = bits.Add64(t1, t1, 0)
	t2, c = bits.Add64(t2, t2, c)
	t3, c = bits.Add64(t3, t3, c)
	t4, c = bits.Add64(t4, t4, c)
	t5, c = bits.Add64(t5, t5, c)
	t6, t7 := bits.Add64(t6, t6, c)

	h0, t0 := bits.Mul64(a0, a0)
	h1, l1 := bits.Mul64(a1, a1)
	h2, l2 := bits.Mul64(a2, a2)
	h3, l3 := bits.Mul64(a3, a3)
	t1, c = bits.Add64(t1, h0, 0)
	t2, c = bits.Add64(t2, l1, c)
	t3, c = bits.Add64(t3, h1, c)
	t4, c = bits.Add64(t4, l2, c)
	t5, c = bits.Add64(t5, h2, c)
	t6, c = bits.Add64(t6, l3, c)
	t7, _ = bits.Add64(t7, h3, c)
	v.reduce(t0, t1, t2, t3, t4, t5, t6, t7)
	return v
}

// reduce sets v = t/R mod p, for t below pR.
func (v *Element) reduce(t0, t1, t2, t3, t4, t5, t6, t7 uint64) {
	t0, t1, t2, t3 = divide(t0, t1, t2, t3)
	t0, t1, t2, t3 = divide(t0, t1, t2, t3)
	t0, t1, t2, t3 = divide(t0, t1, t2, t3)
	t0, t1, t2, t3 = divide(t0, t1, t2, t3)

	t0, c := bits.Add64(t0, t4, 0)
	t1, c = bits.Add64(t1, t5, c)
	t2, c = bits.Add64(t2, t6, c)
	t3, c = bits.Add64(t3, t7, c) // below 2p, with c as the fifth word

	t0, borrow := bits.Sub64(t0, p0, 0)
	t1, borrow = bits.Sub64(t1, p1, borrow)
	t2, borrow = bits.Sub64(t2, 0, borrow)
	t3, borrow = bits.Sub64(t3, p3, borrow)
	_, borrow = bits.Sub64(c, 0, borrow)

	m := -borrow
	v[0], c = bits.Add64(t0, m, 0)
	v[1], c = bits.Add64(t1, m&p1, c)
	v[2], c = bits.Add64(t2, 0, c)
	v[3], _ = bits.Add64(t3, m&p3, c)
}

// divide returns (t + mp)/2⁶⁴ for m = t₀. Since p = 2⁶⁴(2³² + 2¹²⁸p₃) − 1 and
// p₃ = 2⁶⁴ − 2³² + 1, that is
//
//	t₁ + 2⁶⁴t₂ + 2¹²⁸t₃  +  2³²m + 2¹²⁸(2⁶⁴m − 2³²m + m)
func divide(t0, t1, t2, t3 uint64) (_, _, _, _ uint64) {
	m := t0
	lo, borrow := bits.Sub64(m, m<<32, 0)
	hi, _ := bits.Sub64(m, m>>32, borrow)
	t1, c := bits.Add64(t1, m<<32, 0)
	t2, c = bits.Add64(t2, m>>32, c)
	t3, c = bits.Add64(t3, lo, c)
	t4, _ := bits.Add64(hi, 0, c)
	return t1, t2, t3, t4
}
