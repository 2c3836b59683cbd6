package p256

import "github.com/glassh/glassh/primitives/ct"

// A jacobian is a point in Jacobian coordinates (X : Y : Z),
//
//	x = X/Z²,   y = Y/Z³
//
// which is at infinity if Z = 0. They take the fewest multiplications on a curve with
// a = −3, but their addition law does not hold for two points that are equal, opposite
// or at infinity. Where that can happen is said at each use.
//
// The formulas are those of H. Cohen, A. Miyaji and T. Ono, "Efficient elliptic curve
// exponentiation using mixed coordinates" (1998), §2.
type jacobian struct {
	x, y, z Element
}

// fromAffine sets v = p.
func (v *jacobian) fromAffine(p *Point) *jacobian {
	v.x, v.y, v.z = p.x, p.y, one
	return v
}

// toAffine sets p = v, which must not be at infinity.
func (v *jacobian) toAffine(p *Point) *Point {
	var zInv, t Element
	zInv.Invert(&v.z)
	t.Square(&zInv)
	p.x.Multiply(&v.x, &t)
	p.y.Multiply(&v.y, t.Multiply(&t, &zInv))
	return p
}

// double sets v = 2p, for every p. There is no point of order 2.
//
//	M = 3(X − Z²)(X + Z²)      X' = M² − 2S
//	S = 4XY²                   Y' = M(S − X') − 8Y⁴
//	                           Z' = 2YZ
func (v *jacobian) double(p *jacobian) *jacobian {
	var m, s, zz, yy2, t Element
	zz.Square(&p.z)
	t.Add(&p.x, &zz)
	m.Multiply(m.Subtract(&p.x, &zz), &t)
	m.Add(&m, t.Add(&m, &m))

	t.Add(&p.y, &p.y)
	yy2.Multiply(&t, &p.y) // 2Y²
	v.z.Multiply(&t, &p.z)
	s.Multiply(&p.x, &yy2)
	s.Add(&s, &s)
	yy2.Square(&yy2) // 4Y⁴
	yy2.Add(&yy2, &yy2)

	v.x.Square(&m)
	v.x.Subtract(&v.x, t.Add(&s, &s))
	v.y.Multiply(&m, s.Subtract(&s, &v.x))
	v.y.Subtract(&v.y, &yy2)
	return v
}

// add sets v = p + q, for p ≠ ±q, both not at infinity. For p = ±q it sets Z = 0.
//
//	U₁ = X₁Z₂²     S₁ = Y₁Z₂³     H = U₂ − U₁     X' = R² − H³ − 2U₁H²
//	U₂ = X₂Z₁²     S₂ = Y₂Z₁³     R = S₂ − S₁     Y' = R(U₁H² − X') − S₁H³
//	                                              Z' = Z₁Z₂H
func (v *jacobian) add(p, q *jacobian) *jacobian {
	var zz1, zz2, u1, u2, s1, s2 Element
	zz1.Square(&p.z)
	zz2.Square(&q.z)
	u1.Multiply(&p.x, &zz2)
	u2.Multiply(&q.x, &zz1)
	s1.Multiply(&p.y, s1.Multiply(&q.z, &zz2))
	s2.Multiply(&q.y, s2.Multiply(&p.z, &zz1))
	v.z.Multiply(&p.z, &q.z)
	return v.finishAdd(&u1, &u2, &s1, &s2)
}

// addAffine is add for a q whose Z is 1.
func (v *jacobian) addAffine(p *jacobian, q *Point) *jacobian {
	var zz1, u2, s2 Element
	zz1.Square(&p.z)
	u2.Multiply(&q.x, &zz1)
	s2.Multiply(&q.y, s2.Multiply(&p.z, &zz1))
	u1, s1 := p.x, p.y
	v.z = p.z
	return v.finishAdd(&u1, &u2, &s1, &s2)
}

// finishAdd is what the two have in common: v.z is Z₁Z₂.
func (v *jacobian) finishAdd(u1, u2, s1, s2 *Element) *jacobian {
	var h, r, hh, hhh, t Element
	h.Subtract(u2, u1)
	r.Subtract(s2, s1)
	v.z.Multiply(&v.z, &h)
	hh.Square(&h)
	hhh.Multiply(&hh, &h)
	hh.Multiply(&hh, u1) // U₁H²

	v.x.Square(&r)
	v.x.Subtract(&v.x, &hhh)
	v.x.Subtract(&v.x, t.Add(&hh, &hh))
	v.y.Multiply(&r, hh.Subtract(&hh, &v.x))
	v.y.Subtract(&v.y, hhh.Multiply(&hhh, s1))
	return v
}

// addOrDouble sets v = p + q for p ≠ −q, both not at infinity: also for p = q, in the
// same time. v must not be q.
func (v *jacobian) addOrDouble(p, q *jacobian) *jacobian {
	var twice jacobian
	twice.double(q)
	v.add(p, q)
	equal := v.z.IsZero()
	v.x.Select(equal, &twice.x, &v.x)
	v.y.Select(equal, &twice.y, &v.y)
	v.z.Select(equal, &twice.z, &v.z)
	return v
}

// negateIf sets v = −v if c is 1.
func (v *jacobian) negateIf(c ct.Choice) {
	var zero, minus Element
	v.y.Select(c, minus.Subtract(&zero, &v.y), &v.y)
}

// choose is [Point.choose] for a table of jacobians.
func (v *jacobian) choose(t *[16]jacobian, d int8) {
	*v = jacobian{}
	index, negative := magnitude(d)
	for i := range t {
		m := ct.Eq(uint64(i), index).Mask()
		v.x.or(m, &t[i].x)
		v.y.or(m, &t[i].y)
		v.z.or(m, &t[i].z)
	}
	v.negateIf(negative)
}
