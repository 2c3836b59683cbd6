package edwards448

import "github.com/glassh/glassh/primitives/ct"

// The fixed-base method of D. J. Bernstein, N. Duif, T. Lange, P. Schwabe and
// B.-Y. Yang, "High-speed high-security signatures" (2011), §4. With s in 112
// signed digits of radix 16, −8 ≤ sᵢ ≤ 8,
//
//	sB = Σ sᵢ 16ⁱ B = Σ sₖ 16ᵏ 16⁸ʲ B + …     summed over i = 8j + k, k from 0 to 7
//
// and 1…8 times 16⁸ʲB are in a table for each j < 14, baseRows: 112 additions, and four
// doublings for each of seven factors 16.

// A row is 1…8 times a point. Its coordinates are kept apart, so that choosing an
// entry runs along memory.
type row struct {
	x, y, dt [8]element
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
	a.x.Lookup(&c, &r.x)
	a.y.Lookup(&c, &r.y)
	a.dt.Lookup(&c, &r.dt)

	// No entry was chosen for the digit 0: the neutral point has y = 1.
	var one element
	one.One()
	a.y.Select(ct.IsZero(magnitude), &one, &a.y)
	a.negateIf(negative)
}

// digits16 returns s = Σ eᵢ 16ⁱ with −8 ≤ eᵢ < 8. Because s < 2⁴⁴⁶, the last digit
// absorbs the last carry.
func (s *Scalar) digits16() (e [112]int8) {
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
	for k := 7; k >= 0; k-- {
		for j := range baseRows {
			a.choose(&baseRows[j], e[8*j+k])
			v.from(sum.addAffine(v, &a))
		}
		if k > 0 {
			for range 3 {
				v.fromWithoutT(sum.double(v))
			}
			v.from(sum.double(v))
		}
	}
	clear(e[:])
	return v
}
