package ecdsa

import (
	"bytes"
	"crypto"
	"errors"
	"io"

	"github.com/glassh/glassh/primitives/ct"
	"github.com/glassh/glassh/primitives/mem"
	"github.com/glassh/glassh/primitives/nist"
)

// SignatureSize returns the length of a signature on c in bytes: 64, 96 or 132.
func SignatureSize(c nist.Curve) int { return 2 * c.Size() }

// A PublicKey is a point A on a curve. [NewPublicKey] makes one.
type PublicKey struct {
	a nist.Point
}

var errPoint = errors.New("ecdsa: public key is not an uncompressed point on the curve")

// NewPublicKey returns the key that b encodes (SEC 1 §2.3.3), or an error if b is not an
// uncompressed point on c, as [nist.Point.SetBytes] has it.
func NewPublicKey(c nist.Curve, b []byte) (*PublicKey, error) {
	pub := new(PublicKey)
	if !pub.a.SetBytes(c, b) {
		return nil, errPoint
	}
	return pub, nil
}

// Curve returns the curve of the key.
func (pub *PublicKey) Curve() nist.Curve { return pub.a.Curve() }

// Bytes returns the encoding of A: 65, 97 or 133 bytes.
func (pub *PublicKey) Bytes() []byte {
	return pub.a.Append(make([]byte, 0, pub.Curve().PointSize()))
}

// Equal reports whether x is the same public key.
func (pub *PublicKey) Equal(x crypto.PublicKey) bool {
	other, ok := x.(*PublicKey)
	return ok && pub.Curve() == other.Curve() && bytes.Equal(pub.Bytes(), other.Bytes())
}

// A PrivateKey is a secret scalar d with its public key. [GenerateKey] and
// [NewPrivateKey] make one. It implements [crypto.Signer].
type PrivateKey struct {
	d      nist.Scalar // from 1 to n − 1
	public PublicKey
}

// GenerateKey makes a key with bytes of rand. Its error is the one of reading them.
func GenerateKey(c nist.Curve, rand io.Reader) (*PrivateKey, error) {
	priv := new(PrivateKey)
	if err := priv.d.SetRandom(c, rand); err != nil {
		return nil, err
	}
	priv.public.a.ScalarBaseMult(&priv.d)
	return priv, nil
}

var errScalar = errors.New("ecdsa: private key is not between 0 and the order of the group")

// NewPrivateKey makes the key of a scalar of c.Size() bytes, big-endian, and panics if it
// has another length. It is an error if the scalar is 0, or the order of the group or
// more.
func NewPrivateKey(c nist.Curve, d []byte) (*PrivateKey, error) {
	priv := new(PrivateKey)
	if !(priv.d.SetBytes(c, d) & priv.d.IsZero().Not()).Public() {
		return nil, errScalar
	}
	priv.public.a.ScalarBaseMult(&priv.d)
	return priv, nil
}

// Curve returns the curve of the key.
func (priv *PrivateKey) Curve() nist.Curve { return priv.d.Curve() }

// Bytes returns the secret scalar: 32, 48 or 66 bytes, big-endian.
func (priv *PrivateKey) Bytes() []byte {
	return priv.d.Append(make([]byte, 0, priv.Curve().Size()))
}

// PublicKey returns a copy of the public key.
func (priv *PrivateKey) PublicKey() *PublicKey {
	pub := priv.public
	return &pub
}

// Public returns PublicKey(), for [crypto.Signer].
func (priv *PrivateKey) Public() crypto.PublicKey { return priv.PublicKey() }

// Equal reports whether x is the same private key, in constant time.
func (priv *PrivateKey) Equal(x crypto.PrivateKey) bool {
	other, ok := x.(*PrivateKey)
	if !ok || priv.Curve() != other.Curve() {
		return false
	}
	a, b := priv.Bytes(), other.Bytes()
	defer mem.Wipe(a)
	defer mem.Wipe(b)
	return ct.Equal(a, b).Public()
}

// Wipe overwrites the secret. The key must not be used afterwards.
func (priv *PrivateKey) Wipe() { priv.d.Wipe() }
