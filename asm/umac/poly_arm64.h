// One step of the first polynomial of the second layer (RFC 4418 §5.3), modulo
// p = 2⁶⁴ - 59. POLY does to the Poly at off(P) what add64 of package umac does: with
// w = W, which it destroys,
//
//	Y ← K·Y + w                        if w < 2⁶⁴ - 2³²
//	Y ← Square·Y + (w - 59 - K)        else
//
// Which of them it is, a secret, two conditional selects decide. Clobbers A, B, T and
// the flags. TWO32 holds 2³², C59 holds 59.
//
// The product and the summand are A·2⁶⁴ + W; 59·A = A′·2⁶⁴ + B with A′ ≤ 58; and
// 59·(A′ + carry) is at most 59², so that after a carry there is room for 59.
//
// 21 instructions. From one Y to the next they are a load, UMULH, ADC, UMULH, ADC, MUL,
// ADDS, CSEL, ADD and a store: 3 cycles for each UMULH, 2 for MUL, 1 for the others, and
// with the way through memory about 20.
#define POLY(off, P, W, A, B, T, TWO32, C59) \
	MOVD  (off+Poly_K)(P), A;      \
	MOVD  (off+Poly_Square)(P), B; \
	SUB   $59, W, T;               \
	SUB   A, T, T;                 \
	CMN   TWO32, W;                \
	CSEL  HS, B, A, A;             \
	CSEL  HS, T, W, W;             \
	MOVD  (off+Poly_Y)(P), B;      \
	MUL   A, B, T;                 \
	UMULH A, B, A;                 \
	ADDS  T, W, W;                 \
	ADC   ZR, A, A;                \
	MUL   A, C59, B;               \
	UMULH A, C59, A;               \
	ADDS  B, W, W;                 \
	ADC   ZR, A, A;                \
	MUL   A, C59, A;               \
	ADDS  A, W, W;                 \
	CSEL  HS, C59, ZR, B;          \
	ADD   B, W, W;                 \
	MOVD  W, (off+Poly_Y)(P)
