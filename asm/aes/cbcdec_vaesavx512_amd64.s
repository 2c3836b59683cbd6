//go:build !purego

#include "textflag.h"
#include "go_asm.h"
#include "keys512_amd64.h"

// CBC decryption with 512-bit VAES, SP 800-38A §6.2: P_j = D(C_j) ⊕ C_{j-1}, with 32
// blocks in flight, as in ctr_vaesavx512_amd64.s, and the same bound. What lies before
// and after the rounds is two XORs and a store for four blocks.
//
// dst may be src, so each step loads a C_{j-1} before it stores P_{j-1} in its place:
// it goes through its blocks backwards, and keeps its last C_j in a register for
// the next step.

#define KEYS DI
#define SRC SI
#define DST DX
#define N CX // bytes left
#define IV BX
#define LEFT R9

#define NEXT Z13 // the last block: the ciphertext before the next step
#define PREV Z14 // the last block: the ciphertext before this step
#define T0 Z15   // C_{j-1} of S0
#define T Z31    // scratch

#define FINISH(S, prev, off) \
	VPXORQ      prev(SRC), KEYN, T; \
	VAESDECLAST T, S, S;            \
	VMOVDQU64   S, off(DST)

// The same where a mask says which blocks there are, as halves. The mask for S1 is K1, …
#define LOADPART(S, off, mask) \
	VMOVDQU64.Z off(SRC), mask, S; \
	VPXORQ      KEY0, S, S

#define FINISHPART(S, prev, off, mask) \
	VMOVDQU64.Z prev(SRC), mask, T; \
	VPXORQ      KEYN, T, T;         \
	VAESDECLAST T, S, S;            \
	VMOVDQU64   S, mask, off(DST)

#define MASK(k) \
	SHRQ  $8, AX; \
	KMOVB AX, k

// func cbcDecryptVAESAVX512(keys *Keys, iv *[16]byte, dst, src *byte, n int)
//
// n is a positive multiple of 16. iv becomes the last block of ciphertext. dst and src
// may be the same. Clobbers AX, BX, CX, DX, SI, DI, R8, R9, Z0-Z7, Z13-Z31, K1-K7.
TEXT ·cbcDecryptVAESAVX512(SB), NOSPLIT, $0-40
	MOVQ            keys+0(FP), KEYS
	MOVQ            iv+8(FP), IV
	MOVQ            dst+16(FP), DST
	MOVQ            src+24(FP), SRC
	MOVQ            n+32(FP), N
	MOVQ            Keys_Rounds(KEYS), NR
	ADDQ            $Keys_Dec, KEYS
	LOADKEYS(KEYS, AX)
	VBROADCASTI32X4 (IV), PREV
	VMOVDQU         -16(SRC)(N*1), X0
	VMOVDQU         X0, (IV)
	SUBQ            $512, N
	JLT             rest

thirtytwo:
	VMOVDQU64   0x000(SRC), S0
	VALIGNQ     $6, PREV, S0, T0 // the last of PREV and three of S0
	VPXORQ      KEY0, S0, S0
	VPXORQ      0x040(SRC), KEY0, S1
	VPXORQ      0x080(SRC), KEY0, S2
	VPXORQ      0x0c0(SRC), KEY0, S3
	VPXORQ      0x100(SRC), KEY0, S4
	VPXORQ      0x140(SRC), KEY0, S5
	VPXORQ      0x180(SRC), KEY0, S6
	VMOVDQU64   0x1c0(SRC), NEXT
	VPXORQ      NEXT, KEY0, S7
	ROUNDS(ROUND8, VAESDEC, last8)
	FINISH(S7, 0x1b0, 0x1c0)
	FINISH(S6, 0x170, 0x180)
	FINISH(S5, 0x130, 0x140)
	FINISH(S4, 0x0f0, 0x100)
	FINISH(S3, 0x0b0, 0x0c0)
	FINISH(S2, 0x070, 0x080)
	FINISH(S1, 0x030, 0x040)
	VPXORQ      KEYN, T0, T
	VAESDECLAST T, S0, S0
	VMOVDQU64   S0, (DST)
	VMOVDQA64   NEXT, PREV
	ADDQ        $512, SRC
	ADDQ        $512, DST
	SUBQ        $512, N
	JGE         thirtytwo

rest:
	ADDQ $512, N
	JEQ  done

	// One bit for half a block, at most 62; eight for each state.
	MOVQ        N, LEFT
	SHRQ        $3, CX
	MOVQ        $1, AX
	SHLQ        CX, AX
	SUBQ        $1, AX
	KMOVB       AX, K7
	VMOVDQU64.Z (SRC), K7, S0
	VALIGNQ     $6, PREV, S0, T0
	VPXORQ      KEY0, S0, S0
	VPXORQ      KEYN, T0, T0
	CMPQ        LEFT, $64
	JHI         restOf16
	ROUNDS(ROUND1, VAESDEC, last1)
	JMP         first

restOf16:
	MASK(K1)
	MASK(K2)
	MASK(K3)
	LOADPART(S1, 0x040, K1)
	LOADPART(S2, 0x080, K2)
	LOADPART(S3, 0x0c0, K3)
	CMPQ LEFT, $256
	JHI  restOf32
	ROUNDS(ROUND4, VAESDEC, last4)
	JMP  second

restOf32:
	MASK(K4)
	MASK(K5)
	MASK(K6)
	LOADPART(S4, 0x100, K4)
	LOADPART(S5, 0x140, K5)
	LOADPART(S6, 0x180, K6)
	MASK(K7)
	LOADPART(S7, 0x1c0, K7)
	ROUNDS(ROUND8, VAESDEC, lastRest)
	FINISHPART(S7, 0x1b0, 0x1c0, K7)
	FINISHPART(S6, 0x170, 0x180, K6)
	FINISHPART(S5, 0x130, 0x140, K5)
	FINISHPART(S4, 0x0f0, 0x100, K4)
	KXNORB K7, K7, K7 // the first four are whole

second:
	FINISHPART(S3, 0x0b0, 0x0c0, K3)
	FINISHPART(S2, 0x070, 0x080, K2)
	FINISHPART(S1, 0x030, 0x040, K1)

first:
	VAESDECLAST T0, S0, S0
	VMOVDQU64   S0, K7, (DST)

done:
	VZEROUPPER
	RET
