//go:build !purego

#include "textflag.h"
#include "poly1305_amd64.h"

// func polyBMI2(h *[3]uint64, r *[2]uint64, p *byte, n int)
//
// Adds n bytes, a multiple of 16, to the polynomial of Poly1305, one block at a time.
// This and the next function clobber all general registers but BP, and no others.
TEXT ·polyBMI2(SB), NOSPLIT, $0-32
	MOVQ h+0(FP), AX
	MOVQ r+8(FP), BX
	MOVQ p+16(FP), SI
	MOVQ n+24(FP), CX
	MOVQ 0(AX), H0
	MOVQ 8(AX), H1
	MOVQ 16(AX), H2
	MOVQ 0(BX), R0
	MOVQ 8(BX), R1
	WRAP
	SUBQ $16, CX
	JB   done
	PCALIGN $64

loop:
	ADDBLOCK(SI)
	MULTIPLY
	ADDQ $16, SI
	SUBQ $16, CX
	JAE  loop

done:
	MOVQ h+0(FP), AX
	MOVQ H0, 0(AX)
	MOVQ H1, 8(AX)
	MOVQ H2, 16(AX)
	RET

// func sumBMI2(tag *[16]byte, h *[3]uint64, key *[32]byte, p *byte, n int)
//
// Adds the last n bytes of a message, any number, to its polynomial h, and sets tag
// to the tag under key. h itself does not change. tag may be anywhere in the
// message or the key. Reads no byte but those n.
//
//	SI  p     CX  n
#define KEY AX

TEXT ·sumBMI2(SB), NOSPLIT, $0-40
	MOVQ h+8(FP), BX
	MOVQ key+16(FP), KEY
	MOVQ p+24(FP), SI
	MOVQ n+32(FP), CX
	MOVQ 0(BX), H0
	MOVQ 8(BX), H1
	MOVQ 16(BX), H2

	// RFC 8439 §2.5.1: clamp.
	MOVQ $0x0ffffffc0fffffff, R0
	MOVQ $0x0ffffffc0ffffffc, R1
	ANDQ 0(KEY), R0
	ANDQ 8(KEY), R1
	WRAP
	SUBQ $16, CX
	JB   last

	PCALIGN $64

loop:
	ADDBLOCK(SI)
	MULTIPLY
	ADDQ $16, SI
	SUBQ $16, CX
	JAE  loop

last:
	// What is left is 16 + CX bytes. They go to DI:DX, with a 1 bit behind them. The
	// length is public.
	ADDQ $16, CX
	JZ   finish
	MOVL $1, DI
	SHLQ $3, CX     // in bits; a shift is by CL mod 64
	SHLQ CX, DI     // the 1 bit, of its half
	CMPQ CX, $64
	JB   below8

	// 8 to 15 bytes: the last 8 hold some of the first half, which is shifted out, by
	// all 64 bits if there are just 8.
	MOVQ CX, BX
	SHRQ $3, BX
	MOVQ -8(SI)(BX*1), BX
	NEGQ CX
	ADDQ $56, CX
	SHRQ $8, BX
	SHRQ CX, BX
	ADDQ DI, BX
	ADDQ 0(SI), H0
	ADCQ BX, H1
	ADCQ $0, H2
	JMP  multiply

below8:
	MOVQ CX, BX
	SHRQ $3, BX
	CMPQ CX, $32
	JB   below4

	// 4 to 7 bytes: two words that overlap.
	MOVL -4(SI)(BX*1), DX
	SUBQ $32, CX
	SHLQ CX, DX
	MOVL 0(SI), BX
	ORQ  DX, BX
	JMP  half

below4:
	// 1 to 3 bytes: the first, the middle and the last, which may be the same.
	MOVBLZX -1(SI)(BX*1), DX
	SUBQ    $8, CX
	SHLQ    CX, DX
	ORQ     DX, DI
	MOVQ    BX, CX
	SHRQ    $1, CX
	MOVBLZX (SI)(CX*1), DX
	SHLQ    $3, CX
	SHLQ    CX, DX
	MOVBLZX 0(SI), BX
	ORQ     DX, BX

half:
	ORQ  DI, BX
	ADDQ BX, H0
	ADCQ $0, H1
	ADCQ $0, H2

multiply:
	MULTIPLY

finish:
	// h < 2p: if h + 5 reaches 2¹³⁰, then h ≥ p, and h - p = h + 5 - 2¹³⁰.
	MOVQ    H0, BX
	MOVQ    H1, DX
	ADDQ    $5, BX
	ADCQ    $0, DX
	ADCQ    $0, H2
	CMPQ    H2, $4
	CMOVQCC BX, H0
	CMOVQCC DX, H1

	// tag = (h + s) mod 2¹²⁸
	MOVQ key+16(FP), KEY
	MOVQ tag+0(FP), DI
	ADDQ 16(KEY), H0
	ADCQ 24(KEY), H1
	MOVQ H0, 0(DI)
	MOVQ H1, 8(DI)
	RET
