// GCM (SP 800-38D §7) with the AES instructions of ARMv8 and PMULL, encryption and GHASH
// in one pass, eight blocks a step: what gcm_TIER_arm64.s share. Constant time: addresses
// and branches depend on lengths only.
//
// A step takes the counters 8k … 8k+7, which differ from each other in three bits of the
// last byte alone. AESE adds its key before anything else: the states begin as those
// three bits, which are loaded, and the first round's key is K[0] ⊕ nonce ‖ 8k. The first
// step's counter 0 goes unused, 1 is J_0, and six blocks of data follow:
//
//	step      0                      1            …    the rest
//	counter   0    1    2   …  7     8   …  15         8k  …
//	cipher         mask D_1 … D_6    D_7 … D_14        1 to 8 blocks
//	GHASH     0    A    C_1 … C_6    C_7 … C_14        …, lengths
//
// A step weaves the rounds of eight blocks with the products of eight: of those to be
// decrypted, or of those encrypted a step before. These go in pairs, and the first pair
// goes last, as it alone waits for the hash so far. Eight states are what four pipes of
// 2 cycles' latency have to do, they have the plain counters above, and with two round
// keys, twelve registers for products and eight for what comes from before, they leave
// two. Fewer would load keys and reduce more often, to no one's advantage.
//
// The includer defines ADD3(A, B, D): D ⊕= A ⊕ B, which may clobber A. It is EOR3 or two
// of EOR, and all that the tiers differ in.

#include "ghash_arm64.h"

// What a block begins with, in the last byte. The first step has counters 0 and 1 behind
// the others.
DATA lanes<>+0x1f(SB)/1, $1
DATA lanes<>+0x2f(SB)/1, $2
DATA lanes<>+0x3f(SB)/1, $3
DATA lanes<>+0x4f(SB)/1, $4
DATA lanes<>+0x5f(SB)/1, $5
DATA lanes<>+0x6f(SB)/1, $6
DATA lanes<>+0x7f(SB)/1, $7
DATA lanes<>+0x9f(SB)/1, $1
GLOBL lanes<>(SB), RODATA|NOPTR, $160

#define G R0
#define KEYS R1
#define DST R2
#define SRC R3
#define LEN R4      // bytes left of SRC
#define HASH R5     // what the present step hashes
#define LANES R6
#define COUNTER R7  // the present 8k
#define KEY0W R8    // the last word of K[0]
#define NR R9
#define LASTKEY R10 // where K[Nr-1] is
#define FACTOR R11  // the power of H for the next block, after the last step
#define MFACTOR R12 // and its third factor
#define R R13       // scratch
#define LOW R14     // halves of a block
#define HIGH R15

// The states.
#define S0 V0
#define S1 V1
#define S2 V2
#define S3 V3
#define S4 V4
#define S5 V5
#define S6 V6
#define S7 V7

// Two round keys. FK and FK2 are the same to FLDPQ, which loads both, and so below.
#define K V8
#define K2 V9
#define FK F8
#define FK2 F9

// Two blocks, the powers of H for them, and the two third factors in one. When there are
// no products, X0 … HB are four blocks of data.
#define X0 V13
#define X1 V14
#define HA V15
#define HB V16
#define M V17
#define FX0 F13
#define FX1 F14
#define FHA F15
#define FHB F16
#define FM F17

// The first two blocks that the present step hashes, as they are in memory.
#define C0 V24
#define C1 V25
#define FC0 F24
#define FC1 F25

#define Y V26    // the hash so far
#define MASK V27 // E(J_0)
#define BASE V28 // K[0] ⊕ nonce ‖ COUNTER
#define FBASE F28
#define KLAST V29

// A round of one block. The two instructions stay together: CPUs take them as one.
#define ENC(K, S) \
	AESE  K.B16, S.B16; \
	AESMC S.B16, S.B16

#define ROUND(K) \
	ENC(K, S0); \
	ENC(K, S1); \
	ENC(K, S2); \
	ENC(K, S3); \
	ENC(K, S4); \
	ENC(K, S5); \
	ENC(K, S6); \
	ENC(K, S7)

// The first round. BASE goes on to the next step's.
#define ROUND0 \
	MOVD   LANES, R;                                \
	VLD1.P 64(R), [S0.B16, S1.B16, S2.B16, S3.B16]; \
	VLD1   (R), [S4.B16, S5.B16, S6.B16, S7.B16];   \
	ROUND(BASE);                                    \
	ADD    $8, COUNTER;                             \
	REVW   COUNTER, R;                              \
	EORW   KEY0W, R;                                \
	VMOV   R, BASE.S[3]

// Two rounds, of the keys at FROM.
#define ROUND2(FROM) \
	FLDPQ FROM, (FK, FK2); \
	ROUND(K);              \
	ROUND(K2)

