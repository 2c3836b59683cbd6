// What the kernels of GCM share, whatever their vectors' width: places in GCMKey, and
// the loads and stores of a block's first bytes, in general registers. They read the
// round keys, Enc, at the beginning of Keys.

// Hⁱ in GCMKey.power, and Karatsuba's third factor for it in GCMKey.middle.
#define POWER(i) 576-16*i
#define MIDDLE(i) 1152-16*i
#define TO_MIDDLE 576

// LOAD_PART sets HI:LO, little-endian, to the LEN bytes at P, 1 to 15 of them, and no
// others, by loads that overlap. Clobbers CX and T. The first three arguments are labels
// for it to use, as are STORE_PART's.
#define LOAD_PART(to8, to3, done, P, LEN, LO, HI, T) \
	CMPQ LEN, $8;                 \
	JBE  to8;                     \
	MOVQ (P), LO;                 \
	MOVQ -8(P)(LEN*1), HI;        \
	MOVQ $16, CX;                 \
	SUBQ LEN, CX;                 \
	SHLQ $3, CX;                  \
	SHRQ CX, HI;                  \
	JMP  done;                    \
to8:                           \
	XORL HI, HI;                  \
	CMPQ LEN, $4;                 \
	JB   to3;                     \
	LEAQ -4(LEN), CX;             \
	SHLQ $3, CX;                  \
	MOVL -4(P)(LEN*1), T;         \
	MOVL (P), LO;                 \
	SHLQ CX, T;                   \
	ORQ  T, LO;                   \
	JMP  done;                    \
to3:                           \
	LEAQ -1(LEN), CX;             \
	SHLQ $3, CX;                  \
	MOVBLZX -1(P)(LEN*1), LO;     \
	SHLQ CX, LO;                  \
	MOVQ LEN, CX;                 \
	SHRQ $1, CX;                  \
	MOVBLZX (P)(CX*1), T;         \
	SHLQ $3, CX;                  \
	SHLQ CX, T;                   \
	ORQ  T, LO;                   \
	MOVBLZX (P), T;               \
	ORQ  T, LO;                   \
done:

// STORE_PART writes the first LEN bytes of HI:LO, 1 to 15 of them, to P, and no others.
// Clobbers CX, T and LO.
#define STORE_PART(to8, to3, done, P, LEN, LO, HI, T) \
	CMPQ LEN, $8;                 \
	JBE  to8;                     \
	MOVQ LO, (P);                 \
	LEAQ -8(LEN), CX;             \
	SHLQ $3, CX;                  \
	SHRQ CX, HI, LO;              \
	MOVQ LO, -8(P)(LEN*1);        \
	JMP  done;                    \
to8:                           \
	CMPQ LEN, $4;                 \
	JB   to3;                     \
	MOVL LO, (P);                 \
	LEAQ -4(LEN), CX;             \
	SHLQ $3, CX;                  \
	SHRQ CX, LO;                  \
	MOVL LO, -4(P)(LEN*1);        \
	JMP  done;                    \
to3:                           \
	MOVB LO, (P);                 \
	MOVQ LEN, CX;                 \
	SHRQ $1, CX;                  \
	LEAQ (P)(CX*1), T;            \
	SHLQ $3, CX;                  \
	MOVQ CX, HI;                  \
	SHRQ CX, LO;                  \
	MOVB LO, (T);                 \
	LEAQ -1(LEN), CX;             \
	SHLQ $3, CX;                  \
	SUBQ HI, CX;                  \
	SHRQ CX, LO;                  \
	MOVB LO, -1(P)(LEN*1);        \
done:

// LAST_AD sets X14 to y ⊕ the last block of the additional data, both reversed: y if
// there are none. Legacy SSE. Clobbers X12, CX, DX, SI, R10-R12.
#define LAST_AD \
	MOVQ   y+64(FP), R10;     \
	MOVOU  (R10), X14;        \
	MOVQ   ad+48(FP), SI;     \
	MOVQ   adLen+56(FP), DX;  \
	CMPQ   DX, $4;            \
	JNE    notFour;           \
	MOVL   (SI), R11;         \
	MOVQ   R11, X12;          \
	JMP    reverseAD;         \
notFour:                          \
	TESTQ  DX, DX;            \
	JZ     doneAD;            \
	LEAQ   -1(DX), R11;       \
	ANDQ   $-16, R11;         \
	ADDQ   R11, SI;           \
	SUBQ   R11, DX;           \
	CMPQ   DX, $16;           \
	JEQ    wholeAD;           \
	LOAD_PART(adTo8, adTo3, loadedAD, SI, DX, R11, R12, R10) \
	MOVQ   R11, X12;          \
	PINSRQ $1, R12, X12;      \
	JMP    reverseAD;         \
wholeAD:                          \
	MOVOU  (SI), X12;         \
reverseAD:                        \
	PSHUFB reverse<>(SB), X12; \
	PXOR   X12, X14;          \
doneAD:
