// Keccak-f[1600] with a lane of one or two states in each of 25 vector registers
// (FIPS 202 §3.3), in two forms: with all that FEAT_SHA3 has, EOR3, RAX1, XAR and
// BCAX, and with as many of these as suit a CPU that runs them in one pipe of several.
//
//	                           θ: C  D   A⊕D, ρ   χ    ι   vector operations   of FEAT_SHA3
//	ROUND(SUM3, MOVED, CHI3)     10   5     25     25    1          66               64
//	ROUND(SUM2, TURNED, CHI2)    20   5     37     50    1         113               23
//
// Eight moves come to that, which most cores do while they rename registers, two loads
// and a branch: 77 and 124 instructions.
//
// Where every vector pipe runs FEAT_SHA3, pipes bound the first form: at least 66/4 =
// 16.5 cycles a round with four, as on Apple M1 (where each of these instructions takes
// 2 cycles, measured by D. Johnson). The chain through a round, of 5, is shorter.
//
// Neoverse V2 has four vector pipes, too, but EOR3, BCAX, RAX1 and XAR are for V0 alone.
// There the first form takes 64 cycles. Without EOR3 and BCAX it is 41: 29 for RAX1 and
// XAR, while the others wait, and then 12 in which V0 waits, for χ of the last row and
// for θ. So one rotation in four is made with shifts, for V1 and V3: 35 cycles. All
// these instructions take 2 cycles. (The pipes and cycles are those of LLVM's model of
// the core, made from Arm's Software Optimization Guide, and the sums those of llvm-mca.)
//
//	V0 … V24      the lanes A[x, y] = V(x+5y)
//	V25 … V29     C[0…4]
//	V30, V31      temporary
//	R8            where the constant of the round is
//	R9            the constant of the next round: zero after the last

// θ: C = the sum of a column.
#define SUM3(A0, A1, A2, A3, A4, C) \
	VEOR3 A0.B16, A1.B16, A2.B16, C.B16; VEOR3 A3.B16, A4.B16, C.B16, C.B16

#define SUM2(A0, A1, A2, A3, A4, C) \
	VEOR A0.B16, A1.B16, C.B16; VEOR A2.B16, A3.B16, V30.B16; \
	VEOR A4.B16, C.B16, C.B16; VEOR V30.B16, C.B16, C.B16

// θ: D = L ⊕ R⋘1, where L is C[x−1] and R is C[x+1].
#define THETA(L, R, D) VRAX1 R.D2, L.D2, D.D2

// The rest of θ, ρ and π of one lane: to = (from ⊕ D)⋘r.
#define MOVED(r, from, D, to) VXAR $(64-r), D.D2, from.D2, to.D2

// The same with shifts: SRI puts in the bits that SHL has pushed out.
#define TURNED(r, from, D, to) \
	VEOR D.B16, from.B16, V29.B16; VSHL $r, V29.D2, to.D2; VSRI $(64-r), V29.D2, to.D2

// χ of a row, Ai = Bi ⊕ ¬Bi₊₁ ∧ Bi₊₂, where B2, B3, B4 are in the places of A2, A3, A4.
#define CHI3(B0, B1, A0, A1, A2, A3, A4) \
	VBCAX B1.B16, A2.B16, B0.B16, A0.B16; \
	VBCAX A2.B16, A3.B16, B1.B16, A1.B16; \
	VBCAX A3.B16, A4.B16, A2.B16, A2.B16; \
	VBCAX A4.B16, B0.B16, A3.B16, A3.B16; \
	VBCAX B0.B16, B1.B16, A4.B16, A4.B16

// The same as a choice: Ai = Bi where Bi₊₁ is 1, Bi ⊕ Bi₊₂ where it is 0. BIT puts in
// the first where it is 1, BIF the second where it is 0.
#define CHI2(B0, B1, A0, A1, A2, A3, A4) \
	VEOR A2.B16, B0.B16, A0.B16; VBIT B1.B16, B0.B16, A0.B16; \
	VEOR A3.B16, B1.B16, A1.B16; VBIT A2.B16, B1.B16, A1.B16; \
	VEOR A4.B16, A2.B16, V27.B16; VBIF A3.B16, V27.B16, A2.B16; \
	VEOR B0.B16, A3.B16, V28.B16; VBIF A4.B16, V28.B16, A3.B16; \
	VEOR B1.B16, A4.B16, V29.B16; VBIF B0.B16, V29.B16, A4.B16

// A row whose B0 and B1 are in the places of A0 and A1, too.
#define ROW(CHI, A0, A1, A2, A3, A4) \
	VMOV A0.B16, V25.B16; VMOV A1.B16, V26.B16; \
	CHI(V25, V26, A0, A1, A2, A3, A4)

// One round. D[0…4] are in V30, V25, V26, V27, V28: each in the place of a C that has
// been used, but for the first. π moves all lanes but A[0, 0] around one circle. It is
// walked backwards, so that each lane goes to the place of one that has left; the
// first goes to V31, and χ takes it from there. TURN makes every fourth.
#define ROUND(SUM, TURN, CHI) \
	SUM(V0, V5, V10, V15, V20, V25); \
	SUM(V1, V6, V11, V16, V21, V26); \
	SUM(V2, V7, V12, V17, V22, V27); \
	SUM(V3, V8, V13, V18, V23, V28); \
	SUM(V4, V9, V14, V19, V24, V29); \
	THETA(V29, V26, V30); \
	THETA(V26, V28, V26); \
	THETA(V28, V25, V28); \
	THETA(V25, V27, V25); \
	THETA(V27, V29, V27); \
	TURN(44, V6, V25, V31); \
	MOVED(20, V9, V28, V6); \
	MOVED(61, V22, V26, V9); \
	MOVED(39, V14, V28, V22); \
	TURN(18, V20, V30, V14); \
	MOVED(62, V2, V26, V20); \
	MOVED(43, V12, V26, V2); \
	MOVED(25, V13, V27, V12); \
	TURN(8, V19, V28, V13); \
	MOVED(56, V23, V27, V19); \
	MOVED(41, V15, V30, V23); \
	MOVED(27, V4, V28, V15); \
	TURN(14, V24, V28, V4); \
	MOVED(2, V21, V25, V24); \
	MOVED(55, V8, V27, V21); \
	MOVED(45, V16, V25, V8); \
	TURN(36, V5, V30, V16); \
	MOVED(28, V3, V27, V5); \
	MOVED(21, V18, V27, V3); \
	MOVED(15, V17, V26, V18); \
	TURN(10, V11, V25, V17); \
	MOVED(6, V7, V26, V11); \
	MOVED(3, V10, V30, V7); \
	MOVED(1, V1, V25, V10); \
	VEOR V0.B16, V30.B16, V30.B16; \
	CHI(V30, V31, V0, V1, V2, V3, V4); \
	VLD1R.P 8(R8), [V30.D2]; \
	ROW(CHI, V5, V6, V7, V8, V9); \
	ROW(CHI, V10, V11, V12, V13, V14); \
	ROW(CHI, V15, V16, V17, V18, V19); \
	ROW(CHI, V20, V21, V22, V23, V24); \
	VEOR V30.B16, V0.B16, V0.B16

#define PERMUTE(loop, SUM, TURN, CHI) \
	MOVD $·roundConstants(SB), R8; \
loop: \
	ROUND(SUM, TURN, CHI); \
	MOVD (R8), R9; \
	CBNZ R9, loop
