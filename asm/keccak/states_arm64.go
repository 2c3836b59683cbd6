//go:build !purego

package keccak

import "github.com/glassh/glassh/asm"

//go:noescape
func permutePairsSHA3(a *[25][8]uint64, pairs int)

//go:noescape
func permutePairsMixed(a *[25][8]uint64, pairs int)

//go:noescape
func extractPairs(a *[25][8]uint64, dst *[8]*byte, pairs, lanes int)

// permute8 permutes the first n states of a, if the tier can.
func permute8(tier asm.Tier, a *[25][8]uint64, n int) bool {
	switch {
	case tier != asm.SHA3CE:
		return false
	case cheapSHA3:
		permutePairsSHA3(a, (n+1)/2)
	default:
		permutePairsMixed(a, (n+1)/2)
	}
	return true
}

// extract8 stores the first lanes of state j at dst[j], for the first n states at
// least. It is called for the tiers that permute8 knows.
func extract8(_ asm.Tier, a *[25][8]uint64, dst *[8]*byte, n, lanes int) {
	extractPairs(a, dst, (n+1)/2, lanes)
}
