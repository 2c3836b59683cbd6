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
	case asm.ARMCE:
		blocksARMCE(h, p[:n])
		return n
	}
	return 0
}

// Finish sets out to the hash of a message of length bytes, of which h is the state
// after the whole blocks and the front of x the rest, and reports whether it did: the
// generic tier does not. If outer is not nil, it is the state after a block, and out
// becomes the hash of that block and the first hash, which is the end of HMAC.
func Finish(tier asm.Tier, out *[20]byte, h *[5]uint32, x *[64]byte, length uint64, outer *[5]uint32) bool {
	if tier != asm.ARMCE {
		return false
	}
	finishARMCE(out, h, x, length, outer)
	return true
}

//go:noescape
func blocksARMCE(state *[5]uint32, p []byte)

//go:noescape
func finishARMCE(out *[20]byte, state *[5]uint32, x *[64]byte, length uint64, outer *[5]uint32)
