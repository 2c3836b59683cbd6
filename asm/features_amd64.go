//go:build !purego

package asm

import (
	"golang.org/x/sys/cpu"

	"github.com/glassh/glassh/asm/x86"
)

// detect asks x/sys/cpu, which also checks that the operating system saves the
// YMM and ZMM registers, and CPUID for the flags that it does not report.
func detect() Features {
	x := &cpu.X86
	avx2 := x.HasAVX && x.HasAVX2
	avx512 := avx2 && x.HasAVX512 && x.HasAVX512F && x.HasAVX512BW && x.HasAVX512DQ && x.HasAVX512VL
	f := HasAES.when(x.HasAES) |
		HasSSSE3.when(x.HasSSSE3) |
		HasSSE41.when(x.HasSSE41) |
		HasPCLMULQDQ.when(x.HasPCLMULQDQ) |
		HasAVX2.when(avx2) |
		HasBMI1.when(x.HasBMI1) |
		HasBMI2.when(x.HasBMI2) |
		HasADX.when(x.HasADX) |
		HasAVX512.when(avx512) |
		HasIFMA.when(avx512 && x.HasAVX512IFMA)
	if max, _, _, _ := x86.CPUID(0, 0); max >= 7 {
		_, ebx, ecx, _ := x86.CPUID(7, 0)
		f |= leaf7(f, ebx, ecx)
	}
	return f
}

// leaf7 reads SHA-NI, VAES, VPCLMULQDQ and GFNI from CPUID leaf 7. The last three
// have their bits set also where the operating system, or the hypervisor, has
// turned AVX off: they count only beside AVX2, which have is known to hold only
// where the YMM registers are saved. SHA-NI needs no such state; asking for
// SSE4.1, which every CPU with it has, lets GODEBUG=cpu.all=off take it away too.
func leaf7(have Features, ebx, ecx uint32) Features {
	bit := func(r uint32, n uint) bool { return r>>n&1 == 1 }
	sse := have&HasSSE41 != 0
	ymm := have&HasAVX2 != 0
	return HasSHANI.when(sse && bit(ebx, 29)) |
		HasGFNI.when(ymm && bit(ecx, 8)) |
		HasVAES.when(ymm && bit(ecx, 9)) |
		HasVPCLMULQDQ.when(ymm && bit(ecx, 10))
}
