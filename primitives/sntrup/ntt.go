package sntrup

import "math/bits"

// The product of two polynomials is computed over the integers. Where one is large
// and the other small, its 1521 coefficients c₀ … c₁₅₂₀ are at most 761·2295 < 2²¹
// in magnitude. So they are known from the product modulo x⁷⁶⁸ − 2²², where two of
// them share a word and cannot reach each other,
//
//	c₀ + 2²²c₇₆₈,   c₁ + 2²²c₇₆₉,   …   c₇₆₇
//
// and those words from their remainders modulo a prime m > 2·761·2295·(2²² + 1).
// With the m below, 2²² is β²⁵⁶ and there are roots of unity of order 256, so that
// the ring of polynomials modulo x⁷⁶⁸ − 2²² falls apart, by four in each step:
//
//	x⁷⁶⁸ − β²⁵⁶  →  4 of x¹⁹² − …  →  16 of x⁴⁸ − …  →  64 of x¹² − …  →  256 of x³ − ζ
//
// (the number-theoretic transform), and the product is one of cubics, 256 times. A
// step goes two times from xⁿ − ζ² to xⁿᐟ² − ζ and xⁿᐟ² + ζ.

// m is the modulus of the transform, a prime below 2⁴⁴.
const m = 14650666067969

const (
	beta  = 24828731708 // β
	unit  = 3           // generates the group of units modulo m
	noneg = 512 * m     // makes differences positive
)

// A factor is a number z below m that others are multiplied with, and z/m as a
// binary fraction of 64 bits: V. Shoup's method, as in D. Harvey, "Faster arithmetic
// for number-theoretic transforms" (2014), §2.
type factor struct {
	z, fraction uint64 // z, ⌊2⁶⁴z/m⌋
}

// times returns bz modulo m, from 0 to m + b/2²⁰. The quotient ⌊bz/m⌋ is taken from
// the fraction, and may be too small by 1 where b/2⁶⁴ brings the fraction's error over
// the next integer.
func (f *factor) times(b uint64) uint64 {
	quotient, _ := bits.Mul64(f.fraction, b)
	return f.z*b - quotient*m
}

// A step takes xⁿ − ζ₁² apart:
//
//	(xⁿᐟ² − ζ₁)(xⁿᐟ² + ζ₁) = (xⁿᐟ⁴ − ζ₂)(xⁿᐟ⁴ + ζ₂)(xⁿᐟ⁴ − ζ₃)(xⁿᐟ⁴ + ζ₃)
//
// with ζ₂² = ζ₁ and ζ₃² = −ζ₁. It holds the roots and their inverses.
type step struct {
	z1, z2, z3       factor
	inv1, inv2, inv3 factor
}

// steps are the 1 + 4 + 16 + 64 steps of a transform. They are computed when the
// program starts, 8 KiB.
var steps = makeSteps()

func makeSteps() *[85]step {
	// θ has order 256. Roots are βˢθᵉ, for powers of two s.
	var theta [257]uint64
	theta[0], theta[1] = 1, power(unit, (m-1)/256)
	for e := 2; e < len(theta); e++ {
		theta[e] = mulMod(theta[e-1], theta[1])
	}
	var betas, inverses [129]uint64
	betas[1], inverses[1] = beta, power(beta, m-2)
	for s := 2; s < len(betas); s *= 2 {
		betas[s] = mulMod(betas[s/2], betas[s/2])
		inverses[s] = mulMod(inverses[s/2], inverses[s/2])
	}
	root := func(s, e int) (z, inverse factor) {
		return newFactor(mulMod(betas[s], theta[e])), newFactor(mulMod(inverses[s], theta[256-e]))
	}

	type binomial struct{ s, e int } // xⁿ − βˢθᵉ
	open := []binomial{{256, 0}}
	all := new([85]step)
	for i := range all {
		s, e, step := open[i].s, open[i].e, &all[i]
		step.z1, step.inv1 = root(s/2, e/2)
		step.z2, step.inv2 = root(s/4, e/4)
		step.z3, step.inv3 = root(s/4, e/4+64)
		for _, quarter := range []int{0, 128, 64, 192} {
			open = append(open, binomial{s / 4, e/4 + quarter})
		}
	}
	return all
}

// newFactor returns the factor z, which is below m.
func newFactor(z uint64) factor {
	fraction, _ := bits.Div64(z, 0, m)
	return factor{z, fraction}
}

// mulMod and power compute constants: their divisions take no secrets.
func mulMod(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	return bits.Rem64(hi, lo, m)
}

func power(b, e uint64) uint64 {
	r := uint64(1)
	for ; e > 0; e >>= 1 {
		if e&1 == 1 {
			r = mulMod(r, b)
		}
		b = mulMod(b, b)
	}
	return r
}

// A transform is a polynomial modulo x⁷⁶⁸ − 2²², or its remainders modulo 256
// binomials x³ − ζ.
type transform [768]uint64

// forward sets t to the remainders of f, which are below 18m.
func (t *transform) forward(f *poly) {
	for i, c := range f {
		t[i] = m + uint64(c)
	}
	clear(t[p:])
	s := 0
	for n := 768; n > 3; n /= 4 {
		for i := 0; i < 768; i += n {
			steps[s].split(t[i:][:n])
			s++
		}
	}
}

