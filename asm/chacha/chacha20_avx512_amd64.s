//go:build !purego

#include "textflag.h"

// func xorAVX512(key *Key, nonce, counter uint64, first *Key, head *byte, heads int, dst, src *byte, n int, last *[64]byte)
//
// XOR of chacha20_amd64.go for n bytes behind a head of heads bytes: 0, 64 or 128. dst
// may be src; no alignment is asked for. Clobbers all vector registers, K1, and all
// general ones but BP, R14 and R15.
//
// Two ways to lay blocks out in registers of 512 bits, by how much is left to do:
//
//	vertical   32 blocks in two sets of 16: register i of a set holds word i of its
//	           blocks. Where vector instructions take two cycles (Zen 5), the four
//	           chains of 12 steps a round that one set has leave half of the vector
//	           units idle; the second set fills them. 192 instructions a double round:
//	           at least 48 cycles on four vector units, 96 on two.
//	rows       4 blocks a set of 4 registers: register i holds row i of each. One,
//	           two or four sets, beside each other in the time of one: the chain of
//	           12 steps a round bounds them, 48 cycles a double round on Zen 5.
//
// All blocks of a step stand in registers before the first is written, so the last
// step may be any part of one: a mask ends it.
//
// The frame, from a multiple of 64 on:
//
//	   0   W(i), 16 × 64: the second set, where the first is being transposed
//	1024   nonce
//
// W holds keystream, and is cleared before the return.
#define W(i) (64*(i))(BX)
#define NONCE0 1024(BX)
#define NONCE1 1028(BX)

#define KEY     AX
#define FRAME   BX
#define COUNTER CX // of lane 0
#define LEFT    DX // bytes to do
#define FIRST   R8 // first, until its block is done
#define NONCE   R9
#define HEAD    R10
#define HEADS   R11 // until they are written: 64 or 128 of LEFT
#define I       R12
#define DIRTY   R13 // 1 if W needs clearing

// Which block is in which lane. Vertical: 64-bit counters, in the order in which
// VSHUFPS takes the lower or the upper halves of two registers to lanes 0 … 15.
DATA lanes16<>+0(SB)/8, $0
DATA lanes16<>+8(SB)/8, $1
DATA lanes16<>+16(SB)/8, $4
DATA lanes16<>+24(SB)/8, $5
DATA lanes16<>+32(SB)/8, $8
DATA lanes16<>+40(SB)/8, $9
DATA lanes16<>+48(SB)/8, $12
DATA lanes16<>+56(SB)/8, $13
DATA lanes16<>+64(SB)/8, $2
DATA lanes16<>+72(SB)/8, $3
DATA lanes16<>+80(SB)/8, $6
DATA lanes16<>+88(SB)/8, $7
DATA lanes16<>+96(SB)/8, $10
DATA lanes16<>+104(SB)/8, $11
DATA lanes16<>+112(SB)/8, $14
DATA lanes16<>+120(SB)/8, $15
GLOBL lanes16<>(SB), RODATA|NOPTR, $128

// Rows: what is added to row 3 of the first set, and from set to set.
DATA rows16<>+0(SB)/8, $0
DATA rows16<>+8(SB)/8, $0
DATA rows16<>+16(SB)/8, $1
DATA rows16<>+24(SB)/8, $0
DATA rows16<>+32(SB)/8, $2
DATA rows16<>+40(SB)/8, $0
DATA rows16<>+48(SB)/8, $3
DATA rows16<>+56(SB)/8, $0
DATA rows16<>+64(SB)/8, $4
DATA rows16<>+72(SB)/8, $0
DATA rows16<>+80(SB)/8, $4
DATA rows16<>+88(SB)/8, $0
DATA rows16<>+96(SB)/8, $4
DATA rows16<>+104(SB)/8, $0
DATA rows16<>+112(SB)/8, $4
DATA rows16<>+120(SB)/8, $0
GLOBL rows16<>(SB), RODATA|NOPTR, $128

