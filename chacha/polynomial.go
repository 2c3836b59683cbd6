package chacha

import (
	"encoding/binary"
	"math/bits"

	kernel "github.com/glassh/glassh/asm/chacha"
	"github.com/glassh/glassh/primitives/ct"
)

// blocks sets h = (h + m)·r modulo p for each 16-byte block of p in turn, with
// m = m0 + m1·2⁶⁴ + top·2¹²⁸. top is 1 for whole blocks of the message, and 0 if
// the 1 bit lies within the block.
func (m *Poly1305) blocks(p []byte, top uint64) {
	if top == 1 {
		p = p[kernel.Poly1305Blocks(m.tier, &m.h, &m.r, p):]
	}
	m.blocksGeneric(p, top)
}

// blocksGeneric is blocks on the tier Generic.
//
// In between, h2 ≤ 4. r0 and r1 are below 2⁶⁰. The words of a product are
//
//	h·r = h0·r0 + (h0·r1 + h1·r0)·2⁶⁴ + (h1·r1 + h2·r0)·2¹²⁸ + h2·r1·2¹⁹²
//
// and because 2¹³⁰ ≡ 5 and 4 divides r1, r1·2¹²⁸ ≡ 5·r1/4 = t1. So
//
//	h·r ≡ d0 + d1·2⁶⁴ + d2·2¹²⁸    d0 = h0·r0 + h1·t1
//	                               d1 = h0·r1 + h1·r0 + h2·t1
//	                               d2 = h2·r0
func (m *Poly1305) blocksGeneric(p []byte, top uint64) {
	h0, h1, h2 := m.h[0], m.h[1], m.h[2]
	r0, r1 := m.r[0], m.r[1]
	t1 := r1 + r1>>2 // < 1.25·2⁶⁰

	for len(p) >= 16 {
		// h += m. Now h2 ≤ 4 + 1 + 1 = 6.
		var c uint64
		h0, c = bits.Add64(h0, binary.LittleEndian.Uint64(p[0:8]), 0)
		h1, c = bits.Add64(h1, binary.LittleEndian.Uint64(p[8:16]), c)
		h2, _ = bits.Add64(h2, top, c)

		// d0 < 2¹²⁴ + 1.25·2¹²⁴: no carry out of its 128 bits.
		d0hi, d0lo := bits.Mul64(h0, r0)
		hi, lo := bits.Mul64(h1, t1)
		d0lo, c = bits.Add64(d0lo, lo, 0)
		d0hi, _ = bits.Add64(d0hi, hi, c)

		// d1 < 2¹²⁴ + 2¹²⁴ + 6·1.25·2⁶⁰, and < 2¹²⁵ + 2⁶⁴ with the upper half of d0.
		d1hi, d1lo := bits.Mul64(h0, r1)
		hi, lo = bits.Mul64(h1, r0)
		d1lo, c = bits.Add64(d1lo, lo, 0)
		d1hi, _ = bits.Add64(d1hi, hi, c)
		d1lo, c = bits.Add64(d1lo, h2*t1, 0) // h2·t1 < 7.5·2⁶⁰
		d1hi, _ = bits.Add64(d1hi, 0, c)
		d1lo, c = bits.Add64(d1lo, d0hi, 0)
		d1hi, _ = bits.Add64(d1hi, 0, c) // ≤ 2⁶¹

		// d2 ≤ 6·2⁶⁰, and ≤ 2⁶³ with the upper half of d1.
		d2 := h2*r0 + d1hi

		// Fold what lies above 2¹³⁰: q·2¹³⁰ ≡ 5q with q = ⌊d2/4⌋, and 5q ≤ 1.25·2⁶³.
		// Now h2 ≤ 3 + 1.
		h0, c = bits.Add64(d0lo, d2&^3+d2>>2, 0)
		h1, c = bits.Add64(d1lo, 0, c)
		h2, _ = bits.Add64(d2&3, 0, c)

		p = p[16:]
	}
	m.h = [3]uint64{h0, h1, h2}
}

// finish sets tag to ((h mod p) + s) mod 2¹²⁸.
func (m *Poly1305) finish(tag *[TagSize]byte) {
	h0, h1, h2 := m.h[0], m.h[1], m.h[2]

	// h < 5·2¹²⁸ < 2p, so one conditional subtraction reduces it.
	// h ≥ p if h + 5 reaches 2¹³⁰; then h - p = h + 5 - 2¹³⁰.
	g0, c := bits.Add64(h0, 5, 0)
	g1, c := bits.Add64(h1, 0, c)
	reduce := ct.IsZero((h2 + c) >> 2).Not()
	h0 = ct.Select(reduce, g0, h0)
	h1 = ct.Select(reduce, g1, h1)

	h0, c = bits.Add64(h0, m.s[0], 0)
	h1, _ = bits.Add64(h1, m.s[1], c)
	binary.LittleEndian.PutUint64(tag[0:], h0)
	binary.LittleEndian.PutUint64(tag[8:], h1)
}
