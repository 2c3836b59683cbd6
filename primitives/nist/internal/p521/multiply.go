package p521

import "math/bits"

// A wide is a 128-bit sum of products.
type wide struct{ hi, lo uint64 }

// mul returns x·y.
func mul(x, y uint64) wide {
	hi, lo := bits.Mul64(x, y)
	return wide{hi, lo}
}

// add returns w + x·y.
func (w wide) add(x, y uint64) wide {
	hi, lo := bits.Mul64(x, y)
	lo, c := bits.Add64(lo, w.lo, 0)
	hi, _ = bits.Add64(hi, w.hi, c)
	return wide{hi, lo}
}

// Multiply sets v = a·b.
//
// It is the product by hand, column by column. A product that belongs to column 9 + i
// goes to column i twice, because 2⁵²² ≡ 2. With dᵢ = 2aᵢ:
//
//	r₀ = a₀b₀ + d₈b₁ + d₇b₂ + d₆b₃ + d₅b₄ + d₄b₅ + d₃b₆ + d₂b₇ + d₁b₈
//	r₁ = a₁b₀ + a₀b₁ + d₈b₂ + d₇b₃ + d₆b₄ + d₅b₅ + d₄b₆ + d₃b₇ + d₂b₈
//	…
//	r₈ = a₈b₀ + a₇b₁ + a₆b₂ + a₅b₃ + a₄b₄ + a₃b₅ + a₂b₆ + a₁b₇ + a₀b₈
//
// Limbs of at most 2⁵⁸ + 2⁸ give r₀ ≤ 17·(2⁵⁸ + 2⁸)² < 2¹²¹, the largest of the nine,
// and r₈ < 2¹²⁰.
func (v *Element) Multiply(a, b *Element) *Element {
	r0, r1, r2, r3 := columns0to3(a, b)

	a0, a1, a2, a3, a4, a5, a6, a7, a8 := a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7], a[8]
	b0, b1, b2, b3, b4, b5, b6, b7, b8 := b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7], b[8]
	d5, d6, d7, d8 := 2*a5, 2*a6, 2*a7, 2*a8
	r4 := mul(a4, b0).add(a3, b1).add(a2, b2).add(a1, b3).add(a0, b4).add(d8, b5).add(d7, b6).add(d6, b7).add(d5, b8)
	r5 := mul(a5, b0).add(a4, b1).add(a3, b2).add(a2, b3).add(a1, b4).add(a0, b5).add(d8, b6).add(d7, b7).add(d6, b8)
	r6 := mul(a6, b0).add(a5, b1).add(a4, b2).add(a3, b3).add(a2, b4).add(a1, b5).add(a0, b6).add(d8, b7).add(d7, b8)
	r7 := mul(a7, b0).add(a6, b1).add(a5, b2).add(a4, b3).add(a3, b4).add(a2, b5).add(a1, b6).add(a0, b7).add(d8, b8)
	r8 := mul(a8, b0).add(a7, b1).add(a6, b2).add(a5, b3).add(a4, b4).add(a3, b5).add(a2, b6).add(a1, b7).add(a0, b8)
	return v.carryWide(r0, r1, r2, r3, r4, r5, r6, r7, r8)
}

// columns0to3 returns the first four columns of Multiply, in a function of their own
// because the compiler inlines next to nothing into one as long as the whole.
func columns0to3(a, b *Element) (r0, r1, r2, r3 wide) {
	a0, a1, a2, a3 := a[0], a[1], a[2], a[3]
	b0, b1, b2, b3, b4, b5, b6, b7, b8 := b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7], b[8]
	d1, d2, d3, d4, d5, d6, d7, d8 := 2*a1, 2*a2, 2*a3, 2*a[4], 2*a[5], 2*a[6], 2*a[7], 2*a[8]
	r0 = mul(a0, b0).add(d8, b1).add(d7, b2).add(d6, b3).add(d5, b4).add(d4, b5).add(d3, b6).add(d2, b7).add(d1, b8)
	r1 = mul(a1, b0).add(a0, b1).add(d8, b2).add(d7, b3).add(d6, b4).add(d5, b5).add(d4, b6).add(d3, b7).add(d2, b8)
	r2 = mul(a2, b0).add(a1, b1).add(a0, b2).add(d8, b3).add(d7, b4).add(d6, b5).add(d5, b6).add(d4, b7).add(d3, b8)
	r3 = mul(a3, b0).add(a2, b1).add(a1, b2).add(a0, b3).add(d8, b4).add(d7, b5).add(d6, b6).add(d5, b7).add(d4, b8)
	return r0, r1, r2, r3
}

// Square sets v = a². The products of two different limbs come twice, which leaves 45
// products of the 81: qᵢ = 4aᵢ is for those that come twice and belong to column 9 + i.
// The bounds are those of Multiply.
func (v *Element) Square(a *Element) *Element {
	a0, a1, a2, a3, a4, a5, a6, a7, a8 := a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7], a[8]
	d0, d1, d2, d3 := 2*a0, 2*a1, 2*a2, 2*a3
	d5, d6, d7, d8 := 2*a5, 2*a6, 2*a7, 2*a8
	q1, q2, q3, q4, q5, q6, q7 := 4*a1, 4*a2, 4*a3, 4*a4, 4*a5, 4*a6, 4*a7

	r0 := mul(a0, a0).add(q1, a8).add(q2, a7).add(q3, a6).add(q4, a5)
	r1 := mul(d0, a1).add(q2, a8).add(q3, a7).add(q4, a6).add(d5, a5)
	r2 := mul(d0, a2).add(a1, a1).add(q3, a8).add(q4, a7).add(q5, a6)
	r3 := mul(d0, a3).add(d1, a2).add(q4, a8).add(q5, a7).add(d6, a6)
	r4 := mul(d0, a4).add(d1, a3).add(a2, a2).add(q5, a8).add(q6, a7)
	r5 := mul(d0, a5).add(d1, a4).add(d2, a3).add(q6, a8).add(d7, a7)
	r6 := mul(d0, a6).add(d1, a5).add(d2, a4).add(a3, a3).add(q7, a8)
	r7 := mul(d0, a7).add(d1, a6).add(d2, a5).add(d3, a4).add(d8, a8)
	r8 := mul(d0, a8).add(d1, a7).add(d2, a6).add(d3, a5).add(a4, a4)
	return v.carryWide(r0, r1, r2, r3, r4, r5, r6, r7, r8)
}

// carryWide sets v = r₀ + 2⁵⁸ r₁ + …, for the columns of a product. What a column hands on
// is below 2⁶³, also that of r₈ from bit 57 on, so that the limbs given to carry are below
// 2⁶⁴.
func (v *Element) carryWide(r0, r1, r2, r3, r4, r5, r6, r7, r8 wide) *Element {
	return v.carry(
		r0.lo&mask58+r8.hi<<7+r8.lo>>57,
		r1.lo&mask58+r0.above(),
		r2.lo&mask58+r1.above(),
		r3.lo&mask58+r2.above(),
		r4.lo&mask58+r3.above(),
		r5.lo&mask58+r4.above(),
		r6.lo&mask58+r5.above(),
		r7.lo&mask58+r6.above(),
		r8.lo&mask57+r7.above())
}

// above returns what a limb hands on. w must be below 2¹²².
func (w wide) above() uint64 { return w.hi<<6 | w.lo>>58 }
