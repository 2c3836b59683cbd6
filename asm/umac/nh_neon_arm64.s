//go:build !purego

#include "textflag.h"
#include "go_asm.h"
#include "nh_arm64.h"
#include "poly_arm64.h"

// NH (RFC 4418 §5.2.2) of 2 and of 4 streams with Advanced SIMD, and the polynomial
// behind it (§5.3).
//
//	func nh2NEON(sum *[4]uint64, key *uint32, msg *byte, n int)
//	func nh4NEON(sum *[4]uint64, key *uint32, msg *byte, n int)
//	func chunks2NEON(poly *[4]Poly, key *Key, msg *byte, chunks int)
//	func chunks4NEON(poly *[4]Poly, key *Key, msg *byte, chunks int)
//
// nh: sum[s] += NH of the n ≥ 16 bytes of msg, and zeros up to a multiple of 32, with
// the key of stream s, which begins 16·s bytes behind key. Of key are read 16·streams -
// 16 bytes more than that multiple. With 2 streams, sum[2] and sum[3] are left alone.
//
// chunks: for each of the chunks ≥ 1 of 1024 bytes in msg, poly[s] takes NH of it plus
// 8192. With 2 streams, poly[2] and poly[3] are left alone.
//
// Nothing needs to be aligned; sum and poly may not overlap key or msg. Constant time:
// addresses and branches depend on n and chunks only. Clobbers R0-R12 and the flags;
// V0-V16 and V20-V31.
//
// With m₀ m₁ … the message and k₀ k₁ … the key in pieces of four words, stream s has
// (m₀ ⊞ kₛ)·(m₁ ⊞ kₛ₊₁) + (m₂ ⊞ kₛ₊₂)·(m₃ ⊞ kₛ₊₃) + …, word by word. UMLAL multiplies
// the lower two words of its registers and adds, UMLAL2 the upper two. A piece of the
// key serves all streams, and is loaded once or twice.
//
// Two streams take 128 bytes in 39 instructions: 16 VADD, 16 UMLAL, 5 loads of 17
// registers, 2 of the loop. Four streams take 64 bytes in 37: 16, 16, 3 of 11, and 2. On
// Neoverse V2, UMLAL goes to two of the four vector pipes (Software Optimization Guide,
// "ASIMD multiply accumulate long": 2 a cycle, latency 4, but 1 from sum to sum), VADD to
// any, and three registers are loaded a cycle. So either step takes 16/2 = 8 cycles, in
// which all vector pipes are busy: 0.0625 cycles a byte with two streams, 0.125 with four.
// Where UMLAL goes to one pipe (Neoverse N1 and N2), it is twice that. The polynomial,
// a chain of about 20 cycles a chunk and independent of the next chunk's NH, is in
// the general pipes, which have little else to do: llvm-mca 19 estimates 72 and 136
// cycles for a chunk, all in all, where 8 steps take 64 and 16 take 128.

#define OUT R0
#define KEY R1
#define MSG R2
#define N R3
#define CHUNKS R4
#define W R5 // NH of a chunk, with its length
#define T0 R6
#define T1 R7
#define T2 R8
#define TWO32 R9
#define C59 R10
#define PTR R11
#define AT R12

// V0-V7: the message; V8-V16: the key. Sums, two of a stream, by number:
#define EVEN0 20 // of the words 0 and 1 of a piece, stream 0
#define ODD0 21  // of the words 2 and 3
#define EVEN1 22
#define ODD1 23
#define EVEN2 24
#define ODD2 25
#define EVEN3 26
#define ODD3 27

// For VTBL: from byte i on, it moves 16 bytes i places down, and zeros in.
DATA slide<>+0x00(SB)/8, $0x0706050403020100
DATA slide<>+0x08(SB)/8, $0x0f0e0d0c0b0a0908
DATA slide<>+0x10(SB)/8, $0x8080808080808080
DATA slide<>+0x18(SB)/8, $0x8080808080808080
GLOBL slide<>(SB), RODATA|NOPTR, $32

#define CLEAR2 \
	VEOR V20.B16, V20.B16, V20.B16; \
	VEOR V21.B16, V21.B16, V21.B16; \
	VEOR V22.B16, V22.B16, V22.B16; \
	VEOR V23.B16, V23.B16, V23.B16

