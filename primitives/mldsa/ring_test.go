package mldsa_test

import (
	"bytes"
	"crypto/sha3"
	"encoding/hex"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	"github.com/glassh/glassh/primitives/mldsa"
)

func TestFactor(t *testing.T) {
	rnd := rand.New(rand.NewPCG(204, 1))
	for n := range 100000 {
		b := rnd.Uint64N(q)
		if n < 1000 {
			b = []uint64{0, 1, 2, 1753, q/2 - 1, q / 2, q/2 + 1, q - 1}[n%8]
		}
		z := mldsa.NewFactor(b)
		for _, a := range []int32{-1 << 31, -1<<31 + 1, -q, -1, 0, 1, q, 1<<31 - 1, int32(rnd.Uint32())} {
			got := mldsa.Times(z, a)
			if got < -(q+1)/2 || got > (q+1)/2 || mod(int64(got)) != mod(int64(a))*int64(b)%q {
				t.Fatalf("%d · %d: got %d", a, b, got)
			}
		}
	}
}

func TestReduce(t *testing.T) {
	if mldsa.MaxSum >= 1<<51 {
		t.Errorf("the largest sum is %d", mldsa.MaxSum)
	}
	check := func(a int64) {
		if got := mldsa.Reduce(a); got < -3*q/4 || got > 3*q/4 || mod(int64(got)) != mod(a) {
			t.Fatalf("%d: got %d", a, got)
		}
	}
	rnd := rand.New(rand.NewPCG(204, 2))
	for k := range int64(1000) {
		for _, m := range []int64{k, 32*q - k, rnd.Int64N(32 * q)} {
			for _, d := range []int64{-q / 2, -q/2 + 1, -1, 0, 1, q/2 - 1, q / 2} {
				if a := m*q + d; a <= mldsa.MaxSum {
					check(a)
					check(-a)
				}
			}
		}
		check(mldsa.MaxSum - k)
		check(-mldsa.MaxSum + k)
	}
	for range 1000000 {
		check(rnd.Int64N(2*mldsa.MaxSum+1) - mldsa.MaxSum)
	}
}

func TestCanonicalAndCenter(t *testing.T) {
	check := func(a int32) {
		if got := mldsa.Canonical(a); int64(got) != mod(int64(a)) {
			t.Fatalf("%d: got %d in [0, q)", a, got)
		}
		if a < -q || a > q {
			return
		}
		if got := mldsa.Center(a); got < -q/2 || got > q/2 || mod(int64(got)) != mod(int64(a)) {
			t.Fatalf("%d: got %d around 0", a, got)
		}
	}
	for a := int64(-1 << 31); a < 1<<31; a += 997 {
		check(int32(a))
	}
	for m := int64(-255); m <= 255; m++ {
		for _, step := range []int64{q, 1 << 23, q / 2} {
			for d := int64(-3); d <= 3; d++ {
				check(int32(m*step + d))
			}
		}
	}
	for d := range int32(1000) {
		check(-1<<31 + d)
		check(1<<31 - 1 - d)
	}
}

// TestRounding holds the functions of FIPS 204 §7.4 to their definitions, for every
// number there is.
func TestRounding(t *testing.T) {
	for r := range int32(q) {
		r1, r0 := mldsa.Power2Round(r)
		if r1<<13+r0 != r || r0 <= -1<<12 || r0 > 1<<12 {
			t.Fatalf("Power2Round(%d): got %d, %d", r, r1, r0)
		}
	}
	for _, set := range []mldsa.Set{mldsa.Set44, mldsa.Set65} { // ML-DSA-87 rounds as 65 does
		reference := references[set]
		for r := range int32(q) {
			w1, w0 := reference.decompose(int64(r))
			if r1, r0 := set.Decompose(r); int64(r1) != w1 || int64(r0) != w0 {
				t.Fatalf("%v: Decompose(%d): want %d, %d, got %d, %d", set, r, w1, w0, r1, r0)
			}
			for h := range int32(2) {
				if want, got := reference.useHint(h == 1, int64(r)), set.UseHint(h, r); want != int64(got) {
					t.Fatalf("%v: UseHint(%d, %d): want %d, got %d", set, h, r, want, got)
				}
			}
		}
	}
}

