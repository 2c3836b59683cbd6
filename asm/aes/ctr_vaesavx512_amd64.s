//go:build !purego

#include "textflag.h"
#include "go_asm.h"
#include "keys512_amd64.h"

// AES-CTR with 512-bit VAES, SP 800-38A §6.5: 32 blocks in flight, four in each of
// eight registers, and all round keys in registers.
//
// An instruction takes four cycles and two start in each (Zen 5), so that ten rounds of
// 32 blocks take 40 cycles, and that is the bound: 12.8 bytes a cycle. Beside those 80
// instructions there are 24 additions and XORs, for which there are two more units.
// A byte shuffle would need the units of AES. So counters are added to as they are, in
// big-endian order, in their last byte; only where that carries, in one of eight
// steps, they are counted in little-endian order and shuffled.

// How a counter is turned, byte by byte.
DATA reverse4<>+0x00(SB)/8, $0x08090a0b0c0d0e0f
DATA reverse4<>+0x08(SB)/8, $0x0001020304050607
DATA reverse4<>+0x10(SB)/8, $0x08090a0b0c0d0e0f
DATA reverse4<>+0x18(SB)/8, $0x0001020304050607
DATA reverse4<>+0x20(SB)/8, $0x08090a0b0c0d0e0f
DATA reverse4<>+0x28(SB)/8, $0x0001020304050607
DATA reverse4<>+0x30(SB)/8, $0x08090a0b0c0d0e0f
DATA reverse4<>+0x38(SB)/8, $0x0001020304050607
GLOBL reverse4<>(SB), RODATA|NOPTR, $64

// Numbers of 128 bits: 0, 1, 2, 3, and what leads to the next four, and the next 32.
DATA count4<>+0x00(SB)/8, $0
DATA count4<>+0x08(SB)/8, $0
DATA count4<>+0x10(SB)/8, $1
DATA count4<>+0x18(SB)/8, $0
DATA count4<>+0x20(SB)/8, $2
DATA count4<>+0x28(SB)/8, $0
DATA count4<>+0x30(SB)/8, $3
DATA count4<>+0x38(SB)/8, $0
GLOBL count4<>(SB), RODATA|NOPTR, $64

DATA plus4<>+0x00(SB)/8, $4
DATA plus4<>+0x08(SB)/8, $0
DATA plus4<>+0x10(SB)/8, $4
DATA plus4<>+0x18(SB)/8, $0
DATA plus4<>+0x20(SB)/8, $4
DATA plus4<>+0x28(SB)/8, $0
DATA plus4<>+0x30(SB)/8, $4
DATA plus4<>+0x38(SB)/8, $0
GLOBL plus4<>(SB), RODATA|NOPTR, $64

DATA plus32<>+0x00(SB)/8, $32
DATA plus32<>+0x08(SB)/8, $0
DATA plus32<>+0x10(SB)/8, $32
DATA plus32<>+0x18(SB)/8, $0
DATA plus32<>+0x20(SB)/8, $32
DATA plus32<>+0x28(SB)/8, $0
DATA plus32<>+0x30(SB)/8, $32
DATA plus32<>+0x38(SB)/8, $0
GLOBL plus32<>(SB), RODATA|NOPTR, $64

// 4, 8, … 28 in the last byte.
DATA inLast<>+0x00(SB)/8, $0
DATA inLast<>+0x08(SB)/8, $0x0400000000000000
DATA inLast<>+0x10(SB)/8, $0
DATA inLast<>+0x18(SB)/8, $0x0800000000000000
DATA inLast<>+0x20(SB)/8, $0
DATA inLast<>+0x28(SB)/8, $0x0c00000000000000
DATA inLast<>+0x30(SB)/8, $0
DATA inLast<>+0x38(SB)/8, $0x1000000000000000
DATA inLast<>+0x40(SB)/8, $0
DATA inLast<>+0x48(SB)/8, $0x1400000000000000
DATA inLast<>+0x50(SB)/8, $0
DATA inLast<>+0x58(SB)/8, $0x1800000000000000
DATA inLast<>+0x60(SB)/8, $0
DATA inLast<>+0x68(SB)/8, $0x1c00000000000000
GLOBL inLast<>(SB), RODATA|NOPTR, $112

#define KEYS DI
#define SRC SI
#define DST DX
#define N CX // bytes left
#define LOW R9 // the next counter; only its last byte counts

#define CTR Z31 // the next four counters, little-endian
#define CTR0 X31 // the first of them
#define T Z15   // scratch
#define T128 X15
#define ADD4 Z8 // 4 in the last byte of each counter
#define ADD8 Z9
#define ADD12 Z10
#define ADD16 Z11
#define ADD20 Z12
#define ADD24 Z13
#define ADD28 Z14

// S = counters ⊕ k₀, and the next four counters.
#define START(S) \
	VPSHUFB reverse4<>(SB), CTR, S; \
	VPADDQ  plus4<>(SB), CTR, CTR;  \
	VPXORQ  KEY0, S, S

#define START4 START(S0); START(S1); START(S2); START(S3)
#define START8 START4; START(S4); START(S5); START(S6); START(S7)

// dst = src ⊕ the last round of S.
#define FINISH(S, off) \
	VPXORQ      off(SRC), KEYN, T; \
	VAESENCLAST T, S, S;           \
	VMOVDQU64   S, off(DST)

