package dh

import (
	"errors"
	"io"

	"github.com/glassh/glassh/primitives/ct"
	"github.com/glassh/glassh/primitives/edwards448"
	"github.com/glassh/glassh/primitives/mem"
)

// X448Size is the length of a private key, a public key and a shared secret.
const X448Size = 56

// An X448Key is a private key of X448 (RFC 7748) with its public key. SSH uses it as
// curve448-sha512 (RFC 8731).
type X448Key struct {
	scalar, public [X448Size]byte
}

// GenerateX448 makes a key from 56 bytes of rand. Its error is the one of reading
// them.
func GenerateX448(rand io.Reader) (*X448Key, error) {
	var scalar [X448Size]byte
	defer mem.Wipe(scalar[:])
	if _, err := io.ReadFull(rand, scalar[:]); err != nil {
		return nil, err
	}
	return NewX448Key(scalar[:]), nil
}

// NewX448Key makes the key of a secret scalar of 56 bytes, which need not be clamped.
// It copies the scalar, and panics if it has another length.
//
// The public key is X448(scalar, 5). It is computed on the Edwards curve, where the
// base point that is mapped to u = 5 has a table of multiples, in half the time.
func NewX448Key(scalar []byte) *X448Key {
	if len(scalar) != X448Size {
		panic("dh: X448 scalar must be 56 bytes")
	}
	k := &X448Key{scalar: [X448Size]byte(scalar)}

	// Multiples of the base point depend on the scalar modulo ℓ only.
	var s edwards448.Scalar
	defer s.Wipe()
	var p edwards448.Point
	k.public = p.ScalarBaseMult(s.SetClamped(&k.scalar)).MontgomeryU()
	return k
}

// PublicKey returns a copy of the public key, 56 bytes.
func (k *X448Key) PublicKey() []byte { return append([]byte(nil), k.public[:]...) }

// PrivateKey returns a copy of the scalar (RFC 7748 §5), 56 bytes, for who shows or logs
// an exchange and wipes it.
func (k *X448Key) PrivateKey() []byte { return append([]byte(nil), k.scalar[:]...) }

// What can be wrong with a peer's public key.
var (
	ErrX448Length = errors.New("dh: X448 public key must be 56 bytes")
	ErrX448Zero   = errors.New("dh: X448 public key of small order")
)

// Shared returns the secret shared with the owner of the public key peer, 56
// bytes. It is [ErrX448Length] if peer has another length, and [ErrX448Zero] if the
// secret comes out as zero, whatever the own key is: RFC 8731 §3 has both sides give
// up then.
//
// All other values of peer are taken, as RFC 7748 §5 demands: those of p and more,
// and those on the twist of the curve.
func (k *X448Key) Shared(peer []byte) ([]byte, error) {
	if len(peer) != X448Size {
		return nil, ErrX448Length
	}
	secret := X448(&k.scalar, (*[X448Size]byte)(peer))
	var zero [X448Size]byte
	if ct.Equal(secret[:], zero[:]).Public() {
		return nil, ErrX448Zero
	}
	return secret[:], nil
}

// Wipe overwrites the private key with zeros. k must not be used afterwards.
func (k *X448Key) Wipe() { mem.Wipe(k.scalar[:]) }
