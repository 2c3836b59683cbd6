package aes_test

import (
	"bytes"
	stdaes "crypto/aes"
	"crypto/cipher"
	"encoding/binary"
	"math/rand/v2"
	"testing"

	"github.com/glassh/glassh/aes"
	kernel "github.com/glassh/glassh/asm/aes"
	"github.com/glassh/glassh/asm/asmtest"
)

// What the types have to fit.
var (
	_ cipher.Block     = (*aes.Block)(nil)
	_ cipher.Stream    = (*aes.CTR)(nil)
	_ cipher.BlockMode = (*aes.CBCEncrypter)(nil)
	_ cipher.BlockMode = (*aes.CBCDecrypter)(nil)
	_ cipher.AEAD      = (*aes.GCM)(nil)
)

var keySizes = []int{16, 24, 32}

// eachKey runs f with a random key of each size, as ours and the standard library's, on
// every tier.
func eachKey(t *testing.T, f func(t *testing.T, rnd *rand.Rand, ours *aes.Block, std cipher.Block)) {
	asmtest.EachTier(t, kernel.Tiers, func(t *testing.T) {
		for _, n := range keySizes {
			rnd := rand.New(rand.NewPCG(uint64(n), 0))
			key := asmtest.Bytes(rnd, n)
			std, err := stdaes.NewCipher(key)
			if err != nil {
				t.Fatal(err)
			}
			f(t, rnd, newBlock(t, key), std)
		}
	})
}

func TestBlocksLikeStandardLibrary(t *testing.T) {
	eachKey(t, func(t *testing.T, rnd *rand.Rand, ours *aes.Block, std cipher.Block) {
		for range 50 {
			src := asmtest.Bytes(rnd, 16)
			want, got := make([]byte, 16), make([]byte, 20)
			std.Encrypt(want, src)
			ours.Encrypt(got, src)
			same(t, "Encrypt", want, got[:16])
			std.Decrypt(want, src)
			ours.Decrypt(got, src)
			same(t, "Decrypt", want, got[:16])
			same(t, "behind the block", make([]byte, 4), got[16:])
		}
	})
}

// TestCTRInAnyPieces also covers counters that carry through all 128 bits.
func TestCTRInAnyPieces(t *testing.T) {
	eachKey(t, func(t *testing.T, rnd *rand.Rand, ours *aes.Block, std cipher.Block) {
		for n := range 601 {
			iv := asmtest.Bytes(rnd, 16)
			switch n % 4 {
			case 1: // wraps to zero soon
				binary.BigEndian.PutUint64(iv, 1<<64-1)
				fallthrough
			case 2: // carries into the upper half soon
				binary.BigEndian.PutUint64(iv[8:], -uint64(rnd.IntN(20)))
			}
			src := asmtest.Bytes(rnd, n+8)[rnd.IntN(8):][:n]
			want := make([]byte, n)
			cipher.NewCTR(std, iv).XORKeyStream(want, src)

			got := make([]byte, n+8)[rnd.IntN(8):][:n]
			aes.NewCTR(ours, iv).XORKeyStream(got, src)
			same(t, "at once", want, got)

			c := aes.NewCTR(ours, iv)
			for at := 0; at < n; {
				end := min(n, at+rnd.IntN(300))
				c.XORKeyStream(src[at:end], src[at:end])
				at = end
			}
			same(t, "in pieces and in place", want, src)
			if t.Failed() {
				t.Fatalf("%d bytes", n)
			}
		}
	})
}

