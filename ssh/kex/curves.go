package kex

import (
	"io"

	"github.com/glassh/glassh/dh"
	"github.com/glassh/glassh/primitives/nist"
)

// A curve is key agreement on an elliptic curve: each side sends a public key.
type curve struct {
	size     int // of a public key in bytes
	generate func(rand io.Reader) (agreementKey, error)
}

// An agreementKey is an ephemeral key of packages dh and nist. Shared refuses a public
// key of another length, one that is no point on the curve, and a secret of zeros.
type agreementKey interface {
	PublicKey() []byte
	PrivateKey() []byte // a copy
	Shared(peer []byte) ([]byte, error)
	Wipe()
}

// The curves. Points of those of NIST are uncompressed: RFC 5656 §4 lets both sides agree
// on another form beforehand, which nobody does.
var (
	x25519 = curve{dh.X25519Size, func(rand io.Reader) (agreementKey, error) { return dh.GenerateX25519(rand) }}
	x448   = curve{dh.X448Size, func(rand io.Reader) (agreementKey, error) { return dh.GenerateX448(rand) }}

	nistp256 = nistCurve(nist.P256)
	nistp384 = nistCurve(nist.P384)
	nistp521 = nistCurve(nist.P521)
)

func nistCurve(c nist.Curve) curve {
	return curve{c.PointSize(), func(rand io.Reader) (agreementKey, error) { return nist.GenerateKey(c, rand) }}
}
