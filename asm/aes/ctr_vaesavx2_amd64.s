//go:build !purego

#include "textflag.h"
#include "go_asm.h"

// AES-CTR with 256-bit VAES, SP 800-38A §6.5: sixteen blocks in flight, two in each of
// eight registers.
//
// As with AES-NI an instruction takes four cycles and two start in each (Zen 3), but it
// is a round of two blocks: ten rounds of sixteen blocks take 40 cycles. The round keys
// come from memory, broadcast to both halves: one load for eight rounds.

DATA reverse2<>+0x00(SB)/8, $0x08090a0b0c0d0e0f
DATA reverse2<>+0x08(SB)/8, $0x0001020304050607
GLOBL reverse2<>(SB), RODATA|NOPTR, $16

// Numbers of 128 bits: 0 and 1, and what leads to the next two.
DATA count2<>+0x00(SB)/8, $0
DATA count2<>+0x08(SB)/8, $0
DATA count2<>+0x10(SB)/8, $1
DATA count2<>+0x18(SB)/8, $0
GLOBL count2<>(SB), RODATA|NOPTR, $32

DATA two<>+0x00(SB)/8, $2
DATA two<>+0x08(SB)/8, $0
GLOBL two<>(SB), RODATA|NOPTR, $16

#define KEYS DI
#define SRC SI
#define DST DX
#define N CX      // bytes left
#define LAST R8   // the last round key
#define FIRST R9  // the key of round 1, from LAST; negative
#define ROUND R10 // the key of this round, from LAST

// S0-S7 are the states, Y0 to Y7.
#define S0 Y0
#define S1 Y1
#define S2 Y2
#define S3 Y3
#define S4 Y4
#define S5 Y5
#define S6 Y6
#define S7 Y7
#define T Y8     // scratch
#define LOW X8   // its lower half
#define CTR Y9   // the next two counters, little-endian
#define CTR0 X9  // the first of them
#define REV Y10  // VPSHUFB with it reverses the bytes of each half
#define TWO Y11  // 2, in the lower part of each half
#define KEY0 Y12 // the key before round 1
#define K Y13    // this round's key

// S = counters ⊕ k₀, and the next two counters.
#define START(S) \
	VPSHUFB REV, CTR, S;   \
	VPADDQ  TWO, CTR, CTR; \
	VPXOR   KEY0, S, S

#define START4 START(S0); START(S1); START(S2); START(S3)
#define START8 START4; START(S4); START(S5); START(S6); START(S7)

#define ROUND4(op) \
	op K, S0, S0; \
	op K, S1, S1; \
	op K, S2, S2; \
	op K, S3, S3

#define ROUND8(op) \
	ROUND4(op);   \
	op K, S4, S4; \
	op K, S5, S5; \
	op K, S6, S6; \
	op K, S7, S7

// All rounds but the last, whose key comes into K.
#define ROUNDS(each, again) \
	MOVQ FIRST, ROUND;                 \
again:                              \
	VBROADCASTI128 (LAST)(ROUND*1), K; \
	each(VAESENC);                     \
	ADDQ           $16, ROUND;         \
	JNE            again;              \
	VBROADCASTI128 (LAST), K

// dst = src ⊕ S.
#define XOR(S, off) \
	VPXOR   off(SRC), S, S; \
	VMOVDQU S, off(DST)

// The same for two blocks, if there are so many; else goes to the label part with
// their key stream in T.
#define OUT(S) \
	VMOVDQA S, T;        \
	SUBQ    $32, N;      \
	JLT     part;        \
	VPXOR   (SRC), S, S; \
	VMOVDQU S, (DST);    \
	ADDQ    $32, SRC;    \
	ADDQ    $32, DST

// func ctrVAESAVX2(keys *Keys, c *Counter, dst, src *byte, n int)
//
// dst = src ⊕ key stream, n bytes, n > 0; if the last block is not whole, all of its key
// stream goes into c.Last. c's counter is not changed, and c.Lo must not wrap. dst and
// src may be the same. Clobbers AX, BX, CX, DX, SI, DI, R8-R10, Y0-Y13.
TEXT ·ctrVAESAVX2(SB), NOSPLIT, $0-40
	MOVQ           keys+0(FP), KEYS
	MOVQ           c+8(FP), BX
	MOVQ           dst+16(FP), DST
	MOVQ           src+24(FP), SRC
	MOVQ           n+32(FP), N
	VMOVQ          Counter_Lo(BX), CTR0 // in two halves, as the caller wrote them
	VMOVHPS        Counter_Hi(BX), CTR0, CTR0
	VINSERTI128    $1, CTR0, CTR, CTR
	VPADDQ         count2<>(SB), CTR, CTR
	VBROADCASTI128 reverse2<>(SB), REV
	VBROADCASTI128 two<>(SB), TWO
	VBROADCASTI128 (KEYS), KEY0
	MOVQ           Keys_Rounds(KEYS), FIRST
	SHLQ           $4, FIRST
	LEAQ           (KEYS)(FIRST*1), LAST
	NEGQ           FIRST
	ADDQ           $16, FIRST
	SUBQ           $256, N
	JLT            rest

sixteen:
	START8
	ROUNDS(ROUND8, rounds8)
	ROUND8(VAESENCLAST)
	XOR(S0, 0x00)
	XOR(S1, 0x20)
	XOR(S2, 0x40)
	XOR(S3, 0x60)
	XOR(S4, 0x80)
	XOR(S5, 0xa0)
	XOR(S6, 0xc0)
	XOR(S7, 0xe0)
	ADDQ $256, SRC
	ADDQ $256, DST
	SUBQ $256, N
	JGE  sixteen

rest:
	ADDQ $256, N
	JEQ  done
	CMPQ N, $128
	JA   restOf16
	START4
	ROUNDS(ROUND4, rounds4)
	ROUND4(VAESENCLAST)
	OUT(S0)
	OUT(S1)
	OUT(S2)
	OUT(S3)
	JMP  done

restOf16:
	START8
	ROUNDS(ROUND8, roundsRest)
	ROUND8(VAESENCLAST)
	XOR(S0, 0x00)
	XOR(S1, 0x20)
	XOR(S2, 0x40)
	XOR(S3, 0x60)
	ADDQ $128, SRC
	ADDQ $128, DST
	SUBQ $128, N
	OUT(S4)
	OUT(S5)
	OUT(S6)
	OUT(S7)

part:
	ADDQ         $16, N
	JLT          lessThanOne
	VPXOR        (SRC), LOW, X0
	VMOVDQU      X0, (DST)
	VEXTRACTI128 $1, T, LOW
	ADDQ         $16, SRC
	ADDQ         $16, DST
	SUBQ         $16, N

lessThanOne:
	ADDQ    $16, N
	JEQ     done
	VMOVDQU LOW, Counter_Last(BX)

byte:
	MOVB -1(SRC)(N*1), AX
	XORB (Counter_Last-1)(BX)(N*1), AX
	MOVB AX, -1(DST)(N*1)
	SUBQ $1, N
	JNE  byte

done:
	VZEROUPPER
	RET
