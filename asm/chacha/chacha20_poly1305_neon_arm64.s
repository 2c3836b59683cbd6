//go:build !purego

#include "textflag.h"
#include "chacha20_neon_arm64.h"

// func sealNEON(key *Key, nonce, counter uint64, dst, src *byte, n int, step, mac *byte, doubles int, h *[3]uint64, r *[2]uint64)
//
// The kernel of Seal and Open in chacha20_beside.go: ChaCha20 of n bytes, a multiple of
// 512, and then of the 512 bytes of step, in place, if it is not nil. There is a step
// at least. Of the first step's double rounds only so many have Poly1305 beside them as
// doubles says, 0 … 10, and the output only if all have. dst may be src; no alignment
// is asked for. Clobbers all vector registers, and the general ones below.
//
// For Open, mac lies within src: up to 15 bytes further on. What a step decrypts in
// place has been read before that.
//
// ChaCha20 lives in vector registers, 8 blocks a step, and Poly1305 in general ones,
// 32 of its blocks a step: three beside each double round, two before the output. A
// step is 2690 instructions for the one (chacha20_neon_arm64.s) and 28·32 = 896 for the
// other, 7 a byte. A block of Poly1305 is one chain, from h₁ to the next h₁:
//
//	ADCS · UMULH, 3 cycles · ADDS, ADC, ADDS, ADC up to d₂ · AND · ADD with a shift,
//	2 cycles · ADDS · ADCS
//
// of some 13 cycles on Neoverse V2, and 32 of them are 420. 320 multiplications keep
// its two multipliers busy for 160. Both are hidden behind the 620 cycles that the
// vector units are busy, in which 6 · 620 instructions can be decoded. So both together
// take the time of ChaCha20 alone, by count: 1.2 cycles a byte.
//
// The frame is word 0 of blocks 4 to 7. It is cleared before the return.
#define KEY     R0
#define NONCE   R1
#define COUNTER R2
#define DST     R4
#define SRC     R5
#define LEFT    R6
#define WORD0   R8
#define LEFT8   R9
#define LANES   R10
#define I       R11
#define ROWS    R12
#define BESIDE  R16 // double rounds of a step with Poly1305 beside them

#define h0    R13
#define h1    R14
#define h2    R15
#define r0    R19
#define r1    R20
#define t1    R21 // 5/4·r₁
#define MAC   R22
#define ONE   R23 // 1
#define D0    R3
#define D0HI  R7
#define D1    R24
#define D1HI  R25
#define LOW   R10
#define HIGH  R26

// POLY is a block of Poly1305 as blocks of chacha/polynomial.go computes it, with its
// bounds: h += m, h·r ≡ d0 + d1·2⁶⁴ + d2·2¹²⁸, and a partial reduction.
//
//	d0 = h0·r0 + h1·t1
//	d1 = h0·r1 + h1·r0 + h2·t1, and the upper half of d0
//	d2 = h2·r0, and the upper half of d1: in h2
//	h  = d0 + d1·2⁶⁴ + (d2 mod 4)·2¹²⁸ + 5·⌊d2/4⌋, of d0 and d1 the lower halves
#define POLY \
	LDP.P 16(MAC), (LOW, HIGH) \
	ADDS  LOW, h0          \
	ADCS  HIGH, h1         \
	ADC   ONE, h2          \
	MUL   h1, t1, LOW      \
	UMULH h1, t1, HIGH     \
	MUL   h0, r0, D0       \
	UMULH h0, r0, D0HI     \
	ADDS  LOW, D0          \
	ADC   HIGH, D0HI       \
	MUL   h1, r0, LOW      \
	UMULH h1, r0, HIGH     \
	MUL   h0, r1, D1       \
	UMULH h0, r1, D1HI     \
	ADDS  LOW, D1          \
	ADC   HIGH, D1HI       \
	MUL   h2, t1, LOW      \
	MUL   h2, r0, h2       \
	ADDS  LOW, D1          \
	ADC   ZR, D1HI         \
	ADDS  D0HI, D1         \
	ADC   D1HI, h2         \
	AND   $~3, h2, LOW     \
	ADD   h2>>2, LOW       \
	AND   $3, h2           \
	ADDS  LOW, D0, h0      \
	ADCS  ZR, D1, h1       \
	ADC   ZR, h2

