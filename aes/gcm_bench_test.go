package aes_test

import (
	stdaes "crypto/aes"
	"crypto/cipher"
	"fmt"
	"testing"

	"github.com/glassh/glassh/aes"
	kernel "github.com/glassh/glassh/asm/aes"
)

// BenchmarkGCM seals and opens packets of SSH, with 4 bytes of additional data, in
// place, on every tier and, as tier=std, with the standard library.
func BenchmarkGCM(b *testing.B) {
	for _, keySize := range []int{16, 32} {
		key := make([]byte, keySize)
		for _, impl := range kernel.Tiers.Impls {
			if impl.Lacks != "" {
				continue
			}
			restore, err := kernel.Tiers.Force(impl.Tier.String())
			if err != nil {
				b.Fatal(err)
			}
			benchGCM(b, keySize, impl.Tier.String(), aes.NewGCM(newBlock(b, key)))
			restore()
		}
		block, err := stdaes.NewCipher(key)
		if err != nil {
			b.Fatal(err)
		}
		std, err := cipher.NewGCM(block)
		if err != nil {
			b.Fatal(err)
		}
		benchGCM(b, keySize, "std", std)
	}
}

func benchGCM(b *testing.B, keySize int, tier string, g cipher.AEAD) {
	for _, size := range []int{16, 64, 256, 1350, 16384} {
		packet, nonce := make([]byte, 4+size+16), make([]byte, 12)
		run := func(op string, f func()) {
			b.Run(fmt.Sprintf("alg=aes%d-gcm-%s/tier=%s/size=%d", keySize*8, op, tier, size), func(b *testing.B) {
				b.SetBytes(int64(size))
				b.ReportAllocs()
				for b.Loop() {
					f()
				}
			})
		}
		run("seal", func() { g.Seal(packet[:4], nonce, packet[4:4+size], packet[:4]) })

		sealed := g.Seal(nil, nonce, packet[4:4+size], packet[:4])
		run("open", func() {
			if _, err := g.Open(packet[4:4], nonce, sealed, packet[:4]); err != nil {
				b.Fatal(err)
			}
		})
	}
}

// BenchmarkNewGCM is what every key exchange pays, without the key schedule.
func BenchmarkNewGCM(b *testing.B) {
	for _, impl := range kernel.Tiers.Impls {
		if impl.Lacks != "" {
			continue
		}
		restore, err := kernel.Tiers.Force(impl.Tier.String())
		if err != nil {
			b.Fatal(err)
		}
		block := newBlock(b, make([]byte, 16))
		b.Run("alg=aes128/tier="+impl.Tier.String(), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				aes.NewGCM(block)
			}
		})
		restore()
	}
}
