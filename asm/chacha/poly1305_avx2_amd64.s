//go:build !purego

#include "textflag.h"
#include "poly1305_amd64.h"

// func polyAVX2(h *[3]uint64, r *[2]uint64, p *byte, n int)
//
// Adds n ≥ 64 bytes, a multiple of 16, to the polynomial of Poly1305. Clobbers all
// vector registers, and all general ones but BP.
//
// A register holds one limb of four numbers, in radix 2²⁶:
//
//	x = x0 + x1·2²⁶ + x2·2⁵² + x3·2⁷⁸ + x4·2¹⁰⁴
//
// Lane i sums up every fourth block, with r⁴ in place of r. The last blocks of the
// lanes are the last four of the message, so they are multiplied by r⁴, r³, r² and
// r in place of r⁴, and then all lanes are added. With R = r in all lanes, a step is
// one of
//
//	h = (h + m)·R¹⁶ + m′·R¹² + m″·R⁸ + m‴·R⁴    16 blocks
//	h = (h + m)·R⁸ + m′·R⁴                       8 blocks
//	h = (h + m)·R⁴                               4 blocks
//	h = (h + m)·V                                the last 4; V = r⁴, r³, r², r
//
// by how much is left, and how long the powers take: LONG and PAIRS were measured.
//
// Up to three blocks before that make the rest a multiple of 4. They are done in
// general registers, while the vector units compute the powers, and give lane 0 its
// h to start from.
//
// A step of 16 blocks has 100 multiplications, for which there are two units, and 175
// other instructions, most of them additions. On four vector units these take at
// least 69 cycles. The chain from h to h takes some 30.
//
// The frame, from a multiple of 32 on, has tables of the powers. It is cleared before
// the return.
#define FRAME BX
#define LAST  (0*288) // V
#define POW4  (1*288)
#define POW8  (2*288)
#define POW12 (3*288)
#define POW16 (4*288)

#define PAIRS 448  // bytes for which there is R⁸
#define LONG  2048 // bytes for which there are R¹² and R¹⁶

// What a table has of a number x: xi, and 5·xi for i > 0.
#define LIMB(table, i) (table+32*(i))(FRAME)
#define LIMB5(table, i) (table+32*(4+(i)))(FRAME)

#define D0 Y0 // h, and the product that becomes it
#define D1 Y1
#define D2 Y2
#define D3 Y3
#define D4 Y4
#define A0 Y5 // what is multiplied
#define A1 Y6
#define A2 Y7
#define A3 Y8
#define A4 Y9
#define LOW Y10
#define HIGH Y11
#define TA Y12
#define TB Y13
#define MASK Y14 // 2²⁶ - 1
#define ONE  Y15 // 2²⁴: the 1 bit behind a block, in limb 4

// A = LOW + HIGH·2⁶⁴. Each is below 2²⁶, and A4 below 2²⁴.
#define SPLIT \
	VPAND  MASK, LOW, A0 \
	VPSRLQ $26, LOW, A1 \
	VPSRLQ $52, LOW, LOW \
	VPSLLQ $12, HIGH, A2 \
	VPSRLQ $14, HIGH, A3 \
	VPAND  MASK, A1, A1 \
	VPOR   LOW, A2, A2 \
	VPSRLQ $40, HIGH, A4 \
	VPAND  MASK, A2, A2 \
	VPAND  MASK, A3, A3

// A = the four blocks at SI, in the lanes 0, 2, 1, 3, and their 1 bits.
#define LOAD(off) \
	VMOVDQU     off(SI), TA \
	VPUNPCKLQDQ off+32(SI), TA, LOW \
	VPUNPCKHQDQ off+32(SI), TA, HIGH \
	SPLIT \
	VPOR        ONE, A4, A4

// A += h. For the bounds see CARRY: below 2²⁷ + 2⁷.
#define ADDH \
	VPADDQ D0, A0, A0 \
	VPADDQ D1, A1, A1 \
	VPADDQ D2, A2, A2 \
	VPADDQ D3, A3, A3 \
	VPADDQ D4, A4, A4

// d += a·x
#define MULADD(x, a, d) \
	VPMULUDQ x, a, TA \
	VPADDQ   TA, d, d

