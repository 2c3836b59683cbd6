package sntrup

// The parameters of sntrup761.
const (
	p = 761  // the degree of x^p − x − 1
	q = 4591 // the modulus of the large coefficients
	w = 286  // how many coefficients of a short polynomial are not 0
)

// A poly is f₀ + f₁x + … + f₇₆₀x⁷⁶⁰. It is large where its coefficients are from
// −2295 to 2295, standing for those modulo q, and small where they are −1, 0 and 1,
// standing for those modulo 3. A short one is small, and exactly w of its
// coefficients are not 0.
type poly [p]int16

// A wide is a poly before its coefficients are reduced. They are below 2³¹ in
// magnitude.
type wide [p]int32

// A fraction is z/m for an integer z from 0 to m − 1, and an odd modulus m, as a
// binary fraction of 64 bits:
//
//	u = ⌊2⁶⁴z/m⌋ = (2⁶⁴z − ρ)/m       0 ≤ ρ < m
//
// For an integer b, bu modulo 2⁶⁴ is the fraction that bz/m has behind the point;
// and m times that fraction is bz modulo m. Read as a signed number, it is in the
// middle of its range. That takes two multiplications, no division, and no
// remainder afterwards: T. Plantard, "Efficient word size modular arithmetic" (2021).
type fraction int64

const (
	oneOfQ fraction = 0xe465ee7daf979    // 1/q
	oneOf3 fraction = 0x5555555555555555 // 1/3
	half32          = 1 << 31            // one half, behind a point before 32 bits
)

// times returns bz modulo m, from −(m−1)/2 to (m−1)/2, where u is z/m. m must be
// below 2²⁴.
//
// With f the signed number bu mod 2⁶⁴, r = (fm + bρ)/2⁶⁴ is an integer, and bz
// modulo m. As |f| ≤ 2⁶³ and |bρ| < 2⁵⁵, it is less than m/2 + 1/2 in magnitude, and so
// at most (m−1)/2. What is computed leaves out bρ and the lower half of f:
//
//	⌊f/2³²⌋m + 2³¹ = 2³²r + 2³¹ − (bρ + (f mod 2³²)m)/2³²
//
// where the last term is between −2²³ and 2²⁴ + 2²³, so that its upper half is r.
func (u fraction) times(b int32, m int64) int32 {
	return int32((int64(b)*int64(u)>>32*m + half32) >> 32)
}

// setModQ sets f = a modulo q, a large polynomial.
func (f *poly) setModQ(a *wide) {
	for i := range f {
		f[i] = int16(oneOfQ.times(a[i], q))
	}
}

// setMod3 sets f = a modulo 3, a small polynomial.
func (f *poly) setMod3(a *wide) {
	for i := range f {
		f[i] = int16(oneOf3.times(a[i], 3))
	}
}

// round sets f to the multiples of 3 nearest to the coefficients of the large
// polynomial a: Round of the specification.
func (f *poly) round(a *poly) {
	for i := range f {
		f[i] = a[i] - int16(oneOf3.times(int32(a[i]), 3))
	}
}

// wipe sets f = 0.
//
//go:noinline
func (f *poly) wipe() { *f = poly{} }
