package p256

import (
	"math/bits"

	"github.com/glassh/glassh/primitives/ct"
)

// A Scalar is a number a modulo the order n of the group, kept as the number
// aR mod n (Montgomery form) with R = 2^(64·limbs), below n. The zero value is 0.
type Scalar struct {
	w [limbs]uint64
}

// SetBytes sets s to the big-endian number b and returns 1 if it is below n.
// Otherwise it sets s = 0 and returns 0.
func (s *Scalar) SetBytes(b *[Size]byte) ct.Choice {
	x := words(b)
	ok := less(&x, &order)
	for i := range x {
		x[i] &= ok.Mask()
	}
	montMul(&s.w, &x, &orderRR) // x·R²/R
	return ok
}

// SetReduced sets s to the big-endian number b modulo n.
func (s *Scalar) SetReduced(b *[Size]byte) *Scalar {
	x := words(b)
	montMul(&s.w, &x, &orderRR)
	return s
}

// Bytes returns s as a big-endian number below n.
func (s *Scalar) Bytes() [Size]byte {
	x := s.integer()
	return putWords(&x)
}

// integer returns the number that s stands for.
func (s *Scalar) integer() (x [limbs]uint64) {
	montMul(&x, &s.w, &[limbs]uint64{1}) // sR·1/R
	return x
}

// IsZero reports whether s is 0.
func (s *Scalar) IsZero() ct.Choice {
	var or uint64
	for _, w := range s.w {
		or |= w
	}
	return ct.IsZero(or)
}

// Add sets s = a + b.
func (s *Scalar) Add(a, b *Scalar) *Scalar {
	var carry uint64
	for i := range s.w {
		s.w[i], carry = bits.Add64(a.w[i], b.w[i], carry)
	}
	subtractOrder(&s.w, &s.w, carry)
	return s
}

// subtractOrder sets z to x, or to x − n if x ≥ n, where x is below 2n and has top
// as its highest word.
func subtractOrder(z, x *[limbs]uint64, top uint64) {
	r, borrow := subtract(x, &order)
	_, borrow = bits.Sub64(top, 0, borrow)
	for i := range z {
		z[i] = ct.Select(ct.Choice(borrow), x[i], r[i])
	}
}

// Multiply sets s = ab.
func (s *Scalar) Multiply(a, b *Scalar) *Scalar {
	montMul(&s.w, &a.w, &b.w)
	return s
}

// Invert sets s = 1/a, and s = 0 for a = 0. By Fermat's little theorem
// 1/a = a^(n−2). The exponent is public, and so are the branches on it: it is taken
// in windows of up to five bits that begin and end with a one bit, from the top.
func (s *Scalar) Invert(a *Scalar) *Scalar {
	var odd [16]Scalar // a, a³, a⁵, … a³¹
	var aa Scalar
	aa.Multiply(a, a)
	odd[0] = *a
	for i := 1; i < len(odd); i++ {
		odd[i].Multiply(&odd[i-1], &aa)
	}

	e := order
	e[0] -= 2 // n ends in neither 0 nor 1
	bit := func(i int) int { return int(e[i/64] >> (i % 64) & 1) }
	var power Scalar
	power.SetReduced(&[Size]byte{Size - 1: 1})
	for i := bitLen - 1; i >= 0; {
		if bit(i) == 0 {
			power.Multiply(&power, &power)
			i--
			continue
		}
		low := max(i-4, 0)
		for bit(low) == 0 {
			low++
		}
		window := 0
		for ; i >= low; i-- {
			power.Multiply(&power, &power)
			window = window<<1 | bit(i)
		}
		power.Multiply(&power, &odd[window/2])
	}
	*s = power
	return s
}

// Wipe sets s = 0.
//
//go:noinline
func (s *Scalar) Wipe() { *s = Scalar{} }

// windows is how many digits of radix 32 a scalar has.
const windows = (bitLen + 4) / 5

// digits returns odd digits, −31 ≤ dᵢ ≤ 31, the last of them positive, with
//
//	Σ dᵢ 32ⁱ = s        if s is odd
//	Σ dᵢ 32ⁱ = n − s    if s is even, which it tells by negated
//
// for s ≠ 0. That no digit is 0 is what makes all additions alike. From the top
// down, the first digits of the odd number k make ⌊k/32ⁱ⌋ | 1, so that
//
//	dᵢ = (⌊k/32ⁱ⌋ | 1) − 32·(⌊k/32ⁱ⁺¹⌋ | 1) = (⌊k/32ⁱ⌋ mod 64 | 1) − 32
//
// (M. Joye and M. Tunstall, "Exponent recoding and regular exponentiation
// algorithms", 2009, §3.2).
func (s *Scalar) digits() (d [windows]int8, negated ct.Choice) {
	k := s.integer()
	negated = ct.Choice(k[0]&1 ^ 1)
	minus, _ := subtract(&order, &k)
	for i := range k {
		k[i] = ct.Select(negated, minus[i], k[i])
	}
	for i := range d {
		j, shift := 5*i/64, 5*i%64
		w := k[j] >> shift
		if j+1 < limbs {
			w |= k[j+1] << (64 - shift) // 0 where shift is 0: Go's shifts go beyond
		}
		d[i] = int8(w&63|1) - 32
	}
	d[windows-1] += 32 // nothing is above
	return d, negated
}
