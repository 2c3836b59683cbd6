// The beginning and the end of a message in GCM (SP 800-38D §7), for the kernels that take
// its middle by the steps of gcm_arm64.h.

// From byte 16-n, a mask of n bytes.
DATA ones<>+0x00(SB)/8, $-1
DATA ones<>+0x08(SB)/8, $-1
DATA ones<>+0x10(SB)/8, $0
DATA ones<>+0x18(SB)/8, $0
GLOBL ones<>(SB), RODATA|NOPTR, $32

// LOAD_PART sets RHI:RLO, little-endian, to the LEN bytes at AT, 1 to 15 of them, and no
// others. Clobbers AT and R. The first arguments are labels for it to use, as are
// STORE_PART's.
#define LOAD_PART(to2, to4, to8, done, AT, LEN, RLO, RHI) \
	ADD     LEN, AT;         \
	MOVD    ZR, RLO;         \
	MOVD    ZR, RHI;         \
	TBZ     $0, LEN, to2;    \
	MOVBU.W -1(AT), RLO;     \
to2:                             \
	TBZ     $1, LEN, to4;    \
	MOVHU.W -2(AT), R;       \
	ORR     RLO<<16, R, RLO; \
to4:                             \
	TBZ     $2, LEN, to8;    \
	MOVWU.W -4(AT), R;       \
	ORR     RLO<<32, R, RLO; \
to8:                             \
	TBZ     $3, LEN, done;   \
	MOVD    RLO, RHI;        \
	MOVD    -8(AT), RLO;     \
done:

// STORE_PART writes the first LEN bytes of RHI:RLO, 1 to 15 of them, to AT, and no others.
// Clobbers AT and RLO.
#define STORE_PART(to4, to2, to1, done, AT, LEN, RLO, RHI) \
	TBZ    $3, LEN, to4;  \
	MOVD.P RLO, 8(AT);    \
	MOVD   RHI, RLO;      \
to4:                          \
	TBZ    $2, LEN, to2;  \
	MOVW.P RLO, 4(AT);    \
	LSR    $32, RLO;      \
to2:                          \
	TBZ    $1, LEN, to1;  \
	MOVH.P RLO, 2(AT);    \
	LSR    $16, RLO;      \
to1:                          \
	TBZ    $0, LEN, done; \
	MOVB   RLO, (AT);     \
done:

// What both kernels begin with. Loads the registers with what their names say, and C0 and
// C1 with what the first step hashes before data: nothing, and the last block of the
// additional data with the hash of those before it added.
#define START \
	MOVD  h+0(FP), G;                                              \
	MOVD  k+8(FP), KEYS;                                           \
	MOVD  dst+16(FP), DST;                                         \
	MOVD  src+24(FP), SRC;                                         \
	MOVD  n+32(FP), LEN;                                           \
	MOVD  nonce+40(FP), R;                                         \
	FMOVD (R), FBASE;                                              \
	ADD   $8, R;                                                   \
	VLD1  (R), BASE.S[2];                                          \
	VLD1  (KEYS), [K.B16];                                         \
	VEOR  K.B16, BASE.B16, BASE.B16;                               \
	MOVWU 12(KEYS), KEY0W;                                         \
	MOVD  Keys_Rounds(KEYS), NR;                                   \
	ADD   NR<<4, KEYS, LASTKEY;                                    \
	VLD1  (LASTKEY), [KLAST.B16];                                  \
	SUB   $16, LASTKEY;                                            \
	MOVD  $lanes<>+32(SB), LANES;                                  \
	MOVD  ZR, COUNTER;                                             \
	CONSTANTS(R);                                                  \
	VEOR  Y.B16, Y.B16, Y.B16;                                     \
	VEOR  C0.B16, C0.B16, C0.B16;                                  \
	MOVD  y+64(FP), R;                                             \
	VLD1  (R), [C1.B16];                                           \
	MOVD  ad+48(FP), FACTOR;                                       \
	MOVD  adLen+56(FP), MFACTOR;                                   \
	CMP   $4, MFACTOR;                                             \
	BNE   notFour;                                                 \
	FMOVS (FACTOR), FX0;                                           \
	B     addAD;                                                   \
notFour:                                                               \
	CBZ   MFACTOR, doneAD;                                         \
	SUB   $1, MFACTOR, R;                                          \
	AND   $~15, R;                                                 \
	ADD   R, FACTOR;                                               \
	SUB   R, MFACTOR;                                              \
	TBNZ  $4, MFACTOR, wholeAD;                                    \
	LOAD_PART(ad2, ad4, ad8, loadedAD, FACTOR, MFACTOR, LOW, HIGH) \
	VMOV  LOW, X0.D[0];                                            \
	VMOV  HIGH, X0.D[1];                                           \
	B     addAD;                                                   \
