// Package p521 is the group of points on the curve P-521 (FIPS 186-4 §D.1.2.5; SEC 2
// §2.6.1, secp521r1),
//
//	y² = x³ − 3x + b   modulo p = 2⁵²¹ − 1
//
// and of scalars modulo its order n, a prime between 2⁵²⁰ and p. It is for package nist,
// which has the three curves under one interface.
//
// It is built as p256 is, from which the files come that do not depend on p: what is its
// own is in element.go, multiply.go, invert.go and order.go.
package p521
