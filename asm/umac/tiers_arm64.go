//go:build !purego

package umac

import "github.com/glassh/glassh/asm"

// Tiers is the set "umac".
var Tiers = asm.Register("umac",
	asm.Impl{Tier: asm.NEON, Lacks: asm.CPU.Lacks(asm.HasNEON)},
)
