//go:build !purego

#include "textflag.h"

// SHA-512 with the SHA-512 instructions of Armv8.2.
//
// SHA512H and SHA512H2 compute two rounds (FIPS 180-4 §6.4.2 step 3), SHA512SU0 and
// SHA512SU1 are the parts of step 1. The words stand with the first in the lower lane:
//
//	          lane 0   1
//	    AB         a   b      and so CD, EF, GH
//	    M0 … M7    Wₜ  Wₜ₊₁   and the 14 words behind them
//
// After two rounds the old a, b are c, d, and the old e, f are g, h: the registers change
// roles instead of contents.
//
// SHA512H is made to give T₁ of both rounds. With it, c and d become the new e and f, and
// the next SHA512H would wait for that addition, and for e to change lanes. Here the sums
// that SHA512H begins with have c and d in them, and it gives e and f. By its definition
// (Arm ARM, C7.2) it takes d for nothing but the e between the rounds: d has to be 0
// there. T₁ comes by subtraction, where nothing waits for it:
//
//	e f  =  SHA512H   g+c+Wₜ₊₁+Kₜ₊₁, h+d+Wₜ+Kₜ    f, g    0, e
//	T₁   =  e f − c d
//	a b  =  SHA512H2  T₁    c d    a b
//
// A block is 487 instructions, with the loop. What bounds it on Neoverse V2, by LLVM 19's
// model, which follows Arm's optimization guide: 40 times VEXT and SHA512H, 2 cycles each,
// so 160 cycles for 128 bytes; and one unit, V0, for all 144 SHA instructions, which takes
// one in a cycle, and some of the others too. llvm-mca says 201 cycles, 1.6 a byte, and
// 242 with the addition. Neoverse N2 has two vector units, and these bound it: 236 cycles,
// and 243.

#define H R0
#define IN R1   // p: P is taken, by VLD1.P
#define LEFT R2
#define K R3

#define AB V0
#define CD V1
#define EF V2
#define GH V3
#define T1 V4
#define X V5
#define Y V6
#define ZERO V7
#define M0 V8
#define M1 V9
#define M2 V10
#define M3 V11
#define M4 V12
#define M5 V13
#define M6 V14
#define M7 V15
#define K0 V16  // Kₜ, Kₜ₊₁, and the 14 constants behind them
#define K1 V17
#define K2 V18
#define K3 V19
#define K4 V20
#define K5 V21
#define K6 V22
#define K7 V23
#define AB0 V24 // the state before the block
#define CD0 V25
#define EF0 V26
#define GH0 V27

// Two rounds with the constants k and the words m0. The new a b are in t1, the new e f
// in gh.
#define ROUNDS2(k, m0, ab, cd, ef, gh, t1) \
	VADD     k.D2, m0.D2, Y.D2;             \
	VEXT     $8, Y.B16, Y.B16, Y.B16;       \ // Wₜ₊₁+Kₜ₊₁, Wₜ+Kₜ
	VEXT     $8, gh.B16, ef.B16, X.B16;     \ // f, g
	VADD     Y.D2, gh.D2, gh.D2;            \
	VEXT     $8, ef.B16, ZERO.B16, Y.B16;   \ // 0, e
	VADD     cd.D2, gh.D2, gh.D2;           \
	SHA512H  Y.D2, X, gh;                   \
	VSUB     cd.D2, gh.D2, t1.D2;           \
	SHA512H2 ab.D2, cd, t1

// m0 = Wₜ, Wₜ₊₁ becomes Wₜ₊₁₆, Wₜ₊₁₇.
#define SCHEDULE(m0, m1, m4, m5, m7) \
	SHA512SU0 m1.D2, m0.D2;                 \ // Wₜ + σ₀(Wₜ₊₁)
	VEXT      $8, m5.B16, m4.B16, X.B16;    \ // Wₜ₊₉, Wₜ₊₁₀
	SHA512SU1 X.D2, m7.D2, m0.D2              // + Wₜ₊₉ + σ₁(Wₜ₊₁₄)

// Both.
#define STEP(k, m0, m1, m4, m5, m7, ab, cd, ef, gh, t1) \
	ROUNDS2(k, m0, ab, cd, ef, gh, t1); \
	SCHEDULE(m0, m1, m4, m5, m7)

