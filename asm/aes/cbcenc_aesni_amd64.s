//go:build !purego

#include "textflag.h"
#include "go_asm.h"

// CBC encryption with AES-NI, SP 800-38A §6.2: C_j = E(P_j ⊕ C_{j-1}).
//
// Each block waits for the one before, so the latency of the rounds is all that counts.
// The last round of a block already adds what the next one begins with,
//
//	s   = last round(…, T)          T = k_Nr ⊕ P_{j+1} ⊕ k_0
//	C_j = s ⊕ P_{j+1} ⊕ k_0
//
// so that s goes straight into round 1: a block takes Nr times four cycles. T and C_j
// are computed beside the chain.

#define KEYS DI
#define SRC SI
#define DST DX
#define N CX      // bytes left
#define LAST R8   // the last round key
#define FIRST R9  // the key of round 1, from LAST; negative
#define ROUND R10 // the key of this round, from LAST
#define S X0
#define K X1
#define P X2      // P_{j+1} ⊕ k_0
#define KEY0 X3
#define KEYN X4
#define T X5

#define ROUNDS(again) \
	MOVQ FIRST, ROUND;         \
again:                      \
	MOVOU  (LAST)(ROUND*1), K; \
	AESENC K, S;               \
	ADDQ   $16, ROUND;         \
	JNE    again

// func cbcEncryptAESNI(keys *Keys, iv *[16]byte, dst, src *byte, n int)
//
// n is a positive multiple of 16. iv becomes the last block of ciphertext. dst and src
// may be the same. Clobbers AX, CX, DX, SI, DI, R8-R10, X0-X5.
TEXT ·cbcEncryptAESNI(SB), NOSPLIT, $0-40
	MOVQ  keys+0(FP), KEYS
	MOVQ  iv+8(FP), AX
	MOVQ  dst+16(FP), DST
	MOVQ  src+24(FP), SRC
	MOVQ  n+32(FP), N
	MOVQ  Keys_Rounds(KEYS), FIRST
	SHLQ  $4, FIRST
	LEAQ  (KEYS)(FIRST*1), LAST
	NEGQ  FIRST
	ADDQ  $16, FIRST
	MOVOU (KEYS), KEY0
	MOVOU (LAST), KEYN
	MOVOU (AX), S
	MOVOU (SRC), P
	PXOR  KEY0, P
	PXOR  P, S
	SUBQ  $16, N
	JEQ   final

block:
	MOVOU      16(SRC), P
	PXOR       KEY0, P
	MOVO       P, T
	PXOR       KEYN, T
	ROUNDS(rounds)
	AESENCLAST T, S
	PXOR       S, P
	MOVOU      P, (DST)
	ADDQ       $16, SRC
	ADDQ       $16, DST
	SUBQ       $16, N
	JNE        block

final:
	ROUNDS(roundsFinal)
	AESENCLAST KEYN, S
	MOVOU      S, (DST)
	MOVOU      S, (AX)
	RET
