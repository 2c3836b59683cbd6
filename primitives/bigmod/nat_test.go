package bigmod_test

import (
	"bytes"
	"math/big"
	"testing"

	"github.com/glassh/glassh/primitives/bigmod"
)

// natNumber returns x, which is shorter than 1000 bytes.
func natNumber(x *bigmod.Nat) *big.Int { return number(x.FillBytes(make([]byte, 1000))) }

func TestNatAgreesWithMathBig(t *testing.T) {
	s := newSource(20)
	for range cases() {
		X, Y := s.bits(1+s.IntN(1500)), s.bits(1+s.IntN(1500))
		// Leading zeros are part of the length.
		x := bigmod.NewNat(append(make([]byte, s.IntN(20)), X.Bytes()...))
		y := bigmod.NewNat(append(make([]byte, s.IntN(20)), Y.Bytes()...))
		check := func(name string, want *big.Int, got *bigmod.Nat) {
			t.Helper()
			if got := natNumber(got); got.Cmp(want) != 0 {
				t.Fatalf("x = %x\ny = %x\n%s: want %x, got %x", X, Y, name, want, got)
			}
		}
		check("x", X, x)
		check("x + y", new(big.Int).Add(X, Y), x.Add(y))
		check("xy", new(big.Int).Mul(X, Y), x.Mul(y))
		if Y.Sign() != 0 {
			check("x mod y", new(big.Int).Mod(X, Y), x.Mod(y))
		}
		d, less := x.Sub(y)
		if less.Public() != (X.Cmp(Y) < 0) {
			t.Fatalf("x = %x\ny = %x\nx < y: %v", X, Y, less)
		}
		if !less.Public() {
			check("x − y", new(big.Int).Sub(X, Y), d)
		} else if sum := d.Add(y); new(big.Int).Mod(natNumber(sum), new(big.Int).Lsh(big.NewInt(1), 64)).Uint64() != new(big.Int).And(X, new(big.Int).SetUint64(1<<64-1)).Uint64() {
			t.Fatalf("x = %x\ny = %x\n(x − y) + y is not x", X, Y)
		}
		if got := x.Equal(y).Public(); got != (X.Cmp(Y) == 0) {
			t.Fatalf("x = %x\ny = %x\nx = y: %v", X, Y, got)
		}
		if !x.Equal(bigmod.NewNat(append(make([]byte, 33), X.Bytes()...))).Public() {
			t.Fatalf("%x does not equal itself after zeros", X)
		}
		if got := x.BitLenVarTime(); got != X.BitLen() {
			t.Fatalf("%x: want %d bits, got %d", X, X.BitLen(), got)
		}
		word := s.Uint32() >> s.IntN(30)
		if word&(word-1) != 0 {
			want := new(big.Int).Mod(X, big.NewInt(int64(word))).Uint64()
			if got := x.ModWord(word); uint64(got) != want {
				t.Fatalf("%x mod %d: want %d, got %d", X, word, want, got)
			}
		}
		odd := s.Uint64()>>s.IntN(64) | 1
		product := new(big.Int).Mul(X, new(big.Int).SetUint64(odd))
		check("xd/d", X, bigmod.NewNat(product.Bytes()).DivExact(odd))
	}
}

// A divisor that fills its limbs leaves no room above: the carry of the doubled
// remainder counts.
func TestModByNumbersThatFillTheirLimbs(t *testing.T) {
	s := newSource(21)
	for range 50 {
		M := s.modulus(64 * (1 + s.IntN(8)))
		X := s.bits(1 + s.IntN(1500))
		want := new(big.Int).Mod(X, M)
		if got := natNumber(bigmod.NewNat(X.Bytes()).Mod(bigmod.NewNat(M.Bytes()))); got.Cmp(want) != 0 {
			t.Fatalf("%x mod %x: want %x, got %x", X, M, want, got)
		}
	}
}

// The quotient that ModWord estimates is furthest off for the largest numbers.
func TestModWordAtTheEnds(t *testing.T) {
	for _, m := range []uint32{3, 5, 65537, 1<<31 - 1, 1<<31 + 1, 1<<32 - 1, 1<<32 - 5} {
		for _, b := range [][]byte{nil, {0}, bytes.Repeat([]byte{0xff}, 8), bytes.Repeat([]byte{0xff}, 800), {byte(m >> 24), byte(m >> 16), byte(m >> 8), byte(m)}, {byte(m >> 24), byte(m >> 16), byte(m >> 8), byte(m - 1)}} {
			want := new(big.Int).Mod(number(b), new(big.Int).SetUint64(uint64(m))).Uint64()
			if got := bigmod.NewNat(b).ModWord(m); uint64(got) != want {
				t.Errorf("%x mod %d: want %d, got %d", b, m, want, got)
			}
		}
	}
}

func TestNatMisusePanics(t *testing.T) {
	x := bigmod.NewNat([]byte{1, 0, 0})
	for name, f := range map[string]func(){
		"FillBytes of 2 bytes": func() { x.FillBytes(make([]byte, 2)) },
		"ModWord(0)":           func() { x.ModWord(0) },
		"ModWord(1)":           func() { x.ModWord(1) },
		"ModWord(256)":         func() { x.ModWord(256) },
		"DivExact(0)":          func() { x.DivExact(0) },
		"DivExact(6)":          func() { x.DivExact(6) },
	} {
		mustPanic(t, name, f)
	}
	if got := x.FillBytes(make([]byte, 3)); !bytes.Equal(got, []byte{1, 0, 0}) {
		t.Errorf("FillBytes: %x", got)
	}
}
