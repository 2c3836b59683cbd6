//go:build !purego

#include "textflag.h"

// func xorSSSE3(key *Key, nonce, counter uint64, first *Key, head *byte, heads int, dst, src *byte, n int, last *[64]byte)
//
// XOR of chacha20_amd64.go for n bytes behind a head of heads bytes: 0, 64 or 128. dst
// may be src; no alignment is asked for. Clobbers all vector registers, and all
// general ones but BP, R14 and R15.
//
// A step is 4 blocks, vertically: register i holds word i of each. 64 bytes and
// fewer are one block by rows: register i holds row i. The keystream of a step that
// is not for whole blocks of dst alone, because the message ends in it or begins with
// a head, goes to SCRATCH. What is for src is added from there.
//
// The frame, from a multiple of 16 on:
//
//	  0   M(i), 16 × 16: the matrices before the first round, word by word
//	256   W(i),  4 × 16: words 8 to 11, for which registers do not suffice
//	320   SCRATCH, 256
//
// It is cleared before the return, because it holds the key.
#define M(i) (16*(i))(BX)
#define W(i) (256+16*((i)-8))(BX)
#define SCRATCH 320

#define KEY     AX
#define FRAME   BX
#define COUNTER CX  // of lane 0
#define LEFT    DX  // bytes to do
#define FIRST   R8  // first, until its block is done
#define NONCE   R9
#define DST     R10 // where DI and SI are SCRATCH
#define SRC     R11
#define I       R12
#define FLAGS   R13 // what follows

#define HEAD      $0 // bits: head has to be written
#define SET       $1 // M is set
#define PART      $2 // DI and SI are SCRATCH
#define DIRTY     $3 // M and W need clearing
#define SCRATCHED $4 // SCRATCH needs clearing

// Shuffles of bytes that rotate each word to the left by 16 and by 8.
DATA rotate16x4<>+0(SB)/8, $0x0504070601000302
DATA rotate16x4<>+8(SB)/8, $0x0d0c0f0e09080b0a
GLOBL rotate16x4<>(SB), RODATA|NOPTR, $16

DATA rotate8x4<>+0(SB)/8, $0x0605040702010003
DATA rotate8x4<>+8(SB)/8, $0x0e0d0c0f0a09080b
GLOBL rotate8x4<>(SB), RODATA|NOPTR, $16

// Which block is in which lane: what is added to their 64-bit counters.
DATA lanes4<>+0(SB)/8, $0
DATA lanes4<>+8(SB)/8, $1
DATA lanes4<>+16(SB)/8, $2
DATA lanes4<>+24(SB)/8, $3
GLOBL lanes4<>(SB), RODATA|NOPTR, $32

// The four steps of a quarter round, RFC 8439 §2.1:
// a += b; d ^= a; d <<<= 16
#define STEP16(a, b, d) \
	PADDL  b, a                 \
	PXOR   a, d                 \
	PSHUFB rotate16x4<>(SB), d

// c += d; b ^= c; b <<<= 12
#define STEP12(c, d, b, t) \
	PADDL d, c   \
	PXOR  c, b   \
	MOVO  b, t   \
	PSLLL $12, t \
	PSRLL $20, b \
	POR   t, b

// a += b; d ^= a; d <<<= 8
#define STEP8(a, b, d) \
	PADDL  b, a                \
	PXOR   a, d                \
	PSHUFB rotate8x4<>(SB), d

// c += d; b ^= c; b <<<= 7
#define STEP7(c, d, b, t) \
	PADDL d, c   \
	PXOR  c, b   \
	MOVO  b, t   \
	PSLLL $7, t  \
	PSRLL $25, b \
	POR   t, b

// Two quarter rounds.
#define QUARTERS(a0, b0, c0, d0, a1, b1, c1, d1) \
	STEP16(a0, b0, d0)      \
	STEP16(a1, b1, d1)      \
	STEP12(c0, d0, b0, X10) \
	STEP12(c1, d1, b1, X11) \
	STEP8(a0, b0, d0)       \
	STEP8(a1, b1, d1)       \
	STEP7(c0, d0, b0, X10)  \
	STEP7(c1, d1, b1, X11)

