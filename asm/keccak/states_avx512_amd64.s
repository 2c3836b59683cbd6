//go:build !purego

#include "textflag.h"

// Keccak-f[1600] on eight states at once (FIPS 202 §3.3), with AVX-512: a lane of
// all eight is one ZMM register, and the 25 lanes stay in theirs.
//
// func permute8AVX512(a *[25][8]uint64)
//
//	Lane n of state j is a[n][j]. a needs no alignment. AX, the flags and all ZMM
//	registers are clobbered.
//
// A sum of three lanes, and χ of one lane, are one VPTERNLOGQ each, so that a round
// has 90 vector operations (theta 10+5+25, rho 24, chi 25, iota 1), and 16 moves,
// which most CPUs do while they rename registers. Ports bound the loop: 45 cycles
// where there are two for 512 bits, 25 where there are four.
//
//	Z0 … Z24      the lanes A[x, y] = Z(x+5y)
//	Z25 … Z29     C[0…4]
//	Z30, Z31      temporary
//	AX            where the constant of the round is

// θ: C = the sum of a column.
#define COLUMN(A0, A1, A2, A3, A4, C) \
	VMOVDQA64 A0, C; VPTERNLOGQ $0x96, A1, A2, C; VPTERNLOGQ $0x96, A3, A4, C

// θ of a column, where L is C[x−1] and R is C[x+1]: A ⊕= L ⊕ R⋘1.
#define THETA(L, R, t, A0, A1, A2, A3, A4) \
	VPROLQ $1, R, t; \
	VPTERNLOGQ $0x96, L, t, A0; VPTERNLOGQ $0x96, L, t, A1; VPTERNLOGQ $0x96, L, t, A2; \
	VPTERNLOGQ $0x96, L, t, A3; VPTERNLOGQ $0x96, L, t, A4

// ρ and π of one lane.
#define MOVED(r, from, to) VPROLQ $r, from, to

// χ of a row, in place: Ai ⊕= ¬Ai₊₁ ∧ Ai₊₂.
#define CHI(A0, A1, A2, A3, A4) \
	VMOVDQA64 A0, Z30; VMOVDQA64 A1, Z31; \
	VPTERNLOGQ $0xd2, A2, A1, A0; \
	VPTERNLOGQ $0xd2, A3, A2, A1; \
	VPTERNLOGQ $0xd2, A4, A3, A2; \
	VPTERNLOGQ $0xd2, Z30, A4, A3; \
	VPTERNLOGQ $0xd2, Z31, Z30, A4

#define LOAD(n, A0, A1, A2, A3, A4) \
	VMOVDQU64 (64*n+0)(DI), A0; VMOVDQU64 (64*n+64)(DI), A1; VMOVDQU64 (64*n+128)(DI), A2; \
	VMOVDQU64 (64*n+192)(DI), A3; VMOVDQU64 (64*n+256)(DI), A4

#define STORE(n, A0, A1, A2, A3, A4) \
	VMOVDQU64 A0, (64*n+0)(DI); VMOVDQU64 A1, (64*n+64)(DI); VMOVDQU64 A2, (64*n+128)(DI); \
	VMOVDQU64 A3, (64*n+192)(DI); VMOVDQU64 A4, (64*n+256)(DI)

TEXT ·permute8AVX512(SB), NOSPLIT, $0-8
	MOVQ a+0(FP), DI
	LEAQ ·roundConstants(SB), AX
	LOAD(0, Z0, Z1, Z2, Z3, Z4)
	LOAD(5, Z5, Z6, Z7, Z8, Z9)
	LOAD(10, Z10, Z11, Z12, Z13, Z14)
	LOAD(15, Z15, Z16, Z17, Z18, Z19)
	LOAD(20, Z20, Z21, Z22, Z23, Z24)
