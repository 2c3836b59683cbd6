package aes

import "encoding/binary"

// GHASH, SP 800-38D §6.4: over blocks X_1 … X_m,
//
//	Y_i = (Y_{i-1} ⊕ X_i) · H     Y_0 = 0
//
// in GF(2¹²⁸) modulo x¹²⁸ + x⁷ + x² + x + 1, where the first bit of a block is the
// coefficient of 1. Read as a big-endian integer, a block thus has its coefficients in
// reverse order, and so has a product of two of them, but for one place. Reversed
// elements multiply as in POLYVAL (RFC 8452 §3 and Appendix A):
//
//	dot(a, b) = a·b·x⁻¹²⁸  modulo  x¹²⁸ + x¹²⁷ + x¹²⁶ + x¹²¹ + 1
//
// with x·H in place of H. The factor x⁻¹²⁸ is what it costs nothing to have: reduction
// clears the low half of the product, as Montgomery's does.
//
// Four blocks take one reduction: (Y⊕X_1)·H⁴ ⊕ X_2·H³ ⊕ X_3·H² ⊕ X_4·H.

// A ghashKey has the powers of H, times x: power[n] is of Hⁿ⁺¹.
type ghashKey struct {
	power [4]factor
}

// A factor is an element to multiply by, split for Karatsuba's three products.
type factor struct {
	hi, lo, mid spread // mid is of hi ⊕ lo
}

func newFactor(e element) factor {
	return factor{newSpread(e.hi), newSpread(e.lo), newSpread(e.hi ^ e.lo)}
}

// set prepares the powers of the block h.
func (k *ghashKey) set(h *[blockSize]byte) {
	e := load(h[:])
	// Times x: where the top bit leaves, the modulus without x¹²⁸ comes in.
	top := -(e.hi >> 63)
	first := element{hi: e.hi<<1 | e.lo>>63, lo: e.lo << 1}
	first.hi ^= top & reduceHi
	first.lo ^= top & 1

	e = first
	for n := range k.power {
		k.power[n] = newFactor(e)
		var z products
		z.mulAdd(first, &k.power[n])
		e = z.reduce()
	}
}

// reduceHi is x¹²⁷ + x¹²⁶ + x¹²¹, in the upper word.
const reduceHi = 1<<63 | 1<<62 | 1<<57

// An element is a block as a big-endian integer.
type element struct{ hi, lo uint64 }

func load(b []byte) element {
	return element{binary.BigEndian.Uint64(b), binary.BigEndian.Uint64(b[8:])}
}

func (e element) store(b []byte) {
	binary.BigEndian.PutUint64(b, e.hi)
	binary.BigEndian.PutUint64(b[8:], e.lo)
}

// update returns Y after the blocks of data, of which the last is filled with zeros.
func (k *ghashKey) update(y element, data []byte) element {
	var last [blockSize]byte
	for len(data) > 0 {
		n := min((len(data)+blockSize-1)/blockSize, len(k.power))
		var z products
		for i := n - 1; i >= 0; i-- {
			if len(data) < blockSize {
				copy(last[:], data)
				data = last[:]
			}
			x := load(data)
			z.mulAdd(element{x.hi ^ y.hi, x.lo ^ y.lo}, &k.power[i])
			y = element{}
			data = data[blockSize:]
		}
		y = z.reduce()
	}
	return y
}

// products are sums of Karatsuba's three: (a ⊕ b·x⁶⁴)·(c ⊕ d·x⁶⁴) =
// ac ⊕ ((a⊕b)(c⊕d) ⊕ ac ⊕ bd)·x⁶⁴ ⊕ bd·x¹²⁸.
type products struct {
	hi, lo, mid product
}

func (z *products) mulAdd(x element, y *factor) {
	z.hi.mulAdd(x.hi, &y.hi)
	z.lo.mulAdd(x.lo, &y.lo)
	z.mid.mulAdd(x.hi^x.lo, &y.mid)
}

// reduce returns the sum times x⁻¹²⁸.
func (z *products) reduce() element {
	v3, v2 := z.hi.sum()
	v1, v0 := z.lo.sum()
	m1, m0 := z.mid.sum()
	m1 ^= v3 ^ v1
	m0 ^= v2 ^ v0
	v2 ^= m1
	v1 ^= m0

	// Add v0 times the modulus, which clears v0, and then the same with v1.
	v1 ^= v0<<63 ^ v0<<62 ^ v0<<57
	v2 ^= v0 ^ v0>>1 ^ v0>>2 ^ v0>>7
	v2 ^= v1<<63 ^ v1<<62 ^ v1<<57
	v3 ^= v1 ^ v1>>1 ^ v1>>2 ^ v1>>7
	return element{hi: v3, lo: v2}
}
