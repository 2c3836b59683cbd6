//go:build !purego

#include "textflag.h"
#include "go_asm.h"
#include "gcm_amd64.h"
#include "ghash_aesni_amd64.h"

// GCM (SP 800-38D §7) with AES-NI and PCLMULQDQ: encryption and GHASH in one pass, eight
// blocks a step. Constant time: addresses and branches depend on lengths only.
//
// A step takes the counters 8k … 8k+7, which differ from each other in three bits of the
// last byte alone, so that they are made by XOR, and from K[0] ⊕ nonce ‖ 0 at that. The
// first step's counter 0 goes unused, 1 is J_0, and six blocks of data follow:
//
//	step      0                      1            …    the rest
//	counter   0    1    2   …  7     8   …  15         8k  …
//	cipher         mask D_1 … D_6    D_7 … D_14        1 to 8 blocks
//	GHASH          A    C_1 … C_6    C_7 … C_14        …, lengths
//
// Steps in the middle weave the rounds of eight blocks with the products of eight: of
// those to be decrypted, or of those encrypted a step before. On Zen 3 there are two
// units for AESENC, and PCLMULQDQ keeps one of them for 2 cycles: a block with AES-128
// cannot take less than (10 + 3·2)/2 = 8 cycles. With shuffles, additions and reduction
// beside them it takes 11.

// The counters of a step, in the last byte.
DATA lanes<>+0x1f(SB)/1, $1
DATA lanes<>+0x2f(SB)/1, $2
DATA lanes<>+0x3f(SB)/1, $3
DATA lanes<>+0x4f(SB)/1, $4
DATA lanes<>+0x5f(SB)/1, $5
DATA lanes<>+0x6f(SB)/1, $6
DATA lanes<>+0x7f(SB)/1, $7
GLOBL lanes<>(SB), RODATA|NOPTR, $128

// From byte 16-n, a mask of n bytes.
DATA ones<>+0x00(SB)/8, $-1
DATA ones<>+0x08(SB)/8, $-1
DATA ones<>+0x10(SB)/8, $0
DATA ones<>+0x18(SB)/8, $0
GLOBL ones<>(SB), RODATA|NOPTR, $32

#define KEYS AX
#define LASTKEY R9
#define KEY0D BX  // the last word of K[0]
#define DST DI
#define SRC SI
#define LEN DX    // bytes left of SRC
#define G R8
#define COUNTER R10 // the next 8k
#define HASH R12  // what the present step hashes
#define FACTOR R13 // the power of H for the next block, while blocks go one by one
#define T R11

#define KEY X8
#define U X12
#define V X13
#define Y X14
#define BASE X15  // K[0] ⊕ nonce ‖ 0, and in the end E(J_0)

// X0 … X7 = K[0] ⊕ nonce ‖ COUNTER … COUNTER+7
#define COUNTERS \
	MOVL   COUNTER, T;            \
	BSWAPL T;                     \
	XORL   KEY0D, T;              \
	MOVO   BASE, X0;              \
	PINSRD $3, T, X0;             \
	MOVO   X0, X1;                \
	MOVO   X0, X2;                \
	MOVO   X0, X3;                \
	MOVO   X0, X4;                \
	MOVO   X0, X5;                \
	MOVO   X0, X6;                \
	MOVO   X0, X7;                \
	PXOR   lanes<>+0x10(SB), X1;  \
	PXOR   lanes<>+0x20(SB), X2;  \
	PXOR   lanes<>+0x30(SB), X3;  \
	PXOR   lanes<>+0x40(SB), X4;  \
	PXOR   lanes<>+0x50(SB), X5;  \
	PXOR   lanes<>+0x60(SB), X6;  \
	PXOR   lanes<>+0x70(SB), X7;  \
	ADDL   $8, COUNTER

// One round of eight blocks.
#define ROUND(P) \
	MOVOU  P, KEY;  \
	AESENC KEY, X0; \
	AESENC KEY, X1; \
	AESENC KEY, X2; \
	AESENC KEY, X3; \
	AESENC KEY, X4; \
	AESENC KEY, X5; \
	AESENC KEY, X6; \
	AESENC KEY, X7

