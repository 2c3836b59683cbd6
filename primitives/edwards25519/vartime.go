package edwards25519

import "math/bits"

// VarTimeDoubleScalarBaseMult sets v = aA + bB, where B is the base point. Its
// time depends on a, A and b: it is for verifying signatures, where all three are
// public.
//
// Both products share their doublings (E. G. Straus, "Addition chains of
// vectors", 1964), and both scalars are in non-adjacent form: of w neighbouring
// digits at most one is not zero, and that one is odd and below 2ʷ⁻¹ in
// magnitude. B has the larger table, baseOdd, since that is there already.
func (v *Point) VarTimeDoubleScalarBaseMult(a *Scalar, A *Point, b *Scalar) *Point {
	aDigits, bDigits := a.varTimeNAF(5), b.varTimeNAF(8)

	var odd [8]addend // A, 3A, 5A, … 15A
	var p, twoA Point
	var s efgh
	twoA.Double(A)
	odd[0].from(A)
	for i := 1; i < len(odd); i++ {
		odd[i].from(p.from(s.add(&twoA, &odd[i-1])))
	}

	i := len(aDigits) - 1
	for i > 0 && aDigits[i] == 0 && bDigits[i] == 0 {
		i--
	}
	p.Identity()
	for ; i >= 0; i-- {
		s.double(&p)
		switch n := aDigits[i]; {
		case n > 0:
			s.add(p.from(&s), &odd[n/2])
		case n < 0:
			s.sub(p.from(&s), &odd[-n/2])
		}
		switch n := bDigits[i]; {
		case n > 0:
			s.addAffine(p.from(&s), &baseOdd[n/2])
		case n < 0:
			s.subAffine(p.from(&s), &baseOdd[-n/2])
		}
		p.fromWithoutT(&s)
	}
	return v.from(&s)
}

// varTimeNAF returns s = Σ eᵢ 2ⁱ in non-adjacent form of width w, 2 ≤ w ≤ 8. Its
// branches depend on s, which is public where it is used.
func (s *Scalar) varTimeNAF(w int) (e [256]int8) {
	n := s.w
	for i := 0; n != [4]uint64{}; {
		if n[0]&1 == 0 {
			// At most to the end of the word: one shift does it.
			k := min(bits.TrailingZeros64(n[0]), 63)
			shiftRight(&n, k)
			i += k
			continue
		}
		digit := int64(n[0] & (1<<w - 1))
		if digit >= 1<<(w-1) {
			digit -= 1 << w
		}
		e[i] = int8(digit)

		// n −= digit. It is odd, so that only subtracting a negative digit carries.
		if digit > 0 {
			n[0] -= uint64(digit)
		} else {
			c := uint64(0)
			n[0], c = bits.Add64(n[0], uint64(-digit), 0)
			for j := 1; j < 4; j++ {
				n[j], c = bits.Add64(n[j], 0, c)
			}
		}
	}
	return e
}

// shiftRight divides n by 2ᵏ, 0 < k < 64.
func shiftRight(n *[4]uint64, k int) {
	for j := range 3 {
		n[j] = n[j]>>k | n[j+1]<<(64-k)
	}
	n[3] >>= k
}
