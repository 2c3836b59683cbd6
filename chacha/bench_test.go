package chacha_test

import (
	"fmt"
	"testing"

	kernel "github.com/glassh/glassh/asm/chacha"
	"github.com/glassh/glassh/chacha"
)

// BenchmarkChaCha measures every tier of the cipher, with the best of Poly1305.
func BenchmarkChaCha(b *testing.B) {
	for _, impl := range kernel.Tiers.Impls {
		if impl.Lacks != "" {
			continue
		}
		restore, err := kernel.Tiers.Force(impl.Tier.String())
		if err != nil {
			b.Fatal(err)
		}
		key, nonce := make([]byte, 64), make([]byte, 12)
		ssh, aead, stream := chacha.NewSSH(key), chacha.NewAEAD(key[:32]), chacha.New(key[:32], nonce)
		run(b, "chacha20", impl.Tier.String(), func(buf []byte) {
			stream.SetCounter(0)
			stream.XORKeyStream(buf, buf)
		})
		run(b, "chacha20-poly1305", impl.Tier.String(), func(buf []byte) { aead.Seal(buf[:0], nonce, buf, nil) })
		run(b, "chacha20-poly1305@openssh.com", impl.Tier.String(), func(buf []byte) { ssh.SealPacket(1, buf[:len(buf)+16]) })
		restore()
	}
}

// BenchmarkPoly1305 measures every tier of Poly1305.
func BenchmarkPoly1305(b *testing.B) {
	for _, impl := range kernel.TiersPoly1305.Impls {
		if impl.Lacks != "" {
			continue
		}
		restore, err := kernel.TiersPoly1305.Force(impl.Tier.String())
		if err != nil {
			b.Fatal(err)
		}
		key := [32]byte{1, 2, 3}
		run(b, "poly1305", impl.Tier.String(), func(buf []byte) { chacha.SumPoly1305(&key, buf) })
		restore()
	}
}

func run(b *testing.B, alg, tier string, f func(buf []byte)) {
	for _, size := range []int{64, 1344, 32768} {
		b.Run(fmt.Sprintf("alg=%s/tier=%s/size=%d", alg, tier, size), func(b *testing.B) {
			buf := make([]byte, size, size+chacha.TagSize)
			b.SetBytes(int64(size))
			b.ReportAllocs()
			for b.Loop() {
				f(buf)
			}
		})
	}
}
