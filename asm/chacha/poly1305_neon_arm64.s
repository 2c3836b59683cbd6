//go:build !purego

#include "textflag.h"
#include "poly1305_arm64.h"
#include "poly1305_neon_arm64.h"

// func polyNEON(h *[3]uint64, r *[2]uint64, p *byte, n int)
//
// Adds n ≥ 160 bytes, a multiple of 16, to the polynomial of Poly1305. Clobbers R0-R17,
// R19-R21, the flags, and all vector registers.
//
// A register holds one limb of several numbers, in radix 2²⁶:
//
//	x = x0 + x1·2²⁶ + x2·2⁵² + x3·2⁷⁸ + x4·2¹⁰⁴
//
// Two lanes of 64 bits, D, sum up every second block, with r² in place of r; a step takes
// eight blocks m0 … m7 (limbs and carries as in Bernstein and Schwabe, "NEON crypto";
// several powers in a step as in Goll and Gueron, "Vectorization of Poly1305 message
// authentication code"):
//
//	D = (D + m0 │ m1)·r⁸ + (m2 │ m3)·r⁶ + (m4 │ m5)·r⁴ + (m6 │ m7)·r²
//
// Both lanes multiply by the same powers, so that UMULL and UMLAL can take these from
// single lanes of registers, where all four of them stay. As each block of lane 1 would
// have one r less, lane 1 is r times what it should be. The last two blocks a and b put
// that right, in general registers:
//
//	h = ((D₀ + a)·r + D₁ + b)·r
//
// Up to seven blocks before the vectors make the rest a multiple of 8, and 2. Nothing of
// the powers depends on them: both chains can run side by side.
//
// A step has 155 instructions: 100 multiplications, 2 loads LD4, 24 to make limbs, 10 to
// add D, 17 of CARRY, and 2 of the loop. On Neoverse V2 the multiplications go to two of
// four vector pipes (Software Optimization Guide, "ASIMD multiply accumulate long": 2 a
// cycle, latency 4, but 1 from sum to sum): 50 cycles, 0.39 a byte. The 51 others and
// what LD4 takes of the vector pipes, some 16, fit in the other two. The chain from D to
// D is shorter: XTN, ADD, the last 25 multiplications and CARRY, some 2 + 2 + 16 + 18
// cycles. Where multiplications go to one pipe (Neoverse N1 and N2), it is 100 cycles.
//
// Before the first step stand about 95 cycles of the powers, and 45 of the last two
// blocks after it: no core was there to measure from where on that pays. llvm-mca 19
// estimates, with neither a cache miss nor a branch mispredicted, in cycles:
//
//	           Neoverse V2    Neoverse N1    Neoverse N2      Apple M1
//	blocks     NEON    MUL    NEON    MUL    NEON    MUL    NEON    MUL
//	    12      203    171     415    479     275    175     285    307
//	    16      207    223     511    635     308    227     376    403
//	    20      251    275     521    791     376    279     350    499
//	    34      357    457     716   1337     576    461     475    835
//	    84      661   1107    1369   3287    1184   1111     862   2035
//
// and minNEON is 20 blocks. Neoverse N2, whose multiplier of general registers is as
// good as V2's, and that of vectors half as good, neither wins nor loses in the long run.

// X: limb i of r², r⁴, r⁶ and r⁸, in the lanes 0 to 3. Y: five times that. The words
// have the numbers, in small letters, of what Go's instructions call V0 to V31.
#define VX0 V0
#define VX1 V1
#define VX2 V2
#define VX3 V3
#define VX4 V4
#define VY1 V5
#define VY2 V6
#define VY3 V7
#define VY4 V8
#define x0 0
#define x1 1
#define x2 2
#define x3 3
#define x4 4
#define y1 5
#define y2 6
#define y3 7
#define y4 8
#define POW2 0 // lanes
#define POW4 1
#define POW6 2
#define POW8 3

#define MASK V9   // 2²⁶ - 1, in lanes of 64 bits
#define MASK32 V10 // in lanes of 32 bits
#define TOP V31   // 2²⁴: the 1 bit behind a block, in limb 4

