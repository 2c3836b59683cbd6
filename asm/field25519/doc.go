// Package field25519 holds the tiers of arithmetic modulo p = 2²⁵⁵ − 19, the field
// under X25519 (RFC 7748 §4.1) and Ed25519 (RFC 8032 §5.1).
package field25519