// A step of four quarter rounds, RFC 8439 §2.1: x += y; z ^= x; z <<<= n.
#define STEP4(n, x0, x1, x2, x3, y0, y1, y2, y3, z0, z1, z2, z3) \
	VPADDD y0, x0, x0 \
	VPADDD y1, x1, x1 \
	VPADDD y2, x2, x2 \
	VPADDD y3, x3, x3 \
	VPXORD x0, z0, z0 \
	VPXORD x1, z1, z1 \
	VPXORD x2, z2, z2 \
	VPXORD x3, z3, z3 \
	VPROLD n, z0, z0  \
	VPROLD n, z1, z1  \
	VPROLD n, z2, z2  \
	VPROLD n, z3, z3

// The same step of two sets.
#define STEP8(n, x0, x1, x2, x3, y0, y1, y2, y3, z0, z1, z2, z3, X0, X1, X2, X3, Y0, Y1, Y2, Y3, Z0, Z1, Z2, Z3) \
	VPADDD y0, x0, x0 \
	VPADDD y1, x1, x1 \
	VPADDD y2, x2, x2 \
	VPADDD y3, x3, x3 \
	VPADDD Y0, X0, X0 \
	VPADDD Y1, X1, X1 \
	VPADDD Y2, X2, X2 \
	VPADDD Y3, X3, X3 \
	VPXORD x0, z0, z0 \
	VPXORD x1, z1, z1 \
	VPXORD x2, z2, z2 \
	VPXORD x3, z3, z3 \
	VPXORD X0, Z0, Z0 \
	VPXORD X1, Z1, Z1 \
	VPXORD X2, Z2, Z2 \
	VPXORD X3, Z3, Z3 \
	VPROLD n, z0, z0  \
	VPROLD n, z1, z1  \
	VPROLD n, z2, z2  \
	VPROLD n, z3, z3  \
	VPROLD n, Z0, Z0  \
	VPROLD n, Z1, Z1  \
	VPROLD n, Z2, Z2  \
	VPROLD n, Z3, Z3

// ROUND does all quarter rounds of one round in both sets. b0 … d3 are words 4 to
// 15 of one set, B0 … D3 those of the other, in the order of the quarter rounds.
#define ROUND(b0, b1, b2, b3, c0, c1, c2, c3, d0, d1, d2, d3, B0, B1, B2, B3, C0, C1, C2, C3, D0, D1, D2, D3) \
	STEP8($16, Z0, Z1, Z2, Z3, b0, b1, b2, b3, d0, d1, d2, d3, Z16, Z17, Z18, Z19, B0, B1, B2, B3, D0, D1, D2, D3) \
	STEP8($12, c0, c1, c2, c3, d0, d1, d2, d3, b0, b1, b2, b3, C0, C1, C2, C3, D0, D1, D2, D3, B0, B1, B2, B3)     \
	STEP8($8, Z0, Z1, Z2, Z3, b0, b1, b2, b3, d0, d1, d2, d3, Z16, Z17, Z18, Z19, B0, B1, B2, B3, D0, D1, D2, D3)  \
	STEP8($7, c0, c1, c2, c3, d0, d1, d2, d3, b0, b1, b2, b3, C0, C1, C2, C3, D0, D1, D2, D3, B0, B1, B2, B3)

// COUNTERS sets lo and hi to words 12 and 13 of a set whose lane 0 has the counter
// in base.
#define COUNTERS(base, lo, hi, t) \
	VPBROADCASTQ base, t                \
	VPADDQ       lanes16<>+0(SB), t, lo \
	VPADDQ       lanes16<>+64(SB), t, t \
	VSHUFPS      $0xdd, t, lo, hi       \
	VSHUFPS      $0x88, t, lo, lo

// ADD4 adds words k … k+3 of the matrix from before.
#define ADD4(k, a0, a1, a2, a3) \
	VPADDD.BCST (4*(k)+0)(KEY), a0, a0  \
	VPADDD.BCST (4*(k)+4)(KEY), a1, a1  \
	VPADDD.BCST (4*(k)+8)(KEY), a2, a2  \
	VPADDD.BCST (4*(k)+12)(KEY), a3, a3

