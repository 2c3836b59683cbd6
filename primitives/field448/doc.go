// Package field448 is arithmetic modulo the prime
//
//	p = 2⁴⁴⁸ − 2²²⁴ − 1
//
// under X448 (RFC 7748 §4.2) and Ed448 (RFC 8032 §5.2), in constant time.
//
// An [Element] is eight limbs in radix 2⁵⁶:
//
//	a = l₀ + 2⁵⁶ l₁ + 2¹¹² l₂ + … + 2³⁹² l₇
//
// With φ = 2²²⁴, which is four limbs, p is φ² − φ − 1. So φ² ≡ φ + 1 (mod p), as for
// the golden ratio: what leaves l₇ at the top comes back into l₀ and into l₄. And a
// product of a₀ + a₁φ and b₀ + b₁φ takes three products of half the length, not four:
//
//	(a₀b₀ + a₁b₁) + φ((a₀ + a₁)(b₀ + b₁) − a₀b₀)
//
// Prime, representation and product are from M. Hamburg, "Ed448-Goldilocks, a new
// elliptic curve" (2015), §3.
//
// Every method that computes has the form v.Op(a, b), sets v, and returns it. v may
// be any of the operands.
package field448
