//go:build !purego

package aes

import "github.com/glassh/glassh/asm"

// What the tiers need. PSHUFB, which reverses the bytes of counters and blocks, is
// SSSE3's.
const (
	needAESNI      = asm.HasAES | asm.HasPCLMULQDQ | asm.HasSSSE3 | asm.HasSSE41
	needVAESAVX2   = needAESNI | asm.HasAVX2 | asm.HasVAES | asm.HasVPCLMULQDQ
	needVAESAVX512 = needVAESAVX2 | asm.HasAVX512
)

// Tiers is the set "aes".
var Tiers = asm.Register("aes",
	asm.Impl{Tier: asm.VAESAVX512, Lacks: asm.CPU.Lacks(needVAESAVX512)},
	asm.Impl{Tier: asm.VAESAVX2, Lacks: asm.CPU.Lacks(needVAESAVX2)},
	asm.Impl{Tier: asm.AESNI, Lacks: asm.CPU.Lacks(needAESNI)},
)
