//go:build !purego

package chacha

import "github.com/glassh/glassh/asm"

// Tiers is the set "chacha".
var Tiers = asm.Register("chacha",
	asm.Impl{Tier: asm.AVX512, Lacks: asm.CPU.Lacks(asm.HasAVX512)},
	asm.Impl{Tier: asm.AVX2, Lacks: asm.CPU.Lacks(asm.HasAVX2 | asm.HasBMI2)},
	asm.Impl{Tier: asm.SSSE3, Lacks: asm.CPU.Lacks(asm.HasSSSE3)},
)
