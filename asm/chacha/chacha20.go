package chacha

import "github.com/glassh/glassh/asm"

// A Key is what the matrix of ChaCha20 begins with (RFC 8439 §2.3): the four
// constants, and the key. The words behind it are the 64-bit counter of the block
// (12, 13; §2.3 has the nonce's first word in 13) and the nonce (14, 15).
type Key [12]uint32

// SealStep is how many bytes [Seal] encrypts, and mostly authenticates, at a time.
const SealStep = 512

// Beside reports whether that tier has the kernel of [Seal] and [Open].
func Beside(tier asm.Tier) bool { return tier == asm.AVX2 || tier == asm.NEON }
