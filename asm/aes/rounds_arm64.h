// All round keys in registers, and the rounds of up to eight blocks: what CTR and CBC
// have in common. The includer defines KEYS, and NR, the number of rounds.

// The first of 11 keys is K4, of 13 K2, of 15 K0: so the last is always K14.
#define K0 V16
#define K1 V17
#define K2 V18
#define K3 V19
#define K4 V20
#define K5 V21
#define K6 V22
#define K7 V23
#define K8 V24
#define K9 V25
#define K10 V26
#define K11 V27
#define K12 V28
#define K13 V29
#define K14 V30

// The states.
#define X0 V0
#define X1 V1
#define X2 V2
#define X3 V3
#define X4 V4
#define X5 V5
#define X6 V6
#define X7 V7

// Leaves KEYS within the keys.
#define LOADKEYS(from12, from10) \
	CMP    $12, NR;                                      \
	BLO    from10;                                       \
	BEQ    from12;                                       \
	VLD1.P 32(KEYS), [K0.B16, K1.B16];                   \
from12:                                              \
	VLD1.P 32(KEYS), [K2.B16, K3.B16];                   \
from10:                                              \
	VLD1.P 64(KEYS), [K4.B16, K5.B16, K6.B16, K7.B16];   \
	VLD1.P 64(KEYS), [K8.B16, K9.B16, K10.B16, K11.B16]; \
	VLD1   (KEYS), [K12.B16, K13.B16, K14.B16]

// sub is AESE or AESD, which adds the key first, and mix AESMC or AESIMC. The two stay
// together: CPUs take such a pair as one.
#define ROUND(K, sub, mix, X) \
	sub K.B16, X.B16; \
	mix X.B16, X.B16

#define ROUND4(K, sub, mix) \
	ROUND(K, sub, mix, X0); \
	ROUND(K, sub, mix, X1); \
	ROUND(K, sub, mix, X2); \
	ROUND(K, sub, mix, X3)

#define ROUND8(K, sub, mix) \
	ROUND4(K, sub, mix);    \
	ROUND(K, sub, mix, X4); \
	ROUND(K, sub, mix, X5); \
	ROUND(K, sub, mix, X6); \
	ROUND(K, sub, mix, X7)

// The last round, before its key is added.
#define LAST4(sub) \
	sub K13.B16, X0.B16; \
	sub K13.B16, X1.B16; \
	sub K13.B16, X2.B16; \
	sub K13.B16, X3.B16

#define LAST8(sub) \
	LAST4(sub);          \
	sub K13.B16, X4.B16; \
	sub K13.B16, X5.B16; \
	sub K13.B16, X6.B16; \
	sub K13.B16, X7.B16

// All rounds of 4 or 8 states; K14 remains to be added.
#define ROUNDS(round, last, sub, mix, from12, from10) \
	CMP $12, NR;          \
	BLO from10;           \
	BEQ from12;           \
	round(K0, sub, mix);  \
	round(K1, sub, mix);  \
from12:               \
	round(K2, sub, mix);  \
	round(K3, sub, mix);  \
from10:               \
	round(K4, sub, mix);  \
	round(K5, sub, mix);  \
	round(K6, sub, mix);  \
	round(K7, sub, mix);  \
	round(K8, sub, mix);  \
	round(K9, sub, mix);  \
	round(K10, sub, mix); \
	round(K11, sub, mix); \
	round(K12, sub, mix); \
	last(sub)
