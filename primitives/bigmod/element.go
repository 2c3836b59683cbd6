package bigmod

import (
	"errors"
	"math/bits"

	"github.com/glassh/glassh/primitives/ct"
)

// An Element is a number modulo m, made by [Modulus.NewElement]. Elements of two
// moduli do not mix: it panics.
type Element struct {
	m *Modulus
	l []uint64 // the number times R, below m
}

// NewElement returns a new 0 modulo m.
func (m *Modulus) NewElement() *Element { return &Element{m, make([]uint64, len(m.l))} }

// mustMatch panics if one of the elements belongs to another modulus than v.
func (v *Element) mustMatch(elements ...*Element) {
	for _, a := range elements {
		if a.m != v.m {
			panic("bigmod: elements of different moduli")
		}
	}
}

// onStack is the length of a modulus, in limbs, up to which a product is worked
// out on the stack: 2048 bits.
const onStack = 32

// scratch returns 2n limbs to work in, or nil if onStack does.
func (m *Modulus) scratch() []uint64 {
	if len(m.l) <= onStack {
		return nil
	}
	return make([]uint64, 2*len(m.l))
}

var errNotBelow = errors.New("bigmod: the number is not below the modulus")

// SetBytes sets v to the big-endian number b, with any leading zeros. If it is not
// below m, or b has more bytes than m and leading zeros will not explain it,
// SetBytes fails, and v is 0. That is public; the number itself is not.
func (v *Element) SetBytes(b []byte) error {
	size := v.m.Size()
	var above byte
	for len(b) > size {
		above, b = above|b[0], b[1:]
	}
	setBytes(v.l, b)
	var borrow uint64
	for i, li := range v.m.l {
		_, borrow = bits.Sub64(v.l[i], li, borrow)
	}
	if ok := ct.Choice(borrow) & ct.IsZero(uint64(above)); !ok.Public() {
		clear(v.l)
		return errNotBelow
	}
	v.mont(v.l, v.m.rr)
	return nil
}

// SetUint64 sets v = x mod m.
func (v *Element) SetUint64(x uint64) *Element {
	clear(v.l)
	v.l[0] = x
	return v.mont(v.l, v.m.rr)
}

// SetReduced sets v = x mod m, for an x of any length. It goes through x from
// above in chunks of n limbs: each step is v ← vR + chunk.
func (v *Element) SetReduced(x *Nat) *Element {
	n := len(v.l)
	t, chunk := make([]uint64, 2*n), make([]uint64, n)
	defer wipe(t)
	defer wipe(chunk)
	clear(v.l)
	for i := (len(x.l) - 1) / n * n; i >= 0; i -= n {
		clear(chunk)
		copy(chunk, x.l[i:])
		v.m.montMul(chunk, chunk, v.m.rr, t)
		v.m.montMul(v.l, v.l, v.m.rr, t)
		v.m.add(v.l, v.l, chunk, t)
	}
	return v
}

// Bytes returns v, big-endian, as many bytes as m has.
func (v *Element) Bytes() []byte {
	b := make([]byte, v.m.Size())
	x := v.Nat()
	fillBytes(b, x.l)
	x.Wipe()
	return b
}

// Nat returns v as a number of its own, as long as m.
func (v *Element) Nat() *Nat {
	n := len(v.l)
	t := make([]uint64, 2*n)
	defer wipe(t)
	copy(t, v.l)
	x := newNat(n)
	v.m.reduce(x.l, t) // out of Montgomery's form
	x.l = x.l[:(v.m.bits+63)/64]
	return x
}

// Set sets v = a.
func (v *Element) Set(a *Element) *Element {
	v.mustMatch(a)
	copy(v.l, a.l)
	return v
}

// Select sets v = a if c is 1, and v = b if c is 0.
func (v *Element) Select(c ct.Choice, a, b *Element) *Element {
	v.mustMatch(a, b)
	selectLimbs(v.l, c, a.l, b.l)
	return v
}

// Add sets v = a + b.
func (v *Element) Add(a, b *Element) *Element {
	v.mustMatch(a, b)
	t, buf := v.m.scratch(), [2 * onStack]uint64{}
	if t == nil {
		t = buf[:]
	}
	v.m.add(v.l, a.l, b.l, t)
	wipe(t)
	return v
}

// add sets z = x + y mod m. t is n limbs to work in.
func (m *Modulus) add(z, x, y, t []uint64) {
	x, y, t = x[:len(z)], y[:len(z)], t[:len(z)]
	var c uint64
	for i := range z {
		t[i], c = bits.Add64(x[i], y[i], c)
	}
	m.subtractOnce(z, t, c)
}

// Subtract sets v = a − b.
func (v *Element) Subtract(a, b *Element) *Element {
	v.mustMatch(a, b)
	var borrow, c uint64
	for i := range v.l {
		v.l[i], borrow = bits.Sub64(a.l[i], b.l[i], borrow)
	}
	// Below 0: m comes back.
	for i, li := range v.m.l {
		v.l[i], c = bits.Add64(v.l[i], li&-borrow, c)
	}
	return v
}

// Multiply sets v = ab.
func (v *Element) Multiply(a, b *Element) *Element {
	v.mustMatch(a, b)
	return v.mont(a.l, b.l)
}

// mont sets v to the Montgomery product of x and y.
func (v *Element) mont(x, y []uint64) *Element {
	t, buf := v.m.scratch(), [2 * onStack]uint64{}
	if t == nil {
		t = buf[:]
	}
	v.m.montMul(v.l, x, y, t)
	wipe(t)
	return v
}

// Equal reports whether v = a.
func (v *Element) Equal(a *Element) ct.Choice {
	v.mustMatch(a)
	return equal(v.l, a.l)
}

// IsZero reports whether v = 0.
func (v *Element) IsZero() ct.Choice {
	var or uint64
	for _, l := range v.l {
		or |= l
	}
	return ct.IsZero(or)
}

// IsOne reports whether v = 1.
func (v *Element) IsOne() ct.Choice { return equal(v.l, v.m.one) }

// equal reports whether x and y, of the same length, are equal.
func equal(x, y []uint64) ct.Choice {
	y = y[:len(x)]
	var diff uint64
	for i := range x {
		diff |= x[i] ^ y[i]
	}
	return ct.IsZero(diff)
}

// Wipe sets v = 0.
func (v *Element) Wipe() { wipe(v.l) }
