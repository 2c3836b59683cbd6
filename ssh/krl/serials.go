package krl

import (
	"cmp"
	"math"
	"slices"
)

// A span is the serial numbers from lo to hi, both included; lo ≤ hi, lo ≠ 0.
type span struct{ lo, hi uint64 }

// serials is a set of serial numbers.
type serials struct {
	// spans are in order, and between two of them there are numbers that are not in
	// the set.
	spans []span
	fresh []span // what was added since spans was in that state
}

// add notes numbers; they are put in order when the set is next looked at, as adding
// one by one to an ordered list would take time quadratic in a file's size.
func (s *serials) add(n span) { s.fresh = append(s.fresh, n) }

// settle brings spans in order. It changes nothing if nothing was added.
func (s *serials) settle() {
	if len(s.fresh) == 0 {
		return
	}
	all := append(s.spans, s.fresh...)
	slices.SortFunc(all, func(a, b span) int { return cmp.Compare(a.lo, b.lo) })
	merged := all[:1]
	for _, n := range all[1:] {
		last := &merged[len(merged)-1]
		if last.hi == math.MaxUint64 || n.lo <= last.hi+1 {
			last.hi = max(last.hi, n.hi)
		} else {
			merged = append(merged, n)
		}
	}
	s.spans, s.fresh = merged, nil
}

func (s *serials) has(n uint64) bool {
	s.settle()
	_, found := slices.BinarySearchFunc(s.spans, n, func(s span, n uint64) int {
		switch {
		case s.hi < n:
			return -1
		case s.lo > n:
			return 1
		}
		return 0
	})
	return found
}
