// SHA-512 with 256-bit vectors and RORX: what the tiers share. They differ in how a
// step of the schedule is computed: SCHEDULE1 … SCHEDULE6 stand in the file of each.
//
// The vectors compute the message schedules (FIPS 180-4 §6.4.2 step 1) of two blocks,
// one in each half: a half has two words, so that a step never needs its own result
// (Wₜ₊₁₆ is made of Wₜ₊₁₄), and never crosses the halves:
//
//	       block A           block B
//	Yi    Wₜ     Wₜ₊₁        Wₜ     Wₜ₊₁      t = 2·i
//
// Y0 … Y7 are 16 words of each. With Kₜ added they go to the stack, from where the
// rounds (step 3) of block A, and then those of block B, take them. The schedule is
// computed beside the rounds of A. For a block without a second one B is A again, and
// its rounds are left out.

#define a AX
#define b BX
#define c CX
#define d DX
#define e R8
#define f R9
#define g R10
#define h R11

#define T0 R12
#define T1 R13
#define BC R14  // b ⊕ c of this round,
#define AB R15  // a ⊕ b, which is b ⊕ c of the next: the two change roles each round
#define WK SI   // where Wₜ + Kₜ of the next rounds stands on the stack
#define K DI
#define P BP

// On the stack, behind the 1,280 bytes of the schedules:
#define END 1280(SP)    // of p
#define LAST16 1288(SP) // where the last 16 rounds have their words
#define LAST 1296(SP)   // where they end

#define V0 Y8
#define V1 Y9
#define V2 Y10
#define V3 Y11
#define SWAP Y12 // mask that reverses the bytes of each word

// The mask for the lower and for the upper half.
DATA swap64<>+0x00(SB)/8, $0x0001020304050607
DATA swap64<>+0x08(SB)/8, $0x08090a0b0c0d0e0f
GLOBL swap64<>(SB), RODATA|NOPTR, $16

// A round with Wₜ + Kₜ at off(WK), in three parts of eight instructions:
//
//	T₁ = h + Σ₁(e) + Ch(e,f,g) + Kₜ + Wₜ      Ch  = g ⊕ (e ∧ (f ⊕ g))
//	T₂ = Σ₀(a) + Maj(a,b,c)                   Maj = b ⊕ ((a ⊕ b) ∧ (b ⊕ c))
//
// d gets d + T₁, and h T₁ + T₂. The order counts, on Zen 3 by a fifth: this is the best
// of some thousands that were tried.
#define ROUND1(e, f, g, ab) \
	MOVQ  f, T1;       \
	XORQ  g, T1;       \
	RORXQ $14, e, T0;  \
	RORXQ $18, e, ab;  \
	ANDQ  e, T1;       \
	XORQ  ab, T0;      \
	XORQ  g, T1;       \ // Ch
	RORXQ $41, e, ab

#define ROUND2(a, b, h, ab, off) \
	ADDQ  off(WK), h;  \
	ADDQ  T1, h;       \
	XORQ  ab, T0;      \ // Σ₁
	MOVQ  a, ab;       \
	XORQ  b, ab;       \
	ADDQ  T0, h;       \ // T₁
	RORXQ $34, a, T1;  \
	RORXQ $28, a, T0

#define ROUND3(a, b, d, h, bc, ab) \
	ANDQ  ab, bc;      \
	ADDQ  h, d;        \
	XORQ  T1, T0;      \
	RORXQ $39, a, T1;  \
	XORQ  b, bc;       \ // Maj
	XORQ  T1, T0;      \ // Σ₀
	ADDQ  bc, T0;      \
	ADDQ  T0, h

#define ROUND(a, b, c, d, e, f, g, h, bc, ab, off) \
	ROUND1(e, f, g, ab);          \
	ROUND2(a, b, h, ab, off);     \
	ROUND3(a, b, d, h, bc, ab)

// Two rounds of block A, and a step of both schedules beside them: after eight
// instructions of the one four of the other. K is that of 16 rounds on, and so is the
// place of the result.
#define ROUNDS2(a, b, c, d, e, f, g, h, y0, y1, y4, y5, y7, koff, off) \
	ROUND1(e, f, g, AB);               \
	SCHEDULE1(y0, y1, y4, y5);         \
	ROUND2(a, b, h, AB, off);          \
	SCHEDULE2;                         \
	ROUND3(a, b, d, h, BC, AB);        \
	SCHEDULE3(y0, y7);                 \
	ROUND1(d, e, f, BC);               \
	SCHEDULE4(y7);                     \
	ROUND2(h, a, g, BC, off+8);        \
	SCHEDULE5(y0, y7);                 \
	ROUND3(h, a, c, g, AB, BC);        \
	SCHEDULE6(y0, koff, off+256)

// A message's words i and i+1 of both blocks, the other block's at T0.
#define WORDS(i, x, y) \
	VMOVDQU        8*i(P), x;             \
	VINSERTI128    $1, 8*i(T0), y, y;     \
	VPSHUFB        SWAP, y, y;            \
	VBROADCASTI128 8*i(K), V0;            \
	VPADDQ         y, V0, V0;             \
	VMOVDQU        V0, 16*i(SP)

#define CLEAR(off) \
	VMOVDQU Y0, off(SP);    \
	VMOVDQU Y0, off+32(SP); \
	VMOVDQU Y0, off+64(SP); \
	VMOVDQU Y0, off+96(SP)

