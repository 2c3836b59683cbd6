// Package sha3 is the hash functions SHA3-224, SHA3-256, SHA3-384 and SHA3-512, and
// the extendable-output functions SHAKE128 and SHAKE256, of FIPS 202.
//
// All are one construction, the sponge. Its state is 200 bytes, seen as 25 lanes of
// 64 bits. The message, padded to whole blocks of r bytes (the rate), is added to
// the front of the state block by block, with the permutation Keccak-f[1600] after
// each; then the output is read from the same place. The rest of the state, twice
// as many bytes as the strength, never meets input or output:
//
//	         M₁        M₂                  Z₁         Z₂
//	         ↓         ↓                   ↑          ↑
//	r      0 ⊕ ─┬───┬─ ⊕ ─┬───┬─ … ─┬───┬──┴──┬───┬───┴── …
//	            │ f │     │ f │     │ f │     │ f │
//	200−r  0 ───┴───┴─────┴───┴─ … ─┴───┴─────┴───┴────── …
//
//	                r     output           behind the message
//	SHA3-224      144         28           06 00 … 00 80
//	SHA3-256      136         32           06 00 … 00 80
//	SHA3-384      104         48           06 00 … 00 80
//	SHA3-512       72         64           06 00 … 00 80
//	SHAKE128      168     any length       1f 00 … 00 80
//	SHAKE256      136     any length       1f 00 … 00 80
//
// [Digest] is a stream of the four hash functions, [Shake] one of SHAKE, and
// [Shakes] up to eight of SHAKE that go in step, which is several times as fast for
// each where there are vector registers.
//
// The time taken depends on the length of the message and of the output only.
package sha3
