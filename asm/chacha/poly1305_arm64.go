//go:build !purego

package chacha

import (
	"encoding/binary"
	"unsafe"

	"github.com/glassh/glassh/asm"
)

// Poly1305Blocks sets h = (h + m)·r modulo p = 2¹³⁰ - 5 for each 16-byte block m of
// p in turn, with the 1 bit behind it (RFC 8439 §2.5), and returns how many bytes it
// has done: none on the tier Generic, otherwise all whole blocks of p.
//
// h is h[0] + h[1]·2⁶⁴ + h[2]·2¹²⁸ with h[2] ≤ 4, before and after. r is clamped
// (§2.5.1).
func Poly1305Blocks(tier asm.Tier, h *[3]uint64, r *[2]uint64, p []byte) int {
	n := len(p) &^ 15
	switch {
	case tier != asm.NEON || n == 0:
		return 0
	case n >= minNEON:
		polyNEON(h, r, &p[0], n)
	default:
		polyMUL(h, r, &p[0], n)
	}
	return n
}

// Poly1305Sum sets tag to the tag, under a one-time key, of a message of which the
// last piece is p, and h what the blocks before it have made: zero if there are none.
// It returns whether it has done so, and not on the tier Generic. Then h is of no use
// afterwards. tag may be anywhere in p or key.
func Poly1305Sum(tier asm.Tier, tag *[16]byte, h *[3]uint64, key *[32]byte, p []byte) bool {
	if tier != asm.NEON {
		return false
	}
	if len(p) >= minNEON {
		r := [2]uint64{
			binary.LittleEndian.Uint64(key[0:]) & 0x0ffffffc0fffffff,
			binary.LittleEndian.Uint64(key[8:]) & 0x0ffffffc0ffffffc,
		}
		p = p[Poly1305Blocks(tier, h, &r, p):]
	}
	sumMUL(tag, h, key, unsafe.SliceData(p), len(p))
	return true
}

// From how many bytes on the vectors pay, by estimate: see poly1305_neon_arm64.s.
const minNEON = 320

//go:noescape
func polyNEON(h *[3]uint64, r *[2]uint64, p *byte, n int)

//go:noescape
func polyMUL(h *[3]uint64, r *[2]uint64, p *byte, n int)

//go:noescape
func sumMUL(tag *[16]byte, h *[3]uint64, key *[32]byte, p *byte, n int)
