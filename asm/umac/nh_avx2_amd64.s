//go:build !purego

#include "textflag.h"
#include "go_asm.h"
#include "poly_amd64.h"

// NH (RFC 4418 §5.2.2) of 2 and of 4 streams with AVX2, and the polynomial behind it
// (§5.3).
//
//	func nh2AVX2(sum *[4]uint64, key *uint32, msg *byte, n int)
//	func nh4AVX2(sum *[4]uint64, key *uint32, msg *byte, n int)
//	func chunks2AVX2(poly *[4]Poly, key *Key, msg *byte, chunks int)
//	func chunks4AVX2(poly *[4]Poly, key *Key, msg *byte, chunks int)
//
// nh: sum[s] += NH of the n ≥ 16 bytes of msg, and zeros up to a multiple of 32, with
// the key of stream s, which begins 16·s bytes behind key. Of key are read 16·streams -
// 16 bytes more than that multiple. With 2 streams, sum[2] and sum[3] are left alone.
//
// chunks: for each of the chunks ≥ 1 of 1024 bytes in msg, poly[s] takes NH of it plus
// 8192. With 2 streams, poly[2] and poly[3] are left alone.
//
// Nothing needs to be aligned; sum and poly may not overlap key or msg. Constant time:
// addresses and branches depend on n and chunks only. Clobbers AX, BX, CX, DX, SI, DI,
// R8-R12, Y0-Y8.
//
// With m₀ m₁ the two halves of a block, of four words each, and k₀ k₁ k₂ … the key in
// such halves, stream s has (m₀ ⊞ kₛ)·(m₁ ⊞ kₛ₊₁), word by word. A register holds two
// streams, one in each lane:
//
//	L = m₀ │ m₀   ⊞   kₛ   │ kₛ₊₁        the message broadcast while it is loaded,
//	H = m₁ │ m₁   ⊞   kₛ₊₁ │ kₛ₊₂        and the key as it lies in memory
//
// VPMULUDQ multiplies the even words; a shift by 32 brings the odd ones there.
//
// Two streams cost 8 vector operations and 4 loads a block: 2 cycles where there are
// four vector ports of 256 bits (Zen), and 8/3 where there are three (Intel). The
// polynomial is a chain of about 25 cycles a chunk, in the scalar units, and
// independent of the next chunk's NH.

#define P BX
#define KEY SI
#define MSG DI
#define N CX
#define CHUNKS R8
#define TWO32 R9
#define W R10 // NH of a chunk, with its length
#define V R11 // of the next stream
#define T0 R12

#define M0 Y0    // m₀ in both lanes
#define M1 Y1    // m₁
#define L Y2
#define H Y3
#define T Y4
#define EVEN Y5  // sums of the products of even words, streams 0 and 1
#define ODD Y6   // of odd words
#define EVEN2 Y7 // streams 2 and 3
#define ODD2 Y8

// For VPSHUFB: from byte i on, it moves 16 bytes i places down, and zeros in.
DATA slide<>+0x00(SB)/8, $0x0706050403020100
DATA slide<>+0x08(SB)/8, $0x0f0e0d0c0b0a0908
DATA slide<>+0x10(SB)/8, $0x8080808080808080
DATA slide<>+0x18(SB)/8, $0x8080808080808080
GLOBL slide<>(SB), RODATA|NOPTR, $32

#define CLEAR2 \
	VPXOR EVEN, EVEN, EVEN; \
	VPXOR ODD, ODD, ODD

#define CLEAR4 \
	CLEAR2;                    \
	VPXOR EVEN2, EVEN2, EVEN2; \
	VPXOR ODD2, ODD2, ODD2

#define LOAD(off) \
	VBROADCASTI128 off(MSG), M0;   \
	VBROADCASTI128 off+16(MSG), M1

// STREAMS adds the products of a block in two streams, whose key is at off.
#define STREAMS(off, even, odd) \
	VPADDD   off(KEY), M0, L;    \
	VPADDD   off+16(KEY), M1, H; \
	VPMULUDQ L, H, T;            \
	VPADDQ   T, even, even;      \
	VPSRLQ   $32, L, L;          \
	VPSRLQ   $32, H, H;          \
	VPMULUDQ L, H, T;            \
	VPADDQ   T, odd, odd

#define BLOCK2(off) \
	LOAD(off);               \
	STREAMS(off, EVEN, ODD)

#define BLOCK4(off) \
	LOAD(off);                     \
	STREAMS(off, EVEN, ODD);       \
	STREAMS(off+32, EVEN2, ODD2)

// TAIL loads the last 0 < N < 32 bytes, and zeros. The last 16 bytes of msg, moved down,
// are the end of m₁, or of m₀ if there are no more than 16.
#define TAIL \
	LEAQ           slide<>(SB), R8; \
	MOVQ           N, R9;           \
	NEGQ           R9;              \
	ANDQ           $15, R9;         \
	VMOVDQU        -16(MSG)(N*1), X1; \
	VPSHUFB        (R8)(R9*1), X1, X1; \
	VINSERTI128    $1, X1, M1, M1;  \
	CMPQ           N, $16;          \
	JA             long;            \
	VMOVDQA        M1, M0;          \
	VPXOR          M1, M1, M1;      \
	JMP            loaded;          \
long:                               \
	VBROADCASTI128 (MSG), M0;       \
loaded:

