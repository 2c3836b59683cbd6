// Package ecdsa signs and verifies with ECDSA on P-256, P-384 and P-521 (FIPS 186-5 §6;
// RFC 6979), as the ecdsa-sha2-nistp256, -nistp384 and -nistp521 keys of SSH do (RFC
// 5656 §3.1).
//
// With the base point B of prime order n, a secret scalar d, and the hash that goes with
// the curve (SHA-256, SHA-384, SHA-512: RFC 5656 §6.2.1):
//
//	A = dB                                      public key
//	e = H(M)      k secret, for this M only     R = kB
//	r = x(R) mod n            s = (e + rd)/k    mod n
//
//	signature = r ‖ s         both in 1…n−1     valid if r = x((e/s)B + (r/s)A) mod n
//
// Whoever knows k, or a part of it for many signatures, knows d. So k comes from the
// generator of RFC 6979, which is keyed with d and e, and needs no randomness to be
// unpredictable; [Sign] gives it random bytes besides (§3.6), so that equal messages have
// different signatures, and a fault injected into one of two equal computations gives
// nothing away. [SignDeterministic] goes without.
//
// A signature here is r ‖ s, each big-endian and as long as n: 64, 96 or 132 bytes. That
// SSH writes the two as mpints (RFC 5656 §3.1.2) is for the caller.
//
// Signing is in constant time but for the length of M. Verification is not: all that it
// sees is public.
package ecdsa
