package aes_test

import (
	stdaes "crypto/aes"
	"crypto/cipher"
	"fmt"
	"testing"

	"github.com/glassh/glassh/aes"
	kernel "github.com/glassh/glassh/asm/aes"
)

// eachBenchTier runs f for all tiers that run here, each active in its turn.
func eachBenchTier(b *testing.B, f func(tier string)) {
	for _, impl := range kernel.Tiers.Impls {
		if impl.Lacks != "" {
			continue
		}
		restore, err := kernel.Tiers.Force(impl.Tier.String())
		if err != nil {
			b.Fatal(err)
		}
		f(impl.Tier.String())
		restore()
	}
}

func bench(b *testing.B, name string, size int, f func()) {
	b.Run(name, func(b *testing.B) {
		b.SetBytes(int64(size))
		b.ReportAllocs()
		for b.Loop() {
			f()
		}
	})
}

// BenchmarkModes measures CTR and CBC on every tier, and, as tier=std, the standard
// library; with -tags purego that is its portable code, which uses tables.
func BenchmarkModes(b *testing.B) {
	for _, keySize := range []int{16, 32} {
		key, iv := make([]byte, keySize), make([]byte, 16)
		eachBenchTier(b, func(tier string) {
			block := newBlock(b, key)
			benchModes(b, keySize, tier, aes.NewCTR(block, iv), aes.NewCBCEncrypter(block, iv), aes.NewCBCDecrypter(block, iv))
		})
		block, err := stdaes.NewCipher(key)
		if err != nil {
			b.Fatal(err)
		}
		benchModes(b, keySize, "std", cipher.NewCTR(block, iv), cipher.NewCBCEncrypter(block, iv), cipher.NewCBCDecrypter(block, iv))
	}
}

func benchModes(b *testing.B, keySize int, tier string, ctr cipher.Stream, enc, dec cipher.BlockMode) {
	for _, size := range []int{64, 1344, 1350, 16384} {
		buf := make([]byte, size)
		name := func(mode string) string {
			return fmt.Sprintf("alg=aes%d-%s/tier=%s/size=%d", keySize*8, mode, tier, size)
		}
		bench(b, name("ctr"), size, func() { ctr.XORKeyStream(buf, buf) })
		if size%16 == 0 {
			bench(b, name("cbc-enc"), size, func() { enc.CryptBlocks(buf, buf) })
			bench(b, name("cbc-dec"), size, func() { dec.CryptBlocks(buf, buf) })
		}
	}
}

// BenchmarkBlock is one block at a time.
func BenchmarkBlock(b *testing.B) {
	for _, keySize := range []int{16, 32} {
		key, buf := make([]byte, keySize), make([]byte, 16)
		run := func(tier string, block cipher.Block) {
			bench(b, fmt.Sprintf("alg=aes%d-encrypt/tier=%s/size=16", keySize*8, tier), 16, func() { block.Encrypt(buf, buf) })
			bench(b, fmt.Sprintf("alg=aes%d-decrypt/tier=%s/size=16", keySize*8, tier), 16, func() { block.Decrypt(buf, buf) })
		}
		eachBenchTier(b, func(tier string) { run(tier, newBlock(b, key)) })
		block, err := stdaes.NewCipher(key)
		if err != nil {
			b.Fatal(err)
		}
		run("std", block)
	}
}

// BenchmarkNew is the key schedule, of both directions.
func BenchmarkNew(b *testing.B) {
	for _, keySize := range keySizes {
		key := make([]byte, keySize)
		eachBenchTier(b, func(tier string) {
			bench(b, fmt.Sprintf("alg=aes%d/tier=%s/size=%d", keySize*8, tier, keySize), keySize, func() { newBlock(b, key) })
		})
		bench(b, fmt.Sprintf("alg=aes%d/tier=std/size=%d", keySize*8, keySize), keySize, func() {
			if _, err := stdaes.NewCipher(key); err != nil {
				b.Fatal(err)
			}
		})
	}
}
