package sntrup

import (
	"flag"
	"math/big"
	"math/rand/v2"
	"testing"
)

var long = flag.Bool("long", false, "take 10,000 random cases")

// cases is how many random cases a differential test takes.
func cases(few int) int {
	if *long {
		return 10000
	}
	return few
}

// schoolbook is the product modulo x^p − x − 1, over the integers.
func schoolbook(a, b *poly) wide {
	var c [2*p - 1]int32
	for i := range a {
		for j := range b {
			c[i+j] += int32(a[i]) * int32(b[j])
		}
	}
	for i := len(c) - 1; i >= p; i-- {
		c[i-p] += c[i]
		c[i-p+1] += c[i]
	}
	return wide(c[:p])
}

// randomPoly returns a polynomial with coefficients from −bound to bound.
func randomPoly(rnd *rand.Rand, bound int) (f poly) {
	for i := range f {
		f[i] = int16(rnd.IntN(2*bound+1) - bound)
	}
	return f
}

// constantPoly returns c + cx + cx² + …
func constantPoly(c int16) (f poly) {
	for i := range f {
		f[i] = c
	}
	return f
}

func TestProductAgreesWithSchoolbook(t *testing.T) {
	rnd := rand.New(rand.NewPCG(7, 61))
	larges := []poly{{}, {1}, {p - 1: 1}, {p - 1: -2295}, constantPoly(2295), constantPoly(-2295), constantPoly(1)}
	smalls := []poly{{}, {1}, {p - 1: 1}, {p - 1: -1}, constantPoly(1), constantPoly(-1)}
	for range cases(100) {
		larges = append(larges, randomPoly(rnd, 2295))
	}
	for i := range larges {
		for _, small := range append(smalls, randomPoly(rnd, 1)) {
			want := schoolbook(&larges[i], &small)
			var got, swapped wide
			if got.multiply(&larges[i], &small); want != got {
				t.Fatalf("case %d: the product is wrong", i)
			}
			if swapped.multiply(&small, &larges[i]); want != swapped {
				t.Fatalf("case %d: the product is wrong, the factors exchanged", i)
			}
		}
	}
}

func TestTransformConstants(t *testing.T) {
	modulus := big.NewInt(m)
	if !modulus.ProbablyPrime(20) {
		t.Error("m is not a prime")
	}
	if m <= 2*p*half*(1<<22+1) {
		t.Error("m is too small for the words")
	}
	if got := power(beta, 256); got != 1<<22 {
		t.Errorf("β²⁵⁶ is %d, want 2²²", got)
	}
	if got := power(unit, (m-1)/2); got != m-1 {
		t.Errorf("θ¹²⁸ is %d, want −1", got)
	}
	for i, s := range steps {
		minusOne := uint64(m - 1)
		for _, c := range []struct {
			what      string
			want, got uint64
		}{
			{"ζ₂² = ζ₁", s.z1.z, mulMod(s.z2.z, s.z2.z)},
			{"ζ₃² = −ζ₁", mulMod(s.z1.z, minusOne), mulMod(s.z3.z, s.z3.z)},
			{"ζ₁ · 1/ζ₁", 1, mulMod(s.z1.z, s.inv1.z)},
			{"ζ₂ · 1/ζ₂", 1, mulMod(s.z2.z, s.inv2.z)},
			{"ζ₃ · 1/ζ₃", 1, mulMod(s.z3.z, s.inv3.z)},
		} {
			if c.want != c.got {
				t.Errorf("step %d: %s: want %d, got %d", i, c.what, c.want, c.got)
			}
		}
	}
}

// The bounds in the comments hold at the ends of what a number may be.
func TestFactorsKeepTheirBound(t *testing.T) {
	rnd := rand.New(rand.NewPCG(8, 61))
	numbers := []uint64{0, 1, m - 1, m, m + 1, 18 * m, noneg, 2*noneg - 1, 1 << 55}
	for range 1000 {
		numbers = append(numbers, rnd.Uint64N(1<<55))
	}
	for _, s := range steps[:30] {
		for _, f := range []factor{s.z1, s.z2, s.z3, s.inv1, scale} {
			for _, b := range numbers {
				got := f.times(b)
				if got > m+b>>20 || got%m != mulMod(f.z, b%m) {
					t.Fatalf("%d times %d: got %d", f.z, b, got)
				}
			}
		}
	}
	minusR := new(big.Int).Lsh(big.NewInt(1), 64)
	inverse := minusR.ModInverse(minusR, big.NewInt(m)).Uint64()
	for range 1000 {
		a, b, c := rnd.Uint64N(18*m), rnd.Uint64N(18*m), rnd.Uint64N(18*m)
		want := mulMod(a%m, b%m) + mulMod(b%m, c%m) + mulMod(c%m, a%m)
		want = mulMod(want%m, inverse)
		if got := sum(a, b, b, c, c, a); got >= 2*m || got%m != want {
			t.Fatalf("sum: want %d, got %d", want, got)
		}
	}
}

func TestReductionIsToTheMiddle(t *testing.T) {
	rnd := rand.New(rand.NewPCG(9, 61))
	for i := range 100000 {
		b := rnd.Int32()
		if i%2 == 0 {
			b = -b
		}
		if i < 10 {
			b = []int32{0, 1, 2, half, half + 1, -half, -half - 1, q, 1<<31 - 1, -1 << 31}[i]
		}
		for _, c := range []struct {
			one fraction
			m   int32
		}{{oneOfQ, q}, {oneOf3, 3}} {
			got := c.one.times(b, int64(c.m))
			if got < -c.m/2 || got > c.m/2 || (int64(b)-int64(got))%int64(c.m) != 0 {
				t.Fatalf("%d modulo %d: got %d", b, c.m, got)
			}
		}
	}
}
