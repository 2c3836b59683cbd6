package sha2

import (
	"encoding/binary"
	"math/bits"
)

// round512 is one round of SHA-512, FIPS 180-4 §6.4.2 step 3, with wk = Wₜ + Kₜ. Of
// the eight variables only d and h get new values; they are the results. T₁ and the
// result are one expression each, because variables for Σ₁, Ch, Σ₀ and Maj cost the
// compiler registers, and a fifth of the speed.
func round512(a, b, c, d, e, f, g, h, wk uint64) (d1, h1 uint64) {
	t1 := h + wk +
		(bits.RotateLeft64(e, -14) ^ bits.RotateLeft64(e, -18) ^ bits.RotateLeft64(e, -41)) + // Σ₁
		(g ^ e&(f^g)) // Ch
	return d + t1, t1 +
		(bits.RotateLeft64(a, -28) ^ bits.RotateLeft64(a, -34) ^ bits.RotateLeft64(a, -39)) + // Σ₀
		(a&b ^ a&c ^ b&c) // Maj
}

// schedule512 returns Wₜ from Wₜ₋₁₆, Wₜ₋₁₅, Wₜ₋₇ and Wₜ₋₂, FIPS 180-4 §6.4.2 step 1.
func schedule512(w16, w15, w7, w2 uint64) uint64 {
	return w16 +
		(bits.RotateLeft64(w15, -1) ^ bits.RotateLeft64(w15, -8) ^ w15>>7) + // σ₀
		w7 +
		(bits.RotateLeft64(w2, -19) ^ bits.RotateLeft64(w2, -61) ^ w2>>6) // σ₁
}

// blocks512 mixes all whole blocks of p into s. Instead of moving eight variables
// in each round it gives them other names; after eight rounds they have their own
// again. Sixteen rounds stand one by one, so that every index into the window w of
// the message schedule is a constant.
func blocks512(s *[8]uint64, p []byte) {
	var w [16]uint64 // Wₜ … Wₜ₊₁₅
	for len(p) >= BlockSize512 {
		for i := range w {
			w[i] = binary.BigEndian.Uint64(p[8*i:])
		}
		a, b, c, d, e, f, g, h := s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7]
		for t := 0; ; t++ {
			k := &k512[t]
			d, h = round512(a, b, c, d, e, f, g, h, w[0]+k[0])
			c, g = round512(h, a, b, c, d, e, f, g, w[1]+k[1])
			b, f = round512(g, h, a, b, c, d, e, f, w[2]+k[2])
			a, e = round512(f, g, h, a, b, c, d, e, w[3]+k[3])
			h, d = round512(e, f, g, h, a, b, c, d, w[4]+k[4])
			g, c = round512(d, e, f, g, h, a, b, c, w[5]+k[5])
			f, b = round512(c, d, e, f, g, h, a, b, w[6]+k[6])
			e, a = round512(b, c, d, e, f, g, h, a, w[7]+k[7])
			d, h = round512(a, b, c, d, e, f, g, h, w[8]+k[8])
			c, g = round512(h, a, b, c, d, e, f, g, w[9]+k[9])
			b, f = round512(g, h, a, b, c, d, e, f, w[10]+k[10])
			a, e = round512(f, g, h, a, b, c, d, e, w[11]+k[11])
			h, d = round512(e, f, g, h, a, b, c, d, w[12]+k[12])
			g, c = round512(d, e, f, g, h, a, b, c, w[13]+k[13])
			f, b = round512(c, d, e, f, g, h, a, b, w[14]+k[14])
			e, a = round512(b, c, d, e, f, g, h, a, w[15]+k[15])
			if t == len(k512)-1 {
				break
			}
			w[0] = schedule512(w[0], w[1], w[9], w[14])
			w[1] = schedule512(w[1], w[2], w[10], w[15])
			w[2] = schedule512(w[2], w[3], w[11], w[0])
			w[3] = schedule512(w[3], w[4], w[12], w[1])
			w[4] = schedule512(w[4], w[5], w[13], w[2])
			w[5] = schedule512(w[5], w[6], w[14], w[3])
			w[6] = schedule512(w[6], w[7], w[15], w[4])
			w[7] = schedule512(w[7], w[8], w[0], w[5])
			w[8] = schedule512(w[8], w[9], w[1], w[6])
			w[9] = schedule512(w[9], w[10], w[2], w[7])
			w[10] = schedule512(w[10], w[11], w[3], w[8])
			w[11] = schedule512(w[11], w[12], w[4], w[9])
			w[12] = schedule512(w[12], w[13], w[5], w[10])
			w[13] = schedule512(w[13], w[14], w[6], w[11])
			w[14] = schedule512(w[14], w[15], w[7], w[12])
			w[15] = schedule512(w[15], w[0], w[8], w[13])
		}
		s[0] += a
		s[1] += b
		s[2] += c
		s[3] += d
		s[4] += e
		s[5] += f
		s[6] += g
		s[7] += h
		p = p[BlockSize512:]
	}
}

