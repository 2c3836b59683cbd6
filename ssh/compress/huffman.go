package compress

import (
	"math/bits"
	"slices"
)

// An entry says what the bits at the front of the input begin with.
//
//	bits 0…3    how many of them the code takes
//	bits 4…7    how many more bits belong to it: of a length or distance, or of the
//	            second table's index
//	bits 8, 9   kind
//	bits 16…31  value: a literal, the least length or distance, or where the second
//	            table begins
type entry uint32

// The kinds of entry.
const (
	kindBase    = entry(0) << 8 // a length or distance; a symbol of the code of lengths
	kindLiteral = entry(1) << 8
	kindSpecial = entry(2) << 8 // value: end, or no symbol
	kindSecond  = entry(3) << 8
	kindMask    = entry(3) << 8
)

// The special entries: no symbol has this code, and the end of the block.
const (
	noSymbol   = kindSpecial
	endOfBlock = kindSpecial | 1<<16
)

func (e entry) taken() uint { return uint(e & 15) }
func (e entry) extra() uint { return uint(e >> 4 & 15) }
func (e entry) kind() entry { return e & kindMask }
func (e entry) value() int  { return int(e >> 16) }

// maxCode is the longest code, in bits (RFC 1951 §3.2.7), and maxFirst what the first table
// has an entry for; longer codes go on in a second one.
const (
	maxCode  = 15
	maxFirst = 10
)

// A table decodes one Huffman code: entries[:1<<first] by the first bits of the input,
// and second tables behind them. A second table has two codes at least, so that there are
// at most half as many as symbols.
type table struct {
	first   uint
	entries []entry
}

// lookup returns the entry of the code at the front of bits, of which there may be too few.
// It has no kindSecond.
func (t *table) lookup(b uint64) entry {
	e := t.entries[b&(1<<t.first-1)]
	if e.kind() == kindSecond {
		e = t.entries[e.value()+int(b>>t.first&(1<<e.extra()-1))]
	}
	return e
}

// build makes the table of the code with these lengths, in bits, of symbols 0, 1, …; meaning
// gives the entry of a symbol (RFC 1951 §3.2.2). Codes must be complete, but for one of a
// single symbol, which has one bit, and one of no symbols.
func (t *table) build(lengths []uint8, meaning []entry) *Error {
	var count, next [maxCode + 1]int
	for _, n := range lengths {
		count[n]++
	}
	count[0] = 0
	most, code, symbols := 0, 0, 0
	for n := 1; n <= maxCode; n++ {
		code = (code + count[n-1]) << 1
		next[n] = code
		symbols += count[n]
		if code+count[n] > 1<<n {
			return errLengths
		}
		if count[n] > 0 {
			most = n
		}
	}
	complete := most > 0 && next[most]+count[most] == 1<<most
	if !complete && (symbols > 1 || most > 1) {
		return errLengths
	}

	t.first = uint(min(max(most, 1), maxFirst))
	t.reset(1 << t.first)
	if !complete {
		// A bit that is no code is known as such once it is there; where there is no code
		// at all, no bit need come.
		for i := range t.entries {
			t.entries[i] = noSymbol | entry(symbols)
		}
	}
	for symbol, n := range lengths {
		if n == 0 {
			continue
		}
		// The first bit of a code is its highest, and comes first: the lowest of the input.
		at := int(bits.Reverse16(uint16(next[n])) >> (16 - n))
		next[n]++
		e := meaning[symbol] | entry(n)
		if uint(n) <= t.first {
			for ; at < 1<<t.first; at += 1 << n {
				t.entries[at] = e
			}
			continue
		}
		extra := uint(most) - t.first
		second := at & (1<<t.first - 1)
		if t.entries[second].kind() != kindSecond {
			t.entries[second] = kindSecond | entry(extra)<<4 | entry(len(t.entries))<<16
			t.grow(1 << extra)
		}
		begin := t.entries[second].value()
		for i := at >> t.first; i < 1<<extra; i += 1 << (uint(n) - t.first) {
			t.entries[begin+i] = e
		}
	}
	return nil
}

// reset makes the table one of n zero entries.
func (t *table) reset(n int) {
	t.entries = t.entries[:0]
	t.grow(n)
}

// grow appends n zero entries.
func (t *table) grow(n int) {
	had := len(t.entries)
	t.entries = slices.Grow(t.entries, n)[:had+n]
	clear(t.entries[had:])
}
