package chacha

import (
	"math/rand/v2"
	"testing"

	kernel "github.com/glassh/glassh/asm/chacha"
)

// TestSealOnExtremes gives the kernels of seal numbers that carry from limb to limb,
// which random ones hardly ever do, and compares with the generic polynomial.
func TestSealOnExtremes(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	word := func() uint64 {
		w := [...]uint64{0, 1, 4, 5, 1 << 63, 1<<63 - 1, ^uint64(0), ^uint64(0) - 4, rnd.Uint64()}
		return w[rnd.IntN(len(w))]
	}
	const r0, r1 = 0x0ffffffc0fffffff, 0x0ffffffc0ffffffc
	rounds := 20_000
	if testing.Short() {
		rounds = 1000
	}
	for _, impl := range kernel.Tiers.Impls {
		if impl.Lacks != "" {
			continue
		}
		var s state
		for round := range rounds {
			h := [3]uint64{word(), word(), uint64(rnd.IntN(5))}
			r := [2]uint64{word() & r0, word() & r1}
			mac := make([]byte, 384+rnd.IntN(200)+1)
			if rnd.IntN(2) == 0 {
				for i := range mac {
					mac[i] = 0xff
				}
			}
			// As if the message before had led to h; what is encrypted is the last byte.
			m := Poly1305{h: h, r: r}
			last := mac[len(mac)-1:]
			n := kernel.Seal(impl.Tier, (*kernel.Key)(&s), 0, 0, last, last, mac, &h, &r)
			m.blocksGeneric(mac[:n], 1)
			if m.h != h {
				t.Fatalf("%v, round %d, %d bytes under r = %x:\nwant %x\ngot  %x", impl.Tier, round, n, r, m.h, h)
			}
		}
	}
}
