package sha1

import (
	"encoding/binary"
	"math/bits"

	kernel "github.com/glassh/glassh/asm/sha1"
)

// The functions of a round, FIPS 180-4 §4.1.1, each with its constant, §4.2.1. They
// return T and the rotated b.

func ch(a, b, c, d, e, w uint32) (t, b30 uint32) { // t < 20
	return bits.RotateLeft32(a, 5) + (d ^ b&(c^d)) + e + kernel.K0 + w, bits.RotateLeft32(b, 30)
}

func parity(a, b, c, d, e, w uint32) (t, b30 uint32) { // 20 ≤ t < 40
	return bits.RotateLeft32(a, 5) + (b ^ c ^ d) + e + kernel.K20 + w, bits.RotateLeft32(b, 30)
}

func maj(a, b, c, d, e, w uint32) (t, b30 uint32) { // 40 ≤ t < 60
	return bits.RotateLeft32(a, 5) + (b&c | d&(b|c)) + e + kernel.K40 + w, bits.RotateLeft32(b, 30)
}

func parity2(a, b, c, d, e, w uint32) (t, b30 uint32) { // 60 ≤ t < 80
	return bits.RotateLeft32(a, 5) + (b ^ c ^ d) + e + kernel.K60 + w, bits.RotateLeft32(b, 30)
}

// schedule puts Wₜ in the place of Wₜ₋₁₆, which is not needed any more, and
// returns it (FIPS 180-4 §6.1.3 step 3).
func schedule(w *[16]uint32, t uint) uint32 {
	w[t%16] = bits.RotateLeft32(w[(t+13)%16]^w[(t+8)%16]^w[(t+2)%16]^w[t%16], 1)
	return w[t%16]
}

