//go:build !purego

package sha2

import "github.com/glassh/glassh/asm"

// What the tiers need. SHA-NI's kernel also uses PSHUFB and PALIGNR, which are SSSE3's,
// and the others RORX, which is BMI2's.
const (
	needSHANI  = asm.HasSHANI | asm.HasSSSE3
	needAVX2   = asm.HasAVX2 | asm.HasBMI2
	needAVX512 = needAVX2 | asm.HasAVX512
)

// Tiers256 is the set "sha256".
var Tiers256 = asm.Register("sha256",
	asm.Impl{Tier: asm.SHANI, Lacks: asm.CPU.Lacks(needSHANI)},
	asm.Impl{Tier: asm.AVX2, Lacks: asm.CPU.Lacks(needAVX2)},
)

// Tiers512 is the set "sha512", which serves SHA-384 too.
var Tiers512 = asm.Register("sha512",
	asm.Impl{Tier: asm.AVX512, Lacks: asm.CPU.Lacks(needAVX512)},
	asm.Impl{Tier: asm.AVX2, Lacks: asm.CPU.Lacks(needAVX2)},
)
