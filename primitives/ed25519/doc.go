// Package ed25519 signs and verifies with Ed25519 (RFC 8032 §5.1), as ssh-ed25519
// keys do (RFC 8709).
//
// With H = SHA-512, the base point B of order ℓ, and a secret seed of 32 bytes:
//
//	s ‖ prefix = H(seed)        s clamped          A = sB       public key
//	r = H(prefix ‖ M)           nothing random     R = rB
//	k = H(R ‖ A ‖ M)                               S = r + ks   mod ℓ
//
//	signature = R ‖ S           64 bytes           valid if R = SB − kA
//
// Signing is in constant time but for the length of M. It needs no randomness:
// equal messages have equal signatures.
//
// Verification is strict and has no room for interpretation:
//   - S must be below ℓ (RFC 8032 §5.1.7), so that nobody can make S + ℓ of a
//     valid signature;
//   - A must be the canonical encoding of a point (§5.1.3);
//   - the encoding of SB − kA must be R, byte for byte. That refuses every R that
//     is not canonical, and is the equation without the cofactor 8, which §5.1.7
//     allows and which other SSH implementations use as well.
//
// A public key of small order is not refused: with such a key, which only a
// careless owner would publish, some signatures are valid for many messages.
package ed25519
