//go:build !purego

package aes

import "github.com/glassh/glassh/asm"

// What the tiers need. sha3ce is armce with EOR3, which adds three vectors at once.
const (
	needARMCE  = asm.HasNEON | asm.HasAES | asm.HasPMULL
	needSHA3CE = needARMCE | asm.HasSHA3
)

// Tiers is the set "aes".
var Tiers = asm.Register("aes",
	asm.Impl{Tier: asm.SHA3CE, Lacks: asm.CPU.Lacks(needSHA3CE)},
	asm.Impl{Tier: asm.ARMCE, Lacks: asm.CPU.Lacks(needARMCE)},
)
