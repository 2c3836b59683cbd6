package p384

import "math/bits"

// Montgomery multiplication gives the product of two elements aR and bR as
//
//	aR·bR/R = abR mod p
//
// (P. L. Montgomery, "Modular multiplication without trial division", 1985). The
// product of twelve words is computed first. To divide its lower half L by R, such
// a multiple of p is added to L that the lowest word becomes 0 and can be dropped,
// six times:
//
//	(L + Mp)/R,   M < R          at most p, because L < R
//
// With the upper half H < p, which is added at the end, that is below 2p.
//
// p = 2³⁸⁴ − 2¹²⁸ − 2⁹⁶ + 2³² − 1 makes the multiple mp a few additions.

// Multiply sets v = a·b.
func (v *Element) Multiply(a, b *Element) *Element {
	t0, t1, t2, t3, t4, t5, t6 := row(0, 0, 0, 0, 0, 0, a, b[0])
	t1, t2, t3, t4, t5, t6, t7 := row(t1, t2, t3, t4, t5, t6, a, b[1])
	t2, t3, t4, t5, t6, t7, t8 := row(t2, t3, t4, t5, t6, t7, a, b[2])
	t3, t4, t5, t6, t7, t8, t9 := row(t3, t4, t5, t6, t7, t8, a, b[3])
	t4, t5, t6, t7, t8, t9, t10 := row(t4, t5, t6, t7, t8, t9, a, b[4])
	t5, t6, t7, t8, t9, t10, t11 := row(t5, t6, t7, t8, t9, t10, a, b[5])

	t0, t1, t2, t3, t4, t5 = divideR(t0, t1, t2, t3, t4, t5)
	t0, c := bits.Add64(t0, t6, 0)
	t1, c = bits.Add64(t1, t7, c)
	t2, c = bits.Add64(t2, t8, c)
	t3, c = bits.Add64(t3, t9, c)
	t4, c = bits.Add64(t4, t10, c)
	t5, c = bits.Add64(t5, t11, c)
	v.subtractP(t0, t1, t2, t3, t4, t5, c)
	return v
}

// row returns t + a·y, in seven words.
func row(t0, t1, t2, t3, t4, t5 uint64, a *Element, y uint64) (_, _, _, _, _, _, _ uint64) {
	h0, l0 := bits.Mul64(a[0], y)
	h1, l1 := bits.Mul64(a[1], y)
	h2, l2 := bits.Mul64(a[2], y)
	h3, l3 := bits.Mul64(a[3], y)
	h4, l4 := bits.Mul64(a[4], y)
	h5, l5 := bits.Mul64(a[5], y)

	t0, c := bits.Add64(t0, l0, 0)
	t1, c = bits.Add64(t1, l1, c)
	t2, c = bits.Add64(t2, l2, c)
	t3, c = bits.Add64(t3, l3, c)
	t4, c = bits.Add64(t4, l4, c)
	t5, c = bits.Add64(t5, l5, c)
	t6, _ := bits.Add64(h5, 0, c)

	t1, c = bits.Add64(t1, h0, 0)
	t2, c = bits.Add64(t2, h1, c)
	t3, c = bits.Add64(t3, h2, c)
	t4, c = bits.Add64(t4, h3, c)
	t5, c = bits.Add64(t5, h4, c)
	t6, _ = bits.Add64(t6, 0, c)
	return t0, t1, t2, t3, t4, t5, t6
}

