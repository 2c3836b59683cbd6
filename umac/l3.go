package umac

import (
	"math/bits"

	"github.com/glassh/glassh/primitives/ct"
)

// The third layer, L3-HASH (§5.4): eight words mᵢ of 16 bits make
//
//	(m₀·k₀ + … + m₇·k₇  mod p  mod 2³²)  ⊕  mask,     p = 2³⁶ - 5
//
// The first four are zero unless the second layer had its second polynomial.
type l3Key struct {
	k    [8]uint64 // below p
	mask uint32
}

const p36 = 1<<36 - 5

// set takes eight numbers of 64 bits, to be reduced modulo p.
func (k *l3Key) set(key *[8]uint64, mask uint32) {
	for i, x := range key {
		// 2³⁶ ≡ 5, twice: below 2³⁶ + 5·2²⁸, and then below p + 5 + 5.
		x = x&(1<<36-1) + 5*(x>>36)
		k.k[i] = reduce36(x)
	}
	k.mask = mask
}

// reduce36 returns x mod p for x < 2⁵⁹.
func reduce36(x uint64) uint64 {
	x = x&(1<<36-1) + 5*(x>>36) // below 2³⁶ + 2²⁶ < 2p
	less, borrow := bits.Sub64(x, p36, 0)
	return ct.Select(ct.Choice(borrow), x, less)
}

// hash takes the last four words, the first of them in the top bits of x.
func (k *l3Key) hash(x uint64) uint32 { return uint32(reduce36(k.last(x))) ^ k.mask }

// last returns m₄·k₄ + … + m₇·k₇, below 2⁵⁴.
func (k *l3Key) last(x uint64) uint64 {
	return (x>>48)*k.k[4] + (x>>32&0xffff)*k.k[5] + (x>>16&0xffff)*k.k[6] + (x&0xffff)*k.k[7]
}

// hash128 takes all eight words.
func (k *l3Key) hash128(x uint128) uint32 {
	first := (x.hi>>48)*k.k[0] + (x.hi>>32&0xffff)*k.k[1] + (x.hi>>16&0xffff)*k.k[2] + (x.hi&0xffff)*k.k[3]
	return uint32(reduce36(first+k.last(x.lo))) ^ k.mask
}
