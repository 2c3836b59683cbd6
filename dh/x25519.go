package dh

import (
	"errors"
	"io"

	"github.com/glassh/glassh/primitives/ct"
	"github.com/glassh/glassh/primitives/edwards25519"
	"github.com/glassh/glassh/primitives/mem"
)

// X25519Size is the length of a private key, a public key and a shared secret.
const X25519Size = 32

// An X25519Key is a private key with its public key.
type X25519Key struct {
	scalar, public [X25519Size]byte
}

// GenerateX25519 makes a key from 32 bytes of rand. Its error is the one of
// reading them.
func GenerateX25519(rand io.Reader) (*X25519Key, error) {
	var scalar [X25519Size]byte
	defer mem.Wipe(scalar[:])
	if _, err := io.ReadFull(rand, scalar[:]); err != nil {
		return nil, err
	}
	return NewX25519Key(scalar[:]), nil
}

// NewX25519Key makes the key of a secret scalar of 32 bytes, which need not be
// clamped. It copies the scalar, and panics if it has another length.
//
// The public key is X25519(scalar, 9). It is computed on the Edwards curve, where
// the base point with u = 9 has a table of multiples, in half the time.
func NewX25519Key(scalar []byte) *X25519Key {
	if len(scalar) != X25519Size {
		panic("dh: X25519 scalar must be 32 bytes")
	}
	k := &X25519Key{scalar: [X25519Size]byte(scalar)}

	// Multiples of the base point depend on the scalar modulo ℓ only.
	var s edwards25519.Scalar
	defer s.Wipe()
	var p edwards25519.Point
	k.public = p.ScalarBaseMult(s.SetClamped(&k.scalar)).MontgomeryU()
	return k
}

// PublicKey returns a copy of the public key, 32 bytes.
func (k *X25519Key) PublicKey() []byte { return append([]byte(nil), k.public[:]...) }

// PrivateKey returns a copy of the scalar (RFC 7748 §5), 32 bytes, for who shows or logs
// an exchange and wipes it.
func (k *X25519Key) PrivateKey() []byte { return append([]byte(nil), k.scalar[:]...) }

// What can be wrong with a peer's public key.
var (
	ErrX25519Length = errors.New("dh: X25519 public key must be 32 bytes")
	ErrX25519Zero   = errors.New("dh: X25519 public key of small order")
)

// Shared returns the secret shared with the owner of the public key peer, 32
// bytes. It is [ErrX25519Length] if peer has another length, and [ErrX25519Zero]
// if the secret comes out as zero, whatever the own key is: RFC 8731 §3 has both
// sides give up then.
//
// All other values of peer are taken, as RFC 7748 §5 demands: those of p and
// more, and those on the twist of the curve.
func (k *X25519Key) Shared(peer []byte) ([]byte, error) {
	if len(peer) != X25519Size {
		return nil, ErrX25519Length
	}
	secret := X25519(&k.scalar, (*[X25519Size]byte)(peer))
	var zero [X25519Size]byte
	if ct.Equal(secret[:], zero[:]).Public() {
		return nil, ErrX25519Zero
	}
	return secret[:], nil
}

// Wipe overwrites the private key with zeros. k must not be used afterwards.
func (k *X25519Key) Wipe() { mem.Wipe(k.scalar[:]) }
