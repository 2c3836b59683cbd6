package dh

//go:generate sh -c "go run genpi.go >pi.go"

import (
	"encoding/binary"
	"math/bits"
)

// The primes of the MODP groups have n bits and begin and end with 64 ones. Between
// those stand the first bits of π, which shows that nobody has chosen them, and a small k
// that makes p a safe prime: one for which q = (p − 1)/2 is a prime too.
//
//	p = 2ⁿ − 2ⁿ⁻⁶⁴ − 1 + 2⁶⁴·(⌊2ⁿ⁻¹³⁰·π⌋ + k)
//
//	  1…1 │ ⌊2ⁿ⁻¹³⁰·π⌋ + k − 1 │ 1…1
//	  64         n − 128          64    bits
//
// The generator is 2. It is a square, as p ≡ 7 (mod 8), and so its order is q. (RFC 2412
// Appendix E; RFC 3526.)

// Group1 returns the group of 1024 bits of RFC 2409 §6.2, the Second Oakley Group, which
// SSH calls group 1 (RFC 4253 §8.1). It is for old peers; RFC 9142 advises against it.
func Group1() *Group { return modp(1024, 129093) }

// Group14 returns the group of 2048 bits of RFC 3526 §3.
func Group14() *Group { return modp(2048, 124476) }

// Group15 returns the group of 3072 bits of RFC 3526 §4.
func Group15() *Group { return modp(3072, 1690314) }

// Group16 returns the group of 4096 bits of RFC 3526 §5.
func Group16() *Group { return modp(4096, 240904) }

// Group17 returns the group of 6144 bits of RFC 3526 §6.
func Group17() *Group { return modp(6144, 929484) }

// Group18 returns the group of 8192 bits of RFC 3526 §7.
func Group18() *Group { return modp(8192, 4743158) }

// modp makes the group of n bits, a multiple of 64 up to 8192, with that k.
func modp(n int, k uint64) *Group {
	words := make([]uint64, n/64)
	last := len(words) - 1
	words[0], words[last] = ^uint64(0), ^uint64(0)
	copy(words[1:last], pi[:])
	carry := k - 1
	for i := last - 1; i > 0; i-- {
		words[i], carry = bits.Add64(words[i], carry, 0)
	}
	p := make([]byte, 0, n/8)
	for _, w := range words {
		p = binary.BigEndian.AppendUint64(p, w)
	}
	g, err := newGroup(p, []byte{2})
	if err != nil {
		panic(err) // p is odd and above 2
	}
	return g
}
