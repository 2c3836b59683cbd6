// Package p384 is the group of points on the curve P-384 (FIPS 186-4 §D.1.2.4; SEC 2
// §2.5.1, secp384r1),
//
//	y² = x³ − 3x + b   modulo p = 2³⁸⁴ − 2¹²⁸ − 2⁹⁶ + 2³² − 1
//
// and of scalars modulo its order n, a prime between 2³⁸³ and p. It is for package nist,
// which has the three curves under one interface.
//
// It is built as p256 is, from which the files come that do not depend on p: what is its
// own is in element.go, multiply.go, invert.go and order.go.
package p384
