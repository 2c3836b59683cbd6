package ed448

import (
	"github.com/glassh/glassh/primitives/edwards448"
	"github.com/glassh/glassh/primitives/mem"
	"github.com/glassh/glassh/primitives/sha3"
)

// Sign returns the signature of message in a context, 114 bytes (RFC 8032 §5.2.6). In
// SSH the context is empty. It panics if priv is not 114 bytes, or the context longer
// than 255. The second half of priv must be the public key of the first: with another
// one, the signature would give the key away.
func Sign(priv PrivateKey, message, context []byte) []byte {
	return AppendSignature(make([]byte, 0, SignatureSize), priv, message, context)
}

// AppendSignature appends the signature of message to dst, without allocating if
// dst has room for 114 bytes more. It panics as [Sign] does.
func AppendSignature(dst []byte, priv PrivateKey, message, context []byte) []byte {
	seed, public := priv.seed(), priv.public()
	if len(context) > MaxContextSize {
		panic("ed448: context must be at most 255 bytes")
	}

	var h [114]byte
	defer mem.Wipe(h[:])
	sha3.SumShake256(h[:], seed)
	var s, r, k edwards448.Scalar
	defer s.Wipe()
	defer r.Wipe()
	s.SetClamped((*[56]byte)(h[:56]))
	prefix := h[57:]

	hashToScalar(&r, context, prefix, nil, message)
	var point edwards448.Point
	R := point.ScalarBaseMult(&r).Bytes()

	hashToScalar(&k, context, R[:], public, message)
	S := k.MultiplyAdd(&k, &s, &r).Bytes()

	return append(append(dst, R[:]...), S[:]...)
}

// hashToScalar sets s = H(D ‖ a ‖ b ‖ c) mod ℓ, the hash taken as a little-endian
// number. D is dom4(0, context) of RFC 8032 §2.
func hashToScalar(s *edwards448.Scalar, context, a, b, c []byte) {
	h := sha3.NewShake256()
	h.Write([]byte("SigEd448"))
	h.Write([]byte{0, byte(len(context))})
	h.Write(context)
	h.Write(a)
	h.Write(b)
	h.Write(c)
	var sum [114]byte
	h.Read(sum[:])
	s.SetWide(&sum)
	mem.Wipe(sum[:])
	h.Wipe()
}