// Two rounds, of the keys n and n+1, woven with MID:HI:LO ⊕= A·Hⁱ ⊕ B·Hⁱ⁻¹. ADD is ADD3,
// or ADD2 for the first pair, and FIX is done to X0, once it is A in reflected bits.
//
// Without Karatsuba a pair takes eight VPMULL instead of six, and two additions more where
// there is no EOR3; with it, the halves of both blocks are transposed and added for the
// third factors, which is three instructions for two blocks. That is the same or less, and
// less on CPUs with fewer pipes for VPMULL than for the rest.
#define WEAVE(n, i, A, B, FIX, ADD) \
	FLDPQ 16*n(KEYS), (FK, FK2);   \
	FLDPQ POWER(i)(G), (FHA, FHB); \
	FMOVQ MIDDLE(i)(G), FM;        \
	ENC(K, S0);                    \
	VRBIT A.B16, X0.B16;           \
	ENC(K, S1);                    \
	VRBIT B.B16, X1.B16;           \
	ENC(K, S2);                    \
	FIX;                           \
	ENC(K, S3);                    \
	VTRN1 X1.D2, X0.D2, T.D2;      \
	ENC(K, S4);                    \
	VTRN2 X1.D2, X0.D2, U.D2;      \
	ENC(K, S5);                    \
	VPMULL HA.D1, X0.D1, PA.Q1;    \
	ENC(K, S6);                    \
	VPMULL HB.D1, X1.D1, PB.Q1;    \
	ENC(K, S7);                    \
	VEOR U.B16, T.B16, T.B16;      \
	ENC(K2, S0);                   \
	VPMULL2 HA.D2, X0.D2, X0.Q1;   \
	ENC(K2, S1);                   \
	VPMULL2 HB.D2, X1.D2, X1.Q1;   \
	ENC(K2, S2);                   \
	ADD(PA, PB, LO);               \
	ENC(K2, S3);                   \
	VPMULL M.D1, T.D1, U.Q1;       \
	ENC(K2, S4);                   \
	VPMULL2 M.D2, T.D2, T.Q1;      \
	ENC(K2, S5);                   \
	ADD(X0, X1, HI);               \
	ENC(K2, S6);                   \
	ENC(K2, S7);                   \
	ADD(U, T, MID)

#define ADD2(A, B, D) VEOR A.B16, B.B16, D.B16
#define ADD_Y VEOR Y.B16, X0.B16, X0.B16
#define AS_IT_IS

// S0 … S7 = the next eight counters after all rounds but for the last key.
TEXT encrypt8<>(SB), NOSPLIT|NOFRAME, $0
	ROUND0
	ADD    $16, KEYS, R
loop:
	VLD1.P 32(R), [K.B16, K2.B16]
	ROUND(K)
	ROUND(K2)
	CMP    LASTKEY, R
	BNE    loop
	VLD1   (LASTKEY), [K.B16]
	AESE   K.B16, S0.B16
	AESE   K.B16, S1.B16
	AESE   K.B16, S2.B16
	AESE   K.B16, S3.B16
	AESE   K.B16, S4.B16
	AESE   K.B16, S5.B16
	AESE   K.B16, S6.B16
	AESE   K.B16, S7.B16
	RET

// The same, while Y goes on over eight blocks: C0, C1, and six from HASH+32.
TEXT encryptHash8<>(SB), NOSPLIT|NOFRAME, $0
	ROUND0
	FLDPQ 32(HASH), (FX0, FX1)
	WEAVE(1, 6, X0, X1, AS_IT_IS, ADD2)
	FLDPQ 64(HASH), (FX0, FX1)
	WEAVE(3, 4, X0, X1, AS_IT_IS, ADD3)
	FLDPQ 96(HASH), (FX0, FX1)
	WEAVE(5, 2, X0, X1, AS_IT_IS, ADD3)
	WEAVE(7, 8, C0, C1, ADD_Y, ADD3)
	CMP   $12, NR
	BLO   last
	ROUND2(144(KEYS))
	BEQ   last
	ROUND2(176(KEYS))
last:
	VLD1  (LASTKEY), [K.B16]
	AESE  K.B16, S0.B16
	REDUCE1
	AESE  K.B16, S1.B16
	REDUCE2
	AESE  K.B16, S2.B16
	REDUCE3
	AESE  K.B16, S3.B16
	REDUCE4
	AESE  K.B16, S4.B16
	REDUCE5
	AESE  K.B16, S5.B16
	REDUCE6
	AESE  K.B16, S6.B16
	REDUCE7
	AESE  K.B16, S7.B16
	REDUCE8(Y)
	RET

// The last key and four blocks of data.
#define FINISH4(Sa, Sb, Sc, Sd) \
	VLD1.P 64(SRC), [X0.B16, X1.B16, HA.B16, HB.B16]; \
	ADD3(X0, KLAST, Sa);                              \
	ADD3(X1, KLAST, Sb);                              \
	ADD3(HA, KLAST, Sc);                              \
	ADD3(HB, KLAST, Sd);                              \
	VST1.P [Sa.B16, Sb.B16, Sc.B16, Sd.B16], 64(DST)

// The first step's six blocks.
#define FINISH6 \
	FINISH4(S0, S1, S2, S3);          \
	VLD1.P 32(SRC), [X0.B16, X1.B16]; \
	ADD3(X0, KLAST, S4);              \
	ADD3(X1, KLAST, S5);              \
	VST1.P [S4.B16, S5.B16], 32(DST); \
	SUB    $96, LEN

#define FINISH8 \
	FINISH4(S0, S1, S2, S3); \
	FINISH4(S4, S5, S6, S7); \
	SUB $128, LEN

// J_0 is the last of the first step's counters.
#define SET_MASK VEOR KLAST.B16, S7.B16, MASK.B16
