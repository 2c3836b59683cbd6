package mldsa

import (
	"bytes"

	"github.com/glassh/glassh/primitives/sha3"
)

// Verify reports whether sig is a signature of message with this context (FIPS 204
// Algorithm 3). A sig of the wrong length is not valid, nor is any if context has more
// than 255 bytes. Its time depends on all of these, which are public.
func (pub *PublicKey) Verify(message []byte, context string, sig []byte) bool {
	if len(context) > 255 {
		return false
	}
	mu := pub.Mu(message, context)
	return pub.VerifyMu(&mu, sig)
}

// VerifyMu reports whether sig is a signature of what [PublicKey.Mu] has hashed (FIPS
// 204 Algorithm 8).
func (pub *PublicKey) VerifyMu(mu *[64]byte, sig []byte) bool {
	p := pub.parameters
	if len(sig) != p.set.SignatureSize() {
		return false
	}
	challenge, b := sig[:p.lambda/4], sig[p.lambda/4:]
	var zRoom, hintRoom [maxK]poly
	z, hints := zRoom[:p.l], hintRoom[:p.k]
	for i := range z {
		b = unpackFrom(&z[i], b, 1<<p.gamma1, p.gamma1+1)
		if z[i].exceeds(1<<p.gamma1-p.beta()) != 0 {
			return false
		}
		z[i].ntt()
	}
	if !unpackHints(hints, b, p.omega) {
		return false
	}
	var c poly
	p.varTimeSampleInBall(&c, challenge)
	c.ntt()

	// w′ = Az − ct, and c̃ = H(μ ‖ w′₁) must be the challenge.
	h := sha3.NewShake256()
	h.Write(mu[:])
	for i := range hints {
		var w poly
		w.dotMinus(pub.a[i*p.l:], z, &c, &pub.t[i])
		w.inverseNTT()
		for j, x := range w {
			w[j] = p.useHint(hints[i][j], canonical(x))
		}
		var packed [192]byte
		h.Write(pack(packed[:0], &w, p.w1Bits))
	}
	var again [64]byte
	h.Read(again[:len(challenge)])
	return bytes.Equal(again[:len(challenge)], challenge)
}
