package ct

import "encoding/binary"

// A Choice is a secret condition: 1 for true, 0 for false, and no other value.
type Choice uint64

// Mask returns 64 one bits for 1, and 0 for 0.
func (c Choice) Mask() uint64 { return -uint64(c) }

// Not returns the opposite of c.
func (c Choice) Not() Choice { return c ^ 1 }

// Public gives c away as a bool, for code whose outcome anyone may see: that a
// signature is wrong, say.
func (c Choice) Public() bool { return c == 1 }

// IsZero reports whether x is 0.
func IsZero(x uint64) Choice {
	// x | -x has its top bit set for every x but 0.
	return Choice((x|-x)>>63) ^ 1
}

// Eq reports whether x and y are equal.
func Eq(x, y uint64) Choice { return IsZero(x ^ y) }

// Less reports whether x < y.
func Less(x, y uint64) Choice {
	// The borrow of x - y (Hacker's Delight §2-13).
	return Choice(((^x & y) | ((^x | y) & (x - y))) >> 63)
}

// Select returns x if c is 1, and y if it is 0.
func Select(c Choice, x, y uint64) uint64 { return y ^ (c.Mask() & (x ^ y)) }

// Equal reports whether x and y hold the same bytes. Their lengths are public;
// slices of different lengths are not equal.
func Equal(x, y []byte) Choice {
	if len(x) != len(y) {
		return 0
	}
	var diff uint64
	for len(x) >= 8 {
		diff |= binary.LittleEndian.Uint64(x) ^ binary.LittleEndian.Uint64(y)
		x, y = x[8:], y[8:]
	}
	for i := range x {
		diff |= uint64(x[i] ^ y[i])
	}
	return IsZero(diff)
}

// Copy copies src over dst if c is 1, and leaves dst as it is if c is 0. It
// panics if the lengths differ.
func Copy(c Choice, dst, src []byte) {
	if len(dst) != len(src) {
		panic("ct: slices of different lengths")
	}
	mask := byte(c.Mask())
	for i := range dst {
		dst[i] ^= mask & (dst[i] ^ src[i])
	}
}
