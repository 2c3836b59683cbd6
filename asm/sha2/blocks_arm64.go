//go:build !purego

package sha2

import "github.com/glassh/glassh/asm"

// Blocks256 mixes the whole blocks of p into h, and returns how many bytes those have,
// or 0 on the generic tier.
func Blocks256(tier asm.Tier, h *[8]uint32, p []byte) int {
	n := len(p) &^ 63
	if n == 0 {
		return 0
	}
	switch tier {
	case asm.ARMCE:
		blocks256ARMCE(h, p[:n])
		return n
	}
	return 0
}

// Finish256 sets out to the hash of a message of length bytes, of which h is the state
// after the whole blocks and the front of x the rest, and reports whether it did: the
// generic tier does not. If outer is not nil, it is the state after a block, and out
// becomes the hash of that block and the first hash, which is the end of HMAC.
func Finish256(tier asm.Tier, out *[32]byte, h *[8]uint32, x *[64]byte, length uint64, outer *[8]uint32) bool {
	if tier != asm.ARMCE {
		return false
	}
	finish256ARMCE(out, h, x, length, outer)
	return true
}

//go:noescape
func blocks256ARMCE(state *[8]uint32, p []byte)

//go:noescape
func finish256ARMCE(out *[32]byte, state *[8]uint32, x *[64]byte, length uint64, outer *[8]uint32)

// Blocks512 mixes the whole blocks of p into h, and returns how many bytes those have,
// or 0 on the generic tier.
func Blocks512(tier asm.Tier, h *[8]uint64, p []byte) int {
	n := len(p) &^ 127
	if n == 0 {
		return 0
	}
	switch tier {
	case asm.SHA512CE:
		blocks512SHA512CE(h, p[:n])
		return n
	}
	return 0
}

//go:noescape
func blocks512SHA512CE(state *[8]uint64, p []byte)