// Square sets v = a². The products of two different words come twice, which
// leaves 21 products of the 36: first those of different words, row by row, then
// all that doubled, and then the squares.
func (v *Element) Square(a *Element) *Element {
	a0, a1, a2, a3, a4, a5 := a[0], a[1], a[2], a[3], a[4], a[5]

	h1, t1 := bits.Mul64(a0, a1)
	h2, t2 := bits.Mul64(a0, a2)
	h3, t3 := bits.Mul64(a0, a3)
	h4, t4 := bits.Mul64(a0, a4)
	t6, t5 := bits.Mul64(a0, a5)
	t2, c := bits.Add64(t2, h1, 0)
	t3, c = bits.Add64(t3, h2, c)
	t4, c = bits.Add64(t4, h3, c)
	t5, c = bits.Add64(t5, h4, c)
	t6, _ = bits.Add64(t6, 0, c)

	h2, l2 := bits.Mul64(a1, a2)
	h3, l3 := bits.Mul64(a1, a3)
	h4, l4 := bits.Mul64(a1, a4)
	t7, l5 := bits.Mul64(a1, a5)
	t3, c = bits.Add64(t3, l2, 0)
	t4, c = bits.Add64(t4, l3, c)
	t5, c = bits.Add64(t5, l4, c)
	t6, c = bits.Add64(t6, l5, c)
	t7, _ = bits.Add64(t7, 0, c)
	t4, c = bits.Add64(t4, h2, 0)
	t5, c = bits.Add64(t5, h3, c)
	t6, c = bits.Add64(t6, h4, c)
	t7, _ = bits.Add64(t7, 0, c)

	h3, l3 = bits.Mul64(a2, a3)
	h4, l4 = bits.Mul64(a2, a4)
	t8, l5 := bits.Mul64(a2, a5)
	t5, c = bits.Add64(t5, l3, 0)
	t6, c = bits.Add64(t6, l4, c)
	t7, c = bits.Add64(t7, l5, c)
	t8, _ = bits.Add64(t8, 0, c)
	t6, c = bits.Add64(t6, h3, 0)
	t7, c = bits.Add64(t7, h4, c)
	t8, _ = bits.Add64(t8, 0, c)

	h4, l4 = bits.Mul64(a3, a4)
	h5, l5 := bits.Mul64(a3, a5)
	t10, t9 := bits.Mul64(a4, a5)
	t7, c = bits.Add64(t7, l4, 0)
	t8, c = bits.Add64(t8, l5, c)
	t9, c = bits.Add64(t9, h5, c)
	t10, _ = bits.Add64(t10, 0, c)
	t8, c = bits.Add64(t8, h4, 0)
	t9, c = bits.Add64(t9, 0, c)
	t10, _ = bits.Add64(t10, 0, c)

	t1, c = bits.Add64(t1, t1, 0)
	t2, c = bits.Add64(t2, t2, c)
	t3, c = bits.Add64(t3, t3, c)
	t4, c = bits.Add64(t4, t4, c)
	t5, c = bits.Add64(t5, t5, c)
	t6, c = bits.Add64(t6, t6, c)
	t7, c = bits.Add64(t7, t7, c)
	t8, c = bits.Add64(t8, t8, c)
	t9, c = bits.Add64(t9, t9, c)
	t10, t11 := bits.Add64(t10, t10, c)

	h0, t0 := bits.Mul64(a0, a0)
	h1, l1 := bits.Mul64(a1, a1)
	h2, l2 = bits.Mul64(a2, a2)
	t1, c = bits.Add64(t1, h0, 0)
	t2, c = bits.Add64(t2, l1, c)
	t3, c = bits.Add64(t3, h1, c)
	t4, c = bits.Add64(t4, l2, c)
	t5, carry := bits.Add64(t5, h2, c)
	h3, l3 = bits.Mul64(a3, a3)
	h4, l4 = bits.Mul64(a4, a4)
	h5, l5 = bits.Mul64(a5, a5)
	t6, c = bits.Add64(t6, l3, carry)
	t7, c = bits.Add64(t7, h3, c)
	t8, c = bits.Add64(t8, l4, c)
	t9, c = bits.Add64(t9, h4, c)
	t10, c = bits.Add64(t10, l5, c)
	t11, _ = bits.Add64(t11, h5, c)

	t0, t1, t2, t3, t4, t5 = divideR(t0, t1, t2, t3, t4, t5)
	t0, c = bits.Add64(t0, t6, 0)
	t1, c = bits.Add64(t1, t7, c)
	t2, c = bits.Add64(t2, t8, c)
	t3, c = bits.Add64(t3, t9, c)
	t4, c = bits.Add64(t4, t10, c)
	t5, c = bits.Add64(t5, t11, c)
	v.subtractP(t0, t1, t2, t3, t4, t5, c)
	return v
}

// divideR returns (t + Mp)/R, at most p.
func divideR(t0, t1, t2, t3, t4, t5 uint64) (_, _, _, _, _, _ uint64) {
	for range limbs {
		t0, t1, t2, t3, t4, t5 = divide(t0, t1, t2, t3, t4, t5)
	}
	return t0, t1, t2, t3, t4, t5
}

// divide returns (t + mp)/2⁶⁴, where m = t₀·(2³² + 1), because −1/p mod 2⁶⁴ is
// 2³² + 1. In
//
//	t + mp = t + 2³²m − m  −  (2⁹⁶m + 2¹²⁸m)  +  2³⁸⁴m
//
// t₀ + 2³²m − m is a multiple of 2⁶⁴, 2⁶⁴k.
func divide(t0, t1, t2, t3, t4, t5 uint64) (_, _, _, _, _, _ uint64) {
	m := t0 + t0<<32
	lo, borrow := bits.Sub64(m<<32, m, 0)
	k, _ := bits.Sub64(m>>32, 0, borrow)
	_, c := bits.Add64(lo, t0, 0)
	k += c

	// q = 2³²m + 2⁶⁴m − k, in three words
	q0, borrow := bits.Sub64(m<<32, k, 0)
	q1, c := bits.Add64(m, m>>32, 0)
	q1, borrow = bits.Sub64(q1, 0, borrow)
	q2 := c - borrow

	t1, borrow = bits.Sub64(t1, q0, 0)
	t2, borrow = bits.Sub64(t2, q1, borrow)
	t3, borrow = bits.Sub64(t3, q2, borrow)
	t4, borrow = bits.Sub64(t4, 0, borrow)
	t5, borrow = bits.Sub64(t5, 0, borrow)
	t6, _ := bits.Sub64(m, 0, borrow)
	return t1, t2, t3, t4, t5, t6
}
