// CBC decryption, SP 800-38A §6.2: the body of a function of the prototype
//
//	func cbcDecrypt(keys *Keys, iv *[16]byte, dst, src *byte, n int)
//
// for P_j = D(C_j) ⊕ C_{j-1}. n is a positive multiple of 16. iv becomes the last block of
// ciphertext. dst and src may be the same: what a step reads, it reads before it
// writes. Clobbers R0-R6, V0-V31.
//
// The includer defines ADDKEY(C, X): X ⊕= C ⊕ K14; it may change C.
//
// A block has Nr AESD and Nr-1 AESIMC, 1 or 2 for ADDKEY, and an eighth of 11 for loads,
// stores, PREV and the loop: 21.4 or 22.4 for AES-128. Neoverse V2's four vector
// pipes get the AES instructions, ADDKEY and the store: 12 or 13 if a pair AESD, AESIMC is
// fused to one operation, else 21 or 22, which is 0.19 to 0.20, or 0.33 to 0.34 cycles a
// byte. The ciphertext is loaded a second time instead of being moved, as some CPUs
// need a vector pipe for moves.

#define KEYS R0
#define IV R1
#define DST R2
#define SRC R3
#define N R4     // bytes left
#define NR R5    // rounds
#define AHEAD R6 // SRC, of what goes into the states

#define PREV V31 // the ciphertext before

// The ciphertext of this step.
#define C0 V8
#define C1 V9
#define C2 V10
#define C3 V11
#define C4 V12
#define C5 V13
#define C6 V14
#define C7 V15

// Stores one block, and stops if it was the last.
#define OUT(X, C) \
	ADDKEY(PREV, X);         \
	VMOV   C.B16, PREV.B16;  \
	VST1.P [X.B16], 16(DST); \
	SUBS   $16, N;           \
	BEQ    done

	MOVD keys+0(FP), KEYS
	MOVD iv+8(FP), IV
	MOVD dst+16(FP), DST
	MOVD src+24(FP), SRC
	MOVD n+32(FP), N
	MOVD Keys_Rounds(KEYS), NR
	ADD  $Keys_Dec, KEYS
	LOADKEYS(keys12, keys10)
	VLD1 (IV), [PREV.B16]
	ADD  N, SRC, AHEAD
	SUB  $16, AHEAD
	VLD1 (AHEAD), [X0.B16]
	VST1 [X0.B16], (IV)
	MOVD SRC, AHEAD
	SUBS $128, N
	BLT  rest

eight:
	VLD1.P 64(AHEAD), [X0.B16, X1.B16, X2.B16, X3.B16]
	VLD1.P 64(AHEAD), [X4.B16, X5.B16, X6.B16, X7.B16]
	ROUNDS(ROUND8, LAST8, AESD, AESIMC, eight12, eight10)
	VLD1.P 64(SRC), [C0.B16, C1.B16, C2.B16, C3.B16]
	VLD1.P 64(SRC), [C4.B16, C5.B16, C6.B16, C7.B16]
	ADDKEY(PREV, X0)
	VMOV   C7.B16, PREV.B16
	ADDKEY(C0, X1)
	ADDKEY(C1, X2)
	ADDKEY(C2, X3)
	ADDKEY(C3, X4)
	ADDKEY(C4, X5)
	ADDKEY(C5, X6)
	ADDKEY(C6, X7)
	VST1.P [X0.B16, X1.B16, X2.B16, X3.B16], 64(DST)
	VST1.P [X4.B16, X5.B16, X6.B16, X7.B16], 64(DST)
	SUBS   $128, N
	BGE    eight

rest:
	ADDS $128, N
	BEQ  done

	// Up to four blocks; the states of others are computed for nothing.
four:
	VLD1.P 16(SRC), [C0.B16]
	CMP    $32, N
	BLO    loaded
	VLD1.P 16(SRC), [C1.B16]
	BEQ    loaded
	VLD1.P 16(SRC), [C2.B16]
	CMP    $64, N
	BLO    loaded
	VLD1.P 16(SRC), [C3.B16]

loaded:
	VMOV C0.B16, X0.B16
	VMOV C1.B16, X1.B16
	VMOV C2.B16, X2.B16
	VMOV C3.B16, X3.B16
	ROUNDS(ROUND4, LAST4, AESD, AESIMC, four12, four10)
	OUT(X0, C0)
	OUT(X1, C1)
	OUT(X2, C2)
	OUT(X3, C3)
	B    four

done:
	RET
