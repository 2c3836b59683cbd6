//go:build !purego

#include "textflag.h"

// Keccak-f[1600] on four states at once (FIPS 202 §3.3): a lane of all four is one
// YMM register.
//
// func permute4AVX2(a *uint64)
//
//	Lane n of state j is the word a[8n+j], for j < 4. a needs no alignment, but is
//	best at a multiple of 32 bytes. AX, R8, R9, the flags and all YMM registers are
//	clobbered. The copy of the states on the stack is cleared.
//
// The rows are computed one by one from one array to another, as the code for one
// state does it: even rounds from a to the stack, odd ones back. A rotation takes
// three instructions, or one where it is by whole bytes. That makes 184 vector
// operations a round (theta 20+20+25, rho 68, chi 50, iota 1), which bound the loop:
// 46 cycles where there are four vector ALUs. Zen 3 takes 56: 51 of the operations go
// to the two of them that can shift, and others get in their way.
//
//	Y0 … Y4       C[0…4]; after θ the lanes B[0…4] of a row
//	Y5 … Y9       D[0…4]; in the last row they turn into the lanes
//	Y10 … Y14     C[0…4] of the new state
//	Y15           half of a rotation; a lane of the new state
//	DI            a
//	R8            the array on the stack, at a multiple of 32 bytes
//	AX            where the constant of the round is
#define A(n) (64*(n))(DI)
#define E(n) (32*(n))(R8)

// θ: D = L ⊕ R⋘1, where L is C[x−1] and R is C[x+1].
#define THETA(L, R, D) \
	VPADDQ R, R, D; VPSRLQ $63, R, Y15; VPXOR L, D, D; VPXOR Y15, D, D

#define ROTATE(r, B) \
	VPSLLQ $r, B, Y15; VPSRLQ $(64-r), B, B; VPOR Y15, B, B

// θ, ρ and π of one lane: B = (m ⊕ D)⋘r.
#define LANE(m, D, r, B) \
	VPXOR m, D, B; ROTATE(r, B)

// The same for a rotation by whole bytes.
#define LANEBYTES(m, D, shuffle, B) \
	VPXOR m, D, B; VPSHUFB shuffle, B, B

// χ of one lane: m = new = B0 ⊕ ¬B1 ∧ B2.
#define CHI(B0, B1, B2, m, new) \
	VPANDN B2, B1, new; VPXOR B0, new, new; VMOVDQU new, m

// A row whose lanes are in Y0 … Y4, with the sums of its columns 1 to 4.
#define ROW(m0, m1, m2, m3, m4) \
	CHI(Y0, Y1, Y2, m0, Y15); VPXOR Y15, Y10, Y10; \
	CHI(Y1, Y2, Y3, m1, Y15); VPXOR Y15, Y11, Y11; \
	CHI(Y2, Y3, Y4, m2, Y15); VPXOR Y15, Y12, Y12; \
	CHI(Y3, Y4, Y0, m3, Y15); VPXOR Y15, Y13, Y13; \
	CHI(Y4, Y0, Y1, m4, Y15); VPXOR Y15, Y14, Y14

// One round from the lanes S to the lanes T, with the constant rc.
#define ROUND(S, T, rc) \
	THETA(Y4, Y1, Y5); \
	THETA(Y0, Y2, Y6); \
	THETA(Y1, Y3, Y7); \
	THETA(Y2, Y4, Y8); \
	THETA(Y3, Y0, Y9); \
	VPXOR S(0), Y5, Y0; \
	LANE(S(6), Y6, 44, Y1); \
	LANE(S(12), Y7, 43, Y2); \
	LANE(S(18), Y8, 21, Y3); \
	LANE(S(24), Y9, 14, Y4); \
	VPBROADCASTQ rc, Y15; \
	VPANDN Y2, Y1, Y10; VPXOR Y0, Y10, Y10; VPXOR Y15, Y10, Y10; VMOVDQU Y10, T(0); \
	CHI(Y1, Y2, Y3, T(1), Y11); \
	CHI(Y2, Y3, Y4, T(2), Y12); \
	CHI(Y3, Y4, Y0, T(3), Y13); \
	CHI(Y4, Y0, Y1, T(4), Y14); \
	LANE(S(3), Y8, 28, Y0); \
	LANE(S(9), Y9, 20, Y1); \
	LANE(S(10), Y5, 3, Y2); \
	LANE(S(16), Y6, 45, Y3); \
	LANE(S(22), Y7, 61, Y4); \
	ROW(T(5), T(6), T(7), T(8), T(9)); \
	LANE(S(1), Y6, 1, Y0); \
	LANE(S(7), Y7, 6, Y1); \
	LANE(S(13), Y8, 25, Y2); \
	LANEBYTES(S(19), Y9, rotate8<>(SB), Y3); \
	LANE(S(20), Y5, 18, Y4); \
	ROW(T(10), T(11), T(12), T(13), T(14)); \
	LANE(S(4), Y9, 27, Y0); \
	LANE(S(5), Y5, 36, Y1); \
	LANE(S(11), Y6, 10, Y2); \
	LANE(S(17), Y7, 15, Y3); \
	LANEBYTES(S(23), Y8, rotate56<>(SB), Y4); \
	ROW(T(15), T(16), T(17), T(18), T(19)); \
	LANE(S(2), Y7, 62, Y7); \
	LANE(S(8), Y8, 55, Y8); \
	LANE(S(14), Y9, 39, Y9); \
	LANE(S(15), Y5, 41, Y5); \
	LANE(S(21), Y6, 2, Y6); \
	CHI(Y7, Y8, Y9, T(20), Y0); VPXOR Y10, Y0, Y0; \
	CHI(Y8, Y9, Y5, T(21), Y1); VPXOR Y11, Y1, Y1; \
	CHI(Y9, Y5, Y6, T(22), Y2); VPXOR Y12, Y2, Y2; \
	CHI(Y5, Y6, Y7, T(23), Y3); VPXOR Y13, Y3, Y3; \
	CHI(Y6, Y7, Y8, T(24), Y4); VPXOR Y14, Y4, Y4