// FIRST4 corrects that in lane 0, whose key is another.
#define FIRST4(k, a0, a1, a2, a3) \
	VPADDD.BCST (4*(k)+0)(FIRST), a0, K1, a0  \
	VPADDD.BCST (4*(k)+4)(FIRST), a1, K1, a1  \
	VPADDD.BCST (4*(k)+8)(FIRST), a2, K1, a2  \
	VPADDD.BCST (4*(k)+12)(FIRST), a3, K1, a3 \
	VPSUBD.BCST (4*(k)+0)(KEY), a0, K1, a0    \
	VPSUBD.BCST (4*(k)+4)(KEY), a1, K1, a1    \
	VPSUBD.BCST (4*(k)+8)(KEY), a2, K1, a2    \
	VPSUBD.BCST (4*(k)+12)(KEY), a3, K1, a3

// STORE4 and LOAD4 keep words k … k+3 of the second set.
#define STORE4(k, a0, a1, a2, a3) \
	VMOVDQA64 a0, W(k)   \
	VMOVDQA64 a1, W(k+1) \
	VMOVDQA64 a2, W(k+2) \
	VMOVDQA64 a3, W(k+3)

#define LOAD4(k, a0, a1, a2, a3) \
	VMOVDQA64 W(k), a0   \
	VMOVDQA64 W(k+1), a1 \
	VMOVDQA64 W(k+2), a2 \
	VMOVDQA64 W(k+3), a3

// WORDS4 takes words k … k+3 of 16 blocks in a0 … a3, and leaves those words of
// blocks j, 4+j, 8+j and 12+j in aj.
#define WORDS4(a0, a1, a2, a3, t0, t1, t2, t3) \
	VPUNPCKLDQ  a1, a0, t0 \
	VPUNPCKHDQ  a1, a0, t1 \
	VPUNPCKLDQ  a3, a2, t2 \
	VPUNPCKHDQ  a3, a2, t3 \
	VPUNPCKLQDQ t2, t0, a0 \
	VPUNPCKHQDQ t2, t0, a1 \
	VPUNPCKLQDQ t3, t1, a2 \
	VPUNPCKHQDQ t3, t1, a3

// LANES4 takes 16 bytes of four blocks each, bytes 0 to 15 in a0, 16 to 31 in a1,
// and so on, and leaves one block in each register.
#define LANES4(a0, a1, a2, a3, t0, t1, t2, t3) \
	VSHUFI32X4 $0x44, a1, a0, t0 \
	VSHUFI32X4 $0xee, a1, a0, t1 \
	VSHUFI32X4 $0x44, a3, a2, t2 \
	VSHUFI32X4 $0xee, a3, a2, t3 \
	VSHUFI32X4 $0x88, t2, t0, a0 \
	VSHUFI32X4 $0xdd, t2, t0, a1 \
	VSHUFI32X4 $0x88, t3, t1, a2 \
	VSHUFI32X4 $0xdd, t3, t1, a3

// TRANSPOSE makes the 16 words of 16 blocks in Z0 … Z15 the 16 blocks.
#define TRANSPOSE \
	WORDS4(Z0, Z1, Z2, Z3, Z16, Z17, Z18, Z19)    \
	WORDS4(Z4, Z5, Z6, Z7, Z20, Z21, Z22, Z23)    \
	WORDS4(Z8, Z9, Z10, Z11, Z24, Z25, Z26, Z27)  \
	WORDS4(Z12, Z13, Z14, Z15, Z28, Z29, Z30, Z31) \
	LANES4(Z0, Z4, Z8, Z12, Z16, Z17, Z18, Z19)   \
	LANES4(Z1, Z5, Z9, Z13, Z20, Z21, Z22, Z23)   \
	LANES4(Z2, Z6, Z10, Z14, Z24, Z25, Z26, Z27)  \
	LANES4(Z3, Z7, Z11, Z15, Z28, Z29, Z30, Z31)

