//go:build (!amd64 && !arm64) || purego

package chacha

import "github.com/glassh/glassh/asm"

// Poly1305Blocks does nothing and returns 0: Generic is the only tier.
func Poly1305Blocks(tier asm.Tier, h *[3]uint64, r *[2]uint64, p []byte) int { return 0 }

// Poly1305Sum does nothing and returns false: Generic is the only tier.
func Poly1305Sum(tier asm.Tier, tag *[16]byte, h *[3]uint64, key *[32]byte, p []byte) bool {
	return false
}