// MID:HI:LO ⊕= the block at HASH+16i times H⁸⁻ⁱ. Between rounds KEY is free.
#define PRODUCT(i) \
	MOVOU  16*i(HASH), U;  \
	PSHUFB reverse<>(SB), U; \
	MUL_ADD(U, POWER(8)+16*i(G), MIDDLE(8)+16*i(G), V, KEY)

// MID:HI:LO = HI·H, where H and its third factor M are in memory.
#define FIRST(H, M) \
	PSHUFD    $0x4e, HI, MID; \
	PXOR      HI, MID;        \
	MOVOU     M, KEY;         \
	PCLMULQDQ $0x00, KEY, MID; \
	MOVOU     H, KEY;         \
	MOVO      HI, LO;         \
	PCLMULQDQ $0x00, KEY, LO; \
	PCLMULQDQ $0x11, KEY, HI

// The first product of a step.
#define PRODUCT1 \
	MOVOU  16(HASH), HI;      \
	PSHUFB reverse<>(SB), HI; \
	FIRST(POWER(7)(G), MIDDLE(7)(G))

// The last, which takes the hash so far: the others need not wait for it.
#define PRODUCT0 \
	MOVOU  (HASH), U;        \
	PSHUFB reverse<>(SB), U; \
	PXOR   Y, U;             \
	MUL_ADD(U, POWER(8)(G), MIDDLE(8)(G), V, KEY)

// The last round, for the key stream.
#define LAST_ROUND \
	AESENCLAST KEY, X0; \
	AESENCLAST KEY, X1; \
	AESENCLAST KEY, X2; \
	AESENCLAST KEY, X3; \
	AESENCLAST KEY, X4; \
	AESENCLAST KEY, X5; \
	AESENCLAST KEY, X6; \
	AESENCLAST KEY, X7

// The last round with data ⊕'d to its key, and so to the result. The six blocks of the
// first step are from SRC+32 to DST+32.
#define FINISH(i, X) \
	MOVOU      16*i(SRC), U; \
	PXOR       KEY, U;       \
	AESENCLAST U, X;         \
	MOVOU      X, 16*i(DST)

#define FINISH6 \
	FINISH(2, X2);  \
	FINISH(3, X3);  \
	FINISH(4, X4);  \
	FINISH(5, X5);  \
	FINISH(6, X6);  \
	FINISH(7, X7);  \
	ADDQ $128, SRC; \
	ADDQ $128, DST; \
	SUBQ $96, LEN

#define FINISH8 \
	FINISH(0, X0); \
	FINISH(1, X1); \
	SUBQ $32, LEN; \
	FINISH6

// X0 … X7 = the next eight counters after all rounds but the last, for which KEY is the
// key.
TEXT encrypt8<>(SB), NOSPLIT|NOFRAME, $0
	COUNTERS
	LEAQ 16(KEYS), T
round:
	ROUND((T))
	ADDQ $16, T
	CMPQ T, LASTKEY
	JB   round
	MOVOU (LASTKEY), KEY
	RET

// The same, while Y goes on over the eight blocks at HASH.
TEXT encryptHash8<>(SB), NOSPLIT|NOFRAME, $0
	COUNTERS
	ROUND(16(KEYS))
	PRODUCT1
	ROUND(32(KEYS))
	PRODUCT(2)
	ROUND(48(KEYS))
	PRODUCT(3)
	ROUND(64(KEYS))
	PRODUCT(4)
	ROUND(80(KEYS))
	PRODUCT(5)
	ROUND(96(KEYS))
	PRODUCT(6)
	ROUND(112(KEYS))
	PRODUCT(7)
	ROUND(128(KEYS))
	PRODUCT0
	ROUND(144(KEYS))
	REDUCE(V)
	MOVO HI, Y
	CMPQ Keys_Rounds(KEYS), $12
	JB   last
	ROUND(160(KEYS))
	ROUND(176(KEYS))
	CMPQ Keys_Rounds(KEYS), $12
	JE   last
	ROUND(192(KEYS))
	ROUND(208(KEYS))
last:
	MOVOU (LASTKEY), KEY
	RET