// OUT adds block k of a step to src, if it is there as a whole. Otherwise the
// message ends in it, at its start at the earliest.
#define OUT(k, z) \
	VMOVDQA64 z, Z31                 \
	CMPQ      LEFT, $(64*((k)+1))    \
	JB        part                   \
	VPXORD    (64*(k))(SI), Z31, Z31 \
	VMOVDQU64 Z31, (64*(k))(DI)

// HEADOUT writes the blocks that are for head, and jumps to the first OUT left.
#define HEADOUT(out0, out1, out2) \
	TESTQ     HEADS, HEADS  \
	JZ        out0          \
	VMOVDQU64 Z0, (HEAD)    \
	SUBQ      $64, HEADS    \
	JZ        out1          \
	VMOVDQU64 Z1, 64(HEAD)  \
	XORL      HEADS, HEADS  \
	JMP       out2

#define OUT4(k, z0, z1, z2, z3) \
	OUT(k, z0)   \
	OUT(k+1, z1) \
	OUT(k+2, z2) \
	OUT(k+3, z3)

// A row quarter round of one set; its registers follow each other.
#define ROWSTEP(n, x, y, z) \
	VPADDD y, x, x \
	VPXORD x, z, z \
	VPROLD n, z, z

// Diagonals to columns, and back. Row 1 stays, because it is ready last.
#define DIAGONAL(a, c, d) \
	VPSHUFD $0x93, a, a \
	VPSHUFD $0x4e, d, d \
	VPSHUFD $0x39, c, c

#define COLUMN(a, c, d) \
	VPSHUFD $0x39, a, a \
	VPSHUFD $0x4e, d, d \
	VPSHUFD $0x93, c, c

// A round of one set, of two, and of four.
#define ROWS1 \
	ROWSTEP($16, Z0, Z1, Z3) \
	ROWSTEP($12, Z2, Z3, Z1) \
	ROWSTEP($8, Z0, Z1, Z3)  \
	ROWSTEP($7, Z2, Z3, Z1)

#define ROWS2 \
	ROWSTEP($16, Z0, Z1, Z3) \
	ROWSTEP($16, Z4, Z5, Z7) \
	ROWSTEP($12, Z2, Z3, Z1) \
	ROWSTEP($12, Z6, Z7, Z5) \
	ROWSTEP($8, Z0, Z1, Z3)  \
	ROWSTEP($8, Z4, Z5, Z7)  \
	ROWSTEP($7, Z2, Z3, Z1)  \
	ROWSTEP($7, Z6, Z7, Z5)

#define ROWS4 \
	STEP4($16, Z0, Z4, Z8, Z12, Z1, Z5, Z9, Z13, Z3, Z7, Z11, Z15)  \
	STEP4($12, Z2, Z6, Z10, Z14, Z3, Z7, Z11, Z15, Z1, Z5, Z9, Z13) \
	STEP4($8, Z0, Z4, Z8, Z12, Z1, Z5, Z9, Z13, Z3, Z7, Z11, Z15)   \
	STEP4($7, Z2, Z6, Z10, Z14, Z3, Z7, Z11, Z15, Z1, Z5, Z9, Z13)

TEXT ·xorAVX512(SB), 0, $1104-80
	MOVQ key+0(FP), KEY
	MOVQ nonce+8(FP), NONCE
	MOVQ counter+16(FP), COUNTER
	MOVQ first+24(FP), FIRST
	MOVQ head+32(FP), HEAD
	MOVQ heads+40(FP), HEADS
	MOVQ dst+48(FP), DI
	MOVQ src+56(FP), SI
	MOVQ n+64(FP), LEFT
	SUBQ HEADS, DI
	SUBQ HEADS, SI
	ADDQ HEADS, LEFT
	LEAQ frame-1104(SP), FRAME
	ADDQ $63, FRAME
	ANDQ $~63, FRAME
	MOVQ NONCE, NONCE0
	XORL DIRTY, DIRTY

	MOVL  $1, I
	KMOVW I, K1 // lane 0

