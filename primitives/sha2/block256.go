package sha2

import (
	"encoding/binary"
	"math/bits"

	kernel "github.com/glassh/glassh/asm/sha2"
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
			k := &kernel.K256[t]
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
			if t == len(kernel.K256)-1 {
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
