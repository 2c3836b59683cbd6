package bigmod

import (
	"errors"
	"math/bits"
)

// MaxBits is the largest bit length of a [Modulus].
const MaxBits = 16384

// A Modulus is an odd number m of 2 to [MaxBits] bits, with what Montgomery's
// multiplication needs. Its bit length is public, its value may be secret. It is
// not changed after it is made, and may be used by several goroutines at once.
type Modulus struct {
	l      []uint64 // m, in n limbs, a multiple of block
	bits   int
	negInv [block]uint64 // −1/m mod 2²⁵⁶
	one    []uint64      // R mod m, the Montgomery form of 1
	rr     []uint64      // R² mod m, that of R
}

var (
	errEven = errors.New("bigmod: the modulus is even")
	errTiny = errors.New("bigmod: the modulus is below 3")
	errHuge = errors.New("bigmod: the modulus has more than 16384 bits")
)

// NewModulus makes a modulus of a big-endian number. It fails if the number is
// even, below 3, or longer than [MaxBits] bits without its leading zeros.
func NewModulus(b []byte) (*Modulus, error) {
	for len(b) > 0 && b[0] == 0 { // the bit length is public
		b = b[1:]
	}
	if len(b) > MaxBits/8 {
		return nil, errHuge
	}
	if len(b) == 0 || len(b) == 1 && b[0] == 1 {
		return nil, errTiny
	}
	if b[len(b)-1]&1 == 0 {
		return nil, errEven
	}
	n := (len(b) + 8*block - 1) / (8 * block) * block
	m := &Modulus{
		l:    make([]uint64, n),
		bits: 8*(len(b)-1) + bits.Len8(b[0]),
		one:  make([]uint64, n),
		rr:   make([]uint64, n),
	}
	setBytes(m.l, b)

	m.negInv = negInverse((*[block]uint64)(m.l))

	// From 2ᵇ⁻¹ < m, by doubling, to R, and on to 2ⁿR, which is the form of 2ⁿ.
	// Six squarings make that the form of 2⁶⁴ⁿ = R.
	m.one[(m.bits-1)/64] = 1 << ((m.bits - 1) % 64)
	t := make([]uint64, 2*n)
	for range 64*n - m.bits + 1 {
		m.double(m.one, m.one, t)
	}
	copy(m.rr, m.one)
	for range n {
		m.double(m.rr, m.rr, t)
	}
	for range 6 {
		m.montSquare(m.rr, m.rr, t)
	}
	wipe(t)
	return m, nil
}

// inverse returns 1/d mod 2⁶⁴ for an odd d, by Newton's method: if dx ≡ 1 (mod 2ᵏ),
// then x(2 − dx) is the inverse modulo 2²ᵏ. An odd number is its own inverse modulo
// 2³.
func inverse(d uint64) uint64 {
	x := d
	for range 5 {
		x *= 2 - d*x
	}
	return x
}

// negInverse returns −1/m mod 2²⁵⁶, limb by limb: each makes another limb of
// t = 1 + m·(the limbs so far) 0.
func negInverse(m *[block]uint64) (x [block]uint64) {
	t := [block]uint64{1}
	negInv := -inverse(m[0])
	for i := range x {
		x[i] = t[i] * negInv
		var c uint64
		for j := range m[:block-i] {
			c, t[i+j] = mulAdd(m[j], x[i], t[i+j], c)
		}
	}
	return x
}

// double sets z = 2x mod m. z may be x. t is n limbs to work in.
func (m *Modulus) double(z, x, t []uint64) {
	t = t[:len(x)]
	var top uint64
	for i, xi := range x {
		t[i], top = xi<<1|top, xi>>63
	}
	m.subtractOnce(z, t, top)
}

// BitLen returns the length of m in bits.
func (m *Modulus) BitLen() int { return m.bits }

// Size returns the length of m in bytes, which is that of an element's encoding.
func (m *Modulus) Size() int { return (m.bits + 7) / 8 }

// Bytes returns m, big-endian, Size() bytes.
func (m *Modulus) Bytes() []byte {
	b := make([]byte, m.Size())
	fillBytes(b, m.l)
	return b
}

// Nat returns m as a number of its own.
func (m *Modulus) Nat() *Nat {
	x := newNat((m.bits + 63) / 64)
	copy(x.l, m.l)
	return x
}

// Wipe overwrites m with zeros. Neither m nor an element of it may be used
// afterwards.
func (m *Modulus) Wipe() {
	wipe(m.l)
	wipe(m.one)
	wipe(m.rr)
	wipe(m.negInv[:])
}
