package edwards25519

import (
	"github.com/glassh/glassh/primitives/ct"
	"github.com/glassh/glassh/primitives/field25519"
)

type element = field25519.Element

// A Point is a point on the curve, in extended coordinates:
//
//	x = X/Z,   y = Y/Z,   XY = ZT,   Z ≠ 0
//
// The zero value is not a point. Every method sets v and returns it, and v may be
// an operand.
type Point struct {
	x, y, z, t element
}

// Identity sets v to the neutral point (0, 1).
func (v *Point) Identity() *Point {
	v.x.Zero()
	v.y.One()
	v.z.One()
	v.t.Zero()
	return v
}

// Base sets v to the base point B, whose y is 4/5 and whose x is even (RFC 8032
// §5.1).
func (v *Point) Base() *Point {
	*v = base
	return v
}

// SetBytes sets v to the point that b encodes, and reports whether there is one
// (RFC 8032 §5.1.3): y in the lower 255 bits, little-endian, and whether x is odd
// in the top bit. A y of p or more and the sign 1 for x = 0 are refused, so that
// every point has one encoding. If there is no point, v is left undefined.
//
// It takes the same time for all points. Whether b is one is taken as public.
func (v *Point) SetBytes(b *[32]byte) bool {
	var p Point
	p.z.One()
	p.y.SetBytes(b)

	// x² = (y² − 1)/(dy² + 1)
	var yy, num, den element
	yy.Square(&p.y)
	num.Subtract(&yy, &p.z)
	den.Add(den.Multiply(&yy, &d), &p.z)
	isSquare := p.x.SqrtRatio(&num, &den)

	var minusX element
	p.x.Select(ct.Choice(b[31]>>7), minusX.Negate(&p.x), &p.x)
	p.t.Multiply(&p.x, &p.y)
	*v = p

	// Encoding it again shows a y ≥ p, and the sign of −0.
	again := encode(&p.x, &p.y)
	return (isSquare & ct.Equal(again[:], b[:])).Public()
}

// Bytes returns the encoding of v, 32 bytes (RFC 8032 §5.1.2).
func (v *Point) Bytes() [32]byte {
	var zInv, x, y element
	zInv.Invert(&v.z)
	x.Multiply(&v.x, &zInv)
	y.Multiply(&v.y, &zInv)
	return encode(&x, &y)
}

// encode puts the sign of x above the 255 bits of y.
func encode(x, y *element) [32]byte {
	b := y.Bytes()
	b[31] |= byte(x.IsNegative()) << 7
	return b
}

// MontgomeryU returns the u-coordinate of the point of Curve25519 that v
// corresponds to (RFC 7748 §4.1), 32 bytes, little-endian:
//
//	u = (1 + y)/(1 − y) = (Z + Y)/(Z − Y)
//
// For the neutral point, which corresponds to the point at infinity, it is 0, as
// X25519 has it.
func (v *Point) MontgomeryU() [32]byte {
	var num, den element
	num.Add(&v.z, &v.y)
	den.Invert(den.Subtract(&v.z, &v.y))
	return num.Multiply(&num, &den).Bytes()
}

// Equal reports whether v and q are the same point.
func (v *Point) Equal(q *Point) ct.Choice {
	// X₁/Z₁ = X₂/Z₂ and Y₁/Z₁ = Y₂/Z₂, without the divisions.
	var a, b, c, e element
	a.Multiply(&v.x, &q.z)
	b.Multiply(&q.x, &v.z)
	c.Multiply(&v.y, &q.z)
	e.Multiply(&q.y, &v.z)
	return a.Equal(&b) & c.Equal(&e)
}

// Negate sets v = −p, which is (−x, y).
func (v *Point) Negate(p *Point) *Point {
	*v = *p
	v.x.Negate(&v.x)
	v.t.Negate(&v.t)
	return v
}
