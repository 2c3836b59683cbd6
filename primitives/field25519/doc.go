// Package field25519 is arithmetic modulo the prime
//
//	p = 2²⁵⁵ − 19
//
// under X25519 (RFC 7748 §4.1) and Ed25519 (RFC 8032 §5.1), in constant time.
//
// An [Element] is five limbs in radix 2⁵¹:
//
//	a = l₀ + 2⁵¹ l₁ + 2¹⁰² l₂ + 2¹⁵³ l₃ + 2²⁰⁴ l₄
//
// Five limbs of 51 bits are exactly 255 bits, and 2²⁵⁵ ≡ 19 (mod p): what leaves
// l₄ at the top comes back into l₀, times 19. A limb has 13 bits to spare in its
// word, so that a sum is taken limb by limb and its carries afterwards, all five
// at once.
//
// The representation is from D. J. Bernstein, N. Duif, T. Lange, P. Schwabe and
// B.-Y. Yang, "High-speed high-security signatures" (2011), §3.
//
// Every method that computes has the form v.Op(a, b), sets v, and returns it. v
// may be any of the operands.
package field25519
