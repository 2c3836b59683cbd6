// Package dh is key agreement: two sides exchange public values, and both arrive
// at a secret that nobody else can compute.
//
//	A: secret a                       B: secret b
//	      a·G  ───────────────────────▶
//	           ◀───────────────────────  b·G
//	   a·(b·G)           =             b·(a·G)
//
// [X25519Key] is X25519 (RFC 7748), which SSH uses as curve25519-sha256 (RFC
// 8731). A key is for one exchange: whoever makes it calls Wipe afterwards.
package dh
