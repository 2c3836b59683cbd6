package umac

import (
	"math/bits"

	"github.com/glassh/glassh/primitives/ct"
)

// A poly128 is the second polynomial of the second layer, of one stream. Its first
// word is the value of the first polynomial, and the others are two of the words
// that a message has beyond l2Words.
type poly128 struct {
	k, square uint128 // k < 2¹²¹, and k² mod p, below 2¹²⁸
	y         uint128 // a residue, not always the least
	pending   uint64  // the first half of the next word
}

// A uint128 is hi·2⁶⁴ + lo.
type uint128 struct{ hi, lo uint64 }

// set takes the key, masked as §5.3 says.
func (p *poly128) set(hi, lo uint64) {
	p.k = uint128{hi & keyMask, lo & keyMask}
	p.square = mulAdd128(p.k, p.k, uint128{})
}

// start begins after l2Words words, whose value is first.
func (p *poly128) start(first uint64) { p.y = p.step(uint128{0, 1}, uint128{0, first}) }

// add takes word number i of the message.
func (p *poly128) add(i, w uint64) {
	if i%2 == 0 {
		p.pending = w
		return
	}
	p.y = p.step(p.y, uint128{p.pending, w})
}

// end returns the value for a message of n words, the least residue. A one bit and
// zeros fill the last of the polynomial's words.
func (p *poly128) end(n uint64) uint128 {
	last := uint128{1 << 63, 0}
	if n%2 == 1 {
		last = uint128{p.pending, 1 << 63}
	}
	return p.step(p.y, last).least()
}

// step returns k·y + w, or what stands in for it (l2.go).
func (p *poly128) step(y, w uint128) uint128 {
	_, carry := bits.Add64(w.hi, 1<<32, 0) // 1: w ≥ 2¹²⁸ - 2⁹⁶, and as k < 2¹²¹, w - 159 - k ≥ 0
	c := ct.Choice(carry)
	marked := w.sub(uint128{0, offset128}).sub(p.k)
	return mulAdd128(choose(c, p.square, p.k), y, choose(c, marked, w))
}

// choose returns x if c is 1, and y if it is 0.
func choose(c ct.Choice, x, y uint128) uint128 {
	return uint128{ct.Select(c, x.hi, y.hi), ct.Select(c, x.lo, y.lo)}
}

// sub returns x - y modulo 2¹²⁸.
func (x uint128) sub(y uint128) uint128 {
	lo, borrow := bits.Sub64(x.lo, y.lo, 0)
	return uint128{x.hi - y.hi - borrow, lo}
}

// least returns x mod 2¹²⁸ - 159.
func (x uint128) least() uint128 {
	// x ≥ p: x + 159 has a carry, and is x - p without it.
	lo, carry := bits.Add64(x.lo, offset128, 0)
	hi, carry := bits.Add64(x.hi, 0, carry)
	return choose(ct.Choice(carry), uint128{hi, lo}, x)
}

// mulAdd128 returns a residue of k·y + w modulo 2¹²⁸ - 159, for any k, y and w.
func mulAdd128(k, y, w uint128) uint128 {
	// r3 r2 r1 r0 = k·y + w
	r1, r0 := bits.Mul64(k.lo, y.lo)
	r3, r2 := bits.Mul64(k.hi, y.hi)
	r0, carry := bits.Add64(r0, w.lo, 0)
	r1, carry = bits.Add64(r1, w.hi, carry)
	r2, carry = bits.Add64(r2, 0, carry)
	r3 += carry
	for _, f := range [2][2]uint64{{k.hi, y.lo}, {k.lo, y.hi}} {
		hi, lo := bits.Mul64(f[0], f[1])
		r1, carry = bits.Add64(r1, lo, 0)
		r2, carry = bits.Add64(r2, hi, carry)
		r3 += carry
	}

	// (r3 r2)·2¹²⁸ ≡ 159·(r3 r2) = top·2¹²⁸ + (l1 l0), top ≤ 158.
	h0, l0 := bits.Mul64(r2, offset128)
	top, l1 := bits.Mul64(r3, offset128)
	l1, carry = bits.Add64(l1, h0, 0)
	top += carry
	r0, carry = bits.Add64(r0, l0, 0)
	r1, carry = bits.Add64(r1, l1, carry)
	top += carry
	// At most 159² is added, so that after a carry there is room for 159.
	r0, carry = bits.Add64(r0, top*offset128, 0)
	r1, carry = bits.Add64(r1, 0, carry)
	r0, carry = bits.Add64(r0, carry*offset128, 0)
	return uint128{r1 + carry, r0}
}
