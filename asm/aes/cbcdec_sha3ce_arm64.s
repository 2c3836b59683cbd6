//go:build !purego

#include "textflag.h"
#include "go_asm.h"
#include "rounds_arm64.h"

// CBC decryption with the AES instructions of ARMv8 and EOR3, one operation less, as
// in ctr_sha3ce_arm64.s.

#define ADDKEY(C, X) \
	VEOR3 K14.B16, C.B16, X.B16, X.B16

// func cbcDecryptSHA3CE(keys *Keys, iv *[16]byte, dst, src *byte, n int)
//
// cbcdec_arm64.h says what it does and costs.
TEXT ·cbcDecryptSHA3CE(SB), NOSPLIT, $0-40
#include "cbcdec_arm64.h"
