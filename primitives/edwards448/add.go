package edwards448

import (
	"github.com/glassh/glassh/primitives/ct"
)

// The addition law of Hisil, Wong, Carter and Dawson for a = 1 (their §3.1), where
// the sum of (X₁ : Y₁ : Z₁ : T₁) and (X₂ : Y₂ : Z₂ : T₂) is
//
//	A = X₁X₂         E = (X₁ + Y₁)(X₂ + Y₂) − A − B      X₃ = EF
//	B = Y₁Y₂         F = D − C                           Y₃ = GH
//	C = d · T₁T₂     G = D + C                           Z₃ = FG
//	D = Z₁Z₂         H = B − A                           T₃ = EH
//
// It is complete because 1 is a square modulo p and d is not. The code works in the
// three columns: an addend holds what is known of the second point, an efgh is the
// middle, and the last column is multiplied out as far as the next step needs it.

// minusD is −d.
const minusD = 39081

// An addend is a point, prepared to be added many times: dT saves a multiplication
// by d, and X + Y an addition, each time.
type addend struct {
	x, y, z, xPlusY, dt element // X, Y, Z, X + Y, dT
}

// from sets a to p.
func (a *addend) from(p *Point) *addend {
	a.x, a.y, a.z = p.x, p.y, p.z
	a.xPlusY.Add(&p.x, &p.y)
	a.dt.MultSmall(&p.t, minusD)
	a.dt.Negate(&a.dt)
	return a
}

// An affine is an addend whose Z is 1, and so one multiplication cheaper. For points
// from tables.
type affine struct {
	x, y, dt element // x, y, dxy
}

// negateIf sets a = −a if c is 1: x changes its sign.
func (a *affine) negateIf(c ct.Choice) {
	var minus element
	a.x.Select(c, minus.Negate(&a.x), &a.x)
	a.dt.Select(c, minus.Negate(&a.dt), &a.dt)
}

// An efgh is a sum or a double before its last four multiplications.
type efgh struct {
	e, f, g, h element
}

// add sets s = p + q: 5 multiplications.
func (s *efgh) add(p *Point, q *addend) *efgh {
	var d element
	return s.sum(p, &q.x, &q.y, &q.xPlusY, &q.dt, d.Multiply(&p.z, &q.z))
}

// addAffine sets s = p + q: 4 multiplications.
func (s *efgh) addAffine(p *Point, q *affine) *efgh {
	var xPlusY element
	return s.sum(p, &q.x, &q.y, xPlusY.Add(&q.x, &q.y), &q.dt, &p.z)
}

// sum is what the two have in common: D is given.
func (s *efgh) sum(p *Point, x, y, xPlusY, dt, d *element) *efgh {
	var a, b, c element
	a.Multiply(&p.x, x)
	b.Multiply(&p.y, y)
	c.Multiply(&p.t, dt)
	s.e.Multiply(s.e.Add(&p.x, &p.y), xPlusY)
	s.e.Subtract(s.e.Subtract(&s.e, &a), &b)
	s.f.Subtract(d, &c)
	s.g.Add(d, &c)
	s.h.Subtract(&b, &a)
	return s
}

// double sets s = 2p with the dedicated formulas (their §3.3, with a = 1), which do
// not read T:
//
//	A = X²   B = Y²   C = 2Z²
//	E = (X + Y)² − A − B   G = A + B   F = G − C   H = A − B
func (s *efgh) double(p *Point) *efgh {
	var a, b, c element
	a.Square(&p.x)
	b.Square(&p.y)
	c.Square(&p.z)
	c.Add(&c, &c)
	s.g.Add(&a, &b)
	s.e.Square(s.e.Add(&p.x, &p.y))
	s.e.Subtract(&s.e, &s.g)
	s.f.Subtract(&s.g, &c)
	s.h.Subtract(&a, &b)
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
