package field448

import "math/bits"

// wide is a 128-bit sum of products.
type wide struct{ hi, lo uint64 }

// mul returns x·y.
func mul(x, y uint64) wide {
	hi, lo := bits.Mul64(x, y)
	return wide{hi, lo}
}

// add returns w + x·y.
func (w wide) add(x, y uint64) wide { return w.plus(mul(x, y)) }

// plus returns w + x.
func (w wide) plus(x wide) wide {
	lo, c := bits.Add64(w.lo, x.lo, 0)
	hi, _ := bits.Add64(w.hi, x.hi, c)
	return wide{hi, lo}
}

// minus returns w − x, which must not be negative.
func (w wide) minus(x wide) wide {
	lo, c := bits.Sub64(w.lo, x.lo, 0)
	hi, _ := bits.Sub64(w.hi, x.hi, c)
	return wide{hi, lo}
}

// low56 returns the 56 bits that stay in the limb.
func (w wide) low56() uint64 { return w.lo & mask56 }

// above56 returns what the limb hands on. w must be below 2¹²⁰.
func (w wide) above56() uint64 { return w.hi<<8 | w.lo>>56 }

// The product of a = a₀ + a₁φ and b = b₀ + b₁φ, whose halves have four limbs, comes
// from three products of halves, each with the columns 0 to 6:
//
//	L = a₀b₀   H = a₁b₁   S = (a₀ + a₁)(b₀ + b₁)      ab = (L + H) + (S − L)φ
//
// Columns 4 to 6 have a factor φ more: those of L + H go to (S − L)φ, and those of
// (S − L)φ, which is over φ², to both, because φ² ≡ φ + 1. So the columns of ab are,
// for i from 0 to 2,
//
//	rᵢ   = Lᵢ + Hᵢ + Sᵢ₊₄ − Lᵢ₊₄        r₃ = L₃ + H₃
//	rᵢ₊₄ = Sᵢ − Lᵢ + Sᵢ₊₄ + Hᵢ₊₄        r₇ = S₃ − L₃
//
// S is at least L + H in each column. Limbs below 2⁵⁶ + 2⁹ make those of a₀ + a₁ less
// than 2⁵⁷ + 2¹⁰, and a column of S, of at most four products, less than 2¹¹⁶ + 2⁷⁰;
// the r are below 2¹¹⁷.

// Multiply sets v = a·b.
func (v *Element) Multiply(a, b *Element) *Element {
	a0, a1, a2, a3, a4, a5, a6, a7 := a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7]
	b0, b1, b2, b3, b4, b5, b6, b7 := b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7]
	s0, s1, s2, s3 := a0+a4, a1+a5, a2+a6, a3+a7
	t0, t1, t2, t3 := b0+b4, b1+b5, b2+b6, b3+b7

	low := mul(a0, b0)
	over := mul(a1, b3).add(a2, b2).add(a3, b1)
	sum := mul(s1, t3).add(s2, t2).add(s3, t1)
	r0 := low.add(a4, b4).plus(sum).minus(over)
	r4 := mul(s0, t0).minus(low).plus(sum).add(a5, b7).add(a6, b6).add(a7, b5)

	low = mul(a0, b1).add(a1, b0)
	over = mul(a2, b3).add(a3, b2)
	sum = mul(s2, t3).add(s3, t2)
	r1 := low.add(a4, b5).add(a5, b4).plus(sum).minus(over)
	r5 := mul(s0, t1).add(s1, t0).minus(low).plus(sum).add(a6, b7).add(a7, b6)

	low = mul(a0, b2).add(a1, b1).add(a2, b0)
	over = mul(a3, b3)
	sum = mul(s3, t3)
	r2 := low.add(a4, b6).add(a5, b5).add(a6, b4).plus(sum).minus(over)
	r6 := mul(s0, t2).add(s1, t1).add(s2, t0).minus(low).plus(sum).add(a7, b7)

	low = mul(a0, b3).add(a1, b2).add(a2, b1).add(a3, b0)
	r3 := low.add(a4, b7).add(a5, b6).add(a6, b5).add(a7, b4)
	r7 := mul(s0, t3).add(s1, t2).add(s2, t1).add(s3, t0).minus(low)

	return v.reduce(r0, r1, r2, r3, r4, r5, r6, r7)
}

// Square sets v = a². The products of two different limbs come twice, which leaves
// 30 products of the 48. The bounds are those of Multiply.
func (v *Element) Square(a *Element) *Element {
	a0, a1, a2, a3, a4, a5, a6, a7 := a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7]
	s0, s1, s2, s3 := a0+a4, a1+a5, a2+a6, a3+a7

	low := mul(a0, a0)
	over := mul(2*a1, a3).add(a2, a2)
	sum := mul(2*s1, s3).add(s2, s2)
	r0 := low.add(a4, a4).plus(sum).minus(over)
	r4 := mul(s0, s0).minus(low).plus(sum).add(2*a5, a7).add(a6, a6)

	low = mul(2*a0, a1)
	over = mul(2*a2, a3)
	sum = mul(2*s2, s3)
	r1 := low.add(2*a4, a5).plus(sum).minus(over)
	r5 := mul(2*s0, s1).minus(low).plus(sum).add(2*a6, a7)

	low = mul(2*a0, a2).add(a1, a1)
	over = mul(a3, a3)
	sum = mul(s3, s3)
	r2 := low.add(2*a4, a6).add(a5, a5).plus(sum).minus(over)
	r6 := mul(2*s0, s2).add(s1, s1).minus(low).plus(sum).add(a7, a7)

	low = mul(2*a0, a3).add(2*a1, a2)
	r3 := low.add(2*a4, a7).add(2*a5, a6)
	r7 := mul(2*s0, s3).add(2*s1, s2).minus(low)

	return v.reduce(r0, r1, r2, r3, r4, r5, r6, r7)
}

// MultSmall sets v = n·a. The products are below 2⁵⁷·2³² = 2⁸⁹.
func (v *Element) MultSmall(a *Element, n uint32) *Element {
	m := uint64(n)
	return v.reduce(
		mul(a[0], m), mul(a[1], m), mul(a[2], m), mul(a[3], m),
		mul(a[4], m), mul(a[5], m), mul(a[6], m), mul(a[7], m))
}

// reduce sets v = r₀ + 2⁵⁶ r₁ + … for columns below 2¹¹⁷. The limbs given to carry are
// below 2⁵⁶ + 2·2⁶¹ < 2⁶³.
func (v *Element) reduce(r0, r1, r2, r3, r4, r5, r6, r7 wide) *Element {
	return v.carry(
		r0.low56()+r7.above56(),
		r1.low56()+r0.above56(),
		r2.low56()+r1.above56(),
		r3.low56()+r2.above56(),
		r4.low56()+r3.above56()+r7.above56(),
		r5.low56()+r4.above56(),
		r6.low56()+r5.above56(),
		r7.low56()+r6.above56())
}
