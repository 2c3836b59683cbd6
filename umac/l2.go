package umac

import (
	"math/bits"

	kernel "github.com/glassh/glassh/asm/umac"
	"github.com/glassh/glassh/primitives/ct"
)

// The second layer, L2-HASH (§5.3): the words wᵢ that the first layer makes of a
// message are the coefficients of a polynomial, evaluated at the key by Horner's rule:
//
//	y ← k·y + wᵢ  mod p          from y = 1, with p = 2⁶⁴ - 59
//
// A word may be p or more. One that begins with 32 one bits is therefore replaced by
// two, p - 1 (the marker) and wᵢ - 59. Both steps together are one step with
// another multiplier and another summand,
//
//	k·(k·y + p - 1) + (wᵢ - 59)  ≡  k²·y + (wᵢ - 59 - k)
//
// so that which case it is, a secret, decides about operands only.
//
// From the word l2Words on, a second polynomial, modulo 2¹²⁸ - 159, takes y and then
// words of 128 bits, which are two of the first layer's.
const l2Words = 1 << 14

const (
	offset64  = 59  // 2⁶⁴ - p
	offset128 = 159 // 2¹²⁸ - p
)

// wholeChunks gives the chunks of p, all but the last, to the second layer, and
// returns the last, which has 1 to 1024 bytes unless p is empty. p begins a chunk.
func (m *MAC) wholeChunks(p []byte) []byte {
	if len(p) <= l1Chunk {
		return p
	}
	if m.chunks < l2Words {
		if m.chunks == 0 {
			m.startPolynomials()
		}
		chunks := min((len(p)-1)/l1Chunk, int(l2Words-m.chunks))
		n := kernel.Chunks(m.tier, m.streams, &m.l2, &m.l1, p[:chunks*l1Chunk])
		m.chunks += uint64(n / l1Chunk)
		p = p[n:]
	}
	for len(p) > l1Chunk {
		var sum [maxStreams]uint64
		m.nh(&sum, 0, p[:l1Chunk])
		m.nextWord(&sum)
		p = p[l1Chunk:]
	}
	return p
}

// nextWord gives NH of a whole chunk to the second layer.
func (m *MAC) nextWord(sum *[maxStreams]uint64) {
	if m.chunks == 0 {
		m.startPolynomials()
	}
	for i := range m.streams {
		switch w := sum[i] + 8*l1Chunk; {
		case m.chunks < l2Words:
			add64(&m.l2[i], w)
		default:
			if m.chunks == l2Words {
				m.long[i].start(end64(&m.l2[i]))
			}
			m.long[i].add(m.chunks, w)
		}
	}
	m.chunks++
}

func (m *MAC) startPolynomials() {
	for i := range m.streams {
		m.l2[i].Y = 1
	}
}

// set64 makes the polynomial of a stream, whose key is masked as §5.3 says.
func set64(p *kernel.Poly, key uint64) {
	p.K = key & keyMask
	p.Square = mulAdd64(p.K, p.K, 0)
}

const keyMask = 0x01ffffff01ffffff

// add64 takes the word w.
func add64(p *kernel.Poly, w uint64) {
	_, carry := bits.Add64(w, 1<<32, 0) // 1: w ≥ 2⁶⁴ - 2³², and as k < 2⁵⁷, w - 59 - k ≥ 0
	c := ct.Choice(carry)
	p.Y = mulAdd64(ct.Select(c, p.Square, p.K), p.Y, ct.Select(c, w-offset64-p.K, w))
}

// end64 returns the value of the polynomial, the least residue.
func end64(p *kernel.Poly) uint64 {
	less, borrow := bits.Sub64(p.Y, 1<<64-offset64, 0)
	return ct.Select(ct.Choice(borrow), p.Y, less)
}

// mulAdd64 returns a residue of k·y + w modulo 2⁶⁴ - 59, for any k, y and w.
func mulAdd64(k, y, w uint64) uint64 {
	hi, lo := bits.Mul64(k, y)
	lo, carry := bits.Add64(lo, w, 0)
	hi += carry // k·y + w < 2¹²⁸

	// hi·2⁶⁴ ≡ 59·hi = top·2⁶⁴ + l, top ≤ 58.
	top, l := bits.Mul64(hi, offset64)
	lo, carry = bits.Add64(lo, l, 0)
	// At most 59² is added, so that after a carry there is room for 59.
	lo, carry = bits.Add64(lo, (top+carry)*offset64, 0)
	return lo + carry*offset64
}