#define VD0 V11 // D
#define VD1 V12
#define VD2 V13
#define VD3 V14
#define VD4 V15
#define d0 11
#define d1 12
#define d2 13
#define d3 14
#define d4 15

#define LOW V16 // what is to become limbs: the words of four blocks, or lanes of 64 bits
#define HIGH V17
#define LAST V18
#define W3 V19

#define VA0 V20 // what is multiplied, in lanes of 32 bits
#define VA1 V21
#define VA2 V22
#define VA3 V23
#define VA4 V24
#define a0 20
#define a1 21
#define a2 22
#define a3 23
#define a4 24

#define VD32 V25 // D in lanes of 32 bits, V25 to V29
#define T V30

// A = LOW + HIGH·2⁶⁴ + LAST·2¹²⁸, in lanes of 64 bits. With LAST ≤ 4, A4 ≤ 2²⁶ + 2²⁴; the
// others are below 2²⁶.
#define SPLIT \
	VAND  MASK.B16, LOW.B16, VA0.B16 \
	VUSHR $26, LOW.D2, VA1.D2        \
	VUSHR $52, LOW.D2, VA2.D2        \
	VUSHR $14, HIGH.D2, VA3.D2       \
	VUSHR $40, HIGH.D2, VA4.D2       \
	VSLI  $12, HIGH.D2, VA2.D2       \
	VSLI  $24, LAST.D2, VA4.D2       \
	VAND  MASK.B16, VA1.B16, VA1.B16 \
	VAND  MASK.B16, VA2.B16, VA2.B16 \
	VAND  MASK.B16, VA3.B16, VA3.B16

// A = the four blocks at the address in from, and their 1 bits, in lanes of 32 bits. Then
// from is 128 further. A4 is below 2²⁵, the others below 2²⁶.
//
// LD4 puts the word i of each block in register i.
#define LOAD(from) \
	VLD4.P (from)(R0), [V16.S4, V17.S4, V18.S4, V19.S4] \
	VAND   MASK32.B16, V16.B16, VA0.B16                 \
	VUSHR  $26, V16.S4, VA1.S4                          \
	VUSHR  $20, V17.S4, VA2.S4                          \
	VUSHR  $14, V18.S4, VA3.S4                          \
	VUSHR  $8, V19.S4, VA4.S4                           \
	VSLI   $6, V17.S4, VA1.S4                           \
	VSLI   $12, V18.S4, VA2.S4                          \
	VSLI   $18, V19.S4, VA3.S4                          \
	VORR   TOP.B16, VA4.B16, VA4.B16                    \
	VAND   MASK32.B16, VA1.B16, VA1.B16                 \
	VAND   MASK32.B16, VA2.B16, VA2.B16                 \
	VAND   MASK32.B16, VA3.B16, VA3.B16

// D = A·x or D += A·x, of the power x in the given lane: MULTIPLIED(VUMULLI, VUMLALI,
// lane) and MULTIPLIED(VUMLALI, VUMLALI, lane) for the lower lanes of A, and with
// VUMLAL2I for the upper ones. What is at 2¹³⁰ comes back with the factor 5:
//
//	D0 = A0·x0 + 5·A1·x4 + 5·A2·x3 + 5·A3·x2 + 5·A4·x1
//	D1 = A0·x1 +   A1·x0 + 5·A2·x4 + 5·A3·x3 + 5·A4·x2
//	D2 = A0·x2 +   A1·x1 +   A2·x0 + 5·A3·x4 + 5·A4·x3
//	D3 = A0·x3 +   A1·x2 +   A2·x1 +   A3·x0 + 5·A4·x4
//	D4 = A0·x4 +   A1·x3 +   A2·x2 +   A3·x1 +   A4·x0
//
// Bounds: see CARRY.
#define MULTIPLIED(FIRST, OP, lane) \
	FIRST(d0, a0, x0, lane) \
	FIRST(d1, a0, x1, lane) \
	FIRST(d2, a0, x2, lane) \
	FIRST(d3, a0, x3, lane) \
	FIRST(d4, a0, x4, lane) \
	OP(d0, a1, y4, lane)    \
	OP(d1, a1, x0, lane)    \
	OP(d2, a1, x1, lane)    \
	OP(d3, a1, x2, lane)    \
	OP(d4, a1, x3, lane)    \
	OP(d0, a2, y3, lane)    \
	OP(d1, a2, y4, lane)    \
	OP(d2, a2, x0, lane)    \
	OP(d3, a2, x1, lane)    \
	OP(d4, a2, x2, lane)    \
	OP(d0, a3, y2, lane)    \
	OP(d1, a3, y3, lane)    \
	OP(d2, a3, y4, lane)    \
	OP(d3, a3, x0, lane)    \
	OP(d4, a3, x1, lane)    \
	OP(d0, a4, y1, lane)    \
	OP(d1, a4, y2, lane)    \
	OP(d2, a4, y3, lane)    \
	OP(d3, a4, y4, lane)    \
	OP(d4, a4, x0, lane)

