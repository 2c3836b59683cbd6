package nist

import (
	"errors"
	"io"
)

// A PrivateKey is a key for agreement (ECDH): a secret scalar d, and the point dB.
type PrivateKey struct {
	d      Scalar
	public Point
}

// GenerateKey makes a key with bytes of rand. Its error is the one of reading them.
func GenerateKey(c Curve, rand io.Reader) (*PrivateKey, error) {
	k := new(PrivateKey)
	if err := k.d.SetRandom(c, rand); err != nil {
		return nil, err
	}
	k.public.ScalarBaseMult(&k.d)
	return k, nil
}

var errScalar = errors.New("nist: private key is not between 0 and the order of the group")

// NewPrivateKey makes the key of a secret scalar of c.Size() bytes, big-endian, and
// panics if it has another length. It is an error if the scalar is 0, or the order of
// the group or more.
func NewPrivateKey(c Curve, d []byte) (*PrivateKey, error) {
	k := new(PrivateKey)
	if !(k.d.SetBytes(c, d) & k.d.IsZero().Not()).Public() {
		return nil, errScalar
	}
	k.public.ScalarBaseMult(&k.d)
	return k, nil
}

// Curve returns the curve of the key.
func (k *PrivateKey) Curve() Curve { return k.d.curve }

// PublicKey returns the encoding of the public point, of the curve's PointSize: what
// the peer gets (RFC 5656 §4, Q_C and Q_S).
func (k *PrivateKey) PublicKey() []byte {
	return k.public.Append(make([]byte, 0, k.d.curve.PointSize()))
}

// PrivateKey returns the secret scalar, big-endian and of the curve's Size, for who shows
// or logs an exchange and wipes it.
func (k *PrivateKey) PrivateKey() []byte { return k.d.Append(nil) }

var errPoint = errors.New("nist: peer's public key is not an uncompressed point on the curve")

// Shared returns the secret that k has in common with the peer who sent that point: the
// x-coordinate of d times it, big-endian and of the curve's Size (SEC 1 §3.3.1; RFC 5656
// §4, where it goes on as the number K). It is an error if peer is not a point as
// [Point.SetBytes] takes it. The groups have a prime order, so that there are no points
// of small order to be refused.
func (k *PrivateKey) Shared(peer []byte) ([]byte, error) {
	var q Point
	if !q.SetBytes(k.d.curve, peer) {
		return nil, errPoint
	}
	defer q.wipe()
	q.ScalarMult(&k.d, &q)
	return q.AppendX(make([]byte, 0, k.d.curve.Size())), nil
}

// Wipe overwrites the key, which must not be used afterwards.
//
//go:noinline
func (k *PrivateKey) Wipe() { *k = PrivateKey{} }

//go:noinline
func (p *Point) wipe() { *p = Point{} }
