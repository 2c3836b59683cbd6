package aes

import "math/bits"

// Products of polynomials over GF(2) from integer multiplication, which every CPU
// has; only the carries must find room. A factor is split in four, x = x₀ ⊕ 2x₁ ⊕ 4x₂ ⊕
// 8x₃, each with every fourth bit:
//
//	x₀ = … 0 0 0 b₈ 0 0 0 b₄ 0 0 0 b₀     x₁ = … 0 0 0 b₉ 0 0 0 b₅ 0 0 0 b₁
//
// Each place 4n of the integer product x_i · y_j then counts the pairs of one bits that
// meet there. The lowest bit of the count is the coefficient of the polynomial, and the
// three places above hold the rest of it, if it is at most 15. As sixteen bits of x could
// meet sixteen of y, those of x leave out its top four. They multiply by themselves: the
// bits of y_j are so far apart that y_j times a number below 16 has no carry.
//
// Karatsuba's way takes nine products for the sixteen pairs (i, j). It adds factors and
// products by XOR, which is right for the lowest bits of the counts; the others are
// masked off at the very end, once for a sum of many products.
//
// All this needs a multiplication whose time does not depend on its factors. The CPUs
// that Go compiles for have it, but for some 32-bit ones without a full multiplier.

// A spread is a factor of 64 bits, split: the sums that Karatsuba's way multiplies, and
// its four parts in place, for the top of the other factor.
type spread struct {
	sums  [9]uint64
	parts [4]uint64
}

const (
	every4th = 0x1111111111111111
	below60  = 1<<60 - 1
)

func newSpread(y uint64) spread {
	y0, y1, y2, y3 := y&every4th, y>>1&every4th, y>>2&every4th, y>>3&every4th
	return spread{
		sums:  [9]uint64{y0, y1, y0 ^ y1, y2, y3, y2 ^ y3, y0 ^ y2, y1 ^ y3, y0 ^ y1 ^ y2 ^ y3},
		parts: [4]uint64{y0, y1 << 1, y2 << 2, y3 << 3},
	}
}

// A product is a sum of products of 64 by 64 bits, still with the counts: of the pairs
// in the order of spread.sums, and of the top four bits of the first factors.
type product struct {
	hi, lo       [9]uint64
	topHi, topLo uint64
}

// mulAdd adds x·y to z.
func (z *product) mulAdd(x uint64, y *spread) {
	const mask = every4th & below60
	x0, x1, x2, x3 := x&mask, x>>1&mask, x>>2&mask, x>>3&mask
	z.addPair(0, x0, y)
	z.addPair(1, x1, y)
	z.addPair(2, x0^x1, y)
	z.addPair(3, x2, y)
	z.addPair(4, x3, y)
	z.addPair(5, x2^x3, y)
	z.addPair(6, x0^x2, y)
	z.addPair(7, x1^x3, y)
	z.addPair(8, x0^x1^x2^x3, y)

	x4 := x &^ below60
	h0, l0 := bits.Mul64(x4, y.parts[0])
	h1, l1 := bits.Mul64(x4, y.parts[1])
	h2, l2 := bits.Mul64(x4, y.parts[2])
	h3, l3 := bits.Mul64(x4, y.parts[3])
	z.topHi ^= h0 ^ h1 ^ h2 ^ h3
	z.topLo ^= l0 ^ l1 ^ l2 ^ l3
}

func (z *product) addPair(i int, x uint64, y *spread) {
	hi, lo := bits.Mul64(x, y.sums[i])
	z.hi[i] ^= hi
	z.lo[i] ^= lo
}

// sum returns the polynomial, of degree 126 at most.
func (z *product) sum() (hi, lo uint64) {
	h0, h4 := karatsuba(&z.hi)
	l0, l4 := karatsuba(&z.lo)
	hi = z.topHi ^ h0 ^ h4<<4 ^ l4>>60
	lo = z.topLo ^ l0 ^ l4<<4
	return hi, lo
}

// karatsuba turns the products p into the sums c_k of all x_i·y_j with i+j = k, without
// the counts, and returns them as Σ c_k·2ᵏ over k = 0 … 3, and Σ c_k·2ᵏ⁻⁴ over the others.
// A part of four has two halves of two, and three products of halves have three products
// each.
func karatsuba(p *[9]uint64) (c0, c4 uint64) {
	low, high, both := p[0]^p[1]^p[2], p[3]^p[4]^p[5], p[6]^p[7]^p[8]
	c0 = p[0]&every4th |
		low&every4th<<1 |
		(p[0]^p[1]^p[3]^p[6])&every4th<<2 |
		(low^high^both)&every4th<<3
	c4 = (p[1]^p[3]^p[4]^p[7])&every4th |
		high&every4th<<1 |
		p[4]&every4th<<2
	return c0, c4
}
