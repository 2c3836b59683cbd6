package umac

import (
	"math/rand/v2"
	"testing"
)

func TestReductionModulo36Bits(t *testing.T) {
	const p = 1<<36 - 5
	rnd := rand.New(rand.NewPCG(5, 6))
	for range 1000 {
		multiple := p * rnd.Uint64N(1<<59/p)
		for d := range uint64(20) {
			for _, x := range []uint64{multiple + d, multiple - min(multiple, d), rnd.Uint64N(1 << 59)} {
				if want, got := x%p, reduce36(x); want != got {
					t.Fatalf("%#x: want %#x, got %#x", x, want, got)
				}
			}
		}
	}
	var k l3Key
	keys := [8]uint64{0, p - 1, p, p + 1, 1<<64 - 1, 1 << 63, 1<<64 - 1<<36, 7 * p}
	k.set(&keys, 0)
	for i, x := range keys {
		if want := x % p; want != k.k[i] {
			t.Errorf("key %#x: want %#x, got %#x", x, want, k.k[i])
		}
	}
}
