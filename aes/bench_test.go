package aes_test

import (
	stdaes "crypto/aes"
	"crypto/cipher"
	"fmt"
	"testing"

	"github.com/glassh/glassh/aes"
	kernel "github.com/glassh/glassh/asm/aes"
)

// BenchmarkModes measures every mode on every tier, and, as tier=std, the standard
// library; with -tags purego that is its portable code, which uses tables.
func BenchmarkModes(b *testing.B) {
	sizes := []int{64, 1344, 16384}
	for _, impl := range kernel.Tiers.Impls {
		if impl.Lacks != "" {
			continue
		}
		restore, err := kernel.Tiers.Force(impl.Tier.String())
		if err != nil {
			b.Fatal(err)
		}
		for _, keySize := range []int{16, 32} {
			block := newBlock(b, make([]byte, keySize))
			iv := make([]byte, 16)
			benchModes(b, impl.Tier.String(), keySize, sizes, aes.NewCTR(block, iv),
				aes.NewCBCEncrypter(block, iv), aes.NewCBCDecrypter(block, iv), aes.NewGCM(block))
		}
		restore()
	}
	for _, keySize := range []int{16, 32} {
		block, err := stdaes.NewCipher(make([]byte, keySize))
		if err != nil {
			b.Fatal(err)
		}
		gcm, err := cipher.NewGCM(block)
		if err != nil {
			b.Fatal(err)
		}
		iv := make([]byte, 16)
		benchModes(b, "std", keySize, sizes, cipher.NewCTR(block, iv),
			cipher.NewCBCEncrypter(block, iv), cipher.NewCBCDecrypter(block, iv), gcm)
	}
}

func benchModes(b *testing.B, tier string, keySize int, sizes []int, ctr cipher.Stream, enc, dec cipher.BlockMode, gcm cipher.AEAD) {
	for _, size := range sizes {
		buf, only := make([]byte, size, size+16), make([]byte, size)
		nonce, ad := make([]byte, 12), make([]byte, 4)
		for _, mode := range []struct {
			name string
			f    func()
		}{
			{"ctr", func() { ctr.XORKeyStream(buf, buf) }},
			{"cbc-enc", func() { enc.CryptBlocks(buf, buf) }},
			{"cbc-dec", func() { dec.CryptBlocks(buf, buf) }},
			{"gcm-seal", func() { gcm.Seal(buf[:0], nonce, buf, ad) }},
			// With no plaintext GCM is GHASH, and the one pass for the mask of the tag.
			{"gmac", func() { gcm.Seal(buf[:0], nonce, nil, only) }},
		} {
			b.Run(fmt.Sprintf("alg=aes%d-%s/tier=%s/size=%d", keySize*8, mode.name, tier, size), func(b *testing.B) {
				b.SetBytes(int64(size))
				b.ReportAllocs()
				for b.Loop() {
					mode.f()
				}
			})
		}
	}
}

func BenchmarkNew(b *testing.B) {
	for _, keySize := range []int{16, 32} {
		b.Run(fmt.Sprintf("alg=aes%d/tier=generic", keySize*8), func(b *testing.B) {
			key := make([]byte, keySize)
			b.ReportAllocs()
			for b.Loop() {
				newBlock(b, key)
			}
		})
	}
}
