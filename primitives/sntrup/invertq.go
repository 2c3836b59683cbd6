package sntrup

// The inverse modulo x^p − x − 1 comes from the division steps of D. J. Bernstein
// and B.-Y. Yang, "Fast constant-time gcd computation and modular inversion" (2019),
// §5 to §7: always 2p − 1 of them, each the same for all polynomials. They run on
// the reversed polynomials f = 1 − x^(p−1) − x^p and g = x^(p−1)·in(1/x):
//
//	δ > 0 and g₀ ≠ 0:   δ, f, g  →  1 − δ, g, (g₀f − f₀g)/x
//	otherwise:          δ, f, g  →  1 + δ, f, (f₀g − g₀f)/x
//
// and beside f and g there are v and r, which take part in everything but that v is
// multiplied by x where g is not divided by it. In the end f is a constant, g is 0,
// and v/f is the inverse, reversed.
//
// The sign of the new g does not matter, as long as r gets the same: so that f₀g − g₀f
// is computed in both cases, before f and g change places or do not. Other factors do
// not matter either.

// halves is how many words hold the p + 1 coefficients of a polynomial modulo q, two
// in each: word i holds coefficient i, and in its upper half coefficient 381 + i.
// They are at most 6000.
const halves = (p + 1) / 2

type pairs [halves]uint64

// lower16 are the lower 16 bits in each half of a word.
const lower16 = 0x0000ffff0000ffff

// combine returns (ab + cd)/2¹⁶ modulo q, in both halves of b and d: what is added to
// clear the lower 16 bits is a multiple of q (P. L. Montgomery, 1985). With a and the
// halves of b and d at most 6000, and c at most 2q, the result is at most
//
//	(6000·6000 + 9182·6000 + 65535q)/2¹⁶ < 6000
func combine(a, b, c, d uint64) uint64 {
	const minusInverse = 49905 // −1/q modulo 2¹⁶
	t := a*b + c*d
	return (t + (t&lower16*minusInverse&lower16)*q) >> 16
}

// invertTimes3 sets out = 1/(3a) modulo q and x^p − x − 1, a large polynomial. a must
// be small and not 0; it always has an inverse, because that modulus is irreducible.
func (out *poly) invertTimes3(a *poly) {
	var f, g, v, r pairs
	f[0] = 1
	f[p-1-halves] = (q - 1) << 32
	f[p-halves] = (q - 1) << 32
	r[0] = 3061 // 1/3
	for i := range p {
		c := uint64(int64(a[p-1-i])) & lower16
		c = c&1 + (c>>15&1)*(q-2) // −1 is 1 − 2 + q
		if i < halves {
			g[i] |= c
		} else {
			g[i-halves] |= c << 32
		}
	}

	delta := int64(1)
	for n := range 2*p - 1 {
		f0, g0 := f[0]&0xffff, g[0]&0xffff
		minusG0 := 2*q - g0
		swap := notZero(g0) & notZero(g0^q) & uint64(-delta>>63)
		delta ^= int64(swap) & (delta ^ -delta)
		delta++

		// The coefficient i of f and g has no influence on those of lowest degree
		// until i more steps are done; and v and r have degree n at most.
		divideStep(f[:min(halves, 2*p-n)], &g, f0, minusG0, swap)
		multiplyStep(v[:min(halves, n+2)], &r, v[halves-1]<<32, f0, minusG0, swap)
	}

	scale := invertModQ(oneOfQ.times(int32(f[0]&0xffff), q))
	for i := range p {
		j := p - 1 - i
		c := v[j%halves] >> (j / halves * 32) & 0xffff
		out[i] = int16(oneOfQ.times(int32(c)*scale, q))
	}
	clear(f[:])
	clear(g[:])
	clear(v[:])
	clear(r[:])
}

// divideStep sets f, g to f or g, and (f₀g − g₀f)/x.
func divideStep(f []uint64, g *pairs, f0, minusG0, swap uint64) {
	first := combine(f0, g[0], minusG0, f[0])
	f[0] ^= swap & (f[0] ^ g[0])
	from, to := g[1:len(f)], g[:len(f)-1]
	for i, x := range f[1:] {
		y := from[i]
		f[1+i] = x ^ swap&(x^y)
		to[i] = combine(f0, y, minusG0, x)
	}
	g[halves-1] = first >> 32
}

// multiplyStep sets v, r to xv or r, and f₀r − g₀xv. below is what goes to word 0 of
// xv.
func multiplyStep(v []uint64, r *pairs, below, f0, minusG0, swap uint64) {
	both := r[:len(v)]
	for i, x := range v {
		y := both[i]
		v[i] = below ^ swap&(below^y)
		both[i] = combine(f0, y, minusG0, below)
		below = x
	}
}

// notZero returns 64 one bits if x is not 0, else 0. x must be below 2⁶³.
func notZero(x uint64) uint64 { return uint64(-int64(x) >> 63) }

// invertModQ returns 1/a modulo q, from −2295 to 2295, as a^(q−2).
func invertModQ(a int32) int32 {
	r := int32(1)
	for bit := 12; bit >= 0; bit-- {
		r = oneOfQ.times(r*r, q)
		if (q-2)>>bit&1 == 1 {
			r = oneOfQ.times(r*a, q)
		}
	}
	return r
}
