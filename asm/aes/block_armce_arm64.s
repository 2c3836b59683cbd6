//go:build !purego

#include "textflag.h"
#include "go_asm.h"

// Key expansion and single blocks with the AES instructions of ARMv8. Constant time: no
// address and no branch depends on keys or data, only on the number of rounds.
//
// AESE K, S is ShiftRows(SubBytes(S ⊕ K)) and AESMC is MixColumns: a round of FIPS 197
// §5.1 is cut behind its AddRoundKey, and the last key is added by itself. AESD
// and AESIMC are the same for the equivalent inverse cipher, §5.3.5, whose inner keys
// went through AESIMC.

// For VTBL: each copies one word of the key to all columns, turned by a byte (RotWord).
DATA rotWord3<>+0x00(SB)/8, $0x0c0f0e0d0c0f0e0d
DATA rotWord3<>+0x08(SB)/8, $0x0c0f0e0d0c0f0e0d
GLOBL rotWord3<>(SB), RODATA|NOPTR, $16

DATA rotWord1<>+0x00(SB)/8, $0x0407060504070605
DATA rotWord1<>+0x08(SB)/8, $0x0407060504070605
GLOBL rotWord1<>(SB), RODATA|NOPTR, $16

// Rcon, §5.2: the powers of x, a word each.
DATA rcon<>+0x00(SB)/8, $0x0000000200000001
DATA rcon<>+0x08(SB)/8, $0x0000000800000004
DATA rcon<>+0x10(SB)/8, $0x0000002000000010
DATA rcon<>+0x18(SB)/8, $0x0000008000000040
DATA rcon<>+0x20(SB)/8, $0x000000360000001b
GLOBL rcon<>(SB), RODATA|NOPTR, $40

#define KEYS R0
#define KEY R1
#define ROUNDS R2
#define OUT R3   // where the next words go
#define RCONS R4
#define LEFT R5  // steps, or keys
#define W0 V0    // w[i-Nk] … of four columns
#define W4 V1    // the next four, or two
#define T V2     // what is added to all four: SubWord(RotWord(w[i-1])) ⊕ Rcon
#define U V3
#define RCON V4
#define ROT V5
#define ZERO V6

// T = SubWord ⊕ Rcon in each column. With equal columns ShiftRows changes nothing, so
// that AESE is SubWord.
#define SUBROT(w) \
	VLD1R.P 4(RCONS), [RCON.S4];     \
	VTBL    ROT.B16, [w.B16], T.B16; \
	AESE    ZERO.B16, T.B16;         \
	VEOR    RCON.B16, T.B16, T.B16

#define SUBLAST(w) \
	VDUP w.S[3], T.S4; \
	AESE ZERO.B16, T.B16

// w[j] ⊕= w[j-1] for the columns 1, 2, 3 in turn, and then T onto all: §5.2 for four
// words at once.
#define CHAIN(w) \
	VEXT $12, w.B16, ZERO.B16, U.B16; \
	VEOR U.B16, w.B16, w.B16;         \
	VEXT $8, w.B16, ZERO.B16, U.B16;  \
	VEOR U.B16, w.B16, w.B16;         \
	VEOR T.B16, w.B16, w.B16

// func expandARMCE(keys *Keys, key *byte, rounds int)
//
// Fills in keys.Enc and keys.Dec from key, which has 16, 24 or 32 bytes where rounds
// is 10, 12 or 14. Clobbers R0-R5, V0-V6.
//
// A step waits for CHAIN, four instructions, and then T, which is ready before. Each of
// them takes Neoverse V2 2 cycles: 10 a step. AES-128 has ten steps, of 12 instructions,
// and for Dec nine keys of 5: about 130 cycles.
TEXT ·expandARMCE(SB), NOSPLIT, $0-24
	MOVD   keys+0(FP), KEYS
	MOVD   key+8(FP), KEY
	MOVD   rounds+16(FP), ROUNDS
	MOVD   KEYS, OUT
	MOVD   $rcon<>(SB), RCONS
	VEOR   ZERO.B16, ZERO.B16, ZERO.B16
	VLD1.P 16(KEY), [W0.B16]
	VST1.P [W0.B16], 16(OUT)
	CMP    $12, ROUNDS
	BEQ    aes192
	BHI    aes256

	MOVD $rotWord3<>(SB), R5
	VLD1 (R5), [ROT.B16]
	MOVD $10, LEFT

step128:
	SUBROT(W0)
	CHAIN(W0)
	VST1.P [W0.B16], 16(OUT)
	SUB    $1, LEFT
	CBNZ   LEFT, step128
	B      inverse

	// Six words a step: the last two are W4's lower half.
aes192:
	MOVD   $rotWord1<>(SB), R5
	VLD1   (R5), [ROT.B16]
	VLD1   (KEY), [W4.D1]
	VST1.P [W4.D1], 8(OUT)
	MOVD   $7, LEFT

