//go:build !purego

#include "textflag.h"

// func cpuid(leaf, sub uint32) (eax, ebx, ecx, edx uint32)
TEXT ·cpuid(SB), NOSPLIT, $0-24
	MOVL leaf+0(FP), AX
	MOVL sub+4(FP), CX
	CPUID
	MOVL AX, eax+8(FP)
	MOVL BX, ebx+12(FP)
	MOVL CX, ecx+16(FP)
	MOVL DX, edx+20(FP)
	RET

// func ticks() uint64
//
// RDTSC alone may be executed before what it is to measure: LFENCE makes it wait
// (Intel's manual, volume 2, RDTSC).
TEXT ·ticks(SB), NOSPLIT, $0-8
	LFENCE
	RDTSC            // EDX:EAX
	SHLQ $32, DX
	ORQ  DX, AX
	MOVQ AX, ret+0(FP)
	RET
