// Package ed448 signs and verifies with Ed448 (RFC 8032 §5.2), as ssh-ed448 keys do
// (RFC 8709).
//
// With H = SHAKE256 to 114 bytes, the base point B of order ℓ, a secret seed of 57
// bytes, and D the domain, which names the context C of at most 255 bytes:
//
//	D = "SigEd448" ‖ 0 ‖ |C| ‖ C                        without context |C| = 0, as in SSH
//	s ‖ prefix = H(seed)            s clamped          A = sB       public key
//	r = H(D ‖ prefix ‖ M)           nothing random     R = rB
//	k = H(D ‖ R ‖ A ‖ M) mod ℓ                         S = r + ks   mod ℓ
//
//	signature = R ‖ S               114 bytes          valid if R = SB − kA
//
// Signing is in constant time but for the lengths of M and C. It needs no
// randomness: equal messages have equal signatures. The variant Ed448ph, which signs
// a hash of the message, is not there.
//
// Verification is strict and has no room for interpretation:
//   - S must be below ℓ (RFC 8032 §5.2.7), so that nobody can make S + ℓ of a
//     valid signature;
//   - A must be the canonical encoding of a point (§5.2.3);
//   - the encoding of SB − kA must be R, byte for byte. That refuses every R that
//     is not canonical, and is the equation without the cofactor 4, which §5.2.7
//     allows.
//
// A public key of small order is not refused: with such a key, which only a
// careless owner would publish, some signatures are valid for many messages.
package ed448
