//go:build !purego

#include "textflag.h"
#include "go_asm.h"
#include "rounds_arm64.h"

// AES-CTR with the AES instructions of ARMv8, eight blocks in flight.

#define ADDKEY(P, X) \
	VEOR K14.B16, P.B16, P.B16; \
	VEOR P.B16, X.B16, X.B16

// func ctrARMCE(keys *Keys, c *Counter, dst, src *byte, n int)
//
// ctr_arm64.h says what it does and costs.
TEXT ·ctrARMCE(SB), NOSPLIT, $0-40
#include "ctr_arm64.h"