// D = A·x of a table, or D += A·x. What is at 2¹³⁰ comes back with the factor 5:
//
//	D0 = A0·x0 + 5·A1·x4 + 5·A2·x3 + 5·A3·x2 + 5·A4·x1
//	D1 = A0·x1 +   A1·x0 + 5·A2·x4 + 5·A3·x3 + 5·A4·x2
//	D2 = A0·x2 +   A1·x1 +   A2·x0 + 5·A3·x4 + 5·A4·x3
//	D3 = A0·x3 +   A1·x2 +   A2·x1 +   A3·x0 + 5·A4·x4
//	D4 = A0·x4 +   A1·x3 +   A2·x2 +   A3·x1 +   A4·x0
//
// Bounds: see CARRY.
#define MUL(table) \
	VPMULUDQ LIMB(table, 0), A0, D0 \
	VPMULUDQ LIMB(table, 1), A0, D1 \
	VPMULUDQ LIMB(table, 2), A0, D2 \
	VPMULUDQ LIMB(table, 3), A0, D3 \
	VPMULUDQ LIMB(table, 4), A0, D4 \
	MUL1234(table)

#define MULPLUS(table) \
	MULADD(LIMB(table, 0), A0, D0) \
	MULADD(LIMB(table, 1), A0, D1) \
	MULADD(LIMB(table, 2), A0, D2) \
	MULADD(LIMB(table, 3), A0, D3) \
	MULADD(LIMB(table, 4), A0, D4) \
	MUL1234(table)

#define MUL1234(table) \
	MULADD(LIMB5(table, 4), A1, D0) \
	MULADD(LIMB(table, 0), A1, D1) \
	MULADD(LIMB(table, 1), A1, D2) \
	MULADD(LIMB(table, 2), A1, D3) \
	MULADD(LIMB(table, 3), A1, D4) \
	MULADD(LIMB5(table, 3), A2, D0) \
	MULADD(LIMB5(table, 4), A2, D1) \
	MULADD(LIMB(table, 0), A2, D2) \
	MULADD(LIMB(table, 1), A2, D3) \
	MULADD(LIMB(table, 2), A2, D4) \
	MULADD(LIMB5(table, 2), A3, D0) \
	MULADD(LIMB5(table, 3), A3, D1) \
	MULADD(LIMB5(table, 4), A3, D2) \
	MULADD(LIMB(table, 0), A3, D3) \
	MULADD(LIMB(table, 1), A3, D4) \
	MULADD(LIMB5(table, 1), A4, D0) \
	MULADD(LIMB5(table, 2), A4, D1) \
	MULADD(LIMB5(table, 3), A4, D2) \
	MULADD(LIMB5(table, 4), A4, D3) \
	MULADD(LIMB(table, 0), A4, D4)

// d′ += d >> 26, d = d mod 2²⁶
#define CARRY1(d, e, t) \
	VPSRLQ $26, d, t \
	VPAND  MASK, d, d \
	VPADDQ t, e, e

// The same from D4 to D0: 2¹³⁰ ≡ 5.
#define CARRY40(t) \
	VPSRLQ $26, D4, t \
	VPAND  MASK, D4, D4 \
	VPADDQ t, D0, D0 \
	VPSLLQ $2, t, t \
	VPADDQ t, D0, D0

// Two chains of carries beside each other, from D3 and from D0.
//
// Bounds, for the sum of four products: of the first the A are below 2²⁷ + 2⁷, of the
// others below 2²⁶. The x are below 2²⁶ + 2⁷, but x4 below 2²⁶·⁴, and so all the 5·x
// below 2²⁸·⁷: VPMULUDQ takes 32 bits. D0 has 4 of 5 terms with a factor 5, and is the
// largest, below 2⁵⁸·⁷; D4 has none, and is below 2⁵⁶·⁷. So D4 gives less than 2³⁰·⁷
// to D0, five times, which is then below 2³³, and gives less than 2⁷ to D1 the second
// time. D2 gives less than 2³² to D3, and that less than 2⁷ to D4 the second time.
// Then D0, D2 and D3 are below 2²⁶, D1 and D4 below 2²⁶ + 2⁷.
#define CARRY \
	CARRY1(D3, D4, TA) \
	CARRY1(D0, D1, TB) \
	CARRY40(TA) \
	CARRY1(D1, D2, TB) \
	CARRY1(D0, D1, TA) \
	CARRY1(D2, D3, TB) \
	CARRY1(D3, D4, TB)

