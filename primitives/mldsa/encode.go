package mldsa

import "encoding/binary"

// pack appends the lowest d bits of each coefficient, 32d bytes (FIPS 204 Algorithm 16,
// SimpleBitPack), from the lowest bit of a byte up. d is at most 20, and the coefficients
// are in [0, 2ᵈ).
func pack(dst []byte, f *poly, d uint) []byte {
	var bits uint64 // n of them are not written yet
	var n uint
	for _, x := range f {
		bits |= uint64(uint32(x)) << (n & 63)
		n += d
		if n >= 32 {
			dst = binary.LittleEndian.AppendUint32(dst, uint32(bits))
			bits >>= 32
			n -= 32
		}
	}
	return dst
}

// unpack sets f to what pack has written to the first 32d bytes of b, and returns the
// rest of b.
func unpack(f *poly, b []byte, d uint) []byte {
	var bits uint64 // n of them are not used yet
	var n uint
	mask := uint64(1)<<(d&63) - 1
	for i := range f {
		if n < d {
			bits |= uint64(binary.LittleEndian.Uint32(b)) << (n & 63)
			b = b[4:]
			n += 32
		}
		f[i] = int32(bits & mask)
		bits >>= d & 63
		n -= d
	}
	return b
}

// packFrom appends max − x for each coefficient x of f, in d bits (FIPS 204 Algorithm
// 17, BitPack).
func packFrom(dst []byte, f *poly, max int32, d uint) []byte {
	var g poly
	for i, x := range f {
		g[i] = max - x
	}
	return pack(dst, &g, d)
}

// unpackFrom undoes packFrom (FIPS 204 Algorithm 19, BitUnpack).
func unpackFrom(f *poly, b []byte, max int32, d uint) []byte {
	b = unpack(f, b, d)
	for i, x := range f {
		f[i] = max - x
	}
	return b
}

// packHints writes h, whose coefficients are 0 and 1 with at most ω ones, to the ω + k
// bytes y (FIPS 204 Algorithm 20): the places of the ones, and behind them, for each
// polynomial, how many there are up to its end.
func packHints(y []byte, h []poly, omega int) {
	clear(y)
	n := 0
	for i := range h {
		for j, x := range h[i] {
			if x != 0 {
				y[n] = byte(j)
				n++
			}
		}
		y[omega+i] = byte(n)
	}
}

// unpackHints sets h to what packHints has written, and reports whether y is that (FIPS
// 204 Algorithm 21): places rise within a polynomial, and unused ones are 0. h must be
// zero before.
func unpackHints(h []poly, y []byte, omega int) bool {
	n := 0
	for i := range h {
		end := int(y[omega+i])
		if end < n || end > omega {
			return false
		}
		for first := n; n < end; n++ {
			if n > first && y[n-1] >= y[n] {
				return false
			}
			h[i][y[n]] = 1
		}
	}
	for _, place := range y[n:omega] {
		if place != 0 {
			return false
		}
	}
	return true
}