wholeAD:                                                               \
	VLD1  (FACTOR), [X0.B16];                                      \
addAD:                                                                 \
	VEOR  X0.B16, C1.B16, C1.B16;                                  \
doneAD:

// For the last blocks: MID:HI:LO = lengths·H, FACTOR is at Hⁿ⁺¹ for n blocks, the last of
// which may be short, and MFACTOR at its third factor.
#define LAST \
	ADD  $15, LEN, R;            \
	LSR  $4, R;                  \
	ADD  $POWER(1), G, FACTOR;   \
	SUB  R<<4, FACTOR;           \
	ADD  $MIDDLE(1), G, MFACTOR; \
	SUB  R<<3, MFACTOR;          \
	MOVD n+32(FP), R;            \
	LSL  $3, R;                  \
	RBIT R, R;                   \
	MOVD adLen+56(FP), LOW;      \
	LSL  $3, LOW;                \
	RBIT LOW, LOW;               \
	VMOV LOW, X0.D[0];           \
	VMOV R, X0.D[1];             \
	FMOVQ POWER(1)(G), FHA;      \
	FMOVQ MIDDLE(1)(G), FM;      \
	MUL(X0, HA, M)

// The same for a message of so few blocks that the first step is the last: C1 is
// multiplied by Hⁿ⁺².
#define SHORT \
	SET_MASK;               \
	LAST;                   \
	FMOVQ -16(FACTOR), FHA; \
	FMOVQ -8(MFACTOR), FM;  \
	VRBIT C1.B16, X0.B16;   \
	MUL_ADD(X0, HA, M)

// And for the rest of a longer message, at least a byte of it.
#define LONG \
	LAST;                \
	FMOVQ (FACTOR), FHA; \
	FMOVQ (MFACTOR), FM; \
	MUL_ADD(Y, HA, M)

// MID:HI:LO ⊕= C0·Hⁱ ⊕ C1·Hⁱ⁻¹ of two of the last blocks in reflected bits, as in WEAVE.
#define PRODUCT2 \
	VLD1.P 32(FACTOR), [HA.B16, HB.B16]; \
	VLD1.P 16(MFACTOR), [M.B16];         \
	VTRN1  C1.D2, C0.D2, T.D2;           \
	VTRN2  C1.D2, C0.D2, U.D2;           \
	VPMULL HA.D1, C0.D1, PA.Q1;          \
	VPMULL HB.D1, C1.D1, PB.Q1;          \
	VEOR   U.B16, T.B16, T.B16;          \
	VPMULL2 HA.D2, C0.D2, C0.Q1;         \
	VPMULL2 HB.D2, C1.D2, C1.Q1;         \
	VPMULL M.D1, T.D1, U.Q1;             \
	VPMULL2 M.D2, T.D2, T.Q1;            \
	ADD3(PA, PB, LO);                    \
	ADD3(C0, C1, HI);                    \
	ADD3(U, T, MID)

// The same for one, in C0.
#define PRODUCT1 \
	VLD1.P  16(FACTOR), [HA.B16]; \
	FMOVD.P 8(MFACTOR), FM;       \
	MUL_ADD(C0, HA, M)

// The last blocks, before one that is not whole: DO2 takes two and their key streams, DO1
// takes one.
#define BLOCKS(DO2, DO1) \
four:                        \
	CMP  $64, LEN;       \
	BLO  two;            \
	DO2(S0, S1);         \
	DO2(S2, S3);         \
	SUBS $64, LEN;       \
	BEQ  tag;            \
	VMOV S4.B16, S0.B16; \
	VMOV S5.B16, S1.B16; \
	VMOV S6.B16, S2.B16; \
	VMOV S7.B16, S3.B16; \
	B    four;           \
two:                         \
	TBZ  $5, LEN, one;   \
	DO2(S0, S1);         \
	VMOV S2.B16, S0.B16; \
	VMOV S3.B16, S1.B16; \
one:                         \
	TBZ  $4, LEN, part;  \
	DO1(S0);             \
	VMOV S1.B16, S0.B16; \
part:                        \
	ANDS $15, LEN;       \
	BEQ  tag

// X1 = a mask of LEN bytes.
#define MASK_PART \
	MOVD $ones<>+16(SB), R; \
	SUB  LEN, R;            \
	VLD1 (R), [X1.B16]

// Y = the tag.
#define TAG \
	REDUCE(Y);          \
	VRBIT Y.B16, Y.B16; \
	VEOR  MASK.B16, Y.B16, Y.B16
