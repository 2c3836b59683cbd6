//go:build !purego

#include "textflag.h"
#include "go_asm.h"

// Key expansion and single blocks with AES-NI. Constant time: no address and no
// branch depends on keys or data, only on the number of rounds.
//
// AESENC is MixColumns(ShiftRows(SubBytes(s))) ⊕ k, a round of FIPS 197 §5.1;
// AESENCLAST leaves MixColumns out. AESDEC is a round of the
// equivalent inverse cipher, §5.3.5, whose inner keys went through AESIMC.

// Masks for PSHUFB: each copies one word of the key to all columns, turned by a
// byte (RotWord).
DATA rotWord3<>+0x00(SB)/8, $0x0c0f0e0d0c0f0e0d
DATA rotWord3<>+0x08(SB)/8, $0x0c0f0e0d0c0f0e0d
GLOBL rotWord3<>(SB), RODATA|NOPTR, $16

DATA rotWord1<>+0x00(SB)/8, $0x0407060504070605
DATA rotWord1<>+0x08(SB)/8, $0x0407060504070605
GLOBL rotWord1<>(SB), RODATA|NOPTR, $16

#define KEYS DI
#define KEY SI
#define W0 X0   // w[i-Nk] … of four columns
#define W4 X1   // the next four, or two
#define T X2    // what is added to all four: SubWord(RotWord(w[i-1])) ⊕ Rcon
#define S X3
#define RCON X4
#define ROT X5
#define ZERO X6

// T = SubWord ⊕ rcon in each column. With equal columns ShiftRows changes nothing,
// so that AESENCLAST is SubWord and an addition. It has less latency than
// AESKEYGENASSIST.
#define SUBROT(w, rcon) \
	MOVL       $rcon, AX;      \
	MOVQ       AX, RCON;       \
	PSHUFL     $0, RCON, RCON; \
	MOVO       w, T;           \
	PSHUFB     ROT, T;         \
	AESENCLAST RCON, T

#define SUB(w) \
	PSHUFL     $0xff, w, T; \
	AESENCLAST ZERO, T

// w[j] ⊕= w[j-1] for the columns 1, 2, 3 in turn, and then T onto all: §5.2 for four
// words at once.
#define CHAIN(w) \
	MOVO  w, S;  \
	PSLLO $4, S; \
	PXOR  S, w;  \
	MOVO  w, S;  \
	PSLLO $8, S; \
	PXOR  S, w;  \
	PXOR  T, w

#define EXPAND128(rcon, off) \
	SUBROT(W0, rcon); \
	CHAIN(W0);        \
	MOVOU      W0, off(KEYS)

// Six words: the last two are W4's lower half.
#define EXPAND192(rcon, off) \
	SUBROT(W4, rcon);         \
	CHAIN(W0);                \
	MOVOU      W0, off(KEYS); \
	PSHUFL     $0xff, W0, T;  \
	MOVO       W4, S;         \
	PSLLO      $4, S;         \
	PXOR       S, W4;         \
	PXOR       T, W4;         \
	MOVQ       W4, off+16(KEYS)

// Eight words.
#define EXPAND256(rcon, off) \
	SUBROT(W4, rcon);         \
	CHAIN(W0);                \
	MOVOU      W0, off(KEYS); \
	SUB(W0);                  \
	CHAIN(W4);                \
	MOVOU      W4, off+16(KEYS)

// func expandAESNI(keys *Keys, key *byte, rounds int)
//
// Fills in keys.Enc and keys.Dec from key, which has 16, 24 or 32 bytes where rounds
// is 10, 12 or 14. Clobbers AX, CX, DX, SI, DI, X0-X6.
TEXT ·expandAESNI(SB), NOSPLIT, $0-24
	MOVQ  keys+0(FP), KEYS
	MOVQ  key+8(FP), KEY
	MOVQ  rounds+16(FP), CX
	MOVOU (KEY), W0
	MOVOU W0, (KEYS)
	CMPQ  CX, $12
	JEQ   aes192
	JHI   aes256

	MOVOU rotWord3<>(SB), ROT
	EXPAND128(0x01, 16)
	EXPAND128(0x02, 32)
	EXPAND128(0x04, 48)
	EXPAND128(0x08, 64)
	EXPAND128(0x10, 80)
	EXPAND128(0x20, 96)
	EXPAND128(0x40, 112)
	EXPAND128(0x80, 128)
	EXPAND128(0x1b, 144)
	EXPAND128(0x36, 160)
	JMP   inverse

