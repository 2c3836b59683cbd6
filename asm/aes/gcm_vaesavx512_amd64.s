//go:build !purego

#include "textflag.h"
#include "go_asm.h"
#include "gcm_amd64.h"

// GCM (SP 800-38D §7) with VAES and VPCLMULQDQ on 512-bit vectors: four blocks in each,
// 32 a step. Constant time: addresses and branches depend on lengths only.
//
// The counters of a step differ from 32k in five bits of the last byte, so that they are
// made by XOR, from K[0] ⊕ nonce ‖ 0 at that. J_0 has counter 1, and is apart; the first
// step begins with counter 2, so that the last two of each belong to the next 32k.
//
//	step      0             1              …    the rest
//	counter   2  …  33      34 …  65            32k+2 …
//	cipher    D_1 … D_32    D_33 … D_64         1 to 32 blocks
//	GHASH     C_1 … C_32    C_33 … C_64         …, lengths
//
// Steps in the middle weave the rounds of 32 blocks with the products of 32: of those to
// be decrypted, or of those encrypted a step before. Their hash is four, one a lane:
// each is multiplied by H³², as if the others' blocks were not there, and so needs no
// sum over lanes; the last step has the lanes' own powers. The block that takes the hash
// so far comes last, for the others need not wait for it. What bounds a step is
// VPCLMULQDQ, 24 and 2 of them: on Zen 5, where each takes 2 cycles, 52 cycles for 512
// bytes, beside 88 AES instructions in 44.

// The bytes of a block in reverse order.
DATA reverse<>+0x00(SB)/8, $0x08090a0b0c0d0e0f
DATA reverse<>+0x08(SB)/8, $0x0001020304050607
GLOBL reverse<>(SB), RODATA|NOPTR, $16

// The modulus: x¹²⁷ + x¹²⁶ + x¹²¹ as the upper half, and 1.
DATA modulus<>+0x00(SB)/8, $0x0000000000000001
DATA modulus<>+0x08(SB)/8, $0xc200000000000000
GLOBL modulus<>(SB), RODATA|NOPTR, $16

// The last bytes of a step's counters.
DATA lanes<>+0x00f(SB)/1, $2
DATA lanes<>+0x01f(SB)/1, $3
DATA lanes<>+0x02f(SB)/1, $4
DATA lanes<>+0x03f(SB)/1, $5
DATA lanes<>+0x04f(SB)/1, $6
DATA lanes<>+0x05f(SB)/1, $7
DATA lanes<>+0x06f(SB)/1, $8
DATA lanes<>+0x07f(SB)/1, $9
DATA lanes<>+0x08f(SB)/1, $10
DATA lanes<>+0x09f(SB)/1, $11
DATA lanes<>+0x0af(SB)/1, $12
DATA lanes<>+0x0bf(SB)/1, $13
DATA lanes<>+0x0cf(SB)/1, $14
DATA lanes<>+0x0df(SB)/1, $15
DATA lanes<>+0x0ef(SB)/1, $16
DATA lanes<>+0x0ff(SB)/1, $17
DATA lanes<>+0x10f(SB)/1, $18
DATA lanes<>+0x11f(SB)/1, $19
DATA lanes<>+0x12f(SB)/1, $20
DATA lanes<>+0x13f(SB)/1, $21
DATA lanes<>+0x14f(SB)/1, $22
DATA lanes<>+0x15f(SB)/1, $23
DATA lanes<>+0x16f(SB)/1, $24
DATA lanes<>+0x17f(SB)/1, $25
DATA lanes<>+0x18f(SB)/1, $26
DATA lanes<>+0x19f(SB)/1, $27
DATA lanes<>+0x1af(SB)/1, $28
DATA lanes<>+0x1bf(SB)/1, $29
DATA lanes<>+0x1cf(SB)/1, $30
DATA lanes<>+0x1df(SB)/1, $31
DATA lanes<>+0x1ff(SB)/1, $1
GLOBL lanes<>(SB), RODATA|NOPTR, $512

#define KEYS AX
#define LASTKEY R9
#define KEY0D BX  // the last word of K[0]
#define DST DI
#define SRC SI
#define LEN DX    // bytes left of SRC
#define G R8
#define COUNTER R10 // the next 32k
#define HASH R12  // what the present step hashes
#define FACTOR R13 // the powers of H for the next step or vector
#define T R11

