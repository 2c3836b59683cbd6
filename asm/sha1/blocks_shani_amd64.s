//go:build !purego

#include "textflag.h"

// SHA-1 with the SHA instructions (SHA-NI), and PSHUFB of SSSE3. No instruction is
// VEX-encoded: there are CPUs with SHA-NI and without AVX.
//
// SHA1RNDS4 computes four rounds (FIPS 180-4 §6.1.2 step 3), with the fₜ and Kₜ that its
// immediate selects. SHA1NEXTE makes the e of the next four: the a of four rounds ago,
// rotated, onto which it adds four words of the message schedule. SHA1MSG1 and
// SHA1MSG2 are the parts of step 1. The words stand with the first in the highest lane:
//
//	            lane 3   2     1     0
//	    ABCD         a   b     c     d
//	    E0, E1       e   0     0     0       or a b c d of which e is to be made
//	    M0 … M3      Wₜ  Wₜ₊₁  Wₜ₊₂  Wₜ₊₃    and the 12 words behind them
//
// What bounds it: 20 dependent SHA1RNDS4 a block, 6 cycles each, so 120 cycles for 64
// bytes. Everything else fits in beside them.

#define OUT DI
#define H SI
#define P AX
#define END CX
#define X BX
#define LENGTH R8
#define HAVE R9
#define OUTER R10

#define ABCD X0
#define E0 X1
#define E1 X2
#define M0 X3
#define M1 X4
#define M2 X5
#define M3 X6
#define T X7
#define ABCD0 X8 // the state before the block
#define E00 X9
#define SWAP X10 // mask that reverses all bytes
#define N X11    // HAVE in each byte

DATA reverse<>+0x00(SB)/8, $0x08090a0b0c0d0e0f
DATA reverse<>+0x08(SB)/8, $0x0001020304050607
GLOBL reverse<>(SB), RODATA|NOPTR, $16

// The places of the bytes of a block.
DATA place<>+0x00(SB)/8, $0x0706050403020100
DATA place<>+0x08(SB)/8, $0x0f0e0d0c0b0a0908
DATA place<>+0x10(SB)/8, $0x1716151413121110
DATA place<>+0x18(SB)/8, $0x1f1e1d1c1b1a1918
DATA place<>+0x20(SB)/8, $0x2726252423222120
DATA place<>+0x28(SB)/8, $0x2f2e2d2c2b2a2928
DATA place<>+0x30(SB)/8, $0x3736353433323130
DATA place<>+0x38(SB)/8, $0x3f3e3d3c3b3a3938
GLOBL place<>(SB), RODATA|NOPTR, $64

DATA sixteen80<>+0x00(SB)/8, $0x8080808080808080
DATA sixteen80<>+0x08(SB)/8, $0x8080808080808080
GLOBL sixteen80<>(SB), RODATA|NOPTR, $16

// What stands behind a hash of 20 bytes in the last block of the outer hash of HMAC,
// of which one block (the key's) has gone before: 80 00 … 00, and 64·8 + 160 bits.
DATA behind20<>+0x00(SB)/8, $0x0000000000000000
DATA behind20<>+0x08(SB)/8, $0x0000000080000000
DATA behind20<>+0x10(SB)/8, $0x00000000000002a0
DATA behind20<>+0x18(SB)/8, $0x0000000000000000
GLOBL behind20<>(SB), RODATA|NOPTR, $32

// ABCD, E0 from the words a … e in memory.
#define LOAD(from) \
	MOVOU  (from), ABCD;       \
	PSHUFL $0x1b, ABCD, ABCD;  \
	MOVL   16(from), DX;       \
	MOVQ   DX, E0;             \
	PSLLO  $12, E0

// Four rounds: e comes from e0 and the words m0. e1 gets what the next e is made of.
#define ROUNDS4(f, m0, e0, e1) \
	SHA1NEXTE m0, e0;        \
	MOVO      ABCD, e1;      \
	SHA1RNDS4 $f, e0, ABCD

// m0 = Wₜ … Wₜ₊₃ becomes Wₜ₊₁₆ … Wₜ₊₁₉.
#define SCHEDULE(m0, m1, m2, m3) \
	SHA1MSG1 m1, m0; \ // Wₜ ⊕ Wₜ₊₂
	PXOR     m2, m0; \ // ⊕ Wₜ₊₈
	SHA1MSG2 m3, m0    // ⊕ Wₜ₊₁₃, rotated

// Both, for four words that are not among the last 16.
#define STEP(f, m0, m1, m2, m3, e0, e1) \
	ROUNDS4(f, m0, e0, e1);   \
	SCHEDULE(m0, m1, m2, m3)

