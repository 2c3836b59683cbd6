package sntrup

import (
	"math/rand/v2"
	"slices"
	"testing"
)

func TestSortAgreesWithSlices(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 14))
	for i := range cases(500) {
		var x keyList
		for j := range x {
			switch i % 4 {
			case 0, 1:
				x[j] = rnd.Uint32()
			case 2:
				x[j] = rnd.Uint32N(4) * (1<<30 + 1<<31/3) // many equal ones, from 0 to the greatest
			case 3:
				x[j] = uint32(p - j)
			}
		}
		want := slices.Clone(x[:p])
		slices.Sort(want)
		if x.sort(); !slices.Equal(want, x[:p]) {
			t.Fatalf("case %d is not sorted", i)
		}
	}
}

// A network sorts everything if it sorts all lists of zeros and ones (Knuth 5.3.4,
// theorem Z). These are the ones with the zeros together.
func TestSortRunsOfZeros(t *testing.T) {
	for from := 0; from <= p; from += 13 {
		for to := from; to <= p; to += 17 {
			var x keyList
			for i := range p {
				if i < from || i >= to {
					x[i] = 1
				}
			}
			x.sort()
			for i := range p {
				if want := i >= to-from; (x[i] == 1) != want {
					t.Fatalf("zeros from %d to %d: entry %d is %d", from, to, i, x[i])
				}
			}
		}
	}
}
