package dh_test

import (
	"bytes"
	"math/big"
	"testing"

	"github.com/glassh/glassh/dh"
	"github.com/glassh/glassh/vectors"
)

// modp are the MODP groups by the numbers that the RFCs and SSH give them.
var modp = map[int]func() *dh.Group{
	1: dh.Group1, 14: dh.Group14, 15: dh.Group15, 16: dh.Group16, 17: dh.Group17, 18: dh.Group18,
}

func number(b []byte) *big.Int { return new(big.Int).SetBytes(b) }

func TestPrimesArePublished(t *testing.T) {
	type group struct {
		Tests []struct {
			vectors.Case
			Group int
			P, G  vectors.Hex
		}
	}
	file, err := vectors.Load[group]("modp_primes.json")
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, g := range file.Groups {
		for _, v := range g.Tests {
			seen++
			got := modp[v.Group]()
			if !bytes.Equal(v.P, got.P()) || number(v.G).Cmp(number(got.G())) != 0 {
				t.Errorf("%v: want %x, %x, got %x, %x", v.Case, v.P, v.G, got.P(), got.G())
			}
			if len(v.P) != got.Size() || 8*len(v.P) != got.BitLen() {
				t.Errorf("%v: %d bytes, %d bits", v.Case, got.Size(), got.BitLen())
			}
		}
	}
	if seen != len(modp) {
		t.Errorf("want all %d groups, got %d", len(modp), seen)
	}
}

// TestPrimesFollowFromPi evaluates the formulas of the RFCs as they stand there, with a
// π that comes about in another way than genpi.go's, by arithmetic and geometric means:
//
//	a₀ = 1, b₀ = 1/√2     aₙ₊₁ = (aₙ + bₙ)/2, bₙ₊₁ = √(aₙbₙ)
//	π = lim (aₙ + bₙ)² / (1 − Σ 2ⁿ⁺²(aₙ − aₙ₊₁)²)
//
// (C. F. Gauss; E. Salamin, "Computation of π Using Arithmetic-Geometric Mean", 1976.)
func TestPrimesFollowFromPi(t *testing.T) {
	const precision = 8192 + 256
	float := func() *big.Float { return new(big.Float).SetPrec(precision) }
	a := float().SetInt64(1)
	b := float().Sqrt(float().SetFloat64(0.5))
	s, weight := float().SetFloat64(0.25), float().SetInt64(1)
	for range 14 { // the digits double each time
		mean := float().Add(a, b)
		mean.Quo(mean, float().SetInt64(2))
		b.Sqrt(float().Mul(a, b))
		d := float().Sub(a, mean)
		s.Sub(s, d.Mul(weight, d.Mul(d, d)))
		weight.Add(weight, weight)
		a = mean
	}
	pi := float().Add(a, b)
	pi.Quo(pi.Mul(pi, pi), s.Mul(s, float().SetInt64(4)))

	power := func(n int) *big.Int { return new(big.Int).Lsh(big.NewInt(1), uint(n)) }
	for id, c := range map[int]struct {
		bits int
		k    int64
	}{
		1: {1024, 129093}, 14: {2048, 124476}, 15: {3072, 1690314},
		16: {4096, 240904}, 17: {6144, 929484}, 18: {8192, 4743158},
	} {
		// 2ⁿ − 2ⁿ⁻⁶⁴ − 1 + 2⁶⁴·(⌊2ⁿ⁻¹³⁰·π⌋ + k)
		middle, _ := float().SetMantExp(pi, c.bits-130).Int(nil)
		middle.Add(middle, big.NewInt(c.k))
		p := new(big.Int).Sub(power(c.bits), power(c.bits-64))
		p.Sub(p, big.NewInt(1)).Add(p, middle.Lsh(middle, 64))
		if got := modp[id]().P(); !bytes.Equal(p.Bytes(), got) {
			t.Errorf("group %d: want %x, got %x", id, p, got)
		}
	}
}

// TestPrimesAreSafe: p and (p − 1)/2 are primes. Of the long ones -long asks.
func TestPrimesAreSafe(t *testing.T) {
	for id, group := range modp {
		p := number(group().P())
		if p.BitLen() > 2048 && !*long {
			continue
		}
		q := new(big.Int).Rsh(p, 1)
		if !p.ProbablyPrime(1) || !q.ProbablyPrime(1) {
			t.Errorf("group %d has no safe prime", id)
		}
		if new(big.Int).Exp(big.NewInt(2), q, p).Cmp(big.NewInt(1)) != 0 {
			t.Errorf("group %d: 2 is not of order (p − 1)/2", id)
		}
	}
}
