//go:build !purego

package chacha

import "github.com/glassh/glassh/asm"

// Tiers is the set "chacha".
var Tiers = asm.Register("chacha",
	asm.Impl{Tier: asm.NEON, Lacks: asm.CPU.Lacks(asm.HasNEON)},
)
