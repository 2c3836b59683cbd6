//go:build (!amd64 && !arm64) || purego

package sha2

import "github.com/glassh/glassh/asm"

// Blocks256 returns 0: no tier has kernels here.
func Blocks256(tier asm.Tier, h *[8]uint32, p []byte) int { return 0 }

// Finish256 returns false.
func Finish256(tier asm.Tier, out *[32]byte, h *[8]uint32, x *[64]byte, length uint64, outer *[8]uint32) bool {
	return false
}

// Blocks512 returns 0.
func Blocks512(tier asm.Tier, h *[8]uint64, p []byte) int { return 0 }
