//go:build !purego

#include "textflag.h"
#include "chacha20_avx2_amd64.h"

// func xorAVX2(key *Key, nonce, counter uint64, first *Key, head *byte, heads int, dst, src *byte, n int, last *[64]byte)
//
// XOR of chacha20_amd64.go for n bytes behind a head of heads bytes: 0, 64 or 128. dst
// may be src; no alignment is asked for. Clobbers all vector registers, and all
// general ones but BP, R14 and R15.
//
// Two ways to lay blocks out in registers of 256 bits, by how much is left to do:
//
//	vertical   8 blocks: register i holds word i of each. No instruction of a round
//	           is spent on moving words, but there is a transposition at the end. 128
//	           vector instructions a double round: at least 32 cycles on four vector
//	           units; Zen 3 takes 46.
//	rows       2 blocks a set of 4 registers: register i holds row i of both. One to
//	           three sets run beside each other, in little more than the time of one:
//	           the chain of 14 instructions a round bounds them.
//
// The keystream of a step that is not for whole blocks of dst alone, because the
// message ends in it or begins with a head, goes to SCRATCH. What is for src is added
// from there.
//
// The frame, from a multiple of 32 on:
//
//	   0   M(i), 16 × 32: the matrices before the first round, word by word
//	 512   W(i),  8 × 32: words 8 to 15, where registers do not suffice
//	 768   SCRATCH, 512
//
// It is cleared before the return, because it holds the key.
#define SCRATCH 768

#define KEY     AX
#define FRAME   BX
#define COUNTER CX  // of lane 0
#define USED    CX  // bytes of SCRATCH, when the last step is by rows
#define LEFT    DX  // bytes to do
#define FIRST   R8  // first, until its block is done
#define NONCE   R9
#define DST     R10 // where DI and SI are SCRATCH
#define SRC     R11
#define I       R12
#define FLAGS   R13 // what follows

#define HEAD      $0 // bits: head has to be written
#define SET       $1 // M is set
#define PART      $2 // DI and SI are SCRATCH
#define DIRTY     $3 // M and W need clearing
#define SCRATCHED $4 // SCRATCH needs clearing

// Shuffles of bytes that rotate each word to the left by 16 and by 8.
DATA ·rotate16+0(SB)/8, $0x0504070601000302
DATA ·rotate16+8(SB)/8, $0x0d0c0f0e09080b0a
DATA ·rotate16+16(SB)/8, $0x0504070601000302
DATA ·rotate16+24(SB)/8, $0x0d0c0f0e09080b0a
GLOBL ·rotate16(SB), RODATA|NOPTR, $32

DATA ·rotate8+0(SB)/8, $0x0605040702010003
DATA ·rotate8+8(SB)/8, $0x0e0d0c0f0a09080b
DATA ·rotate8+16(SB)/8, $0x0605040702010003
DATA ·rotate8+24(SB)/8, $0x0e0d0c0f0a09080b
GLOBL ·rotate8(SB), RODATA|NOPTR, $32

// Which block is in which lane. Vertical: 64-bit counters, in the order in which
// VSHUFPS takes the lower or the upper halves of two registers to lanes 0 … 7.
DATA ·lanes8+0(SB)/8, $0
DATA ·lanes8+8(SB)/8, $1
DATA ·lanes8+16(SB)/8, $4
DATA ·lanes8+24(SB)/8, $5
DATA ·lanes8+32(SB)/8, $2
DATA ·lanes8+40(SB)/8, $3
DATA ·lanes8+48(SB)/8, $6
DATA ·lanes8+56(SB)/8, $7
GLOBL ·lanes8(SB), RODATA|NOPTR, $64

