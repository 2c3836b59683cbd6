//go:build !purego

#include "textflag.h"

// SHA-256 with 256-bit vectors (AVX2) and RORX (BMI2), for CPUs without SHA-NI.
//
// The vectors compute the message schedules (FIPS 180-4 §6.2.2 step 1) of two blocks,
// one in each half, four words of each at a time:
//
//	       block A                  block B
//	Yi    Wₜ  Wₜ₊₁ Wₜ₊₂ Wₜ₊₃        Wₜ  Wₜ₊₁ Wₜ₊₂ Wₜ₊₃      t = 4·i
//
// Y0 … Y3 are 16 words of each. With Kₜ added they go to the stack, from where the
// rounds (step 3) of block A, and then those of block B, take them. The schedule is
// computed beside the rounds of A. For a block without a second one B is A again, and
// its rounds are left out.
//
// What bounds it: as with SHA-512, 22 instructions of a round need an arithmetic unit,
// of which Zen 3 has four: 5.5 cycles.

#define a AX
#define b BX
#define c CX
#define d DX
#define e R8
#define f R9
#define g R10
#define h R11

#define T0 R12
#define T1 R13
#define BC R14  // b ⊕ c of this round,
#define AB R15  // a ⊕ b, which is b ⊕ c of the next: the two change roles each round
#define WK SI   // where Wₜ + Kₜ of the next rounds stands on the stack
#define K DI
#define P BP

// On the stack, behind the 512 bytes of the schedules:
#define END 512(SP)    // of p
#define LAST16 520(SP) // where the last 16 rounds have their words
#define LAST 528(SP)   // where they end

#define V0 Y8
#define V1 Y9
#define V2 Y10
#define V3 Y11
#define SWAP Y12  // mask that reverses the bytes of each word
#define LOWER Y13 // masks that take words 0 and 2 of a half to its lower two places,
#define UPPER Y14 // or to the upper, with zeros in the others

// The masks for the lower and for the upper half.
DATA swapWords<>+0x00(SB)/8, $0x0405060700010203
DATA swapWords<>+0x08(SB)/8, $0x0c0d0e0f08090a0b
GLOBL swapWords<>(SB), RODATA|NOPTR, $16

DATA lower<>+0x00(SB)/8, $0x0b0a090803020100
DATA lower<>+0x08(SB)/8, $0x8080808080808080
GLOBL lower<>(SB), RODATA|NOPTR, $16

DATA upper<>+0x00(SB)/8, $0x8080808080808080
DATA upper<>+0x08(SB)/8, $0x0b0a090803020100
GLOBL upper<>(SB), RODATA|NOPTR, $16

// A round with Wₜ + Kₜ at off(WK), in three parts of eight instructions:
//
//	T₁ = h + Σ₁(e) + Ch(e,f,g) + Kₜ + Wₜ      Ch  = g ⊕ (e ∧ (f ⊕ g))
//	T₂ = Σ₀(a) + Maj(a,b,c)                   Maj = b ⊕ ((a ⊕ b) ∧ (b ⊕ c))
//
// d gets d + T₁, and h T₁ + T₂. The order is the one found best for SHA-512.
#define ROUND1(e, f, g, ab) \
	MOVL  f, T1;       \
	XORL  g, T1;       \
	RORXL $6, e, T0;   \
	RORXL $11, e, ab;  \
	ANDL  e, T1;       \
	XORL  ab, T0;      \
	XORL  g, T1;       \ // Ch
	RORXL $25, e, ab

#define ROUND2(a, b, h, ab, off) \
	ADDL  off(WK), h;  \
	ADDL  T1, h;       \
	XORL  ab, T0;      \ // Σ₁
	MOVL  a, ab;       \
	XORL  b, ab;       \
	ADDL  T0, h;       \ // T₁
	RORXL $13, a, T1;  \
	RORXL $2, a, T0

#define ROUND3(a, b, d, h, bc, ab) \
	ANDL  ab, bc;      \
	ADDL  h, d;        \
	XORL  T1, T0;      \
	RORXL $22, a, T1;  \
	XORL  b, bc;       \ // Maj
	XORL  T1, T0;      \ // Σ₀
	ADDL  bc, T0;      \
	ADDL  T0, h

#define ROUND(a, b, c, d, e, f, g, h, bc, ab, off) \
	ROUND1(e, f, g, ab);          \
	ROUND2(a, b, h, ab, off);     \
	ROUND3(a, b, d, h, bc, ab)