// OUT takes words k, k+1, k+2, k+3 of 4 blocks from a0 … a3, adds what they were
// before the first round, transposes them, and adds each block's 16 bytes to src.
#define OUT(k, a0, a1, a2, a3, t, u) \
	PADDL      M(k), a0   \
	PADDL      M(k+1), a1 \
	PADDL      M(k+2), a2 \
	PADDL      M(k+3), a3 \
	MOVO       a0, t      \
	MOVO       a2, u      \
	PUNPCKLLQ  a1, a0     \
	PUNPCKHLQ  a1, t      \
	PUNPCKLLQ  a3, a2     \
	PUNPCKHLQ  a3, u      \
	MOVO       a0, a1     \
	MOVO       t, a3      \
	PUNPCKLQDQ a2, a0     \
	PUNPCKHQDQ a2, a1     \
	PUNPCKLQDQ u, t       \
	PUNPCKHQDQ u, a3      \
	XOR16(4*k, a0, a2)     \
	XOR16(64+4*k, a1, u)   \
	XOR16(128+4*k, t, a2)  \
	XOR16(192+4*k, a3, u)

#define XOR16(offset, x, t) \
	MOVOU (offset)(SI), t \
	PXOR  t, x            \
	MOVOU x, (offset)(DI)

// COPY64 moves a block of SCRATCH to head, whose address is in I.
#define COPY64(offset) \
	MOVO  0(SI), X0          \
	MOVO  16(SI), X1         \
	MOVO  32(SI), X2         \
	MOVO  48(SI), X3         \
	MOVOU X0, (offset+0)(I)  \
	MOVOU X1, (offset+16)(I) \
	MOVOU X2, (offset+32)(I) \
	MOVOU X3, (offset+48)(I) \
	ADDQ  $64, SI            \
	SUBQ  $64, LEFT

TEXT ·xorSSSE3(SB), 0, $592-80
	MOVQ key+0(FP), KEY
	MOVQ nonce+8(FP), NONCE
	MOVQ counter+16(FP), COUNTER
	MOVQ first+24(FP), FIRST
	MOVQ heads+40(FP), LEFT
	MOVQ dst+48(FP), DI
	MOVQ src+56(FP), SI
	LEAQ frame-592(SP), FRAME
	ADDQ $15, FRAME
	ANDQ $~15, FRAME
	XORL FLAGS, FLAGS
	NEGQ LEFT
	ADCL FLAGS, FLAGS // HEAD, if heads is not 0
	NEGQ LEFT
	ADDQ n+64(FP), LEFT

step:
	CMPQ LEFT, $64
	JLS  rows

	// M is set once, and once more after a step with a block of first in it.
	BTL  SET, FLAGS
	JCS  counters
	XORL I, I

broadcast:
	MOVL   (KEY)(I*4), SRC
	MOVQ   SRC, X0
	PSHUFL $0, X0, X0
	MOVQ   I, SRC
	SHLQ   $4, SRC
	MOVO   X0, (FRAME)(SRC*1)
	INCL   I
	CMPL   I, $12
	JNE    broadcast
	MOVQ   NONCE, X0
	PSHUFL $0x00, X0, X14
	PSHUFL $0x55, X0, X15
	MOVO   X14, M(14)
	MOVO   X15, M(15)
	BTSL   SET, FLAGS
	BTSL   DIRTY, FLAGS

counters:
	// Words 12 and 13: the counter of each lane, with its carry.
	MOVQ       COUNTER, X12
	PUNPCKLQDQ X12, X12
	MOVO       X12, X0
	PADDQ      lanes4<>+0(SB), X12
	PADDQ      lanes4<>+16(SB), X0
	MOVO       X12, X13
	SHUFPS     $0x88, X0, X12
	SHUFPS     $0xdd, X0, X13
	MOVO       X12, M(12)
	MOVO       X13, M(13)
	TESTQ      FIRST, FIRST
	JZ         vertical

	// Lane 0 of this step is block 0 of first.
	PXOR  X0, X0
	MOVSS X0, X12
	MOVSS X0, X13
	MOVO  X12, M(12)
	MOVO  X13, M(13)
	XORL  I, I

