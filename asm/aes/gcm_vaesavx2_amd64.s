//go:build !purego

#include "textflag.h"
#include "go_asm.h"
#include "gcm_amd64.h"

// GCM (SP 800-38D §7) with VAES and VPCLMULQDQ on 256-bit vectors: as in
// gcm_aesni_amd64.s, with two blocks in each vector, sixteen a step. Constant time:
// addresses and branches depend on lengths only.
//
//	step      0                       1               …    the rest
//	counter   0    1    2   …  15     16   …  31           16k  …
//	cipher         mask D_1 … D_14    D_15 … D_30          1 to 16 blocks
//	GHASH          A    C_1 … C_14    C_15 … C_30          …, lengths
//
// On Zen 3, AESENC and PCLMULQDQ take no longer for vectors than for blocks: the same 11
// cycles, for 32 bytes.

// The bytes of a block in reverse order.
DATA reverse<>+0x00(SB)/8, $0x08090a0b0c0d0e0f
DATA reverse<>+0x08(SB)/8, $0x0001020304050607
DATA reverse<>+0x10(SB)/8, $0x08090a0b0c0d0e0f
DATA reverse<>+0x18(SB)/8, $0x0001020304050607
GLOBL reverse<>(SB), RODATA|NOPTR, $32

// The modulus: x¹²⁷ + x¹²⁶ + x¹²¹ as the upper half, and 1.
DATA modulus<>+0x00(SB)/8, $0x0000000000000001
DATA modulus<>+0x08(SB)/8, $0xc200000000000000
DATA modulus<>+0x10(SB)/8, $0x0000000000000001
DATA modulus<>+0x18(SB)/8, $0xc200000000000000
GLOBL modulus<>(SB), RODATA|NOPTR, $32

// The counters of a step, in the last byte.
DATA lanes<>+0x1f(SB)/1, $1
DATA lanes<>+0x2f(SB)/1, $2
DATA lanes<>+0x3f(SB)/1, $3
DATA lanes<>+0x4f(SB)/1, $4
DATA lanes<>+0x5f(SB)/1, $5
DATA lanes<>+0x6f(SB)/1, $6
DATA lanes<>+0x7f(SB)/1, $7
DATA lanes<>+0x8f(SB)/1, $8
DATA lanes<>+0x9f(SB)/1, $9
DATA lanes<>+0xaf(SB)/1, $10
DATA lanes<>+0xbf(SB)/1, $11
DATA lanes<>+0xcf(SB)/1, $12
DATA lanes<>+0xdf(SB)/1, $13
DATA lanes<>+0xef(SB)/1, $14
DATA lanes<>+0xff(SB)/1, $15
GLOBL lanes<>(SB), RODATA|NOPTR, $256

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
#define COUNTER R10 // the next 16k
#define HASH R12  // what the present step hashes
#define FACTOR R13 // the power of H for the next block, near the end
#define T R11

#define KEY Y8
#define LO Y9
#define MID Y10
#define HI Y11
#define U Y12
#define V Y13
#define Y Y14     // its upper half is 0 between steps
#define BASE X15  // K[0] ⊕ nonce ‖ 0, and in the end E(J_0)
#define LO_X X9
#define MID_X X10
#define HI_X X11
#define U_X X12
#define V_X X13
#define Y_X X14

// Y0 … Y7 = K[0] ⊕ nonce ‖ COUNTER … COUNTER+15
#define COUNTERS \
	MOVL        COUNTER, T;           \
	BSWAPL      T;                    \
	XORL        KEY0D, T;             \
	VPINSRD     $3, T, BASE, X0;      \
	VINSERTI128 $1, X0, Y0, Y0;       \
	VPXOR       lanes<>+0x20(SB), Y0, Y1; \
	VPXOR       lanes<>+0x40(SB), Y0, Y2; \
	VPXOR       lanes<>+0x60(SB), Y0, Y3; \
	VPXOR       lanes<>+0x80(SB), Y0, Y4; \
	VPXOR       lanes<>+0xa0(SB), Y0, Y5; \
	VPXOR       lanes<>+0xc0(SB), Y0, Y6; \
	VPXOR       lanes<>+0xe0(SB), Y0, Y7; \
	VPXOR       lanes<>+0x00(SB), Y0, Y0; \
	ADDL        $16, COUNTER