// One block, M0 … M3, is mixed into the state.
#define BLOCK \
	MOVO      ABCD, ABCD0;             \
	MOVO      E0, E00;                 \
	PADDL     M0, E0;                  \ // the first e is there already
	MOVO      ABCD, E1;                \
	SHA1RNDS4 $0, E0, ABCD;            \
	SCHEDULE(M0, M1, M2, M3);          \
	STEP(0, M1, M2, M3, M0, E1, E0);   \
	STEP(0, M2, M3, M0, M1, E0, E1);   \
	STEP(0, M3, M0, M1, M2, E1, E0);   \
	STEP(0, M0, M1, M2, M3, E0, E1);   \
	STEP(1, M1, M2, M3, M0, E1, E0);   \
	STEP(1, M2, M3, M0, M1, E0, E1);   \
	STEP(1, M3, M0, M1, M2, E1, E0);   \
	STEP(1, M0, M1, M2, M3, E0, E1);   \
	STEP(1, M1, M2, M3, M0, E1, E0);   \
	STEP(2, M2, M3, M0, M1, E0, E1);   \
	STEP(2, M3, M0, M1, M2, E1, E0);   \
	STEP(2, M0, M1, M2, M3, E0, E1);   \
	STEP(2, M1, M2, M3, M0, E1, E0);   \
	STEP(2, M2, M3, M0, M1, E0, E1);   \
	STEP(3, M3, M0, M1, M2, E1, E0);   \
	ROUNDS4(3, M0, E0, E1);            \
	ROUNDS4(3, M1, E1, E0);            \
	ROUNDS4(3, M2, E0, E1);            \
	ROUNDS4(3, M3, E1, E0);            \
	SHA1NEXTE E00, E0;                 \
	PADDL     ABCD0, ABCD

// func blocksSHANI(state *[5]uint32, p []byte)
//
// Mixes p, whose length is a positive multiple of 64, into state. Clobbers AX, CX, DX, SI,
// X0-X10.
TEXT ·blocksSHANI(SB), NOSPLIT, $0-32
	MOVQ  state+0(FP), H
	MOVQ  p_base+8(FP), P
	MOVQ  p_len+16(FP), END
	ADDQ  P, END
	MOVOU reverse<>(SB), SWAP
	LOAD(H)

block:
	MOVOU  (P), M0
	PSHUFB SWAP, M0
	MOVOU  16(P), M1
	PSHUFB SWAP, M1
	MOVOU  32(P), M2
	PSHUFB SWAP, M2
	MOVOU  48(P), M3
	PSHUFB SWAP, M3
	BLOCK
	ADDQ   $64, P
	CMPQ   P, END
	JNE    block

	PSHUFL $0x1b, ABCD, ABCD
	MOVOU  ABCD, (H)
	PSRLO  $12, E0
	MOVQ   E0, DX
	MOVL   DX, 16(H)
	RET

// PAD keeps of m, the 16 bytes of the block from place i on, what the message has, and
// puts the byte 80 behind its end. E00 holds the byte 80 in every byte.
#define PAD(i, m) \
	MOVOU   i(X), m;          \
	MOVOU   place<>+i(SB), T; \
	MOVO    N, ABCD0;         \
	PCMPGTB T, ABCD0;         \ // where the place is below HAVE
	PAND    ABCD0, m;         \
	PCMPEQB N, T;             \ // where it is HAVE
	PAND    E00, T;           \
	POR     T, m;             \
	PSHUFB  SWAP, m

// func finishSHANI(out *[20]byte, state *[5]uint32, x *[64]byte, length uint64, outer *[5]uint32)
//
// Sets out to the hash of a message of length bytes, of which state is the one after the
// whole blocks, and the first length mod 64 bytes of x are the rest; or, if outer is
// not nil, to the hash of a block that led to the state outer, and that hash. It reads
// all of x, and changes none of state, x and outer. Between them the words stay in
// registers: a vector that is read where bytes were just written waits for them.
// Clobbers AX, BX, CX, DX, SI, DI, R8-R10, X0-X11.
TEXT ·finishSHANI(SB), NOSPLIT, $0-40
	MOVQ   out+0(FP), OUT
	MOVQ   state+8(FP), H
	MOVQ   x+16(FP), X
	MOVQ   length+24(FP), LENGTH
	MOVQ   outer+32(FP), OUTER
	MOVOU  reverse<>(SB), SWAP
	MOVQ   LENGTH, HAVE
	ANDQ   $63, HAVE
	SHLQ   $3, LENGTH           // in bits, from here on
	MOVQ   HAVE, N
	PXOR   T, T
	PSHUFB T, N
	MOVOU  sixteen80<>(SB), E00
	PAD(0, M0)
	PAD(16, M1)
	PAD(32, M2)
	PAD(48, M3)
	LOAD(H)
	CMPQ   HAVE, $56
	JAE    block                // the length has no room here

length:
	XORL HAVE, HAVE
	MOVQ LENGTH, T
	POR  T, M3

block:
	BLOCK
	CMPQ   HAVE, $56
	JAE    another
	TESTQ  OUTER, OUTER
	JNE    nest
	PSHUFB SWAP, ABCD
	MOVOU  ABCD, (OUT)
	PSHUFB SWAP, E0
	MOVQ   E0, DX
	MOVL   DX, 16(OUT)
	RET

another:
	PXOR M0, M0
	PXOR M1, M1
	PXOR M2, M2
	PXOR M3, M3
	JMP  length

// The words of the hash are in place: a b c d, and e with nothing behind it.
nest:
	MOVO  ABCD, M0
	MOVO  E0, M1
	MOVOU behind20<>+0(SB), T
	POR   T, M1
	PXOR  M2, M2
	MOVOU behind20<>+16(SB), M3
	LOAD(OUTER)
	XORL  OUTER, OUTER
	JMP   block