#define KEY Z8
#define LO Z9
#define MID Z10
#define HI Z11
#define U Z12
#define V Z13
#define Y Z14
#define BASE X15  // K[0] ⊕ nonce ‖ 0
#define REVERSE Z16
#define MODULUS Z17
#define MASK X18  // E(J_0)
#define THIS Z22  // K[0] ⊕ nonce ‖ 32k, in each lane
#define NEXT Z23  // with the next 32k
#define LANE0 Z24
#define LANE1 Z25
#define LANE2 Z26
#define LANE3 Z27
#define LANE4 Z28
#define LANE5 Z29
#define LANE6 Z30
#define LANE7 Z31
#define KEY_X X8
#define LO_X X9
#define MID_X X10
#define HI_X X11
#define HI_Y Y11
#define U_X X12
#define V_X X13
#define V_Y Y13
#define Y_X X14
#define NEXT_X X23
#define REVERSE_X X16

// NEXT = K[0] ⊕ nonce ‖ COUNTER in each lane.
#define COUNTERS \
	MOVL       COUNTER, T;              \
	BSWAPL     T;                       \
	XORL       KEY0D, T;                \
	VPINSRD    $3, T, BASE, V_X;        \
	VSHUFI64X2 $0, V, V, NEXT;          \
	ADDL       $32, COUNTER

// Z0 … Z7 = K[0] ⊕ nonce ‖ 32k+2 … 32k+33
#define COUNTERS32 \
	COUNTERS;                      \
	VPXORQ     LANE0, THIS, Z0;    \
	VPXORQ     LANE1, THIS, Z1;    \
	VPXORQ     LANE2, THIS, Z2;    \
	VPXORQ     LANE3, THIS, Z3;    \
	VPXORQ     LANE4, THIS, Z4;    \
	VPXORQ     LANE5, THIS, Z5;    \
	VPXORQ     LANE6, THIS, Z6;    \
	VSHUFI64X2 $0, NEXT, THIS, Z7; \
	VPXORQ     LANE7, Z7, Z7;      \
	VMOVDQA64  NEXT, THIS

// One round of 16 and of 32 blocks.
#define ROUND16(P) \
	VBROADCASTI32X4 P, KEY; \
	VAESENC KEY, Z0, Z0;    \
	VAESENC KEY, Z1, Z1;    \
	VAESENC KEY, Z2, Z2;    \
	VAESENC KEY, Z3, Z3

#define ROUND32(P) \
	ROUND16(P);          \
	VAESENC KEY, Z4, Z4; \
	VAESENC KEY, Z5, Z5; \
	VAESENC KEY, Z6, Z6; \
	VAESENC KEY, Z7, Z7

// MID:HI:LO = X·H by Karatsuba, for a single block, with H and its third factor M in
// memory.
#define MUL(X, H, M) \
	VPSHUFD    $0x4e, X, MID_X;       \
	VPXOR      X, MID_X, MID_X;       \
	VPCLMULQDQ $0x00, M, MID_X, MID_X; \
	VPCLMULQDQ $0x00, H, X, LO_X;     \
	VPCLMULQDQ $0x11, H, X, HI_X

// MID:HI:LO ⊕= X·H for four blocks X, which it clobbers, and V.
#define MUL_ADD(X, H, M) \
	VPSHUFD    $0x4e, X, V;   \
	VPXORQ     X, V, V;       \
	VPCLMULQDQ $0x00, M, V, V; \
	VPXORQ     V, MID, MID;   \
	VPCLMULQDQ $0x00, H, X, V; \
	VPXORQ     V, LO, LO;     \
	VPCLMULQDQ $0x11, H, X, X; \
	VPXORQ     X, HI, HI

// HI = the product times x⁻¹²⁸, in each lane. Twice, a multiple of the modulus clears the
// lowest 64 bits of what is left.
#define REDUCE \
	VPTERNLOGQ $0x96, HI, LO, MID;         \
	VPCLMULQDQ $0x10, MODULUS, LO, V;      \
	VPSHUFD    $0x4e, LO, LO;              \
	VPTERNLOGQ $0x96, V, LO, MID;          \
	VPCLMULQDQ $0x10, MODULUS, MID, V;     \
	VPSHUFD    $0x4e, MID, MID;            \
	VPTERNLOGQ $0x96, V, MID, HI

// Y = the sum of HI's lanes, in the lowest; the others become 0.
#define SUM \
	VEXTRACTI64X4 $1, HI, V_Y;  \
	VPXOR         V_Y, HI_Y, HI_Y; \
	VEXTRACTI128  $1, HI_Y, V_X; \
	VPXOR         V_X, HI_X, Y_X

