//go:build !purego

package keccak

import "github.com/glassh/glassh/asm"

//go:noescape
func permute4AVX2(a *uint64)

//go:noescape
func extract4AVX2(a *uint64, dst *[4]*byte, lanes int)

//go:noescape
func permute8AVX512(a *[25][8]uint64)

//go:noescape
func extract8AVX512(a *[25][8]uint64, dst *[8]*byte, lanes int)

// permute8 permutes the first n states of a, if the tier can.
func permute8(tier asm.Tier, a *[25][8]uint64, n int) bool {
	switch tier {
	case asm.AVX512:
		permute8AVX512(a)
		return true
	case asm.AVX2:
		permute4AVX2(&a[0][0])
		if n > 4 {
			permute4AVX2(&a[0][4])
		}
		return true
	}
	return false
}

// extract8 stores the first lanes of state j at dst[j], for the first n states at
// least. It is called for the tiers that permute8 knows.
func extract8(tier asm.Tier, a *[25][8]uint64, dst *[8]*byte, n, lanes int) {
	switch tier {
	case asm.AVX512:
		extract8AVX512(a, dst, lanes)
	case asm.AVX2:
		extract4AVX2(&a[0][0], (*[4]*byte)(dst[:4]), lanes)
		if n > 4 {
			extract4AVX2(&a[0][4], (*[4]*byte)(dst[4:]), lanes)
		}
	}
}
