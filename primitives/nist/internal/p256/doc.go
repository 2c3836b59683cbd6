// Package p256 is the group of points on the curve P-256 (FIPS 186-4 §D.1.2.3; SEC 2
// §2.4.2, secp256r1),
//
//	y² = x³ − 3x + b   modulo p = 2²⁵⁶ − 2²²⁴ + 2¹⁹² + 2⁹⁶ − 1
//
// and of scalars modulo its order n, a prime between 2²⁵⁵ and p. It is for package nist,
// which has the three curves under one interface.
//
// From the bottom: [Element] is a number modulo p (element.go, multiply.go, invert.go);
// [Scalar] is one modulo n (order.go, scalar.go); [Point] is a point, and jacobian.go
// its addition law. mult.go multiplies by secret scalars, in constant time, and
// vartime.go by public ones. What goes for all three curves alike is written here, and
// copied to p384 and p521.
package p256
