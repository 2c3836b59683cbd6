// Package dh is key agreement: two sides exchange public values, and both arrive
// at a secret that nobody else can compute.
//
//	A: secret a                       B: secret b
//	      a·G  ───────────────────────▶
//	           ◀───────────────────────  b·G
//	   a·(b·G)           =             b·(a·G)
//
// [X25519Key] is X25519 (RFC 7748), which SSH uses as curve25519-sha256 (RFC
// 8731); [X448Key] is X448, for curve448-sha512. A key is for one exchange: whoever
// makes it calls Wipe afterwards.
//
// # Modulo a prime
//
// In a [Group], G is a number g modulo a prime p, and a·G is its power (RFC 4253 §8):
//
//	A: secret a                       B: secret b
//	    gᵃ mod p ─────────────────────▶
//	           ◀───────────────────────  gᵇ mod p
//	    (gᵇ)ᵃ            =              (gᵃ)ᵇ
//
// [Group1] and [Group14] to [Group18] are the MODP groups that everybody has. In a
// group exchange (RFC 4419) the server sends p and g, and [NewGroup] checks them.
// [Group.GenerateKey] makes the secret exponent; [GroupKey.Shared] checks the peer's
// public value.
package dh
