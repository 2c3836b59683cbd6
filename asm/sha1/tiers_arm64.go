//go:build !purego

package sha1

import "github.com/glassh/glassh/asm"

// Tiers is the set "sha1".
var Tiers = asm.Register("sha1",
	asm.Impl{Tier: asm.ARMCE, Lacks: asm.CPU.Lacks(asm.HasNEON | asm.HasSHA1)},
)
