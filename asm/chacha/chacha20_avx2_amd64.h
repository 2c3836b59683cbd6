// Macros of the vertical form of ChaCha20 with AVX2: 8 blocks in 16 registers of 256
// bits, of which register i holds word i of each.
//
// They work on a frame whose address is in BX, a multiple of 32:
//
//	  0   M(i), 16 × 32: the matrices before the first round, word by word
//	512   W(i),  8 × 32: words 8 to 15, where registers do not suffice
#define M(i) (32*(i))(BX)
#define W(i) (512+32*((i)-8))(BX)

// SETNONCE sets words 14 and 15 of M from a general register.
#define SETNONCE(nonce) \
	VMOVQ        nonce, X0   \
	VPBROADCASTD X0, Y14     \
	VPSRLQ       $32, X0, X0 \
	VPBROADCASTD X0, Y15     \
	VMOVDQA      Y14, M(14)  \
	VMOVDQA      Y15, M(15)

// SETCOUNTERS sets words 12 and 13 of M, and Y12 and Y13, to the 64-bit counters of
// the blocks, of which the first is in a general register.
#define SETCOUNTERS(counter) \
	VMOVQ        counter, X0         \
	VPBROADCASTQ X0, Y0              \
	VPADDQ       ·lanes8+32(SB), Y0, Y1 \
	VPADDQ       ·lanes8+0(SB), Y0, Y0  \
	VSHUFPS      $0x88, Y1, Y0, Y12  \
	VSHUFPS      $0xdd, Y1, Y0, Y13  \
	VMOVDQA      Y12, M(12)          \
	VMOVDQA      Y13, M(13)

// LOADM loads all words but 12 and 13. Words 10 and 11 go to W.
#define LOADM \
	VMOVDQA M(0), Y0 \
	VMOVDQA M(1), Y1 \
	VMOVDQA M(2), Y2 \
	VMOVDQA M(3), Y3 \
	VMOVDQA M(4), Y4 \
	VMOVDQA M(5), Y5 \
	VMOVDQA M(6), Y6 \
	VMOVDQA M(7), Y7 \
	VMOVDQA M(10), Y8 \
	VMOVDQA M(11), Y9 \
	VMOVDQA Y8, W(10) \
	VMOVDQA Y9, W(11) \
	VMOVDQA M(8), Y8 \
	VMOVDQA M(9), Y9 \
	VMOVDQA M(14), Y14 \
	VMOVDQA M(15), Y15

// The four steps of a quarter round, RFC 8439 §2.1:
// a += b; d ^= a; d <<<= 16
#define STEP16(a, b, d) \
	VPADDD  b, a, a               \
	VPXOR   a, d, d               \
	VPSHUFB ·rotate16(SB), d, d

// c += d; b ^= c; b <<<= 12
#define STEP12(c, d, b, t) \
	VPADDD d, c, c   \
	VPXOR  c, b, b   \
	VPSLLD $12, b, t \
	VPSRLD $20, b, b \
	VPOR   t, b, b

// a += b; d ^= a; d <<<= 8
#define STEP8(a, b, d) \
	VPADDD  b, a, a              \
	VPXOR   a, d, d              \
	VPSHUFB ·rotate8(SB), d, d

// c += d; b ^= c; b <<<= 7
#define STEP7(c, d, b, t) \
	VPADDD d, c, c   \
	VPXOR  c, b, b   \
	VPSLLD $7, b, t  \
	VPSRLD $25, b, b \
	VPOR   t, b, b

// Two quarter rounds of the vertical form.
#define QUARTERS(a0, b0, c0, d0, a1, b1, c1, d1) \
	STEP16(a0, b0, d0)      \
	STEP16(a1, b1, d1)      \
	STEP12(c0, d0, b0, Y10) \
	STEP12(c1, d1, b1, Y11) \
	STEP8(a0, b0, d0)       \
	STEP8(a1, b1, d1)       \
	STEP7(c0, d0, b0, Y10)  \
	STEP7(c1, d1, b1, Y11)

// TRANSPOSE4 takes word k of 8 blocks from register ak, k = 0 … 3. Then a0 holds
// words 0 to 3 of blocks 0 and 4, a1 those of 1 and 5, and so on.
#define TRANSPOSE4(a0, a1, a2, a3, t0, t1, t2, t3) \
	VPUNPCKLDQ  a1, a0, t0 \
	VPUNPCKHDQ  a1, a0, t1 \
	VPUNPCKLDQ  a3, a2, t2 \
	VPUNPCKHDQ  a3, a2, t3 \
	VPUNPCKLQDQ t2, t0, a0 \
	VPUNPCKHQDQ t2, t0, a1 \
	VPUNPCKLQDQ t3, t1, a2 \
	VPUNPCKHQDQ t3, t1, a3

