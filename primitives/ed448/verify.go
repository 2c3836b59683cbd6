package ed448

import "github.com/glassh/glassh/primitives/edwards448"

// Verify reports whether sig is pub's signature of message in a context (RFC 8032
// §5.2.7, with the rules of the package comment). A pub that is not 57 bytes, a sig
// that is not 114 bytes, or a context of more than 255 bytes, is not valid. Its time
// depends on all four, which are public.
func Verify(pub PublicKey, message, sig, context []byte) bool {
	if len(pub) != PublicKeySize || len(sig) != SignatureSize || len(context) > MaxContextSize {
		return false
	}
	var minusA edwards448.Point
	if !minusA.SetBytes((*[57]byte)(pub)) {
		return false
	}
	minusA.Negate(&minusA)

	R := (*[57]byte)(sig[:57])
	var S, k edwards448.Scalar
	if !S.SetCanonical((*[57]byte)(sig[57:])).Public() {
		return false
	}
	hashToScalar(&k, context, R[:], pub, message)

	var q edwards448.Point // SB − kA
	q.VarTimeDoubleScalarBaseMult(&k, &minusA, &S)
	return q.Bytes() == *R
}
