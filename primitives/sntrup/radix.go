package sntrup

import "math/bits"

// A list of numbers r₀, r₁, … with 0 ≤ rᵢ < mᵢ is written in about as many bytes as
// the product of the moduli has (NTRU Prime, round 3: Encode and Decode).
// Neighbours become one number, whose lowest bytes are put out while its modulus is at
// least 2¹⁴, and the list half as long is written in the same way:
//
//	r₀ + m₀r₁                modulus m₀m₁
//	⌊(r₀ + m₀r₁)/256⌋        modulus ⌈m₀m₁/256⌉      after one byte
//	…
//
// A number without neighbour goes to the next list as it is. The last number of all
// is put out to its last byte. At first all moduli are equal; later all are but the
// last one of each list.

// A radix is the code of 761 numbers below one modulus.
type radix struct {
	levels [10]level
	last   divisor // the modulus of the one number in the end, of two bytes
}

// A level is a list of n numbers, below m or, the last one, below end.
type level struct {
	n      int
	m, end divisor

	// A pair puts out wide+1 bytes, from offset on, and the pair at the end of an even
	// number of numbers endWide+1, from endOffset on.
	wide, endWide     bool
	offset, endOffset int
}

// The codes of large polynomials, 1158 bytes, and of those rounded to multiples of
// 3, 1007 bytes. They are computed when the program starts.
var (
	largeCode   = makeRadix(q)
	roundedCode = makeRadix((q + 2) / 3)
)

func makeRadix(m uint32) *radix {
	r := new(radix)
	n, end, offset := p, m, 0
	for i := range r.levels {
		l := &r.levels[i]
		pairs := (n - 1) / 2 // without the one at the end
		l.n, l.m, l.end, l.offset = n, newDivisor(m), newDivisor(end), offset
		if n%2 == 0 {
			end, l.endWide = shrink(m * end)
		}
		if m, l.wide = shrink(m * m); l.wide {
			offset += pairs
		}
		offset += pairs
		l.endOffset = offset
		if n%2 == 0 {
			offset++
			if l.endWide {
				offset++
			}
		}
		n = (n + 1) / 2
	}
	r.last = newDivisor(end)
	return r
}

// shrink returns what becomes of the modulus m of a pair by one byte, or by two. The
// moduli that occur are from 2¹⁴ to 2²⁸.
func shrink(m uint32) (rest uint32, wide bool) {
	m = (m + 255) / 256
	if m < 1<<14 {
		return m, false
	}
	return (m + 255) / 256, true
}

// A divisor is a number m below 2¹⁴, with ⌊2⁶⁴/m⌋ + 1.
type divisor struct {
	m       uint32
	inverse uint64
}

func newDivisor(m uint32) divisor {
	inverse, _ := bits.Div64(1, 0, uint64(m))
	return divisor{m, inverse + 1}
}

// divide returns ⌊r/m⌋ and r mod m. The inverse is too great by at most 1, which
// makes r·inverse/2⁶⁴ too great by less than 2⁻³², and so not reach the next integer.
func (d *divisor) divide(r uint32) (quotient, remainder uint32) {
	hi, _ := bits.Mul64(uint64(r), d.inverse)
	return uint32(hi), r - uint32(hi)*d.m
}

// encode writes list to dst, which must have the length of the code. It changes list.
func (r *radix) encode(dst []byte, list *[p]uint16) {
	for i := range r.levels {
		l := &r.levels[i]
		m, out := l.m.m, dst[l.offset:]
		for j := range (l.n - 1) / 2 {
			pair := uint32(list[2*j]) + m*uint32(list[2*j+1])
			if l.wide {
				out[2*j], out[2*j+1] = byte(pair), byte(pair>>8)
				list[j] = uint16(pair >> 16)
			} else {
				out[j] = byte(pair)
				list[j] = uint16(pair >> 8)
			}
		}
		if l.n%2 == 1 {
			list[l.n/2] = list[l.n-1]
			continue
		}
		pair := uint32(list[l.n-2]) + m*uint32(list[l.n-1])
		dst[l.endOffset] = byte(pair)
		pair >>= 8
		if l.endWide {
			dst[l.endOffset+1] = byte(pair)
			pair >>= 8
		}
		list[l.n/2-1] = uint16(pair)
	}
	dst[len(dst)-2], dst[len(dst)-1] = byte(list[0]), byte(list[0]>>8)
}

// decode sets list to what src encodes, which must have the length of the code. If
// it encodes nothing, the numbers still are below the moduli.
func (r *radix) decode(list *[p]uint16, src []byte) {
	_, n := r.last.divide(uint32(src[len(src)-2]) | uint32(src[len(src)-1])<<8)
	list[0] = uint16(n)
	for i := len(r.levels) - 1; i >= 0; i-- {
		l := &r.levels[i]
		if l.n%2 == 1 {
			list[l.n-1] = list[l.n/2]
		} else {
			pair := uint32(list[l.n/2-1])
			if l.endWide {
				pair = pair<<8 | uint32(src[l.endOffset+1])
			}
			l.split(list, l.n/2-1, pair<<8|uint32(src[l.endOffset]), l.end)
		}
		in := src[l.offset:]
		for j := (l.n-1)/2 - 1; j >= 0; j-- {
			pair := uint32(list[j])
			if l.wide {
				pair = pair<<16 | uint32(in[2*j+1])<<8 | uint32(in[2*j])
			} else {
				pair = pair<<8 | uint32(in[j])
			}
			l.split(list, j, pair, l.m)
		}
	}
}

// split sets the numbers of pair j. The upper one is over its modulus only in what
// encodes nothing.
func (l *level) split(list *[p]uint16, j int, pair uint32, upper divisor) {
	r1, r0 := l.m.divide(pair)
	_, r1 = upper.divide(r1)
	list[2*j], list[2*j+1] = uint16(r0), uint16(r1)
}
