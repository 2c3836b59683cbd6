//go:build (amd64 || arm64) && !purego

package keccak

import "github.com/glassh/glassh/asm"

// Permute8 permutes the first n states of a, 1 ≤ n ≤ 8, and reports whether the tier
// has done it: it leaves a single state to [Permute], which is faster. What the
// states after the first n hold changes.
func Permute8(tier asm.Tier, a *[25][8]uint64, n int) bool {
	return n != 1 && permute8(tier, a, n)
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
		// What there is no destination for goes to a buffer that is dropped.
		var unwanted [200]byte
		var to [8]*byte
		for j := range to {
			if j < len(dst) {
				to[j] = &dst[j][at]
			} else {
				to[j] = &unwanted[0]
			}
		}
		extract8(tier, a, &to, len(dst), rate/8)
		at += rate
	}
	return at - from
}
