package blake2b

import (
	"encoding/binary"
	"math/bits"
)

// iv is that of SHA-512 (RFC 7693 §2.6).
var iv = [8]uint64{
	0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b, 0xa54ff53a5f1d36f1,
	0x510e527fade682d1, 0x9b05688c2b3e6c1f, 0x1f83d9abfb41bd6b, 0x5be0cd19137e2179,
}

// sigma is σ: which words of the block a round takes, RFC 7693 §2.7. The last two
// rounds are as the first two.
var sigma = [12][16]uint8{
	{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
	{14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3},
	{11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4},
	{7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8},
	{9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13},
	{2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9},
	{12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11},
	{13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10},
	{6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5},
	{10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0},
	{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
	{14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3},
}

// g is the mixing function G, RFC 7693 §3.1.
func g(a, b, c, d, x, y uint64) (_, _, _, _ uint64) {
	a += b + x
	d = bits.RotateLeft64(d^a, -32)
	c += d
	b = bits.RotateLeft64(b^c, -24)
	a += b + y
	d = bits.RotateLeft64(d^a, -16)
	c += d
	b = bits.RotateLeft64(b^c, -63)
	return a, b, c, d
}

// compress mixes a block into h, RFC 7693 §3.2. t counts the bytes of the message
// including this block's; last is all ones for the last block, and otherwise zero.
func compress(h *[8]uint64, block *[BlockSize]byte, t, last uint64) {
	var m [16]uint64
	for i := range m {
		m[i] = binary.LittleEndian.Uint64(block[8*i:])
	}
	v0, v1, v2, v3, v4, v5, v6, v7 := h[0], h[1], h[2], h[3], h[4], h[5], h[6], h[7]
	v8, v9, v10, v11 := iv[0], iv[1], iv[2], iv[3]
	v12, v13, v14, v15 := iv[4]^t, iv[5], iv[6]^last, iv[7] // no message has 2⁶⁴ bytes
	for i := range sigma {
		s := &sigma[i]
		v0, v4, v8, v12 = g(v0, v4, v8, v12, m[s[0]%16], m[s[1]%16])
		v1, v5, v9, v13 = g(v1, v5, v9, v13, m[s[2]%16], m[s[3]%16])
		v2, v6, v10, v14 = g(v2, v6, v10, v14, m[s[4]%16], m[s[5]%16])
		v3, v7, v11, v15 = g(v3, v7, v11, v15, m[s[6]%16], m[s[7]%16])

		v0, v5, v10, v15 = g(v0, v5, v10, v15, m[s[8]%16], m[s[9]%16])
		v1, v6, v11, v12 = g(v1, v6, v11, v12, m[s[10]%16], m[s[11]%16])
		v2, v7, v8, v13 = g(v2, v7, v8, v13, m[s[12]%16], m[s[13]%16])
		v3, v4, v9, v14 = g(v3, v4, v9, v14, m[s[14]%16], m[s[15]%16])
	}
	h[0] ^= v0 ^ v8
	h[1] ^= v1 ^ v9
	h[2] ^= v2 ^ v10
	h[3] ^= v3 ^ v11
	h[4] ^= v4 ^ v12
	h[5] ^= v5 ^ v13
	h[6] ^= v6 ^ v14
	h[7] ^= v7 ^ v15
}
