package mldsa

// This file is FIPS 204 §7.4: how a coefficient is taken apart into an upper and a lower
// part, and how a hint tells that a small addend has changed the upper part.

// droppedBits is d, the bits of t that the public key leaves out.
const droppedBits = 13

// power2Round returns r₁ and r₀ with r = r₁·2¹³ + r₀ and −2¹² < r₀ ≤ 2¹² (Algorithm
// 35), for 0 ≤ r < q.
func power2Round(r int32) (r1, r0 int32) {
	r1 = (r + 1<<(droppedBits-1) - 1) >> droppedBits
	return r1, r - r1<<droppedBits
}

// decompose returns r₁ and r₀ with r = r₁·2γ₂ + r₀ modulo q, −γ₂ ≤ r₀ ≤ γ₂, and 0 ≤ r₁ <
// m = (q − 1)/2γ₂ (Algorithm 36), for 0 ≤ r < q.
//
// r₁ is r/2γ₂ rounded, halves down: ⌊(r + γ₂ − 1)/2γ₂⌋, by a multiplication whose
// result is right for all r (a test tries them). What that rounds to m is near q − 1 =
// m·2γ₂, which is −1: there r₁ = 0, and r₀ is less by 1.
func (p *parameters) decompose(r int32) (r1, r0 int32) {
	reciprocal := int64((1<<43)/190464 + 1) // 2⁴³/2γ₂, rounded up
	if p.m == 16 {
		reciprocal = (1<<43)/523776 + 1
	}
	r1 = int32((int64(r+p.gamma2-1) * reciprocal) >> 43)
	r0 = r - r1*2*p.gamma2
	top := (p.m - 1 - r1) >> 31 // −1 if r₁ = m
	return r1 &^ top, r0 + top
}

// hint returns 1 if the upper part of r + z is another than that of r, and 0 if not
// (Algorithm 39, MakeHint), where r₁ is the upper part of r, and sum is r − r₁·2γ₂ + z
// with |sum| ≤ 2γ₂.
//
// It is the same if −γ₂ < sum ≤ γ₂; and where r₁ = 0, for −γ₂ as well: there the
// numbers just above q − γ₂ belong to r₁ = 0, one more of them than elsewhere.
func (p *parameters) hint(r1, sum int32) int32 {
	above := uint32(p.gamma2-sum) >> 31
	below := uint32(p.gamma2+sum-1) >> 31 // sum ≤ −γ₂
	exact := uint32(sum+p.gamma2) | uint32(r1)
	zero := (exact|-exact)>>31 ^ 1 // sum = −γ₂ and r₁ = 0
	return int32(above | below&^zero)
}

// useHint returns the upper part of r, or, if h is 1, the one next to it on the side
// where r is (Algorithm 40), for 0 ≤ r < q.
func (p *parameters) useHint(h, r int32) int32 {
	r1, r0 := p.decompose(r)
	if h == 0 {
		return r1
	}
	if r0 > 0 {
		return (r1 + 1) &^ ((p.m - 2 - r1) >> 31) // m − 1 is followed by 0
	}
	return r1 - 1 + (r1-1)>>31&p.m // and 0 preceded by m − 1
}

// exceeds returns 1 if any coefficient of f, each of which must be within ±2³⁰ and
// stand for itself, is max or more in magnitude, and 0 if not.
func (f *poly) exceeds(max int32) int32 {
	var any int32
	for _, x := range f {
		sign := x >> 31
		any |= max - 1 - (x ^ sign - sign)
	}
	return int32(uint32(any) >> 31)
}
