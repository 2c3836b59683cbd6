// Macros of one block of ChaCha20 in general registers: word i of it in Wi. Of the
// registers that are not of use here, R8, R9 and R11 are left to other loops.
#define W0  R3
#define W1  R10
#define W2  R12
#define W3  R13
#define W4  R14
#define W5  R15
#define W6  R16
#define W7  R17
#define W8  R19
#define W9  R20
#define W10 R21
#define W11 R22
#define W12 R23
#define W13 R24
#define W14 R25
#define W15 R26

// SETBLOCK sets the words to the matrix before the first round, with the key at
// address p. counter may be W15.
#define SETBLOCK(p, counter, nonce) \
	LDPW  0(p), (W0, W1)    \
	LDPW  8(p), (W2, W3)    \
	LDPW  16(p), (W4, W5)   \
	LDPW  24(p), (W6, W7)   \
	LDPW  32(p), (W8, W9)   \
	LDPW  40(p), (W10, W11) \
	MOVWU counter, W12      \
	LSR   $32, counter, W13 \
	MOVWU nonce, W14        \
	LSR   $32, nonce, W15

// WORDS is a step of the four quarter rounds of a round: x += y; z ^= x; z >>>= n.
#define WORDS(n, x0, x1, x2, x3, y0, y1, y2, y3, z0, z1, z2, z3) \
	ADDW y0, x0     \
	ADDW y1, x1     \
	ADDW y2, x2     \
	ADDW y3, x3     \
	EORW x0, z0     \
	EORW x1, z1     \
	EORW x2, z2     \
	EORW x3, z3     \
	RORW $n, z0, z0 \
	RORW $n, z1, z1 \
	RORW $n, z2, z2 \
	RORW $n, z3, z3

// A column round and a diagonal round, in four steps each, named for rotations to the
// left.
#define BLOCKCOLUMNS16 WORDS(16, W0, W1, W2, W3, W4, W5, W6, W7, W12, W13, W14, W15)
#define BLOCKCOLUMNS12 WORDS(20, W8, W9, W10, W11, W12, W13, W14, W15, W4, W5, W6, W7)
#define BLOCKCOLUMNS8  WORDS(24, W0, W1, W2, W3, W4, W5, W6, W7, W12, W13, W14, W15)
#define BLOCKCOLUMNS7  WORDS(25, W8, W9, W10, W11, W12, W13, W14, W15, W4, W5, W6, W7)

#define BLOCKDIAGONALS16 WORDS(16, W0, W1, W2, W3, W5, W6, W7, W4, W15, W12, W13, W14)
#define BLOCKDIAGONALS12 WORDS(20, W10, W11, W8, W9, W15, W12, W13, W14, W5, W6, W7, W4)
#define BLOCKDIAGONALS8  WORDS(24, W0, W1, W2, W3, W5, W6, W7, W4, W15, W12, W13, W14)
#define BLOCKDIAGONALS7  WORDS(25, W10, W11, W8, W9, W15, W12, W13, W14, W5, W6, W7, W4)

// STOREBLOCK writes the words to address p, by fours, as they are going to be read.
#define STOREBLOCK(p) \
	STOREROW(p, 0, W0, W1, W2, W3)   \
	STOREROW(p, 16, W4, W5, W6, W7)  \
	STOREROW(p, 32, W8, W9, W10, W11) \
	STOREROW(p, 48, W12, W13, W14, W15)

#define STOREROW(p, offset, w0, w1, w2, w3) \
	ORR w1<<32, w0           \
	ORR w3<<32, w2           \
	STP (w0, w2), (offset)(p)