// A table of the number a.
#define STORE1(table, a, i) \
	VMOVDQA a, LIMB(table, i) \
	VPSLLQ  $2, a, TA \
	VPADDQ  a, TA, TA \
	VMOVDQA TA, LIMB5(table, i)

#define STORE(table, a0, a1, a2, a3, a4) \
	VMOVDQA a0, LIMB(table, 0) \
	STORE1(table, a1, 1) \
	STORE1(table, a2, 2) \
	STORE1(table, a3, 3) \
	STORE1(table, a4, 4)

// The four lanes of d, added up, in r.
#define SUM(d, x, r) \
	VEXTRACTI128 $1, d, X12 \
	VPADDQ       X12, x, x \
	VPSRLDQ      $8, x, X12 \
	VPADDQ       X12, x, x \
	VMOVQ        x, r

#define CLEAR(table, zero) \
	VMOVDQA zero, LIMB(table, 0) \
	VMOVDQA zero, LIMB(table, 1) \
	VMOVDQA zero, LIMB(table, 2) \
	VMOVDQA zero, LIMB(table, 3) \
	VMOVDQA zero, LIMB(table, 4) \
	VMOVDQA zero, LIMB5(table, 1) \
	VMOVDQA zero, LIMB5(table, 2) \
	VMOVDQA zero, LIMB5(table, 3) \
	VMOVDQA zero, LIMB5(table, 4)

TEXT ·polyAVX2(SB), 0, $1472-32
	MOVQ     r+8(FP), AX
	MOVQ     p+16(FP), SI
	MOVQ     n+24(FP), CX
	MOVQ     0(AX), R0
	MOVQ     8(AX), R1
	WRAP
	VPCMPEQD MASK, MASK, MASK
	VPSRLQ   $63, MASK, ONE
	VPSRLQ   $38, MASK, MASK
	VPSLLQ   $24, ONE, ONE

	// LOW, HIGH and Y4: the three words of r⁴, r², r³ and r, in the order of LOAD.
	MOVQ         R0, H0
	MOVQ         R1, H1
	XORL         H2, H2
	MULTIPLY
	VMOVQ        H0, X0
	VMOVQ        H1, X1
	VMOVQ        H2, X2
	MULTIPLY
	VMOVQ        H0, X5
	VPINSRQ      $1, R0, X5, X5
	VMOVQ        H1, X6
	VPINSRQ      $1, R1, X6, X6
	VMOVQ        H2, X7
	MULTIPLY
	VMOVQ        H0, X10
	VMOVQ        H1, X11
	VMOVQ        H2, X4
	VPUNPCKLQDQ  X0, X10, X10
	VPUNPCKLQDQ  X1, X11, X11
	VPUNPCKLQDQ  X2, X4, X4
	VINSERTI128  $1, X5, LOW, LOW
	VINSERTI128  $1, X6, HIGH, HIGH
	VINSERTI128  $1, X7, Y4, Y4

	// Up to three blocks, beside what is next.
	MOVQ h+0(FP), AX
	MOVQ 0(AX), H0
	MOVQ 8(AX), H1
	MOVQ 16(AX), H2

front:
	TESTQ $48, CX
	JZ    powers
	ADDBLOCK(SI)
	MULTIPLY
	ADDQ  $16, SI
	SUBQ  $16, CX
	JMP   front