// A step of the schedule in eight parts: y0 = Wₜ … Wₜ₊₃ becomes Wₜ₊₁₆ … Wₜ₊₁₉. First
// Wₜ₊₁ in V0, and Wₜ₊₉ added.
#define SCHEDULE1(y0, y1, y2, y3) \
	VPALIGNR $4, y0, y1, V0; \
	VPALIGNR $4, y2, y3, V1; \
	VPADDD   V1, y0, y0;     \
	VPSRLD   $7, V0, V1

// σ₀ = Wₜ₊₁⋙7 ⊕ Wₜ₊₁⋙18 ⊕ Wₜ₊₁≫3.
#define SCHEDULE2 \
	VPSLLD   $25, V0, V2;    \
	VPSRLD   $18, V0, V3;    \
	VPXOR    V1, V2, V1;     \
	VPSLLD   $14, V0, V2

#define SCHEDULE3 \
	VPXOR    V3, V2, V2;     \
	VPSRLD   $3, V0, V0;     \
	VPXOR    V1, V2, V1;     \
	VPXOR    V0, V1, V0

// Wₜ₊₁₄ and Wₜ₊₁₅, each twice: a shift of both together is a rotation.
#define SCHEDULE4(y0, y3) \
	VPADDD   V0, y0, y0;     \
	VPSHUFD  $0xfa, y3, V0;  \
	VPSRLQ   $17, V0, V1;    \
	VPSRLQ   $19, V0, V2

// σ₁ = Wₜ₊₁₄⋙17 ⊕ Wₜ₊₁₄⋙19 ⊕ Wₜ₊₁₄≫10, and the same of Wₜ₊₁₅.
#define SCHEDULE5 \
	VPSRLD   $10, V0, V0;    \
	VPXOR    V1, V2, V1;     \
	VPXOR    V0, V1, V0;     \
	VPSHUFB  LOWER, V0, V0

// The lower two words are complete. The upper two need them.
#define SCHEDULE6(y0) \
	VPADDD   V0, y0, y0;     \
	VPSHUFD  $0x50, y0, V0;  \
	VPSRLQ   $17, V0, V1;    \
	VPSRLQ   $19, V0, V2

#define SCHEDULE7 \
	VPSRLD   $10, V0, V0;    \
	VPXOR    V1, V2, V1;     \
	VPXOR    V0, V1, V0;     \
	VPSHUFB  UPPER, V0, V0

#define SCHEDULE8(y0, koff, off) \
	VPADDD         V0, y0, y0;    \
	VBROADCASTI128 koff(K), V0;   \
	VPADDD         y0, V0, V0;    \
	VMOVDQU        V0, off(WK)

// Four rounds of block A, and a step of both schedules beside them. K is that of 16
// rounds on, and so is the place of the result.
#define ROUNDS4(a, b, c, d, e, f, g, h, y0, y1, y2, y3, koff, off) \
	ROUND1(e, f, g, AB);             \
	SCHEDULE1(y0, y1, y2, y3);       \
	ROUND2(a, b, h, AB, off);        \
	SCHEDULE2;                       \
	ROUND3(a, b, d, h, BC, AB);      \
	ROUND1(d, e, f, BC);             \
	SCHEDULE3;                       \
	ROUND2(h, a, g, BC, off+4);      \
	SCHEDULE4(y0, y3);               \
	ROUND3(h, a, c, g, AB, BC);      \
	ROUND1(c, d, e, AB);             \
	SCHEDULE5;                       \
	ROUND2(g, h, f, AB, off+8);      \
	SCHEDULE6(y0);                   \
	ROUND3(g, h, b, f, BC, AB);      \
	ROUND1(b, c, d, BC);             \
	SCHEDULE7;                       \
	ROUND2(f, g, e, BC, off+12);     \
	SCHEDULE8(y0, koff, off+128);    \
	ROUND3(f, g, a, e, AB, BC)

// A message's words i … i+3 of both blocks, the other block's at T0.
#define WORDS(i, x, y) \
	VMOVDQU        4*i(P), x;             \
	VINSERTI128    $1, 4*i(T0), y, y;     \
	VPSHUFB        SWAP, y, y;            \
	VBROADCASTI128 4*i(K), V0;            \
	VPADDD         y, V0, V0;             \
	VMOVDQU        V0, 8*i(SP)

#define CLEAR(off) \
	VMOVDQU Y0, off(SP);    \
	VMOVDQU Y0, off+32(SP); \
	VMOVDQU Y0, off+64(SP); \
	VMOVDQU Y0, off+96(SP)