step192:
	SUBROT(W4)
	CHAIN(W0)
	VST1.P [W0.B16], 16(OUT)
	VDUP   W0.S[3], T.S4
	VEXT   $12, W4.B16, ZERO.B16, U.B16
	VEOR   U.B16, W4.B16, W4.B16
	VEOR   T.B16, W4.B16, W4.B16
	VST1.P [W4.D1], 8(OUT)
	SUB    $1, LEFT
	CBNZ   LEFT, step192
	SUBROT(W4) // of the last six words the cipher takes four
	CHAIN(W0)
	VST1.P [W0.B16], 16(OUT)
	B      inverse

	// Eight words a step.
aes256:
	MOVD   $rotWord3<>(SB), R5
	VLD1   (R5), [ROT.B16]
	VLD1   (KEY), [W4.B16]
	VST1.P [W4.B16], 16(OUT)
	MOVD   $6, LEFT

step256:
	SUBROT(W4)
	CHAIN(W0)
	VST1.P [W0.B16], 16(OUT)
	SUBLAST(W0)
	CHAIN(W4)
	VST1.P [W4.B16], 16(OUT)
	SUB    $1, LEFT
	CBNZ   LEFT, step256
	SUBROT(W4) // and here four of eight
	CHAIN(W0)
	VST1.P [W0.B16], 16(OUT)

// Dec is Enc backwards, with InvMixColumns of all but the first and last (§5.3.5).
inverse:
	ADD    $Keys_Dec, KEYS, OUT
	ADD    ROUNDS<<4, KEYS, R1
	MOVD   $-16, R4
	VLD1.P (R1)(R4), [V0.B16]
	VST1.P [V0.B16], 16(OUT)
	SUB    $1, ROUNDS, LEFT

inner:
	VLD1.P (R1)(R4), [V0.B16]
	AESIMC V0.B16, V0.B16
	VST1.P [V0.B16], 16(OUT)
	SUB    $1, LEFT
	CBNZ   LEFT, inner
	VLD1   (KEYS), [V0.B16]
	VST1   [V0.B16], (OUT)
	RET

#define STATE V0
#define K0 V1
#define K1 V2
#define K2 V3

// Two rounds, of the keys at KEYS. An instruction and the one that mixes its result
// stay together: CPUs take them as one.
#define ROUND2(sub, mix) \
	VLD1.P 32(KEYS), [K0.B16, K1.B16]; \
	sub    K0.B16, STATE.B16;          \
	mix    STATE.B16, STATE.B16;       \
	sub    K1.B16, STATE.B16;          \
	mix    STATE.B16, STATE.B16

// BLOCK computes one block in STATE. The number of rounds is even.
#define BLOCK(sub, mix) \
	CMP  $12, ROUNDS;                      \
	BLO  rounds10;                         \
	BEQ  rounds12;                         \
	ROUND2(sub, mix);                      \
rounds12:                              \
	ROUND2(sub, mix);                      \
rounds10:                              \
	ROUND2(sub, mix);                      \
	ROUND2(sub, mix);                      \
	ROUND2(sub, mix);                      \
	ROUND2(sub, mix);                      \
	VLD1 (KEYS), [K0.B16, K1.B16, K2.B16]; \
	sub  K0.B16, STATE.B16;                \
	mix  STATE.B16, STATE.B16;             \
	sub  K1.B16, STATE.B16;                \
	VEOR K2.B16, STATE.B16, STATE.B16

// func encryptARMCE(keys *Keys, dst, src *[16]byte)
//
// FIPS 197 §5.1. dst and src may be the same. Clobbers R0-R2, V0-V3.
//
// AESE, AESMC and VEOR take Neoverse V2 2 cycles each: AES-128 is 40 cycles after the
// load, or 22 where a pair is fused to one operation of 2 cycles. It is 34 instructions.
TEXT ·encryptARMCE(SB), NOSPLIT, $0-24
	MOVD keys+0(FP), KEYS
	MOVD src+16(FP), R1
	MOVD Keys_Rounds(KEYS), ROUNDS
	VLD1 (R1), [STATE.B16]
	BLOCK(AESE, AESMC)
	MOVD dst+8(FP), R1
	VST1 [STATE.B16], (R1)
	RET

// func decryptARMCE(keys *Keys, dst, src *[16]byte)
//
// FIPS 197 §5.3.5. dst and src may be the same. Clobbers R0-R2, V0-V3.
TEXT ·decryptARMCE(SB), NOSPLIT, $0-24
	MOVD keys+0(FP), KEYS
	MOVD src+16(FP), R1
	MOVD Keys_Rounds(KEYS), ROUNDS
	VLD1 (R1), [STATE.B16]
	ADD  $Keys_Dec, KEYS
	BLOCK(AESD, AESIMC)
	MOVD dst+8(FP), R1
	VST1 [STATE.B16], (R1)
	RET
