// Package edwards25519 is the group of points on the twisted Edwards curve
//
//	−x² + y² = 1 + dx²y²,   d = −121665/121666   modulo p = 2²⁵⁵ − 19
//
// and of scalars modulo the order of its base point B,
//
//	ℓ = 2²⁵² + 27742317777372353535851937790883648493
//
// as RFC 8032 §5.1 specifies them for Ed25519. The curve has 8ℓ points. It is
// birationally equivalent to the Montgomery curve of X25519 (RFC 7748 §4.1).
//
// A [Point] is kept in extended coordinates (X : Y : Z : T) with x = X/Z, y = Y/Z
// and xy = T/Z. The addition law in these coordinates is complete: it has no
// exceptional case, neither for P + P nor for P + 0, and so no branch. It comes
// from H. Hisil, K. K.-H. Wong, G. Carter and E. Dawson, "Twisted Edwards curves
// revisited" (ASIACRYPT 2008), §3.1 and §3.3.
//
// There are two ways to multiply. [Point.ScalarBaseMult] gives sB for a secret
// s, in constant time. [Point.VarTimeDoubleScalarBaseMult] gives aA + bB, which
// is what verifying a signature takes, where everything is public.
package edwards25519
