//go:build !purego

#include "textflag.h"
#include "go_asm.h"
#include "poly_amd64.h"

// NH (RFC 4418 §5.2.2) of 2 and of 4 streams with AVX-512, and the polynomial behind it
// (§5.3).
//
//	func nh2AVX512(sum *[4]uint64, key *uint32, msg *byte, n int)
//	func nh4AVX512(sum *[4]uint64, key *uint32, msg *byte, n int)
//	func chunks2AVX512(poly *[4]Poly, key *Key, msg *byte, chunks int)
//	func chunks4AVX512(poly *[4]Poly, key *Key, msg *byte, chunks int)
//
// They do what those of nh_avx2_amd64.s do; n may be as little as 1. Nothing needs to
// be aligned; sum and poly may not overlap key or msg. Constant time: addresses and
// branches depend on n and chunks only. Clobbers AX, BX, CX, DX, SI, DI, R8-R12, K1, K2,
// Z0-Z6.
//
// With m₀ m₁ … the message and k₀ k₁ … the key in pieces of four words, stream s has
// (m₀ ⊞ kₛ)·(m₁ ⊞ kₛ₊₁) + (m₂ ⊞ kₛ₊₂)·(m₃ ⊞ kₛ₊₃) + …, word by word. Four streams have a
// lane each, and take 32 bytes at a time; the message is broadcast while it is loaded:
//
//	L = m₀ │ m₀ │ m₀ │ m₀   ⊞   k₀ │ k₁ │ k₂ │ k₃
//	H = m₁ │ m₁ │ m₁ │ m₁   ⊞   k₁ │ k₂ │ k₃ │ k₄
//
// Two streams take 64 bytes. The key is the same, as the second block's begins two
// pieces later:
//
//	L = m₀ │ m₀ │ m₂ │ m₂   ⊞   k₀ │ k₁ │ k₂ │ k₃
//	H = m₁ │ m₁ │ m₃ │ m₃   ⊞   k₁ │ k₂ │ k₃ │ k₄
//
// VPMULUDQ multiplies the even words; a shift by 32 brings the odd ones there.
//
// What bounds the loops is vector operations: 8 for 32 bytes in four streams, 10 for 64
// bytes in two. That is 2 and 2½ cycles where four ports of 512 bits exist (Zen 5), 4
// and 5 where two do (Intel, and Zen 4, whose ports take two passes), against 4 and 4
// of the AVX2 code with four ports, and 5⅓ with three. The key's second load crosses
// a cache line each time. The polynomial is a chain of about 25 cycles a chunk beside
// it, in the scalar units.

#define P BX
#define KEY SI
#define MSG DI
#define N CX
#define CHUNKS R8
#define TWO32 R9
#define W R10 // NH of a chunk, with its length
#define V R11 // of the next stream
#define T0 R12

#define L Z0
#define H Z1
#define T Z2
#define EVEN Z3 // sums of the products of even words
#define ODD Z4  // of odd words

#define CLEAR \
	VPXORQ EVEN, EVEN, EVEN; \
	VPXORQ ODD, ODD, ODD

// MULTIPLY adds the products of L and H.
#define MULTIPLY \
	VPMULUDQ L, H, T;         \
	VPADDQ   T, EVEN, EVEN;   \
	VPSRLQ   $32, L, L;       \
	VPSRLQ   $32, H, H;       \
	VPMULUDQ L, H, T;         \
	VPADDQ   T, ODD, ODD

// PAIR2 takes 64 bytes in two streams.
#define PAIR2(off) \
	VMOVDQU64  off(MSG), T;       \
	VSHUFI64X2 $0xa0, T, T, L;    \
	VSHUFI64X2 $0xf5, T, T, H;    \
	VPADDD     off(KEY), L, L;    \
	VPADDD     off+16(KEY), H, H; \
	MULTIPLY

// BLOCK4 takes 32 bytes in four streams.
#define BLOCK4(off) \
	VBROADCASTI32X4 off(MSG), L;       \
	VBROADCASTI32X4 off+16(MSG), H;    \
	VPADDD          off(KEY), L, L;    \
	VPADDD          off+16(KEY), H, H; \
	MULTIPLY

// SUM2 adds the eight sums of each stream, and leaves streams 0 and 1 in X0.
#define SUM2 \
	VPADDQ        ODD, EVEN, Z0; \
	VEXTRACTI64X4 $1, Z0, Y1;    \
	VPADDQ        Y1, Y0, Y0;    \
	VEXTRACTI128  $1, Y0, X1;    \
	VPUNPCKLQDQ   X1, X0, X2;    \
	VPUNPCKHQDQ   X1, X0, X5;    \
	VPADDQ        X2, X5, X0