// Rows: what is added to row 3 of the three sets.
DATA rows<>+0(SB)/8, $0
DATA rows<>+8(SB)/8, $0
DATA rows<>+16(SB)/8, $1
DATA rows<>+24(SB)/8, $0
DATA rows<>+32(SB)/8, $2
DATA rows<>+40(SB)/8, $0
DATA rows<>+48(SB)/8, $3
DATA rows<>+56(SB)/8, $0
DATA rows<>+64(SB)/8, $4
DATA rows<>+72(SB)/8, $0
DATA rows<>+80(SB)/8, $5
DATA rows<>+88(SB)/8, $0
GLOBL rows<>(SB), RODATA|NOPTR, $96

// Everything but the counter of the first block of a set.
DATA notCounter<>+0(SB)/8, $0
DATA notCounter<>+8(SB)/8, $-1
DATA notCounter<>+16(SB)/8, $-1
DATA notCounter<>+24(SB)/8, $-1
GLOBL notCounter<>(SB), RODATA|NOPTR, $32

// A round of one set of rows, in two halves, with the diagonals moved to columns,
// or back, between rounds. What moves is a, c and d, against b, which is ready last.
#define ROWS1(a, b, c, d, t) \
	STEP16(a, b, d)    \
	STEP12(c, d, b, t)

#define ROWS2(a, b, c, d, t) \
	STEP8(a, b, d)    \
	STEP7(c, d, b, t)

#define DIAGONAL(a, c, d) \
	VPSHUFD $0x93, a, a \
	VPSHUFD $0x4e, d, d \
	VPSHUFD $0x39, c, c

#define COLUMN(a, c, d) \
	VPSHUFD $0x39, a, a \
	VPSHUFD $0x4e, d, d \
	VPSHUFD $0x93, c, c

// SETUP sets b, c and d to the rows 1 to 3 before the first round. Y15 holds
// COUNTER and NONCE twice.
#define SETUP(set, b, c, d) \
	VBROADCASTI128 16(KEY), b                \
	VBROADCASTI128 32(KEY), c                \
	VPADDQ         rows<>+(32*set)(SB), Y15, d

// INSERT makes the first block of set 0 block 0 of first.
#define INSERT(b, c, d) \
	VINSERTI128 $0, 16(FIRST), b, b    \
	VINSERTI128 $0, 32(FIRST), c, c    \
	VPAND       notCounter<>(SB), d, d

// ADDROWS adds to a set what it was before the first round: row 0, and the others
// in Y12, Y13 and Y14.
#define ADDROWS(a, b, c, d) \
	VPADDD         Y12, b, b   \
	VPADDD         Y13, c, c   \
	VPADDD         Y14, d, d   \
	VBROADCASTI128 0(KEY), Y12 \
	VPADDD         Y12, a, a

// OUTROWS adds both blocks of a set to src.
#define OUTROWS(set, a, ax, b, bx, c, cx, d, dx) \
	VINSERTI128 $1, bx, a, Y12            \
	VPERM2I128  $0x31, b, a, a            \
	VINSERTI128 $1, dx, c, Y13            \
	VPERM2I128  $0x31, d, c, c            \
	VPXOR       (128*set+0)(SI), Y12, Y12 \
	VPXOR       (128*set+32)(SI), Y13, Y13 \
	VPXOR       (128*set+64)(SI), a, a    \
	VPXOR       (128*set+96)(SI), c, c    \
	VMOVDQU     Y12, (128*set+0)(DI)      \
	VMOVDQU     Y13, (128*set+32)(DI)     \
	VMOVDQU     a, (128*set+64)(DI)       \
	VMOVDQU     c, (128*set+96)(DI)

TEXT ·xorAVX2(SB), 0, $1312-80
	MOVQ key+0(FP), KEY
	MOVQ nonce+8(FP), NONCE
	MOVQ counter+16(FP), COUNTER
	MOVQ first+24(FP), FIRST
	MOVQ heads+40(FP), LEFT
	MOVQ dst+48(FP), DI
	MOVQ src+56(FP), SI
	LEAQ frame-1312(SP), FRAME
	ADDQ $31, FRAME
	ANDQ $~31, FRAME
	XORL FLAGS, FLAGS
	NEGQ LEFT
	ADCL FLAGS, FLAGS // HEAD, if heads is not 0
	NEGQ LEFT
	ADDQ n+64(FP), LEFT

