// Package sntrup is the key encapsulation mechanism Streamlined NTRU Prime with the
// parameters sntrup761, by D. J. Bernstein and others ("NTRU Prime", round 3 of NIST's
// competition, 2020). SSH combines it with X25519 in sntrup761x25519-sha512 (RFC 9941).
//
//	owner of the key pair                    peer
//	GenerateKey
//	                  ── public key ──▶      NewPublicKey
//	                                         Encapsulate
//	Decapsulate       ◀── ciphertext ──
//	shared key                               the same shared key
//
// All happens among polynomials with 761 coefficients, modulo x⁷⁶¹ − x − 1, and with
// coefficients modulo q = 4591 or modulo 3. f, g and r are small: their coefficients
// are −1, 0 and 1, and in f and r exactly 286 are not 0.
//
//	key pair     h = g/(3f) modulo q          public; secret are f, and 1/g modulo 3
//	encrypt r    c = hr, rounded to multiples of 3: c = hr + e
//	decrypt      3fc = gr + 3fe               exactly, since all there is small
//	             (gr + 3fe)·1/g = r           modulo 3
//
//	public key    h                               1158 bytes
//	private key   f, 1/g, h, ρ, and a hash of h   1763
//	ciphertext    c, and a hash of r and h        1039
//	shared key    a hash of r and the ciphertext    32
//
// Decapsulate encrypts what it has decrypted once more, and where that is not the
// ciphertext it was given, the shared key is a hash of ρ and that ciphertext: a wrong
// ciphertext is not refused but gives a key that the peer does not have, and nothing
// tells the cases apart.
//
// The time taken does not depend on secrets, with one exception: a g without an inverse
// is dropped, and another is chosen. There is no division, not even by a constant.
package sntrup
