//go:build !purego

#include "textflag.h"
#include "go_asm.h"
#include "gcm_amd64.h"
#include "ghash_aesni_amd64.h"

// GHASH (SP 800-38D §6.4) with PCLMULQDQ: the powers of H that all kernels of GCM use,
// and the blocks of long additional data. Legacy SSE code, for any tier. Constant time:
// addresses and branches depend on lengths only.
//
// A block with its bytes reversed is a polynomial whose product, as in POLYVAL (RFC 8452
// §3), is a·b·x⁻¹²⁸ modulo x¹²⁸ + x¹²⁷ + x¹²⁶ + x¹²¹ + 1; aes/ghash.go has the reasons.

#define Y X14

// func ghashPowersAESNI(h *GCMKey, k *Keys, n int)
//
// Fills in g with H = E(0), H², … Hⁿ, each times x and reversed. n is at least 2.
// Clobbers AX, CX, DX, DI, R8-R10, X0-X3, X9-X11.
TEXT ·ghashPowersAESNI(SB), NOSPLIT, $0-24
	MOVQ h+0(FP), DI
	MOVQ k+8(FP), AX
	MOVQ n+16(FP), DX

	MOVQ  Keys_Rounds(AX), CX
	MOVOU Keys_Enc(AX), X0
round:
	ADDQ   $16, AX
	MOVOU  Keys_Enc(AX), X1
	DECQ   CX
	JZ     last
	AESENC X1, X0
	JMP    round
last:
	AESENCLAST X1, X0
	PSHUFB     reverse<>(SB), X0

	// Times x: all bits move up by one, and the modulus without x¹²⁸ comes in where the
	// top bit leaves.
	MOVQ   X0, R8
	PEXTRQ $1, X0, R9
	ADDQ   R8, R8
	ADCQ   R9, R9
	SBBQ   R10, R10
	MOVQ   R8, X0
	PINSRQ $1, R9, X0
	MOVQ   R10, X1
	PSHUFD $0x44, X1, X1 // all bits are the one that left
	PAND   modulus<>(SB), X1
	PXOR   X1, X0

	PSHUFD $0x4e, X0, X1
	PXOR   X0, X1   // the third factor of H
	MOVO   X0, HI
	LEAQ   POWER(1)(DI), DI
power:
	PSHUFD $0x4e, HI, X2
	PXOR   HI, X2
	MOVOU  HI, (DI)
	MOVOU  X2, TO_MIDDLE(DI)
	SUBQ   $16, DI
	DECQ   DX
	JZ     done
	MOVO   HI, X2
	MUL(X2, X0, X1)
	REDUCE(X3)
	JMP    power
done:
	RET

// func ghashAESNI(h *GCMKey, y *[16]byte, data *byte, blocks int)
//
// Lets y, reversed, go on over blocks at data, and leaves it reversed. Eight blocks
// share a reduction. blocks is not 0. Clobbers CX, DX, DI, SI, R8, R9, X8-X14.
TEXT ·ghashAESNI(SB), NOSPLIT, $0-32
	MOVQ  h+0(FP), DI
	MOVQ  y+8(FP), CX
	MOVQ  data+16(FP), SI
	MOVQ  blocks+24(FP), DX
	MOVOU (CX), Y
	LEAQ  POWER(0)(DI), DI // behind H

group:
	// So many blocks as there are, but at most eight: the first has that power of H.
	MOVQ   $8, R8
	CMPQ   DX, R8
	CMOVQLT DX, R8
	SUBQ   R8, DX
	MOVQ   R8, R9
	SHLQ   $4, R9
	NEGQ   R9
	PXOR   LO, LO
	PXOR   MID, MID
	PXOR   HI, HI
block:
	MOVOU  (SI), X12
	PSHUFB reverse<>(SB), X12
	PXOR   Y, X12
	PXOR   Y, Y
	MUL_ADD(X12, (DI)(R9*1), TO_MIDDLE(DI)(R9*1), X13, X8)
	ADDQ   $16, SI
	ADDQ   $16, R9
	JNZ    block
	REDUCE(X13)
	MOVO   HI, Y
	TESTQ  DX, DX
	JNZ    group
	MOVOU Y, (CX)
	RET
