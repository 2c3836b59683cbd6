//go:build !purego

#include "textflag.h"
#include "go_asm.h"
#include "rounds_arm64.h"

// AES-CTR with the AES instructions of ARMv8 and EOR3. It is one operation less
// for the vector pipes, of 14 for a block of AES-128. Neoverse V2 has EOR3 in one pipe
// only, but a block needs it once in more than three cycles.

#define ADDKEY(P, X) \
	VEOR3 K14.B16, P.B16, X.B16, X.B16

// func ctrSHA3CE(keys *Keys, c *Counter, dst, src *byte, n int)
//
// ctr_arm64.h says what it does and costs.
TEXT ·ctrSHA3CE(SB), NOSPLIT, $0-40
#include "ctr_arm64.h"
