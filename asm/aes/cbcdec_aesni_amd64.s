//go:build !purego

#include "textflag.h"
#include "go_asm.h"

// CBC decryption with AES-NI, SP 800-38A §6.2: P_j = D(C_j) ⊕ C_{j-1}, with eight blocks
// in flight, as in ctr_aesni_amd64.s.
//
// dst may be src, so each step loads a C_{j-1} before it stores P_{j-1} in its place:
// it goes through its blocks backwards, and keeps its last C_j in a register for
// the next step.

#define KEYS DI
#define SRC SI
#define DST DX
#define N CX      // bytes left
#define IV AX
#define LAST R8   // the last round key
#define FIRST R9  // the key of round 1, from LAST; negative
#define ROUND R10 // the key of this round, from LAST
#define AT BX     // the last block of a short step, from SRC

// S0-S7 are the states.
#define S0 X0
#define S1 X1
#define S2 X2
#define S3 X3
#define S4 X4
#define S5 X5
#define S6 X6
#define S7 X7
#define T1 X8
#define T2 X9
#define T3 X10
#define NEXT X11 // the ciphertext before the next step
#define PREV X12 // the ciphertext before this step
#define KEY0 X13 // the key before round 1
#define K X14    // this round's key

#define LOAD(S, at) \
	MOVOU at, S; \
	PXOR  KEY0, S

#define ROUND2(op) \
	op K, S0; \
	op K, S1

#define ROUND4(op) \
	ROUND2(op); \
	op K, S2;   \
	op K, S3

#define ROUND8(op) \
	ROUND4(op); \
	op K, S4;   \
	op K, S5;   \
	op K, S6;   \
	op K, S7

// All rounds.
#define ROUNDS(each, again) \
	MOVQ FIRST, ROUND;        \
again:                     \
	MOVOU (LAST)(ROUND*1), K; \
	each(AESDEC);             \
	ADDQ  $16, ROUND;         \
	JNE   again;              \
	MOVOU (LAST), K;          \
	each(AESDECLAST)

#define STORE(S, prev, off) \
	MOVOU prev(SRC), T1; \
	PXOR  T1, S;         \
	MOVOU S, off(DST)

// func cbcDecryptAESNI(keys *Keys, iv *[16]byte, dst, src *byte, n int)
//
// n is a positive multiple of 16. iv becomes the last block of ciphertext. dst and src
// may be the same. Clobbers AX, BX, CX, DX, SI, DI, R8-R11, X0-X14.
TEXT ·cbcDecryptAESNI(SB), NOSPLIT, $0-40
	MOVQ  keys+0(FP), KEYS
	MOVQ  iv+8(FP), IV
	MOVQ  dst+16(FP), DST
	MOVQ  src+24(FP), SRC
	MOVQ  n+32(FP), N
	MOVQ  Keys_Rounds(KEYS), FIRST
	ADDQ  $Keys_Dec, KEYS
	SHLQ  $4, FIRST
	LEAQ  (KEYS)(FIRST*1), LAST
	NEGQ  FIRST
	ADDQ  $16, FIRST
	MOVOU (KEYS), KEY0
	MOVOU (IV), PREV
	MOVOU -16(SRC)(N*1), NEXT
	MOVOU NEXT, (IV)
	SUBQ  $128, N
	JLT   rest

eight:
	LOAD(S0, 0x00(SRC))
	LOAD(S1, 0x10(SRC))
	LOAD(S2, 0x20(SRC))
	LOAD(S3, 0x30(SRC))
	LOAD(S4, 0x40(SRC))
	LOAD(S5, 0x50(SRC))
	LOAD(S6, 0x60(SRC))
	LOAD(S7, 0x70(SRC))
	ROUNDS(ROUND8, rounds8)
	MOVOU 0x70(SRC), NEXT
	STORE(S7, 0x60, 0x70)
	STORE(S6, 0x50, 0x60)
	STORE(S5, 0x40, 0x50)
	STORE(S4, 0x30, 0x40)
	STORE(S3, 0x20, 0x30)
	STORE(S2, 0x10, 0x20)
	STORE(S1, 0x00, 0x10)
	PXOR  PREV, S0
	MOVOU S0, (DST)
	MOVO  NEXT, PREV
	ADDQ  $128, SRC
	ADDQ  $128, DST
	SUBQ  $128, N
	JGE   eight

rest:
	ADDQ $128, N
	JEQ  done

	// Three or four blocks at a time, while there are.
four:
	SUBQ    $48, N
	JLT     two
	LEAQ    32(N), AT
	MOVQ    $48, R11
	CMPQ    AT, R11
	CMOVQHI R11, AT // of three blocks the last is done twice
	LOAD(S0, (SRC))
	LOAD(S1, 16(SRC))
	LOAD(S2, 32(SRC))
	LOAD(S3, (SRC)(AT*1))
	MOVOU   (SRC), T1
	MOVOU   16(SRC), T2
	MOVOU   -16(SRC)(AT*1), T3
	MOVOU   (SRC)(AT*1), NEXT
	ROUNDS(ROUND4, rounds4)
	PXOR    PREV, S0
	PXOR    T1, S1
	PXOR    T2, S2
	PXOR    T3, S3
	MOVOU   S0, (DST)
	MOVOU   S1, 16(DST)
	MOVOU   S2, 32(DST)
	MOVOU   S3, (DST)(AT*1)
	MOVO    NEXT, PREV
	LEAQ    16(SRC)(AT*1), SRC
	LEAQ    16(DST)(AT*1), DST
	SUBQ    AT, N
	ADDQ    $32, N
	JNE     four
	RET

	// One block, or two: the second may be the first again.
two:
	ADDQ  $32, N // where the last is, from SRC
	LOAD(S0, (SRC))
	LOAD(S1, (SRC)(N*1))
	MOVOU (SRC), T1
	ROUNDS(ROUND2, rounds2)
	PXOR  T1, S1
	PXOR  PREV, S0
	MOVOU S1, (DST)(N*1)
	MOVOU S0, (DST)

done:
	RET