step:
	CMPQ LEFT, $384
	JLS  rows

	// M is set once, and once more after a step with a block of first in it.
	BTL  SET, FLAGS
	JCS  counters
	XORL I, I

broadcast:
	VPBROADCASTD (KEY)(I*4), Y0
	MOVQ         I, SRC
	SHLQ         $5, SRC
	VMOVDQA      Y0, (FRAME)(SRC*1)
	INCL         I
	CMPL         I, $12
	JNE          broadcast
	SETNONCE(NONCE)
	BTSL         SET, FLAGS
	BTSL         DIRTY, FLAGS

counters:
	SETCOUNTERS(COUNTER)
	TESTQ        FIRST, FIRST
	JZ           vertical

	// Lane 0 of this step is block 0 of first.
	VPXOR    X0, X0, X0
	VPBLENDD $1, Y0, Y12, Y12
	VPBLENDD $1, Y0, Y13, Y13
	VMOVDQA  Y12, M(12)
	VMOVDQA  Y13, M(13)
	XORL     I, I

insert:
	MOVQ     I, SRC
	SHLQ     $5, SRC
	VMOVD    (FIRST)(I*4), X0
	VPBLENDD $0xfe, (FRAME)(SRC*1), Y0, Y0
	VMOVDQA  Y0, (FRAME)(SRC*1)
	INCL     I
	CMPL     I, $12
	JNE      insert
	XORL     FIRST, FIRST
	BTRL     SET, FLAGS

vertical:
	BTL  HEAD, FLAGS
	JCS  part
	CMPQ LEFT, $512
	JAE  whole

part:
	// Not a whole step, or not for dst alone: its keystream goes to SCRATCH, which
	// is set to zero.
	ORL   $0x14, FLAGS // PART, SCRATCHED
	MOVQ  DI, DST
	MOVQ  SI, SRC
	LEAQ  SCRATCH(FRAME), DI
	MOVQ  DI, SI
	VPXOR Y0, Y0, Y0
	MOVL  $512, I

zero:
	VMOVDQA Y0, -32(DI)(I*1)
	SUBL    $32, I
	JNZ     zero

whole:
	LOADM
	MOVL $10, I

double:
	COLUMNS1
	COLUMNS2
	DIAGONALS1
	DIAGONALS2
	DECL I
	JNZ  double

	ADDM
	OUT1
	OUT2
	BTL  PART, FLAGS
	JCS  tail
	ADDQ $8, COUNTER
	ADDQ $512, SI
	ADDQ $512, DI
	SUBQ $512, LEFT
	JMP  step

rows:
	TESTQ LEFT, LEFT
	JZ    clear
	MOVQ  DI, DST
	MOVQ  SI, SRC

	// 1 to 3 sets, of which only whole ones write to dst.
	VMOVQ          COUNTER, X15
	VPINSRQ        $1, NONCE, X15, X15
	VINSERTI128    $1, X15, Y15, Y15
	VBROADCASTI128 0(KEY), Y0
	SETUP(0, Y1, Y2, Y3)
	VMOVDQA        Y0, Y4
	VMOVDQA        Y1, Y5
	VMOVDQA        Y2, Y6
	VPADDQ         rows<>+32(SB), Y15, Y7
	VMOVDQA        Y0, Y8
	VMOVDQA        Y1, Y9
	VMOVDQA        Y2, Y10
	VPADDQ         rows<>+64(SB), Y15, Y11
	TESTQ          FIRST, FIRST
	JZ             rowsReady
	INSERT(Y1, Y2, Y3)

rowsReady:
	BTL     HEAD, FLAGS
	JCS     rowsPart
	TESTQ   $127, LEFT
	JZ      rowsWhole

rowsPart:
	ORL     $0x14, FLAGS // PART, SCRATCHED
	LEAQ    SCRATCH(FRAME), DI
	MOVQ    DI, SI
	VPXOR   Y12, Y12, Y12
	LEAQ    127(LEFT), I
	ANDQ    $~127, I
	MOVQ    I, USED

