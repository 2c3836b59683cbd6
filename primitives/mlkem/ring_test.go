package mlkem_test

import (
	"bytes"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/glassh/glassh/primitives/mlkem"
)

const q = mlkem.Q

// mod returns a modulo q in [0, q).
func mod(a int) int { return (a%q + q) % q }

// roundQuotient returns a/b rounded, halves up, for b > 0.
func roundQuotient(a, b int) int {
	q, r := (2*a+b)/(2*b), (2*a+b)%(2*b)
	if r < 0 {
		q--
	}
	return q
}

func TestFactorTakesItsWholeRange(t *testing.T) {
	for _, b := range []uint32{0, 1, 2, 17, 1664, 1665, 1729, 3303, q - 1} {
		z := mlkem.NewFactor(b)
		for a := int32(-1<<18 + 1); a < 1<<18; a++ {
			got := mlkem.Times(z, a)
			if got < -1665 || got > 1664 || mod(int(got)-int(a)*int(b)) != 0 {
				t.Fatalf("%d · %d: got %d", a, b, got)
			}
		}
	}
	for b := range uint32(q) {
		z := mlkem.NewFactor(b)
		for _, a := range []int32{-1<<18 + 1, -53280, -1, 0, 1, q, 32767, 1<<18 - 1} {
			if got := mlkem.Times(z, a); got < -1665 || got > 1664 || mod(int(got)-int(a)*int(b)) != 0 {
				t.Fatalf("%d · %d: got %d", a, b, got)
			}
		}
	}
}

func TestReduce(t *testing.T) {
	check := func(a int32) {
		if got := mlkem.Reduce(a); got < -1664 || got > 1664 || (int64(got)-int64(a))%q != 0 {
			t.Fatalf("%d: got %d", a, got)
		}
		if got := mlkem.Canonical(a); int(got) != mod(int(a)) {
			t.Fatalf("%d: got %d in [0, q)", a, got)
		}
	}
	// Around the multiples of q/2, where the quotient changes, and at the ends.
	const top = 1<<31 - 1
	for k := range int32(100) {
		for _, m := range []int32{k, top/q - k} {
			for d := int32(-3); d <= 3; d++ {
				check(m*q + d)
				check(-m*q + d)
				check(m*q - q/2 + d)
				check(-m*q + q/2 + d)
			}
		}
		check(top - k)
		check(-top - 1 + k)
	}
	rnd := rand.New(rand.NewPCG(203, 1))
	for range 1000000 {
		check(int32(rnd.Uint32()))
	}
}

// TestCompress holds the two functions to FIPS 203 §4.2.1 for every number there is.
func TestCompress(t *testing.T) {
	for _, d := range []uint{1, 4, 5, 10, 11} {
		for a := -1 << 15; a < 1<<15; a++ {
			want := roundQuotient(mod(a)<<d, q) % (1 << d)
			if got := mlkem.Compress(int32(a), d); int(got) != want {
				t.Fatalf("Compress_%d(%d): want %d, got %d", d, a, want, got)
			}
		}
		for y := range 1 << d {
			want := roundQuotient(y*q, 1<<d)
			got := mlkem.Decompress(uint32(y), d)
			if int(got) != want || mlkem.Compress(got, d) != uint32(y) {
				t.Fatalf("Decompress_%d(%d): want %d, got %d", d, y, want, got)
			}
		}
	}
}

func TestZetas(t *testing.T) {
	zeta, modulus := big.NewInt(17), big.NewInt(q)
	for i, z := range mlkem.Zetas {
		exponent := int64(0)
		for b := range 7 {
			exponent = exponent<<1 | int64(i>>b&1)
		}
		want := new(big.Int).Exp(zeta, big.NewInt(exponent), modulus).Int64()
		if got := mlkem.Times(z, 1); mod(int(got)) != int(want) {
			t.Errorf("zetas[%d]: want %d, got %d", i, want, mod(int(got)))
		}
	}
	// The start and the end of the table in FIPS 203 Appendix A.
	for i, want := range map[int]int{0: 1, 1: 1729, 2: 2580, 3: 3289, 127: 2154} {
		if got := mod(int(mlkem.Times(mlkem.Zetas[i], 1))); got != want {
			t.Errorf("zetas[%d]: want %d, got %d", i, want, got)
		}
	}
}

// gammas returns the γᵢ: ζ to the power 2·BitRev₇(i) + 1.
func gammas() (all [128]int) {
	for i, z := range mlkem.Zetas {
		power := mod(int(mlkem.Times(z, 1)))
		all[i] = mod(17 * power * power)
	}
	return all
}

// extremes are polynomials with coefficients at both ends of ±max and random ones.
func extremes(rnd *rand.Rand, max int) []mlkem.Poly {
	all := make([]mlkem.Poly, 40)
	for n := range all {
		for i := range all[n] {
			switch {
			case n == 0:
				all[n][i] = int16(max)
			case n == 1:
				all[n][i] = int16(-max)
			case n < 20:
				all[n][i] = int16(max * (1 - 2*rnd.IntN(2)))
			default:
				all[n][i] = int16(rnd.IntN(2*max+1) - max)
			}
		}
	}
	return all
}

