//go:build !purego

#include "textflag.h"

// SHA-256 with the SHA-256 instructions of Armv8's cryptographic extension.
//
// SHA256H and SHA256H2 compute four rounds (FIPS 180-4 §6.2.2 step 3): the one the new
// a b c d, the other the new e f g h, both from all eight old words and from four words
// Wₜ + Kₜ. SHA256SU0 and SHA256SU1 are the parts of step 1. The words stand with the first
// in the lowest lane:
//
//	          lane 0   1     2     3
//	    ABCD       a   b     c     d
//	    EFGH       e   f     g     h
//	    M0 … M3    Wₜ  Wₜ₊₁  Wₜ₊₂  Wₜ₊₃    and the 12 words behind them
//
// A block is 99 instructions, with the loop. What bounds it on Neoverse V2, by LLVM 19's
// model, which follows Arm's optimization guide: SHA256H and SHA256H2, 4 cycles each. They
// overlap, but each changes in place what the other needs, so that one waits for a copy,
// 2 cycles. It does so every other time: after it the next a b c d are ready early, and
// so is their copy. That makes 10 cycles for 8 rounds, and 80 for 64 bytes. The 56 SHA
// instructions share one unit, V0, which takes one in a cycle: they fit in. llvm-mca says
// 83 cycles, 1.3 a byte; Neoverse N1 and N2 are alike.

#define OUT R0
#define H R1
#define IN R2     // p or x: P is taken, by VLD1.P
#define LEFT R3
#define LENGTH R4
#define HAVE R5
#define OUTER R6
#define T R7

#define ABCD V0
#define EFGH V1
#define OLD V2    // a b c d before the four rounds
#define WK V3     // Wₜ + Kₜ
#define M0 V4
#define M1 V5
#define M2 V6
#define M3 V7
#define ABCD0 V8  // the state before the block
#define EFGH0 V9
#define PAD0 V10  // what the padding keeps, or adds
#define PAD1 V11
#define PAD2 V12
#define PAD3 V13
// V16 … V31 hold the constants, four in each.

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
	MOVD   $·K256(SB), T;                            \
	VLD1.P 64(T), [V16.S4, V17.S4, V18.S4, V19.S4];  \
	VLD1.P 64(T), [V20.S4, V21.S4, V22.S4, V23.S4];  \
	VLD1.P 64(T), [V24.S4, V25.S4, V26.S4, V27.S4];  \
	VLD1   (T), [V28.S4, V29.S4, V30.S4, V31.S4]

// M0 … M3 hold bytes, and get words.
#define WORDS \
	VREV32 M0.B16, M0.B16; \
	VREV32 M1.B16, M1.B16; \
	VREV32 M2.B16, M2.B16; \
	VREV32 M3.B16, M3.B16

// Four rounds with the constants k and the words m0.
#define ROUNDS4(k, m0) \
	VADD     k.S4, m0.S4, WK.S4;  \
	VMOV     ABCD.B16, OLD.B16;   \
	SHA256H  WK.S4, EFGH, ABCD;   \
	SHA256H2 WK.S4, OLD, EFGH

// The same for words that are not among the last 16, of which m0 = Wₜ … Wₜ₊₃ becomes
// Wₜ₊₁₆ … Wₜ₊₁₉.
#define STEP(k, m0, m1, m2, m3) \
	VADD      k.S4, m0.S4, WK.S4;     \
	VMOV      ABCD.B16, OLD.B16;      \
	SHA256SU0 m1.S4, m0.S4;           \ // Wₜ + σ₀(Wₜ₊₁)
	SHA256H   WK.S4, EFGH, ABCD;      \
	SHA256H2  WK.S4, OLD, EFGH;       \
	SHA256SU1 m3.S4, m2.S4, m0.S4       // + Wₜ₊₉ + σ₁(Wₜ₊₁₄)

// One block, M0 … M3, is mixed into the state.
#define BLOCK \
	VMOV ABCD.B16, ABCD0.B16;         \
	VMOV EFGH.B16, EFGH0.B16;         \
	STEP(V16, M0, M1, M2, M3);        \
	STEP(V17, M1, M2, M3, M0);        \
	STEP(V18, M2, M3, M0, M1);        \
	STEP(V19, M3, M0, M1, M2);        \
	STEP(V20, M0, M1, M2, M3);        \
	STEP(V21, M1, M2, M3, M0);        \
	STEP(V22, M2, M3, M0, M1);        \
	STEP(V23, M3, M0, M1, M2);        \
	STEP(V24, M0, M1, M2, M3);        \
	STEP(V25, M1, M2, M3, M0);        \
	STEP(V26, M2, M3, M0, M1);        \
	STEP(V27, M3, M0, M1, M2);        \
	ROUNDS4(V28, M0);                 \
	ROUNDS4(V29, M1);                 \
	ROUNDS4(V30, M2);                 \
	ROUNDS4(V31, M3);                 \
	VADD ABCD0.S4, ABCD.S4, ABCD.S4;  \
	VADD EFGH0.S4, EFGH.S4, EFGH.S4

