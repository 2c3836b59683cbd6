//go:build !purego

#include "textflag.h"
#include "poly1305_amd64.h"

// func polyIFMA(h *[3]uint64, r *[2]uint64, p *byte, n int)
//
// Adds n ≥ 128 bytes, a multiple of 16, to the polynomial of Poly1305. Clobbers
// K1 to K3, all vector registers, and all general ones but BP.
//
// A register holds one limb of eight numbers, in radix 2⁴⁴:
//
//	x = x0 + x1·2⁴⁴ + x2·2⁸⁸
//
// VPMADD52LUQ and VPMADD52HUQ add the lower 52 bits of a product of two limbs, and
// the upper ones; of the limbs they take the lower 52 bits, so those may be larger
// than 44.
//
// Lane i sums up every eighth block, with r⁸ in place of r. The last blocks of the
// lanes are the last eight of the message, so they are multiplied by r⁸, r⁷, … r
// in place of r⁸, and then all lanes are added:
//
//	h = (h + m)·R¹⁶ + m′·R⁸    16 blocks: m, then m′; R = r in all lanes
//	h = (h + m)·R⁸             8 blocks, if there are so many before
//	h = (h + m)·V              the last 8
//
// Up to seven blocks before that make the rest a multiple of 8. They are done in
// general registers, while the vector units compute the powers, and give lane 0 its
// h to start from.
//
// The loop has 36 multiplications and 38 other instructions for 16 blocks. Where two
// of four vector units multiply, these take 18.5 cycles. The chain from h to h, not
// counting what runs beside it, is 3 multiplications of 4 cycles, 4 other instructions
// and the addition to m: 17 cycles, or 22 where those take 2 each. The products of m′
// are not part of it, and one set of carries serves all 16 blocks. With two vector
// units in all, the 74 instructions bound it, at 37 cycles.
#define L0 Z0 // h; the lower parts of a product
#define L1 Z1
#define L2 Z2
#define U0 Z3 // the upper parts of a product
#define U1 Z4
#define U2 Z5
#define A0 Z6 // h + m
#define A1 Z7
#define A2 Z8
#define LOW Z9
#define HIGH Z10
#define B0 Z11 // m′
#define B1 Z30
#define B2 Z31

// The powers, limbs 0, 1, 2, and 20·x1, 20·x2:
//
//	Z12 … Z16    R⁸
//	Z17 … Z21    R¹⁶
//	Z22 … Z26    V
#define MULPOW8(a0, a1, a2)  MUL(a0, a1, a2, Z12, Z13, Z14, Z15, Z16)
#define MULPOW16(a0, a1, a2) MUL(a0, a1, a2, Z17, Z18, Z19, Z20, Z21)
#define MULLAST(a0, a1, a2)  MUL(a0, a1, a2, Z22, Z23, Z24, Z25, Z26)

#define MASK44 Z27
#define MASK42 Z28
#define ONE    Z29 // 2⁴⁰: the 1 bit behind a block, in limb 2

// a = LOW + HIGH·2⁶⁴. The limbs are below 2⁴⁴, 2⁴⁴ and 2⁴⁰.
#define SPLIT(a0, a1, a2) \
	VPANDQ     MASK44, LOW, a0 \
	VPSRLQ     $44, LOW, LOW \
	VPSLLQ     $20, HIGH, a1 \
	VPTERNLOGQ $0xa8, MASK44, LOW, a1 \ // (a1 | LOW) & MASK44
	VPSRLQ     $24, HIGH, a2

// a = the eight blocks at SI + off, in the lanes 0, 2, 4, 6, 1, 3, 5, 7, and their 1
// bits.
#define LOAD(off, a0, a1, a2) \
	VMOVDQU64   off(SI), LOW \
	VPUNPCKHQDQ off+64(SI), LOW, HIGH \
	VPUNPCKLQDQ off+64(SI), LOW, LOW \
	SPLIT(a0, a1, a2) \
	VPORQ       ONE, a2, a2

// A += h. For the bounds see CARRY: A0 < 2⁴⁵ + 2¹⁵, A1 < 2⁴⁵ + 2¹¹, A2 < 2⁴³.
#define ADDH \
	VPADDQ L0, A0, A0 \
	VPADDQ L1, A1, A1 \
	VPADDQ L2, A2, A2

#define ZERO \
	VPXORQ L0, L0, L0 \
	VPXORQ L1, L1, L1 \
	VPXORQ L2, L2, L2 \
	VPXORQ U0, U0, U0 \
	VPXORQ U1, U1, U1 \
	VPXORQ U2, U2, U2

// L and U += a·x, with y = 20·x: 2¹³² ≡ 20.
//
//	0: a0·x0 + a1·y2 + a2·y1
//	1: a0·x1 + a1·x0 + a2·y2
//	2: a0·x2 + a1·x1 + a2·x0
#define MULADD(a, l, u, x) \
	VPMADD52LUQ x, a, l \
	VPMADD52HUQ x, a, u

