package nist

import (
	"io"

	"github.com/glassh/glassh/primitives/ct"
	"github.com/glassh/glassh/primitives/mem"
	"github.com/glassh/glassh/primitives/nist/internal/p256"
	"github.com/glassh/glassh/primitives/nist/internal/p384"
	"github.com/glassh/glassh/primitives/nist/internal/p521"
)

// A Scalar is a number modulo the order n of a curve's group, in constant time. A
// method that computes has the form s.Op(a, b), sets s, and returns it; s may be an
// operand, and operands of different curves panic. The zero value belongs to no
// curve.
type Scalar struct {
	curve Curve
	p256  p256.Scalar
	p384  p384.Scalar
	p521  p521.Scalar
}

// SetBytes sets s to the big-endian number b and returns 1 if it is below n.
// Otherwise it sets s = 0 and returns 0. It panics if b is not c.Size() bytes long.
func (s *Scalar) SetBytes(c Curve, b []byte) ct.Choice {
	c.mustFit(b)
	s.curve = c
	switch c {
	case P256:
		return s.p256.SetBytes((*[p256.Size]byte)(b))
	case P384:
		return s.p384.SetBytes((*[p384.Size]byte)(b))
	default:
		return s.p521.SetBytes((*[p521.Size]byte)(b))
	}
}

// SetReduced sets s to the big-endian number b modulo n. It panics if b is not
// c.Size() bytes long.
func (s *Scalar) SetReduced(c Curve, b []byte) *Scalar {
	c.mustFit(b)
	s.curve = c
	switch c {
	case P256:
		s.p256.SetReduced((*[p256.Size]byte)(b))
	case P384:
		s.p384.SetReduced((*[p384.Size]byte)(b))
	case P521:
		s.p521.SetReduced((*[p521.Size]byte)(b))
	}
	return s
}

func (c Curve) mustFit(b []byte) {
	if len(b) != c.Size() {
		panic(wrongLength)
	}
}

// SetRandom sets s to a number from 1 to n − 1, each as likely as any other, with
// bytes of rand. Its error is the one of reading them.
//
// It draws numbers of as many bits as n has until one is in the range (FIPS 186-5
// §A.2.2). What the time tells is how many were not.
func (s *Scalar) SetRandom(c Curve, rand io.Reader) error {
	b := make([]byte, c.Size())
	defer mem.Wipe(b)
	for {
		if _, err := io.ReadFull(rand, b); err != nil {
			return err
		}
		if c == P521 {
			b[0] &= 1 // 521 bits = 1 + 65·8
		}
		if (s.SetBytes(c, b) & s.IsZero().Not()).Public() {
			return nil
		}
	}
}

// Curve returns the curve that s belongs to.
func (s *Scalar) Curve() Curve { return s.curve }

// Append appends s as a big-endian number below n, of the curve's Size, to dst.
func (s *Scalar) Append(dst []byte) []byte {
	switch s.curve {
	case P256:
		b := s.p256.Bytes()
		return append(dst, b[:]...)
	case P384:
		b := s.p384.Bytes()
		return append(dst, b[:]...)
	case P521:
		b := s.p521.Bytes()
		return append(dst, b[:]...)
	}
	panic(noCurve)
}

// IsZero reports whether s is 0.
func (s *Scalar) IsZero() ct.Choice {
	switch s.curve {
	case P256:
		return s.p256.IsZero()
	case P384:
		return s.p384.IsZero()
	case P521:
		return s.p521.IsZero()
	}
	panic(noCurve)
}

// Add sets s = a + b.
func (s *Scalar) Add(a, b *Scalar) *Scalar {
	s.curve = sameCurve(a.curve, b.curve)
	switch s.curve {
	case P256:
		s.p256.Add(&a.p256, &b.p256)
	case P384:
		s.p384.Add(&a.p384, &b.p384)
	case P521:
		s.p521.Add(&a.p521, &b.p521)
	}
	return s
}

// Multiply sets s = ab.
func (s *Scalar) Multiply(a, b *Scalar) *Scalar {
	s.curve = sameCurve(a.curve, b.curve)
	switch s.curve {
	case P256:
		s.p256.Multiply(&a.p256, &b.p256)
	case P384:
		s.p384.Multiply(&a.p384, &b.p384)
	case P521:
		s.p521.Multiply(&a.p521, &b.p521)
	}
	return s
}

// Invert sets s = 1/a, and s = 0 for a = 0.
func (s *Scalar) Invert(a *Scalar) *Scalar {
	s.curve = a.curve
	switch s.curve {
	case P256:
		s.p256.Invert(&a.p256)
	case P384:
		s.p384.Invert(&a.p384)
	case P521:
		s.p521.Invert(&a.p521)
	}
	return s
}

// Wipe overwrites s. It belongs to no curve afterwards.
//
//go:noinline
func (s *Scalar) Wipe() { *s = Scalar{} }
