package chacha

import (
	"github.com/glassh/glassh/asm"
	kernel "github.com/glassh/glassh/asm/chacha"
	"github.com/glassh/glassh/primitives/mem"
)

// What the two AEADs have in common. Their message begins with keys and goes on with
// the text, and one pass of a kernel computes the keystream of the front of both:
//
//	keystream   │ keys: 1 or 2 blocks │ text …
//	            ╰───── one pass, at least ─────╯
//
// To seal, what comes after the first pass is encrypted while what came before is
// authenticated, where the tier has a kernel for that. To open, what the first pass has
// computed beyond the keys waits. Where the tier has the kernel, the text is decrypted
// while it is authenticated, and overwritten if that fails; elsewhere afterwards.

// firstSeal returns how many of n bytes of text are to be encrypted with the keys, in
// one call of xor, before [state.seal] does the rest: all, but on the tier that has a
// kernel for seal.
func firstSeal(tier asm.Tier, keys, n int) int {
	if kernel.Beside(tier) {
		return min(n, kernel.SealStep-keys)
	}
	return n
}

// seal encrypts src to dst, which begins with block counter of the keystream, and
// writes mac to m, or the front of it: it returns what is left. mac ends with dst;
// before that it is complete, and what firstSeal returns at least. m has no block begun.
func (s *state) seal(tier asm.Tier, nonce, counter uint64, dst, src []byte, m *Poly1305, mac []byte) []byte {
	n := kernel.Seal(tier, (*kernel.Key)(s), nonce, counter, dst, src, mac, &m.h, &m.r)
	return mac[n:]
}

// firstOpen returns how many of n bytes of text are to be decrypted with the keys:
// those whose keystream costs little time when the keys are computed anyway.
func firstOpen(tier asm.Tier, keys, n int) int {
	switch tier {
	case asm.Generic:
		return 0
	case asm.SSSE3:
		return min(n, 4*blockSize-keys)
	}
	return min(n, maxFirst-keys)
}

// maxFirst is the most that firstOpen returns, with the keys.
const maxFirst = 8 * blockSize

// openBeside writes mac to m, and on the way decrypts src to dst, or the front of it:
// it returns how much. mac is the end of the ciphertext, as [kernel.Open] says, and m
// has no block begun.
func (s *state) openBeside(tier asm.Tier, nonce, counter uint64, dst, src []byte, m *Poly1305, mac []byte) int {
	n := kernel.Open(tier, (*kernel.Key)(s), nonce, counter, dst, src, mac, &m.h, &m.r)
	m.Write(mac[n:])
	return n
}

// open is xor of text for which ks, a whole number of blocks or as long as the text,
// is the first keystream.
func (s *state) open(tier asm.Tier, nonce, counter uint64, dst, src, ks []byte) {
	n := mem.XOR(dst, src, ks)
	if n < len(src) {
		var last [blockSize]byte
		s.xor(tier, nonce, counter+uint64(n/blockSize), nil, nil, dst[n:], src[n:], &last)
	}
}
