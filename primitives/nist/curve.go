package nist

import (
	"github.com/glassh/glassh/primitives/nist/internal/p256"
	"github.com/glassh/glassh/primitives/nist/internal/p384"
	"github.com/glassh/glassh/primitives/nist/internal/p521"
)

// A Curve is one of the three. The zero value is none; with it, everything panics.
type Curve uint8

// The curves of FIPS 186-4 §D.1.2 (SP 800-186 §3.2.1) that SSH uses.
const (
	P256 Curve = 1 + iota // SSH's nistp256
	P384                  // nistp384
	P521                  // nistp521
)

// String returns the name of the curve: "P-256".
func (c Curve) String() string {
	switch c {
	case P256:
		return "P-256"
	case P384:
		return "P-384"
	case P521:
		return "P-521"
	}
	return "no curve"
}

// Size returns the length of a coordinate and of a scalar in bytes: 32, 48 or 66.
func (c Curve) Size() int {
	switch c {
	case P256:
		return p256.Size
	case P384:
		return p384.Size
	case P521:
		return p521.Size
	}
	panic(noCurve)
}

// PointSize returns the length of an encoded point in bytes: 65, 97 or 133.
func (c Curve) PointSize() int { return 1 + 2*c.Size() }

const (
	noCurve     = "nist: there is no such curve"
	otherCurve  = "nist: operands of different curves"
	wrongLength = "nist: scalar of the wrong length"
)

// sameCurve returns the curve of two operands.
func sameCurve(a, b Curve) Curve {
	if a != b {
		panic(otherCurve)
	}
	return a
}
