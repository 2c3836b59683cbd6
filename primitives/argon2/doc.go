// Package argon2 is the password hash Argon2 of RFC 9106, version 1.3, in its three
// variants Argon2d, Argon2i and Argon2id.
//
// It fills a matrix of p lanes, 1 KiB a block and m KiB in all, and goes over it t
// times. Each block is made of the one before it and of one somewhere else, so that
// whoever tries passwords needs as much memory for each try at a time:
//
//	          slice 0     slice 1     slice 2     slice 3
//	        ┌───────────┬───────────┬───────────┬───────────┐
//	lane 0  │ 0 1       │      z    │           │           │    B[i][j] is made of B[i][j−1]
//	        ├───────────┼───────────┼───────────┼───────────┤    and B[l][z]: here of the third
//	lane 1  │ 0 1       │           │   j−1 j   │           │    slice in lane 1, and of lane 0
//	        └───────────┴───────────┴───────────┴───────────┘
//
//	H₀                = BLAKE2b(parameters, password, salt, secret, data)
//	B[i][0], B[i][1]  = H'(H₀ ‖ 0 ‖ i), H'(H₀ ‖ 1 ‖ i)
//	B[i][j]           = G(B[i][j−1], B[l][z])         and ⊕ B[i][j] after the first pass
//	tag               = H'(B[0][last] ⊕ … ⊕ B[p−1][last])
//
// G is made of BLAKE2b's round with a multiplication in it. What a lane does in a
// slice depends on no other lane's blocks of that slice, so that lanes could be
// computed in parallel; here they follow one another.
//
// Where l and z come from is what the variants differ in:
//
//	Argon2d     the first word of the block before: of the password
//	Argon2i     a counter: of nothing secret
//	Argon2id    the counter for the first half of the first pass, then the block
//
// # Use
//
// PuTTY's private key files (PPK version 3) are encrypted under a key that [Key] makes
// of a passphrase: mostly Argon2id, 8 MiB, one lane, and as many passes as take a
// tenth of a second.
//
// # Time
//
// In Argon2d, and in most of Argon2id, memory addresses depend on the password: that
// is what makes it expensive to compute with less memory, and there is no other way
// to compute it. Functions that do so have VarTime in their name. They may, because it
// runs on the machine that has the key file, which has the passphrase typed in there;
// somebody who can watch the addresses of its memory accesses could in time sieve a
// list of candidates for the passphrase with them. In Argon2i, and in the first half
// of the first pass of Argon2id, no address depends on a secret. The arithmetic is
// constant-time in all of them.
package argon2
