package ed448

import (
	"bytes"
	"crypto"
	"errors"
	"io"

	"github.com/glassh/glassh/primitives/ct"
	"github.com/glassh/glassh/primitives/edwards448"
	"github.com/glassh/glassh/primitives/mem"
	"github.com/glassh/glassh/primitives/sha3"
)

const (
	// PublicKeySize is the length of a public key: the encoding of A.
	PublicKeySize = 57
	// PrivateKeySize is the length of a private key: the seed and A.
	PrivateKeySize = 114
	// SeedSize is the length of the secret that a key pair is made from.
	SeedSize = 57
	// SignatureSize is the length of a signature: R and S.
	SignatureSize = 114
	// MaxContextSize is how long a context can be.
	MaxContextSize = 255
)

// A PublicKey is the encoding of the point A, 57 bytes.
type PublicKey []byte

// Equal reports whether x is the same public key.
func (pub PublicKey) Equal(x crypto.PublicKey) bool {
	other, ok := x.(PublicKey)
	return ok && bytes.Equal(pub, other)
}

// A PrivateKey is seed ‖ A, 114 bytes. It implements [crypto.Signer].
type PrivateKey []byte

// GenerateKey makes a key pair from 57 bytes of rand. Its error is the one of
// reading them.
func GenerateKey(rand io.Reader) (PublicKey, PrivateKey, error) {
	var seed [SeedSize]byte
	defer mem.Wipe(seed[:])
	if _, err := io.ReadFull(rand, seed[:]); err != nil {
		return nil, nil, err
	}
	priv := NewKeyFromSeed(seed[:])
	return bytes.Clone(priv.public()), priv, nil
}

// NewKeyFromSeed makes the private key of a seed of 57 bytes (RFC 8032 §5.2.5).
// It panics on another length.
func NewKeyFromSeed(seed []byte) PrivateKey {
	if len(seed) != SeedSize {
		panic("ed448: seed must be 57 bytes")
	}
	var h [114]byte
	defer mem.Wipe(h[:])
	sha3.SumShake256(h[:], seed)
	var s edwards448.Scalar
	defer s.Wipe()
	s.SetClamped((*[56]byte)(h[:56])) // the 57th byte is cleared

	var point edwards448.Point
	a := point.ScalarBaseMult(&s).Bytes()
	priv := make(PrivateKey, 0, PrivateKeySize)
	priv = append(priv, seed...)
	return append(priv, a[:]...)
}

// seed and public are the halves of the key. They panic if it is not 114 bytes.
func (priv PrivateKey) seed() []byte {
	priv.mustBeWhole()
	return priv[:SeedSize]
}

func (priv PrivateKey) public() []byte {
	priv.mustBeWhole()
	return priv[SeedSize:]
}

func (priv PrivateKey) mustBeWhole() {
	if len(priv) != PrivateKeySize {
		panic("ed448: private key must be 114 bytes")
	}
}

// Seed returns a copy of the 57 secret bytes that the key was made from.
func (priv PrivateKey) Seed() []byte { return bytes.Clone(priv.seed()) }

// Public returns a copy of the key's second half, a [PublicKey].
func (priv PrivateKey) Public() crypto.PublicKey { return PublicKey(bytes.Clone(priv.public())) }

// Equal reports whether x is the same private key, in constant time.
func (priv PrivateKey) Equal(x crypto.PrivateKey) bool {
	other, ok := x.(PrivateKey)
	return ok && ct.Equal(priv, other).Public()
}

var errHashed = errors.New("ed448: the message is signed as it is, not hashed before")

// Sign signs the message itself, which must not be hashed before: opts.HashFunc()
// must be 0. The context is empty, and rand is not used. The signature has 114 bytes.
func (priv PrivateKey) Sign(rand io.Reader, message []byte, opts crypto.SignerOpts) ([]byte, error) {
	if opts.HashFunc() != 0 {
		return nil, errHashed
	}
	return Sign(priv, message, nil), nil
}

// Wipe overwrites the key with zeros. It must not be used afterwards.
func (priv PrivateKey) Wipe() { mem.Wipe(priv) }
