package mlkem

// A poly is a polynomial f₀ + f₁X + … + f₂₅₅X²⁵⁵, or a transformed one.
//
// Modulo q, X²⁵⁶ + 1 is the product of 128 factors X² − γ, where γ runs through the odd
// powers of ζ = 17, whose order is 256. The number-theoretic transform f̂ of f (FIPS 203
// §4.3) is f modulo each of them: f̂₂ᵢ + f̂₂ᵢ₊₁X = f mod X² − γᵢ, with γᵢ = ζ to
// the power 2·BitRev₇(i) + 1. Then a product of polynomials is 128 products of two
// coefficients each.
type poly [256]int16

// zetas[i] is ζ to the power BitRev₇(i). The γ of FIPS 203 Appendix A are among them:
// γ₂ᵢ = zetas[64+i] and γ₂ᵢ₊₁ = −zetas[64+i].
var zetas = powersOfZeta()

func powersOfZeta() (z [128]factor) {
	power := uint32(1)
	for i := range 128 {
		r := 0 // the 7 bits of i in reverse
		for b := range 7 {
			r |= i >> b & 1 << (6 - b)
		}
		z[r] = newFactor(power)
		power = power * 17 % q
	}
	return z
}

// ntt sets f to its transform (FIPS 203 Algorithm 9), for |fᵢ| ≤ q. The result is
// within ±(q + 7·1665) < 2¹⁴.
//
// A layer takes the polynomial modulo X²ⁿ − ζ² apart into those modulo Xⁿ − ζ and
// Xⁿ + ζ: these are f + ζg and f − ζg, where f is the lower half and g the upper. That
// adds at most 1665, in each of the seven layers n = 128, 64, …, 2. They are done two
// by two, n and n/2 on the quarters of 2n coefficients, and the last alone.
func (f *poly) ntt() {
	for n := 128; n > 2; n /= 4 {
		for k := 128 / n; k < 256/n; k++ {
			z, z0, z1 := zetas[k], zetas[2*k], zetas[2*k+1]
			a, b, c, d := f.quarters(k-128/n, n/2)
			for i := range a {
				a0, b0 := int32(a[i]), int32(b[i])
				c0, d0 := z.times(int32(c[i])), z.times(int32(d[i]))
				b1, d1 := z0.times(b0+d0), z1.times(b0-d0)
				a[i] = int16(a0 + c0 + b1)
				b[i] = int16(a0 + c0 - b1)
				c[i] = int16(a0 - c0 + d1)
				d[i] = int16(a0 - c0 - d1)
			}
		}
	}
	for i := range 64 {
		z, f := zetas[64+i], (*[4]int16)(f[4*i:])
		a, b, c, d := int32(f[0]), int32(f[1]), z.times(int32(f[2])), z.times(int32(f[3]))
		f[0], f[1], f[2], f[3] = int16(a+c), int16(b+d), int16(a-c), int16(b-d)
	}
}

// quarters returns the quarters, each of length n, of the i-th 4n coefficients of f.
func (f *poly) quarters(i, n int) (a, b, c, d []int16) {
	g := f[4*n*i:][:4*n]
	a, b, c, d = g[:n], g[n:], g[2*n:], g[3*n:]
	return a, b[:len(a)], c[:len(a)], d[:len(a)]
}

