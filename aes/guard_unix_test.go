//go:build unix

package aes_test

import (
	"crypto/cipher"
	"fmt"
	"math/rand/v2"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/glassh/glassh/aes"
	kernel "github.com/glassh/glassh/asm/aes"
	"github.com/glassh/glassh/asm/asmtest"
)

// behindGuard returns a page that lies directly behind one that may be neither read nor
// written.
func behindGuard(t *testing.T) []byte {
	t.Helper()
	page := unix.Getpagesize()
	m := asmtest.Guarded(t, 2*page)
	if err := unix.Mprotect(m[:page], unix.PROT_NONE); err != nil {
		t.Fatal(err)
	}
	return m[page:]
}

// TestNothingIsReadOrWrittenBeforeTheStart is for CBC decryption, which looks for each
// block at the one before.
func TestNothingIsReadOrWrittenBeforeTheStart(t *testing.T) {
	eachMode(t, func(t *testing.T, rnd *rand.Rand, m mode, ours *aes.Block, std cipher.Block) {
		src, dst, iv := behindGuard(t), behindGuard(t), make([]byte, 16)
		for n := m.block; n <= 2*inFlight+48; n += max(m.block, 11) {
			want := make([]byte, n)
			m.std(std, iv)(want, src[:n])
			m.ours(ours, iv)(dst, src[:n])
			same(t, fmt.Sprintf("%d bytes", n), want, dst[:n])
		}
	})
}

// TestGCMStaysBehindTheStart is for the last bytes of a message, which may be loaded and
// stored from their end.
func TestGCMStaysBehindTheStart(t *testing.T) {
	asmtest.EachTier(t, kernel.Tiers, func(t *testing.T) {
		rnd := rand.New(rand.NewPCG(13, 13))
		key := asmtest.Bytes(rnd, 16)
		g, std := aes.NewGCM(newBlock(t, key)), newStdGCM(t, key)
		src, dst, ad, nonce := behindGuard(t), behindGuard(t), behindGuard(t), behindGuard(t)[:12]
		copy(src, asmtest.Bytes(rnd, len(src)))
		copy(ad, asmtest.Bytes(rnd, 40))
		for n := 0; n < 700; n += 1 + n/30 {
			ad, plaintext := ad[:n%40], src[:n]
			want := std.Seal(nil, nonce, plaintext, ad)
			sealed := g.Seal(dst[:0], nonce, plaintext, ad)
			same(t, fmt.Sprintf("%d bytes sealed", n), want, sealed)
			opened, err := g.Open(dst[:0], nonce, sealed, ad)
			if err != nil {
				t.Fatal(err)
			}
			same(t, fmt.Sprintf("%d bytes opened", n), plaintext, opened)
		}
	})
}
