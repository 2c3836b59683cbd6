// Package aes is the block cipher AES (FIPS 197) and the modes in which SSH uses it: CTR
// and CBC (SP 800-38A; RFC 4344, RFC 4253 §6.3) and GCM (SP 800-38D; RFC 5647).
//
// AES works on a block of 16 bytes, a matrix that is filled column by column. A round
// does four things, with each byte a number of GF(2⁸):
//
//	SubBytes      s ← A·s⁻¹ ⊕ 63           every byte
//	ShiftRows     ┌ 0 4 8 C ┐   ┌ 0 4 8 C ┐
//	              │ 1 5 9 D │   │ 5 9 D 1 │
//	              │ 2 6 A E │ → │ A E 2 6 │
//	              └ 3 7 B F ┘   └ F 3 7 B ┘
//	MixColumns    column ← M·column         not in the last round
//	AddRoundKey   s ← s ⊕ k                 and once before the first round
//
// The usual code looks bytes up in tables, at addresses that depend on the key, and the
// cache tells. Where the CPU has instructions for rounds, the kernels of package asm/aes
// use them, with many blocks on their way at once. Elsewhere, on the generic tier, the
// cipher is bitsliced: a word has one bit of many bytes, and the S-box is a circuit of XOR
// and AND, computed for 64 bytes at once (sbox.go). The state is sixteen blocks in 32
// words (bitslice.go), such that ShiftRows is rotation of words and MixColumns XOR of
// words (mixcolumns.go). GHASH multiplies polynomials with integer multiplication, at bits
// so far apart that no carry meets the next (clmul.go). So nothing here takes a time, or
// reads an address, that depends on keys or data; only lengths and counters show.
//
// The generic tier always works on sixteen blocks. CTR, GCM and CBC decryption have them;
// CBC encryption and a single [Block.Encrypt] have one, and waste the rest.
//
// Buffers may be the same or must not overlap. Calls that break that, or give lengths that
// cannot be, panic; the errors are [KeySizeError] of [New] and that of [GCM.Open].
package aes
