//go:build !purego

#include "textflag.h"

// SHA-256 with the SHA instructions (SHA-NI), and PSHUFB and PALIGNR of SSSE3. No
// instruction is VEX-encoded: there are CPUs with SHA-NI and without AVX.
//
// SHA256RNDS2 computes two rounds (FIPS 180-4 §6.2.2 step 3) of a state that stands
// in two registers, and SHA256MSG1, SHA256MSG2 the σ₀ and σ₁ parts of four words of
// the message schedule (step 1):
//
//	            lane 3   2   1   0
//	    ABEF         a   b   e   f
//	    CDGH         c   d   g   h
//	    M0 … M3  Wₜ₊₃ … Wₜ, and the 12 words behind them
//
// After two rounds the old a, b, e, f are c, d, g, h: the registers change roles
// instead of contents.
//
// What bounds it: 32 dependent SHA256RNDS2 a block, 4 cycles each, so 128 cycles for
// 64 bytes. Everything else fits in beside them.

#define OUT DI
#define H SI
#define P AX
#define END CX
#define K DX
#define X BX
#define LENGTH R8
#define HAVE R9
#define OUTER R10

#define WK X0   // the instruction takes Wₜ + Kₜ from X0
#define ABEF X1
#define CDGH X2
#define M0 X3
#define M1 X4
#define M2 X5
#define M3 X6
#define T X7
#define ABEF0 X8 // the state before the block
#define CDGH0 X9
#define SWAP X10 // mask that reverses the bytes of each word

DATA swap32<>+0x00(SB)/8, $0x0405060700010203
DATA swap32<>+0x08(SB)/8, $0x0c0d0e0f08090a0b
GLOBL swap32<>(SB), RODATA|NOPTR, $16

// The places of the bytes of a block, 16·i … 16·i+15.
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

// What stands behind a hash of 32 bytes in the last block of the outer hash of HMAC,
// of which one block (the key's) has gone before: 80 00 … 00, and 64·8 + 256 bits.
DATA behind32<>+0x00(SB)/8, $0x0000000080000000
DATA behind32<>+0x08(SB)/8, $0x0000000000000000
DATA behind32<>+0x10(SB)/8, $0x0000000000000000
DATA behind32<>+0x18(SB)/8, $0x0000030000000000
GLOBL behind32<>(SB), RODATA|NOPTR, $32

// ABEF, CDGH from the words a … h in memory.
#define LOAD(from) \
	MOVOU  (from), T;       \ // a b c d, lane 0 first
	MOVOU  16(from), ABEF;  \ // e f g h
	MOVO   ABEF, CDGH;      \
	SHUFPS $0x11, T, ABEF;  \ // f e b a
	SHUFPS $0xbb, T, CDGH     // h g d c

// And back: the words a b c d to M0, e f g h to M1.
#define WORDS \
	MOVO   ABEF, M0;        \
	MOVO   ABEF, M1;        \
	SHUFPS $0xbb, CDGH, M0; \
	SHUFPS $0x11, CDGH, M1

// Four rounds with the words m0, and the constants at k(K).
#define ROUNDS4(k, m0) \
	MOVOU       k(K), WK;         \
	PADDL       m0, WK;           \
	SHA256RNDS2 WK, ABEF, CDGH;   \
	PSHUFL      $0x0e, WK, WK;    \
	SHA256RNDS2 WK, CDGH, ABEF

// m0 = Wₜ … Wₜ₊₃ becomes Wₜ₊₁₆ … Wₜ₊₁₉.
#define SCHEDULE(m0, m1, m2, m3) \
	SHA256MSG1 m1, m0;    \ // Wₜ + σ₀(Wₜ₊₁)
	MOVO       m3, T;     \
	PALIGNR    $4, m2, T; \ // Wₜ₊₉ …
	PADDL      T, m0;     \
	SHA256MSG2 m3, m0       // + σ₁(Wₜ₊₁₄)

#define ROUNDS16(k) \
	ROUNDS4(k, M0);             \
	SCHEDULE(M0, M1, M2, M3);   \
	ROUNDS4(k+16, M1);          \
	SCHEDULE(M1, M2, M3, M0);   \
	ROUNDS4(k+32, M2);          \
	SCHEDULE(M2, M3, M0, M1);   \
	ROUNDS4(k+48, M3);          \
	SCHEDULE(M3, M0, M1, M2)

