package dh

import (
	"bytes"
	"errors"
	"io"
	"math/bits"

	"github.com/glassh/glassh/primitives/mem"
)

// A GroupKey is a secret exponent x with its public value y = gˣ mod p.
type GroupKey struct {
	group *Group
	x, y  []byte
}

// minNeed is the least strength that an exponent is chosen for, in bits.
const minNeed = 256

// GenerateKey makes a key for an exchange that is to give secrets of need bits: the
// longest of the cipher keys, IVs and MAC keys that are derived from it.
//
// The exponent is a random number of exactly
//
//	min(2·max(need, 256), BitLen() − 1)
//
// bits, its highest bit set. That is twice what is needed, because an exponent below
// 2²ⁿ is found in 2ⁿ steps (J. M. Pollard, "Monte Carlo methods for index computation
// (mod p)", 1978); a longer one would cost time only. A negative need panics.
//
// The error is the one of reading from rand, or [ErrGroupPublic] or [ErrGroupWeak] for
// a public value that the peer would have to refuse, which only a bad p or g leads to.
func (g *Group) GenerateKey(rand io.Reader, need int) (*GroupKey, error) {
	if need < 0 {
		panic("dh: negative need")
	}
	n := min(2*max(need, minNeed), g.BitLen()-1)
	x := make([]byte, (n+7)/8)
	defer mem.Wipe(x)
	if _, err := io.ReadFull(rand, x); err != nil {
		return nil, err
	}
	top := uint(n-1) % 8 // of the first byte
	x[0] = x[0]&(1<<top-1) | 1<<top
	k := g.NewKey(x)
	if _, err := g.checkPublic(k.y); err != nil {
		k.Wipe()
		return nil, err
	}
	return k, nil
}

// NewKey makes the key of a secret exponent, big-endian, which it copies. The length in
// bytes is public, leading zeros included; the value is not. It takes any exponent, as
// test vectors need it; for a new key there is [Group.GenerateKey].
func (g *Group) NewKey(x []byte) *GroupKey {
	y := g.m.NewElement().Exp(g.g, x)
	return &GroupKey{g, bytes.Clone(x), y.Bytes()}
}

// PublicKey returns the public value, big-endian, Size() bytes of the group with
// leading zeros. SSH sends it as an mpint, which leaves them out.
func (k *GroupKey) PublicKey() []byte { return bytes.Clone(k.y) }

// PrivateKey returns a copy of the exponent, big-endian, for who shows or logs an exchange
// and wipes it.
func (k *GroupKey) PrivateKey() []byte { return bytes.Clone(k.x) }

// What can be wrong with a peer's public value, or with the secret that it leads to.
var (
	ErrGroupPublic = errors.New("dh: public value is not in 2 … p − 2")
	ErrGroupWeak   = errors.New("dh: public value has fewer than 4 bits set")
	ErrGroupSecret = errors.New("dh: shared secret is not in 2 … p − 2")
)

// checkPublic checks a public value y, and returns it in as many bytes as p has.
//
// RFC 8268 §4 demands 1 < y < p − 1. Of a y with a single bit set one reads off the
// logarithm if g = 2; OpenSSH refuses all with fewer than four, which are as unlikely.
func (g *Group) checkPublic(y []byte) ([]byte, error) {
	b, ok := g.inRange(y)
	if !ok {
		return nil, ErrGroupPublic
	}
	ones := 0
	for _, c := range b {
		ones += bits.OnesCount8(c)
	}
	if ones < 4 {
		return nil, ErrGroupWeak
	}
	return b, nil
}

// Shared returns the secret shared with the owner of the public value peer, peerˣ mod
// p, big-endian, Size() bytes of the group with leading zeros.
//
// peer is big-endian with any leading zeros. It is [ErrGroupPublic] if it is not in
// 2 … p − 2, [ErrGroupWeak] if it has fewer than 4 bits set, and [ErrGroupSecret] if the
// secret is 0, 1 or p − 1 (SP 800-56A revision 3 §5.7.1.1), which for a safe prime does
// not happen.
func (k *GroupKey) Shared(peer []byte) ([]byte, error) {
	y, err := k.group.checkPublic(peer)
	if err != nil {
		return nil, err
	}
	z := k.group.m.NewElement()
	defer z.Wipe()
	if err := z.SetBytes(y); err != nil {
		return nil, err // y < p, so that this is dead
	}
	z.Exp(z, k.x)
	minusOne := k.group.m.NewElement()
	minusOne.Subtract(minusOne, k.group.m.NewElement().SetUint64(1))
	if (z.IsZero() | z.IsOne() | z.Equal(minusOne)).Public() {
		return nil, ErrGroupSecret
	}
	return z.Bytes(), nil
}

// Wipe overwrites the exponent with zeros. k must not be used afterwards.
func (k *GroupKey) Wipe() { mem.Wipe(k.x) }
