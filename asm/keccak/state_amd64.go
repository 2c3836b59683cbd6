//go:build !purego

package keccak

import "github.com/glassh/glassh/asm"

//go:noescape
func absorbBMI2(a *[25]uint64, p *byte, blocks, lanes int)

//go:noescape
func squeezeBMI2(a *[25]uint64, p *byte, blocks, lanes int)

// absorb is absorbBMI2, if the tier has it.
func absorb(tier asm.Tier, a *[25]uint64, p *byte, blocks, lanes int) bool {
	switch tier {
	case asm.BMI2, asm.AVX2, asm.AVX512:
		absorbBMI2(a, p, blocks, lanes)
		return true
	}
	return false
}

// squeeze is squeezeBMI2, if the tier has it.
func squeeze(tier asm.Tier, a *[25]uint64, p *byte, blocks, lanes int) bool {
	switch tier {
	case asm.BMI2, asm.AVX2, asm.AVX512:
		squeezeBMI2(a, p, blocks, lanes)
		return true
	}
	return false
}