// One round of sixteen blocks.
#define ROUND(P) \
	VBROADCASTI128 P, KEY; \
	VAESENC KEY, Y0, Y0;   \
	VAESENC KEY, Y1, Y1;   \
	VAESENC KEY, Y2, Y2;   \
	VAESENC KEY, Y3, Y3;   \
	VAESENC KEY, Y4, Y4;   \
	VAESENC KEY, Y5, Y5;   \
	VAESENC KEY, Y6, Y6;   \
	VAESENC KEY, Y7, Y7

// MID:HI:LO = X·H by Karatsuba, with H and its third factor M in memory: vectors, or
// single blocks. MID2, HI2 and LO2 are those of the width of X.
#define MUL(X, H, M, MID2, HI2, LO2) \
	VPSHUFD    $0x4e, X, MID2;      \
	VPXOR      X, MID2, MID2;       \
	VPCLMULQDQ $0x00, M, MID2, MID2; \
	VPCLMULQDQ $0x00, H, X, LO2;    \
	VPCLMULQDQ $0x11, H, X, HI2

// MID:HI:LO ⊕= the same. Clobbers X and W, of X's width; the upper half of their vectors
// is 0 where X is a block.
#define MUL_ADD(X, H, M, W, XV, WV) \
	VPSHUFD    $0x4e, X, W;  \
	VPXOR      X, W, W;      \
	VPCLMULQDQ $0x00, M, W, W; \
	VPXOR      WV, MID, MID; \
	VPCLMULQDQ $0x00, H, X, W; \
	VPXOR      WV, LO, LO;   \
	VPCLMULQDQ $0x11, H, X, X; \
	VPXOR      XV, HI, HI

// The two blocks at HASH+32i times H¹⁶⁻²ⁱ and H¹⁵⁻²ⁱ.
#define PRODUCT(i) \
	VMOVDQU 32*i(HASH), U;        \
	VPSHUFB reverse<>(SB), U, U;  \
	MUL_ADD(U, POWER(16)+32*i(G), MIDDLE(16)+32*i(G), V, U, V)

// Y = the product times x⁻¹²⁸, its two lanes added. Twice, a multiple of the modulus
// clears the lowest 64 bits of what is left.
#define REDUCE \
	VPXOR      LO, MID, MID;                  \
	VPCLMULQDQ $0x10, modulus<>(SB), LO, V;   \
	VPSHUFD    $0x4e, LO, LO;                 \
	VPXOR      HI, MID, MID;                  \
	VPXOR      LO, MID, MID;                  \
	VPXOR      V, MID, MID;                   \
	VPCLMULQDQ $0x10, modulus<>(SB), MID, V;  \
	VPSHUFD    $0x4e, MID, MID;               \
	VPXOR      MID, HI, HI;                   \
	VPXOR      V, HI, HI;                     \
	VEXTRACTI128 $1, HI, V_X;                 \
	VPXOR      V_X, HI_X, Y_X

// One round of sixteen blocks with the product of the two blocks at HASH+32i between: the
// units that both use are then never without work. TAKE is REVERSE, or REVERSE_ADD for the
// block that takes the hash so far; it comes last, and the others need not wait for it.
#define REVERSE \
	VPSHUFB reverse<>(SB), U, U

#define REVERSE_ADD \
	VPSHUFB reverse<>(SB), U, U; \
	VPXOR   Y, U, U

