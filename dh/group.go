package dh

import (
	"bytes"

	"github.com/glassh/glassh/primitives/bigmod"
)

// A Group is the numbers modulo a prime p with a generator g, whose powers are the
// public values. It holds no secret, and may be used by several goroutines at once.
type Group struct {
	m        *bigmod.Modulus // p
	g        *bigmod.Element // 1 < g < p − 1
	minusOne []byte          // p − 1, in Size() bytes
}

// newGroup makes a group of any size. p is odd, above 3, and has no leading zeros.
func newGroup(p, g []byte) (*Group, error) {
	m, err := bigmod.NewModulus(p)
	if err != nil {
		return nil, err
	}
	group := &Group{m: m, g: m.NewElement(), minusOne: bytes.Clone(p)}
	group.minusOne[len(p)-1]-- // p is odd
	b, ok := group.inRange(g)
	if !ok {
		return nil, ErrGroupGenerator
	}
	return group, group.g.SetBytes(b)
}

// inRange reports whether 1 < v < p − 1, and returns v in as many bytes as p has. v is
// public.
func (g *Group) inRange(v []byte) ([]byte, bool) {
	v = bytes.TrimLeft(v, "\x00")
	if len(v) == 0 || len(v) == 1 && v[0] == 1 || len(v) > len(g.minusOne) {
		return nil, false
	}
	b := make([]byte, len(g.minusOne))
	copy(b[len(b)-len(v):], v)
	return b, bytes.Compare(b, g.minusOne) < 0
}

// BitLen returns the length of p in bits.
func (g *Group) BitLen() int { return g.m.BitLen() }

// Size returns the length of p in bytes, and so that of public values and secrets.
func (g *Group) Size() int { return g.m.Size() }

// P returns p, big-endian, Size() bytes.
func (g *Group) P() []byte { return g.m.Bytes() }

// G returns g, big-endian, Size() bytes with leading zeros.
func (g *Group) G() []byte { return g.g.Bytes() }