#define COLUMN(n, C) \
	VMOVDQU A(n), C; VPXOR A(n+5), C, C; VPXOR A(n+10), C, C; VPXOR A(n+15), C, C; VPXOR A(n+20), C, C

// ⋘8 and ⋘56 of four words.
DATA rotate8<>+0(SB)/8, $0x0605040302010007
DATA rotate8<>+8(SB)/8, $0x0e0d0c0b0a09080f
DATA rotate8<>+16(SB)/8, $0x0605040302010007
DATA rotate8<>+24(SB)/8, $0x0e0d0c0b0a09080f
GLOBL rotate8<>(SB), RODATA|NOPTR, $32
DATA rotate56<>+0(SB)/8, $0x0007060504030201
DATA rotate56<>+8(SB)/8, $0x080f0e0d0c0b0a09
DATA rotate56<>+16(SB)/8, $0x0007060504030201
DATA rotate56<>+24(SB)/8, $0x080f0e0d0c0b0a09
GLOBL rotate56<>(SB), RODATA|NOPTR, $32

#define CLEAR(n) \
	VMOVDQU Y0, E(n); VMOVDQU Y0, E(n+1); VMOVDQU Y0, E(n+2); VMOVDQU Y0, E(n+3); VMOVDQU Y0, E(n+4)

TEXT ·permute4AVX2(SB), 0, $832-8
	MOVQ a+0(FP), DI
	LEAQ 31(SP), R8
	ANDQ $~31, R8
	LEAQ ·roundConstants(SB), AX
	COLUMN(0, Y0)
	COLUMN(1, Y1)
	COLUMN(2, Y2)
	COLUMN(3, Y3)
	COLUMN(4, Y4)
rounds:
	ROUND(A, E, 0(AX))
	ROUND(E, A, 8(AX))
	ADDQ $16, AX
	CMPQ (AX), $0
	JNE  rounds

	VPXOR Y0, Y0, Y0
	CLEAR(0)
	CLEAR(5)
	CLEAR(10)
	CLEAR(15)
	CLEAR(20)
	VZEROUPPER
	RET

// func extract4AVX2(a *uint64, dst *[4]*byte, lanes int)
//
// Stores the first lanes of state j < 4 at dst[j], lanes ≥ 1 words of 8 bytes each:
// a transposition, four lanes at a time, the last lanes%4 one by one. The
// destinations need no alignment and must not overlap a.
//
//	R8 … R11      where the next lanes of state 0 … 3 go
TEXT ·extract4AVX2(SB), NOSPLIT, $0-24
	MOVQ a+0(FP), SI
	MOVQ dst+8(FP), DI
	MOVQ lanes+16(FP), CX
	MOVQ 0(DI), R8
	MOVQ 8(DI), R9
	MOVQ 16(DI), R10
	MOVQ 24(DI), R11
	SUBQ $4, CX
	JLT  ones
fours:
	VMOVDQU 0(SI), Y0
	VMOVDQU 64(SI), Y1
	VMOVDQU 128(SI), Y2
	VMOVDQU 192(SI), Y3
	VPUNPCKLQDQ Y1, Y0, Y4        // lanes 0, 1 of states 0 and 2
	VPUNPCKHQDQ Y1, Y0, Y5        // of states 1 and 3
	VPUNPCKLQDQ Y3, Y2, Y6        // lanes 2, 3
	VPUNPCKHQDQ Y3, Y2, Y7
	VPERM2I128 $0x20, Y6, Y4, Y0
	VPERM2I128 $0x20, Y7, Y5, Y1
	VPERM2I128 $0x31, Y6, Y4, Y2
	VPERM2I128 $0x31, Y7, Y5, Y3
	VMOVDQU Y0, (R8)
	VMOVDQU Y1, (R9)
	VMOVDQU Y2, (R10)
	VMOVDQU Y3, (R11)
	ADDQ $256, SI
	ADDQ $32, R8
	ADDQ $32, R9
	ADDQ $32, R10
	ADDQ $32, R11
	SUBQ $4, CX
	JGE  fours
ones:
	ADDQ $4, CX
	JEQ  done
one:
	MOVQ 0(SI), AX
	MOVQ 8(SI), BX
	MOVQ 16(SI), DX
	MOVQ 24(SI), R12
	MOVQ AX, (R8)
	MOVQ BX, (R9)
	MOVQ DX, (R10)
	MOVQ R12, (R11)
	ADDQ $64, SI
	ADDQ $8, R8
	ADDQ $8, R9
	ADDQ $8, R10
	ADDQ $8, R11
	DECQ CX
	JNE  one
done:
	VZEROUPPER
	RET
