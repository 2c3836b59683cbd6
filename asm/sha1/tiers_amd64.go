//go:build !purego

package sha1

import "github.com/glassh/glassh/asm"

// Tiers is the set "sha1". SHA-NI's kernel also uses PSHUFB, which is SSSE3's, and AVX2's
// RORX, which is BMI2's.
var Tiers = asm.Register("sha1",
	asm.Impl{Tier: asm.SHANI, Lacks: asm.CPU.Lacks(asm.HasSHANI | asm.HasSSSE3)},
	asm.Impl{Tier: asm.AVX2, Lacks: asm.CPU.Lacks(asm.HasAVX2 | asm.HasBMI2)},
)
