// The body of a function of the prototype
//
//	func gcmOpen(h *GCMKey, k *Keys, dst, src *byte, n int, nonce *[12]byte, ad *byte, adLen int, y *[16]byte) (diff uint64)
//
// that decrypts n bytes at src to dst. diff is 0 if the 16 bytes behind src are the tag.
// The rest is as in gcmseal_arm64.h.

#define OPEN2(Sa, Sb) \
	VLD1.P 32(SRC), [X0.B16, X1.B16]; \
	VRBIT  X0.B16, C0.B16;            \
	VRBIT  X1.B16, C1.B16;            \
	ADD3(X0, KLAST, Sa);              \
	ADD3(X1, KLAST, Sb);              \
	VST1.P [Sa.B16, Sb.B16], 32(DST); \
	PRODUCT2

#define OPEN1(S) \
	VLD1.P 16(SRC), [X0.B16]; \
	VRBIT  X0.B16, C0.B16;    \
	ADD3(X0, KLAST, S);       \
	VST1.P [S.B16], 16(DST);  \
	PRODUCT1

	START
	CMP  $96, LEN
	BHI  long
	CALL encrypt8<>(SB)
	SHORT
	B    some

long:
	SUB  $32, SRC, HASH
	CALL encryptHash8<>(SB)
	SET_MASK
	FINISH6
	MOVD $lanes<>(SB), LANES
step:
	CMP  $128, LEN
	BLS  last
	MOVD SRC, HASH
	FLDPQ (HASH), (FC0, FC1)
	CALL encryptHash8<>(SB)
	FINISH8
	B    step
last:
	CALL encrypt8<>(SB)
	LONG

some:
	BLOCKS(OPEN2, OPEN1)
	VLD1  (SRC), [X0.B16] // with bytes of the tag
	MASK_PART
	VAND  X1.B16, X0.B16, X0.B16
	VRBIT X0.B16, C0.B16
	ADD3(X0, KLAST, S0)
	VMOV  S0.D[0], LOW
	VMOV  S0.D[1], HIGH
	STORE_PART(put4, put2, put1, stored, DST, LEN, LOW, HIGH)
	ADD   LEN, SRC
	PRODUCT1
tag:
	TAG
	VLD1 (SRC), [X0.B16]
	VEOR X0.B16, Y.B16, Y.B16
	VMOV Y.D[0], LOW
	VMOV Y.D[1], HIGH
	ORR  HIGH, LOW
	MOVD LOW, diff+72(FP)
	RET