rowsZero:
	VMOVDQA Y12, -32(DI)(I*1)
	SUBL    $32, I
	JNZ     rowsZero

rowsWhole:
	MOVL $10, I
	CMPQ LEFT, $256
	JA   double3
	CMPQ LEFT, $128
	JA   double2

double1:
	ROWS1(Y0, Y1, Y2, Y3, Y12)
	ROWS2(Y0, Y1, Y2, Y3, Y12)
	DIAGONAL(Y0, Y2, Y3)
	ROWS1(Y0, Y1, Y2, Y3, Y12)
	ROWS2(Y0, Y1, Y2, Y3, Y12)
	COLUMN(Y0, Y2, Y3)
	DECL I
	JNZ  double1
	JMP  rowsAdd

double2:
	ROWS1(Y0, Y1, Y2, Y3, Y12)
	ROWS1(Y4, Y5, Y6, Y7, Y13)
	ROWS2(Y0, Y1, Y2, Y3, Y12)
	ROWS2(Y4, Y5, Y6, Y7, Y13)
	DIAGONAL(Y0, Y2, Y3)
	DIAGONAL(Y4, Y6, Y7)
	ROWS1(Y0, Y1, Y2, Y3, Y12)
	ROWS1(Y4, Y5, Y6, Y7, Y13)
	ROWS2(Y0, Y1, Y2, Y3, Y12)
	ROWS2(Y4, Y5, Y6, Y7, Y13)
	COLUMN(Y0, Y2, Y3)
	COLUMN(Y4, Y6, Y7)
	DECL I
	JNZ  double2
	JMP  rowsAdd

double3:
	ROWS1(Y0, Y1, Y2, Y3, Y12)
	ROWS1(Y4, Y5, Y6, Y7, Y13)
	ROWS1(Y8, Y9, Y10, Y11, Y14)
	ROWS2(Y0, Y1, Y2, Y3, Y12)
	ROWS2(Y4, Y5, Y6, Y7, Y13)
	ROWS2(Y8, Y9, Y10, Y11, Y14)
	DIAGONAL(Y0, Y2, Y3)
	DIAGONAL(Y4, Y6, Y7)
	DIAGONAL(Y8, Y10, Y11)
	ROWS1(Y0, Y1, Y2, Y3, Y12)
	ROWS1(Y4, Y5, Y6, Y7, Y13)
	ROWS1(Y8, Y9, Y10, Y11, Y14)
	ROWS2(Y0, Y1, Y2, Y3, Y12)
	ROWS2(Y4, Y5, Y6, Y7, Y13)
	ROWS2(Y8, Y9, Y10, Y11, Y14)
	COLUMN(Y0, Y2, Y3)
	COLUMN(Y4, Y6, Y7)
	COLUMN(Y8, Y10, Y11)
	DECL I
	JNZ  double3

rowsAdd:
	SETUP(0, Y12, Y13, Y14)
	TESTQ FIRST, FIRST
	JZ    rowsOut
	INSERT(Y12, Y13, Y14)

rowsOut:
	ADDROWS(Y0, Y1, Y2, Y3)
	OUTROWS(0, Y0, X0, Y1, X1, Y2, X2, Y3, X3)
	CMPQ LEFT, $128
	JLS  rowsDone
	SETUP(1, Y12, Y13, Y14)
	ADDROWS(Y4, Y5, Y6, Y7)
	OUTROWS(1, Y4, X4, Y5, X5, Y6, X6, Y7, X7)
	CMPQ LEFT, $256
	JLS  rowsDone
	SETUP(2, Y12, Y13, Y14)
	ADDROWS(Y8, Y9, Y10, Y11)
	OUTROWS(2, Y8, X8, Y9, X9, Y10, X10, Y11, X11)

rowsDone:
	BTL PART, FLAGS
	JCC clear

