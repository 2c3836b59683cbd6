//go:build !purego

#include "textflag.h"
#include "chacha20_neon_arm64.h"
#include "chacha20_block_arm64.h"

// func xorNEON(key *Key, nonce, counter uint64, first *Key, head *byte, heads int, dst, src *byte, n int, last *[64]byte)
//
// XOR of chacha20_arm64.go for n bytes behind a head of heads bytes: 0, 64 or 128. dst
// may be src; no alignment is asked for. Clobbers all vector registers, and all
// general ones that are not Go's: R0 to R17 and R19 to R26.
//
// A step is 9, 8, 4 or 1 blocks, by how many are left. They are written one by one, to
// parts one after the other: head, which gets keystream as the sum of it and zeros; the
// whole blocks of dst; and last, if the message ends within a block.
//
// 8 blocks in vectors are 2690 instructions, 5.3 a byte: 118 a round, of which 112
// compute on vectors, and 330 before and after the rounds. By its Software Optimization
// Guide, Neoverse V2 has four vector units, and a latency of 2 cycles for each of these
// instructions; two of the units shift (4 instructions of the 14 of a quarter round),
// two look up tables (1 of 14) and store. So a round takes 28 cycles on the units. Its
// longest chain, 14 instructions one after the other, takes 28 cycles too: this is why
// there are 8 blocks, and why 4 take not much less time. With about 170 for the units
// outside of the rounds, and 72 stores, that makes 620 cycles for 8 blocks: 1.2 a byte.
//
// A block in general registers is 960 instructions in its rounds, and a round of it
// is a chain of 12 cycles. One alone takes less than half as long as in vectors. One
// beside 8 in vectors takes no time, as long as 6 instructions begin in a cycle, which
// is what V2 decodes: 9 blocks are 3720, 6.5 a byte, and 1.1 cycles a byte.
//
// The frame:
//
//	 0  word 0 of blocks 4 to 7
//	16  KEYSTREAM, 64: the block in general registers, but for the last addition
//	80  the registers that it takes from parts, 56
//
// It is cleared before the return, but for the latter, which hold no secrets.
#define KEY     R0
#define NONCE   R1
#define COUNTER R2  // of the next block to write
#define FIRST   R3  // first, until its block is done
#define DST     R4  // of a part
#define SRC     R5
#define LEFT    R6  // bytes left of the part
#define BLOCKS  R7  // left of all parts
#define WORD0   R8  // the frame
#define LEFT8   R9
#define LANES   R10
#define I       R11
#define ROWS    R12
#define HEAD    R13 // the parts that have not begun
#define HEADS   R14
#define WHOLE   R15 // bytes of whole blocks of dst
#define TO      R19 // dst: what has not begun of it
#define FROM    R20
#define LAST    R21

// The shuffle of bytes that rotates each word to the left by 8.
DATA ·left8+0(SB)/8, $0x0605040702010003
DATA ·left8+8(SB)/8, $0x0e0d0c0f0a09080b
GLOBL ·left8(SB), RODATA|NOPTR, $16

// Which block is in which lane: what is added to their 64-bit counters.
DATA ·lanes+0(SB)/8, $0
DATA ·lanes+8(SB)/8, $1
DATA ·lanes+16(SB)/8, $2
DATA ·lanes+24(SB)/8, $3
DATA ·lanes+32(SB)/8, $4
DATA ·lanes+40(SB)/8, $5
DATA ·lanes+48(SB)/8, $6
DATA ·lanes+56(SB)/8, $7
GLOBL ·lanes(SB), RODATA|NOPTR, $64

// What keystream is added to where it is to be written as it is.
GLOBL zeros<>(SB), RODATA|NOPTR, $128

// Two words of the first block's lane, from FIRST.
#define INSERT(x, y) \
	VLD1.P 4(FIRST), x.S[0] \
	VLD1.P 4(FIRST), y.S[0]

#define KEYSTREAM 16

// PUTPARTS saves what SETBLOCK overwrites, and GETPARTS restores it.
#define PUTPARTS \
	STP  (HEAD, HEADS), 80(WORD0) \
	STP  (WHOLE, TO), 96(WORD0)   \
	STP  (FROM, LAST), 112(WORD0) \
	MOVD FIRST, 128(WORD0)

#define GETPARTS \
	LDP  80(WORD0), (HEAD, HEADS) \
	LDP  96(WORD0), (WHOLE, TO)   \
	LDP  112(WORD0), (FROM, LAST) \
	MOVD 128(WORD0), FIRST

// GETBLOCK loads KEYSTREAM as rows.
#define GETBLOCK(a, b, c, d) \
	ADD    $KEYSTREAM, WORD0, ROWS \
	VLD1.P 16(ROWS), [a.B16]       \
	VLD1.P 16(ROWS), [b.B16]       \
	VLD1.P 16(ROWS), [c.B16]       \
	VLD1   (ROWS), [d.B16]