// TestNTTIsTheRemainders compares with the definition: f modulo each X² − γᵢ.
func TestNTTIsTheRemainders(t *testing.T) {
	for n, f := range extremes(rand.New(rand.NewPCG(203, 2)), q) {
		g := f
		g.NTT()
		for i, gamma := range gammas() {
			even, odd := 0, 0
			for j := 254; j >= 0; j -= 2 {
				even, odd = mod(even*gamma+int(f[j])), mod(odd*gamma+int(f[j+1]))
			}
			if mod(int(g[2*i])) != even || mod(int(g[2*i+1])) != odd {
				t.Fatalf("polynomial %d: remainder %d is %d + %dX, want %d + %dX", n, i, g[2*i], g[2*i+1], even, odd)
			}
		}
		for i, x := range g {
			if x <= -1<<14 || x >= 1<<14 {
				t.Fatalf("polynomial %d: coefficient %d is %d", n, i, x)
			}
		}
	}
}

func TestInverseNTTUndoesNTT(t *testing.T) {
	for n, f := range extremes(rand.New(rand.NewPCG(203, 3)), 1664) {
		g := f
		g.InverseNTT()
		for i, x := range g {
			if x < -1665 || x > 1665 {
				t.Fatalf("polynomial %d: coefficient %d is %d", n, i, x)
			}
		}
		g.NTT()
		for i := range f {
			if mod(int(f[i])-int(g[i])) != 0 {
				t.Fatalf("polynomial %d: coefficient %d: want %d, got %d", n, i, f[i], g[i])
			}
		}
	}
}

// TestProductIsTheOneOfTheRing multiplies vectors by the school method, X²⁵⁶ = −1.
func TestProductIsTheOneOfTheRing(t *testing.T) {
	rnd := rand.New(rand.NewPCG(203, 4))
	for _, k := range []int{3, 4} {
		for range 5 {
			var want [256]int
			a, g := make([]mlkem.Poly, k), make([]mlkem.Poly, k)
			for n := range k {
				for i := range 256 {
					a[n][i], g[n][i] = int16(rnd.IntN(q)), int16(rnd.IntN(5)-2)
				}
				for i, x := range a[n] {
					for j, y := range g[n] {
						if i+j < 256 {
							want[i+j] += int(x) * int(y)
						} else {
							want[i+j-256] -= int(x) * int(y)
						}
					}
				}
				a[n].NTT()
				for i := range a[n] {
					a[n][i] = int16(mlkem.Canonical(int32(a[n][i])))
				}
				g[n].NTT()
			}
			var f mlkem.Poly
			f.Dot(a, g)
			f.InverseNTT()
			for i, x := range f {
				if mod(int(x)-want[i]) != 0 {
					t.Fatalf("k = %d: coefficient %d: want %d, got %d", k, i, mod(want[i]), mod(int(x)))
				}
			}
		}
	}
}

// TestLargestProducts fills the sums of Dot to their bound, where they must not
// overflow.
func TestLargestProducts(t *testing.T) {
	for _, sign := range []int{1, -1} {
		a, g := make([]mlkem.Poly, 4), make([]mlkem.Poly, 4)
		for n := range a {
			for i := range a[n] {
				a[n][i], g[n][i] = q-1, int16(sign*(1<<14-1))
			}
		}
		var f mlkem.Poly
		f.Dot(a, g)
		for i, gamma := range gammas() {
			x, y := q-1, sign*(1<<14-1)
			if want := mod(4 * (x*y + mod(x*y)*gamma)); mod(int(f[2*i])) != want {
				t.Fatalf("coefficient %d: want %d, got %d", 2*i, want, mod(int(f[2*i])))
			}
			if want := mod(8 * x * y); mod(int(f[2*i+1])) != want {
				t.Fatalf("coefficient %d: want %d, got %d", 2*i+1, want, mod(int(f[2*i+1])))
			}
		}
	}
}

// TestEncodingIsTheBitString compares with FIPS 203 Algorithms 3 to 6, bit by bit.
func TestEncodingIsTheBitString(t *testing.T) {
	rnd := rand.New(rand.NewPCG(203, 5))
	for _, d := range []uint{1, 4, 5, 10, 11, 12} {
		var f, back mlkem.Poly
		want := make([]byte, 32*d)
		for i := range f {
			f[i] = int16(rnd.IntN(1 << d))
			for j := range int(d) {
				bit := i*int(d) + j
				want[bit/8] |= byte(f[i]>>j&1) << (bit % 8)
			}
		}
		got := f.Encode(d)
		if !bytes.Equal(want, got) {
			t.Fatalf("d = %d:\nwant %x\ngot  %x", d, want, got)
		}
		if back.Decode(got, d); back != f {
			t.Fatalf("d = %d: decoding gives another polynomial", d)
		}
	}
}