// The limbs of a come in the order in which CARRY has them ready.
#define MUL(a0, a1, a2, x0, x1, x2, y1, y2) \
	MULADD(a2, L2, U2, x0) \
	MULADD(a2, L1, U1, y2) \
	MULADD(a2, L0, U0, y1) \
	MULADD(a1, L2, U2, x1) \
	MULADD(a1, L1, U1, x0) \
	MULADD(a1, L0, U0, y2) \
	MULADD(a0, L2, U2, x2) \
	MULADD(a0, L1, U1, x1) \
	MULADD(a0, L0, U0, x0)

// The product is L0 + L1·2⁴⁴ + L2·2⁸⁸ + (U0 + U1·2⁴⁴ + U2·2⁸⁸)·2⁵². As
//
//	U0·2⁵² = 2⁸·U0·2⁴⁴    U1·2⁹⁶ = 2⁸·U1·2⁸⁸    U2·2¹⁴⁰ = 2¹⁰·U2·2¹³⁰ ≡ 5·2¹⁰·U2
//
// this makes it L0 + L1·2⁴⁴ + L2·2⁸⁸.
//
// Bounds, for the sum of two products: the x are below 2⁴⁴ + 2¹⁵, x2 below 2⁴²·⁴, and
// so the y below 2⁴⁸·⁴; the a are below 2⁴⁵ + 2¹⁵, a2 below 2⁴³. Six lower parts are
// below 6·2⁵² < 2⁵⁴·⁶. Of the upper parts, U0 is below 2⁴¹·¹, U1 below 2³⁹·³, and U2,
// where there is no y, below 2³⁸·². Then L0 < 2⁵⁴·⁷, L1 < 2⁵⁴·⁷, L2 < 2⁵⁴·⁶.
#define ALIGN \
	VPSLLQ $8, U1, U1 \
	VPSLLQ $8, U0, U0 \
	VPSLLQ $10, U2, LOW \
	VPSLLQ $12, U2, U2 \
	VPADDQ U1, L2, L2 \
	VPADDQ U0, L1, L1 \
	VPADDQ LOW, L0, L0 \
	VPADDQ U2, L0, L0

// h = the product. Each limb gives its excess to the next one once, all at the same
// time: L0 and L1 less than 2¹¹, L2 five times less than 2¹³. So h0 < 2⁴⁴ + 2¹⁵,
// h1 < 2⁴⁴ + 2¹¹, h2 < 2⁴² + 2¹¹.
#define CARRY \
	ALIGN \
	VPSRLQ $42, L2, LOW \
	VPSRLQ $44, L1, HIGH \
	VPANDQ MASK42, L2, L2 \
	VPSLLQ $2, LOW, U2 \
	VPADDQ HIGH, L2, L2 \
	VPSRLQ $44, L0, HIGH \
	VPANDQ MASK44, L1, L1 \
	VPANDQ MASK44, L0, L0 \
	VPADDQ HIGH, L1, L1 \
	VPADDQ LOW, L0, L0 \
	VPADDQ U2, L0, L0

// y = 20·x
#define TIMES20(x, y) \
	VPSLLQ $2, x, y \
	VPADDQ x, y, y \
	VPSLLQ $2, y, y

// The lanes of l, added up, in r.
#define SUM(l, y, x, r) \
	VEXTRACTI64X4 $1, l, Y9 \
	VPADDQ        Y9, y, y \
	VEXTRACTI128  $1, y, X9 \
	VPADDQ        X9, x, x \
	VPSRLDQ       $8, x, X9 \
	VPADDQ        X9, x, x \
	VMOVQ         x, r

TEXT ·polyIFMA(SB), NOSPLIT, $0-32
	MOVQ r+8(FP), AX
	MOVQ p+16(FP), SI
	MOVQ n+24(FP), CX
	MOVQ 0(AX), R0
	MOVQ 8(AX), R1
	WRAP

	VPTERNLOGQ $0xff, ONE, ONE, ONE
	VPSRLQ     $20, ONE, MASK44
	VPSRLQ     $22, ONE, MASK42
	VPSRLQ     $63, ONE, ONE
	VPSLLQ     $40, ONE, ONE

	// LOW, HIGH and A2: the three words of r⁴, r⁴, r³, r³, r², r², r, r.
	MOVL         $0x30, AX
	KMOVB        AX, K1
	MOVL         $0x0c, AX
	KMOVB        AX, K2
	MOVL         $0x03, AX
	KMOVB        AX, K3
	MOVQ         R0, H0
	MOVQ         R1, H1
	XORL         H2, H2
	VPBROADCASTQ R0, LOW
	VPBROADCASTQ R1, HIGH
	VPXORQ       A2, A2, A2
	MULTIPLY
	VPBROADCASTQ H0, K1, LOW
	VPBROADCASTQ H1, K1, HIGH
	VPBROADCASTQ H2, K1, A2
	MULTIPLY
	VPBROADCASTQ H0, K2, LOW
	VPBROADCASTQ H1, K2, HIGH
	VPBROADCASTQ H2, K2, A2
	MULTIPLY
	VPBROADCASTQ H0, K3, LOW
	VPBROADCASTQ H1, K3, HIGH
	VPBROADCASTQ H2, K3, A2

	// Up to seven blocks, beside what is next.
	MOVQ h+0(FP), AX
	MOVQ 0(AX), H0
	MOVQ 8(AX), H1
	MOVQ 16(AX), H2