#define ROUND_PRODUCT(P, i, TAKE) \
	VBROADCASTI128 P, KEY;                            \
	VMOVDQU        32*i(HASH), U;                     \
	VAESENC        KEY, Y0, Y0;                       \
	TAKE;                                             \
	VAESENC        KEY, Y1, Y1;                       \
	VPCLMULQDQ     $0x00, POWER(16)+32*i(G), U, V;    \
	VAESENC        KEY, Y2, Y2;                       \
	VPXOR          V, LO, LO;                         \
	VAESENC        KEY, Y3, Y3;                       \
	VPSHUFD        $0x4e, U, V;                       \
	VPXOR          U, V, V;                           \
	VAESENC        KEY, Y4, Y4;                       \
	VPCLMULQDQ     $0x11, POWER(16)+32*i(G), U, U;    \
	VAESENC        KEY, Y5, Y5;                       \
	VPXOR          U, HI, HI;                         \
	VAESENC        KEY, Y6, Y6;                       \
	VPCLMULQDQ     $0x00, MIDDLE(16)+32*i(G), V, V;   \
	VAESENC        KEY, Y7, Y7;                       \
	VPXOR          V, MID, MID

// The first product of a step.
#define ROUND_PRODUCT1(P) \
	VBROADCASTI128 P, KEY;                            \
	VMOVDQU        32(HASH), U;                       \
	VAESENC        KEY, Y0, Y0;                       \
	VPSHUFB        reverse<>(SB), U, U;               \
	VAESENC        KEY, Y1, Y1;                       \
	VPCLMULQDQ     $0x00, POWER(14)(G), U, LO;        \
	VAESENC        KEY, Y2, Y2;                       \
	VAESENC        KEY, Y3, Y3;                       \
	VPSHUFD        $0x4e, U, MID;                     \
	VPXOR          U, MID, MID;                       \
	VAESENC        KEY, Y4, Y4;                       \
	VPCLMULQDQ     $0x11, POWER(14)(G), U, HI;        \
	VAESENC        KEY, Y5, Y5;                       \
	VAESENC        KEY, Y6, Y6;                       \
	VPCLMULQDQ     $0x00, MIDDLE(14)(G), MID, MID;    \
	VAESENC        KEY, Y7, Y7

// And with REDUCE.
#define ROUND_REDUCE(P) \
	VBROADCASTI128 P, KEY;                            \
	VPXOR          LO, MID, MID;                      \
	VAESENC        KEY, Y0, Y0;                       \
	VPCLMULQDQ     $0x10, modulus<>(SB), LO, V;       \
	VAESENC        KEY, Y1, Y1;                       \
	VPSHUFD        $0x4e, LO, LO;                     \
	VPXOR          HI, MID, MID;                      \
	VAESENC        KEY, Y2, Y2;                       \
	VPXOR          LO, MID, MID;                      \
	VPXOR          V, MID, MID;                       \
	VAESENC        KEY, Y3, Y3;                       \
	VPCLMULQDQ     $0x10, modulus<>(SB), MID, V;      \
	VAESENC        KEY, Y4, Y4;                       \
	VPSHUFD        $0x4e, MID, MID;                   \
	VAESENC        KEY, Y5, Y5;                       \
	VPXOR          MID, HI, HI;                       \
	VPXOR          V, HI, HI;                         \
	VAESENC        KEY, Y6, Y6;                       \
	VEXTRACTI128   $1, HI, V_X;                       \
	VAESENC        KEY, Y7, Y7;                       \
	VPXOR          V_X, HI_X, Y_X

// The last round, for the key stream.
#define LAST_ROUND \
	VAESENCLAST KEY, Y0, Y0; \
	VAESENCLAST KEY, Y1, Y1; \
	VAESENCLAST KEY, Y2, Y2; \
	VAESENCLAST KEY, Y3, Y3; \
	VAESENCLAST KEY, Y4, Y4; \
	VAESENCLAST KEY, Y5, Y5; \
	VAESENCLAST KEY, Y6, Y6; \
	VAESENCLAST KEY, Y7, Y7

