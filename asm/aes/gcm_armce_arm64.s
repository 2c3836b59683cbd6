//go:build !purego

#include "textflag.h"
#include "go_asm.h"

// GCM (SP 800-38D §7) with the AES instructions of ARMv8 and PMULL. gcm_arm64.h has the
// method, and with the other headers all of the code but for the additions of three.
//
// A step with AES-128 is 281 instructions, 35 a block: 152 of AES, 27 VPMULL, 48 VEOR, 9
// shuffles, 8 VRBIT, and 37 loads, stores and others. For Neoverse V2's four vector pipes
// these are 181 operations, with 8 for stores, if it fuses AESE and AESMC, or 253 if it
// does not: 45 or 63 cycles for 128 bytes, 0.35 or 0.49 a byte, and with AES-256 0.42 or
// 0.62. By Arm's guide to that core, any of the four takes any of them but the stores, with
// a latency of 2 cycles. From one step's hash to the next's there are ten in a chain, 20
// cycles, which is no limit; nor are eight instructions a cycle.
//
// A packet of 64 bytes takes 317 instructions. What waits for each other is the ten rounds,
// 20 cycles if fused, and from there 13 operations to the tag. To compute fewer than eight
// blocks of key stream would not make it faster, as eight take the pipes no longer.

#define ADD3(A, B, D) \
	VEOR B.B16, A.B16, A.B16; \
	VEOR A.B16, D.B16, D.B16

#include "gcm_arm64.h"
#include "gcmends_arm64.h"

// func gcmSealARMCE(h *GCMKey, k *Keys, dst, src *byte, n int, nonce *[12]byte, ad *byte, adLen int, y *[16]byte)
TEXT ·gcmSealARMCE(SB), NOSPLIT, $0-72
#include "gcmseal_arm64.h"

// func gcmOpenARMCE(h *GCMKey, k *Keys, dst, src *byte, n int, nonce *[12]byte, ad *byte, adLen int, y *[16]byte) (diff uint64)
TEXT ·gcmOpenARMCE(SB), NOSPLIT, $0-80
#include "gcmopen_arm64.h"
