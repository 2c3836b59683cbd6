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
		tier := impl.Tier.String()
		restore, err := kernel.Tiers.Force(tier)
		if err != nil {
			b.Fatal(err)
		}
		key, nonce, ad := make([]byte, 64), make([]byte, 12), make([]byte, 4)
		ssh, aead, stream := chacha.NewSSH(key), chacha.NewAEAD(key[:32]), chacha.New(key[:32], nonce)
		run(b, "chacha20", tier, func(buf []byte) {
			stream.SetCounter(0)
			stream.XORKeyStream(buf, buf)
		})
		run(b, "chacha20-poly1305/op=seal", tier, func(buf []byte) { aead.Seal(buf[:0], nonce, buf, ad) })
		var sealed, opened []byte
		run(b, "chacha20-poly1305/op=open", tier, func(buf []byte) {
			if len(sealed) != len(buf)+chacha.TagSize {
				sealed = aead.Seal(nil, nonce, buf, ad)
			}
			if opened, err = aead.Open(opened[:0], nonce, sealed, ad); err != nil {
				b.Fatal(err)
			}
		})
		run(b, "chacha20-poly1305@openssh.com/op=seal", tier, func(buf []byte) { ssh.SealPacket(1, buf[:len(buf)+20]) })

		// Two packets by turns: the same again would find its keystream computed.
		var packets [2][]byte
		var seq uint32
		run(b, "chacha20-poly1305@openssh.com/op=open", tier, func(buf []byte) {
			if len(packets[0]) != len(buf)+20 {
				for i := range packets {
					packets[i] = make([]byte, len(buf)+20)
					ssh.SealPacket(uint32(i), packets[i])
				}
			}
			seq ^= 1
			packet := buf[:len(buf)+20]
			copy(packet, packets[seq])
			if ssh.Length(seq, packet) != 0 || ssh.OpenPacket(seq, packet) != nil {
				b.Fatal("cannot open what was sealed")
			}
		})
		restore()
	}
}

func run(b *testing.B, alg, tier string, f func(buf []byte)) {
	for _, size := range []int{64, 1350, 16384} {
		b.Run(fmt.Sprintf("alg=%s/tier=%s/size=%d", alg, tier, size), func(b *testing.B) {
			buf := make([]byte, size, size+4+chacha.TagSize)
			b.SetBytes(int64(size))
			b.ReportAllocs()
			for b.Loop() {
				f(buf)
			}
		})
	}
}