// Y, not yet multiplied by H, goes on over the six blocks from HASH+32.
TEXT hash6<>(SB), NOSPLIT|NOFRAME, $0
	MOVO Y, HI
	FIRST(POWER(7)(G), MIDDLE(7)(G))
	PRODUCT(2)
	PRODUCT(3)
	PRODUCT(4)
	PRODUCT(5)
	PRODUCT(6)
	PRODUCT(7)
	REDUCE(V)
	MOVO HI, Y
	RET

// What both kernels begin with. Loads the registers with what their names say, and Y with
// the last block of the additional data, the hash of those before it added: it is still
// to be multiplied by H.
#define START \
	LAST_AD;                        \
	MOVQ   h+0(FP), G;              \
	MOVQ   k+8(FP), KEYS;           \
	MOVQ   dst+16(FP), DST;         \
	MOVQ   src+24(FP), SRC;         \
	MOVQ   n+32(FP), LEN;           \
	MOVQ   nonce+40(FP), T;         \
	MOVQ   (T), BASE;               \
	PINSRD $2, 8(T), BASE;          \
	MOVOU  (KEYS), KEY;             \
	PXOR   KEY, BASE;               \
	MOVL   12(KEYS), KEY0D;         \
	MOVQ   Keys_Rounds(KEYS), LASTKEY; \
	SHLQ   $4, LASTKEY;             \
	ADDQ   KEYS, LASTKEY;           \
	XORL   COUNTER, COUNTER

// For the last blocks, which go one by one: MID:HI:LO = lengths·H, and FACTOR is at Hⁿ⁺¹
// for n blocks, the last of which may be short.
#define LAST \
	LEAQ   15(LEN), T;         \
	ANDQ   $-16, T;            \
	LEAQ   POWER(1)(G), FACTOR; \
	SUBQ   T, FACTOR;          \
	MOVQ   n+32(FP), T;        \
	SHLQ   $3, T;              \
	MOVQ   T, HI;              \
	MOVQ   adLen+56(FP), T;    \
	SHLQ   $3, T;              \
	PINSRQ $1, T, HI;          \
	FIRST(POWER(1)(G), MIDDLE(1)(G))

// The same, and the key stream, for a message of so few blocks that J_0 is among their
// counters: Y is multiplied by Hⁿ⁺², and BASE = E(J_0).
#define SHORT \
	LAST;                \
	MUL_ADD(Y, -16(FACTOR), TO_MIDDLE-16(FACTOR), V, KEY); \
	CALL encrypt8<>(SB); \
	LAST_ROUND;          \
	MOVO X1, BASE;       \
	MOVO X2, X0;         \
	MOVO X3, X1;         \
	MOVO X4, X2;         \
	MOVO X5, X3;         \
	MOVO X6, X4;         \
	MOVO X7, X5

// And for the rest of a longer message, at least a byte of it, before the last round.
#define LONG \
	LAST_ROUND;                \
	LAST;                      \
	MUL_ADD(Y, (FACTOR), TO_MIDDLE(FACTOR), V, KEY); \
	MOVOU mask-16(SP), BASE;   \
	PXOR  U, U;                \
	MOVOU U, mask-16(SP)

// The key stream of the next of the last blocks.
#define NEXT \
	MOVO X1, X0;       \
	MOVO X2, X1;       \
	MOVO X3, X2;       \
	MOVO X4, X3;       \
	MOVO X5, X4;       \
	MOVO X6, X5;       \
	MOVO X7, X6;       \
	ADDQ $16, SRC;     \
	ADDQ $16, DST;     \
	ADDQ $16, FACTOR

// T2:T = U, the first LEN bytes of SRC, and the key stream behind them is cleared.
#define T2 HASH
#define T3 COUNTER
#define LOAD_LAST \
	LOAD_PART(to8, to3, loaded, SRC, LEN, T, T2, T3) \
	MOVQ   T, U;         \
	PINSRQ $1, T2, U;    \
	LEAQ   ones<>+16(SB), T; \
	SUBQ   LEN, T;       \
	MOVOU  (T), V;       \
	PAND   V, X0

// The first LEN bytes of X go to DST.
#define STORE_LAST(X) \
	MOVQ   X, T;      \
	PEXTRQ $1, X, T2; \
	STORE_PART(put8, put3, stored, DST, LEN, T, T2, T3)

