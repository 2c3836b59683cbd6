//go:build !purego

#include "textflag.h"
#include "go_asm.h"

// SHA-1 with the SHA-1 instructions of Armv8's cryptographic extension.
//
// SHA1C, SHA1P and SHA1M compute four rounds (FIPS 180-4 §6.1.2 step 3) with Ch, Parity
// and Maj as fₜ: of a b c d, of e in the lowest lane of a register, and of four words
// Wₜ + Kₜ. SHA1H rotates the a before them: that is the e after them. SHA1SU0 and
// SHA1SU1 are the parts of step 1. The words stand with the first in the lowest lane:
//
//	            lane 0   1     2     3
//	    ABCD         a   b     c     d
//	    E0, E1       e
//	    M0 … M3      Wₜ  Wₜ₊₁  Wₜ₊₂  Wₜ₊₃    and the 12 words behind them
//
// A block is 123 instructions, with the loop. What bounds it on Neoverse V2, by LLVM 19's
// model, which follows Arm's optimization guide: 20 dependent SHA1C, SHA1P or SHA1M, 4
// cycles each, so 80 cycles for 64 bytes. All 72 SHA instructions share one unit, V0,
// which takes one in a cycle, the older first. So SHA1H comes after the four rounds, from
// a copy: before them it would take the unit in the very cycle in which they could begin,
// each time. llvm-mca says 82 cycles, 1.3 a byte, and 102 with SHA1H before the rounds;
// Neoverse N1 and N2 are alike. Cores that run in order (Cortex-A55) pay for the copy.

#define OUT R0
#define H R1
#define IN R2 // p or x: P is taken, by VLD1.P
#define LEFT R3
#define LENGTH R4
#define HAVE R5
#define OUTER R6
#define T R7

#define ABCD V0
#define E0 V1
#define LANE F1   // the lowest lane of E0
#define E1 V2
#define WK V3     // Wₜ + Kₜ
#define M0 V4
#define M1 V5
#define M2 V6
#define M3 V7
#define ABCD0 V16 // the state before the block
#define E00 V17
#define OLD V18   // a b c d before the four rounds
#define K0_19 V20 // Kₜ in each lane
#define K20_39 V21
#define K40_59 V22
#define K60_79 V23
#define PAD0 V24  // what the padding keeps, or adds
#define PAD1 V25
#define PAD2 V26
#define PAD3 V27

DATA k<>+0x00(SB)/4, $const_K0
DATA k<>+0x04(SB)/4, $const_K20
DATA k<>+0x08(SB)/4, $const_K40
DATA k<>+0x0c(SB)/4, $const_K60
GLOBL k<>(SB), RODATA|NOPTR, $16

// The 64 bytes from 64-n on keep the first n bytes of a block. Those from 192-n on
// have 80 in place n, and zeros.
DATA pad<>+0x00(SB)/8, $-1
DATA pad<>+0x08(SB)/8, $-1
DATA pad<>+0x10(SB)/8, $-1
DATA pad<>+0x18(SB)/8, $-1
DATA pad<>+0x20(SB)/8, $-1
DATA pad<>+0x28(SB)/8, $-1
DATA pad<>+0x30(SB)/8, $-1
DATA pad<>+0x38(SB)/8, $-1
DATA pad<>+0xc0(SB)/8, $0x80
GLOBL pad<>(SB), RODATA|NOPTR, $256

#define CONSTANTS \
	MOVD  $k<>(SB), T;                                          \
	VLD4R (T), [K0_19.S4, K20_39.S4, K40_59.S4, K60_79.S4]

// ABCD, E0 from the words a … e in memory.
#define LOAD(from) \
	VLD1  (from), [ABCD.S4]; \
	FMOVS 16(from), LANE

// M0 … M3 hold bytes, and get words.
#define WORDS \
	VREV32 M0.B16, M0.B16; \
	VREV32 M1.B16, M1.B16; \
	VREV32 M2.B16, M2.B16; \
	VREV32 M3.B16, M3.B16

// Four rounds with e0 and the words m0. e1 gets the next e.
#define ROUNDS4(op, k, m0, e0, e1) \
	VADD  k.S4, m0.S4, WK.S4;  \
	VMOV  ABCD.B16, OLD.B16;   \
	op    WK.S4, e0, ABCD;     \
	SHA1H OLD, e1

// The same for words that are not among the last 16, of which m0 = Wₜ … Wₜ₊₃ becomes
// Wₜ₊₁₆ … Wₜ₊₁₉.
#define STEP(op, k, m0, m1, m2, m3, e0, e1) \
	VADD    k.S4, m0.S4, WK.S4;   \
	SHA1SU0 m2.S4, m1.S4, m0.S4;  \ // Wₜ ⊕ Wₜ₊₂ ⊕ Wₜ₊₈
	VMOV    ABCD.B16, OLD.B16;    \
	op      WK.S4, e0, ABCD;      \
	SHA1H   OLD, e1;              \
	SHA1SU1 m3.S4, m0.S4            // ⊕ Wₜ₊₁₃, rotated

