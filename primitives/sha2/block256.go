package sha2

import (
	"encoding/binary"
	"math/bits"
)

// round256 is one round of SHA-256, FIPS 180-4 §6.2.2 step 3, with wk = Wₜ + Kₜ. Of
// the eight variables only d and h get new values; they are the results. T₁ and the
// result are one expression each, because variables for Σ₁, Ch, Σ₀ and Maj cost the
// compiler registers, and a fifth of the speed.
func round256(a, b, c, d, e, f, g, h, wk uint32) (d1, h1 uint32) {
	t1 := h + wk +
		(bits.RotateLeft32(e, -6) ^ bits.RotateLeft32(e, -11) ^ bits.RotateLeft32(e, -25)) + // Σ₁
		(g ^ e&(f^g)) // Ch
	return d + t1, t1 +
		(bits.RotateLeft32(a, -2) ^ bits.RotateLeft32(a, -13) ^ bits.RotateLeft32(a, -22)) + // Σ₀
		(a&b ^ a&c ^ b&c) // Maj
}

// schedule256 returns Wₜ from Wₜ₋₁₆, Wₜ₋₁₅, Wₜ₋₇ and Wₜ₋₂, FIPS 180-4 §6.2.2 step 1.
func schedule256(w16, w15, w7, w2 uint32) uint32 {
	return w16 +
		(bits.RotateLeft32(w15, -7) ^ bits.RotateLeft32(w15, -18) ^ w15>>3) + // σ₀
		w7 +
		(bits.RotateLeft32(w2, -17) ^ bits.RotateLeft32(w2, -19) ^ w2>>10) // σ₁
}

// blocks256 mixes all whole blocks of p into s. Instead of moving eight variables
// in each round it gives them other names; after eight rounds they have their own
// again. Sixteen rounds stand one by one, so that every index into the window w of
// the message schedule is a constant.
func blocks256(s *[8]uint32, p []byte) {
	var w [16]uint32 // Wₜ … Wₜ₊₁₅
	for len(p) >= BlockSize256 {
		for i := range w {
			w[i] = binary.BigEndian.Uint32(p[4*i:])
		}
		a, b, c, d, e, f, g, h := s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7]
		for t := 0; ; t++ {
			k := &k256[t]
			d, h = round256(a, b, c, d, e, f, g, h, w[0]+k[0])
			c, g = round256(h, a, b, c, d, e, f, g, w[1]+k[1])
			b, f = round256(g, h, a, b, c, d, e, f, w[2]+k[2])
			a, e = round256(f, g, h, a, b, c, d, e, w[3]+k[3])
			h, d = round256(e, f, g, h, a, b, c, d, w[4]+k[4])
			g, c = round256(d, e, f, g, h, a, b, c, w[5]+k[5])
			f, b = round256(c, d, e, f, g, h, a, b, w[6]+k[6])
			e, a = round256(b, c, d, e, f, g, h, a, w[7]+k[7])
			d, h = round256(a, b, c, d, e, f, g, h, w[8]+k[8])
			c, g = round256(h, a, b, c, d, e, f, g, w[9]+k[9])
			b, f = round256(g, h, a, b, c, d, e, f, w[10]+k[10])
			a, e = round256(f, g, h, a, b, c, d, e, w[11]+k[11])
			h, d = round256(e, f, g, h, a, b, c, d, w[12]+k[12])
			g, c = round256(d, e, f, g, h, a, b, c, w[13]+k[13])
			f, b = round256(c, d, e, f, g, h, a, b, w[14]+k[14])
			e, a = round256(b, c, d, e, f, g, h, a, w[15]+k[15])
			if t == len(k256)-1 {
				break
			}
			w[0] = schedule256(w[0], w[1], w[9], w[14])
			w[1] = schedule256(w[1], w[2], w[10], w[15])
			w[2] = schedule256(w[2], w[3], w[11], w[0])
			w[3] = schedule256(w[3], w[4], w[12], w[1])
			w[4] = schedule256(w[4], w[5], w[13], w[2])
			w[5] = schedule256(w[5], w[6], w[14], w[3])
			w[6] = schedule256(w[6], w[7], w[15], w[4])
			w[7] = schedule256(w[7], w[8], w[0], w[5])
			w[8] = schedule256(w[8], w[9], w[1], w[6])
			w[9] = schedule256(w[9], w[10], w[2], w[7])
			w[10] = schedule256(w[10], w[11], w[3], w[8])
			w[11] = schedule256(w[11], w[12], w[4], w[9])
			w[12] = schedule256(w[12], w[13], w[5], w[10])
			w[13] = schedule256(w[13], w[14], w[6], w[11])
			w[14] = schedule256(w[14], w[15], w[7], w[12])
			w[15] = schedule256(w[15], w[0], w[8], w[13])
		}
		s[0] += a
		s[1] += b
		s[2] += c
		s[3] += d
		s[4] += e
		s[5] += f
		s[6] += g
		s[7] += h
		p = p[BlockSize256:]
	}
}

// k256 is Kₜ, FIPS 180-4 §4.2.2: the first 32 bits behind the point of the cube
// roots of the first 64 primes. A row is for 16 rounds.
var k256 = [4][16]uint32{
	{0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
		0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174},
	{0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
		0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967},
	{0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
		0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070},
	{0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
		0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2},
}
