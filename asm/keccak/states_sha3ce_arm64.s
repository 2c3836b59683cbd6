//go:build !purego

#include "textflag.h"
#include "keccak_arm64.h"

// Keccak-f[1600] on two states at once (FIPS 202 §3.3): a lane of both is one vector
// register.
//
// func permutePairsSHA3(a *[25][8]uint64, pairs int)
//
//	For each of pairs ≥ 1 pairs of states: lane n of state j is a[n][j], and pair i is
//	of the states 2i and 2i+1. a needs no alignment. R0, R1, R8, R9 and all vector
//	registers are clobbered.
//
// func permutePairsMixed(a *[25][8]uint64, pairs int)
//
//	The same for a CPU with one pipe for the instructions of FEAT_SHA3.
//
// A pair takes 24 rounds (keccak_arm64.h), 25 loads and 25 stores. On Neoverse V2 that is
// about 24 · 35 = 840 cycles, or 420 a state: 2.5 cycles a byte for SHAKE128. The
// portable code has 178 instructions a round, and the core takes in eight a cycle: at
// least 534 cycles a state. On Apple M1 a pair takes at least 396 cycles.
#define LOAD(n, A0, A1, A2, A3, A4) \
	FMOVQ (64*n+0)(R0), A0; FMOVQ (64*n+64)(R0), A1; FMOVQ (64*n+128)(R0), A2; \
	FMOVQ (64*n+192)(R0), A3; FMOVQ (64*n+256)(R0), A4

#define STORE(n, A0, A1, A2, A3, A4) \
	FMOVQ A0, (64*n+0)(R0); FMOVQ A1, (64*n+64)(R0); FMOVQ A2, (64*n+128)(R0); \
	FMOVQ A3, (64*n+192)(R0); FMOVQ A4, (64*n+256)(R0)

#define PAIRS(pair, round, SUM, TURN, CHI) \
	MOVD a+0(FP), R0; \
	MOVD pairs+8(FP), R1; \
pair: \
	LOAD(0, F0, F1, F2, F3, F4); \
	LOAD(5, F5, F6, F7, F8, F9); \
	LOAD(10, F10, F11, F12, F13, F14); \
	LOAD(15, F15, F16, F17, F18, F19); \
	LOAD(20, F20, F21, F22, F23, F24); \
	PERMUTE(round, SUM, TURN, CHI); \
	STORE(0, F0, F1, F2, F3, F4); \
	STORE(5, F5, F6, F7, F8, F9); \
	STORE(10, F10, F11, F12, F13, F14); \
	STORE(15, F15, F16, F17, F18, F19); \
	STORE(20, F20, F21, F22, F23, F24); \
	ADD $16, R0; \
	SUB $1, R1; \
	CBNZ R1, pair

TEXT ·permutePairsSHA3(SB), NOSPLIT, $0-16
	PAIRS(pair, round, SUM3, MOVED, CHI3)
	RET

TEXT ·permutePairsMixed(SB), NOSPLIT, $0-16
	PAIRS(pair, round, SUM2, TURNED, CHI2)
	RET

// func extractPairs(a *[25][8]uint64, dst *[8]*byte, pairs, lanes int)
//
// Stores the first lanes of state j at dst[j], lanes ≥ 1 words of 8 bytes each, for
// the states of pairs ≥ 1 pairs. Nothing needs to be aligned; the destinations must
// not overlap a.
//
//	R4            the next lanes of the pair
//	R5, R6        where they go
//	R10 … R13     two lanes of both states
TEXT ·extractPairs(SB), NOSPLIT, $0-32
	MOVD a+0(FP), R0
	MOVD dst+8(FP), R1
	MOVD pairs+16(FP), R2
pair:
	MOVD lanes+24(FP), R3
	MOVD R0, R4
	LDP.P 16(R1), (R5, R6)
	SUBS $2, R3
	BLT  last
two:
	LDP (R4), (R10, R11)
	LDP 64(R4), (R12, R13)
	ADD $128, R4
	STP.P (R10, R12), 16(R5)
	STP.P (R11, R13), 16(R6)
	SUBS $2, R3
	BGE  two
last:
	TBZ  $0, R3, done
	LDP (R4), (R10, R11)
	MOVD R10, (R5)
	MOVD R11, (R6)
done:
	ADD  $16, R0
	SUB  $1, R2
	CBNZ R2, pair
	RET