// One block, M0 … M3, is mixed into the state.
#define BLOCK \
	VMOV ABCD.B16, ABCD0.B16;                       \
	VMOV E0.B16, E00.B16;                           \
	STEP(SHA1C, K0_19, M0, M1, M2, M3, E0, E1);     \
	STEP(SHA1C, K0_19, M1, M2, M3, M0, E1, E0);     \
	STEP(SHA1C, K0_19, M2, M3, M0, M1, E0, E1);     \
	STEP(SHA1C, K0_19, M3, M0, M1, M2, E1, E0);     \
	STEP(SHA1C, K0_19, M0, M1, M2, M3, E0, E1);     \
	STEP(SHA1P, K20_39, M1, M2, M3, M0, E1, E0);    \
	STEP(SHA1P, K20_39, M2, M3, M0, M1, E0, E1);    \
	STEP(SHA1P, K20_39, M3, M0, M1, M2, E1, E0);    \
	STEP(SHA1P, K20_39, M0, M1, M2, M3, E0, E1);    \
	STEP(SHA1P, K20_39, M1, M2, M3, M0, E1, E0);    \
	STEP(SHA1M, K40_59, M2, M3, M0, M1, E0, E1);    \
	STEP(SHA1M, K40_59, M3, M0, M1, M2, E1, E0);    \
	STEP(SHA1M, K40_59, M0, M1, M2, M3, E0, E1);    \
	STEP(SHA1M, K40_59, M1, M2, M3, M0, E1, E0);    \
	STEP(SHA1M, K40_59, M2, M3, M0, M1, E0, E1);    \
	STEP(SHA1P, K60_79, M3, M0, M1, M2, E1, E0);    \
	ROUNDS4(SHA1P, K60_79, M0, E0, E1);             \
	ROUNDS4(SHA1P, K60_79, M1, E1, E0);             \
	ROUNDS4(SHA1P, K60_79, M2, E0, E1);             \
	ROUNDS4(SHA1P, K60_79, M3, E1, E0);             \
	VADD ABCD0.S4, ABCD.S4, ABCD.S4;                \
	VADD E00.S4, E0.S4, E0.S4

// func blocksARMCE(state *[5]uint32, p []byte)
//
// Mixes p, whose length is a positive multiple of 64, into state. Clobbers R1-R3, R7,
// V0-V7, V16-V18, V20-V23.
TEXT ·blocksARMCE(SB), NOSPLIT, $0-32
	MOVD state+0(FP), H
	MOVD p_base+8(FP), IN
	MOVD p_len+16(FP), LEFT
	CONSTANTS
	LOAD(H)

block:
	VLD1.P 64(IN), [M0.B16, M1.B16, M2.B16, M3.B16]
	WORDS
	BLOCK
	SUBS   $64, LEFT
	BNE    block

	VST1  [ABCD.S4], (H)
	FMOVS LANE, 16(H)
	RET

// func finishARMCE(out *[20]byte, state *[5]uint32, x *[64]byte, length uint64, outer *[5]uint32)
//
// Sets out to the hash of a message of length bytes, of which state is the one after the
// whole blocks, and the first length mod 64 bytes of x are the rest; or, if outer is
// not nil, to the hash of a block that led to the state outer, and that hash. It reads
// all of x, and changes none of state, x and outer. Between them the words stay in
// registers: a vector that is read where bytes were just written waits for them.
// Clobbers R0-R2, R4-R7, V0-V7, V16-V18, V20-V27.
TEXT ·finishARMCE(SB), NOSPLIT, $0-40
	MOVD   out+0(FP), OUT
	MOVD   state+8(FP), H
	MOVD   x+16(FP), IN
	MOVD   length+24(FP), LENGTH
	MOVD   outer+32(FP), OUTER
	CONSTANTS
	LOAD(H)
	VLD1   (IN), [M0.B16, M1.B16, M2.B16, M3.B16]
	AND    $63, LENGTH, HAVE
	LSL    $3, LENGTH                                  // in bits, from here on,
	ROR    $32, LENGTH                                 // and the higher word first
	MOVD   $pad<>+64(SB), T
	SUB    HAVE, T
	VLD1   (T), [PAD0.B16, PAD1.B16, PAD2.B16, PAD3.B16]
	ADD    $128, T
	VAND   PAD0.B16, M0.B16, M0.B16
	VAND   PAD1.B16, M1.B16, M1.B16
	VAND   PAD2.B16, M2.B16, M2.B16
	VAND   PAD3.B16, M3.B16, M3.B16
	VLD1   (T), [PAD0.B16, PAD1.B16, PAD2.B16, PAD3.B16]
	VORR   PAD0.B16, M0.B16, M0.B16
	VORR   PAD1.B16, M1.B16, M1.B16
	VORR   PAD2.B16, M2.B16, M2.B16
	VORR   PAD3.B16, M3.B16, M3.B16
	WORDS
	CMP    $56, HAVE
	BHS    block                                       // the length has no room here

length:
	MOVD ZR, HAVE
	VMOV LENGTH, M3.D[1]

block:
	BLOCK
	CMP    $56, HAVE
	BHS    another
	CBNZ   OUTER, nest
	VREV32 ABCD.B16, ABCD.B16
	VREV32 E0.B16, E0.B16
	VST1   [ABCD.B16], (OUT)
	FMOVS  LANE, 16(OUT)
	RET

another:
	VEOR M0.B16, M0.B16, M0.B16
	VEOR M1.B16, M1.B16, M1.B16
	VEOR M2.B16, M2.B16, M2.B16
	VEOR M3.B16, M3.B16, M3.B16
	B    length

// The words of the hash are in place: a b c d, and e. Behind them in the last block of
// the outer hash of HMAC, of which one block (the key's) has gone before, stand
// 80 00 … 00 and 64·8 + 160 bits.
nest:
	VMOV ABCD.B16, M0.B16
	VEOR M1.B16, M1.B16, M1.B16
	VMOV E0.S[0], M1.S[0]
	MOVD $0x80000000, T
	VMOV T, M1.S[1]
	VEOR M2.B16, M2.B16, M2.B16
	VEOR M3.B16, M3.B16, M3.B16
	MOVD $(64*8+160), T
	VMOV T, M3.S[3]
	LOAD(OUTER)
	MOVD ZR, OUTER
	B    block
