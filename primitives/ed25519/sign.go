package ed25519

import (
	"github.com/glassh/glassh/primitives/edwards25519"
	"github.com/glassh/glassh/primitives/mem"
	"github.com/glassh/glassh/primitives/sha2"
)

// Sign returns the signature of message, 64 bytes (RFC 8032 §5.1.6). It panics if
// priv is not 64 bytes. The second half of priv must be the public key of the
// first: with another one, the signature would give the key away.
func Sign(priv PrivateKey, message []byte) []byte {
	return AppendSignature(make([]byte, 0, SignatureSize), priv, message)
}

// AppendSignature appends the signature of message to dst, without allocating if
// dst has room for 64 bytes more. It panics as [Sign] does.
func AppendSignature(dst []byte, priv PrivateKey, message []byte) []byte {
	seed, public := priv.seed(), priv.public()

	h := sha2.Sum512(seed)
	defer mem.Wipe(h[:])
	var s, r, k edwards25519.Scalar
	defer s.Wipe()
	defer r.Wipe()
	s.SetClamped((*[32]byte)(h[:32]))
	prefix := h[32:]

	hashToScalar(&r, prefix, nil, message)
	var point edwards25519.Point
	R := point.ScalarBaseMult(&r).Bytes()

	hashToScalar(&k, R[:], public, message)
	S := k.MultiplyAdd(&k, &s, &r).Bytes()

	return append(append(dst, R[:]...), S[:]...)
}

// hashToScalar sets s = H(a ‖ b ‖ c) mod ℓ, the hash taken as a little-endian
// number.
func hashToScalar(s *edwards25519.Scalar, a, b, c []byte) {
	h := sha2.New512()
	h.Write(a)
	h.Write(b)
	h.Write(c)
	var sum [sha2.Size512]byte
	h.Sum(sum[:0])
	s.SetWide(&sum)
	mem.Wipe(sum[:])
}
