//go:build !purego

#include "textflag.h"

// Keccak-f[1600] on one state in general registers (FIPS 202 §3.3), with ANDN
// (BMI1) and RORX (BMI2).
//
// func absorbBMI2(a *[25]uint64, p *byte, blocks, lanes int)
//
//	For each of blocks ≥ 1 blocks at p, of lanes ≤ 25 words of 8 bytes: the words
//	are added to the first lanes of a, which is then permuted.
//
// func squeezeBMI2(a *[25]uint64, p *byte, blocks, lanes int)
//
//	For each of blocks ≥ 1 blocks: a is permuted, and its first lanes, as words of
//	8 bytes, stored at p.
//
// Nothing needs to be aligned; p must not overlap a. All general registers, X0 and
// the flags are clobbered. The copy of the state on the stack is cleared.
//
// A round reads the 25 lanes from one array and writes them to another: even rounds
// from a to the stack, odd ones back. It computes one row after the other, and sums
// the columns of the new state on the way, for θ of the next round: three of them
// in registers, two from memory while the last row is computed. Per round that is
// 132 operations of the ALUs (theta 20+10+25, rho 24, chi 50, iota and the loop 3)
// and 25 stores. Four ALUs need 33 cycles for that. Zen 3 takes 38; without the
// stores it would be 36, and breaking the chain from round to round gains nothing.
//
//	AX BX CX DX SI          C[0…4]; after θ the lanes B[0…4] of a row
//	R8 R9 R10 R11 R12       D[0…4]; in the last row they turn into the lanes
//	R13 R14 R15             C[2…4] of the new state
//	BP                      a lane of the new state
//	DI                      a + 96, so that all offsets fit in a byte
//	200(SP)                 where the constant of the round is
#define A(n) (8*(n)-96)(DI)
#define E(n) (8*(n))(SP)
#define RC 200(SP)

// θ, from C in AX BX CX DX SI: D[x] = C[x−1] ⊕ C[x+1]⋘1.
#define THETA \
	RORXQ $63, BX, R8;  RORXQ $63, CX, R9;  RORXQ $63, DX, R10; \
	RORXQ $63, SI, R11; RORXQ $63, AX, R12; \
	XORQ SI, R8; XORQ AX, R9; XORQ BX, R10; XORQ CX, R11; XORQ DX, R12

// θ, ρ and π of one lane: B = (m ⊕ D)⋘r.
#define LANE(m, D, r, B) \
	MOVQ m, B; XORQ D, B; ROLQ $r, B

// The same in the place of D, which is not needed any more.
#define LASTLANE(m, D, r) \
	XORQ m, D; ROLQ $r, D

// χ of one lane: m = new = B0 ⊕ ¬B1 ∧ B2.
#define CHI(B0, B1, B2, m, new) \
	ANDNQ B2, B1, new; XORQ B0, new; MOVQ new, m

// A row whose lanes are in AX BX CX DX SI, with the sums of its columns 2, 3, 4.
#define ROW(m0, m1, m2, m3, m4) \
	CHI(AX, BX, CX, m0, BP); \
	CHI(BX, CX, DX, m1, BP); \
	CHI(CX, DX, SI, m2, BP); XORQ BP, R13; \
	CHI(DX, SI, AX, m3, BP); XORQ BP, R14; \
	CHI(SI, AX, BX, m4, BP); XORQ BP, R15