// One round of 32 blocks with the product of the four blocks at HASH+64i between. TAKE is
// VPSHUFB, or TAKE_HASH for the blocks that take the hash so far.
#define TAKE \
	VPSHUFB REVERSE, U, U

#define TAKE_HASH \
	VPSHUFB REVERSE, U, U; \
	VPXORQ  Y, U, U

#define ROUND_PRODUCT(P, i, TAKE) \
	VBROADCASTI32X4 P, KEY;                         \
	VMOVDQU64       64*i(HASH), U;                  \
	VAESENC         KEY, Z0, Z0;                    \
	TAKE;                                           \
	VAESENC         KEY, Z1, Z1;                    \
	VPCLMULQDQ      $0x00, 64*i(FACTOR), U, V;      \
	VAESENC         KEY, Z2, Z2;                    \
	VPXORQ          V, LO, LO;                      \
	VAESENC         KEY, Z3, Z3;                    \
	VPSHUFD         $0x4e, U, V;                    \
	VPXORQ          U, V, V;                        \
	VAESENC         KEY, Z4, Z4;                    \
	VPCLMULQDQ      $0x11, 64*i(FACTOR), U, U;      \
	VAESENC         KEY, Z5, Z5;                    \
	VPXORQ          U, HI, HI;                      \
	VAESENC         KEY, Z6, Z6;                    \
	VPCLMULQDQ      $0x00, TO_MIDDLE+64*i(FACTOR), V, V; \
	VAESENC         KEY, Z7, Z7;                    \
	VPXORQ          V, MID, MID

// The first product of a step.
#define ROUND_PRODUCT1(P) \
	VBROADCASTI32X4 P, KEY;                         \
	VMOVDQU64       64(HASH), U;                    \
	VAESENC         KEY, Z0, Z0;                    \
	TAKE;                                           \
	VAESENC         KEY, Z1, Z1;                    \
	VPCLMULQDQ      $0x00, 64(FACTOR), U, LO;       \
	VAESENC         KEY, Z2, Z2;                    \
	VAESENC         KEY, Z3, Z3;                    \
	VPSHUFD         $0x4e, U, MID;                  \
	VPXORQ          U, MID, MID;                    \
	VAESENC         KEY, Z4, Z4;                    \
	VPCLMULQDQ      $0x11, 64(FACTOR), U, HI;       \
	VAESENC         KEY, Z5, Z5;                    \
	VAESENC         KEY, Z6, Z6;                    \
	VPCLMULQDQ      $0x00, TO_MIDDLE+64(FACTOR), MID, MID; \
	VAESENC         KEY, Z7, Z7

// And with REDUCE.
#define ROUND_REDUCE(P) \
	VBROADCASTI32X4 P, KEY;                         \
	VAESENC         KEY, Z0, Z0;                    \
	VPCLMULQDQ      $0x10, MODULUS, LO, V;          \
	VAESENC         KEY, Z1, Z1;                    \
	VPTERNLOGQ      $0x96, HI, LO, MID;             \
	VAESENC         KEY, Z2, Z2;                    \
	VPSHUFD         $0x4e, LO, LO;                  \
	VAESENC         KEY, Z3, Z3;                    \
	VPTERNLOGQ      $0x96, V, LO, MID;              \
	VAESENC         KEY, Z4, Z4;                    \
	VPCLMULQDQ      $0x10, MODULUS, MID, V;         \
	VAESENC         KEY, Z5, Z5;                    \
	VPSHUFD         $0x4e, MID, MID;                \
	VAESENC         KEY, Z6, Z6;                    \
	VPTERNLOGQ      $0x96, V, MID, HI;              \
	VAESENC         KEY, Z7, Z7;                    \
	VMOVDQA64       HI, Y

// The last round, for the key stream.
#define LAST16 \
	VAESENCLAST KEY, Z0, Z0; \
	VAESENCLAST KEY, Z1, Z1; \
	VAESENCLAST KEY, Z2, Z2; \
	VAESENCLAST KEY, Z3, Z3

#define LAST32 \
	LAST16;                  \
	VAESENCLAST KEY, Z4, Z4; \
	VAESENCLAST KEY, Z5, Z5; \
	VAESENCLAST KEY, Z6, Z6; \
	VAESENCLAST KEY, Z7, Z7

