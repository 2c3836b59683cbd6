package argon2

import (
	"encoding/binary"
	"math/bits"

	"github.com/glassh/glassh/primitives/mem"
)

// blockSize is the length of a block in bytes.
const blockSize = 1024

// A block is one of the matrix: the low byte of each word first.
type block [blockSize / 8]uint64

// setHash sets b to H' of the pieces of a.
func (b *block) setHash(a ...[]byte) {
	var buf [blockSize]byte
	longHash(buf[:], a...)
	for i := range b {
		b[i] = binary.LittleEndian.Uint64(buf[8*i:])
	}
	mem.Wipe(buf[:])
}

// tag fills out with H' of b.
func (b *block) tag(out []byte) {
	var buf [blockSize]byte
	for i, w := range b {
		binary.LittleEndian.PutUint64(buf[8*i:], w)
	}
	longHash(out, buf[:])
	mem.Wipe(buf[:])
}

// compress sets z = G(x, y), or if xor z = z ⊕ G(x, y), RFC 9106 §3.5. z may be x or y.
// work holds the block
//
//	x ⊕ y, a matrix of 8×8 pairs of words:  P on each row  ▶  P on each column
//
// which, once more ⊕ x ⊕ y, is G.
func compress(z, x, y, work *block, xor bool) {
	for i := range work {
		work[i] = x[i] ^ y[i]
	}
	for row := range 8 {
		permute(work, 16*row, 2)
	}
	for column := range 8 {
		permute(work, 2*column, 16)
	}
	if xor {
		for i := range z {
			z[i] ^= x[i] ^ y[i] ^ work[i]
		}
	} else {
		for i := range z {
			z[i] = x[i] ^ y[i] ^ work[i]
		}
	}
}

// permute is P, RFC 9106 §3.6: a round of BLAKE2b, on the eight pairs of words at b[at],
// b[at+step], b[at+2·step] … It has no index beyond the end; saying so by a mask saves
// the checks.
func permute(b *block, at, step int) {
	const m = uint(len(b) - 1)
	p, s := uint(at), uint(step)
	v0, v1 := b[p&m], b[(p+1)&m]
	v2, v3 := b[(p+s)&m], b[(p+s+1)&m]
	v4, v5 := b[(p+2*s)&m], b[(p+2*s+1)&m]
	v6, v7 := b[(p+3*s)&m], b[(p+3*s+1)&m]
	v8, v9 := b[(p+4*s)&m], b[(p+4*s+1)&m]
	v10, v11 := b[(p+5*s)&m], b[(p+5*s+1)&m]
	v12, v13 := b[(p+6*s)&m], b[(p+6*s+1)&m]
	v14, v15 := b[(p+7*s)&m], b[(p+7*s+1)&m]

	// GB on each column of the words as a matrix of 4×4, and on each diagonal.
	v0, v4, v8, v12 = half(v0, v4, v8, v12, 32, 24)
	v0, v4, v8, v12 = half(v0, v4, v8, v12, 16, 63)
	v1, v5, v9, v13 = half(v1, v5, v9, v13, 32, 24)
	v1, v5, v9, v13 = half(v1, v5, v9, v13, 16, 63)
	v2, v6, v10, v14 = half(v2, v6, v10, v14, 32, 24)
	v2, v6, v10, v14 = half(v2, v6, v10, v14, 16, 63)
	v3, v7, v11, v15 = half(v3, v7, v11, v15, 32, 24)
	v3, v7, v11, v15 = half(v3, v7, v11, v15, 16, 63)

	v0, v5, v10, v15 = half(v0, v5, v10, v15, 32, 24)
	v0, v5, v10, v15 = half(v0, v5, v10, v15, 16, 63)
	v1, v6, v11, v12 = half(v1, v6, v11, v12, 32, 24)
	v1, v6, v11, v12 = half(v1, v6, v11, v12, 16, 63)
	v2, v7, v8, v13 = half(v2, v7, v8, v13, 32, 24)
	v2, v7, v8, v13 = half(v2, v7, v8, v13, 16, 63)
	v3, v4, v9, v14 = half(v3, v4, v9, v14, 32, 24)
	v3, v4, v9, v14 = half(v3, v4, v9, v14, 16, 63)

	b[p&m], b[(p+1)&m] = v0, v1
	b[(p+s)&m], b[(p+s+1)&m] = v2, v3
	b[(p+2*s)&m], b[(p+2*s+1)&m] = v4, v5
	b[(p+3*s)&m], b[(p+3*s+1)&m] = v6, v7
	b[(p+4*s)&m], b[(p+4*s+1)&m] = v8, v9
	b[(p+5*s)&m], b[(p+5*s+1)&m] = v10, v11
	b[(p+6*s)&m], b[(p+6*s+1)&m] = v12, v13
	b[(p+7*s)&m], b[(p+7*s+1)&m] = v14, v15
}

// half is one half of GB: that of BLAKE2b, with 2·a·b of the lower halves in the sums.
func half(a, b, c, d uint64, rd, rb int) (_, _, _, _ uint64) {
	a += b + 2*uint64(uint32(a))*uint64(uint32(b))
	d = bits.RotateLeft64(d^a, -rd)
	c += d + 2*uint64(uint32(c))*uint64(uint32(d))
	b = bits.RotateLeft64(b^c, -rb)
	return a, b, c, d
}
