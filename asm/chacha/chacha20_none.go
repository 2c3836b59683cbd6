//go:build (!amd64 && !arm64) || purego

package chacha

import "github.com/glassh/glassh/asm"

// XOR does nothing and returns false: Generic is the only tier.
func XOR(tier asm.Tier, key *Key, nonce, counter uint64, first *Key, head, dst, src []byte, last *[64]byte) bool {
	return false
}

// Seal does nothing and returns 0.
func Seal(tier asm.Tier, key *Key, nonce, counter uint64, dst, src, mac []byte, h *[3]uint64, r *[2]uint64) (authenticated int) {
	return 0
}

// Open does nothing and returns 0.
func Open(tier asm.Tier, key *Key, nonce, counter uint64, dst, src, mac []byte, h *[3]uint64, r *[2]uint64) (done int) {
	return 0
}