// The last round with data ⊕'d to its key, and so to the result. The fourteen blocks of
// the first step are from SRC+32 to DST+32.
#define FINISH(i, X) \
	VPXOR       32*i(SRC), KEY, U; \
	VAESENCLAST U, X, X;           \
	VMOVDQU     X, 32*i(DST)

#define FINISH14 \
	FINISH(1, Y1);  \
	FINISH(2, Y2);  \
	FINISH(3, Y3);  \
	FINISH(4, Y4);  \
	FINISH(5, Y5);  \
	FINISH(6, Y6);  \
	FINISH(7, Y7);  \
	ADDQ $256, SRC; \
	ADDQ $256, DST; \
	SUBQ $224, LEN

#define FINISH16 \
	FINISH(0, Y0); \
	SUBQ $32, LEN; \
	FINISH14

// Y0 … Y7 = the next sixteen counters after all rounds but the last, for which KEY is the
// key.
TEXT encrypt16<>(SB), NOSPLIT|NOFRAME, $0
	COUNTERS
	LEAQ 16(KEYS), T
round:
	ROUND((T))
	ADDQ $16, T
	CMPQ T, LASTKEY
	JB   round
	VBROADCASTI128 (LASTKEY), KEY
	RET

// The same, while Y goes on over the sixteen blocks at HASH.
TEXT encryptHash16<>(SB), NOSPLIT|NOFRAME, $0
	COUNTERS
	ROUND_PRODUCT1(16(KEYS))
	ROUND_PRODUCT(32(KEYS), 2, REVERSE)
	ROUND_PRODUCT(48(KEYS), 3, REVERSE)
	ROUND_PRODUCT(64(KEYS), 4, REVERSE)
	ROUND_PRODUCT(80(KEYS), 5, REVERSE)
	ROUND_PRODUCT(96(KEYS), 6, REVERSE)
	ROUND_PRODUCT(112(KEYS), 7, REVERSE)
	ROUND_PRODUCT(128(KEYS), 0, REVERSE_ADD)
	ROUND_REDUCE(144(KEYS))
	CMPQ Keys_Rounds(KEYS), $12
	JB   last
	ROUND(160(KEYS))
	ROUND(176(KEYS))
	CMPQ Keys_Rounds(KEYS), $12
	JE   last
	ROUND(192(KEYS))
	ROUND(208(KEYS))
last:
	VBROADCASTI128 (LASTKEY), KEY
	RET

// Y, not yet multiplied by H, goes on over the fourteen blocks from HASH+32.
TEXT hash14<>(SB), NOSPLIT|NOFRAME, $0
	MUL(Y_X, POWER(15)(G), MIDDLE(15)(G), MID_X, HI_X, LO_X)
	PRODUCT(1)
	PRODUCT(2)
	PRODUCT(3)
	PRODUCT(4)
	PRODUCT(5)
	PRODUCT(6)
	PRODUCT(7)
	REDUCE
	RET

// What both kernels begin with. Loads the registers with what their names say, and Y with
// the last block of the additional data, the hash of those before it added: it is still
// to be multiplied by H.
#define START \
	LAST_AD;                        \
	VMOVDQA Y_X, Y_X;               \
	MOVQ    h+0(FP), G;             \
	MOVQ    k+8(FP), KEYS;          \
	MOVQ    dst+16(FP), DST;        \
	MOVQ    src+24(FP), SRC;        \
	MOVQ    n+32(FP), LEN;          \
	MOVQ    nonce+40(FP), T;        \
	VMOVQ   (T), BASE;              \
	VPINSRD $2, 8(T), BASE, BASE;   \
	VPXOR   (KEYS), BASE, BASE;     \
	MOVL    12(KEYS), KEY0D;        \
	MOVQ    Keys_Rounds(KEYS), LASTKEY; \
	SHLQ    $4, LASTKEY;            \
	ADDQ    KEYS, LASTKEY;          \
	XORL    COUNTER, COUNTER

