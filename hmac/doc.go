// Package hmac is the keyed hash HMAC of RFC 2104 and FIPS 198-1, with SHA-1,
// SHA-256, SHA-384 and SHA-512.
//
// The key, made one block long, is hashed in front of the message, and once more
// in front of the result:
//
//	K₀  =  K ‖ 00 … 00              or  H(K) ‖ 00 … 00  if K is longer than a block
//
//	       ┌──────────────┐
//	       │ K₀ ⊕ 36…36   │ message ──▶ H ──┐
//	       └──────────────┘                 ▼
//	       ┌──────────────┐             ┌───────┐
//	       │ K₀ ⊕ 5c…5c   │             │ inner │ ──▶ H ──▶ tag
//	       └──────────────┘             └───────┘
//
// Both framed blocks depend on the key only. [MAC] hashes them once, when it is made,
// and keeps the two states; starting a message is a copy of the first.
//
// A shortened tag (hmac-sha1-96 takes 12 bytes) is the front of the whole one.
// Compare tags with package ct, never with bytes.Equal.
//
// [PBKDF2] makes keys of passwords with it, as private key files in PKCS #8 need them.
package hmac
