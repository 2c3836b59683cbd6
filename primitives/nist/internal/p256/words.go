package p256

import (
	"math/bits"

	"github.com/glassh/glassh/primitives/ct"
)

// words returns the big-endian number b in words, the least significant first.
func words(b *[Size]byte) (w [limbs]uint64) {
	for i := range b {
		w[i/8] |= uint64(b[Size-1-i]) << (8 * (i % 8))
	}
	return w
}

// putWords returns w, which is below 256^Size, as a big-endian number.
func putWords(w *[limbs]uint64) (b [Size]byte) {
	for i := range b {
		b[Size-1-i] = byte(w[i/8] >> (8 * (i % 8)))
	}
	return b
}

// subtract returns x − y modulo 2^(64·limbs), and 1 if x < y.
func subtract(x, y *[limbs]uint64) (r [limbs]uint64, borrow uint64) {
	for i := range r {
		r[i], borrow = bits.Sub64(x[i], y[i], borrow)
	}
	return r, borrow
}

// less reports whether x < y.
func less(x, y *[limbs]uint64) ct.Choice {
	_, borrow := subtract(x, y)
	return ct.Choice(borrow)
}
