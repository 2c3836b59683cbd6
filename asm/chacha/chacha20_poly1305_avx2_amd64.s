//go:build !purego

#include "textflag.h"
#include "chacha20_avx2_amd64.h"

// func sealAVX2(key *Key, nonce, counter uint64, dst, src *byte, n int, step *byte, mac *byte, doubles int, h *[3]uint64, r *[2]uint64)
//
// Seal of chacha20_beside.go for n bytes, a multiple of 512, and then for the 512 bytes
// of step, in place, if it is not nil. There is a step at least. Of the first step's
// double rounds only so many have Poly1305 beside them as doubles says, 0 … 10, and
// the output only if all have. dst may be src; no alignment is asked for. Clobbers all
// vector registers, and all general ones but BP, R14 and R15.
//
// For Open, mac lies within src: up to 15 bytes further on. Of what a step decrypts in
// place, all has been read then but the second half of the last block, which is written
// after that.
//
// ChaCha20 lives in vector registers, 8 blocks a step, and leaves half of the issue
// slots free; Poly1305 lives in general ones, and takes them, 32 of its blocks a
// step: three beside each double round, two beside the output. It is one chain of
// about 13 cycles a block, so both take about as long as ChaCha20 alone.
//
// The frame, from a multiple of 32 on: M and W as chacha20_avx2_amd64.h says, and
// what general registers do not suffice for. It is cleared before the return.
#define R0     768(BX)
#define R1     776(BX)
#define T1     784(BX) // 5/4·r₁
#define LEFT   792(BX)
#define COUNT  800(BX)
#define BESIDE 808(BX) // double rounds of a step with Poly1305 beside them
#define DOUBLE 816(BX) // double rounds left

#define FRAME BX
#define H0    R8
#define H1    R9
#define H2    R10
#define MAC   R11

// POLY is a block of Poly1305 as chacha.blocks computes it, in the names used there:
// h += m, h·r ≡ d0 + d1·2⁶⁴ + d2·2¹²⁸ with t1 = 5/4·r₁, and a partial reduction.
//
//	AX, CX = d0     R12, R13 = d1     H2 = d2
#define POLY \
	ADDQ  0(MAC), H0     \
	ADCQ  8(MAC), H1     \
	ADCQ  $1, H2         \
	ADDQ  $16, MAC       \
	MOVQ  R0, DX         \
	MULXQ H0, AX, CX     \
	MULXQ H1, R12, R13   \
	MOVQ  R1, DX         \
	MULXQ H0, H0, DX     \
	ADDQ  H0, R12        \
	ADCQ  DX, R13        \
	MOVQ  T1, DX         \
	MOVQ  H2, H0         \
	IMULQ DX, H0         \
	MULXQ H1, H1, DX     \
	ADDQ  H1, AX         \
	ADCQ  DX, CX         \
	IMULQ R0, H2         \
	ADDQ  H0, R12        \
	ADCQ  $0, R13        \
	ADDQ  CX, R12        \
	ADCQ  R13, H2        \
	MOVQ  H2, H0         \
	MOVQ  H2, DX         \
	SHRQ  $2, H0         \
	ANDQ  $~3, DX        \
	ADDQ  DX, H0         \
	MOVQ  R12, H1        \
	ANDL  $3, H2         \
	ADDQ  AX, H0         \
	ADCQ  $0, H1         \
	ADCQ  $0, H2

TEXT ·sealAVX2(SB), 0, $864-88
	LEAQ frame-864(SP), FRAME
	ADDQ $31, FRAME
	ANDQ $~31, FRAME
	MOVQ r+80(FP), AX
	MOVQ 0(AX), CX
	MOVQ 8(AX), DX
	MOVQ CX, R0
	MOVQ DX, R1
	MOVQ DX, CX
	SHRQ $2, CX
	ADDQ DX, CX
	MOVQ CX, T1
	MOVQ n+40(FP), CX
	MOVQ CX, LEFT
	MOVQ counter+16(FP), CX
	MOVQ CX, COUNT
	MOVQ doubles+64(FP), CX
	MOVQ CX, BESIDE
	MOVQ key+0(FP), AX
	MOVQ nonce+8(FP), DX
	XORL CX, CX

broadcast:
	VPBROADCASTD (AX)(CX*4), Y0
	MOVQ         CX, DI
	SHLQ         $5, DI
	VMOVDQA      Y0, (FRAME)(DI*1)
	INCL         CX
	CMPL         CX, $12
	JNE          broadcast
	SETNONCE(DX)

	MOVQ h+72(FP), AX
	MOVQ 0(AX), H0
	MOVQ 8(AX), H1
	MOVQ 16(AX), H2
	MOVQ dst+24(FP), DI
	MOVQ src+32(FP), SI
	MOVQ mac+56(FP), MAC
	CMPQ LEFT, $0
	JEQ  last

step:
	MOVQ COUNT, AX
	SETCOUNTERS(AX)
	ADDQ $8, AX
	MOVQ AX, COUNT
	LOADM
	MOVQ BESIDE, AX
	MOVQ AX, DOUBLE
	TESTQ AX, AX
	JZ   alone

double:
	COLUMNS1
	POLY
	COLUMNS2
	POLY
	DIAGONALS1
	POLY
	DIAGONALS2
	DECQ DOUBLE
	JNZ  double
	CMPQ BESIDE, $10
	JB   alone

	ADDM
	POLY
	OUT1
	POLY
	OUT2

next:
	ADDQ $512, SI
	ADDQ $512, DI
	SUBQ $512, LEFT
	JA   step
	JB   done

last:
	// LEFT goes from 0 to -512 with this step.
	MOVQ  step+48(FP), DI
	MOVQ  DI, SI
	TESTQ DI, DI
	JNZ   step
	JMP   done

alone:
	// The rest of the first step.
	MOVQ $10, AX
	SUBQ BESIDE, AX
	MOVQ $10, BESIDE

aloneLoop:
	COLUMNS1
	COLUMNS2
	DIAGONALS1
	DIAGONALS2
	DECL AX
	JNZ  aloneLoop
	ADDM
	OUT1
	OUT2
	JMP  next

done:
	MOVQ  h+72(FP), AX
	MOVQ  H0, 0(AX)
	MOVQ  H1, 8(AX)
	MOVQ  H2, 16(AX)
	VPXOR Y0, Y0, Y0
	MOVL  $832, CX

clear:
	VMOVDQA Y0, -32(FRAME)(CX*1)
	SUBL    $32, CX
	JNZ     clear
	VZEROUPPER
	RET
