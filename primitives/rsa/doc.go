// Package rsa is RSA as SSH uses it: signatures RSASSA-PKCS1-v1_5 with SHA-256 and
// SHA-512 (RFC 8017 §8.2, RFC 8332), encryption RSAES-OAEP (RFC 8017 §7.1) for the
// key exchange of RFC 4432, and making keys (FIPS 186-5 A.1.3).
//
// A public key is the product n of two secret primes p and q and an exponent e. A
// private key has in addition the exponent d with de ≡ 1 modulo p−1 and q−1, so
// that (xᵉ)ᵈ ≡ x modulo p and modulo q, hence modulo n:
//
//	public operation    xᵉ mod n        verify, encrypt
//	private operation   xᵈ mod n        sign, decrypt
//
// The private operation works modulo p and q, four times as fast, and joins the
// results by the Chinese remainder theorem (RFC 8017 §5.1.2, with qInv = 1/q mod p):
//
//	s₁ = x^(d mod p−1) mod p
//	s₂ = x^(d mod q−1) mod q            s = s₂ + q·((s₁ − s₂)·qInv mod p)
//
// A single wrong bit in s₁ or s₂ would give away p as gcd(sᵉ − x, n) (Boneh,
// DeMillo, Lipton 1997). So the result leaves this package only after sᵉ ≡ x was
// checked.
//
// What is signed is the digest m in one padding, without anything random:
//
//	EM = 00 01 FF … FF 00 ‖ DigestInfo(hash) ‖ m          as long as n
//
// Verifying does not parse it: it builds the one EM that is right and compares, so
// that nothing can hide in a padding (Bleichenbacher 2006).
//
// All that depends on a secret is in constant time, without blinding: the lengths
// of n, p and q are public, and e. What making a key gives away concerns candidates
// that were dropped.
package rsa