func TestCBCInAnyPieces(t *testing.T) {
	eachKey(t, func(t *testing.T, rnd *rand.Rand, ours *aes.Block, std cipher.Block) {
		for n := 0; n <= 600; n += 16 {
			iv := asmtest.Bytes(rnd, 16)
			for _, m := range []struct {
				name      string
				ours, std cipher.BlockMode
				pieces    cipher.BlockMode
			}{
				{"encryption", aes.NewCBCEncrypter(ours, iv), cipher.NewCBCEncrypter(std, iv), aes.NewCBCEncrypter(ours, iv)},
				{"decryption", aes.NewCBCDecrypter(ours, iv), cipher.NewCBCDecrypter(std, iv), aes.NewCBCDecrypter(ours, iv)},
			} {
				src := asmtest.Bytes(rnd, n+8)[rnd.IntN(8):][:n]
				want := make([]byte, n)
				m.std.CryptBlocks(want, src)

				got := make([]byte, n+8)[rnd.IntN(8):][:n]
				m.ours.CryptBlocks(got, src)
				same(t, m.name+" at once", want, got)

				for at := 0; at < n; {
					end := min(n, at+16*rnd.IntN(20))
					m.pieces.CryptBlocks(src[at:end], src[at:end])
					at = end
				}
				same(t, m.name+" in pieces and in place", want, src)
			}
			if t.Failed() {
				t.Fatalf("%d bytes", n)
			}
		}
	})
}

func TestGCMOfAnyLengths(t *testing.T) {
	eachKey(t, func(t *testing.T, rnd *rand.Rand, ours *aes.Block, std cipher.Block) {
		theirs, err := cipher.NewGCM(std)
		if err != nil {
			t.Fatal(err)
		}
		g := aes.NewGCM(ours)
		for n := range 601 {
			nonce := asmtest.Bytes(rnd, 12)
			if n%3 == 0 {
				copy(nonce[4:], "\xff\xff\xff\xff\xff\xff\xff\xff")
			}
			ad := asmtest.Bytes(rnd, rnd.IntN(100))
			plaintext := asmtest.Bytes(rnd, n)
			want := theirs.Seal(nil, nonce, plaintext, ad)
			same(t, "Seal", want, g.Seal(nil, nonce, plaintext, ad))

			// In place, at any alignment.
			buf := make([]byte, n+16+8)[rnd.IntN(8):][:n]
			copy(buf, plaintext)
			sealed := g.Seal(buf[:0], nonce, buf, ad)
			same(t, "Seal in place", want, sealed)
			opened, err := g.Open(sealed[:0], nonce, sealed, ad)
			if err != nil {
				t.Fatal(err)
			}
			same(t, "Open in place", plaintext, opened)
			if n > 0 && &opened[0] != &buf[0] {
				t.Error("Open in place: moved")
			}
			if t.Failed() {
				t.Fatalf("%d bytes", n)
			}
		}
	})
}

func TestNothingIsReadOrWrittenPastTheEnd(t *testing.T) {
	eachKey(t, func(t *testing.T, rnd *rand.Rand, ours *aes.Block, std cipher.Block) {
		iv := make([]byte, 16)
		for _, n := range []int{1, 15, 16, 17, 255, 256, 257, 1000} {
			src, dst := asmtest.Guarded(t, n), asmtest.Guarded(t, n)
			aes.NewCTR(ours, iv).XORKeyStream(dst, src)
			aes.NewCBCDecrypter(ours, iv).CryptBlocks(dst, src[n%16:])
			aes.NewCBCEncrypter(ours, iv).CryptBlocks(dst, src[n%16:])

			g := aes.NewGCM(ours)
			packet := asmtest.Guarded(t, 4+n+16)
			sealed := g.Seal(packet[:4], iv[:12], packet[4:4+n], packet[:4])
			if &sealed[0] != &packet[0] || len(sealed) != len(packet) {
				t.Fatal("Seal did not use the packet's room")
			}
			ad := asmtest.Guarded(t, 5)
			tail := g.Seal(nil, iv[:12], src, ad)
			copy(packet[4:], tail)
			if _, err := g.Open(dst[:0], iv[:12], packet[4:], ad); err != nil || !bytes.Equal(src, dst) {
				t.Fatalf("Open: %v", err)
			}
		}
	})
}
