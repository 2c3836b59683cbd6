// GHASH (SP 800-38D §6.4) with PMULL: products and reduction.
//
// The first bit of a block is the coefficient of 1, the last that of x¹²⁷. Reversing the
// bits of each byte (RBIT) therefore makes it a little-endian polynomial, and products
// modulo x¹²⁸ + x⁷ + x² + x + 1 are plain ones. Reversing bytes instead (REV64), as other
// CPUs must, costs as much, but then has products one place off and halves swapped: H
// would need to be multiplied by x, and each reduced sum turned round once more.
//
// The includer defines ADD3(A, B, D): D ⊕= A ⊕ B, which may clobber A.

// Hⁱ in GCMKey.power, and Karatsuba's third factor for it in GCMKey.middle.
#define POWER(i) GCMKey_power+16*9-16*i
#define MIDDLE(i) GCMKey_middle+8*10-8*i

// The sum of products, MID being 64 bits up.
#define LO V10
#define MID V11
#define HI V12

#define T V18
#define U V19
#define PA V20
#define PB V21
#define POLY V30 // x⁷ + x² + x + 1 in either half
#define ZERO V31

// Sets POLY and ZERO. Clobbers R.
#define CONSTANTS(R) \
	MOVD $0x87, R;   \
	VDUP R, POLY.D2; \
	VEOR ZERO.B16, ZERO.B16, ZERO.B16

// MID:HI:LO = X·H by Karatsuba, where M has the third factor of H in its lower half: two
// shuffles and sums, three products.
#define MUL(X, H, M) \
	VEXT   $8, X.B16, X.B16, T.B16; \
	VPMULL H.D1, X.D1, LO.Q1;       \
	VEOR   X.B16, T.B16, T.B16;     \
	VPMULL2 H.D2, X.D2, HI.Q1;      \
	VPMULL M.D1, T.D1, MID.Q1

// MID:HI:LO ⊕= X·H.
#define MUL_ADD(X, H, M) \
	VEXT   $8, X.B16, X.B16, T.B16; \
	VPMULL H.D1, X.D1, PA.Q1;       \
	VEOR   X.B16, T.B16, T.B16;     \
	VPMULL2 H.D2, X.D2, PB.Q1;      \
	VPMULL M.D1, T.D1, T.Q1;        \
	VEOR   PA.B16, LO.B16, LO.B16;  \
	VEOR   PB.B16, HI.B16, HI.B16;  \
	VEOR   T.B16, MID.B16, MID.B16

// Y = the product. With MID complete, Z = z₃:z₂:z₁:z₀ in 64-bit words, x¹⁹² ≡ POLY·x⁶⁴
// lets z₃ go to z₂:z₁, and x¹²⁸ ≡ POLY then the old z₂, and what was added to it, to
// z₁:z₀. The two parts of z₂ are multiplied apart from each other: to bring them together
// takes as many instructions, but two more in the chain from HI to Y, which has four.
// Clobbers T and U.
#define REDUCE(Y) \
	REDUCE1; \
	REDUCE2; \
	REDUCE3; \
	REDUCE4; \
	REDUCE5; \
	REDUCE6; \
	REDUCE7; \
	REDUCE8(Y)

#define REDUCE1 VPMULL2 POLY.D2, HI.D2, T.Q1
#define REDUCE2 VPMULL POLY.D1, HI.D1, U.Q1
#define REDUCE3 ADD3(HI, LO, MID) // Karatsuba's
#define REDUCE4 VEOR T.B16, MID.B16, MID.B16
#define REDUCE5 VPMULL2 POLY.D2, MID.D2, T.Q1
#define REDUCE6 VEXT $8, MID.B16, ZERO.B16, MID.B16
#define REDUCE7 ADD3(U, MID, LO)
#define REDUCE8(Y) VEOR T.B16, LO.B16, Y.B16