// e += d >> 26, d = d mod 2²⁶
#define CARRY1(d, e) \
	VUSRA $26, d.D2, e.D2        \
	VAND  MASK.B16, d.B16, d.B16

// The same from D4 to D0: 2¹³⁰ ≡ 5.
#define CARRY40 \
	VUSHR $26, VD4.D2, T.D2          \
	VAND  MASK.B16, VD4.B16, VD4.B16 \
	VADD  T.D2, VD0.D2, VD0.D2       \
	VSHL  $2, T.D2, T.D2             \
	VADD  T.D2, VD0.D2, VD0.D2

// Two chains of carries beside each other, from D3 and from D0.
//
// Bounds, for the sum of four products: of the one with D the A are below 2²⁷ + 2⁷, of the
// others below 2²⁶. The x are below 2²⁶ + 2⁷, but x4 of r² and r⁴ is up to 2²⁶ + 2²⁴, and so
// all the 5·x are below 2²⁸·⁷: they have 32 bits. D0 has 4 of 5 terms with a factor 5, and is
// the largest, below 2⁵⁸·⁷; D4 has none, and is below 2⁵⁶·⁶. So D4 gives less than 2³⁰·⁶
// to D0, five times, which is then below 2³³, and gives less than 2⁷ to D1 the second
// time. D2 gives less than 2³² to D3, and that at most 2⁶ to D4 the second time.
// Then D0, D2 and D3 are below 2²⁶, D1 and D4 below 2²⁶ + 2⁷.
#define CARRY \
	CARRY1(VD3, VD4) \
	CARRY1(VD0, VD1) \
	CARRY40          \
	CARRY1(VD1, VD2) \
	CARRY1(VD0, VD1) \
	CARRY1(VD2, VD3) \
	CARRY1(VD3, VD4)

// D32 = D, and what follows the multiplications by r⁸: A += D32 in the lower lanes. A is
// then below 2²⁷ + 2⁷.
#define NARROW(first) \
	VXTN(25, first)   \
	VXTN(26, first+1) \
	VXTN(27, first+2) \
	VXTN(28, first+3) \
	VXTN(29, first+4)

#define ADDD \
	VADD V25.S4, VA0.S4, VA0.S4 \
	VADD V26.S4, VA1.S4, VA1.S4 \
	VADD V27.S4, VA2.S4, VA2.S4 \
	VADD V28.S4, VA3.S4, VA3.S4 \
	VADD V29.S4, VA4.S4, VA4.S4

// Y = 5·X, below 2²⁹ in lanes of 32 bits.
#define FIVE1(x, y) \
	VSHL $2, x.S4, y.S4    \
	VADD x.S4, y.S4, y.S4

#define FIVE \
	FIVE1(VX1, VY1) \
	FIVE1(VX2, VY2) \
	FIVE1(VX3, VY3) \
	FIVE1(VX4, VY4)

