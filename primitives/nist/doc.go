// Package nist is the groups of points on the curves P-256, P-384 and P-521 of FIPS 186-4
// §D.1.2 (now SP 800-186 §3.2.1), and agreement on a key with them (ECDH: SEC 1 §3.3.1,
// RFC 5656 §4).
//
//	curve   p                                    bytes of a coordinate, a point   in SSH
//	P-256   2²⁵⁶ − 2²²⁴ + 2¹⁹² + 2⁹⁶ − 1         32   65                          nistp256
//	P-384   2³⁸⁴ − 2¹²⁸ − 2⁹⁶ + 2³² − 1          48   97                          nistp384
//	P-521   2⁵²¹ − 1                             66  133                          nistp521
//
// On each, y² = x³ − 3x + b modulo p, the points form a group of prime order n. The point
// at infinity is its neutral element; a [Point] is any other. A [Scalar] is a number modulo
// n. Both know their curve, and mixing two panics.
//
// There are two ways to multiply. [Point.ScalarBaseMult] and [Point.ScalarMult] take a
// secret scalar, in constant time. [Point.VarTimeDoubleScalarBaseMult] gives aQ + bB, which
// is what verifying a signature takes, where everything is public. Signatures are in
// package ecdsa.
//
// [PrivateKey] is ECDH: both sides have a scalar and send their point, and d·Q_peer is the
// same for both. The x-coordinate of it is the shared secret.
//
// The arithmetic is in a package for each curve below this one: internal/p256 is the one to
// read first.
package nist
