//go:build !purego

#include "textflag.h"
#include "go_asm.h"

// CBC decryption with 256-bit VAES, SP 800-38A §6.2: P_j = D(C_j) ⊕ C_{j-1}, with
// sixteen blocks in flight, as in ctr_vaesavx2_amd64.s.
//
// dst may be src, so each step loads a C_{j-1} before it stores P_{j-1} in its place:
// it goes through its blocks backwards, and keeps its last C_j in a register for
// the next step.

#define KEYS DI
#define SRC SI
#define DST DX
#define N CX      // bytes left
#define IV AX
#define LAST R8   // the last round key
#define FIRST R9  // the key of round 1, from LAST; negative
#define ROUND R10 // the key of this round, from LAST
#define AT1 BX    // the second, third and fourth pair of blocks of a short step, from SRC
#define AT2 R11
#define AT3 R12
#define END R13   // the last pair

// S0-S7 are the states, Y0 to Y7.
#define S0 Y0
#define S1 Y1
#define S2 Y2
#define S3 Y3
#define S4 Y4
#define S5 Y5
#define S6 Y6
#define S7 Y7
#define T0 Y8
#define T1 Y9
#define T2 Y10
#define T3 Y11
#define NEXT X12  // the ciphertext before the next step
#define PREV Y13  // the ciphertext before this step, in the lower half
#define KEY0 Y14  // the key before round 1
#define K Y15     // this round's key

#define ROUND4(op) \
	op K, S0, S0; \
	op K, S1, S1; \
	op K, S2, S2; \
	op K, S3, S3

#define ROUND8(op) \
	ROUND4(op);   \
	op K, S4, S4; \
	op K, S5, S5; \
	op K, S6, S6; \
	op K, S7, S7

// All rounds.
#define ROUNDS(each, again) \
	MOVQ FIRST, ROUND;                 \
again:                              \
	VBROADCASTI128 (LAST)(ROUND*1), K; \
	each(VAESDEC);                     \
	ADDQ           $16, ROUND;         \
	JNE            again;              \
	VBROADCASTI128 (LAST), K;          \
	each(VAESDECLAST)

#define STORE(S, prev, off) \
	VPXOR   prev(SRC), S, S; \
	VMOVDQU S, off(DST)

// at = off, but not beyond the last pair: pairs that do not exist are that one again.
#define CLAMP(at, off) \
	MOVQ    $off, at; \
	CMPQ    END, at;  \
	CMOVQCS END, at

// func cbcDecryptVAESAVX2(keys *Keys, iv *[16]byte, dst, src *byte, n int)
//
// n is a positive multiple of 16. iv becomes the last block of ciphertext. dst and src
// may be the same. Clobbers AX, BX, CX, DX, SI, DI, R8-R13, Y0-Y15.
TEXT ·cbcDecryptVAESAVX2(SB), NOSPLIT, $0-40
	MOVQ           keys+0(FP), KEYS
	MOVQ           iv+8(FP), IV
	MOVQ           dst+16(FP), DST
	MOVQ           src+24(FP), SRC
	MOVQ           n+32(FP), N
	MOVQ           Keys_Rounds(KEYS), FIRST
	ADDQ           $Keys_Dec, KEYS
	SHLQ           $4, FIRST
	LEAQ           (KEYS)(FIRST*1), LAST
	NEGQ           FIRST
	ADDQ           $16, FIRST
	VBROADCASTI128 (KEYS), KEY0
	VMOVDQU        (IV), X13
	VMOVDQU        -16(SRC)(N*1), NEXT
	VMOVDQU        NEXT, (IV)
	SUBQ           $256, N
	JLT            rest

sixteen:
	VPXOR       0x00(SRC), KEY0, S0
	VPXOR       0x20(SRC), KEY0, S1
	VPXOR       0x40(SRC), KEY0, S2
	VPXOR       0x60(SRC), KEY0, S3
	VPXOR       0x80(SRC), KEY0, S4
	VPXOR       0xa0(SRC), KEY0, S5
	VPXOR       0xc0(SRC), KEY0, S6
	VPXOR       0xe0(SRC), KEY0, S7
	VINSERTI128 $1, (SRC), PREV, T0
	VMOVDQU     0xf0(SRC), NEXT
	ROUNDS(ROUND8, rounds8)
	STORE(S7, 0xd0, 0xe0)
	STORE(S6, 0xb0, 0xc0)
	STORE(S5, 0x90, 0xa0)
	STORE(S4, 0x70, 0x80)
	STORE(S3, 0x50, 0x60)
	STORE(S2, 0x30, 0x40)
	STORE(S1, 0x10, 0x20)
	VPXOR       T0, S0, S0
	VMOVDQU     S0, (DST)
	VMOVDQA     NEXT, X13
	ADDQ        $256, SRC
	ADDQ        $256, DST
	SUBQ        $256, N
	JGE         sixteen

rest:
	ADDQ $256, N
	JEQ  done

	// Three to eight blocks at a time, while there are. The pairs may overlap.
eight:
	SUBQ        $48, N
	JLT         two
	LEAQ        16(N), END
	CLAMP(AT1, 0x20)
	CLAMP(AT2, 0x40)
	CLAMP(AT3, 0x60)
	VPXOR       (SRC), KEY0, S0
	VPXOR       (SRC)(AT1*1), KEY0, S1
	VPXOR       (SRC)(AT2*1), KEY0, S2
	VPXOR       (SRC)(AT3*1), KEY0, S3
	VINSERTI128 $1, (SRC), PREV, T0
	VMOVDQU     -16(SRC)(AT1*1), T1
	VMOVDQU     -16(SRC)(AT2*1), T2
	VMOVDQU     -16(SRC)(AT3*1), T3
	VMOVDQU     16(SRC)(AT3*1), NEXT
	ROUNDS(ROUND4, rounds4)
	VPXOR       T0, S0, S0
	VPXOR       T1, S1, S1
	VPXOR       T2, S2, S2
	VPXOR       T3, S3, S3
	VMOVDQU     S0, (DST)
	VMOVDQU     S1, (DST)(AT1*1)
	VMOVDQU     S2, (DST)(AT2*1)
	VMOVDQU     S3, (DST)(AT3*1)
	VMOVDQA     NEXT, X13
	LEAQ        32(SRC)(AT3*1), SRC
	LEAQ        32(DST)(AT3*1), DST
	SUBQ        AT3, N
	ADDQ        $16, N
	JNE         eight
	JMP         done

	// One block, or two: both halves may be the same.
two:
	ADDQ        $32, N // where the last is, from SRC
	VMOVDQU     (SRC), X0
	VINSERTI128 $1, (SRC)(N*1), S0, S0
	VINSERTI128 $1, (SRC), PREV, T0
	VPXOR       KEY0, S0, S0
	MOVQ        FIRST, ROUND

rounds1:
	VBROADCASTI128 (LAST)(ROUND*1), K
	VAESDEC        K, S0, S0
	ADDQ           $16, ROUND
	JNE            rounds1
	VBROADCASTI128 (LAST), K
	VPXOR          T0, K, K
	VAESDECLAST    K, S0, S0
	VEXTRACTI128   $1, S0, (DST)(N*1)
	VMOVDQU        X0, (DST) // of one block: right only in this half

done:
	VZEROUPPER
	RET
