//go:build !purego

#include "textflag.h"
#include "go_asm.h"

// SHA-1 with 256-bit vectors (AVX2) and RORX (BMI2), for CPUs without SHA-NI.
//
// The vectors compute the message schedules (FIPS 180-4 §6.1.2 step 1) of two blocks,
// one in each half, four words of each at a time:
//
//	       block A                  block B
//	Yi    Wₜ  Wₜ₊₁ Wₜ₊₂ Wₜ₊₃        Wₜ  Wₜ₊₁ Wₜ₊₂ Wₜ₊₃      t = 4·i mod 32
//
// Y0 … Y7 are 32 words of each. With Kₜ added they go to the stack, from where the
// rounds (step 3) of block A, and then those of block B, take them. The schedule is
// computed beside the rounds of A, 16 rounds ahead. For a block without a second one B
// is A again, and its rounds are left out.
//
// What bounds it: 8 to 10 instructions of a round need an arithmetic unit, of which
// Zen 3 has four. The chain from a to a is 2 cycles.

#define a AX
#define b BX
#define c CX
#define d DX
#define e R8

#define T0 R9
#define T1 R10
#define T2 R11
#define OTHER R12 // the other block
#define H DI
#define P SI
#define END R13

#define V0 Y8
#define V1 Y9
#define V2 Y10
#define K Y11    // the constant of the words that are made now
#define SWAP Y12 // mask that reverses the bytes of each word

// The mask for the lower and for the upper half.
DATA swap32<>+0x00(SB)/8, $0x0405060700010203
DATA swap32<>+0x08(SB)/8, $0x0c0d0e0f08090a0b
GLOBL swap32<>(SB), RODATA|NOPTR, $16

// A round with Wₜ + Kₜ at off of the stack: e + fₜ(b,c,d) + Kₜ + Wₜ, and then a⋘5, go to
// e, which is the next a. fₜ is one of three.
#define SUM(a, b, e, off) \
	ADDL  off(SP), e;  \
	RORXL $27, a, T0;  \
	ADDL  T1, e;       \
	RORXL $2, b, b;    \
	ADDL  T0, e

// Ch(b,c,d) = d ⊕ (b ∧ (c ⊕ d)).
#define CH(a, b, c, d, e, off) \
	MOVL c, T1;            \
	XORL d, T1;            \
	ANDL b, T1;            \
	XORL d, T1;            \
	SUM(a, b, e, off)

#define PARITY(a, b, c, d, e, off) \
	MOVL c, T1;            \
	XORL d, T1;            \
	XORL b, T1;            \
	SUM(a, b, e, off)

// Maj(b,c,d) = (c ∧ d) + (b ∧ (c ⊕ d)): the two have no bit in common.
#define MAJ(a, b, c, d, e, off) \
	MOVL c, T2;            \
	MOVL c, T1;            \
	ANDL d, T2;            \
	XORL d, T1;            \
	ADDL T2, e;            \
	ANDL b, T1;            \
	SUM(a, b, e, off)

// A step of the schedule, from W16 to W31: y4 becomes Wₜ … Wₜ₊₃ = (Wₜ₋₃ ⊕ Wₜ₋₈ ⊕ Wₜ₋₁₄ ⊕
// Wₜ₋₁₆)⋘1, where y0 = Wₜ₋₁₆ … Wₜ₋₁₃ and so on. The last of them needs the first, which
// is not there yet: it is added, rotated twice, in the end.
#define NEAR(y0, y1, y2, y3, y4, off) \
	VPSRLDQ  $4, y3, V0;     \
	VPALIGNR $8, y0, y1, y4; \
	VPXOR    y2, V0, V0;     \
	VPXOR    y0, y4, y4;     \
	VPXOR    V0, y4, y4;     \
	VPSLLDQ  $12, y4, V0;    \
	VPSRLD   $31, y4, V1;    \
	VPADDD   y4, y4, y4;     \
	VPSRLD   $30, V0, V2;    \
	VPSLLD   $2, V0, V0;     \
	VPXOR    V1, y4, y4;     \
	VPXOR    V2, V0, V0;     \
	VPXOR    V0, y4, y4;     \
	VPADDD   K, y4, V0;      \
	VMOVDQU  V0, off(SP)

