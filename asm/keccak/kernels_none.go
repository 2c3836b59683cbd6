//go:build (!amd64 && !arm64) || purego

package keccak

import "github.com/glassh/glassh/asm"

// Permute returns false: no tier has kernels here.
func Permute(tier asm.Tier, a *[25]uint64) bool { return false }

// Absorb returns 0.
func Absorb(tier asm.Tier, a *[25]uint64, rate int, p []byte) int { return 0 }

// Squeeze returns 0.
func Squeeze(tier asm.Tier, a *[25]uint64, rate int, dst []byte) int { return 0 }

// Permute8 returns false.
func Permute8(tier asm.Tier, a *[25][8]uint64, n int) bool { return false }

// Squeeze8 returns 0.
func Squeeze8(tier asm.Tier, a *[25][8]uint64, rate int, dst [][]byte, from int) int { return 0 }