#define CONSTANTS16 \
	VLD1.P 64(K), [K0.D2, K1.D2, K2.D2, K3.D2]; \
	VLD1.P 64(K), [K4.D2, K5.D2, K6.D2, K7.D2]

// ab, cd and t1 change places in each step, and are back after three. After the eight
// of 16 rounds, cd is where a b are, t1 where c d are, and ab is free.
#define ROUNDS16(ab, cd, t1) \
	CONSTANTS16;                                       \
	STEP(K0, M0, M1, M4, M5, M7, ab, cd, EF, GH, t1);  \
	STEP(K1, M1, M2, M5, M6, M0, t1, ab, GH, EF, cd);  \
	STEP(K2, M2, M3, M6, M7, M1, cd, t1, EF, GH, ab);  \
	STEP(K3, M3, M4, M7, M0, M2, ab, cd, GH, EF, t1);  \
	STEP(K4, M4, M5, M0, M1, M3, t1, ab, EF, GH, cd);  \
	STEP(K5, M5, M6, M1, M2, M4, cd, t1, GH, EF, ab);  \
	STEP(K6, M6, M7, M2, M3, M5, ab, cd, EF, GH, t1);  \
	STEP(K7, M7, M0, M3, M4, M6, t1, ab, GH, EF, cd)

#define LAST16(ab, cd, t1) \
	CONSTANTS16;                           \
	ROUNDS2(K0, M0, ab, cd, EF, GH, t1);   \
	ROUNDS2(K1, M1, t1, ab, GH, EF, cd);   \
	ROUNDS2(K2, M2, cd, t1, EF, GH, ab);   \
	ROUNDS2(K3, M3, ab, cd, GH, EF, t1);   \
	ROUNDS2(K4, M4, t1, ab, EF, GH, cd);   \
	ROUNDS2(K5, M5, cd, t1, GH, EF, ab);   \
	ROUNDS2(K6, M6, ab, cd, EF, GH, t1);   \
	ROUNDS2(K7, M7, t1, ab, GH, EF, cd)

// func blocks512SHA512CE(state *[8]uint64, p []byte)
//
// Mixes p, whose length is a positive multiple of 128, into state. Clobbers R0-R3,
// V0-V27.
TEXT ·blocks512SHA512CE(SB), NOSPLIT, $0-32
	MOVD state+0(FP), H
	MOVD p_base+8(FP), IN
	MOVD p_len+16(FP), LEFT
	MOVD $·K512(SB), K
	VEOR ZERO.B16, ZERO.B16, ZERO.B16
	VLD1 (H), [AB.D2, CD.D2, EF.D2, GH.D2]

block:
	VLD1.P 64(IN), [M0.B16, M1.B16, M2.B16, M3.B16]
	VLD1.P 64(IN), [M4.B16, M5.B16, M6.B16, M7.B16]
	VREV64 M0.B16, M0.B16
	VREV64 M1.B16, M1.B16
	VREV64 M2.B16, M2.B16
	VREV64 M3.B16, M3.B16
	VREV64 M4.B16, M4.B16
	VREV64 M5.B16, M5.B16
	VREV64 M6.B16, M6.B16
	VREV64 M7.B16, M7.B16
	VMOV   AB.B16, AB0.B16
	VMOV   CD.B16, CD0.B16
	VMOV   EF.B16, EF0.B16
	VMOV   GH.B16, GH0.B16

	ROUNDS16(AB, CD, T1)
	ROUNDS16(CD, T1, AB)
	ROUNDS16(T1, AB, CD)
	ROUNDS16(AB, CD, T1)
	LAST16(CD, T1, AB)

	// Now a b are in T1, and c d in AB.
	VADD CD0.D2, AB.D2, CD.D2
	VADD AB0.D2, T1.D2, AB.D2
	VADD EF0.D2, EF.D2, EF.D2
	VADD GH0.D2, GH.D2, GH.D2
	SUB  $640, K
	SUBS $128, LEFT
	BNE  block

	VST1 [AB.D2, CD.D2, EF.D2, GH.D2], (H)
	RET
