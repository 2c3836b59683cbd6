package edwards25519

import (
	"github.com/glassh/glassh/primitives/ct"
	"github.com/glassh/glassh/primitives/field25519"
)

// The addition law of Hisil, Wong, Carter and Dawson for a = −1 (their §3.1; RFC
// 8032 §5.1.4), where the sum of (X₁ : Y₁ : Z₁ : T₁) and (X₂ : Y₂ : Z₂ : T₂) is
//
//	A = (Y₁ − X₁)(Y₂ − X₂)      E = B − A      X₃ = EF
//	B = (Y₁ + X₁)(Y₂ + X₂)      F = D − C      Y₃ = GH
//	C = T₁ · 2d · T₂            G = D + C      Z₃ = FG
//	D = Z₁ · 2 · Z₂             H = B + A      T₃ = EH
//
// It is complete because −1 is a square modulo p and d is not. The code works in
// the three columns: an addend holds what is known of the second point, an efgh
// is the middle, and the last column is multiplied out as far as the next step
// needs it.

// The curve constant d, and 2d.
var (
	d    = element{0x34dca135978a3, 0x1a8283b156ebd, 0x5e7a26001c029, 0x739c663a03cbb, 0x52036cee2b6ff}
	twoD = element{0x69b9426b2f159, 0x35050762add7a, 0x3cf44c0038052, 0x6738cc7407977, 0x2406d9dc56dff}
)

// An addend is a point, prepared to be added many times: 2dT saves a
// multiplication each time.
type addend struct {
	yPlusX, yMinusX, z2, t2d element // Y + X, Y − X, 2Z, 2dT
}

// from sets a to p.
func (a *addend) from(p *Point) *addend {
	a.yPlusX.Add(&p.y, &p.x)
	a.yMinusX.Subtract(&p.y, &p.x)
	a.z2.Add(&p.z, &p.z)
	a.t2d.Multiply(&p.t, &twoD)
	return a
}

// An affine is an addend whose Z is 1, and so one multiplication cheaper. For
// points from tables.
type affine struct {
	yPlusX, yMinusX, t2d element // y + x, y − x, 2dxy
}

// negateIf sets a = −a if c is 1: x changes its sign.
func (a *affine) negateIf(c ct.Choice) {
	var minus element
	field25519.Swap(c, &a.yPlusX, &a.yMinusX)
	a.t2d.Select(c, minus.Negate(&a.t2d), &a.t2d)
}

// An efgh is a sum or a double before its last four multiplications.
type efgh struct {
	e, f, g, h element
}

// add sets s = p + q: 4 multiplications.
func (s *efgh) add(p *Point, q *addend) *efgh {
	var d element
	return s.sum(p, &q.yPlusX, &q.yMinusX, &q.t2d, d.Multiply(&p.z, &q.z2))
}

// sub sets s = p − q. The negative of q has Y + X and Y − X exchanged, and −T.
func (s *efgh) sub(p *Point, q *addend) *efgh {
	var d element
	s.sum(p, &q.yMinusX, &q.yPlusX, &q.t2d, d.Multiply(&p.z, &q.z2))
	s.f, s.g = s.g, s.f // C has the other sign
	return s
}

// addAffine sets s = p + q: 3 multiplications.
func (s *efgh) addAffine(p *Point, q *affine) *efgh {
	var d element
	return s.sum(p, &q.yPlusX, &q.yMinusX, &q.t2d, d.Add(&p.z, &p.z))
}

// subAffine sets s = p − q.
func (s *efgh) subAffine(p *Point, q *affine) *efgh {
	var d element
	s.sum(p, &q.yMinusX, &q.yPlusX, &q.t2d, d.Add(&p.z, &p.z))
	s.f, s.g = s.g, s.f
	return s
}

// sum is what the four have in common: D is given.
func (s *efgh) sum(p *Point, yPlusX, yMinusX, t2d, d *element) *efgh {
	var a, b, c element
	a.Multiply(a.Subtract(&p.y, &p.x), yMinusX)
	b.Multiply(b.Add(&p.y, &p.x), yPlusX)
	c.Multiply(&p.t, t2d)
	s.e.Subtract(&b, &a)
	s.f.Subtract(d, &c)
	s.g.Add(d, &c)
	s.h.Add(&b, &a)
	return s
}

// double sets s = 2p with the dedicated formulas (their §3.3; RFC 8032 §5.1.4),
// which do not read T:
//
//	A = X²   B = Y²   C = 2Z²
//	H = A + B   E = H − (X + Y)²   G = A − B   F = C + G
func (s *efgh) double(p *Point) *efgh {
	var a, b, c element
	a.Square(&p.x)
	b.Square(&p.y)
	c.Square(&p.z)
	s.h.Add(&a, &b)
	s.e.Square(s.e.Add(&p.x, &p.y))
	s.e.Subtract(&s.h, &s.e)
	s.g.Subtract(&a, &b)
	s.f.Add(s.f.Add(&c, &c), &s.g)
	return s
}

// from multiplies out all four coordinates.
func (v *Point) from(s *efgh) *Point {
	v.fromWithoutT(s)
	v.t.Multiply(&s.e, &s.h)
	return v
}

// fromWithoutT leaves v.t as it was, which is wrong: the next step must be a
// double.
func (v *Point) fromWithoutT(s *efgh) *Point {
	v.x.Multiply(&s.e, &s.f)
	v.y.Multiply(&s.g, &s.h)
	v.z.Multiply(&s.f, &s.g)
	return v
}

// Add sets v = p + q.
func (v *Point) Add(p, q *Point) *Point {
	var a addend
	var s efgh
	return v.from(s.add(p, a.from(q)))
}

// Double sets v = 2p.
func (v *Point) Double(p *Point) *Point {
	var s efgh
	return v.from(s.double(p))
}
