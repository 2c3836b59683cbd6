//go:build !purego

package sha1

import "github.com/glassh/glassh/asm"

// Blocks mixes the whole blocks of p into h, and returns how many bytes those have, or
// 0 on the generic tier.
func Blocks(tier asm.Tier, h *[5]uint32, p []byte) int {
	n := len(p) &^ 63
	if n == 0 {
		return 0
	}
	switch tier {
	case asm.SHANI:
		blocksSHANI(h, p[:n])
		return n
	case asm.AVX2:
		blocksAVX2(h, p[:n])
		return n
	}
	return 0
}

// Finish sets out to the hash of a message of length bytes, of which h is the state
// after the whole blocks and the front of x the rest, and reports whether it did: other
// tiers than SHANI do not. If outer is not nil, it is the state after a block, and out
// becomes the hash of that block and the first hash, which is the end of HMAC.
func Finish(tier asm.Tier, out *[20]byte, h *[5]uint32, x *[64]byte, length uint64, outer *[5]uint32) bool {
	if tier != asm.SHANI {
		return false
	}
	finishSHANI(out, h, x, length, outer)
	return true
}

//go:noescape
func blocksSHANI(state *[5]uint32, p []byte)

//go:noescape
func blocksAVX2(state *[5]uint32, p []byte)

//go:noescape
func finishSHANI(out *[20]byte, state *[5]uint32, x *[64]byte, length uint64, outer *[5]uint32)