// k512 is Kₜ, FIPS 180-4 §4.2.3: the first 64 bits behind the point of the cube
// roots of the first 80 primes. A row is for 16 rounds.
var k512 = [5][16]uint64{
	{0x428a2f98d728ae22, 0x7137449123ef65cd, 0xb5c0fbcfec4d3b2f, 0xe9b5dba58189dbbc,
		0x3956c25bf348b538, 0x59f111f1b605d019, 0x923f82a4af194f9b, 0xab1c5ed5da6d8118,
		0xd807aa98a3030242, 0x12835b0145706fbe, 0x243185be4ee4b28c, 0x550c7dc3d5ffb4e2,
		0x72be5d74f27b896f, 0x80deb1fe3b1696b1, 0x9bdc06a725c71235, 0xc19bf174cf692694},
	{0xe49b69c19ef14ad2, 0xefbe4786384f25e3, 0x0fc19dc68b8cd5b5, 0x240ca1cc77ac9c65,
		0x2de92c6f592b0275, 0x4a7484aa6ea6e483, 0x5cb0a9dcbd41fbd4, 0x76f988da831153b5,
		0x983e5152ee66dfab, 0xa831c66d2db43210, 0xb00327c898fb213f, 0xbf597fc7beef0ee4,
		0xc6e00bf33da88fc2, 0xd5a79147930aa725, 0x06ca6351e003826f, 0x142929670a0e6e70},
	{0x27b70a8546d22ffc, 0x2e1b21385c26c926, 0x4d2c6dfc5ac42aed, 0x53380d139d95b3df,
		0x650a73548baf63de, 0x766a0abb3c77b2a8, 0x81c2c92e47edaee6, 0x92722c851482353b,
		0xa2bfe8a14cf10364, 0xa81a664bbc423001, 0xc24b8b70d0f89791, 0xc76c51a30654be30,
		0xd192e819d6ef5218, 0xd69906245565a910, 0xf40e35855771202a, 0x106aa07032bbd1b8},
	{0x19a4c116b8d2d0c8, 0x1e376c085141ab53, 0x2748774cdf8eeb99, 0x34b0bcb5e19b48a8,
		0x391c0cb3c5c95a63, 0x4ed8aa4ae3418acb, 0x5b9cca4f7763e373, 0x682e6ff3d6b2b8a3,
		0x748f82ee5defb2fc, 0x78a5636f43172f60, 0x84c87814a1f0ab72, 0x8cc702081a6439ec,
		0x90befffa23631e28, 0xa4506cebde82bde9, 0xbef9a3f7b2c67915, 0xc67178f2e372532b},
	{0xca273eceea26619c, 0xd186b8c721c0c207, 0xeada7dd6cde0eb1e, 0xf57d4f7fee6ed178,
		0x06f067aa72176fba, 0x0a637dc5a2c898a6, 0x113f9804bef90dae, 0x1b710b35131c471b,
		0x28db77f523047d84, 0x32caab7b40c72493, 0x3c9ebe0a15c9bebc, 0x431d67c49c100d4c,
		0x4cc5d4becb3e42b6, 0x597f299cfc657e2a, 0x5fcb6fab3ad6faec, 0x6c44198c4a475817},
}