// OUT adds 32 bytes of blocks j and j+4, at the given offset in them, to src. u and
// v (vx is its lower half) hold 16 bytes of each block. u and t are overwritten.
#define OUT(j, offset, u, v, vx, t) \
	VINSERTI128 $1, vx, u, t            \
	VPERM2I128  $0x31, v, u, u          \
	VPXOR       (64*(j)+(offset))(SI), t, t   \
	VMOVDQU     t, (64*(j)+(offset))(DI)      \
	VPXOR       (64*(j+4)+(offset))(SI), u, u \
	VMOVDQU     u, (64*(j+4)+(offset))(DI)

// A column round and a diagonal round, in two halves each. Two of words 8 to 11 are
// in Y8 and Y9, the others in W: where the halves of a round meet, they change.
#define COLUMNS1 \
	QUARTERS(Y0, Y4, Y8, Y12, Y1, Y5, Y9, Y13) \
	VMOVDQA Y8, W(8)                           \
	VMOVDQA Y9, W(9)                           \
	VMOVDQA W(10), Y8                          \
	VMOVDQA W(11), Y9

#define COLUMNS2 \
	QUARTERS(Y2, Y6, Y8, Y14, Y3, Y7, Y9, Y15)

#define DIAGONALS1 \
	QUARTERS(Y0, Y5, Y8, Y15, Y1, Y6, Y9, Y12) \
	VMOVDQA Y8, W(10)                          \
	VMOVDQA Y9, W(11)                          \
	VMOVDQA W(8), Y8                           \
	VMOVDQA W(9), Y9

#define DIAGONALS2 \
	QUARTERS(Y2, Y7, Y8, Y13, Y3, Y4, Y9, Y14)

// ADDM adds the matrix from before, but for words 10 and 11. Words 8 to 15 go to W.
#define ADDM \
	VPADDD  M(8), Y8, Y8 \
	VPADDD  M(9), Y9, Y9 \
	VPADDD  M(12), Y12, Y12 \
	VPADDD  M(13), Y13, Y13 \
	VPADDD  M(14), Y14, Y14 \
	VPADDD  M(15), Y15, Y15 \
	VMOVDQA Y8, W(8) \
	VMOVDQA Y9, W(9) \
	VMOVDQA Y12, W(12) \
	VMOVDQA Y13, W(13) \
	VMOVDQA Y14, W(14) \
	VMOVDQA Y15, W(15) \
	VPADDD  M(0), Y0, Y0 \
	VPADDD  M(1), Y1, Y1 \
	VPADDD  M(2), Y2, Y2 \
	VPADDD  M(3), Y3, Y3 \
	VPADDD  M(4), Y4, Y4 \
	VPADDD  M(5), Y5, Y5 \
	VPADDD  M(6), Y6, Y6 \
	VPADDD  M(7), Y7, Y7

// OUT1 adds the first halves of 8 blocks, words 0 to 7, to 512 bytes of src,
#define OUT1 \
	TRANSPOSE4(Y0, Y1, Y2, Y3, Y8, Y9, Y10, Y11) \
	TRANSPOSE4(Y4, Y5, Y6, Y7, Y12, Y13, Y14, Y15) \
	OUT(0, 0, Y0, Y4, X4, Y8) \
	OUT(1, 0, Y1, Y5, X5, Y9) \
	OUT(2, 0, Y2, Y6, X6, Y10) \
	OUT(3, 0, Y3, Y7, X7, Y11)

// and OUT2 the second halves.
#define OUT2 \
	VMOVDQA W(8), Y0 \
	VMOVDQA W(9), Y1 \
	VMOVDQA W(10), Y2 \
	VMOVDQA W(11), Y3 \
	VPADDD  M(10), Y2, Y2 \
	VPADDD  M(11), Y3, Y3 \
	VMOVDQA W(12), Y4 \
	VMOVDQA W(13), Y5 \
	VMOVDQA W(14), Y6 \
	VMOVDQA W(15), Y7 \
	TRANSPOSE4(Y0, Y1, Y2, Y3, Y8, Y9, Y10, Y11) \
	TRANSPOSE4(Y4, Y5, Y6, Y7, Y12, Y13, Y14, Y15) \
	OUT(0, 32, Y0, Y4, X4, Y8) \
	OUT(1, 32, Y1, Y5, X5, Y9) \
	OUT(2, 32, Y2, Y6, X6, Y10) \
	OUT(3, 32, Y3, Y7, X7, Y11)