step:
	CMPQ LEFT, $1024
	JLS  rows

	VPBROADCASTD 0(KEY), Z0
	VPBROADCASTD 4(KEY), Z1
	VPBROADCASTD 8(KEY), Z2
	VPBROADCASTD 12(KEY), Z3
	VPBROADCASTD 16(KEY), Z4
	VPBROADCASTD 20(KEY), Z5
	VPBROADCASTD 24(KEY), Z6
	VPBROADCASTD 28(KEY), Z7
	VPBROADCASTD 32(KEY), Z8
	VPBROADCASTD 36(KEY), Z9
	VPBROADCASTD 40(KEY), Z10
	VPBROADCASTD 44(KEY), Z11
	COUNTERS(COUNTER, Z12, Z13, Z14)
	VPBROADCASTD NONCE0, Z14
	VPBROADCASTD NONCE1, Z15
	VMOVDQA64    Z0, Z16
	VMOVDQA64    Z1, Z17
	VMOVDQA64    Z2, Z18
	VMOVDQA64    Z3, Z19
	VMOVDQA64    Z4, Z20
	VMOVDQA64    Z5, Z21
	VMOVDQA64    Z6, Z22
	VMOVDQA64    Z7, Z23
	VMOVDQA64    Z8, Z24
	VMOVDQA64    Z9, Z25
	VMOVDQA64    Z10, Z26
	VMOVDQA64    Z11, Z27
	LEAQ         16(COUNTER), I
	COUNTERS(I, Z28, Z29, Z30)
	VMOVDQA64    Z14, Z30
	VMOVDQA64    Z15, Z31
	TESTQ        FIRST, FIRST
	JZ           vertical

	// Lane 0 is block 0 of first.
	VPBROADCASTD 16(FIRST), K1, Z4
	VPBROADCASTD 20(FIRST), K1, Z5
	VPBROADCASTD 24(FIRST), K1, Z6
	VPBROADCASTD 28(FIRST), K1, Z7
	VPBROADCASTD 32(FIRST), K1, Z8
	VPBROADCASTD 36(FIRST), K1, Z9
	VPBROADCASTD 40(FIRST), K1, Z10
	VPBROADCASTD 44(FIRST), K1, Z11
	VPXORD       Z12, Z12, K1, Z12
	VPXORD       Z13, Z13, K1, Z13

vertical:
	MOVL $10, I

double:
	// A column round, and a diagonal round.
	ROUND(Z4, Z5, Z6, Z7, Z8, Z9, Z10, Z11, Z12, Z13, Z14, Z15, Z20, Z21, Z22, Z23, Z24, Z25, Z26, Z27, Z28, Z29, Z30, Z31)
	ROUND(Z5, Z6, Z7, Z4, Z10, Z11, Z8, Z9, Z15, Z12, Z13, Z14, Z21, Z22, Z23, Z20, Z26, Z27, Z24, Z25, Z31, Z28, Z29, Z30)
	DECL I
	JNZ  double

	// Add the matrix from before: first to the second set, which then waits in
	// memory and leaves its registers.
	MOVL        $1, DIRTY
	ADD4(0, Z16, Z17, Z18, Z19)
	ADD4(4, Z20, Z21, Z22, Z23)
	ADD4(8, Z24, Z25, Z26, Z27)
	VPADDD.BCST NONCE0, Z30, Z30
	VPADDD.BCST NONCE1, Z31, Z31
	STORE4(0, Z16, Z17, Z18, Z19)
	STORE4(4, Z20, Z21, Z22, Z23)
	STORE4(8, Z24, Z25, Z26, Z27)
	LEAQ        16(COUNTER), I
	COUNTERS(I, Z16, Z17, Z18)
	VPADDD      Z16, Z28, Z28
	VPADDD      Z17, Z29, Z29
	STORE4(12, Z28, Z29, Z30, Z31)

	COUNTERS(COUNTER, Z16, Z17, Z18)
	ADD4(0, Z0, Z1, Z2, Z3)
	ADD4(4, Z4, Z5, Z6, Z7)
	ADD4(8, Z8, Z9, Z10, Z11)
	TESTQ       FIRST, FIRST
	JZ          counters
	FIRST4(4, Z4, Z5, Z6, Z7)
	FIRST4(8, Z8, Z9, Z10, Z11)
	VPXORD      Z16, Z16, K1, Z16
	VPXORD      Z17, Z17, K1, Z17
	XORL        FIRST, FIRST