// split takes the n coefficients of f apart, in place. They grow by 4m at most.
func (s *step) split(f []uint64) {
	n := len(f) / 4
	f0, f1, f2, f3 := f[:n], f[n:][:n], f[2*n:][:n], f[3*n:][:n]
	f1, f2, f3 = f1[:len(f0)], f2[:len(f0)], f3[:len(f0)]
	z1, z2, z3 := s.z1, s.z2, s.z3
	for i := range f0 {
		a, b := f0[i], f1[i]
		c, d := z1.times(f2[i]), z1.times(f3[i])
		a, c = a+c, a+2*m-c
		b, d = b+d, b+2*m-d
		b, d = z2.times(b), z3.times(d)
		f0[i], f1[i] = a+b, a+2*m-b
		f2[i], f3[i] = c+d, c+2*m-d
	}
}

// join undoes split, but for a factor 4. The coefficients grow by a factor of 4.
func (s *step) join(f []uint64) {
	n := len(f) / 4
	f0, f1, f2, f3 := f[:n], f[n:][:n], f[2*n:][:n], f[3*n:][:n]
	f1, f2, f3 = f1[:len(f0)], f2[:len(f0)], f3[:len(f0)]
	z1, z2, z3 := s.inv1, s.inv2, s.inv3
	for i := range f0 {
		a, b := f0[i]+f1[i], z2.times(f0[i]+noneg-f1[i])
		c, d := f2[i]+f3[i], z3.times(f2[i]+noneg-f3[i])
		f0[i], f1[i] = a+c, b+d
		f2[i], f3[i] = z1.times(a+noneg-c), z1.times(b+2*m-d)
	}
}

// multiply sets t = tb/2⁶⁴, in the 256 rings. Both must come from forward. The
// result is below 2m.
func (t *transform) multiply(b *transform) {
	for i := range 64 {
		s := &steps[21+i]
		x, y := (*[12]uint64)(t[12*i:]), (*[12]uint64)(b[12*i:])
		multiplyCubic((*[3]uint64)(x[0:]), y[0], y[1], y[2], s.z2.times(y[1]), s.z2.times(y[2]))
		multiplyCubic((*[3]uint64)(x[3:]), y[3], y[4], y[5], 2*m-s.z2.times(y[4]), 2*m-s.z2.times(y[5]))
		multiplyCubic((*[3]uint64)(x[6:]), y[6], y[7], y[8], s.z3.times(y[7]), s.z3.times(y[8]))
		multiplyCubic((*[3]uint64)(x[9:]), y[9], y[10], y[11], 2*m-s.z3.times(y[10]), 2*m-s.z3.times(y[11]))
	}
}

// multiplyCubic sets x₀ + x₁X + x₂X² to its product with y₀ + y₁X + y₂X² modulo
// X³ − ζ, where z1 = ζy₁ and z2 = ζy₂, over 2⁶⁴.
func multiplyCubic(x *[3]uint64, y0, y1, y2, z1, z2 uint64) {
	x0, x1, x2 := x[0], x[1], x[2]
	x[0] = sum(x0, y0, x1, z2, x2, z1)
	x[1] = sum(x0, y1, x1, y0, x2, z2)
	x[2] = sum(x0, y2, x1, y1, x2, y0)
}

// sum returns (ab + cd + ef)/2⁶⁴ modulo m, below 2m, for factors below 2⁴⁹: what is
// added to clear the lower half is a multiple of m (P. L. Montgomery, 1985).
func sum(a, b, c, d, e, f uint64) uint64 {
	const inverse = 0xe1a416df9680d801 // 1/m modulo 2⁶⁴
	hi, lo := bits.Mul64(a, b)
	h, l := bits.Mul64(c, d)
	lo, carry := bits.Add64(lo, l, 0)
	hi, _ = bits.Add64(hi, h, carry)
	h, l = bits.Mul64(e, f)
	lo, carry = bits.Add64(lo, l, 0)
	hi, _ = bits.Add64(hi, h, carry) // below 3·2³⁴
	h, _ = bits.Mul64(lo*inverse, m)
	return hi + m - h
}

// inverse puts the remainders in t, which must come from multiply, together to the
// words c + 2²²d, and splits those.
//
// The remainders are below 2m, and grow by a factor of at most 4 in each of the four
// steps, to 512m.
func (t *transform) inverse() {
	s := 85
	for n := 12; n <= 768; n *= 4 {
		s -= 768 / n
		for i := range 768 / n {
			steps[s+i].join(t[i*n:][:n])
		}
	}
}

// scale is 2⁶⁴/256.
var scale = newFactor(1 << 56 % m)

// product sets low and high to the coefficients c₀ … c₇₆₇ and c₇₆₈ … c₁₅₃₅ from the
// words of inverse.
func (t *transform) product(low, high *[768]int32) {
	for i, word := range t {
		v := int64(scale.times(word)) // below m + 2³³
		v -= m & ((m/2 - v) >> 63)    // −m/2 to m/2
		c := int32(v << 42 >> 42)
		low[i], high[i] = c, int32((v-int64(c))>>22)
	}
}
