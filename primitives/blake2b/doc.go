// Package blake2b is the hash function BLAKE2b of RFC 7693, 1 to 64 bytes long, with
// or without a key.
//
// The message is cut into blocks of 128 bytes, the last filled up with zeros; a key,
// if there is one, is a block of its own in front. Each block is mixed into a chaining
// value of eight words of 64 bits, together with the number t of bytes so far, and with
// a mark on the last:
//
//	h  =  IV ⊕ (length of hash, length of key, 1, 1)
//
//	      ┌─────────────────────────────┐
//	v  =  │  h₀  h₁  h₂  h₃             │   12 rounds: G on each column, and then on
//	      │  h₄  h₅  h₆  h₇             │   each diagonal, with two words of the block
//	      │ IV₀ IV₁ IV₂ IV₃             │   each time, in an order σ that changes with
//	      │ IV₄⊕t   IV₅ IV₆⊕last    IV₇ │   the round
//	      └─────────────────────────────┘
//	h  ←  h ⊕ upper half of v ⊕ lower half of v
//
//	G(a,b,c,d; x,y):   a ← a + b + x    d ← (d ⊕ a) ⋙ 32    c ← c + d    b ← (b ⊕ c) ⋙ 24
//	                   a ← a + b + y    d ← (d ⊕ a) ⋙ 16    c ← c + d    b ← (b ⊕ c) ⋙ 63
//
// Hashes of different lengths have nothing in common: the shorter is not the front of
// the longer. SSH itself has no use for BLAKE2b; it is the hash inside Argon2 (package
// argon2), which protects private keys in the files of PuTTY.
//
// The time taken depends on the length of the message only.
package blake2b
