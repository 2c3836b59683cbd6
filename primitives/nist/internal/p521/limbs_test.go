package p521

import (
	"crypto/ecdh"
	"crypto/elliptic"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"
)

var std, stdECDH = elliptic.P521().Params(), ecdh.P521()

// value returns the number that v stands for.
func value(v *Element) *big.Int {
	n := new(big.Int)
	for _, l := range slices.Backward(v[:]) {
		n.Lsh(n, 58)
		n.Add(n, new(big.Int).SetUint64(l))
	}
	return n.Mod(n, std.P)
}

// The largest limbs between operations.
const (
	largest  = 1<<58 + 1<<8 - 1
	largest8 = 1<<57 + 1<<8 - 1
)

// checkBound fails unless v keeps the bound of Element.
func checkBound(t *testing.T, v *Element) {
	t.Helper()
	for i, l := range v {
		if l > largest || i == 8 && l > largest8 {
			t.Errorf("limb %d is %#x, over its bound", i, l)
		}
	}
}

// samples returns elements at the edges (of the number and of each limb), and random
// ones within the bounds.
func samples(rnd *rand.Rand) (s []Element) {
	edges := []uint64{0, 1, 1<<57 - 1, 1 << 57, 1<<58 - 2, 1<<58 - 1, 1 << 58, largest}
	var p, most Element
	for i := range p {
		p[i], most[i] = mask58, largest
	}
	p[8], most[8] = mask57, largest8
	s = append(s, p, most)
	for i := range uint64(10) {
		below, above := p, p
		below[0] -= i
		above[0] += i
		s = append(s, Element{i}, below, above)
	}
	for len(s) < 60 {
		var v, w Element
		for i := range v {
			v[i] = rnd.Uint64N(largest + 1)
			w[i] = edges[rnd.IntN(len(edges))]
		}
		v[8] >>= 1
		w[8] >>= 1
		s = append(s, v, w)
	}
	return s
}
