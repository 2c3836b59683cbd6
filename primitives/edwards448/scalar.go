package edwards448

import (
	"encoding/binary"
	"math/bits"

	"github.com/glassh/glassh/primitives/ct"
)

// A Scalar is a number modulo ℓ, in constant time. It is kept below ℓ, in seven
// words, the least significant first. The zero value is 0.
type Scalar struct {
	w [7]uint64
}

// order is ℓ, and orderNegInv is −1/ℓ mod 2⁶⁴.
var order = Scalar{[7]uint64{
	0x2378c292ab5844f3, 0x216cc2728dc58f55, 0xc44edb49aed63690, 0xffffffff7cca23e9,
	0xffffffffffffffff, 0xffffffffffffffff, 0x3fffffffffffffff}}

const orderNegInv = 0x03bd440fae918bc5

// The first powers of R = 2⁴⁴⁸ modulo ℓ.
var (
	montR = Scalar{[7]uint64{
		0x721cf5b5529eec34, 0x7a4cf635c8e9c2ab, 0xeec492d944a725bf, 0x000000020cd77058}}
	montRR = Scalar{[7]uint64{
		0xe3539257049b9b60, 0x7af32c4bc1b195d9, 0x0d66de2388ea1859, 0xae17cf725ee4d838,
		0x1a9cc14ba3c47c44, 0x2052bcb7e4d070af, 0x3402a939f823b729}}
	montRRR = Scalar{[7]uint64{
		0x62db79e25f9b74ed, 0x32d533584f61d636, 0x3e0d0c8b5fa74964, 0x178769ed878dfcda,
		0xe4c71af86754b842, 0xed66e7f42bab736d, 0x0d30a4f69d3af5f1}}
)

// SetCanonical sets s to the little-endian number b and returns 1 if it is below
// ℓ. Otherwise it sets s = 0 and returns 0.
func (s *Scalar) SetCanonical(b *[57]byte) ct.Choice {
	x := words((*[56]byte)(b[:56]))
	_, borrow := subtract(&x, &order.w)
	ok := ct.Choice(borrow) & ct.IsZero(uint64(b[56]))
	for i := range s.w {
		s.w[i] = ok.Mask() & x[i]
	}
	return ok
}

// SetWide sets s to the little-endian number b modulo ℓ.
func (s *Scalar) SetWide(b *[114]byte) *Scalar {
	// b = lo + mid·R + hi·R², where hi has two bytes.
	var top [56]byte
	copy(top[:], b[112:])
	lo, mid, hi := words((*[56]byte)(b[:56])), words((*[56]byte)(b[56:112])), words(&top)
	var l, m, h Scalar
	l.montMul(&lo, &montR)
	m.montMul(&mid, &montRR)
	h.montMul(&hi, &montRRR)
	return s.add(l.add(&l, &m), &h)
}

// SetClamped sets s to the number b modulo ℓ after clamping it: the lowest two bits
// cleared, the top bit set (RFC 7748 §5, RFC 8032 §5.2.5). b is not changed.
func (s *Scalar) SetClamped(b *[56]byte) *Scalar {
	x := words(b)
	x[0] &^= 3
	x[6] |= 1 << 63
	return s.montMul(&x, &montR)
}

// MultiplyAdd sets s = ab + c mod ℓ.
func (s *Scalar) MultiplyAdd(a, b, c *Scalar) *Scalar {
	var ab Scalar
	ab.montMul(&a.w, b)        // ab/R
	ab.montMul(&ab.w, &montRR) // ab
	return s.add(&ab, c)
}

// Bytes returns s, 57 bytes, little-endian. The last byte is 0.
func (s *Scalar) Bytes() (b [57]byte) {
	for i, w := range s.w {
		binary.LittleEndian.PutUint64(b[8*i:], w)
	}
	return b
}

// Wipe sets s = 0.
//
//go:noinline
func (s *Scalar) Wipe() { s.w = [7]uint64{} }

// words splits b into words, the least significant first.
func words(b *[56]byte) (w [7]uint64) {
	for i := range w {
		w[i] = binary.LittleEndian.Uint64(b[8*i:])
	}
	return w
}

// subtract returns x − y modulo 2⁴⁴⁸, and 1 if x < y.
func subtract(x, y *[7]uint64) (r [7]uint64, borrow uint64) {
	for i := range r {
		r[i], borrow = bits.Sub64(x[i], y[i], borrow)
	}
	return r, borrow
}

// setReduced sets s = x mod ℓ for x below 2ℓ.
func (s *Scalar) setReduced(x *[7]uint64) *Scalar {
	r, borrow := subtract(x, &order.w)
	for i := range r {
		s.w[i] = ct.Select(ct.Choice(borrow), x[i], r[i])
	}
	return s
}

// add sets s = a + b. The sum is below 2ℓ < 2⁴⁴⁷.
func (s *Scalar) add(a, b *Scalar) *Scalar {
	var x [7]uint64
	var carry uint64
	for i := range x {
		x[i], carry = bits.Add64(a.w[i], b.w[i], carry)
	}
	return s.setReduced(&x)
}

// montMul sets s = xb/R mod ℓ, for any x below R = 2⁴⁴⁸: P. L. Montgomery,
// "Modular multiplication without trial division" (1985), word by word.
//
// Each round adds xᵢb and then that multiple mℓ which clears the lowest word, and
// drops it. Before each round t < b + ℓ < 2ℓ, because
//
//	(b + ℓ + (2⁶⁴ − 1)b + (2⁶⁴ − 1)ℓ) / 2⁶⁴ = b + ℓ
func (s *Scalar) montMul(x *[7]uint64, b *Scalar) *Scalar {
	var t [7]uint64
	for _, xi := range x {
		t7 := multiplyAdd(&t, &b.w, xi)
		t7 += multiplyAdd(&t, &order.w, t[0]*orderNegInv) // now t[0] is 0
		t = [7]uint64{t[1], t[2], t[3], t[4], t[5], t[6], t7}
	}
	return s.setReduced(&t)
}

// multiplyAdd adds xn to t, and returns the word above.
func multiplyAdd(t, x *[7]uint64, n uint64) (carry uint64) {
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
