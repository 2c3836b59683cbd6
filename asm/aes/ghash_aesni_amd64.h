// GHASH with PCLMULQDQ: products and reduction, for legacy SSE code. aes/ghash.go has the
// reasons.

// The bytes of a block in reverse order.
DATA reverse<>+0x00(SB)/8, $0x08090a0b0c0d0e0f
DATA reverse<>+0x08(SB)/8, $0x0001020304050607
GLOBL reverse<>(SB), RODATA|NOPTR, $16

// The modulus: x¹²⁷ + x¹²⁶ + x¹²¹ as the upper half of the reversed order, and 1.
DATA modulus<>+0x00(SB)/8, $0x0000000000000001
DATA modulus<>+0x08(SB)/8, $0xc200000000000000
GLOBL modulus<>(SB), RODATA|NOPTR, $16

#define LO X9
#define MID X10
#define HI X11

// MID:HI:LO = X·H by Karatsuba, where M is the third factor of H.
#define MUL(X, H, M) \
	MOVO      X, MID;        \
	PSHUFD    $0x4e, X, HI;  \
	PXOR      HI, MID;       \
	PCLMULQDQ $0x00, M, MID; \
	MOVO      X, LO;         \
	PCLMULQDQ $0x00, H, LO;  \
	MOVO      X, HI;         \
	PCLMULQDQ $0x11, H, HI

// MID:HI:LO ⊕= X·H, where H and its third factor M are in memory. Clobbers X, T and U.
#define MUL_ADD(X, H, M, T, U) \
	PSHUFD    $0x4e, X, T;   \
	PXOR      X, T;          \
	MOVOU     M, U;          \
	PCLMULQDQ $0x00, U, T;   \
	PXOR      T, MID;        \
	MOVOU     H, U;          \
	MOVO      X, T;          \
	PCLMULQDQ $0x00, U, T;   \
	PXOR      T, LO;         \
	PCLMULQDQ $0x11, U, X;   \
	PXOR      X, HI

// HI = the product times x⁻¹²⁸. Twice, a multiple of the modulus clears the lowest 64
// bits of what is left. Clobbers MID, LO and T.
#define REDUCE(T) \
	PXOR      LO, MID;          \
	PXOR      HI, MID;          \
	MOVO      modulus<>(SB), T; \
	PCLMULQDQ $0x01, LO, T;     \
	PSHUFD    $0x4e, LO, LO;    \
	PXOR      LO, MID;          \
	PXOR      T, MID;           \
	MOVO      modulus<>(SB), T; \
	PCLMULQDQ $0x01, MID, T;    \
	PSHUFD    $0x4e, MID, MID;  \
	PXOR      MID, HI;          \
	PXOR      T, HI
