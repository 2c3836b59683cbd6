package blowfish

import (
	"encoding/binary"
	"math/big"
	"testing"
)

// TestTablesAreTheDigitsOfPi computes π by another formula than genpi.go, Størmer's:
// π = 24·arctan(1/8) + 8·arctan(1/57) + 4·arctan(1/239).
func TestTablesAreTheDigitsOfPi(t *testing.T) {
	const bits, guard = 32 * (18 + 4*256), 64
	arctan := func(m, x int64) *big.Int {
		term := new(big.Int).Lsh(big.NewInt(m), bits+guard)
		term.Quo(term, big.NewInt(x))
		sum := new(big.Int)
		for n := int64(1); term.Sign() != 0; n += 2 {
			sum.Add(sum, new(big.Int).Quo(term, big.NewInt(n)))
			term.Quo(term, big.NewInt(-x*x))
		}
		return sum
	}
	pi := arctan(24, 8)
	pi.Add(pi, arctan(8, 57))
	pi.Add(pi, arctan(4, 239))
	pi.Rsh(pi, guard)

	want := new(big.Int).Sub(pi, new(big.Int).Lsh(big.NewInt(3), bits)).FillBytes(make([]byte, bits/8))
	words := initial.p[:]
	for _, s := range initial.s {
		words = append(words, s[:]...)
	}
	for i, got := range words {
		if want := binary.BigEndian.Uint32(want[4*i:]); want != got {
			t.Fatalf("word %d: want %#x, got %#x", i, want, got)
		}
	}
}