// The last round with data ⊕'d to its key, and so to the result.
#define FINISH(i, X) \
	VPXORQ      64*i(SRC), KEY, U; \
	VAESENCLAST U, X, X;           \
	VMOVDQU64   X, 64*i(DST)

#define FINISH32 \
	FINISH(0, Z0);  \
	FINISH(1, Z1);  \
	FINISH(2, Z2);  \
	FINISH(3, Z3);  \
	FINISH(4, Z4);  \
	FINISH(5, Z5);  \
	FINISH(6, Z6);  \
	FINISH(7, Z7);  \
	ADDQ $512, SRC; \
	ADDQ $512, DST; \
	SUBQ $512, LEN

// Z0 … Z3 = the first 16 blocks' counters after all rounds but the last, for which KEY is
// the key.
TEXT encrypt16<>(SB), NOSPLIT|NOFRAME, $0
	VPXORQ LANE0, THIS, Z0
	VPXORQ LANE1, THIS, Z1
	VPXORQ LANE2, THIS, Z2
	VPXORQ LANE3, THIS, Z3
	LEAQ   16(KEYS), T
round:
	ROUND16((T))
	ADDQ   $16, T
	CMPQ   T, LASTKEY
	JB     round
	VBROADCASTI32X4 (LASTKEY), KEY
	RET

// Z0 … Z7 = those of the next 32 blocks.
TEXT encrypt32<>(SB), NOSPLIT|NOFRAME, $0
	COUNTERS32
	LEAQ 16(KEYS), T
round:
	ROUND32((T))
	ADDQ $16, T
	CMPQ T, LASTKEY
	JB   round
	VBROADCASTI32X4 (LASTKEY), KEY
	RET

// The same, while Y goes on over the 32 blocks at HASH, with the powers at FACTOR.
TEXT encryptHash32<>(SB), NOSPLIT|NOFRAME, $0
	COUNTERS32
	ROUND_PRODUCT1(16(KEYS))
	ROUND_PRODUCT(32(KEYS), 2, TAKE)
	ROUND_PRODUCT(48(KEYS), 3, TAKE)
	ROUND_PRODUCT(64(KEYS), 4, TAKE)
	ROUND_PRODUCT(80(KEYS), 5, TAKE)
	ROUND_PRODUCT(96(KEYS), 6, TAKE)
	ROUND_PRODUCT(112(KEYS), 7, TAKE)
	ROUND_PRODUCT(128(KEYS), 0, TAKE_HASH)
	ROUND_REDUCE(144(KEYS))
	CMPQ Keys_Rounds(KEYS), $12
	JB   last
	ROUND32(160(KEYS))
	ROUND32(176(KEYS))
	CMPQ Keys_Rounds(KEYS), $12
	JE   last
	ROUND32(192(KEYS))
	ROUND32(208(KEYS))
last:
	VBROADCASTI32X4 (LASTKEY), KEY
	RET

// T = the mask of the first LEN bytes of a vector, 1 to 64.
#define MASK_OF(LEN, K) \
	MOVQ  $64, CX; \
	SUBQ  LEN, CX; \
	MOVQ  $-1, T;  \
	SHRQ  CX, T;   \
	KMOVQ T, K

// What both kernels begin with. Loads the registers with what their names say, and Y with
// the last block of the additional data, the hash of those before it added: it is still
// to be multiplied by H.
#define START \
	VBROADCASTI32X4 reverse<>(SB), REVERSE; \
	VBROADCASTI32X4 modulus<>(SB), MODULUS; \
	MOVQ       y+64(FP), T;          \
	VMOVDQU    (T), Y_X;             \
	MOVQ       ad+48(FP), SRC;       \
	MOVQ       adLen+56(FP), LEN;    \
	TESTQ      LEN, LEN;             \
	JZ         noAD;                 \
	LEAQ       -1(LEN), T;           \
	ANDQ       $-16, T;              \
	ADDQ       T, SRC;               \
	SUBQ       T, LEN;               \
	MASK_OF(LEN, K1);                \
	VMOVDQU8.Z (SRC), K1, U_X;       \
	VPSHUFB    REVERSE_X, U_X, U_X;  \
	VPXOR      U_X, Y_X, Y_X;        \
