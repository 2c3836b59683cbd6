package bigmod

import (
	"io"
	"math/bits"

	"github.com/glassh/glassh/primitives/ct"
	"github.com/glassh/glassh/primitives/mem"
)

// MillerRabin reports whether m is a strong probable prime to the base b, which a
// prime is to every base. With m − 1 = 2ˢd and d odd, that is whether
//
//	bᵈ ≡ 1   or   b^(2ʲd) ≡ −1 for some j < s        (mod m)
//
// (FIPS 186-5 B.3.1, W-algorithm of M. O. Rabin, 1980). A composite m passes for at
// most a quarter of all bases. The bases 0, 1 and −1 say nothing, and pass.
//
// Not even s is given away: b^(m−1) is computed bit by bit from above, with a
// product for each bit, and all powers on the way are looked at.
func (m *Modulus) MillerRabin(b *Element) ct.Choice {
	if b.m != m {
		panic("bigmod: elements of different moduli")
	}
	return b.IsZero() | m.millerRabin(b.l)
}

// MillerRabin2 is [Modulus.MillerRabin] with the base 2, in half of the time: a
// product by 2 is a sum.
func (m *Modulus) MillerRabin2() ct.Choice { return m.millerRabin(nil) }

// millerRabin is the test with the base b in Montgomery's form, nil for 2.
func (m *Modulus) millerRabin(b []uint64) ct.Choice {
	n := len(m.l)
	x, y, t, minusOne := make([]uint64, n), make([]uint64, n), make([]uint64, 2*n), make([]uint64, n)
	for _, l := range [][]uint64{x, y, t, minusOne} {
		defer wipe(l)
	}
	copy(x, m.one)
	var borrow uint64
	for i, li := range m.l {
		minusOne[i], borrow = bits.Sub64(li, m.one[i], borrow)
	}

	s := m.evenPart()
	var probable ct.Choice
	for i := m.bits - 1; i >= 1; i-- { // bit 0 of m − 1 is 0: that power is not asked for
		m.montSquare(x, x, t)
		if b == nil {
			m.double(y, x, t)
		} else {
			m.montMul(y, x, b, t)
		}
		bit := ct.Choice(m.l[i/64] >> (i % 64) & 1)
		selectLimbs(x, bit, y, x)
		// Now x = b^⌊(m−1)/2ⁱ⌋.
		probable |= ct.Eq(uint64(i), s) & equal(x, m.one)
		probable |= ct.Less(s, uint64(i)).Not() & equal(x, minusOne)
	}
	return probable
}

// evenPart returns the s of m − 1 = 2ˢd, d odd.
func (m *Modulus) evenPart() uint64 {
	var s uint64
	below := ct.Choice(1) // all limbs so far were 0
	for i, l := range m.l {
		if i == 0 {
			l-- // m is odd
		}
		s += below.Mask() & uint64(bits.OnesCount64(^l&(l-1))) // the trailing zeros, without a table
		below &= ct.IsZero(l)
	}
	return s
}

// ProbablyPrime tests m with the base 2 and with as many random bases as rounds
// says. It returns 0 if m is composite. A prime passes always; a composite m, even
// one chosen to pass, with a probability below 4⁻ʳ for r rounds. The error is the
// one of reading from rand, which happens only after m passed with the base 2.
//
// Its time tells in which round a composite m failed. If m is a prime, it depends
// on m's bit length only.
func (m *Modulus) ProbablyPrime(rounds int, rand io.Reader) (ct.Choice, error) {
	if !m.MillerRabin2().Public() {
		return 0, nil
	}
	// 64 bits more than m has make the bases as good as uniform.
	random := make([]byte, m.Size()+8)
	b := m.NewElement()
	defer b.Wipe()
	defer mem.Wipe(random)
	for range rounds {
		if _, err := io.ReadFull(rand, random); err != nil {
			return 0, err
		}
		if !m.MillerRabin(b.SetReduced(NewNat(random))).Public() {
			return 0, nil
		}
	}
	return 1, nil
}