round:
	COLUMN(Z0, Z5, Z10, Z15, Z20, Z25)
	COLUMN(Z1, Z6, Z11, Z16, Z21, Z26)
	COLUMN(Z2, Z7, Z12, Z17, Z22, Z27)
	COLUMN(Z3, Z8, Z13, Z18, Z23, Z28)
	COLUMN(Z4, Z9, Z14, Z19, Z24, Z29)
	THETA(Z29, Z26, Z30, Z0, Z5, Z10, Z15, Z20)
	THETA(Z25, Z27, Z31, Z1, Z6, Z11, Z16, Z21)
	THETA(Z26, Z28, Z30, Z2, Z7, Z12, Z17, Z22)
	THETA(Z27, Z29, Z31, Z3, Z8, Z13, Z18, Z23)
	THETA(Z28, Z25, Z30, Z4, Z9, Z14, Z19, Z24)

	// π moves all lanes but A[0, 0] around one circle. It is walked backwards, so
	// that each lane goes to the place of one that has left.
	MOVED(44, Z6, Z30)
	MOVED(20, Z9, Z6)
	MOVED(61, Z22, Z9)
	MOVED(39, Z14, Z22)
	MOVED(18, Z20, Z14)
	MOVED(62, Z2, Z20)
	MOVED(43, Z12, Z2)
	MOVED(25, Z13, Z12)
	MOVED(8, Z19, Z13)
	MOVED(56, Z23, Z19)
	MOVED(41, Z15, Z23)
	MOVED(27, Z4, Z15)
	MOVED(14, Z24, Z4)
	MOVED(2, Z21, Z24)
	MOVED(55, Z8, Z21)
	MOVED(45, Z16, Z8)
	MOVED(36, Z5, Z16)
	MOVED(28, Z3, Z5)
	MOVED(21, Z18, Z3)
	MOVED(15, Z17, Z18)
	MOVED(10, Z11, Z17)
	MOVED(6, Z7, Z11)
	MOVED(3, Z10, Z7)
	MOVED(1, Z1, Z10)
	VMOVDQA64 Z30, Z1

	CHI(Z0, Z1, Z2, Z3, Z4)
	CHI(Z5, Z6, Z7, Z8, Z9)
	CHI(Z10, Z11, Z12, Z13, Z14)
	CHI(Z15, Z16, Z17, Z18, Z19)
	CHI(Z20, Z21, Z22, Z23, Z24)
	VPXORQ.BCST (AX), Z0, Z0 // ι
	ADDQ $8, AX
	CMPQ (AX), $0
	JNE  round

	STORE(0, Z0, Z1, Z2, Z3, Z4)
	STORE(5, Z5, Z6, Z7, Z8, Z9)
	STORE(10, Z10, Z11, Z12, Z13, Z14)
	STORE(15, Z15, Z16, Z17, Z18, Z19)
	STORE(20, Z20, Z21, Z22, Z23, Z24)
	VZEROUPPER
	RET

// func extract8AVX512(a *[25][8]uint64, dst *[8]*byte, lanes int)
//
// Stores the first lanes of state j at dst[j], 1 ≤ lanes ≤ 24 words of 8 bytes each:
// a transposition, eight lanes at a time. Nothing needs to be aligned; the
// destinations must not overlap a.
//
//	K1            which of the eight lanes are wanted
//	BX            how many bytes of each destination are done
#define HALVES(A, B, even, odd) \
	VPUNPCKLQDQ B, A, even; VPUNPCKHQDQ B, A, odd

#define QUARTERS(A, B, front, back) \
	VSHUFI64X2 $0x88, B, A, front; VSHUFI64X2 $0xdd, B, A, back

#define OUT(j, Z) \
	MOVQ (8*j)(DI), DX; VMOVDQU64 Z, K1, (DX)(BX*1)

TEXT ·extract8AVX512(SB), NOSPLIT, $0-24
	MOVQ a+0(FP), SI
	MOVQ dst+8(FP), DI
	MOVQ lanes+16(FP), R8
	XORQ BX, BX
eight:
	// K1 = 2ⁿ − 1 for n = min(lanes, 8)
	MOVQ $8, CX
	CMPQ R8, CX
	CMOVQLT R8, CX
	MOVQ $1, AX
	SHLQ CX, AX
	DECQ AX
	KMOVW AX, K1

	VMOVDQU64 0(SI), Z0
	VMOVDQU64 64(SI), Z1
	VMOVDQU64 128(SI), Z2
	VMOVDQU64 192(SI), Z3
	VMOVDQU64 256(SI), Z4
	VMOVDQU64 320(SI), Z5
	VMOVDQU64 384(SI), Z6
	VMOVDQU64 448(SI), Z7
	HALVES(Z0, Z1, Z8, Z9)     // lanes 0, 1 of states 0, 2, 4, 6; of states 1, 3, 5, 7
	HALVES(Z2, Z3, Z10, Z11)   // lanes 2, 3
	HALVES(Z4, Z5, Z12, Z13)   // lanes 4, 5
	HALVES(Z6, Z7, Z14, Z15)   // lanes 6, 7
	QUARTERS(Z8, Z10, Z16, Z17)  // lanes 0, 1, 0, 1, 2, 3, 2, 3 of states 0 and 4; 2 and 6
	QUARTERS(Z9, Z11, Z18, Z19)  // of states 1 and 5; 3 and 7
	QUARTERS(Z12, Z14, Z20, Z21) // lanes 4 to 7
	QUARTERS(Z13, Z15, Z22, Z23)
	QUARTERS(Z16, Z20, Z0, Z4)
	QUARTERS(Z18, Z22, Z1, Z5)
	QUARTERS(Z17, Z21, Z2, Z6)
	QUARTERS(Z19, Z23, Z3, Z7)
	OUT(0, Z0)
	OUT(1, Z1)
	OUT(2, Z2)
	OUT(3, Z3)
	OUT(4, Z4)
	OUT(5, Z5)
	OUT(6, Z6)
	OUT(7, Z7)
	ADDQ $512, SI
	ADDQ $64, BX
	SUBQ $8, R8
	JGT  eight
	VZEROUPPER
	RET