// A round of blocks 0 to 3, in two halves.
#define HALF4(n, m, rotate, b0, b1, b2, b3, c0, c1, c2, c3, d0, d1, d2, d3) \
	ADD4(V0, V1, V2, V3, b0, b1, b2, b3) \
	XOR4(d0, d1, d2, d3, V0, V1, V2, V3) \
	rotate                               \
	ADD4(c0, c1, c2, c3, d0, d1, d2, d3) \
	XORROTATE4(n, m, b0, b1, b2, b3, c0, c1, c2, c3)

#define ROUND4(b0, b1, b2, b3, c0, c1, c2, c3, d0, d1, d2, d3) \
	HALF4(12, 20, ROTATE16(d0, d1, d2, d3), b0, b1, b2, b3, c0, c1, c2, c3, d0, d1, d2, d3) \
	HALF4(7, 25, ROTATE8(V31, d0, d1, d2, d3), b0, b1, b2, b3, c0, c1, c2, c3, d0, d1, d2, d3)

// WRITE writes a block, given as XORBLOCK wants it, unless none are left. resume is a
// label for itself.
#define WRITE(counter, resume, a, b, c, d) \
	CBNZ LEFT, resume                 \
	CALL part<>(SB)                   \
resume:                               \
	XORBLOCK(ROWS, counter, a, b, c, d)  \
	ADD  $1, COUNTER                  \
	SUB  $64, LEFT                    \
	MOVD KEY, ROWS                       \
	SUBS $1, BLOCKS                   \
	BEQ  tail

// part sets DST, SRC and LEFT for the next part.
TEXT part<>(SB), NOSPLIT, $0-0
	MOVD $zeros<>(SB), SRC
	CBZ  HEADS, text
	MOVD HEAD, DST
	MOVD HEADS, LEFT
	MOVD ZR, HEADS
	RET

text:
	CBZ  WHOLE, last
	MOVD TO, DST
	MOVD FROM, SRC
	MOVD WHOLE, LEFT
	ADD  WHOLE, TO
	ADD  WHOLE, FROM
	MOVD ZR, WHOLE
	RET

last:
	MOVD LAST, DST
	MOVD $64, LEFT
	RET

TEXT ·xorNEON(SB), 0, $136-80
	MOVD key+0(FP), KEY
	MOVD nonce+8(FP), NONCE
	MOVD counter+16(FP), COUNTER
	MOVD first+24(FP), FIRST
	MOVD head+32(FP), HEAD
	MOVD heads+40(FP), HEADS
	MOVD dst+48(FP), TO
	MOVD src+56(FP), FROM
	MOVD n+64(FP), WHOLE
	MOVD last+72(FP), LAST
	MOVD $frame-136(SP), WORD0
	MOVD $·left8(SB), LEFT8
	ADD  HEADS, WHOLE, BLOCKS
	ADD  $63, BLOCKS
	LSR  $6, BLOCKS
	AND  $~63, WHOLE
	MOVD ZR, LEFT
	CBZ  BLOCKS, done

step:
	CMP $1, BLOCKS
	BEQ one

	// The matrices of blocks 0 to 3.
	MOVD KEY, ROWS
	LOADKEY(ROWS, V0, V1, V2, V3)
	LOADKEY(ROWS, V4, V5, V6, V7)
	LOADKEY(ROWS, V8, V9, V10, V11)
	MOVD $·lanes(SB), LANES
	SETCOUNTERS(COUNTER, LANES, V12, V13, V16, V17)
	SETNONCE(NONCE, V14, V15, I)
	CMP  $4, BLOCKS
	BLS  insert

	// Those of blocks 4 to 7 have other counters.
	MOVD KEY, ROWS
	LOADKEY(ROWS, V16, V17, V18, V19)
	LOADKEY(ROWS, V20, V21, V22, V23)
	LOADKEY(ROWS, V24, V25, V26, V27)
	VST1 [V16.B16], (WORD0)
	SETCOUNTERS(COUNTER, LANES, V28, V29, V30, V31)
	SETNONCE(NONCE, V30, V31, I)

insert:
	CBZ  FIRST, rounds

	// Block 0 of this step is block 0 of first.
	INSERT(V0, V1)
	INSERT(V2, V3)
	INSERT(V4, V5)
	INSERT(V6, V7)
	INSERT(V8, V9)
	INSERT(V10, V11)
	VMOV ZR, V12.S[0]
	VMOV ZR, V13.S[0]
	SUB  $48, FIRST

rounds:
	MOVD $10, I
	CMP  $8, BLOCKS
	BHI  nine
	CMP  $4, BLOCKS
	BHI  double8
	VLD1 (LEFT8), [V31.B16]

