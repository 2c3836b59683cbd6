//go:build !purego

#include "textflag.h"
#include "keccak_arm64.h"

// Keccak-f[1600] on one state in the low halves of vector registers (FIPS 202 §3.3).
//
// func absorbSHA3CE(a *[25]uint64, p *byte, blocks, lanes int)
//
//	For each of blocks ≥ 1 blocks at p, of 1 ≤ lanes ≤ 25 words of 8 bytes: the words
//	are added to the first lanes of a, which is then permuted.
//
// func squeezeSHA3CE(a *[25]uint64, p *byte, blocks, lanes int)
//
//	For each of blocks ≥ 1 blocks: a is permuted, and its first lanes, as words of
//	8 bytes, stored at p; lanes may be 0.
//
// Nothing needs to be aligned; p must not overlap a. R0 to R9, the flags and all
// vector registers are clobbered.
//
// A round takes as long as that of two states. This is for CPUs that run FEAT_SHA3 in
// all vector pipes, where that is 16.5 cycles with four, and a permutation about 400
// (2.4 cycles a byte for SHAKE128). The portable code has 128 operations of the ALUs in
// a round, 54 of which shift an operand. On Apple M1 these count twice (D. Johnson), so
// that its six ALUs take 30 cycles.
//
// On Neoverse V2 it would be 35 cycles, in the form that suits it. The portable code is
// bound by 178 instructions, 22 cycles, so one state is left to that; on Neoverse N2,
// with two vector pipes for four ALUs, still more so.
//
//	R0            a
//	R1            p
//	R2            how many blocks are left
//	R3            lanes
//	R4, R5        the next lane, how many are left
//	R6, R7        a lane, a word
#define LOAD \
	FLDPD 0(R0), (F0, F1); FLDPD 16(R0), (F2, F3); FLDPD 32(R0), (F4, F5); \
	FLDPD 48(R0), (F6, F7); FLDPD 64(R0), (F8, F9); FLDPD 80(R0), (F10, F11); \
	FLDPD 96(R0), (F12, F13); FLDPD 112(R0), (F14, F15); FLDPD 128(R0), (F16, F17); \
	FLDPD 144(R0), (F18, F19); FLDPD 160(R0), (F20, F21); FLDPD 176(R0), (F22, F23); \
	FMOVD 192(R0), F24

#define STORE \
	FSTPD (F0, F1), 0(R0); FSTPD (F2, F3), 16(R0); FSTPD (F4, F5), 32(R0); \
	FSTPD (F6, F7), 48(R0); FSTPD (F8, F9), 64(R0); FSTPD (F10, F11), 80(R0); \
	FSTPD (F12, F13), 96(R0); FSTPD (F14, F15), 112(R0); FSTPD (F16, F17), 128(R0); \
	FSTPD (F18, F19), 144(R0); FSTPD (F20, F21), 160(R0); FSTPD (F22, F23), 176(R0); \
	FMOVD F24, 192(R0)

TEXT ·absorbSHA3CE(SB), NOSPLIT, $0-32
	MOVD a+0(FP), R0
	MOVD p+8(FP), R1
	MOVD blocks+16(FP), R2
	MOVD lanes+24(FP), R3
block:
	MOVD R0, R4
	MOVD R3, R5
word:
	MOVD.P 8(R1), R7
	MOVD   (R4), R6
	EOR    R7, R6
	MOVD.P R6, 8(R4)
	SUB    $1, R5
	CBNZ   R5, word

	LOAD
	PERMUTE(round, SUM3, MOVED, CHI3)
	STORE
	SUB  $1, R2
	CBNZ R2, block
	RET

TEXT ·squeezeSHA3CE(SB), NOSPLIT, $0-32
	MOVD a+0(FP), R0
	MOVD p+8(FP), R1
	MOVD blocks+16(FP), R2
	MOVD lanes+24(FP), R3
	LOAD
block:
	PERMUTE(round, SUM3, MOVED, CHI3)
	STORE
	MOVD R0, R4
	MOVD R3, R5
	CBZ  R5, next
word:
	MOVD.P 8(R4), R6
	MOVD.P R6, 8(R1)
	SUB    $1, R5
	CBNZ   R5, word
next:
	SUB  $1, R2
	CBNZ R2, block
	RET
