package p256

import "github.com/glassh/glassh/primitives/ct"

// A Point is a point on the curve other than the neutral one, which is at infinity:
// y² = x³ − 3x + b. The zero value is not a point.
type Point struct {
	x, y Element
}

// PointSize is the length of an encoded point in bytes.
const PointSize = 1 + 2*Size

// SetBytes sets p to the point that b encodes, and reports whether there is one: the
// octet 4, which says that the point is not compressed, and both coordinates,
// big-endian and below the prime (SEC 1 §2.3.4). Other forms are refused. If there is
// no point, p is left undefined.
//
// It takes the same time for all points. Whether b is one is taken as public.
func (p *Point) SetBytes(b []byte) bool {
	if len(b) != PointSize || b[0] != 4 {
		return false
	}
	okX := p.x.SetBytes((*[Size]byte)(b[1:]))
	okY := p.y.SetBytes((*[Size]byte)(b[1+Size:]))

	var left, right, t Element
	left.Square(&p.y)
	t.Multiply(t.Square(&p.x), &p.x)
	right.Add(&p.x, right.Add(&p.x, &p.x))
	right.Add(right.Subtract(&t, &right), &curveB)
	onCurve := left.Subtract(&left, &right).IsZero()
	return (okX & okY & onCurve).Public()
}

// Bytes returns the encoding of p (SEC 1 §2.3.3).
func (p *Point) Bytes() (b [PointSize]byte) {
	x, y := p.x.Bytes(), p.y.Bytes()
	b[0] = 4
	copy(b[1:], x[:])
	copy(b[1+Size:], y[:])
	return b
}

// X returns the x-coordinate of p, big-endian.
func (p *Point) X() [Size]byte { return p.x.Bytes() }

// Base sets p to the base point, of order n.
func (p *Point) Base() *Point {
	*p = baseTable[0][0]
	return p
}

// negateIf sets p = −p if c is 1.
func (p *Point) negateIf(c ct.Choice) {
	var zero, minus Element
	p.y.Select(c, minus.Subtract(&zero, &p.y), &p.y)
}

// choose sets p = d·q for an odd digit d, −31 ≤ d ≤ 31, where t holds q, 3q, 5q, …
// 31q. It reads the whole table whatever the digit.
func (p *Point) choose(t *[16]Point, d int8) {
	*p = Point{}
	index, negative := magnitude(d)
	for i := range t {
		m := ct.Eq(uint64(i), index).Mask()
		p.x.or(m, &t[i].x)
		p.y.or(m, &t[i].y)
	}
	p.negateIf(negative)
}

// magnitude returns (|d| − 1)/2, and whether d is negative.
func magnitude(d int8) (index uint64, negative ct.Choice) {
	sign := d >> 7 // 0 or −1
	return uint64(uint8((d^sign)-sign)) >> 1, ct.Choice(uint8(d) >> 7)
}
