//go:build !purego

#include "textflag.h"
#include "poly1305_arm64.h"

// func polyMUL(h *[3]uint64, r *[2]uint64, p *byte, n int)
//
// Adds n bytes, a multiple of 16, to the polynomial of Poly1305, one block at a time.
// This and the next function clobber R0-R17 and the flags.
//
// A block takes 29 instructions, of which 10 multiply. On Neoverse V2 the chain from one
// h to the next is what they wait for: ADDS and ADCS of the block, UMULH of h1, ADC, ADDS
// and ADC of d0 and d1, LSR, ADD, ADDS of the fold, which is 8 times 1 cycle and 3 for
// UMULH. As there are two multipliers, the last of the 10 are some 2 cycles late: 13
// cycles, 0.8 a byte. Cores on which UMULH keeps their only multiplier for several cycles
// are bound by that: 39 cycles on Neoverse N1. (So llvm-mca 19 models both.)
TEXT ·polyMUL(SB), NOSPLIT, $0-32
	MOVD h+0(FP), R0
	MOVD r+8(FP), R1
	MOVD p+16(FP), R2
	MOVD n+24(FP), R3
	LDP  0(R0), (h0, h1)
	MOVD 16(R0), h2
	LDP  0(R1), (r0, r1)
	WRAP
	SUBS $16, R3
	BLO  done

loop:
	ADDBLOCK(R2)
	MULTIPLY
	SUBS $16, R3
	BHS  loop

done:
	STP  (h0, h1), 0(R0)
	MOVD h2, 16(R0)
	RET

// func sumMUL(tag *[16]byte, h *[3]uint64, key *[32]byte, p *byte, n int)
//
// Adds the last n bytes of a message, any number, to its polynomial h, and sets tag
// to the tag under key. h itself does not change. tag may be anywhere in the
// message or the key. Reads no byte but those n.
//
//	R0  key     R2  p     R3  n
TEXT ·sumMUL(SB), NOSPLIT, $0-40
	MOVD h+8(FP), R1
	MOVD key+16(FP), R0
	MOVD p+24(FP), R2
	MOVD n+32(FP), R3
	LDP  0(R1), (h0, h1)
	MOVD 16(R1), h2

	// RFC 8439 §2.5.1: clamp.
	LDP  0(R0), (r0, r1)
	MOVD $0x0ffffffc0fffffff, R11
	MOVD $0x0ffffffc0ffffffc, R12
	AND  R11, r0
	AND  R12, r1
	WRAP
	SUBS $16, R3
	BLO  last

loop:
	ADDBLOCK(R2)
	MULTIPLY
	SUBS $16, R3
	BHS  loop

last:
	// 16 + R3 bytes are left. R11 becomes those behind the last whole 8, which are at
	// R13, with a 1 bit behind them. The length is public.
	ADDS  $16, R3
	BEQ   finish
	AND   $8, R3, R13
	ADD   R2, R13
	MOVD  $1, R11
	TBZ   $0, R3, even
	AND   $6, R3, R14
	MOVBU (R13)(R14), R15
	ORR   R11<<8, R15, R11

even:
	TBZ   $1, R3, four
	AND   $4, R3, R14
	MOVHU (R13)(R14), R15
	ORR   R11<<16, R15, R11

four:
	TBZ   $2, R3, eight
	MOVWU (R13), R15
	ORR   R11<<32, R15, R11

eight:
	MOVD ZR, R12
	TBZ  $3, R3, add
	MOVD R11, R12
	MOVD (R2), R11

add:
	ADDS R11, h0
	ADCS R12, h1
	ADC  ZR, h2
	MULTIPLY

finish:
	// h < 2p: if h + 5 reaches 2¹³⁰, then h ≥ p, and h - p = h + 5 - 2¹³⁰.
	ADDS $5, h0, R11
	ADCS ZR, h1, R12
	ADC  ZR, h2, R13
	CMP  $4, R13
	CSEL HS, R11, h0, h0
	CSEL HS, R12, h1, h1

	// tag = (h + s) mod 2¹²⁸
	LDP  16(R0), (R11, R12)
	ADDS R11, h0
	ADC  R12, h1
	MOVD tag+0(FP), R0
	STP  (h0, h1), 0(R0)
	RET