tail:
	// SI is SCRATCH, with the keystream of what is left, or of the first step.
	BTRL    HEAD, FLAGS
	JCC     ending
	MOVQ    head+32(FP), I
	VMOVDQA (SI), Y0
	VMOVDQA 32(SI), Y1
	VMOVDQU Y0, (I)
	VMOVDQU Y1, 32(I)
	ADDQ    $64, SI
	SUBQ    $64, LEFT
	CMPQ    heads+40(FP), $64
	JEQ     body
	VMOVDQA (SI), Y0
	VMOVDQA 32(SI), Y1
	VMOVDQU Y0, 64(I)
	VMOVDQU Y1, 96(I)
	ADDQ    $64, SI
	SUBQ    $64, LEFT

body:
	LEAQ (SCRATCH+512)(FRAME), I
	SUBQ SI, I
	CMPQ LEFT, I
	JB   ending
	SUBQ I, LEFT

bodyLoop:
	VMOVDQA (SI), Y0
	VPXOR   (SRC), Y0, Y0
	VMOVDQU Y0, (DST)
	ADDQ    $32, SI
	ADDQ    $32, SRC
	ADDQ    $32, DST
	SUBQ    $32, I
	JNZ     bodyLoop
	BTRL    PART, FLAGS
	MOVQ    DST, DI
	MOVQ    SRC, SI
	ADDQ    $8, COUNTER
	JMP     step

ending:
	// Where the message ends within a block, the block goes to last.
	TESTQ   $63, LEFT
	JZ      tail32
	MOVQ    LEFT, I
	ANDQ    $~63, I
	VMOVDQA (SI)(I*1), Y0
	VMOVDQA 32(SI)(I*1), Y1
	MOVQ    last+72(FP), I
	VMOVDQU Y0, (I)
	VMOVDQU Y1, 32(I)

tail32:
	MOVQ LEFT, I
	SUBQ $32, I
	JB   tail16

tail32Loop:
	VMOVDQA (SI), Y0
	VPXOR   (SRC), Y0, Y0
	VMOVDQU Y0, (DST)
	ADDQ    $32, SI
	ADDQ    $32, SRC
	ADDQ    $32, DST
	SUBQ    $32, I
	JAE     tail32Loop

tail16:
	BTL     $4, LEFT
	JCC     tail8
	VMOVDQA (SI), X0
	VPXOR   (SRC), X0, X0
	VMOVDQU X0, (DST)
	ADDQ    $16, SI
	ADDQ    $16, SRC
	ADDQ    $16, DST

tail8:
	BTL  $3, LEFT
	JCC  tail4
	MOVQ (SI), I
	XORQ (SRC), I
	MOVQ I, (DST)
	ADDQ $8, SI
	ADDQ $8, SRC
	ADDQ $8, DST

tail4:
	BTL  $2, LEFT
	JCC  tail1
	MOVL (SI), I
	XORL (SRC), I
	MOVL I, (DST)
	ADDQ $4, SI
	ADDQ $4, SRC
	ADDQ $4, DST

tail1:
	ANDL $3, LEFT
	JZ   clear

tail1Loop:
	MOVB (SI), I
	XORB (SRC), I
	MOVB I, (DST)
	INCQ SI
	INCQ SRC
	INCQ DST
	DECL LEFT
	JNZ  tail1Loop

clear:
	VPXOR Y0, Y0, Y0
	BTL   SCRATCHED, FLAGS
	JCC   clearFrame
	LEAQ  SCRATCH(FRAME), DI
	MOVQ  USED, I
	BTL   DIRTY, FLAGS
	JCC   clearScratch
	MOVL  $512, I

clearScratch:
	VMOVDQA Y0, -32(DI)(I*1)
	SUBL    $32, I
	JNZ     clearScratch

clearFrame:
	BTL  DIRTY, FLAGS
	JCC  done
	MOVL $768, I

clearFrameLoop:
	VMOVDQA Y0, -32(FRAME)(I*1)
	SUBL    $32, I
	JNZ     clearFrameLoop

done:
	VZEROUPPER
	RET
