//go:build !purego

package chacha

import "github.com/glassh/glassh/asm"

// TiersPoly1305 is the set "poly1305".
var TiersPoly1305 = asm.Register("poly1305",
	asm.Impl{Tier: asm.IFMA, Lacks: asm.CPU.Lacks(asm.HasAVX512 | asm.HasIFMA | asm.HasBMI2)},
	asm.Impl{Tier: asm.AVX2, Lacks: asm.CPU.Lacks(asm.HasAVX2 | asm.HasBMI2)},
	asm.Impl{Tier: asm.BMI2, Lacks: asm.CPU.Lacks(asm.HasBMI2)},
)