// WRITE writes a block of the step, given as XORBLOCK wants it.
#define WRITE(a, b, c, d) \
	MOVD KEY, ROWS                     \
	XORBLOCK(ROWS, COUNTER, a, b, c, d) \
	ADD  $1, COUNTER

TEXT ·sealNEON(SB), 0, $16-88
	MOVD key+0(FP), KEY
	MOVD nonce+8(FP), NONCE
	MOVD counter+16(FP), COUNTER
	MOVD dst+24(FP), DST
	MOVD src+32(FP), SRC
	MOVD n+40(FP), LEFT
	MOVD mac+56(FP), MAC
	MOVD doubles+64(FP), BESIDE
	MOVD h+72(FP), I
	LDP  0(I), (h0, h1)
	MOVD 16(I), h2
	MOVD r+80(FP), I
	LDP  0(I), (r0, r1)
	ADD  r1>>2, r1, t1
	MOVD $1, ONE
	MOVD $frame-16(SP), WORD0
	MOVD $·left8(SB), LEFT8
	CBZ  LEFT, last

step:
	MOVD KEY, ROWS
	LOADKEY(ROWS, V0, V1, V2, V3)
	LOADKEY(ROWS, V4, V5, V6, V7)
	LOADKEY(ROWS, V8, V9, V10, V11)
	MOVD KEY, ROWS
	LOADKEY(ROWS, V16, V17, V18, V19)
	LOADKEY(ROWS, V20, V21, V22, V23)
	LOADKEY(ROWS, V24, V25, V26, V27)
	VST1 [V16.B16], (WORD0)
	MOVD $·lanes(SB), LANES
	SETCOUNTERS(COUNTER, LANES, V12, V13, V14, V15)
	SETCOUNTERS(COUNTER, LANES, V28, V29, V30, V31)
	SETNONCE(NONCE, V14, V15, I)
	SETNONCE(NONCE, V30, V31, I)
	CBZ  BESIDE, alone
	MOVD BESIDE, I

double:
	COLUMNS16
	COLUMNS12
	POLY
	COLUMNS8
	COLUMNS7
	DIAGONALS16
	POLY
	DIAGONALS12
	DIAGONALS8
	POLY
	DIAGONALS7
	SUB  $1, I
	CBNZ I, double
	CMP  $10, BESIDE
	BLO  alone
	POLY
	POLY

output:
	TRANSPOSELOW
	WRITE(V2, V6, V10, V14)
	WRITE(V16, V3, V7, V11)
	WRITE(V0, V4, V8, V12)
	WRITE(V1, V5, V9, V13)
	TRANSPOSEHIGH
	WRITE(V18, V22, V26, V30)
	WRITE(V1, V2, V3, V4)
	WRITE(V0, V20, V24, V28)
	WRITE(V17, V21, V25, V29)
	SUBS $512, LEFT
	BHI  step
	BLO  done

last:
	// LEFT goes from 0 to -512 with this step.
	MOVD step+48(FP), DST
	MOVD DST, SRC
	CBNZ DST, step
	B    done

alone:
	// The rest of the first step.
	MOVD $10, I
	SUB  BESIDE, I
	MOVD $10, BESIDE

aloneLoop:
	COLUMNS16
	COLUMNS12
	COLUMNS8
	COLUMNS7
	DIAGONALS16
	DIAGONALS12
	DIAGONALS8
	DIAGONALS7
	SUB  $1, I
	CBNZ I, aloneLoop
	B    output

done:
	MOVD h+72(FP), I
	STP  (h0, h1), 0(I)
	MOVD h2, 16(I)
	VEOR V0.B16, V0.B16, V0.B16
	VST1 [V0.B16], (WORD0)
	RET
