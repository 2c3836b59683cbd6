package mlkem

// q is the prime modulus (FIPS 203 §2.4.1). Coefficients are signed numbers that stand
// for their residue modulo q; each function says which range it takes and gives.
const q = 3329

// A factor is a constant b, prepared for multiplications by it (T. Plantard, Efficient
// Word Size Modular Arithmetic, 2021): it is b·(−2³²)/q modulo 2³².
type factor uint32

const (
	inverseQ  = 1806234369    // 1/q modulo 2³²
	minus2e32 = q - (1<<32)%q // −2³² modulo q
)

// newFactor prepares b, 0 ≤ b < q. It divides: b must be public.
func newFactor(b uint32) factor { return factor(b * minus2e32 % q * inverseQ) }

// times returns ab modulo q, for the b of the factor and |a| < 2¹⁸. The result is
// within ±1665.
//
// Let c = ab(−2³²), with b(−2³²) reduced modulo q, and p = c/q modulo 2³², signed. Then
// pq − c is a multiple of 2³², and (pq − c)/2³² = −c/2³² = ab modulo q. Taking
// only the upper half of p = 2¹⁶p₁ + p₀, that is
//
//	⌊(p₁ + 8)q/2¹⁶⌋ = ⌊(pq − c)/2³² + (c + q(2¹⁹ − p₀))/2³²⌋
//
// where the second term is in [0, 1), as |c| < 2¹⁸q. As −2¹⁵ ≤ p₁ < 2¹⁵,
// the result is at least ⌊(8 − 2¹⁵)q/2¹⁶⌋ = −1665, and at most 1664.
func (b factor) times(a int32) int32 {
	p := a * int32(b)
	return ((p>>16 + 8) * q) >> 16
}

// reduce returns a modulo q, within ±1664 = ±(q−1)/2 (Barrett).
//
// The quotient a/q is taken with an error below 2³¹·2⁻⁴⁴ = 2⁻¹³, which is less than
// 1/2q: how far a/q, for odd q, at least is from where rounding changes.
func reduce(a int32) int32 {
	const reciprocal = (1<<43 + q/2) / q // 2⁴³/q, rounded
	return a - int32((int64(a)*reciprocal+1<<42)>>43)*q
}

// canonical returns a modulo q in [0, q).
func canonical(a int32) int32 {
	a = reduce(a)
	return a + a>>31&q
}

// compress returns ⌈a·2ᵈ/q⌋ modulo 2ᵈ (FIPS 203 §4.2.1, Compress_d) for d ≤ 11 and
// |a| < 2¹⁵. A multiple of q in a adds a multiple of 2ᵈ to the quotient, so that a need
// not be reduced before.
//
// The error of the quotient is below 2¹⁵·2¹¹·2⁻⁴¹ = 2⁻¹⁵, less than 1/2q.
func compress(a int32, d uint) uint32 {
	const reciprocal = (1<<40 + q/2) / q // 2⁴⁰/q, rounded
	return uint32((int64(a)<<(d&15)*reciprocal+1<<39)>>40) & (1<<(d&15) - 1)
}

// decompress returns ⌈yq/2ᵈ⌋ (FIPS 203 §4.2.1, Decompress_d) for y < 2ᵈ and d ≤ 11. The
// result is in [0, q).
func decompress(y uint32, d uint) int32 {
	return int32((y*q + 1<<(d&15)>>1) >> (d & 15))
}