// For the last blocks: MID:HI:LO = lengths·H, and FACTOR is at Hⁿ⁺¹ for n blocks, the last
// of which may be short.
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
	MUL(U_X, POWER(1)(G), MIDDLE(1)(G), MID_X, HI_X, LO_X)

// The same, and the key stream, for a message of so few blocks that J_0 is among their
// counters: Y is multiplied by Hⁿ⁺², and BASE = E(J_0).
#define SHORT \
	LAST;                 \
	MUL_ADD(Y_X, -16(FACTOR), TO_MIDDLE-16(FACTOR), V_X, Y, V); \
	CALL encrypt16<>(SB); \
	LAST_ROUND;           \
	VEXTRACTI128 $1, Y0, BASE; \
	VMOVDQA Y1, Y0;       \
	VMOVDQA Y2, Y1;       \
	VMOVDQA Y3, Y2;       \
	VMOVDQA Y4, Y3;       \
	VMOVDQA Y5, Y4;       \
	VMOVDQA Y6, Y5;       \
	VMOVDQA Y7, Y6

// And for the rest of a longer message, at least a byte of it, before the last round.
#define LONG \
	LAST_ROUND;                \
	LAST;                      \
	MUL_ADD(Y_X, (FACTOR), TO_MIDDLE(FACTOR), V_X, Y, V); \
	VMOVDQU mask-16(SP), BASE; \
	VPXOR   U_X, U_X, U_X;     \
	VMOVDQU U_X, mask-16(SP)

// The key stream of the next two of the last blocks.
#define NEXT \
	VMOVDQA Y1, Y0;    \
	VMOVDQA Y2, Y1;    \
	VMOVDQA Y3, Y2;    \
	VMOVDQA Y4, Y3;    \
	VMOVDQA Y5, Y4;    \
	VMOVDQA Y6, Y5;    \
	VMOVDQA Y7, Y6;    \
	ADDQ $32, SRC;     \
	ADDQ $32, DST;     \
	ADDQ $32, FACTOR

// U = the first LEN bytes of SRC, and the key stream behind them is cleared.
#define T2 HASH
#define T3 COUNTER
#define LOAD_LAST \
	LOAD_PART(to8, to3, loaded, SRC, LEN, T, T2, T3) \
	VMOVQ   T, U_X;          \
	VPINSRQ $1, T2, U_X, U_X; \
	LEAQ    ones<>+16(SB), T; \
	SUBQ    LEN, T;          \
	VPAND   (T), X0, X0

// The first LEN bytes of X go to DST.
#define STORE_LAST(X) \
	VMOVQ   X, T;     \
	VPEXTRQ $1, X, T2; \
	STORE_PART(put8, put3, stored, DST, LEN, T, T2, T3)

// MID:HI:LO ⊕= the block U times the power at FACTOR.
#define HASH1 \
	VPSHUFB reverse<>(SB), U_X, U_X; \
	MUL_ADD(U_X, (FACTOR), TO_MIDDLE(FACTOR), V_X, U, V)

// Y_X = the tag.
#define TAG \
	REDUCE;                            \
	VPSHUFB reverse<>(SB), Y_X, Y_X;   \
	VPXOR   BASE, Y_X, Y_X

// func gcmSealVAESAVX2(h *GCMKey, k *Keys, dst, src *byte, n int, nonce *[12]byte, ad *byte, adLen int, y *[16]byte)
//
// Encrypts n bytes at src to dst, and puts the tag of 16 bytes behind them. dst is src,
// or does not overlap it. y is the reversed hash of the blocks of ad but the last. Any n
// and adLen. Clobbers AX, BX, CX, DX, SI, DI, R8-R13, Y0-Y15.
TEXT ·gcmSealVAESAVX2(SB), NOSPLIT, $16-72
	START
	CMPQ LEN, $224
	JA   long
	SHORT
	JMP  some

