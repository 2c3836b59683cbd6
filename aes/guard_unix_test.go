//go:build unix

package aes_test

import (
	"crypto/cipher"
	"fmt"
	"math/rand/v2"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/glassh/glassh/aes"
	"github.com/glassh/glassh/asm/asmtest"
)

// TestNothingIsReadOrWrittenBeforeTheStart is for CBC decryption, which looks for each
// block at the one before.
func TestNothingIsReadOrWrittenBeforeTheStart(t *testing.T) {
	page := unix.Getpagesize()
	behindGuard := func() []byte {
		m := asmtest.Guarded(t, 2*page)
		if err := unix.Mprotect(m[:page], unix.PROT_NONE); err != nil {
			t.Fatal(err)
		}
		return m[page:]
	}
	eachMode(t, func(t *testing.T, rnd *rand.Rand, m mode, ours *aes.Block, std cipher.Block) {
		src, dst, iv := behindGuard(), behindGuard(), make([]byte, 16)
		for n := m.block; n <= 2*inFlight+48; n += max(m.block, 11) {
			want := make([]byte, n)
			m.std(std, iv)(want, src[:n])
			m.ours(ours, iv)(dst, src[:n])
			same(t, fmt.Sprintf("%d bytes", n), want, dst[:n])
		}
	})
}
