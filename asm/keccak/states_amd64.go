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

// Permute8 permutes the first n states of a, 1 ≤ n ≤ 8, and reports whether the tier
// has done it: it leaves a single state to [Permute], which is faster. What the
// states after the first n hold changes.
func Permute8(tier asm.Tier, a *[25][8]uint64, n int) bool {
	if n == 1 {
		return false
	}
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

// Squeeze8 fills each whole block of rate bytes of dst[j][from:] with the front of
// state j, after permuting all states before each block. It returns how many bytes
// of each dst[j] those are, all of which must have the same length; the tier may
// leave all to the caller. There are 1 to 8 destinations, and rate is a multiple of
// 8 below 200. What the states without a destination hold changes.
func Squeeze8(tier asm.Tier, a *[25][8]uint64, rate int, dst [][]byte, from int) int {
	check(rate)
	size := len(dst[0])
	for _, d := range dst {
		if len(d) != size || len(dst) > 8 || from < 0 {
			panic("keccak: there must be up to 8 destinations, all of one length")
		}
	}
	at := from
	for size-at >= rate && Permute8(tier, a, len(dst)) {
		extract8(tier, a, rate/8, dst, at)
		at += rate
	}
	return at - from
}

// extract8 stores the first lanes of state j at dst[j][at:], for all j. What there
// is no destination for goes to a buffer that is dropped.
func extract8(tier asm.Tier, a *[25][8]uint64, lanes int, dst [][]byte, at int) {
	var unwanted [200]byte
	var to [8]*byte
	for j := range to {
		if j < len(dst) {
			to[j] = &dst[j][at]
		} else {
			to[j] = &unwanted[0]
		}
	}
	if tier == asm.AVX512 {
		extract8AVX512(a, &to, lanes)
		return
	}
	extract4AVX2(&a[0][0], (*[4]*byte)(to[:4]), lanes)
	if len(dst) > 4 {
		extract4AVX2(&a[0][4], (*[4]*byte)(to[4:]), lanes)
	}
}
