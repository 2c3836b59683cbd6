package edwards25519

import (
	"encoding/binary"
	"math/bits"

	"github.com/glassh/glassh/primitives/ct"
)

// A Scalar is a number modulo ℓ, in constant time. It is kept below ℓ, in four
// words, the least significant first. The zero value is 0.
type Scalar struct {
	w [4]uint64
}

// order is ℓ, and orderNegInv is −1/ℓ mod 2⁶⁴.
var order = Scalar{[4]uint64{0x5812631a5cf5d3ed, 0x14def9dea2f79cd6, 0, 1 << 60}}

const orderNegInv = 0xd2b51da312547e1b

// The first powers of R = 2²⁵⁶ modulo ℓ.
var (
	montR  = Scalar{[4]uint64{0xd6ec31748d98951d, 0xc6ef5bf4737dcf70, 0xfffffffffffffffe, 0x0fffffffffffffff}}
	montRR = Scalar{[4]uint64{0xa40611e3449c0f01, 0xd00e1ba768859347, 0xceec73d217f5be65, 0x0399411b7c309a3d}}
)

// SetCanonical sets s to the little-endian number b and returns 1 if it is below
// ℓ. Otherwise it sets s = 0 and returns 0.
func (s *Scalar) SetCanonical(b *[32]byte) ct.Choice {
	x := words(b)
	_, borrow := subtract(&x, &order.w)
	ok := ct.Choice(borrow)
	for i := range s.w {
		s.w[i] = ok.Mask() & x[i]
	}
	return ok
}

// SetWide sets s to the little-endian number b modulo ℓ.
func (s *Scalar) SetWide(b *[64]byte) *Scalar {
	lo, hi := words((*[32]byte)(b[:32])), words((*[32]byte)(b[32:]))
	var l, h Scalar
	l.montMul(&lo, &montR)  // lo
	h.montMul(&hi, &montRR) // hi·R
	return s.add(&l, &h)
}

// SetClamped sets s to the number b modulo ℓ after clamping it: the lowest three
// bits and the top bit cleared, bit 254 set (RFC 7748 §5, RFC 8032 §5.1.5). b is
// not changed.
func (s *Scalar) SetClamped(b *[32]byte) *Scalar {
	x := words(b)
	x[0] &^= 7
	x[3] = x[3]&^(1<<63) | 1<<62
	return s.montMul(&x, &montR)
}

// MultiplyAdd sets s = ab + c mod ℓ.
func (s *Scalar) MultiplyAdd(a, b, c *Scalar) *Scalar {
	var ab Scalar
	ab.montMul(&a.w, b)        // ab/R
	ab.montMul(&ab.w, &montRR) // ab
	return s.add(&ab, c)
}

// Bytes returns s, 32 bytes, little-endian.
func (s *Scalar) Bytes() (b [32]byte) {
	for i, w := range s.w {
		binary.LittleEndian.PutUint64(b[8*i:], w)
	}
	return b
}

// Wipe sets s = 0.
//
//go:noinline
func (s *Scalar) Wipe() { s.w = [4]uint64{} }

// words splits b into words, the least significant first.
func words(b *[32]byte) (w [4]uint64) {
	for i := range w {
		w[i] = binary.LittleEndian.Uint64(b[8*i:])
	}
	return w
}

// subtract returns x − y modulo 2²⁵⁶, and 1 if x < y.
func subtract(x, y *[4]uint64) (r [4]uint64, borrow uint64) {
	for i := range r {
		r[i], borrow = bits.Sub64(x[i], y[i], borrow)
	}
	return r, borrow
}

// setReduced sets s = x mod ℓ for x below 2ℓ.
func (s *Scalar) setReduced(x *[4]uint64) *Scalar {
	r, borrow := subtract(x, &order.w)
	for i := range r {
		s.w[i] = ct.Select(ct.Choice(borrow), x[i], r[i])
	}
	return s
}

// add sets s = a + b. The sum is below 2ℓ < 2²⁵⁴.
func (s *Scalar) add(a, b *Scalar) *Scalar {
	var x [4]uint64
	var carry uint64
	for i := range x {
		x[i], carry = bits.Add64(a.w[i], b.w[i], carry)
	}
	return s.setReduced(&x)
}

// montMul sets s = xb/R mod ℓ, for any x below R = 2²⁵⁶: P. L. Montgomery,
// "Modular multiplication without trial division" (1985), word by word.
//
// Each round adds xᵢb and then that multiple mℓ which clears the lowest word, and
// drops it. Before each round t < b + ℓ < 2ℓ, because
//
//	(b + ℓ + (2⁶⁴ − 1)b + (2⁶⁴ − 1)ℓ) / 2⁶⁴ = b + ℓ
func (s *Scalar) montMul(x *[4]uint64, b *Scalar) *Scalar {
	var t [4]uint64
	for _, xi := range x {
		t4 := multiplyAdd(&t, &b.w, xi)
		t4 += multiplyAdd(&t, &order.w, t[0]*orderNegInv) // now t[0] is 0
		t = [4]uint64{t[1], t[2], t[3], t4}
	}
	return s.setReduced(&t)
}

// multiplyAdd adds xn to t, and returns the word above.
func multiplyAdd(t, x *[4]uint64, n uint64) (carry uint64) {
	for i := range t {
		hi, lo := bits.Mul64(x[i], n)
		var c uint64
		lo, c = bits.Add64(lo, carry, 0)
		hi += c
		t[i], c = bits.Add64(t[i], lo, 0)
		carry = hi + c
	}
	return carry
}