// A lane of D in words, where V20 is D0 + D1·2²⁶ and V22 is D2 + D3·2²⁶, both below 2⁵³.
// D is below 2¹³⁰ + 2¹¹², so that w2 ≤ 4.
#define WORDS(lane, w0, w1, w2) \
	VMOV VA0.D[lane], w0  \
	VMOV VA2.D[lane], w1  \
	VMOV VD4.D[lane], w2  \
	LSL  $40, w2, R11     \
	LSR  $24, w2, w2      \
	ADDS w1<<52, w0, w0   \
	LSR  $12, w1, w1      \
	ADCS R11, w1, w1      \
	ADC  ZR, w2, w2

TEXT ·polyNEON(SB), NOSPLIT, $0-32
	MOVD r+8(FP), R1
	MOVD p+16(FP), R2
	MOVD n+24(FP), R3
	LDP  0(R1), (r0, r1)
	WRAP
	MOVD $0x03ffffff, R11
	MOVD $0x01000000, R12
	VDUP R11, MASK.D2
	VDUP R11, MASK32.S4
	VDUP R12, TOP.S4

	// r² and r⁴ in general registers, for the lanes POW2 and POW4.
	MOVD r0, h0
	MOVD r1, h1
	MOVD ZR, h2
	MULTIPLY
	VMOV h0, LOW.D[0]
	VMOV h1, HIGH.D[0]
	VMOV h2, LAST.D[0]
	MULTIPLY
	MULTIPLY
	VMOV h0, LOW.D[1]
	VMOV h1, HIGH.D[1]
	VMOV h2, LAST.D[1]
	SPLIT
	VXTN(x0, a0)
	VXTN(x1, a1)
	VXTN(x2, a2)
	VXTN(x3, a3)
	VXTN(x4, a4)
	FIVE

	// Both times r⁴, for the lanes POW6 and POW8.
	VMOV VX0.B16, VA0.B16
	VMOV VX1.B16, VA1.B16
	VMOV VX2.B16, VA2.B16
	VMOV VX3.B16, VA3.B16
	VMOV VX4.B16, VA4.B16
	MULTIPLIED(VUMULLI, VUMLALI, POW4)
	CARRY
	VXTN2(x0, d0)
	VXTN2(x1, d1)
	VXTN2(x2, d2)
	VXTN2(x3, d3)
	VXTN2(x4, d4)
	FIVE

	// Blocks until what is left but two, R3 bytes, is a multiple of 8.
	MOVD h+0(FP), R0
	LDP  0(R0), (h0, h1)
	MOVD 16(R0), h2
	SUB  $32, R3

front:
	TST $112, R3
	BEQ start
	ADDBLOCK(R2)
	MULTIPLY
	SUB $16, R3
	B   front

start:
	// Lane 0 of D is h, and lane 1 is 0.
	FMOVD h0, F16
	FMOVD h1, F17
	FMOVD h2, F18
	SPLIT
	NARROW(a0)
	ADD   $64, R2, R1
	MOVD  $128, R0

step:
	LOAD(R1)
	MULTIPLIED(VUMULLI, VUMLALI, POW4)
	MULTIPLIED(VUMLAL2I, VUMLAL2I, POW2)
	LOAD(R2)
	MULTIPLIED(VUMLAL2I, VUMLAL2I, POW6)
	ADDD
	MULTIPLIED(VUMLALI, VUMLALI, POW8)
	CARRY
	NARROW(d0)
	SUBS $128, R3
	BNE  step

	VSHL $26, VD1.D2, VA1.D2
	VSHL $26, VD3.D2, VA3.D2
	VADD VA1.D2, VD0.D2, VA0.D2
	VADD VA3.D2, VD2.D2, VA2.D2
	WORDS(0, h0, h1, h2)
	WORDS(1, R19, R20, R21)
	ADDBLOCK(R2)
	MULTIPLY
	ADDS R19, h0
	ADCS R20, h1
	ADC  R21, h2 // ≤ 9
	FOLD
	ADDBLOCK(R2)
	MULTIPLY
	MOVD h+0(FP), R0
	STP  (h0, h1), 0(R0)
	MOVD h2, 16(R0)
	RET
