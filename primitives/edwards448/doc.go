// Package edwards448 is the group of points on the Edwards curve
//
//	x² + y² = 1 + dx²y²,   d = −39081   modulo p = 2⁴⁴⁸ − 2²²⁴ − 1
//
// and of scalars modulo the order of its base point B,
//
//	ℓ = 2⁴⁴⁶ − 13818066809895115352007386748515426880336692474882178609894547503885
//
// as RFC 8032 §5.2 specifies them for Ed448. The curve has 4ℓ points. There is an
// isogeny, a homomorphism with few points in its kernel, to the Montgomery curve of
// X448 (RFC 7748 §4.2).
//
// A [Point] is kept in extended coordinates (X : Y : Z : T) with x = X/Z, y = Y/Z
// and xy = T/Z. The addition law in these coordinates is complete, because d is no
// square: it has no exceptional case, neither for P + P nor for P + 0, and so no
// branch. It comes from H. Hisil, K. K.-H. Wong, G. Carter and E. Dawson, "Twisted
// Edwards curves revisited" (ASIACRYPT 2008), §3.1 and §3.3, with a = 1.
//
// There are two ways to multiply. [Point.ScalarBaseMult] gives sB for a secret
// s, in constant time. [Point.VarTimeDoubleScalarBaseMult] gives aA + bB, which
// is what verifying a signature takes, where everything is public.
package edwards448
