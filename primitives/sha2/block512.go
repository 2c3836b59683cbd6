package sha2

import (
	"encoding/binary"
	"math/bits"

	kernel "github.com/glassh/glassh/asm/sha2"
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
			k := &kernel.K512[t]
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
			if t == len(kernel.K512)-1 {
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