// TestHintTellsTheUpperPart is FIPS 204 §7.4: UseHint(MakeHint(z, r), r) is the upper
// part of r + z, for all |z| ≤ γ₂, here at all places where it changes.
func TestHintTellsTheUpperPart(t *testing.T) {
	for _, set := range allSets {
		reference, gamma2 := references[set], int64(set.Gamma2())
		rnd := rand.New(rand.NewPCG(204, 3))
		for r := -gamma2 - 2; r < q+2; r += gamma2 {
			for d := int64(-3); d <= 3; d++ {
				r := mod(r + d)
				r1, r0 := set.Decompose(int32(r))
				for _, z := range []int64{-gamma2, -gamma2 + 1, -3, -2, -1, 0, 1, 2, 3, gamma2 - 1, gamma2,
					rnd.Int64N(2*gamma2+1) - gamma2} {
					want, _ := reference.decompose(r + z)
					h := set.Hint(r1, r0+int32(z))
					if (h == 1) != (want != int64(r1)) || int64(set.UseHint(h, int32(r))) != want {
						t.Fatalf("%v: r = %d, z = %d: the upper parts are %d and %d, the hint %d", set, r, z, r1, want, h)
					}
				}
			}
		}
	}
}

// TestAccumulatedRounding hashes all results in decimal, as C2SP/CCTV's ML-DSA/accumulated
// does.
func TestAccumulatedRounding(t *testing.T) {
	if !*long {
		t.Skip("with -long: it hashes 100 million numbers")
	}
	h := sha3.NewSHAKE128()
	abs := func(x int32) int32 { return max(x, -x) }
	var lines []byte
	for r := range int32(q) {
		lines = lines[:0]
		r1, r0 := mldsa.Power2Round(r)
		values := []int32{mldsa.Center(r), abs(mldsa.Center(r)), r1, mldsa.Canonical(r0)}
		for _, set := range []mldsa.Set{mldsa.Set44, mldsa.Set65} {
			high, low := set.Decompose(r)
			values = append(values, high, set.UseHint(1, r), low, abs(low))
		}
		for _, x := range values {
			lines = append(strconv.AppendInt(lines, int64(x), 10), '\n')
		}
		h.Write(lines)
	}
	got := make([]byte, 32)
	h.Read(got)
	if want := "f930663417278156ab05d940294a77210a809c924d8ab63ec72f4526247602c7"; hex.EncodeToString(got) != want {
		t.Errorf("want %s, got %x", want, got)
	}
}

func TestZetas(t *testing.T) {
	for i, z := range mldsa.Zetas {
		// points[i] is ζ to the power 2·BitRev₈(i) + 1.
		power := mod(int64(mldsa.Times(z, 1)))
		if got := power * power % q * 1753 % q; got != points[i] {
			t.Errorf("zetas[%d] is %d", i, power)
		}
	}
	// The start of the table in FIPS 204 Appendix B.
	for i, want := range []int64{1, 4808194, 3765607, 3761513, 5178923} {
		if got := mod(int64(mldsa.Times(mldsa.Zetas[i], 1))); got != want {
			t.Errorf("zetas[%d]: want %d, got %d", i, want, got)
		}
	}
}

// extremes are polynomials with coefficients at both ends of ±max and random ones.
func extremes(rnd *rand.Rand, max int32) []mldsa.Poly {
	all := make([]mldsa.Poly, 40)
	for n := range all {
		for i := range all[n] {
			switch {
			case n == 0:
				all[n][i] = max
			case n == 1:
				all[n][i] = -max
			case n < 20:
				all[n][i] = max * (1 - 2*rnd.Int32N(2))
			default:
				all[n][i] = rnd.Int32N(2*max+1) - max
			}
		}
	}
	return all
}

