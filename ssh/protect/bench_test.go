package protect_test

import (
	"fmt"
	"testing"

	"github.com/glassh/glassh/ssh/protect"
	"github.com/glassh/glassh/wire"
)

// BenchmarkSeal and BenchmarkSealOpen count payload bytes, for a keystroke and for the
// data packets that SSH programs send. The cost of Open alone is their difference.
func BenchmarkSeal(b *testing.B)     { bench(b, false) }
func BenchmarkSealOpen(b *testing.B) { bench(b, true) }

func bench(b *testing.B, open bool) {
	for _, d := range oneOfEachForm() {
		for _, size := range []int{64, 1024, 32768} {
			b.Run(fmt.Sprintf("alg=%s/size=%d", d.name, size), func(b *testing.B) {
				s, o := d.sealer(), d.opener()
				buf := make([]byte, wire.HeaderLen+size, wire.HeaderLen+size+protect.MaxOverhead)
				b.SetBytes(int64(size))
				b.ReportAllocs()
				var seq uint32
				for b.Loop() {
					out := s.Seal(buf, 0, seq)
					if open {
						if _, _, err := o.Open(out, seq); err != nil {
							b.Fatal(err)
						}
					}
					seq++
				}
			})
		}
	}
}