#define CLEAR4 \
	CLEAR2;                         \
	VEOR V24.B16, V24.B16, V24.B16; \
	VEOR V25.B16, V25.B16, V25.B16; \
	VEOR V26.B16, V26.B16, V26.B16; \
	VEOR V27.B16, V27.B16, V27.B16

// STREAMS adds the products of a block in two streams, whose key is k0 k1 k2.
#define STREAMS(m0, m1, k0, k1, k2, even, odd, even1, odd1) \
	VADD    k0.S4, m0.S4, V28.S4; \
	VADD    k1.S4, m1.S4, V29.S4; \
	VADD    k1.S4, m0.S4, V30.S4; \
	VADD    k2.S4, m1.S4, V31.S4; \
	VUMLAL(even, 28, 29);         \
	VUMLAL2(odd, 28, 29);         \
	VUMLAL(even1, 30, 31);        \
	VUMLAL2(odd1, 30, 31)

#define BLOCK2(m0, m1, k0, k1, k2) \
	STREAMS(m0, m1, k0, k1, k2, EVEN0, ODD0, EVEN1, ODD1)

#define BLOCK4(m0, m1, k0, k1, k2, k3, k4) \
	STREAMS(m0, m1, k0, k1, k2, EVEN0, ODD0, EVEN1, ODD1); \
	STREAMS(m0, m1, k2, k3, k4, EVEN2, ODD2, EVEN3, ODD3)

// 128 bytes in two streams.
#define STEP2 \
	VLD1.P 64(MSG), [V0.S4, V1.S4, V2.S4, V3.S4];     \
	VLD1.P 64(KEY), [V8.S4, V9.S4, V10.S4, V11.S4];   \
	VLD1.P 64(MSG), [V4.S4, V5.S4, V6.S4, V7.S4];     \
	VLD1.P 64(KEY), [V12.S4, V13.S4, V14.S4, V15.S4]; \
	VLD1   (KEY), [V16.S4];                           \
	BLOCK2(V0, V1, V8, V9, V10);                      \
	BLOCK2(V2, V3, V10, V11, V12);                    \
	BLOCK2(V4, V5, V12, V13, V14);                    \
	BLOCK2(V6, V7, V14, V15, V16)

// 64 bytes in four streams.
#define STEP4 \
	VLD1.P 64(MSG), [V0.S4, V1.S4, V2.S4, V3.S4];   \
	VLD1.P 64(KEY), [V8.S4, V9.S4, V10.S4, V11.S4]; \
	VLD1   (KEY), [V12.S4, V13.S4, V14.S4];         \
	BLOCK4(V0, V1, V8, V9, V10, V11, V12);          \
	BLOCK4(V2, V3, V10, V11, V12, V13, V14)

// TAIL loads the last 0 < N < 32 bytes, and zeros, to V0 and V1. The last 16 bytes of
// msg, moved down, are the end of m₁, or of m₀ if there are no more than 16.
#define TAIL \
	ADD  MSG, N, PTR;                   \
	SUB  $16, PTR;                      \
	VLD1 (PTR), [V1.B16];               \
	NEG  N, AT;                         \
	AND  $15, AT;                       \
	MOVD $slide<>(SB), PTR;             \
	ADD  AT, PTR;                       \
	VLD1 (PTR), [V2.B16];               \
	VTBL V2.B16, [V1.B16], V1.B16;      \
	CMP  $16, N;                        \
	BHI  long;                          \
	VMOV V1.B16, V0.B16;                \
	VEOR V1.B16, V1.B16, V1.B16;        \
	B    loaded;                        \
long:                                       \
	VLD1 (MSG), [V0.B16];               \
loaded:

// SUM2 leaves the sums of streams 0 and 1 in V20, and SUM4 those of 2 and 3 in V24.
#define SUM2 \
	VADD  V21.D2, V20.D2, V20.D2; \
	VADD  V23.D2, V22.D2, V22.D2; \
	VADDP V22.D2, V20.D2, V20.D2

#define SUM4 \
	SUM2;                         \
	VADD  V25.D2, V24.D2, V24.D2; \
	VADD  V27.D2, V26.D2, V26.D2; \
	VADDP V26.D2, V24.D2, V24.D2

// func nh2NEON(sum *[4]uint64, key *uint32, msg *byte, n int)
TEXT ·nh2NEON(SB), NOSPLIT, $0-32
	MOVD sum+0(FP), OUT
	MOVD key+8(FP), KEY
	MOVD msg+16(FP), MSG
	MOVD n+24(FP), N
	CLEAR2
	SUBS $128, N
	BLT  few