// One round from the lanes S to the lanes T, with the constant at rc from RC.
#define ROUND(S, T, rc) \
	THETA; \
	MOVQ S(0), AX; XORQ R8, AX; \
	LANE(S(6), R9, 44, BX); \
	LANE(S(12), R10, 43, CX); \
	LANE(S(18), R11, 21, DX); \
	LANE(S(24), R12, 14, SI); \
	MOVQ RC, R13; \
	ANDNQ CX, BX, BP; XORQ AX, BP; XORQ rc(R13), BP; MOVQ BP, T(0); \
	CHI(BX, CX, DX, T(1), BP); \
	CHI(CX, DX, SI, T(2), R13); \
	CHI(DX, SI, AX, T(3), R14); \
	CHI(SI, AX, BX, T(4), R15); \
	LANE(S(3), R11, 28, AX); \
	LANE(S(9), R12, 20, BX); \
	LANE(S(10), R8, 3, CX); \
	LANE(S(16), R9, 45, DX); \
	LANE(S(22), R10, 61, SI); \
	ROW(T(5), T(6), T(7), T(8), T(9)); \
	LANE(S(1), R9, 1, AX); \
	LANE(S(7), R10, 6, BX); \
	LANE(S(13), R11, 25, CX); \
	LANE(S(19), R12, 8, DX); \
	LANE(S(20), R8, 18, SI); \
	ROW(T(10), T(11), T(12), T(13), T(14)); \
	LANE(S(4), R12, 27, AX); \
	LANE(S(5), R8, 36, BX); \
	LANE(S(11), R9, 10, CX); \
	LANE(S(17), R10, 15, DX); \
	LANE(S(23), R11, 56, SI); \
	ROW(T(15), T(16), T(17), T(18), T(19)); \
	LASTLANE(S(2), R10, 62); \
	LASTLANE(S(8), R11, 55); \
	LASTLANE(S(14), R12, 39); \
	LASTLANE(S(15), R8, 41); \
	LASTLANE(S(21), R9, 2); \
	MOVQ T(0), AX; XORQ T(5), AX; XORQ T(10), AX; XORQ T(15), AX; \
	MOVQ T(1), BX; XORQ T(6), BX; XORQ T(11), BX; XORQ T(16), BX; \
	CHI(R12, R8, R9, T(22), CX); XORQ R13, CX; \
	CHI(R8, R9, R10, T(23), DX); XORQ R14, DX; \
	CHI(R9, R10, R11, T(24), SI); XORQ R15, SI; \
	CHI(R10, R11, R12, T(20), BP); XORQ BP, AX; \
	CHI(R11, R12, R8, T(21), BP); XORQ BP, BX

#define COLUMN(n, C) \
	MOVQ A(n), C; XORQ A(n+5), C; XORQ A(n+10), C; XORQ A(n+15), C; XORQ A(n+20), C

#define PERMUTE(loop) \
	LEAQ ·roundConstants(SB), BP; \
	MOVQ BP, RC; \
	COLUMN(0, AX); COLUMN(1, BX); COLUMN(2, CX); COLUMN(3, DX); COLUMN(4, SI); \
loop: \
	ROUND(A, E, 0); \
	ROUND(E, A, 8); \
	MOVQ RC, BP; \
	ADDQ $16, BP; \
	MOVQ BP, RC; \
	CMPQ (BP), $0; \
	JNE loop

#define CLEAR \
	PXOR X0, X0; \
	MOVOU X0, 0(SP); MOVOU X0, 16(SP); MOVOU X0, 32(SP); MOVOU X0, 48(SP); \
	MOVOU X0, 64(SP); MOVOU X0, 80(SP); MOVOU X0, 96(SP); MOVOU X0, 112(SP); \
	MOVOU X0, 128(SP); MOVOU X0, 144(SP); MOVOU X0, 160(SP); MOVOU X0, 176(SP); \
	MOVOU X0, 192(SP)

TEXT ·absorbBMI2(SB), 0, $208-32
	MOVQ a+0(FP), DI
	ADDQ $96, DI
block:
	MOVQ p+8(FP), SI
	MOVQ lanes+24(FP), CX
	XORQ AX, AX
word:
	MOVQ (SI)(AX*8), DX
	XORQ DX, -96(DI)(AX*8)
	INCQ AX
	CMPQ AX, CX
	JNE  word
	LEAQ (SI)(AX*8), SI
	MOVQ SI, p+8(FP)

	PERMUTE(rounds)
	DECQ blocks+16(FP)
	JNE  block
	CLEAR
	RET

TEXT ·squeezeBMI2(SB), 0, $208-32
	MOVQ a+0(FP), DI
	ADDQ $96, DI
block:
	PERMUTE(rounds)
	MOVQ p+8(FP), SI
	MOVQ lanes+24(FP), CX
	XORQ AX, AX
	JMP  next
word:
	MOVQ -96(DI)(AX*8), DX
	MOVQ DX, (SI)(AX*8)
	INCQ AX
next:
	CMPQ AX, CX
	JNE  word
	LEAQ (SI)(AX*8), SI
	MOVQ SI, p+8(FP)
	DECQ blocks+16(FP)
	JNE  block
	CLEAR
	RET
