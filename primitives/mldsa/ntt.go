package mldsa

// A poly is a polynomial f₀ + f₁X + … + f₂₅₅X²⁵⁵, or a transformed one.
//
// Modulo q, X²⁵⁶ + 1 is the product of 256 factors X − γ, where γ runs through the odd
// powers of ζ = 1753, whose order is 512. The number-theoretic transform f̂ of f (FIPS
// 204 §2.5) is f modulo each of them, that is f(γᵢ), in the order γᵢ = ζ to the power
// 2·BitRev₈(i) + 1. Then a product of polynomials is 256 products.
type poly [256]int32

// zetas[i] is ζ to the power BitRev₈(i).
var zetas = powersOfZeta()

func powersOfZeta() (z [256]factor) {
	power := uint64(1)
	for i := range 256 {
		r := 0 // the 8 bits of i in reverse
		for b := range 8 {
			r |= i >> b & 1 << (7 - b)
		}
		z[r] = newFactor(power)
		power = power * 1753 % q
	}
	return z
}

// ntt sets f to its transform (FIPS 204 Algorithm 41), for |fᵢ| ≤ q. The coefficients
// grow by at most 4q + 4.
//
// A layer takes the polynomial modulo X²ⁿ − ζ² apart into those modulo Xⁿ − ζ and
// Xⁿ + ζ: these are f + ζg and f − ζg, where f is the lower half and g the upper. That
// adds at most (q + 1)/2, in each of the eight layers n = 128, 64, …, 1. They are done
// two by two, n and n/2 on the quarters of 2n coefficients.
func (f *poly) ntt() {
	for n := 128; n > 2; n /= 4 {
		for k := 128 / n; k < 256/n; k++ {
			z, z0, z1 := zetas[k], zetas[2*k], zetas[2*k+1]
			a, b, c, d := f.quarters(k-128/n, n/2)
			for i := range a {
				a[i], b[i], c[i], d[i] = split(a[i], b[i], c[i], d[i], z, z0, z1)
			}
		}
	}
	for i := range 64 {
		g := (*[4]int32)(f[4*i:])
		z := (*[2]factor)(zetas[128+2*i:])
		g[0], g[1], g[2], g[3] = split(g[0], g[1], g[2], g[3], zetas[64+i], z[0], z[1])
	}
}

// split does two layers on four coefficients.
func split(a, b, c, d int32, z, z0, z1 factor) (int32, int32, int32, int32) {
	c, d = z.times(c), z.times(d)
	a, b, c, d = a+c, b+d, a-c, b-d
	b, d = z0.times(b), z1.times(d)
	return a + b, a - b, c + d, c - d
}

// inverseNTT sets f to the polynomial whose transform it is (FIPS 204 Algorithm 42), for
// |fᵢ| ≤ q. The result is within ±(q + 1)/2.
//
// It undoes the layers from n = 1 up: for f + ζg and f − ζg, the sum is 2f, and the
// difference times 1/ζ is 2g. As the order of ζ is 512 and ζ²⁵⁶ = −1, 1/ζ in
// layer n is −zetas[256/n − 1 − i] where ζ is zetas[128/n + i]. The factors 2 are
// taken away at the end, by 1/256. Sums double in each layer, up to 256q < 2³¹.
func (f *poly) inverseNTT() {
	for i := range 64 {
		g := (*[4]int32)(f[4*i:])
		z := (*[2]factor)(zetas[254-2*i:])
		g[0], g[1], g[2], g[3] = join(g[0], g[1], g[2], g[3], zetas[127-i], z[1], z[0])
	}
	for n := 4; n < 64; n *= 4 {
		for i := range 64 / n {
			k := 256/n - 1 - 2*i
			z0, z1, z := zetas[k], zetas[k-1], zetas[k/2]
			a, b, c, d := f.quarters(i, n)
			for i := range a {
				a[i], b[i], c[i], d[i] = join(a[i], b[i], c[i], d[i], z, z0, z1)
			}
		}
	}
	z0, z1 := zetas[3], zetas[2]
	a, b, c, d := f.quarters(0, 64)
	for i := range a {
		a[i], b[i], c[i], d[i] = join(a[i], b[i], c[i], d[i], nthZeta, z0, z1)
		a[i], b[i] = nth.times(a[i]), nth.times(b[i])
	}
}

// join undoes split, but for a factor 4.
func join(a, b, c, d int32, z, z0, z1 factor) (int32, int32, int32, int32) {
	a, b, c, d = a+b, z0.times(b-a), c+d, z1.times(d-c)
	return a + c, b + d, z.times(c - a), z.times(d - b)
}

// What the last layer of inverseNTT multiplies by: 1/256, and zetas[1]/256, which is
// −ζ⁻¹²⁸/256.
var nth, nthZeta = newFactor(8347681), newFactor(4808194 * 8347681 % q)

// quarters returns the quarters, each of length n, of the i-th 4n coefficients of f.
func (f *poly) quarters(i, n int) (a, b, c, d []int32) {
	g := f[4*n*i:][:4*n]
	a, b, c, d = g[:n], g[n:], g[2*n:], g[3*n:]
	return a, b[:len(a)], c[:len(a)], d[:len(a)]
}

// dot sets f = a₀g₀ + a₁g₁ + …, the product of a row of transformed polynomials and a
// vector. The sum of the products of coefficients must not pass maxSum; for l ≤ 7 and
// aᵢ in [0, q), gᵢ may be up to 4.5q. The result is within ±3q/4.
func (f *poly) dot(a, g []poly) {
	for i := range f {
		f[i] = reduce(sumOfProducts(a, g, i))
	}
}

// dotMinus sets f = a₀g₀ + a₁g₁ + … − ct.
func (f *poly) dotMinus(a, g []poly, c, t *poly) {
	for i := range f {
		f[i] = reduce(sumOfProducts(a, g, i) - int64(c[i])*int64(t[i]))
	}
}

func sumOfProducts(a, g []poly, i int) (sum int64) {
	a = a[:len(g)]
	i &= 255
	for j := range g {
		sum += int64(a[j][i]) * int64(g[j][i])
	}
	return sum
}

// add adds g to f, and sub subtracts it. The results must be within 32 bits.
func (f *poly) add(g *poly) {
	for i := range f {
		f[i] += g[i]
	}
}

func (f *poly) sub(g *poly) {
	for i := range f {
		f[i] -= g[i]
	}
}

// wipe overwrites f with zeros.
//
//go:noinline
func wipe(f []poly) { clear(f) }