powers:
	LEAQ   31(SP), FRAME
	ANDQ   $-32, FRAME
	SPLIT
	VPSLLQ $24, Y4, Y4
	VPADDQ Y4, A4, A4
	STORE(LAST, A0, A1, A2, A3, A4)
	CMPQ   CX, $128
	JB     start
	VPERMQ $0, A0, A0
	VPERMQ $0, A1, A1
	VPERMQ $0, A2, A2
	VPERMQ $0, A3, A3
	VPERMQ $0, A4, A4
	STORE(POW4, A0, A1, A2, A3, A4)
	CMPQ   CX, $PAIRS
	JB     start
	MUL(POW4)
	CARRY
	STORE(POW8, D0, D1, D2, D3, D4)
	CMPQ   CX, $LONG
	JB     start
	MUL(POW8)
	CARRY
	STORE(POW12, D0, D1, D2, D3, D4)
	VMOVDQA LIMB(POW8, 0), A0
	VMOVDQA LIMB(POW8, 1), A1
	VMOVDQA LIMB(POW8, 2), A2
	VMOVDQA LIMB(POW8, 3), A3
	VMOVDQA LIMB(POW8, 4), A4
	MUL(POW8)
	CARRY
	STORE(POW16, D0, D1, D2, D3, D4)

start:
	// Lane 0 of D is the h of the blocks done, with h₂ in limb 4; the others are 0.
	VMOVQ   H0, X10
	VMOVQ   H1, X11
	SHLQ    $24, H2
	SPLIT
	VMOVQ   H2, X4
	VMOVDQA A0, D0
	VMOVDQA A1, D1
	VMOVDQA A2, D2
	VMOVDQA A3, D3
	VPADDQ  A4, D4, D4
	CMPQ    CX, $128
	JB      last
	CMPQ    CX, $PAIRS
	JB      four
	CMPQ    CX, $LONG
	JB      eight

sixteen:
	LOAD(0)
	ADDH
	MUL(POW16)
	LOAD(64)
	MULPLUS(POW12)
	LOAD(128)
	MULPLUS(POW8)
	LOAD(192)
	MULPLUS(POW4)
	CARRY
	ADDQ  $256, SI
	SUBQ  $256, CX
	CMPQ  CX, $320
	JAE   sixteen
	VPXOR LOW, LOW, LOW
	CLEAR(POW12, LOW)
	CLEAR(POW16, LOW)
	JMP   eights

eight:
	LOAD(0)
	ADDH
	MUL(POW8)
	LOAD(64)
	MULPLUS(POW4)
	CARRY
	ADDQ $128, SI
	SUBQ $128, CX

eights:
	CMPQ CX, $192
	JAE  eight
	CMPQ CX, $128
	JB   last

four:
	LOAD(0)
	ADDH
	MUL(POW4)
	CARRY
	ADDQ $64, SI
	SUBQ $64, CX
	CMPQ CX, $128
	JAE  four

last:
	LOAD(0)
	ADDH
	MUL(LAST)

	// The sums of the lanes, below 2⁶⁰.
	SUM(D0, X0, H0)
	SUM(D1, X1, AX)
	SUM(D2, X2, DX)
	SUM(D3, X3, DI)
	SUM(D4, X4, R11)

	// h = H0 + AX·2²⁶ + DX·2⁵² + DI·2⁷⁸ + R11·2¹⁰⁴, in words.
	MOVQ AX, H1
	SHLQ $26, AX
	SHRQ $38, H1
	MOVQ DX, R12
	SHLQ $52, DX
	SHRQ $12, R12
	MOVQ DI, R13
	SHLQ $14, DI
	SHRQ $50, R13
	MOVQ R11, H2
	SHLQ $40, R11
	SHRQ $24, H2
	ADDQ AX, H0
	ADCQ R12, H1
	ADCQ R13, H2
	ADDQ DX, H0
	ADCQ DI, H1
	ADCQ $0, H2
	ADDQ R11, H1
	ADCQ $0, H2 // < 2³⁷

	// 2¹³⁰ ≡ 5. Now h₂ ≤ 4.
	MOVQ H2, AX
	ANDL $3, H2
	SHRQ $2, AX
	LEAQ (AX)(AX*4), AX
	ADDQ AX, H0
	ADCQ $0, H1
	ADCQ $0, H2

	VPXOR Y0, Y0, Y0
	CLEAR(LAST, Y0)
	CLEAR(POW4, Y0)
	CLEAR(POW8, Y0)
	VZEROUPPER
	MOVQ  h+0(FP), AX
	MOVQ  H0, 0(AX)
	MOVQ  H1, 8(AX)
	MOVQ  H2, 16(AX)
	RET
