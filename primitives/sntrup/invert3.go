package sntrup

import "github.com/glassh/glassh/primitives/ct"

// A ternary is a polynomial modulo 3 of degree up to p, bit by bit: bit i%64 of word
// i/64 of plus is set where coefficient i is 1, and of minus where it is −1.
type ternary struct {
	plus, minus [12]uint64
}

// at returns coefficient i as 0, 1 or −1.
func (t *ternary) at(i int) int16 {
	return int16(t.plus[i/64]>>(i%64)&1) - int16(t.minus[i/64]>>(i%64)&1)
}

// set sets coefficient i, which must be 0, to c.
func (t *ternary) set(i int, c int16) {
	t.plus[i/64] |= uint64(c&1&^(c>>1)) << (i % 64)
	t.minus[i/64] |= uint64(c>>1&1) << (i % 64)
}

// addTernary adds 64 coefficients to as many others. It is the addition of two
// numbers of two bits each, modulo 3, in seven operations.
func addTernary(plus1, minus1, plus2, minus2 uint64) (plus, minus uint64) {
	t := (plus1 | minus2) ^ (plus2 | minus1)
	return (minus1 | minus2) ^ t, (plus1 | plus2) ^ t
}

// invert3 sets out = 1/a modulo 3 and x^p − x − 1, for a small polynomial a, and
// returns 1; or returns 0 if there is no inverse. The steps are those of
// invertTimes3, in which f₀ is 1 or −1, so that g − f₀g₀f does for f₀g − g₀f.
func (out *poly) invert3(a *poly) ct.Choice {
	var f, g, v, r ternary
	f.set(0, 1)
	f.set(p-1, -1)
	f.set(p, -1)
	r.set(0, 1)
	for i := range p {
		g.set(i, a[p-1-i])
	}

	delta := int64(1)
	for range 2*p - 1 {
		// same and other are all ones where g₀ = f₀ ≠ 0, and where g₀ = −f₀ ≠ 0.
		same := -(f.plus[0]&g.plus[0]&1 | f.minus[0]&g.minus[0]&1)
		other := -(f.plus[0]&g.minus[0]&1 | f.minus[0]&g.plus[0]&1)
		swap := (same | other) & uint64(-delta>>63)
		delta ^= int64(swap) & (delta ^ -delta)
		delta++

		f.step(&g, swap, same, other)
		g.divideByX()
		v.multiplyByX()
		v.step(&r, swap, same, other)
	}

	for i := range p {
		out[i] = v.at(p-1-i) * f.at(0)
	}
	f, g, v, r = ternary{}, ternary{}, ternary{}, ternary{}
	return ct.IsZero(uint64(delta))
}

// step sets f, g to f, g − cf, or to g, g − cf if swap is all ones. c is 1 if same is
// all ones, −1 if other is, else 0.
func (f *ternary) step(g *ternary, swap, same, other uint64) {
	for i := range f.plus {
		fp, fm, gp, gm := f.plus[i], f.minus[i], g.plus[i], g.minus[i]
		g.plus[i], g.minus[i] = addTernary(gp, gm, fm&same|fp&other, fp&same|fm&other)
		f.plus[i] = fp ^ swap&(fp^gp)
		f.minus[i] = fm ^ swap&(fm^gm)
	}
}

// divideByX drops coefficient 0.
func (t *ternary) divideByX() {
	for i := range 11 {
		t.plus[i] = t.plus[i]>>1 | t.plus[i+1]<<63
		t.minus[i] = t.minus[i]>>1 | t.minus[i+1]<<63
	}
	t.plus[11] >>= 1
	t.minus[11] >>= 1
}

// multiplyByX moves all coefficients up.
func (t *ternary) multiplyByX() {
	for i := 11; i > 0; i-- {
		t.plus[i] = t.plus[i]<<1 | t.plus[i-1]>>63
		t.minus[i] = t.minus[i]<<1 | t.minus[i-1]>>63
	}
	t.plus[0] <<= 1
	t.minus[0] <<= 1
}
