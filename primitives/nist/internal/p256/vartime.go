package p256

import "math/bits"

// VarTimeDoubleScalarBaseMult sets p = aq + bB, where B is the base point, and reports
// whether that is a point other than the one at infinity; if not, p is left undefined.
// Its time depends on a, q and b: it is for verifying signatures, where all three are
// public.
//
// Both products share their doublings (E. G. Straus, "Addition chains of vectors",
// 1964), and both scalars are in non-adjacent form: of w neighbouring digits at most
// one is not zero, and that one is odd and below 2ʷ⁻¹ in magnitude.
func (p *Point) VarTimeDoubleScalarBaseMult(a *Scalar, q *Point, b *Scalar) bool {
	aDigits, bDigits := a.varTimeNAF(5), b.varTimeNAF(6)

	var odd [8]jacobian // q, 3q, 5q, … 15q
	var twice jacobian
	odd[0].fromAffine(q)
	twice.double(&odd[0])
	for i := 1; i < len(odd); i++ {
		odd[i].add(&odd[i-1], &twice)
	}

	var sum jacobian // at infinity
	for i := len(aDigits) - 1; i >= 0; i-- {
		sum.double(&sum)
		if n := aDigits[i]; n != 0 {
			addend := odd[max(n, -n)/2]
			if n < 0 {
				addend.negateIf(1)
			}
			sum.varTimeAdd(&addend)
		}
		if n := bDigits[i]; n != 0 {
			addend := baseTable[0][max(n, -n)/2]
			if n < 0 {
				addend.negateIf(1)
			}
			sum.varTimeAddAffine(&addend)
		}
	}
	if sum.z.IsZero().Public() {
		return false
	}
	sum.toAffine(p)
	return true
}

// varTimeAdd sets v = v + q for a q that is not at infinity, in all cases.
func (v *jacobian) varTimeAdd(q *jacobian) {
	before := *v
	if v.add(v, q); v.z.IsZero().Public() {
		v.varTimeAddSpecial(&before, q)
	}
}

// varTimeAddAffine is varTimeAdd for a q whose Z is 1.
func (v *jacobian) varTimeAddAffine(q *Point) {
	before := *v
	if v.addAffine(v, q); v.z.IsZero().Public() {
		var j jacobian
		v.varTimeAddSpecial(&before, j.fromAffine(q))
	}
}

// varTimeAddSpecial sets v = p + q where the addition law gave Z = 0: because p is at
// infinity, or p = ±q.
func (v *jacobian) varTimeAddSpecial(p, q *jacobian) {
	if p.z.IsZero().Public() {
		*v = *q
		return
	}
	var y1, y2, t Element // of which one is minus the other, or they are the same
	y1.Multiply(&p.y, t.Multiply(t.Square(&q.z), &q.z))
	y2.Multiply(&q.y, t.Multiply(t.Square(&p.z), &p.z))
	if t.Subtract(&y1, &y2).IsZero().Public() {
		v.double(q)
		return
	}
	*v = jacobian{}
}

// varTimeNAF returns s = Σ eᵢ 2ⁱ in non-adjacent form of width w, 2 ≤ w ≤ 8. Its
// branches depend on s, which is public where it is used.
func (s *Scalar) varTimeNAF(w int) (e [bitLen + 1]int8) {
	k := s.integer()
	for i := 0; k != [limbs]uint64{}; {
		if k[0]&1 == 0 {
			// At most to the end of the word: one shift does it.
			n := min(bits.TrailingZeros64(k[0]), 63)
			shiftRight(&k, n)
			i += n
			continue
		}
		digit := int64(k[0] & (1<<w - 1))
		if digit >= 1<<(w-1) {
			digit -= 1 << w
		}
		e[i] = int8(digit)

		// k −= digit. It is odd, so that only subtracting a negative digit carries.
		// That stays in the words, since n + 2⁷ does.
		if digit > 0 {
			k[0] -= uint64(digit)
		} else {
			c := uint64(0)
			k[0], c = bits.Add64(k[0], uint64(-digit), 0)
			for j := 1; j < limbs; j++ {
				k[j], c = bits.Add64(k[j], 0, c)
			}
		}
	}
	return e
}

// shiftRight divides k by 2ⁿ, 0 < n < 64.
func shiftRight(k *[limbs]uint64, n int) {
	for j := range limbs - 1 {
		k[j] = k[j]>>n | k[j+1]<<(64-n)
	}
	k[limbs-1] >>= n
}
