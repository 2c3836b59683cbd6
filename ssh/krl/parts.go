package krl

import (
	"slices"

	"github.com/glassh/glassh/wire"
)

// A set of serial numbers is written span by span, in ascending order, each into the
// part that is open or into a new one: a list takes 64 bits a number, a range 128 for
// all of a span, and a bitmap one bit for each number from the one where it starts.
// Which is shortest depends on what follows, too; so ssh-keygen estimates, and this is
// its estimate, in bits:
//
//	                  to open it     the span                       and if more follow
//	list              8              64 · numbers                   72
//	range             8              128                            72
//	bitmap, open      0              gap before it + numbers        gap behind, at most 72
//	bitmap, new       72             numbers                        gap behind, at most 72
//
// where a list that is open costs nothing to open, and a bitmap that is not is counted
// at 72 and its gap. Compared are whole bytes, and where two are equal, the first wins
// of: open bitmap, range, list, new bitmap.

// maxBitmap is the longest bitmap that is written, in bits: the longest that readers
// take (wire.MaxMpint). ssh-keygen goes on, and cannot read what it has written.
const maxBitmap = 8 * wire.MaxMpint

// choose returns the type of part that a span goes into, and whether that is a new one
// although one of its type is open. open is the type of the open part, or 0.
func choose(open byte, s span, before, behind uint64, final bool) (typ byte, fresh bool) {
	const opening = 8 + 64
	// The limits keep the sums from overflowing.
	numbers := min(s.hi-s.lo, 1<<31-1) + 1
	before, behind = min(before, 1<<31), min(behind, 1<<31)

	list, bitmap, again := uint64(8), uint64(opening), uint64(opening)
	switch open {
	case partList:
		list = 0
	case partBitmap:
		bitmap = 0
	}
	more, gap := uint64(opening), min(behind, opening)
	if final {
		more, gap = 0, 0
	}
	inBytes := func(bits uint64) uint64 { return (bits + 7) / 8 }

	typ, cost := byte(partBitmap), inBytes(bitmap+before+numbers+gap)
	if c := inBytes(8 + 128 + more); c < cost {
		typ, cost = partRange, c
	}
	if c := inBytes(list + 64*numbers + more); c < cost {
		typ, cost = partList, c
	}
	if c := inBytes(again + numbers + gap); c < cost {
		return partBitmap, true
	}
	return typ, false
}

// A part is one that is being written.
type part struct {
	typ     byte // 0 is none
	content []byte
	offset  uint64 // of a bitmap
	bits    []byte // lowest first
}

// append appends the parts of a set.
func (s *serials) append(dst []byte) []byte {
	s.settle()
	var p part
	for i, n := range s.spans {
		final := i == len(s.spans)-1
		var before, behind uint64 // gaps
		if p.typ != 0 {
			before = n.lo - s.spans[i-1].hi
		}
		if !final {
			behind = s.spans[i+1].lo - n.hi
		}
		typ, fresh := choose(p.typ, n, before, behind, final)
		if typ == partBitmap && p.typ == partBitmap && n.hi-p.offset >= maxBitmap {
			fresh = true
		}
		if typ != p.typ || fresh || typ == partRange {
			dst = p.close(dst)
			p = part{typ: typ, offset: n.lo}
		}
		p.add(n)
	}
	return p.close(dst)
}

func (p *part) add(n span) {
	switch p.typ {
	case partRange:
		p.content = wire.AppendUint64(wire.AppendUint64(p.content, n.lo), n.hi)
	case partList:
		for i := range n.hi - n.lo + 1 { // it is short, or a range would be shorter
			p.content = wire.AppendUint64(p.content, n.lo+i)
		}
	case partBitmap:
		for i := range n.hi - n.lo + 1 { // likewise
			at := n.lo - p.offset + i
			for uint64(len(p.bits)) <= at/8 {
				p.bits = append(p.bits, 0)
			}
			p.bits[at/8] |= 1 << (at % 8)
		}
	}
}

func (p *part) close(dst []byte) []byte {
	if p.typ == 0 {
		return dst
	}
	if p.typ == partBitmap {
		slices.Reverse(p.bits)
		p.content = wire.AppendMpint(wire.AppendUint64(nil, p.offset), p.bits)
	}
	return wire.AppendString(append(dst, p.typ), p.content)
}