// blocks mixes all whole blocks of p into h, FIPS 180-4 §6.1.3. Instead of moving
// five variables in each round it gives them other names; after five rounds they
// have their own again. The rounds stand one by one so that every index is a
// constant.
func blocks(h *[5]uint32, p []byte) {
	var w [16]uint32 // the last 16 words of the message schedule
	for len(p) >= BlockSize {
		for t := range w {
			w[t] = binary.BigEndian.Uint32(p[4*t:])
		}
		a, b, c, d, e := h[0], h[1], h[2], h[3], h[4]

		e, b = ch(a, b, c, d, e, w[0])
		d, a = ch(e, a, b, c, d, w[1])
		c, e = ch(d, e, a, b, c, w[2])
		b, d = ch(c, d, e, a, b, w[3])
		a, c = ch(b, c, d, e, a, w[4])
		e, b = ch(a, b, c, d, e, w[5])
		d, a = ch(e, a, b, c, d, w[6])
		c, e = ch(d, e, a, b, c, w[7])
		b, d = ch(c, d, e, a, b, w[8])
		a, c = ch(b, c, d, e, a, w[9])
		e, b = ch(a, b, c, d, e, w[10])
		d, a = ch(e, a, b, c, d, w[11])
		c, e = ch(d, e, a, b, c, w[12])
		b, d = ch(c, d, e, a, b, w[13])
		a, c = ch(b, c, d, e, a, w[14])
		e, b = ch(a, b, c, d, e, w[15])
		d, a = ch(e, a, b, c, d, schedule(&w, 16))
		c, e = ch(d, e, a, b, c, schedule(&w, 17))
		b, d = ch(c, d, e, a, b, schedule(&w, 18))
		a, c = ch(b, c, d, e, a, schedule(&w, 19))

		e, b = parity(a, b, c, d, e, schedule(&w, 20))
		d, a = parity(e, a, b, c, d, schedule(&w, 21))
		c, e = parity(d, e, a, b, c, schedule(&w, 22))
		b, d = parity(c, d, e, a, b, schedule(&w, 23))
		a, c = parity(b, c, d, e, a, schedule(&w, 24))
		e, b = parity(a, b, c, d, e, schedule(&w, 25))
		d, a = parity(e, a, b, c, d, schedule(&w, 26))
		c, e = parity(d, e, a, b, c, schedule(&w, 27))
		b, d = parity(c, d, e, a, b, schedule(&w, 28))
		a, c = parity(b, c, d, e, a, schedule(&w, 29))
		e, b = parity(a, b, c, d, e, schedule(&w, 30))
		d, a = parity(e, a, b, c, d, schedule(&w, 31))
		c, e = parity(d, e, a, b, c, schedule(&w, 32))
		b, d = parity(c, d, e, a, b, schedule(&w, 33))
		a, c = parity(b, c, d, e, a, schedule(&w, 34))
		e, b = parity(a, b, c, d, e, schedule(&w, 35))
		d, a = parity(e, a, b, c, d, schedule(&w, 36))
		c, e = parity(d, e, a, b, c, schedule(&w, 37))
		b, d = parity(c, d, e, a, b, schedule(&w, 38))
		a, c = parity(b, c, d, e, a, schedule(&w, 39))

		e, b = maj(a, b, c, d, e, schedule(&w, 40))
		d, a = maj(e, a, b, c, d, schedule(&w, 41))
		c, e = maj(d, e, a, b, c, schedule(&w, 42))
		b, d = maj(c, d, e, a, b, schedule(&w, 43))
		a, c = maj(b, c, d, e, a, schedule(&w, 44))
		e, b = maj(a, b, c, d, e, schedule(&w, 45))
		d, a = maj(e, a, b, c, d, schedule(&w, 46))
		c, e = maj(d, e, a, b, c, schedule(&w, 47))
		b, d = maj(c, d, e, a, b, schedule(&w, 48))
		a, c = maj(b, c, d, e, a, schedule(&w, 49))
		e, b = maj(a, b, c, d, e, schedule(&w, 50))
		d, a = maj(e, a, b, c, d, schedule(&w, 51))
		c, e = maj(d, e, a, b, c, schedule(&w, 52))
		b, d = maj(c, d, e, a, b, schedule(&w, 53))
		a, c = maj(b, c, d, e, a, schedule(&w, 54))
		e, b = maj(a, b, c, d, e, schedule(&w, 55))
		d, a = maj(e, a, b, c, d, schedule(&w, 56))
		c, e = maj(d, e, a, b, c, schedule(&w, 57))
		b, d = maj(c, d, e, a, b, schedule(&w, 58))
		a, c = maj(b, c, d, e, a, schedule(&w, 59))

		e, b = parity2(a, b, c, d, e, schedule(&w, 60))
		d, a = parity2(e, a, b, c, d, schedule(&w, 61))
		c, e = parity2(d, e, a, b, c, schedule(&w, 62))
		b, d = parity2(c, d, e, a, b, schedule(&w, 63))
		a, c = parity2(b, c, d, e, a, schedule(&w, 64))
		e, b = parity2(a, b, c, d, e, schedule(&w, 65))
		d, a = parity2(e, a, b, c, d, schedule(&w, 66))
		c, e = parity2(d, e, a, b, c, schedule(&w, 67))
		b, d = parity2(c, d, e, a, b, schedule(&w, 68))
		a, c = parity2(b, c, d, e, a, schedule(&w, 69))
		e, b = parity2(a, b, c, d, e, schedule(&w, 70))
		d, a = parity2(e, a, b, c, d, schedule(&w, 71))
		c, e = parity2(d, e, a, b, c, schedule(&w, 72))
		b, d = parity2(c, d, e, a, b, schedule(&w, 73))
		a, c = parity2(b, c, d, e, a, schedule(&w, 74))
		e, b = parity2(a, b, c, d, e, schedule(&w, 75))
		d, a = parity2(e, a, b, c, d, schedule(&w, 76))
		c, e = parity2(d, e, a, b, c, schedule(&w, 77))
		b, d = parity2(c, d, e, a, b, schedule(&w, 78))
		a, c = parity2(b, c, d, e, a, schedule(&w, 79))

		h[0] += a
		h[1] += b
		h[2] += c
		h[3] += d
		h[4] += e
		p = p[BlockSize:]
	}
}
