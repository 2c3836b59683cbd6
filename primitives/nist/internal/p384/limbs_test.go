package p384

import (
	"crypto/ecdh"
	"crypto/elliptic"
	"math/big"
	"math/rand/v2"
	"testing"
)

var std, stdECDH = elliptic.P384().Params(), ecdh.P384()

// value returns the number that v stands for.
func value(v *Element) *big.Int {
	words := bigWords((*[limbs]uint64)(v))
	r := new(big.Int).Lsh(big.NewInt(1), 64*limbs)
	words.Mul(words, r.ModInverse(r, std.P))
	return words.Mod(words, std.P)
}

// checkBound fails unless v keeps the bound of Element.
func checkBound(t *testing.T, v *Element) {
	t.Helper()
	if bigWords((*[limbs]uint64)(v)).Cmp(std.P) >= 0 {
		t.Errorf("%x is not below p", *v)
	}
}

// samples returns elements at the edges, of the number and of each word, and random
// ones.
func samples(rnd *rand.Rand) (s []Element) {
	edges := []uint64{0, 1, 1<<32 - 1, 1 << 32, 1<<63 - 1, 1 << 63, 1<<64 - 1<<32, 1<<64 - 2, 1<<64 - 1}
	for i := range 10 {
		small := big.NewInt(int64(i))
		s = append(s, Element(fromBig(small)))
		s = append(s, Element(fromBig(small.Sub(std.P, small.Add(small, big.NewInt(1))))))
	}
	for len(s) < 60 {
		var v, w Element
		for i := range v {
			v[i] = rnd.Uint64()
			w[i] = edges[rnd.IntN(len(edges))]
		}
		for _, v := range []Element{v, w} {
			if bigWords((*[limbs]uint64)(&v)).Cmp(std.P) < 0 {
				s = append(s, v)
			}
		}
	}
	return s
}
