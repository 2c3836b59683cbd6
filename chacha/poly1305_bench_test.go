package chacha_test

import (
	"fmt"
	"testing"

	kernel "github.com/glassh/glassh/asm/chacha"
	"github.com/glassh/glassh/chacha"
)

// BenchmarkPoly1305 measures every tier of Poly1305, at once and in writes.
func BenchmarkPoly1305(b *testing.B) {
	key := [32]byte{0: 1, 7: 2, 15: 3, 31: 4}
	for _, impl := range kernel.TiersPoly1305.Impls {
		if impl.Lacks != "" {
			continue
		}
		for _, size := range []int{16, 64, 256, 1350, 16384} {
			buf := make([]byte, size)
			measure := func(alg string, f func()) {
				b.Run(fmt.Sprintf("alg=%s/tier=%v/size=%d", alg, impl.Tier, size), func(b *testing.B) {
					restore, err := kernel.TiersPoly1305.Force(impl.Tier.String())
					if err != nil {
						b.Fatal(err)
					}
					defer restore()
					b.SetBytes(int64(size))
					b.ReportAllocs()
					for b.Loop() {
						f()
					}
				})
			}
			measure("poly1305", func() { chacha.SumPoly1305(&key, buf) })
			measure("poly1305-written", func() {
				m := chacha.NewPoly1305(&key)
				m.Write(buf[:4])
				m.Write(buf[4:])
				var tag [chacha.TagSize]byte
				m.Sum(tag[:0])
			})
		}
	}
}
