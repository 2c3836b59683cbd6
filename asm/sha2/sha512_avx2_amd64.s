//go:build !purego

#include "textflag.h"
#include "sha512_amd64.h"

// SHA-512 with 256-bit vectors (AVX2) and RORX (BMI2). The schedule, which this file
// has, is computed beside the rounds, which are in sha512_amd64.h.
//
// What bounds it: 22 instructions of a round need an arithmetic unit, of which Zen 3 has
// four: 5.5 cycles. Beside the schedule there are 36 instructions in all, and it takes
// six a cycle. The chain from e to e is 5 cycles.

#define ROR8 Y13 // mask that rotates each word by 8 bits

// The mask for the lower and for the upper half.
DATA ror8<>+0x00(SB)/8, $0x0007060504030201
DATA ror8<>+0x08(SB)/8, $0x080f0e0d0c0b0a09
GLOBL ror8<>(SB), RODATA|NOPTR, $16

// A step of the schedule in six parts: y0 = Wₜ, Wₜ₊₁ becomes Wₜ₊₁₆, Wₜ₊₁₇. First Wₜ₊₁ in
// V0, and Wₜ₊₉ added.
#define SCHEDULE1(y0, y1, y4, y5) \
	VPALIGNR $8, y0, y1, V0; \
	VPALIGNR $8, y4, y5, V1; \
	VPADDQ   V1, y0, y0;     \
	VPSRLQ   $1, V0, V2

// σ₀ = Wₜ₊₁⋙1 ⊕ Wₜ₊₁⋙8 ⊕ Wₜ₊₁≫7.
#define SCHEDULE2 \
	VPSLLQ   $63, V0, V3;    \
	VPSHUFB  ROR8, V0, V1;   \
	VPSRLQ   $7, V0, V0;     \
	VPXOR    V2, V3, V2

#define SCHEDULE3(y0, y7) \
	VPXOR    V0, V1, V0;     \
	VPXOR    V0, V2, V0;     \
	VPADDQ   V0, y0, y0;     \
	VPSRLQ   $19, y7, V1

// σ₁ = Wₜ₊₁₄⋙19 ⊕ Wₜ₊₁₄⋙61 ⊕ Wₜ₊₁₄≫6.
#define SCHEDULE4(y7) \
	VPSLLQ   $45, y7, V2;    \
	VPSRLQ   $61, y7, V3;    \
	VPSLLQ   $3, y7, V0;     \
	VPXOR    V1, V2, V1

#define SCHEDULE5(y0, y7) \
	VPXOR    V3, V0, V3;     \
	VPSRLQ   $6, y7, V0;     \
	VPXOR    V1, V3, V1;     \
	VPXOR    V0, V1, V1

#define SCHEDULE6(y0, koff, off) \
	VPADDQ         V1, y0, y0;    \
	VBROADCASTI128 koff(K), V0;   \
	VPADDQ         y0, V0, V0;    \
	VMOVDQU        V0, off(WK)

// func blocks512AVX2(state *[8]uint64, p []byte)
//
// Mixes p, whose length is a positive multiple of 128, into state. Clobbers all general
// registers but BP, Y0-Y13, and clears the schedule, which may hold a key, from the
// stack.
TEXT ·blocks512AVX2(SB), 0, $1304-32
	BEGIN
	VBROADCASTI128 ror8<>(SB), ROR8

pair:
	PAIR

scheduled:
	SCHEDULED16
	CMPQ WK, LAST16
	JNE  scheduled

rounds: // the last 16 of block A, or all of block B
	ROUNDS16
	CMPQ WK, LAST
	JB   rounds
	ADDSTATE
	CMPQ P, END
	JEQ  done
	CMPQ WK, LAST
	JNE  pair // that was block B
	SECOND
	JMP  rounds

done:
	FINISH