// SUM2 adds the four sums of each stream, and leaves streams 0 and 1 in X0.
#define SUM2 \
	VPADDQ       ODD, EVEN, Y0; \
	VEXTRACTI128 $1, Y0, X1;    \
	VPUNPCKLQDQ  X1, X0, X2;    \
	VPUNPCKHQDQ  X1, X0, X3;    \
	VPADDQ       X2, X3, X0

// SUM4 leaves streams 0 2 1 3 in Y0.
#define SUM4 \
	VPADDQ      ODD, EVEN, Y0;   \
	VPADDQ      ODD2, EVEN2, Y1; \
	VPUNPCKLQDQ Y1, Y0, Y2;      \
	VPUNPCKHQDQ Y1, Y0, Y3;      \
	VPADDQ      Y2, Y3, Y0

// func nh2AVX2(sum *[4]uint64, key *uint32, msg *byte, n int)
TEXT ·nh2AVX2(SB), NOSPLIT, $0-32
	MOVQ sum+0(FP), P
	MOVQ key+8(FP), KEY
	MOVQ msg+16(FP), MSG
	MOVQ n+24(FP), N
	CLEAR2
	SUBQ $128, N
	JLT  few

four:
	BLOCK2(0)
	BLOCK2(32)
	BLOCK2(64)
	BLOCK2(96)
	ADDQ $128, KEY
	ADDQ $128, MSG
	SUBQ $128, N
	JGE  four

few:
	ADDQ $(128-32), N
	JLT  rest

one:
	BLOCK2(0)
	ADDQ $32, KEY
	ADDQ $32, MSG
	SUBQ $32, N
	JGE  one

rest:
	ADDQ $32, N
	JZ   done
	TAIL
	STREAMS(0, EVEN, ODD)

done:
	SUM2
	VPADDQ  (P), X0, X0
	VMOVDQU X0, (P)
	VZEROUPPER
	RET

// func nh4AVX2(sum *[4]uint64, key *uint32, msg *byte, n int)
TEXT ·nh4AVX2(SB), NOSPLIT, $0-32
	MOVQ sum+0(FP), P
	MOVQ key+8(FP), KEY
	MOVQ msg+16(FP), MSG
	MOVQ n+24(FP), N
	CLEAR4
	SUBQ $64, N
	JLT  few

two:
	BLOCK4(0)
	BLOCK4(32)
	ADDQ $64, KEY
	ADDQ $64, MSG
	SUBQ $64, N
	JGE  two

few:
	ADDQ $(64-32), N
	JLT  rest
	BLOCK4(0)
	ADDQ $32, KEY
	ADDQ $32, MSG
	SUBQ $32, N

rest:
	ADDQ $32, N
	JZ   done
	TAIL
	STREAMS(0, EVEN, ODD)
	STREAMS(32, EVEN2, ODD2)

done:
	SUM4
	VPERMQ  $0xd8, Y0, Y0
	VPADDQ  (P), Y0, Y0
	VMOVDQU Y0, (P)
	VZEROUPPER
	RET

// func chunks2AVX2(poly *[4]Poly, key *Key, msg *byte, chunks int)
TEXT ·chunks2AVX2(SB), NOSPLIT, $0-32
	MOVQ poly+0(FP), P
	MOVQ key+8(FP), KEY
	MOVQ msg+16(FP), MSG
	MOVQ chunks+24(FP), CHUNKS
	MOVQ $(1<<32), TWO32

chunk:
	CLEAR2
	MOVL $(1024/128), N

four:
	BLOCK2(0)
	BLOCK2(32)
	BLOCK2(64)
	BLOCK2(96)
	ADDQ $128, KEY
	ADDQ $128, MSG
	DECQ N
	JNZ  four

	SUBQ    $1024, KEY
	SUM2
	VMOVQ   X0, W
	VPEXTRQ $1, X0, V
	ADDQ    $8192, W
	ADDQ    $8192, V
	POLY(0, P, W, T0, TWO32)
	POLY(Poly__size, P, V, T0, TWO32)
	DECQ    CHUNKS
	JNZ     chunk

	VZEROUPPER
	RET

// func chunks4AVX2(poly *[4]Poly, key *Key, msg *byte, chunks int)
TEXT ·chunks4AVX2(SB), NOSPLIT, $0-32
	MOVQ poly+0(FP), P
	MOVQ key+8(FP), KEY
	MOVQ msg+16(FP), MSG
	MOVQ chunks+24(FP), CHUNKS
	MOVQ $(1<<32), TWO32

chunk:
	CLEAR4
	MOVL $(1024/64), N

two:
	BLOCK4(0)
	BLOCK4(32)
	ADDQ $64, KEY
	ADDQ $64, MSG
	DECQ N
	JNZ  two

	SUBQ         $1024, KEY
	SUM4
	VEXTRACTI128 $1, Y0, X1
	VMOVQ        X0, W
	VMOVQ        X1, V
	ADDQ         $8192, W
	ADDQ         $8192, V
	POLY(0, P, W, T0, TWO32)
	POLY(Poly__size, P, V, T0, TWO32)
	VPEXTRQ      $1, X0, W
	VPEXTRQ      $1, X1, V
	ADDQ         $8192, W
	ADDQ         $8192, V
	POLY(2*Poly__size, P, W, T0, TWO32)
	POLY(3*Poly__size, P, V, T0, TWO32)
	DECQ         CHUNKS
	JNZ          chunk

	VZEROUPPER
	RET