// inverseNTT sets f to the polynomial whose transform it is (FIPS 203 Algorithm 10),
// for |fᵢ| ≤ 1664. The result is within ±1665.
//
// It undoes the layers from n = 2 up: for f + ζg and f − ζg, the sum is 2f, and the
// difference times 1/ζ is 2g. As the order of ζ is 256 and ζ¹²⁸ = −1, 1/ζ in
// layer n is −zetas[256/n − 1 − i] where ζ is zetas[128/n + i]. The factors 2 are
// taken away at the end, by 1/128.
//
// Below, the sums of four may grow fourfold, and all else ends within ±3330.
func (f *poly) inverseNTT() {
	for i := range 64 {
		z, f := zetas[127-i], (*[4]int16)(f[4*i:])
		a, b, c, d := int32(f[0]), int32(f[1]), int32(f[2]), int32(f[3])
		f[0], f[1] = int16(a+c), int16(b+d)
		f[2], f[3] = int16(z.times(c-a)), int16(z.times(d-b))
	}
	for n := 4; n < 64; n *= 4 {
		for i := range 64 / n {
			k := 256/n - 1 - 2*i
			z0, z1, z := zetas[k], zetas[k-1], zetas[k/2]
			a, b, c, d := f.quarters(i, n)
			for i := range a {
				a0, b0, c0, d0 := int32(a[i]), int32(b[i]), int32(c[i]), int32(d[i])
				ab, cd := a0+b0, c0+d0
				b0, d0 = z0.times(b0-a0), z1.times(d0-c0)
				sum := ab + cd
				if n == 4 {
					sum = reduce(sum) // so that it stays below 13320 for n = 16, and 53280 at the end
				}
				a[i] = int16(sum)
				b[i] = int16(b0 + d0)
				c[i] = int16(z.times(cd - ab))
				d[i] = int16(z.times(d0 - b0))
			}
		}
	}
	z0, z1 := zetas[3], zetas[2]
	a, b, c, d := f.quarters(0, 64)
	for i := range a {
		a0, b0, c0, d0 := int32(a[i]), int32(b[i]), int32(c[i]), int32(d[i])
		ab, cd := a0+b0, c0+d0
		b0, d0 = z0.times(b0-a0), z1.times(d0-c0)
		a[i] = int16(nth.times(ab + cd))
		b[i] = int16(nth.times(b0 + d0))
		c[i] = int16(nthZeta.times(cd - ab))
		d[i] = int16(nthZeta.times(d0 - b0))
	}
}

// What the last two layers of inverseNTT multiply by: 1/128, and zetas[1]/128, which is
// −ζ⁻⁶⁴/128.
var nth, nthZeta = newFactor(3303), newFactor(1729 * 3303 % q)

// An operand is a transformed polynomial g, with what each of its products needs: γᵢg₂ᵢ₊₁
// for all i. |gᵢ| is below 2¹⁴.
type operand struct {
	g   poly
	odd [128]int16
}

// set makes an operand of g.
func (o *operand) set(g *poly) {
	o.g = *g
	for i := range 64 {
		z, g := zetas[64+i], (*[4]int16)(g[4*i:])
		o.odd[2*i] = int16(z.times(int32(g[1])))
		o.odd[2*i+1] = int16(-z.times(int32(g[3])))
	}
}

// dot sets f = a₀g₀ + a₁g₁ + …, the product of a row or column of transformed polynomials
// and a vector of operands (FIPS 203 Algorithms 11 and 12, and §2.4.7). a[j·step] are in
// [0, q), and there are three or four. The result is within ±1664.
//
//	(a + a′X)(g + g′X) = ag + a′γg′ + (ag′ + a′g)X     modulo X² − γ
//
// A sum of the eight products is below 8·2¹²·2¹⁴ = 2²⁹, and is reduced once.
func (f *poly) dot(a []poly, step int, g []operand) {
	a0, a1, a2, a3 := &a[0], &a[step], &a[2*step], (*poly)(nil)
	g0, g1, g2, g3 := &g[0], &g[1], &g[2], (*operand)(nil)
	if len(g) == 4 {
		a3, g3 = &a[3*step], &g[3]
	}
	for i := range 128 {
		even, odd := product(a0, g0, i)
		e, o := product(a1, g1, i)
		even, odd = even+e, odd+o
		e, o = product(a2, g2, i)
		even, odd = even+e, odd+o
		if a3 != nil {
			e, o = product(a3, g3, i)
			even, odd = even+e, odd+o
		}
		f[2*i], f[2*i+1] = int16(reduce(even)), int16(reduce(odd))
	}
}

// product returns the i-th pair of coefficients of ag.
func product(a *poly, g *operand, i int) (even, odd int32) {
	i &= 127
	x, y := int32(a[2*i]), int32(a[2*i+1])
	u, v := int32(g.g[2*i]), int32(g.g[2*i+1])
	return x*u + y*int32(g.odd[i]), x*v + y*u
}

// add adds g to f. The sums must be within 16 bits.
func (f *poly) add(g *poly) {
	for i := range f {
		f[i] += g[i]
	}
}

// compress and decompress apply the functions of these names to each coefficient.
func (f *poly) compress(d uint) {
	for i := range f {
		f[i] = int16(compress(int32(f[i]), d))
	}
}

func (f *poly) decompress(d uint) {
	for i := range f {
		f[i] = int16(decompress(uint32(f[i]), d))
	}
}

// canonical reduces f to [0, q).
func (f *poly) canonical() {
	for i := range f {
		f[i] = int16(canonical(int32(f[i])))
	}
}

// wipe overwrites f with zeros.
//
//go:noinline
func (f *poly) wipe() { *f = poly{} }