long:
	CALL encrypt16<>(SB)
	VAESENCLAST KEY, Y0, Y0
	VEXTRACTI128 $1, Y0, mask-16(SP)
	SUBQ $32, SRC
	SUBQ $32, DST
	FINISH14
	LEAQ -256(DST), HASH
	CALL hash14<>(SB)
	CALL encrypt16<>(SB)
	CMPQ LEN, $256
	JBE  rest
	FINISH16
step:
	LEAQ -256(DST), HASH
	CALL encryptHash16<>(SB)
	CMPQ LEN, $256
	JBE  rest
	FINISH16
	JMP  step
rest:
	LONG

some:
	SUBQ $32, LEN
	JB   less
two:
	VPXOR   (SRC), Y0, U
	VMOVDQU U, (DST)
	VPSHUFB reverse<>(SB), U, U
	MUL_ADD(U, (FACTOR), TO_MIDDLE(FACTOR), V, U, V)
	NEXT
	SUBQ    $32, LEN
	JAE     two
less:
	ADDQ    $16, LEN
	JL      part
	VPXOR   (SRC), X0, U_X
	VMOVDQU U_X, (DST)
	HASH1
	VEXTRACTI128 $1, Y0, X0
	ADDQ    $16, SRC
	ADDQ    $16, DST
	ADDQ    $16, FACTOR
	SUBQ    $16, LEN
part:
	ADDQ    $16, LEN
	JZ      tag
	LOAD_LAST
	VPXOR   X0, U_X, U_X
	STORE_LAST(U_X)
	ADDQ    LEN, DST
	HASH1
tag:
	TAG
	VMOVDQU Y_X, (DST)
	VZEROUPPER
	RET

// func gcmOpenVAESAVX2(h *GCMKey, k *Keys, dst, src *byte, n int, nonce *[12]byte, ad *byte, adLen int, y *[16]byte) (diff uint64)
//
// Decrypts n bytes at src to dst. diff is 0 if the 16 bytes behind src are the tag. The
// rest is as above.
TEXT ·gcmOpenVAESAVX2(SB), NOSPLIT, $16-80
	START
	CMPQ LEN, $224
	JA   long
	SHORT
	JMP  some

long:
	CALL encrypt16<>(SB)
	VAESENCLAST KEY, Y0, Y0
	VEXTRACTI128 $1, Y0, mask-16(SP)
	SUBQ $32, SRC
	SUBQ $32, DST
	MOVQ SRC, HASH
	CALL hash14<>(SB)
	FINISH14
step:
	CMPQ LEN, $256
	JBE  last
	MOVQ SRC, HASH
	CALL encryptHash16<>(SB)
	FINISH16
	JMP  step
last:
	CALL encrypt16<>(SB)
	LONG

some:
	SUBQ $32, LEN
	JB   less
two:
	VMOVDQU (SRC), U
	VPXOR   U, Y0, Y0
	VMOVDQU Y0, (DST)
	VPSHUFB reverse<>(SB), U, U
	MUL_ADD(U, (FACTOR), TO_MIDDLE(FACTOR), V, U, V)
	NEXT
	SUBQ    $32, LEN
	JAE     two
less:
	ADDQ    $16, LEN
	JL      part
	VMOVDQU (SRC), U_X
	VPXOR   U_X, X0, V_X
	VMOVDQU V_X, (DST)
	HASH1
	VEXTRACTI128 $1, Y0, X0
	ADDQ    $16, SRC
	ADDQ    $16, DST
	ADDQ    $16, FACTOR
	SUBQ    $16, LEN
part:
	ADDQ    $16, LEN
	JZ      tag
	LOAD_LAST
	VPXOR   U_X, X0, X0
	STORE_LAST(X0)
	ADDQ    LEN, SRC
	HASH1
tag:
	TAG
	VPXOR   (SRC), Y_X, U_X
	VMOVQ   U_X, T
	VPEXTRQ $1, U_X, T2
	ORQ     T2, T
	MOVQ    T, diff+72(FP)
	VZEROUPPER
	RET
