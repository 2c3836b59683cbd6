package sha2

import (
	"math/big"
	"testing"

	kernel "github.com/glassh/glassh/asm/sha2"
)

// TestConstantsAreRootsOfPrimes computes all constants anew: the bits behind the
// point of square and cube roots (FIPS 180-4 §4.2, §5.3).
func TestConstantsAreRootsOfPrimes(t *testing.T) {
	var primes []int64
	for n := int64(2); len(primes) < 80; n++ {
		if big.NewInt(n).ProbablyPrime(0) {
			primes = append(primes, n)
		}
	}
	for i := range 8 {
		if want := behindThePoint(primes[i], 2, 32); uint64(iv256[i]) != want {
			t.Errorf("H%d of SHA-256: want %#x, got %#x", i, want, iv256[i])
		}
		if want := behindThePoint(primes[i], 2, 64); iv512[i] != want {
			t.Errorf("H%d of SHA-512: want %#x, got %#x", i, want, iv512[i])
		}
		if want := behindThePoint(primes[8+i], 2, 64); iv384[i] != want {
			t.Errorf("H%d of SHA-384: want %#x, got %#x", i, want, iv384[i])
		}
	}
	for i, p := range primes {
		if i < 64 {
			if want := behindThePoint(p, 3, 32); uint64(kernel.K256[i/16][i%16]) != want {
				t.Errorf("K%d of SHA-256: want %#x, got %#x", i, want, kernel.K256[i/16][i%16])
			}
		}
		if want := behindThePoint(p, 3, 64); kernel.K512[i/16][i%16] != want {
			t.Errorf("K%d of SHA-512: want %#x, got %#x", i, want, kernel.K512[i/16][i%16])
		}
	}
}

// behindThePoint returns the first bits of the fraction of the n-th root of p: of
// ⌊ⁿ√(p·2^(n·bits))⌋, the lowest bits. It looks for the root bit by bit.
func behindThePoint(p, n int64, bits uint) uint64 {
	scaled := new(big.Int).Lsh(big.NewInt(p), uint(n)*bits)
	root := new(big.Int)
	for bit := int(bits) + 8; bit >= 0; bit-- {
		try := new(big.Int).SetBit(root, bit, 1)
		if new(big.Int).Exp(try, big.NewInt(n), nil).Cmp(scaled) <= 0 {
			root = try
		}
	}
	mask := new(big.Int).Lsh(big.NewInt(1), bits)
	return new(big.Int).And(root, mask.Sub(mask, big.NewInt(1))).Uint64()
}
