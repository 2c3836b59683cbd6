//go:build !purego

#include "textflag.h"
#include "go_asm.h"
#include "rounds_arm64.h"

// CBC encryption with the AES instructions of ARMv8, SP 800-38A §6.2:
// C_j = E(P_j ⊕ C_{j-1}).
//
// Each block waits for the one before, so the latency of the rounds is all that counts.
// AESE adds its operands first: the one of round 1 takes all that lies between the
// last AESE of a block, s, and the first S-box of the next,
//
//	C_j = s ⊕ k_Nr
//	P_{j+1} ⊕ C_j ⊕ k_0 = s ⊕ T          T = P_{j+1} ⊕ k_0 ⊕ k_Nr
//
// so that nothing but rounds is in the chain. T and C_j are computed beside it.

#define KEYS R0
#define IV R1
#define DST R2
#define SRC R3
#define N R4       // bytes left
#define NR R5      // rounds
#define T V8
#define C V9
#define KEYS0N V10 // k_0 ⊕ k_Nr

#define LINK(K) ROUND(K, AESE, AESMC, X0)

// func cbcEncryptARMCE(keys *Keys, iv *[16]byte, dst, src *byte, n int)
//
// n is a positive multiple of 16. iv becomes the last block of ciphertext. dst and src
// may be the same. Clobbers R0-R5, V0, V8-V10, V16-V30.
//
// A block of AES-128 has ten AESE, nine AESMC and 8 other instructions. On Neoverse V2
// an AES instruction takes 2 cycles, and so does a pair if it is fused: 20 cycles, or
// 38 if not, are 1.25 or 2.4 cycles a byte.
TEXT ·cbcEncryptARMCE(SB), NOSPLIT, $0-40
	MOVD keys+0(FP), KEYS
	MOVD iv+8(FP), IV
	MOVD dst+16(FP), DST
	MOVD src+24(FP), SRC
	MOVD n+32(FP), N
	MOVD Keys_Rounds(KEYS), NR
	VLD1 (KEYS), [KEYS0N.B16]
	LOADKEYS(keys12, keys10)
	VEOR K14.B16, KEYS0N.B16, KEYS0N.B16
	VLD1 (IV), [X0.B16]
	VEOR K14.B16, X0.B16, X0.B16 // s, if a block had ended with iv

block:
	VLD1.P 16(SRC), [T.B16]
	VEOR   KEYS0N.B16, T.B16, T.B16
	LINK(T)
	CMP    $12, NR
	BLO    from10
	BEQ    from12
	LINK(K1)
	LINK(K2)

from12:
	LINK(K3)
	LINK(K4)

from10:
	LINK(K5)
	LINK(K6)
	LINK(K7)
	LINK(K8)
	LINK(K9)
	LINK(K10)
	LINK(K11)
	LINK(K12)
	AESE   K13.B16, X0.B16
	VEOR   K14.B16, X0.B16, C.B16
	VST1.P [C.B16], 16(DST)
	SUBS   $16, N
	BNE    block
	VST1   [C.B16], (IV)
	RET
