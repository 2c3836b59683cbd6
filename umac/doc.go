// Package umac is the message authentication code UMAC of RFC 4418, with tags of 64
// bits (UMAC-64) and 128 bits (UMAC-128).
//
// A message is hashed by a function of a family that the key chooses, to 32 bits,
// and as often as there are 32 bits of tag, each time by a function of its own: a
// stream. The result is hidden by a pad that the key and the message's nonce give:
//
//	tag  =  HASH₁(M) ‖ HASH₂(M) ‖ …   ⊕   PDF(nonce)             §5, §4.2
//
// Such a hash needs no cryptographic strength. It is enough that no two messages
// have equal hashes, or hashes that differ by a known amount, for more than a few of
// the keys; whence the speed. It has three layers:
//
//	message      ┌── 1024 bytes ──┬── 1024 bytes ──┬── the rest ──┐
//	             └───────┬────────┴───────┬────────┴──────┬───────┘
//	L1-HASH             NH               NH              NH        §5.2   32 × 32-bit products
//	                     │ 8 bytes        │               │
//	                     └────────────────┼───────────────┘
//	L2-HASH                             POLY                       §5.3   a polynomial modulo 2⁶⁴ - 59,
//	                                      │ 16 bytes                      and past 16 MiB modulo 2¹²⁸ - 159
//	L3-HASH                         inner product                  §5.4   modulo 2³⁶ - 5
//	                                      │ 4 bytes
//
// A message of up to 1024 bytes skips L2. The streams share one key of L1: each
// begins 16 bytes behind the one before (a Toeplitz matrix), so that one pass over
// the message serves them all.
//
// All keys, and the pad, come from AES-128 in counter mode (§3.2, §4.1).
//
// A nonce that two messages share gives the hash away, and with it the key. In SSH
// it is the sequence number of the packet.
package umac
