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
	case asm.SHANI:
		blocks256SHANI(h, p[:n])
		return n
	case asm.AVX2:
		blocks256AVX2(h, p[:n])
		return n
	}
	return 0
}

// Finish256 sets out to the hash of a message of length bytes, of which h is the state
// after the whole blocks and the front of x the rest, and reports whether it did: other
// tiers do not. If outer is not nil, it is the state after a block, and out becomes the
// hash of that block and the first hash, which is the end of HMAC.
func Finish256(tier asm.Tier, out *[32]byte, h *[8]uint32, x *[64]byte, length uint64, outer *[8]uint32) bool {
	if tier != asm.SHANI {
		return false
	}
	finish256SHANI(out, h, x, length, outer)
	return true
}

//go:noescape
func blocks256SHANI(state *[8]uint32, p []byte)

//go:noescape
func blocks256AVX2(state *[8]uint32, p []byte)

//go:noescape
func finish256SHANI(out *[32]byte, state *[8]uint32, x *[64]byte, length uint64, outer *[8]uint32)

// Blocks512 mixes the whole blocks of p into h, and returns how many bytes those have,
// or 0 on the generic tier.
func Blocks512(tier asm.Tier, h *[8]uint64, p []byte) int {
	n := len(p) &^ 127
	if n == 0 {
		return 0
	}
	switch tier {
	case asm.AVX512:
		blocks512AVX512(h, p[:n])
		return n
	case asm.AVX2:
		blocks512AVX2(h, p[:n])
		return n
	}
	return 0
}

//go:noescape
func blocks512AVX512(state *[8]uint64, p []byte)

//go:noescape
func blocks512AVX2(state *[8]uint64, p []byte)
