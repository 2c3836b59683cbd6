package nist

import (
	"github.com/glassh/glassh/primitives/nist/internal/p256"
	"github.com/glassh/glassh/primitives/nist/internal/p384"
	"github.com/glassh/glassh/primitives/nist/internal/p521"
)

// A Point is a point on one of the curves, other than the neutral one at infinity. The
// zero value is not a point, and belongs to no curve.
type Point struct {
	curve Curve
	p256  p256.Point
	p384  p384.Point
	p521  p521.Point
}

// SetBytes sets p to the point that b encodes, and reports whether there is one: the
// octet 4, which says that the point is not compressed, and both coordinates,
// big-endian, each of the curve's Size and below the prime (SEC 1 §2.3.4). SSH has this
// form only (RFC 5656 §3.1 leaves the compressed one to those who want it; nobody does).
// The compressed and the hybrid form, the point at infinity and points on no curve or
// another are refused. If there is no point, p is left undefined.
//
// It takes the same time for all points. Whether b is one is taken as public.
func (p *Point) SetBytes(c Curve, b []byte) bool {
	p.curve = c
	switch c {
	case P256:
		return p.p256.SetBytes(b)
	case P384:
		return p.p384.SetBytes(b)
	case P521:
		return p.p521.SetBytes(b)
	}
	panic(noCurve)
}

// Curve returns the curve that p is on.
func (p *Point) Curve() Curve { return p.curve }

// Append appends the encoding of p, of the curve's PointSize, to dst (SEC 1 §2.3.3).
func (p *Point) Append(dst []byte) []byte {
	switch p.curve {
	case P256:
		b := p.p256.Bytes()
		return append(dst, b[:]...)
	case P384:
		b := p.p384.Bytes()
		return append(dst, b[:]...)
	case P521:
		b := p.p521.Bytes()
		return append(dst, b[:]...)
	}
	panic(noCurve)
}

// AppendX appends the x-coordinate of p, big-endian and of the curve's Size, to dst.
func (p *Point) AppendX(dst []byte) []byte {
	switch p.curve {
	case P256:
		x := p.p256.X()
		return append(dst, x[:]...)
	case P384:
		x := p.p384.X()
		return append(dst, x[:]...)
	case P521:
		x := p.p521.X()
		return append(dst, x[:]...)
	}
	panic(noCurve)
}

// ScalarBaseMult sets p = kB with the base point B of k's curve, in constant time, and
// returns p. It panics if k is 0.
func (p *Point) ScalarBaseMult(k *Scalar) *Point {
	k.mustNotBeZero()
	p.curve = k.curve
	switch p.curve {
	case P256:
		p.p256.ScalarBaseMult(&k.p256)
	case P384:
		p.p384.ScalarBaseMult(&k.p384)
	case P521:
		p.p521.ScalarBaseMult(&k.p521)
	}
	return p
}

// ScalarMult sets p = kq, in constant time, and returns p, which may be q. It panics
// if k is 0.
func (p *Point) ScalarMult(k *Scalar, q *Point) *Point {
	k.mustNotBeZero()
	p.curve = sameCurve(k.curve, q.curve)
	switch p.curve {
	case P256:
		p.p256.ScalarMult(&k.p256, &q.p256)
	case P384:
		p.p384.ScalarMult(&k.p384, &q.p384)
	case P521:
		p.p521.ScalarMult(&k.p521, &q.p521)
	}
	return p
}

func (s *Scalar) mustNotBeZero() {
	if s.IsZero().Public() {
		panic("nist: a multiple by 0 is not a point")
	}
}

// VarTimeDoubleScalarBaseMult sets p = aq + bB with the base point B, and reports
// whether that is a point other than the one at infinity; if not, p is left undefined.
// a and b may be 0.
//
// Its time depends on a, q and b: it is for verifying signatures, where all three are
// public.
func (p *Point) VarTimeDoubleScalarBaseMult(a *Scalar, q *Point, b *Scalar) bool {
	p.curve = sameCurve(sameCurve(a.curve, b.curve), q.curve)
	switch p.curve {
	case P256:
		return p.p256.VarTimeDoubleScalarBaseMult(&a.p256, &q.p256, &b.p256)
	case P384:
		return p.p384.VarTimeDoubleScalarBaseMult(&a.p384, &q.p384, &b.p384)
	case P521:
		return p.p521.VarTimeDoubleScalarBaseMult(&a.p521, &q.p521, &b.p521)
	}
	panic(noCurve)
}
