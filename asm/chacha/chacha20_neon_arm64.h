// Macros of ChaCha20 with NEON: 8 blocks in all 32 registers, or 4 blocks in the
// first 16 of them. Register i, and i+16 for blocks 4 to 7, holds word i of each.
//
// 8 blocks leave no register for anything else, so V16 has three uses. It holds word
// 0 of blocks 4 to 7 only from the addition to it until it has been added to word 12,
// and is at home at the address in WORD0 otherwise: twice a round. In the meantime it
// is the register that a rotation needs, or the table of the rotation by 8.
//
//	WORD0  address of 16 bytes
//	LEFT8  address of the table
#define T V16

// Vectors x += y, x ^= y.
#define ADD4(x0, x1, x2, x3, y0, y1, y2, y3) \
	VADD y0.S4, x0.S4, x0.S4 \
	VADD y1.S4, x1.S4, x1.S4 \
	VADD y2.S4, x2.S4, x2.S4 \
	VADD y3.S4, x3.S4, x3.S4

#define XOR4(x0, x1, x2, x3, y0, y1, y2, y3) \
	VEOR y0.B16, x0.B16, x0.B16 \
	VEOR y1.B16, x1.B16, x1.B16 \
	VEOR y2.B16, x2.B16, x2.B16 \
	VEOR y3.B16, x3.B16, x3.B16

// x <<<= 16
#define ROTATE16(x0, x1, x2, x3) \
	VREV32 x0.H8, x0.H8 \
	VREV32 x1.H8, x1.H8 \
	VREV32 x2.H8, x2.H8 \
	VREV32 x3.H8, x3.H8

// x <<<= 8
#define ROTATE8(table, x0, x1, x2, x3) \
	VTBL table.B16, [x0.B16], x0.B16 \
	VTBL table.B16, [x1.B16], x1.B16 \
	VTBL table.B16, [x2.B16], x2.B16 \
	VTBL table.B16, [x3.B16], x3.B16

// x = (x ^ y) <<< n, with m = 32 - n.
#define XORROTATE(n, m, x, y) \
	VEOR y.B16, x.B16, T.B16 \
	VSHL $n, T.S4, x.S4      \
	VSRI $m, T.S4, x.S4

#define XORROTATE4(n, m, x0, x1, x2, x3, y0, y1, y2, y3) \
	XORROTATE(n, m, x0, y0) \
	XORROTATE(n, m, x1, y1) \
	XORROTATE(n, m, x2, y2) \
	XORROTATE(n, m, x3, y3)

// The four steps of the quarter round, RFC 8439 §2.1, for the four of a round and all
// 8 blocks: b0 … are words of blocks 0 to 3, e0 … those of blocks 4 to 7.
// a += b; d ^= a; d <<<= 16
#define STEP16(b0, b1, b2, b3, d0, d1, d2, d3, e0, e1, e2, e3, g0, g1, g2, g3) \
	VLD1 (WORD0), [V16.B16] \
	ADD4(V0, V1, V2, V3, b0, b1, b2, b3) \
	ADD4(V16, V17, V18, V19, e0, e1, e2, e3) \
	XOR4(d0, d1, d2, d3, V0, V1, V2, V3) \
	XOR4(g0, g1, g2, g3, V16, V17, V18, V19) \
	VST1 [V16.B16], (WORD0) \
	ROTATE16(d0, d1, d2, d3) \
	ROTATE16(g0, g1, g2, g3)

// c += d; b ^= c; b <<<= 12
#define STEP12(b0, b1, b2, b3, c0, c1, c2, c3, d0, d1, d2, d3, e0, e1, e2, e3, f0, f1, f2, f3, g0, g1, g2, g3) \
	ADD4(c0, c1, c2, c3, d0, d1, d2, d3) \
	ADD4(f0, f1, f2, f3, g0, g1, g2, g3) \
	XORROTATE4(12, 20, b0, b1, b2, b3, c0, c1, c2, c3) \
	XORROTATE4(12, 20, e0, e1, e2, e3, f0, f1, f2, f3)

// a += b; d ^= a; d <<<= 8
#define STEP8(b0, b1, b2, b3, d0, d1, d2, d3, e0, e1, e2, e3, g0, g1, g2, g3) \
	VLD1 (WORD0), [V16.B16] \
	ADD4(V0, V1, V2, V3, b0, b1, b2, b3) \
	ADD4(V16, V17, V18, V19, e0, e1, e2, e3) \
	XOR4(d0, d1, d2, d3, V0, V1, V2, V3) \
	XOR4(g0, g1, g2, g3, V16, V17, V18, V19) \
	VST1 [V16.B16], (WORD0) \
	VLD1 (LEFT8), [V16.B16] \
	ROTATE8(V16, d0, d1, d2, d3) \
	ROTATE8(V16, g0, g1, g2, g3)

// c += d; b ^= c; b <<<= 7
#define STEP7(b0, b1, b2, b3, c0, c1, c2, c3, d0, d1, d2, d3, e0, e1, e2, e3, f0, f1, f2, f3, g0, g1, g2, g3) \
	ADD4(c0, c1, c2, c3, d0, d1, d2, d3) \
	ADD4(f0, f1, f2, f3, g0, g1, g2, g3) \
	XORROTATE4(7, 25, b0, b1, b2, b3, c0, c1, c2, c3) \
	XORROTATE4(7, 25, e0, e1, e2, e3, f0, f1, f2, f3)

