package field25519

import "math/bits"

// wide is a 128-bit sum of products.
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

// low51 returns the 51 bits that stay in the limb.
func (w wide) low51() uint64 { return w.lo & mask51 }

// above51 returns what the limb hands on. w must be below 2¹¹⁵.
func (w wide) above51() uint64 { return w.hi<<13 | w.lo>>51 }

// Multiply sets v = a·b.
//
// It is the product by hand, column by column. A product that belongs to column
// 5 + i goes to column i times 19, because 2²⁵⁵ ≡ 19:
//
//	         a₄    a₃    a₂    a₁    a₀
//	      ×  b₄    b₃    b₂    b₁    b₀
//	───────────────────────────────────
//	       a₄b₀  a₃b₀  a₂b₀  a₁b₀  a₀b₀
//	       a₃b₁  a₂b₁  a₁b₁  a₀b₁ 19a₄b₁
//	       a₂b₂  a₁b₂  a₀b₂ 19a₄b₂ 19a₃b₂
//	       a₁b₃  a₀b₃ 19a₄b₃ 19a₃b₃ 19a₂b₃
//	       a₀b₄ 19a₄b₄ 19a₃b₄ 19a₂b₄ 19a₁b₄
//	───────────────────────────────────
//	         r₄    r₃    r₂    r₁    r₀
//
// Limbs below 2⁵² give r₀ ≤ (1 + 4·19)·2¹⁰⁴ = 77·2¹⁰⁴ < 2¹¹¹, the largest of the
// five, and r₄ ≤ 5·2¹⁰⁴ < 2¹⁰⁷, the only one that is handed on times 19. So the
// limbs given to carry are below 2⁵¹ + 19·2⁵⁶ < 2⁶¹, and those it leaves below
// 2⁵¹ + 19·2¹⁰.
func (v *Element) Multiply(a, b *Element) *Element {
	a0, a1, a2, a3, a4 := a[0], a[1], a[2], a[3], a[4]
	b0, b1, b2, b3, b4 := b[0], b[1], b[2], b[3], b[4]
	a1x19, a2x19, a3x19, a4x19 := 19*a1, 19*a2, 19*a3, 19*a4 // below 2⁵⁷

	r0 := mul(a0, b0).add(a4x19, b1).add(a3x19, b2).add(a2x19, b3).add(a1x19, b4)
	r1 := mul(a1, b0).add(a0, b1).add(a4x19, b2).add(a3x19, b3).add(a2x19, b4)
	r2 := mul(a2, b0).add(a1, b1).add(a0, b2).add(a4x19, b3).add(a3x19, b4)
	r3 := mul(a3, b0).add(a2, b1).add(a1, b2).add(a0, b3).add(a4x19, b4)
	r4 := mul(a4, b0).add(a3, b1).add(a2, b2).add(a1, b3).add(a0, b4)
	return v.carry(
		r0.low51()+19*r4.above51(),
		r1.low51()+r0.above51(),
		r2.low51()+r1.above51(),
		r3.low51()+r2.above51(),
		r4.low51()+r3.above51())
}

// Square sets v = a². The products of two different limbs come twice, which
// leaves 15 products of the 25. The bounds are those of Multiply.
func (v *Element) Square(a *Element) *Element {
	a0, a1, a2, a3, a4 := a[0], a[1], a[2], a[3], a[4]
	a0x2, a1x2 := 2*a0, 2*a1
	a1x38, a2x38, a3x38 := 38*a1, 38*a2, 38*a3 // below 2⁵⁸
	a3x19, a4x19 := 19*a3, 19*a4

	r0 := mul(a0, a0).add(a1x38, a4).add(a2x38, a3)
	r1 := mul(a0x2, a1).add(a2x38, a4).add(a3x19, a3)
	r2 := mul(a0x2, a2).add(a1, a1).add(a3x38, a4)
	r3 := mul(a0x2, a3).add(a1x2, a2).add(a4x19, a4)
	r4 := mul(a0x2, a4).add(a1x2, a3).add(a2, a2)
	return v.carry(
		r0.low51()+19*r4.above51(),
		r1.low51()+r0.above51(),
		r2.low51()+r1.above51(),
		r3.low51()+r2.above51(),
		r4.low51()+r3.above51())
}

// MultSmall sets v = n·a. The products are below 2⁵²·2³² = 2⁸⁴.
func (v *Element) MultSmall(a *Element, n uint32) *Element {
	m := uint64(n)
	r0, r1, r2, r3, r4 := mul(a[0], m), mul(a[1], m), mul(a[2], m), mul(a[3], m), mul(a[4], m)
	return v.carry(
		r0.low51()+19*r4.above51(),
		r1.low51()+r0.above51(),
		r2.low51()+r1.above51(),
		r3.low51()+r2.above51(),
		r4.low51()+r3.above51())
}
