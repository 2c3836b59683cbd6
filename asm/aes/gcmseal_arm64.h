// The body of a function of the prototype
//
//	func gcmSeal(h *GCMKey, k *Keys, dst, src *byte, n int, nonce *[12]byte, ad *byte, adLen int, y *[16]byte)
//
// that encrypts n bytes at src to dst, and puts the tag of 16 bytes behind them. dst is
// src, or does not overlap it. y is the hash of the blocks of ad but the last. Any n and
// adLen. Clobbers R0-R15, V0-V31.

#define SEAL2(Sa, Sb) \
	VLD1.P 32(SRC), [X0.B16, X1.B16]; \
	ADD3(X0, KLAST, Sa);              \
	ADD3(X1, KLAST, Sb);              \
	VST1.P [Sa.B16, Sb.B16], 32(DST); \
	VRBIT  Sa.B16, C0.B16;            \
	VRBIT  Sb.B16, C1.B16;            \
	PRODUCT2

#define SEAL1(S) \
	VLD1.P 16(SRC), [X0.B16]; \
	ADD3(X0, KLAST, S);       \
	VST1.P [S.B16], 16(DST);  \
	VRBIT  S.B16, C0.B16;     \
	PRODUCT1

	START
	CALL encrypt8<>(SB)
	CMP  $96, LEN
	BHI  long
	SHORT
	B    some

long:
	SET_MASK
	FINISH6
	MOVD $lanes<>(SB), LANES
	SUB  $128, DST, HASH
step:
	CALL encryptHash8<>(SB)
	CMP  $128, LEN
	BLS  rest
	FINISH8
	SUB  $128, DST, HASH
	FLDPQ (HASH), (FC0, FC1)
	B    step
rest:
	LONG

some:
	BLOCKS(SEAL2, SEAL1)
	LOAD_PART(to2, to4, to8, loaded, SRC, LEN, LOW, HIGH)
	VMOV  LOW, X0.D[0]
	VMOV  HIGH, X0.D[1]
	ADD3(X0, KLAST, S0)
	MASK_PART
	VAND  X1.B16, S0.B16, S0.B16
	VST1  [S0.B16], (DST) // with zeros, where the tag will be
	ADD   LEN, DST
	VRBIT S0.B16, C0.B16
	PRODUCT1
tag:
	TAG
	VST1 [Y.B16], (DST)
	RET
