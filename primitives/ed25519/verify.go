package ed25519

import "github.com/glassh/glassh/primitives/edwards25519"

// Verify reports whether sig is pub's signature of message (RFC 8032 §5.1.7, with
// the rules of the package comment). A pub that is not 32 bytes, or a sig that is
// not 64 bytes, is not valid. Its time depends on all three, which are public.
func Verify(pub PublicKey, message, sig []byte) bool {
	if len(pub) != PublicKeySize || len(sig) != SignatureSize {
		return false
	}
	var minusA edwards25519.Point
	if !minusA.SetBytes((*[32]byte)(pub)) {
		return false
	}
	minusA.Negate(&minusA)

	R := (*[32]byte)(sig[:32])
	var S, k edwards25519.Scalar
	if !S.SetCanonical((*[32]byte)(sig[32:])).Public() {
		return false
	}
	hashToScalar(&k, R[:], pub, message)

	var q edwards25519.Point // SB − kA
	q.VarTimeDoubleScalarBaseMult(&k, &minusA, &S)
	return q.Bytes() == *R
}