aes192:
	MOVOU rotWord1<>(SB), ROT
	MOVQ  16(KEY), W4
	MOVQ  W4, 16(KEYS)
	EXPAND192(0x01, 24)
	EXPAND192(0x02, 48)
	EXPAND192(0x04, 72)
	EXPAND192(0x08, 96)
	EXPAND192(0x10, 120)
	EXPAND192(0x20, 144)
	EXPAND192(0x40, 168)
	SUBROT(W4, 0x80) // of the last six words the cipher takes four
	CHAIN(W0)
	MOVOU W0, 192(KEYS)
	JMP   inverse

aes256:
	MOVOU rotWord3<>(SB), ROT
	PXOR  ZERO, ZERO
	MOVOU 16(KEY), W4
	MOVOU W4, 16(KEYS)
	EXPAND256(0x01, 32)
	EXPAND256(0x02, 64)
	EXPAND256(0x04, 96)
	EXPAND256(0x08, 128)
	EXPAND256(0x10, 160)
	EXPAND256(0x20, 192)
	SUBROT(W4, 0x40) // and here four of eight
	CHAIN(W0)
	MOVOU W0, 224(KEYS)

// Dec is Enc backwards, with InvMixColumns of all but the first and last (§5.3.5).
inverse:
	LEAQ  Keys_Dec(KEYS), DX
	SHLQ  $4, CX
	MOVOU (KEYS)(CX*1), X0
	MOVOU X0, (DX)
	SUBQ  $16, CX

inner:
	MOVOU  (KEYS)(CX*1), X0
	AESIMC X0, X0
	ADDQ   $16, DX
	MOVOU  X0, (DX)
	SUBQ   $16, CX
	JNE    inner
	MOVOU  (KEYS), X0
	MOVOU  X0, 16(DX)
	RET

// BLOCK computes one block in X0 with instructions round and last, from the keys at
// R8, of which the last is CX·16 bytes on.
#define BLOCK(round, last) \
	MOVOU (R8), X1; \
	PXOR  X1, X0;   \
	SHLQ  $4, CX;   \
	ADDQ  R8, CX;   \
	ADDQ  $16, R8;  \
loop:            \
	MOVOU (R8), X1; \
	round X1, X0;   \
	ADDQ  $16, R8;  \
	CMPQ  R8, CX;   \
	JNE   loop;     \
	MOVOU (CX), X1; \
	last  X1, X0

// func encryptAESNI(keys *Keys, dst, src *[16]byte)
//
// FIPS 197 §5.1. dst and src may be the same. Clobbers AX, CX, R8, X0, X1.
TEXT ·encryptAESNI(SB), NOSPLIT, $0-24
	MOVQ  keys+0(FP), R8
	MOVQ  src+16(FP), AX
	MOVQ  Keys_Rounds(R8), CX
	MOVOU (AX), X0
	BLOCK(AESENC, AESENCLAST)
	MOVQ  dst+8(FP), AX
	MOVOU X0, (AX)
	RET

// func decryptAESNI(keys *Keys, dst, src *[16]byte)
//
// FIPS 197 §5.3.5. dst and src may be the same. Clobbers AX, CX, R8, X0, X1.
TEXT ·decryptAESNI(SB), NOSPLIT, $0-24
	MOVQ  keys+0(FP), R8
	MOVQ  src+16(FP), AX
	MOVQ  Keys_Rounds(R8), CX
	MOVOU (AX), X0
	ADDQ  $Keys_Dec, R8
	BLOCK(AESDEC, AESDECLAST)
	MOVQ  dst+8(FP), AX
	MOVOU X0, (AX)
	RET