// From W32 on the formula twice into itself makes it independent of what is near: y0 =
// Wₜ₋₃₂ … becomes (Wₜ₋₆ ⊕ Wₜ₋₁₆ ⊕ Wₜ₋₂₈ ⊕ Wₜ₋₃₂)⋘2.
#define FAR(y0, y1, y4, y6, y7, off) \
	VPALIGNR $8, y6, y7, V0; \
	VPXOR    y1, y0, y0;     \
	VPXOR    y4, V0, V0;     \
	VPXOR    V0, y0, y0;     \
	VPSRLD   $30, y0, V0;    \
	VPSLLD   $2, y0, y0;     \
	VPOR     V0, y0, y0;     \
	VPADDD   K, y0, V0;      \
	VMOVDQU  V0, off(SP)

// The constant of four words, in all of K.
#define CONSTANT(k) \
	MOVL         $k, T0;  \
	VMOVD        T0, X11; \
	VPBROADCASTD X11, K

// Twenty rounds with one fₜ, of which off is where the first word stands: five vectors
// of four words.
#define ROUNDS20(F, off) \
	F(a, b, c, d, e, off);       \
	F(e, a, b, c, d, off+4);     \
	F(d, e, a, b, c, off+8);     \
	F(c, d, e, a, b, off+12);    \
	F(b, c, d, e, a, off+32);    \
	F(a, b, c, d, e, off+36);    \
	F(e, a, b, c, d, off+40);    \
	F(d, e, a, b, c, off+44);    \
	F(c, d, e, a, b, off+64);    \
	F(b, c, d, e, a, off+68);    \
	F(a, b, c, d, e, off+72);    \
	F(e, a, b, c, d, off+76);    \
	F(d, e, a, b, c, off+96);    \
	F(c, d, e, a, b, off+100);   \
	F(b, c, d, e, a, off+104);   \
	F(a, b, c, d, e, off+108);   \
	F(e, a, b, c, d, off+128);   \
	F(d, e, a, b, c, off+132);   \
	F(c, d, e, a, b, off+136);   \
	F(b, c, d, e, a, off+140)

// Four rounds.
#define ROUNDS4(F, a, b, c, d, e, off) \
	F(a, b, c, d, e, off);    \
	F(e, a, b, c, d, off+4);  \
	F(d, e, a, b, c, off+8);  \
	F(c, d, e, a, b, off+12)

// A message's words i … i+3 of both blocks.
#define WORDS(i, x, y) \
	VMOVDQU     4*i(P), x;            \
	VINSERTI128 $1, 4*i(OTHER), y, y; \
	VPSHUFB     SWAP, y, y;           \
	VPADDD      K, y, V0;             \
	VMOVDQU     V0, 8*i(SP)

// The end of a block: the state is added, and kept.
#define ADDSTATE \
	ADDL (H), a;    \
	MOVL a, (H);    \
	ADDL 4(H), b;   \
	MOVL b, 4(H);   \
	ADDL 8(H), c;   \
	MOVL c, 8(H);   \
	ADDL 12(H), d;  \
	MOVL d, 12(H);  \
	ADDL 16(H), e;  \
	MOVL e, 16(H)

#define CLEAR(off) \
	VMOVDQU Y0, off(SP);    \
	VMOVDQU Y0, off+32(SP); \
	VMOVDQU Y0, off+64(SP); \
	VMOVDQU Y0, off+96(SP)

