// AES-CTR, SP 800-38A §6.5: the body of a function of the prototype
//
//	func ctr(keys *Keys, c *Counter, dst, src *byte, n int)
//
// that sets dst = src ⊕ key stream, n bytes, n > 0; if the last block is not whole, all of
// its key stream goes into c.Last. c's counter is not changed, and c.Lo must not wrap.
// dst and src may be the same. Clobbers R0-R9, V0-V31.
//
// The includer defines ADDKEY(P, X): X ⊕= P ⊕ K14.
//
// A block has Nr AESE and Nr-1 AESMC, 4 instructions for the counter, 1 or 2 for ADDKEY,
// and an eighth of 12 for loads, stores, and the loop: 25.5 or 26.5 for AES-128.
// Of those Neoverse V2's four vector pipes get the AES instructions, one of the
// counter's (a move between registers is renaming), ADDKEY, and the store: 13 or
// 14 if a pair AESE, AESMC is fused to one operation, else 22 or 23, which is 0.20 to
// 0.22, or 0.34 to 0.36 cycles a byte. Each takes 2 cycles: eight blocks in flight are
// enough for four pipes, fused or not.

#define KEYS R0
#define C R1
#define DST R2
#define SRC R3
#define N R4    // bytes left
#define NR R5   // rounds
#define LO R6   // the next counter, the lower half
#define T R7    // scratch
#define U R8
#define REST R9 // of the key stream in c.Last

#define HI V31 // the upper half, as blocks have it, in lane 0

// The bytes to encrypt.
#define P0 V8
#define P1 V9
#define P2 V10
#define P3 V11
#define P4 V12
#define P5 V13
#define P6 V14
#define P7 V15

// X = the counter j blocks on. To move the lower half from an ordinary register is one
// operation for the vector pipes; to add to a vector and reverse its bytes is two.
#define START(X, j) \
	ADD  $j, LO, T;     \
	REV  T, T;          \
	VMOV HI.B16, X.B16; \
	VMOV T, X.D[1]

#define START4 START(X0, 0); START(X1, 1); START(X2, 2); START(X3, 3)
#define START8 START4; START(X4, 4); START(X5, 5); START(X6, 6); START(X7, 7)

// Encrypts four blocks.
#define XOR4(X0, X1, X2, X3, P0, P1, P2, P3) \
	VLD1.P 64(SRC), [P0.B16, P1.B16, P2.B16, P3.B16]; \
	ADDKEY(P0, X0);                                   \
	ADDKEY(P1, X1);                                   \
	ADDKEY(P2, X2);                                   \
	ADDKEY(P3, X3);                                   \
	VST1.P [X0.B16, X1.B16, X2.B16, X3.B16], 64(DST)

// Encrypts one block, if there is a whole one; else goes to part with its X in P0.
#define XOR1(X) \
	VMOV   X.B16, P0.B16;     \
	SUBS   $16, N;            \
	BLT    part;              \
	VLD1.P 16(SRC), [P1.B16]; \
	ADDKEY(P1, X);            \
	VST1.P [X.B16], 16(DST)

// Encrypts as many bytes as a register has, if bit says that they are left.
#define XORBYTES(bit, bytes, LOAD, STORE, next) \
	TBZ     $bit, N, next;  \
	LOAD.P  bytes(SRC), T;  \
	LOAD.P  bytes(REST), U; \
	EOR     U, T;           \
	STORE.P T, bytes(DST)

	MOVD keys+0(FP), KEYS
	MOVD c+8(FP), C
	MOVD dst+16(FP), DST
	MOVD src+24(FP), SRC
	MOVD n+32(FP), N
	MOVD Keys_Rounds(KEYS), NR
	MOVD Counter_Hi(C), T
	MOVD Counter_Lo(C), LO
	REV  T, T
	VMOV T, HI.D[0]
	LOADKEYS(keys12, keys10)
	CMP  $64, N
	BLS  four

eight:
	START8
	ROUNDS(ROUND8, LAST8, AESE, AESMC, eight12, eight10)
	SUBS $128, N
	BLT  restOf8
	XOR4(X0, X1, X2, X3, P0, P1, P2, P3)
	XOR4(X4, X5, X6, X7, P4, P5, P6, P7)
	ADD  $8, LO
	BEQ  done
	CMP  $64, N
	BHI  eight

four:
	START4
	ROUNDS(ROUND4, LAST4, AESE, AESMC, four12, four10)
	XOR1(X0)
	XOR1(X1)
	XOR1(X2)
	XOR1(X3)
	RET

restOf8: // N is now 128 less than what is left
	ADD $64, N
	XOR4(X0, X1, X2, X3, P0, P1, P2, P3)
	XOR1(X4)
	XOR1(X5)
	XOR1(X6)
	XOR1(X7)

part:
	ADDS $16, N
	BEQ  done
	VEOR K14.B16, P0.B16, P0.B16
	ADD  $Counter_Last, C, REST
	VST1 [P0.B16], (REST)
	XORBYTES(3, 8, MOVD, MOVD, last4)

last4:
	XORBYTES(2, 4, MOVWU, MOVW, last2)

last2:
	XORBYTES(1, 2, MOVHU, MOVH, last1)

last1:
	XORBYTES(0, 1, MOVBU, MOVB, done)

done:
	RET
