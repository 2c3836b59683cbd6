package edwards25519

import "github.com/glassh/glassh/primitives/ct"

// The fixed-base method of D. J. Bernstein, N. Duif, T. Lange, P. Schwabe and
// B.-Y. Yang, "High-speed high-security signatures" (2011), §4. With s in 64
// signed digits of radix 16, −8 ≤ sᵢ ≤ 8,
//
//	sB = Σ sᵢ 16ⁱ B = Σ s₂ⱼ 256ʲ B + 16 Σ s₂ⱼ₊₁ 256ʲ B
//
// and 1…8 times 256ʲB are in a table for each j < 32, baseRows: 64 additions, and
// four doublings for the factor 16.

// A row is 1…8 times a point. Its coordinates are kept apart, so that choosing an
// entry runs along memory.
type row struct {
	yPlusX, yMinusX, t2d [8]element
}

// choose sets a to digit times the row's point, for −8 ≤ digit ≤ 8. It reads the
// whole row whatever the digit.
func (a *affine) choose(r *row, digit int8) {
	negative := ct.Choice(uint8(digit) >> 7)
	sign := digit >> 7 // 0 or −1
	magnitude := uint64(uint8((digit ^ sign) - sign))

	var c [8]ct.Choice
	for i := range c {
		c[i] = ct.Eq(magnitude, uint64(i+1))
	}
	a.yPlusX.Lookup(&c, &r.yPlusX)
	a.yMinusX.Lookup(&c, &r.yMinusX)
	a.t2d.Lookup(&c, &r.t2d)

	// No entry was chosen for the digit 0: the neutral point has y ± x = 1.
	var one element
	one.One()
	zero := ct.IsZero(magnitude)
	a.yPlusX.Select(zero, &one, &a.yPlusX)
	a.yMinusX.Select(zero, &one, &a.yMinusX)
	a.negateIf(negative)
}

// digits16 returns s = Σ eᵢ 16ⁱ with −8 ≤ eᵢ < 8. Because s < 2²⁵³, the last digit
// absorbs the last carry.
func (s *Scalar) digits16() (e [64]int8) {
	var carry int8
	for i := range e {
		digit := int8(s.w[i/16]>>(4*(i%16))&15) + carry // 0…16
		carry = (digit + 8) >> 4
		e[i] = digit - carry<<4
	}
	return e
}

// ScalarBaseMult sets v = sB, in constant time.
func (v *Point) ScalarBaseMult(s *Scalar) *Point {
	e := s.digits16()
	var a affine
	var sum efgh

	v.Identity()
	for i := 1; i < 64; i += 2 {
		a.choose(&baseRows[i/2], e[i])
		v.from(sum.addAffine(v, &a))
	}
	for range 3 {
		v.fromWithoutT(sum.double(v))
	}
	v.from(sum.double(v))
	for i := 0; i < 64; i += 2 {
		a.choose(&baseRows[i/2], e[i])
		v.from(sum.addAffine(v, &a))
	}
	return v
}
