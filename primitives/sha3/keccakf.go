package sha3

import "math/bits"

// roundConstants are RC[0] to RC[23] of FIPS 202 §3.2.5: bit 2ʲ−1 of RC[i] is
// rc(j + 7i), the output of a linear feedback shift register.
var roundConstants = [24]uint64{
	0x0000000000000001, 0x0000000000008082, 0x800000000000808a, 0x8000000080008000,
	0x000000000000808b, 0x0000000080000001, 0x8000000080008081, 0x8000000000008009,
	0x000000000000008a, 0x0000000000000088, 0x0000000080008009, 0x000000008000000a,
	0x000000008000808b, 0x800000000000008b, 0x8000000000008089, 0x8000000000008003,
	0x8000000000008002, 0x8000000000000080, 0x000000000000800a, 0x800000008000000a,
	0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008,
}

// permute is Keccak-f[1600] (FIPS 202 §3.3): 24 rounds on the state a, whose lane
// A[x, y] is a[x+5y].
//
// A round does, in the order of §3.2:
//
//	θ  C[x] = A[x,0] ⊕ … ⊕ A[x,4], D[x] = C[x−1] ⊕ C[x+1]⋘1, A[x,y] ⊕= D[x]
//	ρ  A[x,y] ⋘= r[x,y]
//	π  B[y, 2x+3y] = A[x,y]
//	χ  A[x,y] = B[x,y] ⊕ ¬B[x+1,y] ∧ B[x+2,y]
//	ι  A[0,0] ⊕= RC
//
// Row y of B takes one lane of each column of A, so the five rows are computed one
// by one, from one array into another: the state does not fit in the registers of
// most CPUs anyway. After 24 rounds it is back in a.
func permute(a *[25]uint64) {
	var other [25]uint64
	s, t := a, &other
	for _, rc := range &roundConstants {
		c0 := s[0] ^ s[5] ^ s[10] ^ s[15] ^ s[20]
		c1 := s[1] ^ s[6] ^ s[11] ^ s[16] ^ s[21]
		c2 := s[2] ^ s[7] ^ s[12] ^ s[17] ^ s[22]
		c3 := s[3] ^ s[8] ^ s[13] ^ s[18] ^ s[23]
		c4 := s[4] ^ s[9] ^ s[14] ^ s[19] ^ s[24]
		d0 := c4 ^ bits.RotateLeft64(c1, 1)
		d1 := c0 ^ bits.RotateLeft64(c2, 1)
		d2 := c1 ^ bits.RotateLeft64(c3, 1)
		d3 := c2 ^ bits.RotateLeft64(c4, 1)
		d4 := c3 ^ bits.RotateLeft64(c0, 1)

		b0 := s[0] ^ d0
		b1 := bits.RotateLeft64(s[6]^d1, 44)
		b2 := bits.RotateLeft64(s[12]^d2, 43)
		b3 := bits.RotateLeft64(s[18]^d3, 21)
		b4 := bits.RotateLeft64(s[24]^d4, 14)
		t[0] = b0 ^ b2&^b1 ^ rc
		t[1] = b1 ^ b3&^b2
		t[2] = b2 ^ b4&^b3
		t[3] = b3 ^ b0&^b4
		t[4] = b4 ^ b1&^b0

		b0 = bits.RotateLeft64(s[3]^d3, 28)
		b1 = bits.RotateLeft64(s[9]^d4, 20)
		b2 = bits.RotateLeft64(s[10]^d0, 3)
		b3 = bits.RotateLeft64(s[16]^d1, 45)
		b4 = bits.RotateLeft64(s[22]^d2, 61)
		t[5] = b0 ^ b2&^b1
		t[6] = b1 ^ b3&^b2
		t[7] = b2 ^ b4&^b3
		t[8] = b3 ^ b0&^b4
		t[9] = b4 ^ b1&^b0

		b0 = bits.RotateLeft64(s[1]^d1, 1)
		b1 = bits.RotateLeft64(s[7]^d2, 6)
		b2 = bits.RotateLeft64(s[13]^d3, 25)
		b3 = bits.RotateLeft64(s[19]^d4, 8)
		b4 = bits.RotateLeft64(s[20]^d0, 18)
		t[10] = b0 ^ b2&^b1
		t[11] = b1 ^ b3&^b2
		t[12] = b2 ^ b4&^b3
		t[13] = b3 ^ b0&^b4
		t[14] = b4 ^ b1&^b0

		b0 = bits.RotateLeft64(s[4]^d4, 27)
		b1 = bits.RotateLeft64(s[5]^d0, 36)
		b2 = bits.RotateLeft64(s[11]^d1, 10)
		b3 = bits.RotateLeft64(s[17]^d2, 15)
		b4 = bits.RotateLeft64(s[23]^d3, 56)
		t[15] = b0 ^ b2&^b1
		t[16] = b1 ^ b3&^b2
		t[17] = b2 ^ b4&^b3
		t[18] = b3 ^ b0&^b4
		t[19] = b4 ^ b1&^b0

		b0 = bits.RotateLeft64(s[2]^d2, 62)
		b1 = bits.RotateLeft64(s[8]^d3, 55)
		b2 = bits.RotateLeft64(s[14]^d4, 39)
		b3 = bits.RotateLeft64(s[15]^d0, 41)
		b4 = bits.RotateLeft64(s[21]^d1, 2)
		t[20] = b0 ^ b2&^b1
		t[21] = b1 ^ b3&^b2
		t[22] = b2 ^ b4&^b3
		t[23] = b3 ^ b0&^b4
		t[24] = b4 ^ b1&^b0
		s, t = t, s
	}
}