// func blocks256ARMCE(state *[8]uint32, p []byte)
//
// Mixes p, whose length is a positive multiple of 64, into state. Clobbers R1-R3, R7,
// V0-V9, V16-V31.
TEXT ·blocks256ARMCE(SB), NOSPLIT, $0-32
	MOVD state+0(FP), H
	MOVD p_base+8(FP), IN
	MOVD p_len+16(FP), LEFT
	CONSTANTS
	VLD1 (H), [ABCD.S4, EFGH.S4]

block:
	VLD1.P 64(IN), [M0.B16, M1.B16, M2.B16, M3.B16]
	WORDS
	BLOCK
	SUBS   $64, LEFT
	BNE    block

	VST1 [ABCD.S4, EFGH.S4], (H)
	RET

// func finish256ARMCE(out *[32]byte, state *[8]uint32, x *[64]byte, length uint64, outer *[8]uint32)
//
// Sets out to the hash of a message of length bytes, of which state is the one after the
// whole blocks, and the first length mod 64 bytes of x are the rest; or, if outer is
// not nil, to the hash of a block that led to the state outer, and that hash. It reads
// all of x, and changes none of state, x and outer. Between them the words stay in
// registers: a vector that is read where bytes were just written waits for them.
// Clobbers R0-R2, R4-R7, V0-V13, V16-V31.
TEXT ·finish256ARMCE(SB), NOSPLIT, $0-40
	MOVD out+0(FP), OUT
	MOVD state+8(FP), H
	MOVD x+16(FP), IN
	MOVD length+24(FP), LENGTH
	MOVD outer+32(FP), OUTER
	CONSTANTS
	VLD1 (H), [ABCD.S4, EFGH.S4]
	VLD1 (IN), [M0.B16, M1.B16, M2.B16, M3.B16]
	AND  $63, LENGTH, HAVE
	LSL  $3, LENGTH                                 // in bits, from here on,
	ROR  $32, LENGTH                                // and the higher word first
	MOVD $pad<>+64(SB), T
	SUB  HAVE, T
	VLD1 (T), [PAD0.B16, PAD1.B16, PAD2.B16, PAD3.B16]
	ADD  $128, T
	VAND PAD0.B16, M0.B16, M0.B16
	VAND PAD1.B16, M1.B16, M1.B16
	VAND PAD2.B16, M2.B16, M2.B16
	VAND PAD3.B16, M3.B16, M3.B16
	VLD1 (T), [PAD0.B16, PAD1.B16, PAD2.B16, PAD3.B16]
	VORR PAD0.B16, M0.B16, M0.B16
	VORR PAD1.B16, M1.B16, M1.B16
	VORR PAD2.B16, M2.B16, M2.B16
	VORR PAD3.B16, M3.B16, M3.B16
	WORDS
	CMP  $56, HAVE
	BHS  block                                      // the length has no room here

length:
	MOVD ZR, HAVE
	VMOV LENGTH, M3.D[1]

block:
	BLOCK
	CMP    $56, HAVE
	BHS    another
	CBNZ   OUTER, nest
	VREV32 ABCD.B16, ABCD.B16
	VREV32 EFGH.B16, EFGH.B16
	VST1   [ABCD.B16, EFGH.B16], (OUT)
	RET

another:
	VEOR M0.B16, M0.B16, M0.B16
	VEOR M1.B16, M1.B16, M1.B16
	VEOR M2.B16, M2.B16, M2.B16
	VEOR M3.B16, M3.B16, M3.B16
	B    length

// The words of the hash are in place. Behind them in the last block of the outer hash
// of HMAC, of which one block (the key's) has gone before, stand 80 00 … 00 and
// 64·8 + 256 bits.
nest:
	VMOV ABCD.B16, M0.B16
	VMOV EFGH.B16, M1.B16
	VEOR M2.B16, M2.B16, M2.B16
	MOVD $0x80000000, T
	VMOV T, M2.S[0]
	VEOR M3.B16, M3.B16, M3.B16
	MOVD $(64*8+256), T
	VMOV T, M3.S[3]
	VLD1 (OUTER), [ABCD.S4, EFGH.S4]
	MOVD ZR, OUTER
	B    block