// SUM4 adds the four sums of each stream, and leaves streams 0 2 1 3 in Y0.
#define SUM4 \
	VPADDQ        ODD, EVEN, Z0; \
	VEXTRACTI64X4 $1, Z0, Y1;    \
	VPUNPCKLQDQ   Y1, Y0, Y2;    \
	VPUNPCKHQDQ   Y1, Y0, Y5;    \
	VPADDQ        Y2, Y5, Y0

// func nh2AVX512(sum *[4]uint64, key *uint32, msg *byte, n int)
TEXT ·nh2AVX512(SB), NOSPLIT, $0-32
	MOVQ sum+0(FP), P
	MOVQ key+8(FP), KEY
	MOVQ msg+16(FP), MSG
	MOVQ n+24(FP), N
	CLEAR
	SUBQ $128, N
	JLT  few

two:
	PAIR2(0)
	PAIR2(64)
	ADDQ $128, KEY
	ADDQ $128, MSG
	SUBQ $128, N
	JGE  two

few:
	ADDQ $(128-64), N
	JLT  rest
	PAIR2(0)
	ADDQ $64, KEY
	ADDQ $64, MSG
	SUBQ $64, N

rest:
	ADDQ $64, N
	JZ   done

	// The last 0 < N < 64 bytes, and zeros: one block, or two. Where it is one, the
	// other's lanes are zero with the key.
	MOVQ       $-1, AX
	SHLQ       CX, AX  // CX is N
	NOTQ       AX
	KMOVQ      AX, K1
	MOVL       $0xffff, AX
	MOVL       $0x00ff, DX
	CMPQ       N, $32
	CMOVLLE    DX, AX
	KMOVW      AX, K2
	VMOVDQU8.Z (MSG), K1, T
	VSHUFI64X2 $0xa0, T, T, L
	VSHUFI64X2 $0xf5, T, T, H
	VPADDD.Z   (KEY), L, K2, L
	VPADDD.Z   16(KEY), H, K2, H
	MULTIPLY

done:
	SUM2
	VPADDQ  (P), X0, X0
	VMOVDQU X0, (P)
	VZEROUPPER
	RET

// func nh4AVX512(sum *[4]uint64, key *uint32, msg *byte, n int)
TEXT ·nh4AVX512(SB), NOSPLIT, $0-32
	MOVQ sum+0(FP), P
	MOVQ key+8(FP), KEY
	MOVQ msg+16(FP), MSG
	MOVQ n+24(FP), N
	CLEAR
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

	// The last 0 < N < 32 bytes, and zeros.
	MOVL       $-1, AX
	SHLL       CX, AX // CX is N
	NOTL       AX
	KMOVD      AX, K1
	VMOVDQU8.Z (MSG), K1, Y2
	VSHUFI64X2 $0x00, T, T, L
	VSHUFI64X2 $0x55, T, T, H
	VPADDD     (KEY), L, L
	VPADDD     16(KEY), H, H
	MULTIPLY

done:
	SUM4
	VPERMQ  $0xd8, Y0, Y0
	VPADDQ  (P), Y0, Y0
	VMOVDQU Y0, (P)
	VZEROUPPER
	RET

// func chunks2AVX512(poly *[4]Poly, key *Key, msg *byte, chunks int)
TEXT ·chunks2AVX512(SB), NOSPLIT, $0-32
	MOVQ poly+0(FP), P
	MOVQ key+8(FP), KEY
	MOVQ msg+16(FP), MSG
	MOVQ chunks+24(FP), CHUNKS
	MOVQ $(1<<32), TWO32

chunk:
	CLEAR
	MOVL $(1024/256), N

four:
	PAIR2(0)
	PAIR2(64)
	PAIR2(128)
	PAIR2(192)
	ADDQ $256, KEY
	ADDQ $256, MSG
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

// func chunks4AVX512(poly *[4]Poly, key *Key, msg *byte, chunks int)
TEXT ·chunks4AVX512(SB), NOSPLIT, $0-32
	MOVQ poly+0(FP), P
	MOVQ key+8(FP), KEY
	MOVQ msg+16(FP), MSG
	MOVQ chunks+24(FP), CHUNKS
	MOVQ $(1<<32), TWO32

chunk:
	CLEAR
	MOVL $(1024/128), N

four:
	BLOCK4(0)
	BLOCK4(32)
	BLOCK4(64)
	BLOCK4(96)
	ADDQ $128, KEY
	ADDQ $128, MSG
	DECQ N
	JNZ  four

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
