//go:build !purego

package chacha

import "github.com/glassh/glassh/asm"

// TiersPoly1305 is the set "poly1305".
var TiersPoly1305 = asm.Register("poly1305",
	asm.Impl{Tier: asm.NEON, Lacks: asm.CPU.Lacks(asm.HasNEON)},
)
