package aes_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/glassh/glassh/aes"
	kernel "github.com/glassh/glassh/asm/aes"
	"github.com/glassh/glassh/asm/asmtest"
)

func TestGCMAppendsToDst(t *testing.T) {
	asmtest.EachTier(t, kernel.Tiers, func(t *testing.T) {
		g := aes.NewGCM(newBlock(t, make([]byte, 16)))
		nonce, plaintext := make([]byte, 12), []byte("plaintext")
		ciphertext := g.Seal(nil, nonce, plaintext, nil)
		for _, room := range []int{0, 5, len(ciphertext), len(ciphertext) + 7} {
			dst := append(make([]byte, 0, 6+room), "prefix"...)
			sealed := g.Seal(dst, nonce, plaintext, nil)
			same(t, "Seal", append([]byte("prefix"), ciphertext...), sealed)
			if inPlace := &sealed[0] == &dst[0]; inPlace != (room >= len(ciphertext)) {
				t.Errorf("room for %d bytes: Seal in place: %v", room, inPlace)
			}
			opened, err := g.Open(dst, nonce, ciphertext, nil)
			if err != nil {
				t.Fatal(err)
			}
			same(t, "Open", []byte("prefixplaintext"), opened)
		}
	})
}

// TestEveryFlippedBitIsRefused changes the ciphertext, tag, nonce and additional data in
// each bit, and the lengths.
func TestEveryFlippedBitIsRefused(t *testing.T) {
	asmtest.EachTier(t, kernel.Tiers, func(t *testing.T) {
		rnd := rand.New(rand.NewPCG(5, 6))
		g := aes.NewGCM(newBlock(t, asmtest.Bytes(rnd, 32)))
		nonce, ad := asmtest.Bytes(rnd, 12), asmtest.Bytes(rnd, 21)
		ciphertext := g.Seal(nil, nonce, asmtest.Bytes(rnd, 37), ad)
		refused := func(what string, nonce, ciphertext, ad []byte) {
			t.Helper()
			dst := bytes.Repeat([]byte{0x55}, 80)
			got, err := g.Open(dst[:3], nonce, ciphertext, ad)
			if got != nil || err == nil {
				t.Fatalf("%s: opened", what)
			}
			if want := "aes: message authentication failed"; want != err.Error() {
				t.Errorf("%s: want %q, got %q", what, want, err)
			}
			want := bytes.Repeat([]byte{0x55}, 80)
			if len(ciphertext) >= 16 {
				clear(want[3:][:len(ciphertext)-16])
			}
			same(t, what+": the buffer", want, dst)
		}
		for _, part := range []struct {
			name string
			b    []byte
		}{{"nonce", nonce}, {"ciphertext and tag", ciphertext}, {"ad", ad}} {
			for i := range 8 * len(part.b) {
				part.b[i/8] ^= 1 << (i % 8)
				refused(fmt.Sprintf("bit %d of %s", i, part.name), nonce, ciphertext, ad)
				part.b[i/8] ^= 1 << (i % 8)
			}
		}
		for n := range ciphertext {
			refused(fmt.Sprintf("the first %d bytes", n), nonce, ciphertext[:n], ad)
		}
		refused("a longer ciphertext", nonce, append(bytes.Clone(ciphertext), 0), ad)
		refused("a shorter ad", nonce, ciphertext, ad[:20])
		refused("a longer ad", nonce, ciphertext, append(bytes.Clone(ad), 0))
		if _, err := g.Open(nil, nonce, ciphertext, ad); err != nil {
			t.Errorf("unchanged: %v", err)
		}
	})
}

// TestRefusedPacketIsCleared opens in place: what a kernel decrypted before it knew the
// tag must not stay.
func TestRefusedPacketIsCleared(t *testing.T) {
	asmtest.EachTier(t, kernel.Tiers, func(t *testing.T) {
		g := aes.NewGCM(newBlock(t, make([]byte, 16)))
		nonce := make([]byte, 12)
		for _, n := range []int{0, 1, 32, 500, 3000} {
			packet := append([]byte{0, 0, byte(n >> 8), byte(n)}, make([]byte, n)...)
			packet = g.Seal(packet[:4], nonce, packet[4:], packet[:4])
			packet[4+n] ^= 1
			want := bytes.Clone(packet)
			clear(want[4 : 4+n])
			if _, err := g.Open(packet[:4], nonce, packet[4:], packet[:4]); err == nil {
				t.Fatal("opened")
			}
			same(t, "packet", want, packet)
		}
	})
}

func TestNoAllocations(t *testing.T) {
	asmtest.EachTier(t, kernel.Tiers, func(t *testing.T) {
		b := newBlock(t, make([]byte, 32))
		iv, buf, other := make([]byte, 16), make([]byte, 1024), make([]byte, 2048)
		packet := make([]byte, 4+1024+16)
		g, ctr := aes.NewGCM(b), aes.NewCTR(b, iv)
		enc, dec := aes.NewCBCEncrypter(b, iv), aes.NewCBCDecrypter(b, iv)
		for _, c := range []struct {
			name string
			f    func()
		}{
			{"Encrypt", func() { b.Encrypt(buf, buf) }},
			{"Decrypt", func() { b.Decrypt(buf, other) }},
			{"CTR", func() { ctr.XORKeyStream(other, buf[:1001]) }},
			{"CBC encryption", func() { enc.CryptBlocks(buf[:64], buf[:64]) }},
			{"CBC decryption", func() { dec.CryptBlocks(buf, buf) }},
			{"Seal and Open", func() {
				sealed := g.Seal(packet[:4], iv[:12], packet[4:4+1024], packet[:4])
				if _, err := g.Open(sealed[:4], iv[:12], sealed[4:], sealed[:4]); err != nil {
					t.Error(err)
				}
			}},
			{"Open that fails", func() {
				if _, err := g.Open(other[:0], iv[:12], buf, nil); err == nil {
					t.Error("opened")
				}
			}},
		} {
			if got := testing.AllocsPerRun(5, c.f); got != 0 {
				t.Errorf("%s: %v allocations", c.name, got)
			}
		}
	})
}
