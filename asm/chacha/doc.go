// Package chacha holds the tiers of ChaCha20 (RFC 8439 §2.4) and of Poly1305
// (§2.5). The stream cipher lives in vectors and the authenticator in wide
// multiplications, so the CPU that has a fast one need not have the other: they
// are two sets. One kernel does both, side by side, for [Seal] and [Open]: it belongs to
// the cipher's set and computes Poly1305 in its own way.
package chacha