// HI = the tag.
#define TAG \
	REDUCE(V);                \
	PSHUFB reverse<>(SB), HI; \
	PXOR   BASE, HI

// func gcmSealAESNI(h *GCMKey, k *Keys, dst, src *byte, n int, nonce *[12]byte, ad *byte, adLen int, y *[16]byte)
//
// Encrypts n bytes at src to dst, and puts the tag of 16 bytes behind them. dst is src,
// or does not overlap it. y is the reversed hash of the blocks of ad but the last. Any n
// and adLen. Clobbers AX, BX, CX, DX, SI, DI, R8-R13, X0-X15.
TEXT ·gcmSealAESNI(SB), NOSPLIT, $16-72
	START
	CMPQ LEN, $96
	JA   long
	SHORT
	JMP  some

long:
	CALL  encrypt8<>(SB)
	AESENCLAST KEY, X1
	MOVOU X1, mask-16(SP)
	SUBQ  $32, SRC
	SUBQ  $32, DST
	FINISH6
	LEAQ  -128(DST), HASH
	CALL  hash6<>(SB)
	CALL  encrypt8<>(SB)
	CMPQ  LEN, $128
	JBE   rest
	FINISH8
step:
	LEAQ  -128(DST), HASH
	CALL  encryptHash8<>(SB)
	CMPQ  LEN, $128
	JBE   rest
	FINISH8
	JMP   step
rest:
	LONG

some:
	SUBQ $16, LEN
	JB   part
block:
	MOVOU  (SRC), U
	PXOR   X0, U
	MOVOU  U, (DST)
	PSHUFB reverse<>(SB), U
	MUL_ADD(U, (FACTOR), TO_MIDDLE(FACTOR), V, KEY)
	NEXT
	SUBQ   $16, LEN
	JAE    block
part:
	ADDQ $16, LEN
	JZ   tag
	LOAD_LAST
	PXOR   X0, U
	STORE_LAST(U)
	ADDQ   LEN, DST
	PSHUFB reverse<>(SB), U
	MUL_ADD(U, (FACTOR), TO_MIDDLE(FACTOR), V, KEY)
tag:
	TAG
	MOVOU HI, (DST)
	RET

// func gcmOpenAESNI(h *GCMKey, k *Keys, dst, src *byte, n int, nonce *[12]byte, ad *byte, adLen int, y *[16]byte) (diff uint64)
//
// Decrypts n bytes at src to dst. diff is 0 if the 16 bytes behind src are the tag. The
// rest is as above.
TEXT ·gcmOpenAESNI(SB), NOSPLIT, $16-80
	START
	CMPQ LEN, $96
	JA   long
	SHORT
	JMP  some

long:
	CALL  encrypt8<>(SB)
	AESENCLAST KEY, X1
	MOVOU X1, mask-16(SP)
	SUBQ  $32, SRC
	SUBQ  $32, DST
	MOVQ  SRC, HASH
	CALL  hash6<>(SB)
	MOVOU (LASTKEY), KEY
	FINISH6
step:
	CMPQ  LEN, $128
	JBE   last
	MOVQ  SRC, HASH
	CALL  encryptHash8<>(SB)
	FINISH8
	JMP   step
last:
	CALL  encrypt8<>(SB)
	LONG

some:
	SUBQ $16, LEN
	JB   part
block:
	MOVOU  (SRC), U
	PXOR   U, X0
	MOVOU  X0, (DST)
	PSHUFB reverse<>(SB), U
	MUL_ADD(U, (FACTOR), TO_MIDDLE(FACTOR), V, KEY)
	NEXT
	SUBQ   $16, LEN
	JAE    block
part:
	ADDQ $16, LEN
	JZ   tag
	LOAD_LAST
	PXOR   U, X0
	STORE_LAST(X0)
	ADDQ   LEN, SRC
	PSHUFB reverse<>(SB), U
	MUL_ADD(U, (FACTOR), TO_MIDDLE(FACTOR), V, KEY)
tag:
	TAG
	MOVOU  (SRC), U
	PXOR   U, HI
	MOVQ   HI, T
	PEXTRQ $1, HI, T2
	ORQ    T2, T
	MOVQ   T, diff+72(FP)
	RET
