// One step of the first polynomial of the second layer (RFC 4418 §5.3), modulo
// p = 2⁶⁴ - 59. POLY does to the Poly at off(P) what add64 of package umac does: with
// w = W, which it destroys,
//
//	Y ← K·Y + w                        if w < 2⁶⁴ - 2³²
//	Y ← Square·Y + (w - 59 - K)        else
//
// Which of them it is, a secret, two conditional moves decide. Clobbers AX, DX, T.
// TWO32 holds 2³².
//
// The product and the summand are hi·2⁶⁴ + lo; 59·hi = top·2⁶⁴ + l with top ≤ 58;
// and 59·(top + carry) is at most 59², so that after a carry there is room for 59.
#define POLY(off, P, W, T, TWO32) \
	MOVQ    (off+Poly_K)(P), AX;      \
	LEAQ    -59(W), T;                \
	SUBQ    AX, T;                    \
	MOVQ    W, DX;                    \
	ADDQ    TWO32, DX;                \
	CMOVQCS (off+Poly_Square)(P), AX; \
	CMOVQCS T, W;                     \
	MULQ    (off+Poly_Y)(P);          \
	ADDQ    AX, W;                    \
	ADCQ    $0, DX;                   \
	MOVL    $59, AX;                  \
	MULQ    DX;                       \
	ADDQ    AX, W;                    \
	ADCQ    $0, DX;                   \
	IMUL3Q  $59, DX, DX;              \
	ADDQ    DX, W;                    \
	SBBQ    AX, AX;                   \
	ANDL    $59, AX;                  \
	ADDQ    AX, W;                    \
	MOVQ    W, (off+Poly_Y)(P)
