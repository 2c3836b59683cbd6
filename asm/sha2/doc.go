// Package sha2 holds the tiers of SHA-2: implementations of the compression
// functions of SHA-256 (FIPS 180-4 §6.2.2) and of SHA-512 (§6.4.2). The two share
// no instruction that matters, and so are two sets.
package sha2