noAD:                                    \
	MOVQ       h+0(FP), G;           \
	MOVQ       k+8(FP), KEYS;        \
	MOVQ       dst+16(FP), DST;      \
	MOVQ       src+24(FP), SRC;      \
	MOVQ       n+32(FP), LEN;        \
	MOVQ       nonce+40(FP), T;      \
	VMOVQ      (T), BASE;            \
	VPINSRD    $2, 8(T), BASE, BASE; \
	VPXOR      (KEYS), BASE, BASE;   \
	MOVL       12(KEYS), KEY0D;      \
	MOVQ       Keys_Rounds(KEYS), LASTKEY; \
	SHLQ       $4, LASTKEY;          \
	ADDQ       KEYS, LASTKEY;        \
	XORL       COUNTER, COUNTER;     \
	COUNTERS;                        \
	VMOVDQA64  NEXT, THIS;           \
	VMOVDQU64  lanes<>+0x000(SB), LANE0; \
	VMOVDQU64  lanes<>+0x040(SB), LANE1; \
	VMOVDQU64  lanes<>+0x080(SB), LANE2; \
	VMOVDQU64  lanes<>+0x0c0(SB), LANE3; \
	VMOVDQU64  lanes<>+0x100(SB), LANE4; \
	VMOVDQU64  lanes<>+0x140(SB), LANE5; \
	VMOVDQU64  lanes<>+0x180(SB), LANE6; \
	VMOVDQU64  lanes<>+0x1c0(SB), LANE7

// MASK = E(J_0)
#define FIRST \
	MOVL        $0x01000000, T;   \
	XORL        KEY0D, T;         \
	VPINSRD     $3, T, BASE, V_X; \
	LEAQ        16(KEYS), T;      \
first:                                \
	VAESENC     (T), V_X, V_X;    \
	ADDQ        $16, T;           \
	CMPQ        T, LASTKEY;       \
	JB          first;            \
	VAESENCLAST (T), V_X, V_X;    \
	VMOVDQA64   V_X, MASK

// For the last vectors: MID:HI:LO = lengths·H, and FACTOR is at Hⁿ⁺¹ for n blocks, the
// last of which may be short.
#define LAST \
	LEAQ    15(LEN), T;          \
	ANDQ    $-16, T;             \
	LEAQ    POWER(1)(G), FACTOR; \
	SUBQ    T, FACTOR;           \
	MOVQ    n+32(FP), T;         \
	SHLQ    $3, T;               \
	VMOVQ   T, U_X;              \
	MOVQ    adLen+56(FP), T;     \
	SHLQ    $3, T;               \
	VPINSRQ $1, T, U_X, U_X;     \
	MUL(U_X, POWER(1)(G), MIDDLE(1)(G))

// MID:HI:LO ⊕= Y·H for the single block Y and the power and third factor at P.
#define ADD_Y(P, Q) \
	VMOVDQU P, U_X;  \
	VMOVDQU Q, KEY_X; \
	VPSHUFD $0x4e, Y_X, V_X; \
	VPXOR   Y_X, V_X, V_X;   \
	VPCLMULQDQ $0x00, KEY_X, V_X, V_X; \
	VPXORQ  V, MID, MID;     \
	VPCLMULQDQ $0x00, U_X, Y_X, V_X; \
	VPXORQ  V, LO, LO;       \
	VPCLMULQDQ $0x11, U_X, Y_X, V_X; \
	VPXORQ  V, HI, HI

// The key stream of the next four of the last blocks.
#define ROTATE \
	VMOVDQA64 Z1, Z0;  \
	VMOVDQA64 Z2, Z1;  \
	VMOVDQA64 Z3, Z2;  \
	VMOVDQA64 Z4, Z3;  \
	VMOVDQA64 Z5, Z4;  \
	VMOVDQA64 Z6, Z5;  \
	VMOVDQA64 Z7, Z6;  \
	ADDQ $64, SRC;     \
	ADDQ $64, DST;     \
	ADDQ $64, FACTOR

// MID:HI:LO ⊕= the four blocks U times the powers at FACTOR.
#define HASH4 \
	VPSHUFB REVERSE, U, U; \
	MUL_ADD(U, (FACTOR), TO_MIDDLE(FACTOR))

// Y_X = the tag.
#define TAG \
	REDUCE;                         \
	SUM;                            \
	VPSHUFB REVERSE_X, Y_X, Y_X;    \
	VPXORQ  MASK, Y_X, Y_X

