package bigmod_test

import (
	"bytes"
	"io"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/glassh/glassh/primitives/bigmod"
	"github.com/glassh/glassh/vectors"
)

// Those that are acceptable are negatives of primes: there are no negative numbers
// here. Numbers that a Modulus does not take, the even ones and 1, are tested by
// who needs them.
func TestWycheproofPrimality(t *testing.T) {
	type group struct {
		Tests []struct {
			vectors.Case
			Value vectors.Hex
		}
	}
	file, err := vectors.Wycheproof[group]("primality_test.json")
	if err != nil {
		t.Fatal(err)
	}
	count := map[string]int{}
	for _, g := range file.Groups {
		for _, c := range g.Tests {
			negative := len(c.Value) > 0 && c.Value[0]&0x80 != 0
			m, err := bigmod.NewModulus(c.Value)
			switch {
			case negative:
				count["negative"]++
				if c.Result == vectors.Valid {
					t.Errorf("%s: negative and valid", c)
				}
				continue
			case err != nil:
				count["not a modulus"]++
				if c.Result == vectors.Valid && number(c.Value).Cmp(big.NewInt(2)) != 0 {
					t.Errorf("%s: %x: %v", c, c.Value, err)
				}
				continue
			}
			count[string(c.Result)]++
			got, err := m.ProbablyPrime(8, newSource(byte(c.ID)).chacha())
			if err != nil {
				t.Fatal(err)
			}
			if want := c.Result == vectors.Valid; want != got.Public() {
				t.Errorf("%s %v: %x: want %v, got %v", c, c.Flags, c.Value, want, got)
			}
		}
	}
	if diff := cmp.Diff(map[string]int{"valid": 65, "invalid": 234, "negative": 14, "not a modulus": 4}, count); diff != "" {
		t.Errorf("cases run: %s", diff)
	}
}

func (s source) chacha() io.Reader { return rand.NewChaCha8([32]byte{byte(s.Uint32())}) }

// The strong test, as it is defined, with math/big.
func strong(m, b *big.Int) bool {
	one := big.NewInt(1)
	minusOne := new(big.Int).Sub(m, one)
	s := minusOne.TrailingZeroBits()
	x := new(big.Int).Exp(b, new(big.Int).Rsh(minusOne, s), m)
	if x.Cmp(one) == 0 {
		return true
	}
	for range s {
		if x.Cmp(minusOne) == 0 {
			return true
		}
		x.Mul(x, x).Mod(x, m)
	}
	return false
}

// All odd numbers to 5000 with all bases: there are strong pseudoprimes among them,
// such as 2047 to the base 2.
func TestMillerRabinIsItsDefinition(t *testing.T) {
	pseudo, end := 0, int64(700)
	if *long {
		end = 5000
	}
	check := func(M *big.Int, bases []int64) {
		m := newModulus(t, M)
		for _, b := range bases {
			B := big.NewInt(b)
			want := strong(M, B) || new(big.Int).Mod(B, M).Sign() == 0
			if got := m.MillerRabin(m.NewElement().SetUint64(uint64(b))).Public(); want != got {
				t.Errorf("%d to the base %d: want %v, got %v", M, b, want, got)
			}
			if b == 2 {
				if got := m.MillerRabin2().Public(); want != got {
					t.Errorf("%d to the base 2: want %v, got %v", M, want, got)
				}
				if want && !M.ProbablyPrime(5) {
					pseudo++
				}
			}
		}
	}
	for n := int64(3); n < end; n += 2 {
		var bases []int64
		for b := int64(1); b < n; b++ {
			bases = append(bases, b)
		}
		check(big.NewInt(n), bases)
	}
	for _, n := range []int64{2047, 3277, 4033, 4681, 8321, 65537, 15841, 29341} {
		check(big.NewInt(n), []int64{1, 2, 3, 4, 5, 6, 7, n - 2, n - 1})
	}
	if pseudo < 5 {
		t.Errorf("only %d strong pseudoprimes to the base 2 tried", pseudo)
	}
	// m − 1 with many zeros at its end, over limbs.
	for _, shift := range []uint{1, 63, 64, 65, 96, 128, 130, 200} {
		for c := int64(1); c < 60; c += 2 {
			M := new(big.Int).Lsh(big.NewInt(c), shift)
			check(M.SetBit(M, 0, 1), []int64{2, 3, 5, 7})
		}
	}
	m := newModulus(t, big.NewInt(9))
	if !m.MillerRabin(m.NewElement()).Public() {
		t.Error("the base 0 should say nothing")
	}
}

func TestPrimalityNeedsRandomness(t *testing.T) {
	m := newModulus(t, new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 127), big.NewInt(1)))
	for _, r := range []io.Reader{bytes.NewReader(nil), bytes.NewReader(make([]byte, 24*5-1))} {
		if got, err := m.ProbablyPrime(5, r); err == nil || got.Public() {
			t.Errorf("want the reader's error, got %v, %v", got, err)
		}
	}
	if got, err := m.ProbablyPrime(5, newSource(1).chacha()); err != nil || !got.Public() {
		t.Errorf("a prime is composite: %v", err)
	}
	// A composite number is found by the base 2 already.
	m = newModulus(t, big.NewInt(1e9+11))
	if got, err := m.ProbablyPrime(5, nil); err != nil || got.Public() {
		t.Errorf("%v, %v", got, err)
	}
}
