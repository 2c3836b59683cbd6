// Package mldsa is ML-DSA, the module-lattice signatures of FIPS 204, with the parameter
// sets ML-DSA-44, ML-DSA-65 and ML-DSA-87. SSH combines the first with Ed25519 in
// ssh-mldsa44-ed25519.
//
// All happens in the ring of polynomials f = f₀ + f₁X + … + f₂₅₅X²⁵⁵ over the integers
// modulo q = 8380417, with X²⁵⁶ = −1. A is a matrix of k×l polynomials from a public
// seed ρ; s₁ and s₂ are vectors with coefficients of at most η. H is SHAKE256:
//
//	t = As₁ + s₂                           public key: ρ and t without its lowest 13 bits
//
//	y random, below γ₁                     signing
//	w = Ay
//	c = H(μ ‖ upper part of w)             τ of its coefficients are ±1, the others 0
//	z = y + cs₁
//	again, unless z and the lower part of w − cs₂ are small enough to tell nothing of s₁, s₂
//	signature: c, z, and hints h
//
//	w′ = Az − ct = w − cs₂                  verifying: as far as t is public; h tells where
//	c = H(μ ‖ upper part of w′) ?           the rest of t changes the upper part
//
// where μ = H(H(public key) ‖ 0 ‖ length of context ‖ context ‖ message).
//
//	             k×l   η   τ    γ₁           public key    signature
//	ML-DSA-44    4×4   2   39   2¹⁷          1312 bytes    2420 bytes
//	ML-DSA-65    6×5   4   49   2¹⁹          1952          3309
//	ML-DSA-87    8×7   2   60   2¹⁹          2592          4627
//
// y is derived from the private key, μ, and 32 bytes given by the caller: random ones
// protect against faults and side channels (the hedged variant); with zeros, equal
// messages have equal signatures (the deterministic variant, FIPS 204 §3.4).
//
// What signing does with secrets is in constant time, with two exceptions that FIPS 204
// has by design. How many attempts it takes shows, and those that failed tell nothing
// of the key. And where the small coefficients of s₁ and s₂ are drawn from a stream of
// numbers, it shows which numbers are skipped, but not the values of the others.
// Verification is about public data, and takes its time accordingly. Nothing secret is
// divided.
package mldsa
