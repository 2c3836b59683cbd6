package mldsa

// q = 2²³ − 2¹³ + 1 is the prime modulus (FIPS 204 Table 1). Coefficients are signed
// numbers that stand for their residue modulo q; each function says which range it takes
// and gives.
const q = 8380417

// A factor is a constant b, prepared for multiplications by it (T. Plantard, Efficient
// Word Size Modular Arithmetic, 2021): it is b·(−2⁶⁴)/q modulo 2⁶⁴.
type factor uint64

const (
	inverseQ  = 1732267787797143553 // 1/q modulo 2⁶⁴
	minus2e64 = q - (1<<64)%q       // −2⁶⁴ modulo q
)

// newFactor prepares b, 0 ≤ b < q. It divides: b must be public.
func newFactor(b uint64) factor { return factor(b * minus2e64 % q * inverseQ) }

// times returns ab modulo q, for the b of the factor. The result is within
// ±(q + 1)/2.
//
// Let c = ab(−2⁶⁴), with b(−2⁶⁴) reduced modulo q, and p = c/q modulo 2⁶⁴, signed. Then
// pq − c is a multiple of 2⁶⁴, and (pq − c)/2⁶⁴ = −c/2⁶⁴ = ab modulo q. Taking only
// the upper half of p = 2³²p₁ + p₀, that is
//
//	⌊(p₁ + 256)q/2³²⌋ = ⌊(pq − c)/2⁶⁴ + (c + q(2⁴⁰ − p₀))/2⁶⁴⌋
//
// where the second term is in [0, 1), as |c| ≤ 2³¹q. And as −2³¹ ≤ p₁ < 2³¹, the
// result is at least ⌊(256 − 2³¹)q/2³²⌋ = −(q + 1)/2, and at most (q − 1)/2.
func (b factor) times(a int32) int32 {
	p := int64(a) * int64(b)
	return int32(((p>>32 + 256) * q) >> 32)
}

// maxSum is what sums of products must not pass before they are reduced. It is below
// 2⁵¹.
const maxSum = 32 * q * q

// reduce returns a modulo q, within ±3q/4, for |a| ≤ maxSum (Barrett).
//
// The quotient a/q is rounded, by 1/2 at most. Dropping 20 bits of a changes it by
// less than 2²⁰/q < 1/7, and rounding the reciprocal by less than 2³¹·2⁻¹·2⁻³⁴ = 1/16.
func reduce(a int64) int32 {
	const reciprocal = (1<<54 + q/2) / q // 2⁵⁴/q, rounded
	return int32(a - (a>>20*reciprocal+1<<33)>>34*q)
}

// canonical returns a modulo q in [0, q).
func canonical(a int32) int32 {
	// 2²³ = 2¹³ − 1 modulo q: a − ⌊a/2²³⌋q is in [−2⁸·2¹³, 2²³ + 2⁸·2¹³).
	a -= a >> 23 * q
	a += a >> 31 & q
	a -= q
	return a + a>>31&q
}

// center returns a modulo q within ±(q − 1)/2, for |a| ≤ q.
func center(a int32) int32 {
	a -= (q/2 - a) >> 31 & q
	return a + (a+q/2)>>31&q
}