// TestNTTIsTheValues compares with the definition: f at each γᵢ.
func TestNTTIsTheValues(t *testing.T) {
	for n, f := range extremes(rand.New(rand.NewPCG(204, 4)), q) {
		g := f
		g.NTT()
		for i, point := range points {
			want := int64(0)
			for _, x := range slices.Backward(f[:]) {
				want = mod(want*point + int64(x))
			}
			if mod(int64(g[i])) != want || g[i] < -(5*q+4) || g[i] > 5*q+4 {
				t.Fatalf("polynomial %d: value %d: want %d, got %d", n, i, want, g[i])
			}
		}
	}
}

func TestInverseNTTUndoesNTT(t *testing.T) {
	for n, f := range extremes(rand.New(rand.NewPCG(204, 5)), q) {
		g := f
		g.InverseNTT()
		for i, x := range g {
			if x < -(q+1)/2 || x > (q+1)/2 {
				t.Fatalf("polynomial %d: coefficient %d is %d", n, i, x)
			}
		}
		g.NTT()
		for i := range f {
			if mod(int64(f[i])) != mod(int64(g[i])) {
				t.Fatalf("polynomial %d: coefficient %d: want %d, got %d", n, i, f[i], g[i])
			}
		}
	}
}

// TestProductIsTheOneOfTheRing multiplies vectors by the school method, X²⁵⁶ = −1.
func TestProductIsTheOneOfTheRing(t *testing.T) {
	rnd := rand.New(rand.NewPCG(204, 6))
	for _, l := range []int{1, 4, 5, 7} {
		var want refPoly
		a, g := make([]mldsa.Poly, l), make([]mldsa.Poly, l)
		for n := range l {
			var x, y refPoly
			for i := range 256 {
				a[n][i], g[n][i] = rnd.Int32N(q), rnd.Int32N(1<<20)-1<<19
				x[i], y[i] = int64(a[n][i]), int64(g[n][i])
			}
			product := x.multiply(&y)
			for i := range want {
				want[i] = mod(want[i] + product[i])
			}
			a[n].NTT()
			for i := range a[n] {
				a[n][i] = mldsa.Canonical(a[n][i])
			}
			g[n].NTT()
		}
		var f mldsa.Poly
		f.Dot(a, g)
		f.InverseNTT()
		for i, x := range f {
			if mod(int64(x)) != want[i] {
				t.Fatalf("l = %d: coefficient %d: want %d, got %d", l, i, want[i], mod(int64(x)))
			}
		}
	}
}

func TestExceeds(t *testing.T) {
	var f mldsa.Poly
	for _, place := range []int{0, 100, 255} {
		for _, bound := range []int32{1, 3, 1000, 1 << 19} {
			for _, x := range []int32{bound - 1, bound, bound + 1, -bound + 1, -bound, -bound - 1, 1 << 30, -1 << 30} {
				f[place] = x
				want := int32(0)
				if max(x, -x) >= bound {
					want = 1
				}
				if got := f.Exceeds(bound); want != got {
					t.Errorf("%d at %d, bound %d: want %d, got %d", x, place, bound, want, got)
				}
				f[place] = 0
			}
		}
	}
}

// TestPackingIsTheBitString compares with FIPS 204 Algorithms 16 and 18, bit by bit.
func TestPackingIsTheBitString(t *testing.T) {
	rnd := rand.New(rand.NewPCG(204, 7))
	for _, d := range []uint{3, 4, 6, 10, 13, 18, 20} {
		var f, back mldsa.Poly
		for i := range f {
			f[i] = rnd.Int32N(1 << d)
		}
		got := f.Pack(d)
		for i, x := range f {
			if bits(got, i, int(d)) != int64(x) || len(got) != 32*int(d) {
				t.Fatalf("d = %d: coefficient %d is %d in %x", d, i, x, got)
			}
		}
		rest := back.Unpack(append(got, 7), d)
		if back != f || !bytes.Equal(rest, []byte{7}) {
			t.Fatalf("d = %d: unpacking gives another polynomial, and leaves %x", d, rest)
		}
	}
}
