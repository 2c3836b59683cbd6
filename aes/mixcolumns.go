package aes

import "math/bits"

// shiftMix is ShiftRows, MixColumns and AddRoundKey.
//
// MixColumns (FIPS 197 §5.1.3) multiplies a column a₀ … a₃ by a matrix, of which
// each row reads 2 3 1 1, turned by one place more each time:
//
//	b_r = 2·a_r ⊕ 3·a_{r+1} ⊕ a_{r+2} ⊕ a_{r+3}
//	    = 2·(a_r ⊕ a_{r+1}) ⊕ a_{r+1} ⊕ (a_{r+2} ⊕ a_{r+3})
//
// so the four sums d_r = a_r ⊕ a_{r+1} suffice. Doubling is modulo x⁸+x⁴+x³+x+1:
// bit i of 2·d is bit i-1 of d, plus bit 7 where i is 0, 1, 3 or 4.
func (s *state) shiftMix(k *state) {
	// The bits 7 of d_0 … d_3, and the bits i-1.
	a0 := s[7]
	a1 := bits.RotateLeft64(s[15], -16)
	a2 := bits.RotateLeft64(s[23], -32)
	a3 := bits.RotateLeft64(s[31], -48)
	h0, h1, h2, h3 := a0^a1, a1^a2, a2^a3, a3^a0
	p0, p1, p2, p3 := h0, h1, h2, h3
	for i := range 8 {
		a0 := s[i]
		a1 := bits.RotateLeft64(s[8+i], -16)
		a2 := bits.RotateLeft64(s[16+i], -32)
		a3 := bits.RotateLeft64(s[24+i], -48)
		d0, d1, d2, d3 := a0^a1, a1^a2, a2^a3, a3^a0
		if i == 1 || i == 3 || i == 4 {
			p0, p1, p2, p3 = p0^h0, p1^h1, p2^h2, p3^h3
		}
		s[i] = p0 ^ a1 ^ d2 ^ k[i]
		s[8+i] = p1 ^ a2 ^ d3 ^ k[8+i]
		s[16+i] = p2 ^ a3 ^ d0 ^ k[16+i]
		s[24+i] = p3 ^ a0 ^ d1 ^ k[24+i]
		p0, p1, p2, p3 = d0, d1, d2, d3
	}
}

// unmixShift undoes MixColumns and then ShiftRows (FIPS 197 §5.3.3 and §5.3.1). The
// inverse matrix is the one of MixColumns times another,
//
//	E B D 9   2 3 1 1   5 0 4 0
//	9 E B D = 1 2 3 1 · 0 5 0 4
//	D 9 E B   1 1 2 3   4 0 5 0
//	B D 9 E   3 1 1 2   0 4 0 5
//
// that is, a_r ⊕ 4·(a_r ⊕ a_{r+2}) takes the place of a_r.
func (s *state) unmixShift() {
	q0, q1, q2, q3 := (*[8]uint64)(s[0:]), (*[8]uint64)(s[8:]), (*[8]uint64)(s[16:]), (*[8]uint64)(s[24:])
	addFourTimes(q0, q2)
	addFourTimes(q1, q3)

	h0, h1, h2, h3 := q0[7]^q1[7], q1[7]^q2[7], q2[7]^q3[7], q3[7]^q0[7]
	p0, p1, p2, p3 := h0, h1, h2, h3
	for i := range 8 {
		a0, a1, a2, a3 := q0[i], q1[i], q2[i], q3[i]
		d0, d1, d2, d3 := a0^a1, a1^a2, a2^a3, a3^a0
		if i == 1 || i == 3 || i == 4 {
			p0, p1, p2, p3 = p0^h0, p1^h1, p2^h2, p3^h3
		}
		q0[i] = p0 ^ a1 ^ d2
		q1[i] = bits.RotateLeft64(p1^a2^d3, 16)
		q2[i] = bits.RotateLeft64(p2^a3^d0, 32)
		q3[i] = bits.RotateLeft64(p3^a0^d1, 48)
		p0, p1, p2, p3 = d0, d1, d2, d3
	}
}

// addFourTimes adds 4·(x ⊕ y) to both rows.
func addFourTimes(x, y *[8]uint64) {
	d6, d7 := x[6]^y[6], x[7]^y[7]
	// x⁸ = x⁴+x³+x+1 and x⁹ = x⁵+x⁴+x²+x; where bits 6 and 7 go.
	f := [8]uint64{d6, d6 ^ d7, d7, d6, d6 ^ d7, d7, 0, 0}
	for i := range 6 {
		f[i+2] ^= x[i] ^ y[i]
	}
	for i := range f {
		x[i] ^= f[i]
		y[i] ^= f[i]
	}
}