front:
	TESTQ $112, CX
	JZ    powers
	ADDBLOCK(SI)
	MULTIPLY
	ADDQ  $16, SI
	SUBQ  $16, CX
	JMP   front

powers:
	// A = r⁴, r⁴, r³, r³, r², r², r, r, R⁸ = r⁴ for now.
	SPLIT(A0, A1, Z14)
	VPSLLQ       $40, A2, A2
	VPADDQ       Z14, A2, A2
	VPBROADCASTQ X6, Z12
	VPBROADCASTQ X7, Z13
	VPBROADCASTQ X8, Z14
	TIMES20(Z13, Z15)
	TIMES20(Z14, Z16)

	// L = r⁸, r⁸, r⁷, r⁷, r⁶, r⁶, r⁵, r⁵, V = r⁸, r⁴, r⁷, r³, r⁶, r², r⁵, r,
	// which is the order of LOAD.
	ZERO
	MULPOW8(A0, A1, A2)
	CARRY
	MOVL      $0xaa, AX
	KMOVB     AX, K1
	VMOVDQA64 L0, Z22
	VMOVDQA64 L1, Z23
	VMOVDQA64 L2, Z24
	VMOVDQA64 A0, K1, Z22
	VMOVDQA64 A1, K1, Z23
	VMOVDQA64 A2, K1, Z24
	TIMES20(Z23, Z25)
	TIMES20(Z24, Z26)

	VPBROADCASTQ X0, Z12
	VPBROADCASTQ X1, Z13
	VPBROADCASTQ X2, Z14
	TIMES20(Z13, Z15)
	TIMES20(Z14, Z16)
	CMPQ         CX, $384
	JB           start
	ZERO
	MULPOW8(Z12, Z13, Z14)
	CARRY
	VMOVDQA64    L0, Z17
	VMOVDQA64    L1, Z18
	VMOVDQA64    L2, Z19
	TIMES20(Z18, Z20)
	TIMES20(Z19, Z21)

start:
	// Lane 0 of L is the h of the blocks done, with h₂ in limb 2; the others are 0.
	VMOVQ  H0, X9
	VMOVQ  H1, X10
	SHLQ   $40, H2
	SPLIT(L0, L1, L2)
	VMOVQ  H2, X9
	VPADDQ LOW, L2, L2
	CMPQ   CX, $384
	JB     tail
	PCALIGN $64

loop:
	LOAD(0, A0, A1, A2)
	LOAD(128, B0, B1, B2)
	ADDH
	ZERO
	MULPOW8(B0, B1, B2)
	MULPOW16(A0, A1, A2)
	CARRY
	ADDQ $256, SI
	SUBQ $256, CX
	CMPQ CX, $384
	JAE  loop

tail:
	CMPQ CX, $256
	JB   last
	LOAD(0, A0, A1, A2)
	ADDH
	ZERO
	MULPOW8(A0, A1, A2)
	CARRY
	ADDQ $128, SI

last:
	LOAD(0, A0, A1, A2)
	ADDH
	ZERO
	MULLAST(A0, A1, A2)
	ALIGN

	// The sums of the lanes, below 2⁵⁷.
	SUM(L0, Y0, X0, H0)
	SUM(L1, Y1, X1, AX)
	SUM(L2, Y2, X2, DX)
	VZEROUPPER

	// h = H0 + AX·2⁴⁴ + DX·2⁸⁸, in words.
	MOVQ AX, H1
	SHLQ $44, AX
	SHRQ $20, H1
	MOVQ DX, H2
	SHLQ $24, DX
	SHRQ $40, H2
	ADDQ AX, H0
	ADCQ DX, H1
	ADCQ $0, H2 // < 2²⁰

	// 2¹³⁰ ≡ 5. Now h₂ ≤ 4.
	MOVQ H2, AX
	ANDL $3, H2
	SHRQ $2, AX
	LEAQ (AX)(AX*4), AX
	ADDQ AX, H0
	ADCQ $0, H1
	ADCQ $0, H2
	MOVQ h+0(FP), AX
	MOVQ H0, 0(AX)
	MOVQ H1, 8(AX)
	MOVQ H2, 16(AX)
	RET
