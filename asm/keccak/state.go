//go:build (amd64 || arm64) && !purego

package keccak

import "github.com/glassh/glassh/asm"

// Permute permutes a, and reports whether the tier has done it.
func Permute(tier asm.Tier, a *[25]uint64) bool { return squeeze(tier, a, nil, 1, 0) }

// Absorb adds each whole block of rate bytes of p to the front of a, and permutes a
// after each. It returns how many bytes those are; the tier may leave all to the
// caller. rate is a multiple of 8 below 200.
func Absorb(tier asm.Tier, a *[25]uint64, rate int, p []byte) int {
	check(rate)
	blocks := len(p) / rate
	if blocks == 0 || !absorb(tier, a, &p[0], blocks, rate/8) {
		return 0
	}
	return blocks * rate
}

// Squeeze fills each whole block of rate bytes of dst with the front of a, which it
// permutes before each. It returns how many bytes those are; the tier may leave all
// to the caller. rate is a multiple of 8 below 200.
func Squeeze(tier asm.Tier, a *[25]uint64, rate int, dst []byte) int {
	check(rate)
	blocks := len(dst) / rate
	if blocks == 0 || !squeeze(tier, a, &dst[0], blocks, rate/8) {
		return 0
	}
	return blocks * rate
}

func check(rate int) {
	if rate <= 0 || rate >= 200 || rate%8 != 0 {
		panic("keccak: the rate must be a multiple of 8 below 200")
	}
}
