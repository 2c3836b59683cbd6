package ecdsa

import (
	"hash"

	"github.com/glassh/glassh/primitives/mem"
	"github.com/glassh/glassh/primitives/nist"
	"github.com/glassh/glassh/primitives/sha2"
)

// newHash returns the hash function that goes with the curve (RFC 5656 §6.2.1).
func newHash(c nist.Curve) hash.Hash {
	switch c {
	case nist.P256:
		return sha2.New256()
	case nist.P384:
		return sha2.New384()
	default:
		return sha2.New512()
	}
}

// A generator makes the numbers k of RFC 6979 §3.2, step by step: HMAC_DRBG of SP
// 800-90A §10.1.2 without the parts that are not needed. K and V are as long as the hash.
type generator struct {
	curve nist.Curve
	hash  hash.Hash
	k, v  []byte
	again bool // one has been made
}

// newGenerator does steps b to g. d is int2octets(x), e is bits2octets(h1), and extra is
// the additional data k' of §3.6, which may be empty.
func newGenerator(c nist.Curve, d, e, extra []byte) *generator {
	g := &generator{curve: c, hash: newHash(c)}
	g.k = make([]byte, g.hash.Size())
	g.v = make([]byte, g.hash.Size())
	for i := range g.v {
		g.v[i] = 1
	}
	g.mac(g.k, g.v, []byte{0}, d, e, extra) // K = HMAC_K(V ‖ 00 ‖ d ‖ e ‖ k')
	g.mac(g.v, g.v)                         // V = HMAC_K(V)
	g.mac(g.k, g.v, []byte{1}, d, e, extra)
	g.mac(g.v, g.v)
	return g
}

// next sets s to the next k from 1 to n − 1: step h. How many candidates are passed over
// shows in the time, and says nothing about the one that is taken.
func (g *generator) next(s *nist.Scalar) {
	size := g.curve.Size()
	t := make([]byte, 0, size+len(g.v))
	defer func() { mem.Wipe(t) }()
	for {
		if g.again {
			g.mac(g.k, g.v, []byte{0})
			g.mac(g.v, g.v)
		}
		g.again = true

		t = t[:0]
		for len(t) < size {
			g.mac(g.v, g.v)
			t = append(t, g.v...)
		}
		k := t[:size]
		if g.curve == nist.P521 {
			// bits2int takes the first 521 of the 528 bits.
			for i := size - 1; i > 0; i-- {
				k[i] = k[i-1]<<1 | k[i]>>7
			}
			k[0] >>= 7
		}
		if (s.SetBytes(g.curve, k) & s.IsZero().Not()).Public() {
			return
		}
	}
}

// mac sets dst = HMAC_K(parts), H((K ⊕ opad) ‖ H((K ⊕ ipad) ‖ parts)) with K padded by
// zeros to a block (RFC 2104 §2). dst may be K or a part.
func (g *generator) mac(dst []byte, parts ...[]byte) {
	var block [sha2.BlockSize512]byte
	pad := block[:g.hash.BlockSize()]
	defer mem.Wipe(pad)
	fill := func(with byte) {
		clear(pad)
		copy(pad, g.k)
		for i := range pad {
			pad[i] ^= with
		}
	}

	fill(0x36)
	g.hash.Reset()
	g.hash.Write(pad)
	for _, p := range parts {
		g.hash.Write(p)
	}
	fill(0x5c)
	inner := g.hash.Sum(make([]byte, 0, sha2.Size512))
	defer mem.Wipe(inner)

	g.hash.Reset()
	g.hash.Write(pad)
	g.hash.Write(inner)
	copy(dst, g.hash.Sum(inner[:0]))
}

// wipe overwrites the state.
func (g *generator) wipe() {
	mem.Wipe(g.k)
	mem.Wipe(g.v)
	g.hash.Reset()
}
