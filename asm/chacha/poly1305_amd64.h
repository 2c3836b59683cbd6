// One block of Poly1305 in general registers, the step that every tier has: alone
// for short messages, and for the blocks that do not fill a vector.
//
// It is blocks of chacha/polynomial.go, with its bounds: h₂ ≤ 4, r₀ and r₁ < 2⁶⁰,
// t₁ = 5·r₁/4. Bound by latency: some 15 cycles from one h to the next.
#define H0 R8
#define H1 R9
#define H2 R10
#define R0 R11
#define R1 R12
#define T1 R13

// T1 = R1 + R1/4, of R1 = r₁, a multiple of 4.
#define WRAP \
	MOVQ R1, T1 \
	SHRQ $2, T1 \
	ADDQ R1, T1

// h += the block at the address from, which is a whole one. Now h₂ ≤ 6.
#define ADDBLOCK(from) \
	ADDQ 0(from), H0 \
	ADCQ 8(from), H1 \
	ADCQ $1, H2

// h = h·r mod p, for h₂ ≤ 6. Then h₂ ≤ 4. Clobbers AX, BX, DX, DI, R14 and R15.
//
//	d0 = AX:H0 = h0·r0 + h1·t1
//	d1 = DI:AX = h0·r1 + h1·r0 + h2·t1, and the upper half of d0
//	d2 = DI    = h2·r0, and the upper half of d1
//	h  = d0 + d1·2⁶⁴ + (d2 mod 4)·2¹²⁸ + 5·⌊d2/4⌋, of d0 and d1 the lower halves
//
// The order is the fastest of those tried; another one costs up to a quarter.
#define MULTIPLY \
	MOVQ  H0, DX \
	MULXQ R0, H0, AX \
	MOVQ  H1, R15 \
	MULXQ R1, BX, DI \
	MOVQ  R15, DX \
	MULXQ T1, H1, R14 \
	MULXQ R0, DX, R15 \
	ADDQ  H1, H0 \
	ADCQ  R14, AX \
	MOVQ  T1, R14 \
	IMULQ H2, R14 \
	IMULQ R0, H2 \
	ADDQ  DX, BX \
	ADCQ  R15, DI \
	ADDQ  BX, AX \
	ADCQ  $0, DI \
	ADDQ  R14, AX \
	ADCQ  H2, DI \
	MOVQ  AX, H1 \
	MOVL  DI, H2 \
	SHRQ  $2, DI \
	ANDL  $3, H2 \
	LEAQ  (DI)(DI*4), AX \
	ADDQ  AX, H0 \
	ADCQ  $0, H1 \
	ADCQ  $0, H2