insert:
	MOVQ  I, SRC
	SHLQ  $4, SRC
	MOVO  (FRAME)(SRC*1), X0
	MOVSS (FIRST)(I*4), X1
	MOVSS X1, X0
	MOVO  X0, (FRAME)(SRC*1)
	INCL  I
	CMPL  I, $12
	JNE   insert
	XORL  FIRST, FIRST
	BTRL  SET, FLAGS

vertical:
	BTL  HEAD, FLAGS
	JCS  part
	CMPQ LEFT, $256
	JAE  whole

part:
	// Not a whole step, or not for dst alone: its keystream goes to SCRATCH, which
	// is set to zero.
	ORL  $0x14, FLAGS // PART, SCRATCHED
	MOVQ DI, DST
	MOVQ SI, SRC
	LEAQ SCRATCH(FRAME), DI
	MOVQ DI, SI
	PXOR X0, X0
	MOVL $256, I

zero:
	MOVO X0, -16(DI)(I*1)
	SUBL $16, I
	JNZ  zero

whole:
	MOVO M(0), X0
	MOVO M(1), X1
	MOVO M(2), X2
	MOVO M(3), X3
	MOVO M(4), X4
	MOVO M(5), X5
	MOVO M(6), X6
	MOVO M(7), X7
	MOVO M(10), X8
	MOVO M(11), X9
	MOVO X8, W(10)
	MOVO X9, W(11)
	MOVO M(8), X8
	MOVO M(9), X9
	MOVO M(14), X14
	MOVO M(15), X15
	MOVL $10, I

double:
	// A column round,
	QUARTERS(X0, X4, X8, X12, X1, X5, X9, X13)
	MOVO X8, W(8)
	MOVO X9, W(9)
	MOVO W(10), X8
	MOVO W(11), X9
	QUARTERS(X2, X6, X8, X14, X3, X7, X9, X15)

	// and a diagonal round.
	QUARTERS(X0, X5, X8, X15, X1, X6, X9, X12)
	MOVO X8, W(10)
	MOVO X9, W(11)
	MOVO W(8), X8
	MOVO W(9), X9
	QUARTERS(X2, X7, X8, X13, X3, X4, X9, X14)
	DECL I
	JNZ  double

	OUT(0, X0, X1, X2, X3, X10, X11)
	OUT(4, X4, X5, X6, X7, X10, X11)
	MOVO W(10), X0
	MOVO W(11), X1
	OUT(8, X8, X9, X0, X1, X10, X11)
	OUT(12, X12, X13, X14, X15, X10, X11)
	BTL  PART, FLAGS
	JCS  tail
	ADDQ $4, COUNTER
	ADDQ $256, SI
	ADDQ $256, DI
	SUBQ $256, LEFT
	JMP  step

rows:
	TESTQ LEFT, LEFT
	JZ    clear
	TESTQ FIRST, FIRST
	JZ    rowsSet
	MOVQ  FIRST, KEY
	XORL  COUNTER, COUNTER

rowsSet:
	MOVQ       COUNTER, X3
	MOVQ       NONCE, X4
	PUNPCKLQDQ X4, X3
	MOVOU 0(KEY), X0
	MOVOU 16(KEY), X1
	MOVOU 32(KEY), X2
	MOVO  X0, X8
	MOVO  X1, X9
	MOVO  X2, X10
	MOVO  X3, X11
	MOVL  $10, I

rowsDouble:
	STEP16(X0, X1, X3)
	STEP12(X2, X3, X1, X4)
	STEP8(X0, X1, X3)
	STEP7(X2, X3, X1, X4)

	// Diagonals to columns, and back. Row 1 stays, because it is ready last.
	PSHUFL $0x93, X0, X0
	PSHUFL $0x4e, X3, X3
	PSHUFL $0x39, X2, X2
	STEP16(X0, X1, X3)
	STEP12(X2, X3, X1, X4)
	STEP8(X0, X1, X3)
	STEP7(X2, X3, X1, X4)
	PSHUFL $0x39, X0, X0
	PSHUFL $0x4e, X3, X3
	PSHUFL $0x93, X2, X2
	DECL   I
	JNZ    rowsDouble

	PADDL X8, X0
	PADDL X9, X1
	PADDL X10, X2
	PADDL X11, X3
	BTL   HEAD, FLAGS
	JCS   rowsPart
	CMPQ  LEFT, $64
	JNE   rowsPart
	XOR16(0, X0, X4)
	XOR16(16, X1, X5)
	XOR16(32, X2, X6)
	XOR16(48, X3, X7)
	JMP   clear