// func gcmSealVAESAVX512(h *GCMKey, k *Keys, dst, src *byte, n int, nonce *[12]byte, ad *byte, adLen int, y *[16]byte)
//
// Encrypts n bytes at src to dst, and puts the tag of 16 bytes behind them. dst is src,
// or does not overlap it. y is the reversed hash of the blocks of ad but the last. Any n
// and adLen. Clobbers AX, BX, CX, DX, SI, DI, R8-R13, Z0-Z31, K1.
TEXT ·gcmSealVAESAVX512(SB), NOSPLIT, $0-72
	START
	FIRST
	CMPQ LEN, $512
	JA   long

	LAST
	ADD_Y(-16(FACTOR), TO_MIDDLE-16(FACTOR))
	CMPQ LEN, $256
	JA   more
	CALL encrypt16<>(SB)
	LAST16
	JMP  some
more:
	CALL encrypt32<>(SB)
	LAST32
	JMP  some

long:
	MUL(Y_X, POWER(1)(G), MIDDLE(1)(G))
	REDUCE
	VMOVDQA HI_X, Y_X
	CALL encrypt32<>(SB)
	FINISH32
	MOVQ GCMKey_wide(G), FACTOR
step:
	LEAQ -512(DST), HASH
	CMPQ LEN, $512
	JBE  rest
	CALL encryptHash32<>(SB)
	FINISH32
	JMP  step
rest:
	LEAQ POWER(32)(G), FACTOR
	CALL encryptHash32<>(SB)
	LAST32
	SUM
	LAST
	ADD_Y((FACTOR), TO_MIDDLE(FACTOR))

some:
	SUBQ $64, LEN
	JB   part
four:
	VPXORQ    (SRC), Z0, U
	VMOVDQU64 U, (DST)
	HASH4
	ROTATE
	SUBQ      $64, LEN
	JAE       four
part:
	ADDQ       $64, LEN
	JZ         tag
	MASK_OF(LEN, K1)
	VMOVDQU8.Z (SRC), K1, U
	VPXORQ     Z0, U, U
	VMOVDQU8   U, K1, (DST)
	VMOVDQU8.Z U, K1, U
	HASH4
	ADDQ       LEN, DST
tag:
	TAG
	VMOVDQU Y_X, (DST)
	VZEROUPPER
	RET

// func gcmOpenVAESAVX512(h *GCMKey, k *Keys, dst, src *byte, n int, nonce *[12]byte, ad *byte, adLen int, y *[16]byte) (diff uint64)
//
// Decrypts n bytes at src to dst. diff is 0 if the 16 bytes behind src are the tag. The
// rest is as above.
TEXT ·gcmOpenVAESAVX512(SB), NOSPLIT, $0-80
	START
	FIRST
	CMPQ LEN, $512
	JA   long

	LAST
	ADD_Y(-16(FACTOR), TO_MIDDLE-16(FACTOR))
	CMPQ LEN, $256
	JA   more
	CALL encrypt16<>(SB)
	LAST16
	JMP  some
more:
	CALL encrypt32<>(SB)
	LAST32
	JMP  some

long:
	MUL(Y_X, POWER(1)(G), MIDDLE(1)(G))
	REDUCE
	VMOVDQA HI_X, Y_X
	MOVQ GCMKey_wide(G), FACTOR
step:
	MOVQ SRC, HASH
	CMPQ LEN, $1024
	JBE  rest
	CALL encryptHash32<>(SB)
	FINISH32
	JMP  step
rest:
	LEAQ POWER(32)(G), FACTOR
	CALL encryptHash32<>(SB)
	FINISH32
	SUM
	CALL encrypt32<>(SB)
	LAST32
	LAST
	ADD_Y((FACTOR), TO_MIDDLE(FACTOR))

some:
	SUBQ $64, LEN
	JB   part
four:
	VMOVDQU64 (SRC), U
	VPXORQ    U, Z0, Z0
	VMOVDQU64 Z0, (DST)
	HASH4
	ROTATE
	SUBQ      $64, LEN
	JAE       four
part:
	ADDQ       $64, LEN
	JZ         tag
	MASK_OF(LEN, K1)
	VMOVDQU8.Z (SRC), K1, U
	VPXORQ     U, Z0, Z0
	VMOVDQU8   Z0, K1, (DST)
	HASH4
	ADDQ       LEN, SRC
tag:
	TAG
	VPXOR   (SRC), Y_X, U_X
	VMOVQ   U_X, T
	VPEXTRQ $1, U_X, DX
	ORQ     DX, T
	MOVQ    T, diff+72(FP)
	VZEROUPPER
	RET