counters:
	VPADDD      Z16, Z12, Z12
	VPADDD      Z17, Z13, Z13
	VPADDD.BCST NONCE0, Z14, Z14
	VPADDD.BCST NONCE1, Z15, Z15

	TRANSPOSE
	HEADOUT(out0, out1, out2)

out0:
	OUT(0, Z0)

out1:
	OUT(1, Z1)

out2:
	OUT(2, Z2)
	OUT(3, Z3)
	OUT4(4, Z4, Z5, Z6, Z7)
	OUT4(8, Z8, Z9, Z10, Z11)
	OUT4(12, Z12, Z13, Z14, Z15)
	LOAD4(0, Z0, Z1, Z2, Z3)
	LOAD4(4, Z4, Z5, Z6, Z7)
	LOAD4(8, Z8, Z9, Z10, Z11)
	LOAD4(12, Z12, Z13, Z14, Z15)
	TRANSPOSE
	OUT4(16, Z0, Z1, Z2, Z3)
	OUT4(20, Z4, Z5, Z6, Z7)
	OUT4(24, Z8, Z9, Z10, Z11)
	OUT4(28, Z12, Z13, Z14, Z15)
	ADDQ $32, COUNTER
	ADDQ $2048, SI
	ADDQ $2048, DI
	SUBQ $2048, LEFT
	JNZ  step
	JMP  clear

rows:
	// Z16 … Z18 are rows 0 to 2 before the first round, Z19 and Z20 rows 1 and 2 of
	// the first set, Z21 … Z24 row 3 of each set.
	VBROADCASTI32X4 0(KEY), Z16
	VBROADCASTI32X4 16(KEY), Z17
	VBROADCASTI32X4 32(KEY), Z18
	VMOVDQA64       Z17, Z19
	VMOVDQA64       Z18, Z20
	VMOVQ           COUNTER, X0
	VPINSRQ         $1, NONCE, X0, X0
	VSHUFI32X4      $0, Z0, Z0, Z21
	VPADDQ          rows16<>+0(SB), Z21, Z21
	VPADDQ          rows16<>+64(SB), Z21, Z22
	VPADDQ          rows16<>+64(SB), Z22, Z23
	VPADDQ          rows16<>+64(SB), Z23, Z24
	TESTQ           FIRST, FIRST
	JZ              rowsReady

	// The first block is block 0 of first.
	VINSERTI32X4 $0, 16(FIRST), Z19, Z19
	VINSERTI32X4 $0, 32(FIRST), Z20, Z20
	VPXORQ       Z21, Z21, K1, Z21

rowsReady:
	VMOVDQA64 Z16, Z0
	VMOVDQA64 Z19, Z1
	VMOVDQA64 Z20, Z2
	VMOVDQA64 Z21, Z3
	MOVL      $10, I
	CMPQ      LEFT, $256
	JA        many

double1:
	ROWS1
	DIAGONAL(Z0, Z2, Z3)
	ROWS1
	COLUMN(Z0, Z2, Z3)
	DECL I
	JNZ  double1
	JMP  rowsOut

many:
	VMOVDQA64 Z16, Z4
	VMOVDQA64 Z17, Z5
	VMOVDQA64 Z18, Z6
	VMOVDQA64 Z22, Z7
	CMPQ      LEFT, $512
	JA        double4

