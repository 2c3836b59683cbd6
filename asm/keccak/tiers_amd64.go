//go:build !purego

package keccak

import "github.com/glassh/glassh/asm"

// What the tiers need. The code for one state, which all have, uses RORX, and ANDN,
// which is of BMI1.
const (
	needBMI2   = asm.HasBMI1 | asm.HasBMI2
	needAVX2   = needBMI2 | asm.HasAVX2
	needAVX512 = needAVX2 | asm.HasAVX512
)

// Tiers is the set "keccak".
var Tiers = asm.Register("keccak",
	asm.Impl{Tier: asm.AVX512, Lacks: asm.CPU.Lacks(needAVX512)},
	asm.Impl{Tier: asm.AVX2, Lacks: asm.CPU.Lacks(needAVX2)},
	asm.Impl{Tier: asm.BMI2, Lacks: asm.CPU.Lacks(needBMI2)},
)
