// What the kernels with 512-bit VAES share: the round keys, each broadcast to all four
// blocks of a register, Z16 to Z30, and the rounds. Nr is in NR.

#define NR R8

#define KEY0 Z16
#define KEY1 Z17
#define KEY2 Z18
#define KEY3 Z19
#define KEY4 Z20
#define KEY5 Z21
#define KEY6 Z22
#define KEY7 Z23
#define KEY8 Z24
#define KEY9 Z25
#define KEY10 Z26
#define KEY11 Z27
#define KEY12 Z28
#define KEY13 Z29
#define KEYN Z30 // of the last round

// Loads the keys at keys, 15 as there are always so many, and the last; clobbers tmp.
#define LOADKEYS(keys, tmp) \
	VBROADCASTI32X4 0x00(keys), KEY0;  \
	VBROADCASTI32X4 0x10(keys), KEY1;  \
	VBROADCASTI32X4 0x20(keys), KEY2;  \
	VBROADCASTI32X4 0x30(keys), KEY3;  \
	VBROADCASTI32X4 0x40(keys), KEY4;  \
	VBROADCASTI32X4 0x50(keys), KEY5;  \
	VBROADCASTI32X4 0x60(keys), KEY6;  \
	VBROADCASTI32X4 0x70(keys), KEY7;  \
	VBROADCASTI32X4 0x80(keys), KEY8;  \
	VBROADCASTI32X4 0x90(keys), KEY9;  \
	VBROADCASTI32X4 0xa0(keys), KEY10; \
	VBROADCASTI32X4 0xb0(keys), KEY11; \
	VBROADCASTI32X4 0xc0(keys), KEY12; \
	VBROADCASTI32X4 0xd0(keys), KEY13; \
	MOVQ            NR, tmp;           \
	SHLQ            $4, tmp;           \
	VBROADCASTI32X4 (keys)(tmp*1), KEYN

// The rounds 1 to Nr-1 by each(op, key), which must leave the flags alone.
#define ROUNDS(each, op, last) \
	each(op, KEY1);   \
	each(op, KEY2);   \
	each(op, KEY3);   \
	each(op, KEY4);   \
	each(op, KEY5);   \
	each(op, KEY6);   \
	each(op, KEY7);   \
	each(op, KEY8);   \
	CMPQ     NR, $12; \
	each(op, KEY9);   \
	JCS      last;    \
	each(op, KEY10);  \
	each(op, KEY11);  \
	JEQ      last;    \
	each(op, KEY12);  \
	each(op, KEY13);  \
last:

// The states S0-S7, of four blocks each.
#define S0 Z0
#define S1 Z1
#define S2 Z2
#define S3 Z3
#define S4 Z4
#define S5 Z5
#define S6 Z6
#define S7 Z7

#define ROUND1(op, key) \
	op key, S0, S0

#define ROUND4(op, key) \
	op key, S0, S0; \
	op key, S1, S1; \
	op key, S2, S2; \
	op key, S3, S3

#define ROUND8(op, key) \
	ROUND4(op, key);        \
	op         key, S4, S4; \
	op         key, S5, S5; \
	op         key, S6, S6; \
	op         key, S7, S7