// The same for four blocks of key stream, if there are so many bytes; else goes to the
// label part with the key stream in T.
#define OUT(S) \
	VMOVDQA64 S, T;        \
	SUBQ      $64, N;      \
	JLT       part;        \
	VPXORQ    (SRC), S, S; \
	VMOVDQU64 S, (DST);    \
	ADDQ      $64, SRC;    \
	ADDQ      $64, DST

// func ctrVAESAVX512(keys *Keys, c *Counter, dst, src *byte, n int)
//
// dst = src ⊕ key stream, n bytes, n > 0; if the last block is not whole, all of its key
// stream goes into c.Last. c's counter is not changed, and c.Lo must not wrap. dst and
// src may be the same. Clobbers AX, BX, CX, DX, SI, DI, R8, R9, Z0-Z31, K1.
TEXT ·ctrVAESAVX512(SB), NOSPLIT, $0-40
	MOVQ            keys+0(FP), KEYS
	MOVQ            c+8(FP), BX
	MOVQ            dst+16(FP), DST
	MOVQ            src+24(FP), SRC
	MOVQ            n+32(FP), N
	MOVQ            Counter_Lo(BX), LOW
	VMOVQ           LOW, CTR0
	VPINSRQ         $1, Counter_Hi(BX), CTR0, CTR0
	VSHUFI32X4      $0, CTR, CTR, CTR
	VPADDQ          count4<>(SB), CTR, CTR
	MOVQ            Keys_Rounds(KEYS), NR
	LOADKEYS(KEYS, AX)
	SUBQ            $512, N
	JLT             rest
	VBROADCASTI32X4 inLast<>+0x00(SB), ADD4
	VBROADCASTI32X4 inLast<>+0x10(SB), ADD8
	VBROADCASTI32X4 inLast<>+0x20(SB), ADD12
	VBROADCASTI32X4 inLast<>+0x30(SB), ADD16
	VBROADCASTI32X4 inLast<>+0x40(SB), ADD20
	VBROADCASTI32X4 inLast<>+0x50(SB), ADD24
	VBROADCASTI32X4 inLast<>+0x60(SB), ADD28

thirtytwo:
	CMPB    LOW, $224
	JHI     carry
	VPSHUFB reverse4<>(SB), CTR, S0
	VPADDQ  plus32<>(SB), CTR, CTR
	VPADDD  ADD4, S0, S1
	VPADDD  ADD8, S0, S2
	VPADDD  ADD12, S0, S3
	VPADDD  ADD16, S0, S4
	VPADDD  ADD20, S0, S5
	VPADDD  ADD24, S0, S6
	VPADDD  ADD28, S0, S7
	VPXORQ  KEY0, S0, S0
	VPXORQ  KEY0, S1, S1
	VPXORQ  KEY0, S2, S2
	VPXORQ  KEY0, S3, S3
	VPXORQ  KEY0, S4, S4
	VPXORQ  KEY0, S5, S5
	VPXORQ  KEY0, S6, S6
	VPXORQ  KEY0, S7, S7

rounds:
	ROUNDS(ROUND8, VAESENC, last8)
	FINISH(S0, 0x000)
	FINISH(S1, 0x040)
	FINISH(S2, 0x080)
	FINISH(S3, 0x0c0)
	FINISH(S4, 0x100)
	FINISH(S5, 0x140)
	FINISH(S6, 0x180)
	FINISH(S7, 0x1c0)
	ADDQ $32, LOW
	ADDQ $512, SRC
	ADDQ $512, DST
	SUBQ $512, N
	JGE  thirtytwo

rest:
	ADDQ $512, N
	JEQ  done
	CMPQ N, $256
	JA   restOf32
	CMPQ N, $64
	JA   restOf16

	START(S0)
	ROUNDS(ROUND1, VAESENC, last1)
	ROUND1(VAESENCLAST, KEYN)
	OUT(S0)
	JMP done

restOf16:
	START4
	ROUNDS(ROUND4, VAESENC, last4)
	ROUND4(VAESENCLAST, KEYN)
	OUT(S0)
	OUT(S1)
	OUT(S2)
	OUT(S3)
	JMP done

	// Below the loop, as it is one step in eight.
carry:
	START8
	JMP rounds

restOf32:
	START8
	ROUNDS(ROUND8, VAESENC, lastRest)
	FINISH(S0, 0x000)
	FINISH(S1, 0x040)
	FINISH(S2, 0x080)
	FINISH(S3, 0x0c0)
	ADDQ        $256, SRC
	ADDQ        $256, DST
	SUBQ        $256, N
	VAESENCLAST KEYN, S4, S4
	VAESENCLAST KEYN, S5, S5
	VAESENCLAST KEYN, S6, S6
	VAESENCLAST KEYN, S7, S7
	OUT(S4)
	OUT(S5)
	OUT(S6)
	OUT(S7)

	// The bytes that remain, by a mask; and of a last block in part the key stream.
part:
	ADDQ          $64, N
	JEQ           done
	MOVQ          $1, AX
	SHLQ          CX, AX
	SUBQ          $1, AX
	KMOVQ         AX, K1
	VMOVDQU8.Z    (SRC), K1, S0
	VPXORQ        T, S0, S0
	VMOVDQU8      S0, K1, (DST)
	TESTQ         $15, N
	JEQ           done
	ANDQ          $48, CX // the block's place, 16 bytes each
	SHRQ          $3, CX // in halves of a block
	MOVQ          $3, AX
	SHLQ          CX, AX
	KMOVQ         AX, K1
	VPCOMPRESSQ.Z T, K1, T
	VMOVDQU       T128, Counter_Last(BX)

done:
	VZEROUPPER
	RET