double2:
	ROWS2
	DIAGONAL(Z0, Z2, Z3)
	DIAGONAL(Z4, Z6, Z7)
	ROWS2
	COLUMN(Z0, Z2, Z3)
	COLUMN(Z4, Z6, Z7)
	DECL I
	JNZ  double2
	JMP  rowsOut

double4:
	VMOVDQA64 Z16, Z8
	VMOVDQA64 Z17, Z9
	VMOVDQA64 Z18, Z10
	VMOVDQA64 Z23, Z11
	VMOVDQA64 Z16, Z12
	VMOVDQA64 Z17, Z13
	VMOVDQA64 Z18, Z14
	VMOVDQA64 Z24, Z15

double4Loop:
	ROWS4
	DIAGONAL(Z0, Z2, Z3)
	DIAGONAL(Z4, Z6, Z7)
	DIAGONAL(Z8, Z10, Z11)
	DIAGONAL(Z12, Z14, Z15)
	ROWS4
	COLUMN(Z0, Z2, Z3)
	COLUMN(Z4, Z6, Z7)
	COLUMN(Z8, Z10, Z11)
	COLUMN(Z12, Z14, Z15)
	DECL I
	JNZ  double4Loop

rowsOut:
	// As far as the message goes: the last OUT leaves through part.
	VPADDD Z16, Z0, Z0
	VPADDD Z19, Z1, Z1
	VPADDD Z20, Z2, Z2
	VPADDD Z21, Z3, Z3
	LANES4(Z0, Z1, Z2, Z3, Z25, Z26, Z27, Z28)
	HEADOUT(rowsOut0, rowsOut1, rowsOut2)

rowsOut0:
	OUT(0, Z0)

rowsOut1:
	OUT(1, Z1)

rowsOut2:
	OUT(2, Z2)
	OUT(3, Z3)
	VPADDD Z16, Z4, Z4
	VPADDD Z17, Z5, Z5
	VPADDD Z18, Z6, Z6
	VPADDD Z22, Z7, Z7
	LANES4(Z4, Z5, Z6, Z7, Z25, Z26, Z27, Z28)
	OUT4(4, Z4, Z5, Z6, Z7)
	VPADDD Z16, Z8, Z8
	VPADDD Z17, Z9, Z9
	VPADDD Z18, Z10, Z10
	VPADDD Z23, Z11, Z11
	LANES4(Z8, Z9, Z10, Z11, Z25, Z26, Z27, Z28)
	OUT4(8, Z8, Z9, Z10, Z11)
	VPADDD Z16, Z12, Z12
	VPADDD Z17, Z13, Z13
	VPADDD Z18, Z14, Z14
	VPADDD Z24, Z15, Z15
	LANES4(Z12, Z13, Z14, Z15, Z25, Z26, Z27, Z28)
	OUT4(12, Z12, Z13, Z14, Z15)
	JMP    clear

part:
	// Z31 is the keystream of the block in which the message ends.
	TESTQ     $63, LEFT
	JZ        clear
	MOVQ      LEFT, CX
	MOVQ      $-1, I
	SHLQ      CX, I // by LEFT mod 64
	NOTQ      I
	KMOVQ     I, K1
	ANDQ      $~63, LEFT
	VMOVDQU8.Z (SI)(LEFT*1), K1, Z0
	VPXORD    Z31, Z0, Z0
	VMOVDQU8  Z0, K1, (DI)(LEFT*1)
	MOVQ      last+72(FP), I
	VMOVDQU64 Z31, (I)

clear:
	TESTL     DIRTY, DIRTY
	JZ        done
	VPXORD    Z0, Z0, Z0
	VMOVDQA64 Z0, Z1
	VMOVDQA64 Z0, Z2
	VMOVDQA64 Z0, Z3
	STORE4(0, Z0, Z1, Z2, Z3)
	STORE4(4, Z0, Z1, Z2, Z3)
	STORE4(8, Z0, Z1, Z2, Z3)
	STORE4(12, Z0, Z1, Z2, Z3)

done:
	VZEROUPPER
	RET