rowsPart:
	ORL  $0x14, FLAGS // PART, SCRATCHED
	MOVQ DI, DST
	MOVQ SI, SRC
	LEAQ SCRATCH(FRAME), SI
	MOVO X0, 0(SI)
	MOVO X1, 16(SI)
	MOVO X2, 32(SI)
	MOVO X3, 48(SI)

tail:
	// SI is SCRATCH, with the keystream of what is left, or of the first step.
	BTRL HEAD, FLAGS
	JCC  ending
	MOVQ head+32(FP), I
	COPY64(0)
	CMPQ heads+40(FP), $64
	JEQ  body
	COPY64(64)

body:
	LEAQ (SCRATCH+256)(FRAME), I
	SUBQ SI, I
	CMPQ LEFT, I
	JB   ending
	SUBQ I, LEFT

bodyLoop:
	MOVOU (SRC), X0
	PXOR  (SI), X0
	MOVOU X0, (DST)
	ADDQ  $16, SI
	ADDQ  $16, SRC
	ADDQ  $16, DST
	SUBQ  $16, I
	JNZ   bodyLoop
	BTRL  PART, FLAGS
	MOVQ  DST, DI
	MOVQ  SRC, SI
	ADDQ  $4, COUNTER
	JMP   step

ending:
	// Where the message ends within a block, the block goes to last.
	TESTQ $63, LEFT
	JZ    tail16
	MOVQ  LEFT, I
	ANDQ  $~63, I
	MOVO  (SI)(I*1), X0
	MOVO  16(SI)(I*1), X1
	MOVO  32(SI)(I*1), X2
	MOVO  48(SI)(I*1), X3
	MOVQ  last+72(FP), I
	MOVOU X0, (I)
	MOVOU X1, 16(I)
	MOVOU X2, 32(I)
	MOVOU X3, 48(I)

tail16:
	MOVQ LEFT, I
	SUBQ $16, I
	JB   tail8

tail16Loop:
	MOVOU (SRC), X0
	PXOR  (SI), X0
	MOVOU X0, (DST)
	ADDQ  $16, SI
	ADDQ  $16, SRC
	ADDQ  $16, DST
	SUBQ  $16, I
	JAE   tail16Loop

tail8:
	BTL  $3, LEFT
	JCC  tail4
	MOVQ (SI), I
	XORQ (SRC), I
	MOVQ I, (DST)
	ADDQ $8, SI
	ADDQ $8, SRC
	ADDQ $8, DST

tail4:
	BTL  $2, LEFT
	JCC  tail1
	MOVL (SI), I
	XORL (SRC), I
	MOVL I, (DST)
	ADDQ $4, SI
	ADDQ $4, SRC
	ADDQ $4, DST

tail1:
	ANDL $3, LEFT
	JZ   clear

tail1Loop:
	MOVB (SI), I
	XORB (SRC), I
	MOVB I, (DST)
	INCQ SI
	INCQ SRC
	INCQ DST
	DECL LEFT
	JNZ  tail1Loop

clear:
	PXOR X0, X0
	BTL  SCRATCHED, FLAGS
	JCC  clearFrame
	MOVL $256, I

clearScratch:
	MOVO X0, (SCRATCH-16)(FRAME)(I*1)
	SUBL $16, I
	JNZ  clearScratch

clearFrame:
	BTL  DIRTY, FLAGS
	JCC  done
	MOVL $320, I

clearFrameLoop:
	MOVO X0, -16(FRAME)(I*1)
	SUBL $16, I
	JNZ  clearFrameLoop

done:
	RET
