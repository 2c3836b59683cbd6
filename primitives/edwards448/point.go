package edwards448

import (
	"github.com/glassh/glassh/primitives/ct"
	"github.com/glassh/glassh/primitives/field448"
)

type element = field448.Element

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

// Base sets v to the base point B of RFC 8032 §5.2.
func (v *Point) Base() *Point {
	*v = base
	return v
}

// SetBytes sets v to the point that b encodes, and reports whether there is one
// (RFC 8032 §5.2.3): y in the first 56 bytes, little-endian, and whether x is odd in
// the top bit of the last. A y of p or more, other bits in the last byte, and the
// sign 1 for x = 0 are refused, so that every point has one encoding. If there is no
// point, v is left undefined.
//
// It takes the same time for all points. Whether b is one is taken as public.
func (v *Point) SetBytes(b *[57]byte) bool {
	var p Point
	p.z.One()
	p.y.SetBytes((*[56]byte)(b[:56]))

	// x² = (y² − 1)/(dy² − 1) = (1 − y²)/(39081y² + 1)
	var yy, num, den element
	yy.Square(&p.y)
	num.Subtract(&p.z, &yy)
	den.Add(den.MultSmall(&yy, minusD), &p.z)
	isSquare := p.x.SqrtRatio(&num, &den)

	var minusX element
	p.x.Select(ct.Choice(b[56]>>7), minusX.Negate(&p.x), &p.x)
	p.t.Multiply(&p.x, &p.y)
	*v = p

	// Encoding it again shows a y ≥ p, the sign of −0, and other bits.
	again := encode(&p.x, &p.y)
	return (isSquare & ct.Equal(again[:], b[:])).Public()
}

// Bytes returns the encoding of v, 57 bytes (RFC 8032 §5.2.2).
func (v *Point) Bytes() [57]byte {
	var zInv, x, y element
	zInv.Invert(&v.z)
	x.Multiply(&v.x, &zInv)
	y.Multiply(&v.y, &zInv)
	return encode(&x, &y)
}

// encode puts the sign of x into a byte above y.
func encode(x, y *element) (b [57]byte) {
	yBytes := y.Bytes()
	copy(b[:], yBytes[:])
	b[56] = byte(x.IsNegative()) << 7
	return b
}

// MontgomeryU returns the u-coordinate of the point of curve448 that the isogeny of
// RFC 7748 §4.2 maps v to, 56 bytes, little-endian:
//
//	u = y²/x² = Y²/X²
//
// The base point is mapped to that of X448, with u = 5. A point of order 1 or 2, which
// is mapped to the point at infinity, gives 0, as X448 has it.
func (v *Point) MontgomeryU() [56]byte {
	var u element
	u.Multiply(&v.y, u.Invert(&v.x))
	return u.Square(&u).Bytes()
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