// One block, M0 … M3, is mixed into the state.
#define BLOCK \
	MOVO  ABEF, ABEF0;  \
	MOVO  CDGH, CDGH0;  \
	ROUNDS16(0);        \
	ROUNDS16(64);       \
	ROUNDS16(128);      \
	ROUNDS4(192, M0);   \
	ROUNDS4(208, M1);   \
	ROUNDS4(224, M2);   \
	ROUNDS4(240, M3);   \
	PADDL ABEF0, ABEF;  \
	PADDL CDGH0, CDGH

// func blocks256SHANI(state *[8]uint32, p []byte)
//
// Mixes p, whose length is a positive multiple of 64, into state. Clobbers AX, CX, DX, SI,
// X0-X10.
TEXT ·blocks256SHANI(SB), NOSPLIT, $0-32
	MOVQ  state+0(FP), H
	MOVQ  p_base+8(FP), P
	MOVQ  p_len+16(FP), END
	ADDQ  P, END
	LEAQ  ·K256(SB), K
	MOVOU swap32<>(SB), SWAP
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
	ADDQ  $64, P
	CMPQ  P, END
	JNE   block

	WORDS
	MOVOU M0, (H)
	MOVOU M1, 16(H)
	RET

// PAD keeps of m, the 16 bytes of the block from place i on, what the message has, and
// puts the byte 80 behind its end. WK holds HAVE and CDGH0 the byte 80, in every byte.
#define PAD(i, m) \
	MOVOU   i(X), m;          \
	MOVOU   place<>+i(SB), T; \
	MOVO    WK, ABEF0;        \
	PCMPGTB T, ABEF0;         \ // where the place is below HAVE
	PAND    ABEF0, m;         \
	PCMPEQB WK, T;            \ // where it is HAVE
	PAND    CDGH0, T;         \
	POR     T, m;             \
	PSHUFB  SWAP, m

// func finish256SHANI(out *[32]byte, state *[8]uint32, x *[64]byte, length uint64, outer *[8]uint32)
//
// Sets out to the hash of a message of length bytes, of which state is the one after the
// whole blocks, and the first length mod 64 bytes of x are the rest; or, if outer is
// not nil, to the hash of a block that led to the state outer, and that hash. It reads
// all of x, and changes none of state, x and outer. Between them the words stay in
// registers: a vector that is read where bytes were just written waits for them.
// Clobbers AX, BX, CX, DX, SI, DI, R8-R10, X0-X10.
TEXT ·finish256SHANI(SB), NOSPLIT, $0-40
	MOVQ   out+0(FP), OUT
	MOVQ   state+8(FP), H
	MOVQ   x+16(FP), X
	MOVQ   length+24(FP), LENGTH
	MOVQ   outer+32(FP), OUTER
	LEAQ   ·K256(SB), K
	MOVOU  swap32<>(SB), SWAP
	MOVQ   LENGTH, HAVE
	ANDQ   $63, HAVE
	SHLQ   $3, LENGTH          // in bits, from here on,
	RORQ   $32, LENGTH         // and the higher word first
	MOVQ   HAVE, WK
	PXOR   T, T
	PSHUFB T, WK
	MOVOU  sixteen80<>(SB), CDGH0
	PAD(0, M0)
	PAD(16, M1)
	PAD(32, M2)
	PAD(48, M3)
	LOAD(H)
	CMPQ   HAVE, $56
	JAE    block               // the length has no room here

length:
	XORL HAVE, HAVE
	MOVQ LENGTH, T
	PSLLO $8, T
	POR  T, M3

block:
	BLOCK
	CMPQ  HAVE, $56
	JAE   another
	TESTQ OUTER, OUTER
	JNE   nest
	WORDS
	PSHUFB SWAP, M0
	MOVOU M0, (OUT)
	PSHUFB SWAP, M1
	MOVOU M1, 16(OUT)
	RET

another:
	PXOR M0, M0
	PXOR M1, M1
	PXOR M2, M2
	PXOR M3, M3
	JMP  length

nest:
	WORDS
	MOVOU behind32<>+0(SB), M2
	MOVOU behind32<>+16(SB), M3
	LOAD(OUTER)
	XORL  OUTER, OUTER
	JMP   block
