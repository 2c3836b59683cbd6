package bigmod

import (
	"math/bits"
	"runtime"

	"github.com/glassh/glassh/primitives/ct"
)

// A Nat is a natural number of a stated number of limbs. The limbs are public in
// number and secret in value. Operations return a new Nat, whose length follows
// from the lengths of the operands; none changes its operands.
type Nat struct {
	l []uint64
}

func newNat(n int) *Nat { return &Nat{make([]uint64, n)} }

// NewNat makes a Nat of a big-endian number. Its length is that of b, leading
// zeros included, rounded up to whole limbs of 8 bytes.
func NewNat(b []byte) *Nat {
	x := newNat((len(b) + 7) / 8)
	setBytes(x.l, b)
	return x
}

// setBytes sets l to the big-endian number b, which has at most 8·len(l) bytes.
func setBytes(l []uint64, b []byte) {
	clear(l)
	for i := range b {
		l[i/8] |= uint64(b[len(b)-1-i]) << (i % 8 * 8)
	}
}

// fillBytes writes l to b, big-endian, and returns what does not fit, ORed.
func fillBytes(b []byte, l []uint64) (rest uint64) {
	for i := range b {
		b[len(b)-1-i] = 0
		if i/8 < len(l) {
			b[len(b)-1-i] = byte(l[i/8] >> (i % 8 * 8))
		}
	}
	for i := len(b); i < 8*len(l); i++ {
		rest |= l[i/8] >> (i % 8 * 8) & 0xff
	}
	return rest
}

// FillBytes writes x to b, big-endian, with leading zeros as b is longer, and
// returns b. It panics if x does not fit.
func (x *Nat) FillBytes(b []byte) []byte {
	if fillBytes(b, x.l) != 0 {
		panic("bigmod: the number does not fit")
	}
	return b
}

// BitLenVarTime returns the bit length of x without leading zeros. Its time
// depends on that length, which the caller declares public.
func (x *Nat) BitLenVarTime() int {
	for i := len(x.l) - 1; i >= 0; i-- {
		if x.l[i] != 0 {
			return 64*i + bits.Len64(x.l[i])
		}
	}
	return 0
}

// limb returns the limb i of x, which is 0 above its length.
func (x *Nat) limb(i int) uint64 {
	if i < len(x.l) {
		return x.l[i]
	}
	return 0
}

// Equal reports whether x = y.
func (x *Nat) Equal(y *Nat) ct.Choice {
	var diff uint64
	for i := range max(len(x.l), len(y.l)) {
		diff |= x.limb(i) ^ y.limb(i)
	}
	return ct.IsZero(diff)
}

// Add returns x + y, a limb longer than the longer of them.
func (x *Nat) Add(y *Nat) *Nat {
	z := newNat(max(len(x.l), len(y.l)) + 1)
	var c uint64
	for i := range z.l {
		z.l[i], c = bits.Add64(x.limb(i), y.limb(i), c)
	}
	return z
}

// Sub returns x − y modulo 2⁶⁴ⁿ, n being the length of the longer in limbs, and
// whether x < y.
func (x *Nat) Sub(y *Nat) (z *Nat, less ct.Choice) {
	z = newNat(max(len(x.l), len(y.l)))
	var b uint64
	for i := range z.l {
		z.l[i], b = bits.Sub64(x.limb(i), y.limb(i), b)
	}
	return z, ct.Choice(b)
}

// Mul returns xy, as long as both together.
func (x *Nat) Mul(y *Nat) *Nat {
	z := newNat(len(x.l) + len(y.l))
	for i, xi := range x.l {
		var c uint64
		for j, yj := range y.l {
			c, z.l[i+j] = mulAdd(xi, yj, z.l[i+j], c)
		}
		z.l[i+len(y.l)] = c
	}
	return z
}

// Mod returns x mod m, as long as m, for any m but 0, even ones too. It is division
// by hand, bit by bit: a subtraction for each bit of x.
func (x *Nat) Mod(m *Nat) *Nat {
	r, d := newNat(len(m.l)), newNat(len(m.l))
	for i := 64*len(x.l) - 1; i >= 0; i-- {
		top := x.l[i/64] >> (i % 64) & 1
		for j, rj := range r.l {
			r.l[j], top = rj<<1|top, rj>>63
		}
		// r is below 2m, with top above its limbs.
		var borrow uint64
		for j, mj := range m.l {
			d.l[j], borrow = bits.Sub64(r.l[j], mj, borrow)
		}
		mask := (borrow &^ top) - 1 // all ones if r ≥ m
		for j := range r.l {
			r.l[j] ^= mask & (r.l[j] ^ d.l[j])
		}
	}
	d.Wipe()
	return r
}

// ModWord returns x mod m, for a public m that is not 0 or a power of 2. Its time depends on the length of x only: it multiplies by 2⁶⁴/m, because
// the time of a division instruction depends on the numbers.
func (x *Nat) ModWord(m uint32) uint32 {
	if m&(m-1) == 0 {
		panic("bigmod: reduction modulo 0 or a power of 2")
	}
	d, inv := uint64(m), ^uint64(0)/uint64(m) // ⌊2⁶⁴/m⌋, as m does not divide 2⁶⁴
	var r uint64                              // below m
	for i := len(x.l) - 1; i >= 0; i-- {
		r = modWord(r<<32|x.l[i]>>32, d, inv)
		r = modWord(r<<32|x.l[i]&0xffffffff, d, inv)
	}
	return uint32(r)
}

// modWord returns a mod d, for inv = ⌊2⁶⁴/d⌋ > 2⁶⁴/d − 1. The quotient below is
// more than a/d − a/2⁶⁴ − 1 > a/d − 2, so that r < 2d.
func modWord(a, d, inv uint64) uint64 {
	q, _ := bits.Mul64(a, inv)
	r := a - q*d
	return r - d&ct.Less(r, d).Not().Mask()
}

// DivExact returns x/d for an odd d that divides x, as long as x. It works from
// below, where no remainder is in the way: a limb of the quotient is that of the
// rest of x times 1/d modulo 2⁶⁴. T. Jebelean, "An algorithm for exact division"
// (1993).
func (x *Nat) DivExact(d uint64) *Nat {
	if d&1 == 0 {
		panic("bigmod: exact division by an even number")
	}
	inv := inverse(d)
	z := newNat(len(x.l))
	var c uint64 // what the limbs below have used of this one
	for i, xi := range x.l {
		rest, borrow := bits.Sub64(xi, c, 0)
		z.l[i] = rest * inv
		h, _ := bits.Mul64(z.l[i], d)
		c = h + borrow
	}
	return z
}

// Wipe sets x = 0.
func (x *Nat) Wipe() { wipe(x.l) }

// wipe overwrites l with zeros, even where it is not used again.
//
//go:noinline
func wipe(l []uint64) {
	clear(l)
	runtime.KeepAlive(l)
}