// func blocksAVX2(state *[5]uint32, p []byte)
//
// Mixes p, whose length is a positive multiple of 64, into state. Clobbers AX, BX, CX,
// DX, SI, DI, R8-R13, Y0-Y12, and clears the schedule, which may hold a key, from the
// stack.
TEXT ·blocksAVX2(SB), 0, $640-32
	MOVQ           state+0(FP), H
	MOVQ           p_base+8(FP), P
	MOVQ           p_len+16(FP), END
	ADDQ           P, END
	VBROADCASTI128 swap32<>(SB), SWAP
	MOVL           (H), a
	MOVL           4(H), b
	MOVL           8(H), c
	MOVL           12(H), d
	MOVL           16(H), e

pair:
	LEAQ    64(P), OTHER
	CMPQ    OTHER, END
	CMOVQEQ P, OTHER
	CONSTANT(const_K0)
	WORDS(0, X0, Y0)
	WORDS(4, X1, Y1)
	WORDS(8, X2, Y2)
	WORDS(12, X3, Y3)

	NEAR(Y0, Y1, Y2, Y3, Y4, 128)
	ROUNDS4(CH, a, b, c, d, e, 0)
	CONSTANT(const_K20)
	NEAR(Y1, Y2, Y3, Y4, Y5, 160)
	ROUNDS4(CH, b, c, d, e, a, 32)
	NEAR(Y2, Y3, Y4, Y5, Y6, 192)
	ROUNDS4(CH, c, d, e, a, b, 64)
	NEAR(Y3, Y4, Y5, Y6, Y7, 224)
	ROUNDS4(CH, d, e, a, b, c, 96)
	FAR(Y0, Y1, Y4, Y6, Y7, 256)
	ROUNDS4(CH, e, a, b, c, d, 128)

	FAR(Y1, Y2, Y5, Y7, Y0, 288)
	ROUNDS4(PARITY, a, b, c, d, e, 160)
	CONSTANT(const_K40)
	FAR(Y2, Y3, Y6, Y0, Y1, 320)
	ROUNDS4(PARITY, b, c, d, e, a, 192)
	FAR(Y3, Y4, Y7, Y1, Y2, 352)
	ROUNDS4(PARITY, c, d, e, a, b, 224)
	FAR(Y4, Y5, Y0, Y2, Y3, 384)
	ROUNDS4(PARITY, d, e, a, b, c, 256)
	FAR(Y5, Y6, Y1, Y3, Y4, 416)
	ROUNDS4(PARITY, e, a, b, c, d, 288)

	FAR(Y6, Y7, Y2, Y4, Y5, 448)
	ROUNDS4(MAJ, a, b, c, d, e, 320)
	CONSTANT(const_K60)
	FAR(Y7, Y0, Y3, Y5, Y6, 480)
	ROUNDS4(MAJ, b, c, d, e, a, 352)
	FAR(Y0, Y1, Y4, Y6, Y7, 512)
	ROUNDS4(MAJ, c, d, e, a, b, 384)
	FAR(Y1, Y2, Y5, Y7, Y0, 544)
	ROUNDS4(MAJ, d, e, a, b, c, 416)
	FAR(Y2, Y3, Y6, Y0, Y1, 576)
	ROUNDS4(MAJ, e, a, b, c, d, 448)

	FAR(Y3, Y4, Y7, Y1, Y2, 608)
	ROUNDS20(PARITY, 480)
	ADDSTATE
	ADDQ $64, P
	CMPQ P, END
	JEQ  done

	ROUNDS20(CH, 16)
	ROUNDS20(PARITY, 176)
	ROUNDS20(MAJ, 336)
	ROUNDS20(PARITY, 496)
	ADDSTATE
	ADDQ $64, P
	CMPQ P, END
	JNE  pair

done:
	VPXOR Y0, Y0, Y0
	CLEAR(0)
	CLEAR(128)
	CLEAR(256)
	CLEAR(384)
	CLEAR(512)
	VZEROUPPER
	RET
