package sha1

import (
	"math/big"
	"testing"
)

func TestConstantsAreRoots(t *testing.T) {
	for n, k := range map[int64]int64{2: K0, 3: K20, 5: K40, 10: K60} {
		square := new(big.Int).Lsh(big.NewInt(n), 60)
		if want := new(big.Int).Sqrt(square).Int64(); want != k {
			t.Errorf("2³⁰·√%d: want %#x, got %#x", n, want, k)
		}
	}
}
