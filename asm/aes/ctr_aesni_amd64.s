//go:build !purego

#include "textflag.h"
#include "go_asm.h"

// AES-CTR with AES-NI, SP 800-38A §6.5: eight blocks in flight.
//
// An AESENC takes four cycles, and two start in each: eight blocks are what keeps
// both units busy, ten rounds of them taking 40 cycles.

DATA reverse<>+0x00(SB)/8, $0x08090a0b0c0d0e0f
DATA reverse<>+0x08(SB)/8, $0x0001020304050607
GLOBL reverse<>(SB), RODATA|NOPTR, $16

#define KEYS DI
#define SRC SI
#define DST DX
#define N CX      // bytes left
#define LAST R8   // the last round key
#define FIRST R9  // the key of round 1, from LAST; negative
#define ROUND R10 // the key of this round, from LAST

// S0-S7 are the states.
#define S0 X0
#define S1 X1
#define S2 X2
#define S3 X3
#define S4 X4
#define S5 X5
#define S6 X6
#define S7 X7
#define T X8    // scratch
#define CTR X9  // the next counter, little-endian
#define REV X10 // PSHUFB with it reverses the bytes
#define ONE X11 // 1, in the lower half
#define KEY0 X12 // the key before round 1
#define K X13    // this round's key

// S = counter ⊕ k₀, and the next counter.
#define START(S) \
	MOVO   CTR, S;   \
	PSHUFB REV, S;   \
	PADDQ  ONE, CTR; \
	PXOR   KEY0, S

#define START4 START(S0); START(S1); START(S2); START(S3)
#define START8 START4; START(S4); START(S5); START(S6); START(S7)

#define ROUND4(op) \
	op K, S0; \
	op K, S1; \
	op K, S2; \
	op K, S3

#define ROUND8(op) \
	ROUND4(op); \
	op K, S4;   \
	op K, S5;   \
	op K, S6;   \
	op K, S7

// All rounds but the last, whose key comes into K.
#define ROUNDS(each, again) \
	MOVQ FIRST, ROUND;        \
again:                     \
	MOVOU (LAST)(ROUND*1), K; \
	each(AESENC);             \
	ADDQ  $16, ROUND;         \
	JNE   again;              \
	MOVOU (LAST), K

// dst = src ⊕ S.
#define XOR(S, off) \
	MOVOU off(SRC), T; \
	PXOR  S, T;        \
	MOVOU T, off(DST)

// The same for one block, if there is a whole one; else goes to the label part with
// the key stream in T.
#define OUT(S) \
	MOVO  S, T;     \
	SUBQ  $16, N;   \
	JLT   part;     \
	MOVOU (SRC), S; \
	PXOR  T, S;     \
	MOVOU S, (DST); \
	ADDQ  $16, SRC; \
	ADDQ  $16, DST

// func ctrAESNI(keys *Keys, c *Counter, dst, src *byte, n int)
//
// dst = src ⊕ key stream, n bytes, n > 0; if the last block is not whole, all of its key
// stream goes into c.Last. c's counter is not changed, and c.Lo must not wrap. dst and
// src may be the same. Clobbers AX, BX, CX, DX, SI, DI, R8-R10, X0-X13.
TEXT ·ctrAESNI(SB), NOSPLIT, $0-40
	MOVQ   keys+0(FP), KEYS
	MOVQ   c+8(FP), BX
	MOVQ   dst+16(FP), DST
	MOVQ   src+24(FP), SRC
	MOVQ   n+32(FP), N
	MOVQ   Counter_Lo(BX), CTR // in two halves, as the caller wrote them
	MOVHPS Counter_Hi(BX), CTR
	MOVOU  reverse<>(SB), REV
	MOVL   $1, AX
	MOVQ   AX, ONE
	MOVOU  (KEYS), KEY0
	MOVQ   Keys_Rounds(KEYS), FIRST
	SHLQ   $4, FIRST
	LEAQ   (KEYS)(FIRST*1), LAST
	NEGQ   FIRST
	ADDQ   $16, FIRST
	SUBQ   $128, N
	JLT    rest

eight:
	START8
	ROUNDS(ROUND8, rounds8)
	ROUND8(AESENCLAST)
	XOR(S0, 0x00)
	XOR(S1, 0x10)
	XOR(S2, 0x20)
	XOR(S3, 0x30)
	XOR(S4, 0x40)
	XOR(S5, 0x50)
	XOR(S6, 0x60)
	XOR(S7, 0x70)
	ADDQ $128, SRC
	ADDQ $128, DST
	SUBQ $128, N
	JGE  eight

rest:
	ADDQ $128, N
	JEQ  done
	CMPQ N, $64
	JA   restOf8
	START4
	ROUNDS(ROUND4, rounds4)
	ROUND4(AESENCLAST)
	OUT(S0)
	OUT(S1)
	OUT(S2)
	OUT(S3)
	RET

restOf8:
	START8
	ROUNDS(ROUND8, roundsRest)
	ROUND8(AESENCLAST)
	XOR(S0, 0x00)
	XOR(S1, 0x10)
	XOR(S2, 0x20)
	XOR(S3, 0x30)
	ADDQ $64, SRC
	ADDQ $64, DST
	SUBQ $64, N
	OUT(S4)
	OUT(S5)
	OUT(S6)
	OUT(S7)

part:
	ADDQ  $16, N
	JEQ   done
	MOVOU T, Counter_Last(BX)

byte:
	MOVB -1(SRC)(N*1), AX
	XORB (Counter_Last-1)(BX)(N*1), AX
	MOVB AX, -1(DST)(N*1)
	SUBQ $1, N
	JNE  byte

done:
	RET