// func blocks256AVX2(state *[8]uint32, p []byte)
//
// Mixes p, whose length is a positive multiple of 64, into state. Clobbers all general
// registers but BP, Y0-Y14, and clears the schedule, which may hold a key, from the
// stack.
TEXT ·blocks256AVX2(SB), 0, $536-32
	MOVQ           state+0(FP), T0
	MOVQ           p_base+8(FP), P
	MOVQ           p_len+16(FP), T1
	ADDQ           P, T1
	MOVQ           T1, END
	LEAQ           384(SP), T1
	MOVQ           T1, LAST16
	LEAQ           512(SP), T1
	MOVQ           T1, LAST
	VBROADCASTI128 swapWords<>(SB), SWAP
	VBROADCASTI128 lower<>(SB), LOWER
	VBROADCASTI128 upper<>(SB), UPPER
	MOVL           (T0), a
	MOVL           4(T0), b
	MOVL           8(T0), c
	MOVL           12(T0), d
	MOVL           16(T0), e
	MOVL           20(T0), f
	MOVL           24(T0), g
	MOVL           28(T0), h

pair:
	LEAQ    ·K256(SB), K
	LEAQ    64(P), T0
	CMPQ    T0, END
	CMOVQEQ P, T0
	WORDS(0, X0, Y0)
	WORDS(4, X1, Y1)
	WORDS(8, X2, Y2)
	WORDS(12, X3, Y3)
	MOVQ    SP, WK
	MOVL    b, BC
	XORL    c, BC

scheduled:
	ADDQ $64, K
	ROUNDS4(a, b, c, d, e, f, g, h, Y0, Y1, Y2, Y3, 0, 0)
	ROUNDS4(e, f, g, h, a, b, c, d, Y1, Y2, Y3, Y0, 16, 32)
	ROUNDS4(a, b, c, d, e, f, g, h, Y2, Y3, Y0, Y1, 32, 64)
	ROUNDS4(e, f, g, h, a, b, c, d, Y3, Y0, Y1, Y2, 48, 96)
	ADDQ $128, WK
	CMPQ WK, LAST16
	JNE  scheduled

// The last 16 rounds of block A, or all of block B: its words begin 16 bytes on.
rounds:
	ROUND(a, b, c, d, e, f, g, h, BC, AB, 0)
	ROUND(h, a, b, c, d, e, f, g, AB, BC, 4)
	ROUND(g, h, a, b, c, d, e, f, BC, AB, 8)
	ROUND(f, g, h, a, b, c, d, e, AB, BC, 12)
	ROUND(e, f, g, h, a, b, c, d, BC, AB, 32)
	ROUND(d, e, f, g, h, a, b, c, AB, BC, 36)
	ROUND(c, d, e, f, g, h, a, b, BC, AB, 40)
	ROUND(b, c, d, e, f, g, h, a, AB, BC, 44)
	ROUND(a, b, c, d, e, f, g, h, BC, AB, 64)
	ROUND(h, a, b, c, d, e, f, g, AB, BC, 68)
	ROUND(g, h, a, b, c, d, e, f, BC, AB, 72)
	ROUND(f, g, h, a, b, c, d, e, AB, BC, 76)
	ROUND(e, f, g, h, a, b, c, d, BC, AB, 96)
	ROUND(d, e, f, g, h, a, b, c, AB, BC, 100)
	ROUND(c, d, e, f, g, h, a, b, BC, AB, 104)
	ROUND(b, c, d, e, f, g, h, a, AB, BC, 108)
	ADDQ $128, WK
	CMPQ WK, LAST
	JB   rounds

	MOVQ state+0(FP), T1
	ADDL (T1), a
	MOVL a, (T1)
	ADDL 4(T1), b
	MOVL b, 4(T1)
	ADDL 8(T1), c
	MOVL c, 8(T1)
	ADDL 12(T1), d
	MOVL d, 12(T1)
	ADDL 16(T1), e
	MOVL e, 16(T1)
	ADDL 20(T1), f
	MOVL f, 20(T1)
	ADDL 24(T1), g
	MOVL g, 24(T1)
	ADDL 28(T1), h
	MOVL h, 28(T1)
	ADDQ $64, P
	CMPQ P, END
	JEQ  done
	CMPQ WK, LAST
	JNE  pair               // that was block B
	LEAQ 16(SP), WK
	MOVL b, BC
	XORL c, BC
	JMP  rounds

done:
	VPXOR Y0, Y0, Y0
	CLEAR(0)
	CLEAR(128)
	CLEAR(256)
	CLEAR(384)
	VZEROUPPER
	RET