four:
	STEP2
	SUBS $128, N
	BGE  four

few:
	ADDS $(128-32), N
	BLT  rest

one:
	VLD1.P 32(MSG), [V0.S4, V1.S4]
	VLD1.P 32(KEY), [V8.S4, V9.S4]
	VLD1   (KEY), [V10.S4]
	BLOCK2(V0, V1, V8, V9, V10)
	SUBS   $32, N
	BGE    one

rest:
	ADDS $32, N
	BEQ  done
	TAIL
	VLD1 (KEY), [V8.S4, V9.S4, V10.S4]
	BLOCK2(V0, V1, V8, V9, V10)

done:
	SUM2
	VLD1 (OUT), [V0.D2]
	VADD V20.D2, V0.D2, V0.D2
	VST1 [V0.D2], (OUT)
	RET

// func nh4NEON(sum *[4]uint64, key *uint32, msg *byte, n int)
TEXT ·nh4NEON(SB), NOSPLIT, $0-32
	MOVD sum+0(FP), OUT
	MOVD key+8(FP), KEY
	MOVD msg+16(FP), MSG
	MOVD n+24(FP), N
	CLEAR4
	SUBS $64, N
	BLT  few

two:
	STEP4
	SUBS $64, N
	BGE  two

few:
	ADDS   $(64-32), N
	BLT    rest
	VLD1.P 32(MSG), [V0.S4, V1.S4]
	VLD1.P 32(KEY), [V8.S4, V9.S4]
	VLD1   (KEY), [V10.S4, V11.S4, V12.S4]
	BLOCK4(V0, V1, V8, V9, V10, V11, V12)
	SUB    $32, N

rest:
	ADDS   $32, N
	BEQ    done
	TAIL
	VLD1.P 32(KEY), [V8.S4, V9.S4]
	VLD1   (KEY), [V10.S4, V11.S4, V12.S4]
	BLOCK4(V0, V1, V8, V9, V10, V11, V12)

done:
	SUM4
	VLD1 (OUT), [V0.D2, V1.D2]
	VADD V20.D2, V0.D2, V0.D2
	VADD V24.D2, V1.D2, V1.D2
	VST1 [V0.D2, V1.D2], (OUT)
	RET

// The polynomials of two streams take the sums in v.
#define POLY2(v, first) \
	VMOV v.D[0], W;                                       \
	ADD  $8192, W;                                        \
	POLY((first)*Poly__size, OUT, W, T0, T1, T2, TWO32, C59);  \
	VMOV v.D[1], W;                                       \
	ADD  $8192, W;                                        \
	POLY((first+1)*Poly__size, OUT, W, T0, T1, T2, TWO32, C59)

// func chunks2NEON(poly *[4]Poly, key *Key, msg *byte, chunks int)
TEXT ·chunks2NEON(SB), NOSPLIT, $0-32
	MOVD poly+0(FP), OUT
	MOVD key+8(FP), KEY
	MOVD msg+16(FP), MSG
	MOVD chunks+24(FP), CHUNKS
	MOVD $(1<<32), TWO32
	MOVD $59, C59

chunk:
	CLEAR2
	MOVD $(1024/128), N

four:
	STEP2
	SUB $1, N
	CBNZ N, four

	SUB  $1024, KEY
	SUM2
	POLY2(V20, 0)
	SUB  $1, CHUNKS
	CBNZ CHUNKS, chunk
	RET

// func chunks4NEON(poly *[4]Poly, key *Key, msg *byte, chunks int)
TEXT ·chunks4NEON(SB), NOSPLIT, $0-32
	MOVD poly+0(FP), OUT
	MOVD key+8(FP), KEY
	MOVD msg+16(FP), MSG
	MOVD chunks+24(FP), CHUNKS
	MOVD $(1<<32), TWO32
	MOVD $59, C59

chunk:
	CLEAR4
	MOVD $(1024/64), N

two:
	STEP4
	SUB $1, N
	CBNZ N, two

	SUB  $1024, KEY
	SUM4
	POLY2(V20, 0)
	POLY2(V24, 2)
	SUB  $1, CHUNKS
	CBNZ CHUNKS, chunk
	RET
