//go:build !purego

package umac

import "github.com/glassh/glassh/asm"

// Tiers is the set "umac".
var Tiers = asm.Register("umac",
	asm.Impl{Tier: asm.AVX512, Lacks: asm.CPU.Lacks(asm.HasAVX512 | asm.HasAVX2)},
	asm.Impl{Tier: asm.AVX2, Lacks: asm.CPU.Lacks(asm.HasAVX2)},
)
