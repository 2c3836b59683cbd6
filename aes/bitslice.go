package aes

import (
	"encoding/binary"
	"math/bits"
)

// The state of sixteen blocks, 2048 bits in 32 words. A block is a matrix of bytes
// with four rows and four columns, filled column by column (FIPS 197 §3.4); word
// 8r+i holds bit i of all bytes in row r, of every column of every block:
//
//	word 8r+i   63 … 48     47 … 32     31 … 16     15 … 0
//	            column 3    column 2    column 1    column 0
//	            block 15…0  block 15…0  block 15…0  block 15…0
//
// SubBytes is then the circuit of sbox.go on the eight words of a row, four times.
// ShiftRows turns each word of row r by 16r bits, and MixColumns is XOR of whole
// words: no step needs a mask.
type state [32]uint64

const (
	blockSize = 16
	batchSize = 16 * blockSize // what one pass through the rounds works on
)

// load fills s with sixteen blocks.
func (s *state) load(src *[batchSize]byte) {
	for n := range 16 {
		b := src[n*blockSize : (n+1)*blockSize]
		s[n] = uint64(binary.LittleEndian.Uint32(b[0:])) | uint64(binary.LittleEndian.Uint32(b[8:]))<<32
		s[16+n] = uint64(binary.LittleEndian.Uint32(b[4:])) | uint64(binary.LittleEndian.Uint32(b[12:]))<<32
	}
	s.transpose()
}

// store writes the sixteen blocks of s, and leaves s useless.
func (s *state) store(dst *[batchSize]byte) {
	s.transpose()
	for n := range 16 {
		b := dst[n*blockSize : (n+1)*blockSize]
		binary.LittleEndian.PutUint32(b[0:], uint32(s[n]))
		binary.LittleEndian.PutUint32(b[4:], uint32(s[16+n]))
		binary.LittleEndian.PutUint32(b[8:], uint32(s[n]>>32))
		binary.LittleEndian.PutUint32(b[12:], uint32(s[16+n]>>32))
	}
}

// transpose takes the lower halves of the words as a matrix of 32 × 32 bits, and
// the upper halves as another, and transposes both. With column c of block n in
// word 16·(c mod 2) + n, half c/2, that is the way between blocks and state, and
// back.
//
// For j = 16, 8, 4, 2, 1 it swaps, in all pairs of words that are j apart, the bits
// with j in their number of the first for those without of the second.
func (s *state) transpose() {
	for k := range 8 {
		a, b, c, d := s[k], s[8+k], s[16+k], s[24+k]
		a, c = swap(a, c, 16, 0x0000ffff_0000ffff)
		b, d = swap(b, d, 16, 0x0000ffff_0000ffff)
		a, b = swap(a, b, 8, 0x00ff00ff_00ff00ff)
		c, d = swap(c, d, 8, 0x00ff00ff_00ff00ff)
		s[k], s[8+k], s[16+k], s[24+k] = a, b, c, d
	}
	for k := 0; k < 32; k += 8 {
		q := (*[8]uint64)(s[k:])
		q0, q1, q2, q3, q4, q5, q6, q7 := q[0], q[1], q[2], q[3], q[4], q[5], q[6], q[7]
		q0, q4 = swap(q0, q4, 4, 0x0f0f0f0f_0f0f0f0f)
		q1, q5 = swap(q1, q5, 4, 0x0f0f0f0f_0f0f0f0f)
		q2, q6 = swap(q2, q6, 4, 0x0f0f0f0f_0f0f0f0f)
		q3, q7 = swap(q3, q7, 4, 0x0f0f0f0f_0f0f0f0f)
		q0, q2 = swap(q0, q2, 2, 0x33333333_33333333)
		q1, q3 = swap(q1, q3, 2, 0x33333333_33333333)
		q4, q6 = swap(q4, q6, 2, 0x33333333_33333333)
		q5, q7 = swap(q5, q7, 2, 0x33333333_33333333)
		q[0], q[1] = swap(q0, q1, 1, 0x55555555_55555555)
		q[2], q[3] = swap(q2, q3, 1, 0x55555555_55555555)
		q[4], q[5] = swap(q4, q5, 1, 0x55555555_55555555)
		q[6], q[7] = swap(q6, q7, 1, 0x55555555_55555555)
	}
}

// swap exchanges the bits of y at m for those of x at m<<j.
func swap(x, y uint64, j uint, m uint64) (uint64, uint64) {
	t := (x>>j ^ y) & m
	return x ^ t<<j, y ^ t
}

// broadcast sets all sixteen blocks to the one whose columns are w, in little-endian
// order: the form of a round key.
func (s *state) broadcast(w *[4]uint32) {
	const halves = 1<<32 | 1
	even, odd := uint64(w[0])|uint64(w[2])<<32, uint64(w[1])|uint64(w[3])<<32
	for i := range s {
		x := even>>i&halves | odd>>i&halves<<16
		s[i] = x<<16 - x // each bit sixteen times
	}
}

func (s *state) addRoundKey(k *state) {
	for i := range s {
		s[i] ^= k[i]
	}
}

func (s *state) subBytes() {
	sbox((*[8]uint64)(s[0:]))
	sbox((*[8]uint64)(s[8:]))
	sbox((*[8]uint64)(s[16:]))
	sbox((*[8]uint64)(s[24:]))
}

func (s *state) unsubBytes() {
	invSbox((*[8]uint64)(s[0:]))
	invSbox((*[8]uint64)(s[8:]))
	invSbox((*[8]uint64)(s[16:]))
	invSbox((*[8]uint64)(s[24:]))
}

// shiftRows is FIPS 197 §5.1.2: in row r, column c takes the byte of column c+r.
func (s *state) shiftRows() {
	for i := range 8 {
		s[8+i] = bits.RotateLeft64(s[8+i], -16)
		s[16+i] = bits.RotateLeft64(s[16+i], -32)
		s[24+i] = bits.RotateLeft64(s[24+i], -48)
	}
}

func (s *state) unshiftRows() {
	for i := range 8 {
		s[8+i] = bits.RotateLeft64(s[8+i], 16)
		s[16+i] = bits.RotateLeft64(s[16+i], 32)
		s[24+i] = bits.RotateLeft64(s[24+i], 48)
	}
}
