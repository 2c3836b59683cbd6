// One block of Poly1305 in general registers, the step that short messages are made
// of, and the blocks that do not fill vectors.
//
// It is blocks of chacha/polynomial.go, with its names and bounds: h2 ≤ 4, r0 and r1 are
// below 2⁶⁰, t1 = 5·r1/4 below 1.25·2⁶⁰.
#define h0 R4
#define h1 R5
#define h2 R6
#define r0 R7
#define r1 R8
#define t1 R9
#define ONE R10 // 1

// ONE, and t1 = r1 + r1/4 of r1, a multiple of 4.
#define WRAP \
	MOVD $1, ONE      \
	ADD  r1>>2, r1, t1

// h += the block at the address in from, which is a whole one and is stepped over. Now
// h2 ≤ 6. Clobbers R11 and R12.
#define ADDBLOCK(from) \
	LDP.P 16(from), (R11, R12) \
	ADDS  R11, h0, h0          \
	ADCS  R12, h1, h1          \
	ADC   ONE, h2, h2

// h = h·r mod p, for h2 ≤ 6. Then h2 ≤ 4. Clobbers R11-R17 and the flags.
//
//	d0 = R12:R11 = h0·r0 + h1·t1
//	d1 = R14:R13 = h0·r1 + h1·r0 + h2·t1, and the upper half of d0
//	d2 = R14     = h2·r0, and the upper half of d1
//	h  = d0 + d1·2⁶⁴ + (d2 mod 4)·2¹²⁸ + 5·⌊d2/4⌋, of d0 and d1 the lower halves
//
// h2·t1 < 7.5·2⁶⁰ goes to the upper half of d0, which is below 2.25·2⁶⁰ without it, and
// h2·r0 < 6·2⁶⁰ to that of d1, below 2⁶¹ + 1: both stay in 64 bits.
#define MULTIPLY \
	UMULH h0, r0, R12      \
	UMULH h1, t1, R16      \
	MUL   h0, r0, R11      \
	MUL   h1, t1, R15      \
	MADD  h2, R12, t1, R12 \
	UMULH h0, r1, R14      \
	MUL   h0, r1, R13      \
	MUL   h1, r0, R17      \
	UMULH h1, r0, h1       \
	MADD  h2, R14, r0, R14 \
	ADDS  R15, R11, h0     \
	ADC   R16, R12, R12    \
	ADDS  R17, R13, R13    \
	ADC   h1, R14, R14     \
	ADDS  R12, R13, h1     \
	ADC   ZR, R14, h2      \
	FOLD

// 2¹³⁰ ≡ 5: h2 = h2 mod 4, and 5·⌊h2/4⌋ goes to h0, for h2 < 2⁶³·⁶. Now h2 ≤ 4.
#define FOLD \
	LSR  $2, h2, R11   \
	AND  $-4, h2, R12  \
	AND  $3, h2, h2    \
	ADD  R11, R12, R11 \
	ADDS R11, h0, h0   \
	ADCS ZR, h1, h1    \
	ADC  ZR, h2, h2
