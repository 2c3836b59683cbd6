package md5

import (
	"encoding/binary"
	"math/bits"
)

// The steps of the four rounds, RFC 1321 §3.4: a = b + ((a + F(b,c,d) + X[k] + T[i]) ⋘ s),
// with F, G, H and I in turn; xt is X[k] + T[i].

func ff(a, b, c, d, xt uint32, s int) uint32 { // b∧c ∨ ¬b∧d
	return b + bits.RotateLeft32(a+(d^b&(c^d))+xt, s)
}

func gg(a, b, c, d, xt uint32, s int) uint32 { // b∧d ∨ c∧¬d
	return b + bits.RotateLeft32(a+(c^d&(b^c))+xt, s)
}

func hh(a, b, c, d, xt uint32, s int) uint32 { // b ⊕ c ⊕ d
	return b + bits.RotateLeft32(a+(b^c^d)+xt, s)
}

func ii(a, b, c, d, xt uint32, s int) uint32 { // c ⊕ (b ∨ ¬d)
	return b + bits.RotateLeft32(a+(c^(b|^d))+xt, s)
}

// blocks mixes all whole blocks of p into h, RFC 1321 §3.4. Instead of moving four
// variables in each step it gives them other names; after four steps they have their
// own again.
func blocks(h *[4]uint32, p []byte) {
	var x [16]uint32 // the block
	for len(p) >= BlockSize {
		for k := range x {
			x[k] = binary.LittleEndian.Uint32(p[4*k:])
		}
		a, b, c, d := h[0], h[1], h[2], h[3]

		for i := 0; i < 16; i += 4 { // k = i
			a = ff(a, b, c, d, x[i]+sines[i], 7)
			d = ff(d, a, b, c, x[i+1]+sines[i+1], 12)
			c = ff(c, d, a, b, x[i+2]+sines[i+2], 17)
			b = ff(b, c, d, a, x[i+3]+sines[i+3], 22)
		}
		for i := 16; i < 32; i += 4 { // k = 5i + 1
			a = gg(a, b, c, d, x[(5*i+1)%16]+sines[i], 5)
			d = gg(d, a, b, c, x[(5*i+6)%16]+sines[i+1], 9)
			c = gg(c, d, a, b, x[(5*i+11)%16]+sines[i+2], 14)
			b = gg(b, c, d, a, x[5*i%16]+sines[i+3], 20)
		}
		for i := 32; i < 48; i += 4 { // k = 3i + 5
			a = hh(a, b, c, d, x[(3*i+5)%16]+sines[i], 4)
			d = hh(d, a, b, c, x[(3*i+8)%16]+sines[i+1], 11)
			c = hh(c, d, a, b, x[(3*i+11)%16]+sines[i+2], 16)
			b = hh(b, c, d, a, x[(3*i+14)%16]+sines[i+3], 23)
		}
		for i := 48; i < 64; i += 4 { // k = 7i
			a = ii(a, b, c, d, x[7*i%16]+sines[i], 6)
			d = ii(d, a, b, c, x[(7*i+7)%16]+sines[i+1], 10)
			c = ii(c, d, a, b, x[(7*i+14)%16]+sines[i+2], 15)
			b = ii(b, c, d, a, x[(7*i+5)%16]+sines[i+3], 21)
		}

		h[0] += a
		h[1] += b
		h[2] += c
		h[3] += d
		p = p[BlockSize:]
	}
}

// sines is T: the integer part of 2³²·|sin(i + 1)|, i + 1 in radians.
var sines = [64]uint32{
	0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee,
	0xf57c0faf, 0x4787c62a, 0xa8304613, 0xfd469501,
	0x698098d8, 0x8b44f7af, 0xffff5bb1, 0x895cd7be,
	0x6b901122, 0xfd987193, 0xa679438e, 0x49b40821,
	0xf61e2562, 0xc040b340, 0x265e5a51, 0xe9b6c7aa,
	0xd62f105d, 0x02441453, 0xd8a1e681, 0xe7d3fbc8,
	0x21e1cde6, 0xc33707d6, 0xf4d50d87, 0x455a14ed,
	0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a,
	0xfffa3942, 0x8771f681, 0x6d9d6122, 0xfde5380c,
	0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70,
	0x289b7ec6, 0xeaa127fa, 0xd4ef3085, 0x04881d05,
	0xd9d4d039, 0xe6db99e5, 0x1fa27cf8, 0xc4ac5665,
	0xf4292244, 0x432aff97, 0xab9423a7, 0xfc93a039,
	0x655b59c3, 0x8f0ccc92, 0xffeff47d, 0x85845dd1,
	0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1,
	0xf7537e82, 0xbd3af235, 0x2ad7d2bb, 0xeb86d391,
}
