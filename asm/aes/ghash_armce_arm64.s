//go:build !purego

#include "textflag.h"
#include "go_asm.h"

// GHASH (SP 800-38D §6.4) with PMULL: the powers of H that the kernels of GCM use, and the
// blocks of long additional data, for either tier. Constant time: addresses and branches
// depend on lengths only.

#define ADD3(A, B, D) \
	VEOR A.B16, D.B16, D.B16; \
	VEOR B.B16, D.B16, D.B16

#include "ghash_arm64.h"

#define G R0
#define KEYS R1
#define N R2
#define MIDDLES R3

#define KEY V0
#define LASTKEY V1
#define H V2
#define M V3 // the third factor of H, in either half
#define Z V4 // Hⁱ
#define ZF F4
#define W V5
#define WF F5

// func ghashPowersARMCE(h *GCMKey, k *Keys, n int)
//
// Fills in h with H = E(0), H², … Hⁿ and their third factors. n is at least 1. Clobbers
// R0-R4, V0-V5, V10-V12, V18, V19, V30, V31.
TEXT ·ghashPowersARMCE(SB), NOSPLIT, $0-24
	MOVD h+0(FP), G
	MOVD k+8(FP), KEYS
	CONSTANTS(R4)

	MOVD Keys_Rounds(KEYS), N
	SUB  $1, N
	VEOR H.B16, H.B16, H.B16
round:
	VLD1.P 16(KEYS), [KEY.B16]
	AESE   KEY.B16, H.B16
	AESMC  H.B16, H.B16
	SUB    $1, N
	CBNZ   N, round
	VLD1   (KEYS), [KEY.B16, LASTKEY.B16]
	AESE   KEY.B16, H.B16
	VEOR   LASTKEY.B16, H.B16, H.B16
	VRBIT  H.B16, H.B16

	MOVD n+16(FP), N
	ADD  $MIDDLE(1), G, MIDDLES
	ADD  $POWER(1), G
	VEXT $8, H.B16, H.B16, M.B16
	VEOR H.B16, M.B16, M.B16
	VMOV H.B16, Z.B16
power:
	VEXT    $8, Z.B16, Z.B16, W.B16
	VEOR    Z.B16, W.B16, W.B16
	FMOVQ.P ZF, -16(G)
	FMOVD.P WF, -8(MIDDLES)
	SUB     $1, N
	CBZ     N, done
	MUL(Z, H, M)
	REDUCE(Z)
	B       power
done:
	RET

#undef N
#undef Z
#define CY R1    // where y is
#define DATA R2
#define BLOCKS R3
#define N R4     // blocks of this group
#define FACTOR R5
#define MFACTOR R6

#define Y V4

// func ghashARMCE(h *GCMKey, y *[16]byte, data *byte, blocks int)
//
// Lets y go on over blocks at data, eight of which share a reduction. blocks is not 0.
// Clobbers R0-R6, V0, V2-V4, V10-V12, V18-V21, V30, V31.
TEXT ·ghashARMCE(SB), NOSPLIT, $0-32
	MOVD  h+0(FP), G
	MOVD  y+8(FP), CY
	MOVD  data+16(FP), DATA
	MOVD  blocks+24(FP), BLOCKS
	CONSTANTS(R4)
	VLD1  (CY), [Y.B16]
	VRBIT Y.B16, Y.B16

group:
	// So many blocks as there are, but at most eight: the first has that power of H.
	MOVD $8, N
	CMP  N, BLOCKS
	CSEL LT, BLOCKS, N, N
	SUB  N, BLOCKS
	ADD  $POWER(0), G, FACTOR
	SUB  N<<4, FACTOR
	ADD  $MIDDLE(0), G, MFACTOR
	SUB  N<<3, MFACTOR
	VEOR LO.B16, LO.B16, LO.B16
	VEOR MID.B16, MID.B16, MID.B16
	VEOR HI.B16, HI.B16, HI.B16
block:
	VLD1.P 16(DATA), [KEY.B16]
	VLD1.P 16(FACTOR), [H.B16]
	FMOVD.P 8(MFACTOR), F3
	VRBIT  KEY.B16, KEY.B16
	VEOR   Y.B16, KEY.B16, KEY.B16
	VEOR   Y.B16, Y.B16, Y.B16
	MUL_ADD(KEY, H, M)
	SUB    $1, N
	CBNZ   N, block
	REDUCE(Y)
	CBNZ   BLOCKS, group
	VRBIT  Y.B16, Y.B16
	VST1   [Y.B16], (CY)
	RET