// What the functions are made of, in this order. The arguments are read, the state is
// taken from memory:
#define BEGIN \
	MOVQ           state+0(FP), T0;      \
	MOVQ           p_base+8(FP), P;      \
	MOVQ           p_len+16(FP), T1;     \
	ADDQ           P, T1;                \
	MOVQ           T1, END;              \
	LEAQ           1024(SP), T1;         \
	MOVQ           T1, LAST16;           \
	LEAQ           1280(SP), T1;         \
	MOVQ           T1, LAST;             \
	VBROADCASTI128 swap64<>(SB), SWAP;   \
	MOVQ           (T0), a;              \
	MOVQ           8(T0), b;             \
	MOVQ           16(T0), c;            \
	MOVQ           24(T0), d;            \
	MOVQ           32(T0), e;            \
	MOVQ           40(T0), f;            \
	MOVQ           48(T0), g;            \
	MOVQ           56(T0), h

// The words of the block at P and of the one behind it, if there is one. The loop that
// follows is a tenth slower on Zen 3 if it begins elsewhere in 64 bytes.
#define PAIR \
	LEAQ    ·K512(SB), K;    \
	LEAQ    128(P), T0;      \
	CMPQ    T0, END;         \
	CMOVQEQ P, T0;           \
	WORDS(0, X0, Y0);        \
	WORDS(2, X1, Y1);        \
	WORDS(4, X2, Y2);        \
	WORDS(6, X3, Y3);        \
	WORDS(8, X4, Y4);        \
	WORDS(10, X5, Y5);       \
	WORDS(12, X6, Y6);       \
	WORDS(14, X7, Y7);       \
	PCALIGN $64;             \
	MOVQ    SP, WK;          \
	MOVQ    b, BC;           \
	XORQ    c, BC

// Sixteen rounds of block A, with the words of the next sixteen.
#define SCHEDULED16 \
	ADDQ $128, K;                                                       \
	ROUNDS2(a, b, c, d, e, f, g, h, Y0, Y1, Y4, Y5, Y7, 0, 0);          \
	ROUNDS2(g, h, a, b, c, d, e, f, Y1, Y2, Y5, Y6, Y0, 16, 32);        \
	ROUNDS2(e, f, g, h, a, b, c, d, Y2, Y3, Y6, Y7, Y1, 32, 64);        \
	ROUNDS2(c, d, e, f, g, h, a, b, Y3, Y4, Y7, Y0, Y2, 48, 96);        \
	ROUNDS2(a, b, c, d, e, f, g, h, Y4, Y5, Y0, Y1, Y3, 64, 128);       \
	ROUNDS2(g, h, a, b, c, d, e, f, Y5, Y6, Y1, Y2, Y4, 80, 160);       \
	ROUNDS2(e, f, g, h, a, b, c, d, Y6, Y7, Y2, Y3, Y5, 96, 192);       \
	ROUNDS2(c, d, e, f, g, h, a, b, Y7, Y0, Y3, Y4, Y6, 112, 224);      \
	ADDQ $256, WK

// Sixteen rounds of either block.
#define ROUNDS16 \
	ROUND(a, b, c, d, e, f, g, h, BC, AB, 0);      \
	ROUND(h, a, b, c, d, e, f, g, AB, BC, 8);      \
	ROUND(g, h, a, b, c, d, e, f, BC, AB, 32);     \
	ROUND(f, g, h, a, b, c, d, e, AB, BC, 40);     \
	ROUND(e, f, g, h, a, b, c, d, BC, AB, 64);     \
	ROUND(d, e, f, g, h, a, b, c, AB, BC, 72);     \
	ROUND(c, d, e, f, g, h, a, b, BC, AB, 96);     \
	ROUND(b, c, d, e, f, g, h, a, AB, BC, 104);    \
	ROUND(a, b, c, d, e, f, g, h, BC, AB, 128);    \
	ROUND(h, a, b, c, d, e, f, g, AB, BC, 136);    \
	ROUND(g, h, a, b, c, d, e, f, BC, AB, 160);    \
	ROUND(f, g, h, a, b, c, d, e, AB, BC, 168);    \
	ROUND(e, f, g, h, a, b, c, d, BC, AB, 192);    \
	ROUND(d, e, f, g, h, a, b, c, AB, BC, 200);    \
	ROUND(c, d, e, f, g, h, a, b, BC, AB, 224);    \
	ROUND(b, c, d, e, f, g, h, a, AB, BC, 232);    \
	ADDQ $256, WK

// The end of a block: the state is added, and kept.
#define ADDSTATE \
	MOVQ state+0(FP), T1;   \
	ADDQ (T1), a;           \
	MOVQ a, (T1);           \
	ADDQ 8(T1), b;          \
	MOVQ b, 8(T1);          \
	ADDQ 16(T1), c;         \
	MOVQ c, 16(T1);         \
	ADDQ 24(T1), d;         \
	MOVQ d, 24(T1);         \
	ADDQ 32(T1), e;         \
	MOVQ e, 32(T1);         \
	ADDQ 40(T1), f;         \
	MOVQ f, 40(T1);         \
	ADDQ 48(T1), g;         \
	MOVQ g, 48(T1);         \
	ADDQ 56(T1), h;         \
	MOVQ h, 56(T1);         \
	ADDQ $128, P

// Block B begins: its words are 16 bytes behind those of A.
#define SECOND \
	LEAQ 16(SP), WK;  \
	MOVQ b, BC;       \
	XORQ c, BC

#define FINISH \
	VPXOR Y0, Y0, Y0;  \
	CLEAR(0);          \
	CLEAR(128);        \
	CLEAR(256);        \
	CLEAR(384);        \
	CLEAR(512);        \
	CLEAR(640);        \
	CLEAR(768);        \
	CLEAR(896);        \
	CLEAR(1024);       \
	CLEAR(1152);       \
	VZEROUPPER;        \
	RET
