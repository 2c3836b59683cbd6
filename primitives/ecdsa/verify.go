package ecdsa

import "github.com/glassh/glassh/primitives/nist"

// Verify reports whether sig is r ‖ s, a signature of message by the owner of pub (FIPS
// 186-5 §6.4.2). sig must be of the curve's [SignatureSize], and r and s from 1 to n − 1.
// With s, n − s is a signature as well: ECDSA has it so, and it is not refused.
//
// Its time depends on all three, which are public.
func Verify(pub *PublicKey, message, sig []byte) bool {
	c := pub.Curve()
	size := c.Size()
	if len(sig) != 2*size {
		return false
	}
	var e, r, s nist.Scalar
	inRange := r.SetBytes(c, sig[:size]) & r.IsZero().Not() &
		s.SetBytes(c, sig[size:]) & s.IsZero().Not()
	if !inRange.Public() {
		return false
	}
	setDigest(&e, c, sum(c, message))

	var u1, u2, v nist.Scalar
	s.Invert(&s)
	u1.Multiply(&e, &s)
	u2.Multiply(&r, &s)
	var R nist.Point
	if !R.VarTimeDoubleScalarBaseMult(&u2, &pub.a, &u1) {
		return false
	}
	v.SetReduced(c, R.AppendX(make([]byte, 0, size)))
	return v == r
}