double4:
	ROUND4(V4, V5, V6, V7, V8, V9, V10, V11, V12, V13, V14, V15)
	ROUND4(V5, V6, V7, V4, V10, V11, V8, V9, V15, V12, V13, V14)
	SUB  $1, I
	CBNZ I, double4
	B    low

double8:
	COLUMNS16
	COLUMNS12
	COLUMNS8
	COLUMNS7
	DIAGONALS16
	DIAGONALS12
	DIAGONALS8
	DIAGONALS7
	SUB  $1, I
	CBNZ I, double8
	B    low

nine:
	PUTPARTS
	ADD $8, COUNTER, W15
	SETBLOCK(KEY, W15, NONCE)

double9:
	COLUMNS16
	BLOCKCOLUMNS16
	COLUMNS12
	BLOCKCOLUMNS12
	COLUMNS8
	BLOCKCOLUMNS8
	COLUMNS7
	BLOCKCOLUMNS7
	DIAGONALS16
	BLOCKDIAGONALS16
	DIAGONALS12
	BLOCKDIAGONALS12
	DIAGONALS8
	BLOCKDIAGONALS8
	DIAGONALS7
	BLOCKDIAGONALS7
	SUB  $1, I
	CBNZ I, double9
	ADD  $KEYSTREAM, WORD0, I
	STOREBLOCK(I)
	GETPARTS

low:
	TRANSPOSELOW

write:
	CMP  $0, FIRST
	CSEL EQ, KEY, FIRST, ROWS
	CSEL EQ, COUNTER, ZR, I
	MOVD ZR, FIRST
	WRITE(I, resume0, V2, V6, V10, V14)
	WRITE(COUNTER, resume1, V16, V3, V7, V11)
	WRITE(COUNTER, resume2, V0, V4, V8, V12)
	WRITE(COUNTER, resume3, V1, V5, V9, V13)
	TRANSPOSEHIGH
	WRITE(COUNTER, resume4, V18, V22, V26, V30)
	WRITE(COUNTER, resume5, V1, V2, V3, V4)
	WRITE(COUNTER, resume6, V0, V20, V24, V28)
	WRITE(COUNTER, resume7, V17, V21, V25, V29)
	GETBLOCK(V0, V1, V2, V3)
	MOVD KEY, ROWS
	WRITE(COUNTER, resume8, V0, V1, V2, V3)
	B    step

one:
	// The only block may be that of first.
	PUTPARTS
	CMP  $0, FIRST
	CSEL EQ, KEY, FIRST, I
	CSEL EQ, COUNTER, ZR, W15
	SETBLOCK(I, W15, NONCE)
	MOVD $10, I

double1:
	BLOCKCOLUMNS16
	BLOCKCOLUMNS12
	BLOCKCOLUMNS8
	BLOCKCOLUMNS7
	BLOCKDIAGONALS16
	BLOCKDIAGONALS12
	BLOCKDIAGONALS8
	BLOCKDIAGONALS7
	SUB  $1, I
	CBNZ I, double1
	ADD  $KEYSTREAM, WORD0, I
	STOREBLOCK(I)
	GETPARTS
	GETBLOCK(V2, V6, V10, V14)
	B    write

tail:
	// Where the message ends within a block, its keystream is in last.
	MOVD n+64(FP), LEFT
	ANDS $63, LEFT
	BEQ  clear

tail16:
	SUBS   $16, LEFT, I
	BLO    tail8
	MOVD   I, LEFT
	VLD1.P 16(LAST), [V0.B16]
	VLD1.P 16(FROM), [V1.B16]
	VEOR   V0.B16, V1.B16, V1.B16
	VST1.P [V1.B16], 16(TO)
	B      tail16

tail8:
	TBZ    $3, LEFT, tail4
	MOVD.P 8(LAST), I
	MOVD.P 8(FROM), ROWS
	EOR    I, ROWS
	MOVD.P ROWS, 8(TO)

tail4:
	TBZ     $2, LEFT, tail2
	MOVWU.P 4(LAST), I
	MOVWU.P 4(FROM), ROWS
	EOR     I, ROWS
	MOVW.P  ROWS, 4(TO)

tail2:
	TBZ     $1, LEFT, tail1
	MOVHU.P 2(LAST), I
	MOVHU.P 2(FROM), ROWS
	EOR     I, ROWS
	MOVH.P  ROWS, 2(TO)

tail1:
	TBZ   $0, LEFT, clear
	MOVBU (LAST), I
	MOVBU (FROM), ROWS
	EOR   I, ROWS
	MOVB  ROWS, (TO)

clear:
	VEOR   V0.B16, V0.B16, V0.B16
	VEOR   V1.B16, V1.B16, V1.B16
	VEOR   V2.B16, V2.B16, V2.B16
	VEOR   V3.B16, V3.B16, V3.B16
	VST1.P [V0.B16], 16(WORD0)
	VST1   [V0.B16, V1.B16, V2.B16, V3.B16], (WORD0)

done:
	RET
