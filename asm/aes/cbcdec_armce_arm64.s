//go:build !purego

#include "textflag.h"
#include "go_asm.h"
#include "rounds_arm64.h"

// CBC decryption with the AES instructions of ARMv8, eight blocks in flight.

#define ADDKEY(C, X) \
	VEOR K14.B16, C.B16, C.B16; \
	VEOR C.B16, X.B16, X.B16

// func cbcDecryptARMCE(keys *Keys, iv *[16]byte, dst, src *byte, n int)
//
// cbcdec_arm64.h says what it does and costs.
TEXT ·cbcDecryptARMCE(SB), NOSPLIT, $0-40
#include "cbcdec_arm64.h"
