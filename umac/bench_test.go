package umac_test

import (
	"encoding/binary"
	"fmt"
	"testing"

	kernel "github.com/glassh/glassh/asm/umac"
	"github.com/glassh/glassh/umac"
)

// BenchmarkUMAC measures every tier of NH, with the best of AES, which makes the pads.
func BenchmarkUMAC(b *testing.B) {
	for _, alg := range algorithms {
		for _, impl := range kernel.Tiers.Impls {
			if impl.Lacks != "" {
				continue
			}
			restore, err := kernel.Tiers.Force(impl.Tier.String())
			if err != nil {
				b.Fatal(err)
			}
			for _, size := range []int{64, 1350, 16384} {
				b.Run(fmt.Sprintf("alg=%s/tier=%v/size=%d", alg.name, impl.Tier, size), func(b *testing.B) {
					m := alg.new(make([]byte, umac.KeySize))
					// Filled: untouched memory is one page many times, and slower.
					msg, nonce, tag := pattern(size), make([]byte, 8), make([]byte, 0, 16)
					b.SetBytes(int64(size))
					b.ReportAllocs()
					var seq uint64
					for b.Loop() {
						binary.BigEndian.PutUint64(nonce, seq) // as SSH does
						seq++
						m.Tag(tag, nonce, msg)
					}
				})
			}
			restore()
		}
	}
}