// A column round and a diagonal round, in four parts each.
#define COLUMNS16 STEP16(V4, V5, V6, V7, V12, V13, V14, V15, V20, V21, V22, V23, V28, V29, V30, V31)
#define COLUMNS12 STEP12(V4, V5, V6, V7, V8, V9, V10, V11, V12, V13, V14, V15, V20, V21, V22, V23, V24, V25, V26, V27, V28, V29, V30, V31)
#define COLUMNS8  STEP8(V4, V5, V6, V7, V12, V13, V14, V15, V20, V21, V22, V23, V28, V29, V30, V31)
#define COLUMNS7  STEP7(V4, V5, V6, V7, V8, V9, V10, V11, V12, V13, V14, V15, V20, V21, V22, V23, V24, V25, V26, V27, V28, V29, V30, V31)

#define DIAGONALS16 STEP16(V5, V6, V7, V4, V15, V12, V13, V14, V21, V22, V23, V20, V31, V28, V29, V30)
#define DIAGONALS12 STEP12(V5, V6, V7, V4, V10, V11, V8, V9, V15, V12, V13, V14, V21, V22, V23, V20, V26, V27, V24, V25, V31, V28, V29, V30)
#define DIAGONALS8  STEP8(V5, V6, V7, V4, V15, V12, V13, V14, V21, V22, V23, V20, V31, V28, V29, V30)
#define DIAGONALS7  STEP7(V5, V6, V7, V4, V10, V11, V8, V9, V15, V12, V13, V14, V21, V22, V23, V20, V26, V27, V24, V25, V31, V28, V29, V30)

// LOADKEY sets a0 … a3 to words of the key, of which p is the address, in all lanes,
// and moves p behind them.
#define LOADKEY(p, a0, a1, a2, a3) \
	VLD4R.P 16(p), [a0.S4, a1.S4, a2.S4, a3.S4]

// SETNONCE sets words 14 and 15 in all lanes. Clobbers t.
#define SETNONCE(nonce, a2, a3, t) \
	VDUP nonce, a2.S4  \
	LSR  $32, nonce, t \
	VDUP t, a3.S4

// SETCOUNTERS sets words 12 and 13 of the four blocks at address lanes in the table
// of lanes: their 64-bit counters, of which that of block 0 is given.
#define SETCOUNTERS(counter, lanes, a0, a1, u0, u1) \
	VLD1.P 32(lanes), [u0.D2, u1.D2] \
	VDUP   counter, a1.D2            \
	VADD   a1.D2, u0.D2, u0.D2       \
	VADD   a1.D2, u1.D2, u1.D2       \
	VUZP1  u1.S4, u0.S4, a0.S4       \
	VUZP2  u1.S4, u0.S4, a1.S4

// TRANSPOSE takes words k, k+1, k+2, k+3 of four blocks from a0 … a3. Then a2, t, a0
// and a1 hold these words of block 0, 1, 2 and 3. a3 is free.
#define TRANSPOSE(a0, a1, a2, a3, t) \
	VZIP1 a1.S4, a0.S4, t.S4  \
	VZIP2 a1.S4, a0.S4, a1.S4 \
	VZIP1 a3.S4, a2.S4, a0.S4 \
	VZIP2 a3.S4, a2.S4, a3.S4 \
	VZIP1 a0.D2, t.D2, a2.D2  \
	VZIP2 a0.D2, t.D2, t.D2   \
	VZIP1 a3.D2, a1.D2, a0.D2 \
	VZIP2 a3.D2, a1.D2, a1.D2

// TRANSPOSELOW makes rows of the words of blocks 0 to 3, with V16 to begin with. The
// rows of the blocks are then in
//
//	0  V2, V6, V10, V14     2  V0, V4, V8, V12
//	1  V16, V3, V7, V11     3  V1, V5, V9, V13      and V15 is free,
#define TRANSPOSELOW \
	TRANSPOSE(V0, V1, V2, V3, V16)   \
	TRANSPOSE(V4, V5, V6, V7, V3)    \
	TRANSPOSE(V8, V9, V10, V11, V7)  \
	TRANSPOSE(V12, V13, V14, V15, V11)

// and TRANSPOSEHIGH those of blocks 4 to 7, for which V0 to V4 have to be free.
//
//	4  V18, V22, V26, V30   6  V0, V20, V24, V28
//	5  V1, V2, V3, V4       7  V17, V21, V25, V29
#define TRANSPOSEHIGH \
	VLD1 (WORD0), [V0.B16]           \
	TRANSPOSE(V0, V17, V18, V19, V1) \
	TRANSPOSE(V20, V21, V22, V23, V2) \
	TRANSPOSE(V24, V25, V26, V27, V3) \
	TRANSPOSE(V28, V29, V30, V31, V4)

// XORROW adds a row to src.
#define XORROW(x, t) \
	VLD1.P 16(SRC), [t.B16]  \
	VEOR   t.B16, x.B16, x.B16 \
	VST1.P [x.B16], 16(DST)

// XORBLOCK adds rows a, b, c and d of a block to src, and before that to each what it
// was before the first round: the key at address p, the counter and NONCE. Clobbers
// p and V15.
#define XORBLOCK(p, counter, a, b, c, d) \
	VLD1.P 16(p), [V15.S4]    \
	VADD   V15.S4, a.S4, a.S4 \
	XORROW(a, V15)            \
	VLD1.P 16(p), [V15.S4]    \
	VADD   V15.S4, b.S4, b.S4 \
	XORROW(b, V15)            \
	VLD1.P 16(p), [V15.S4]    \
	VADD   V15.S4, c.S4, c.S4 \
	XORROW(c, V15)            \
	VDUP   counter, V15.D2    \
	VMOV   NONCE, V15.D[1]    \
	VADD   V15.S4, d.S4, d.S4 \
	XORROW(d, V15)
