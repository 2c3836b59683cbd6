package rsa

import (
	"errors"

	"github.com/glassh/glassh/primitives/bigmod"
	"github.com/glassh/glassh/primitives/mem"
)

// operate returns xᵉ mod n for a big-endian x, or an error if x is not below n.
func (pub *PublicKey) operate(x []byte) ([]byte, error) {
	v := pub.n.NewElement()
	if err := v.SetBytes(x); err != nil {
		return nil, err
	}
	return v.ExpVarTime(v, pub.e).Bytes(), nil // e is public
}

var errFault = errors.New("rsa: the computation went wrong")

// operate returns xᵈ mod n for a big-endian x, as long as n, or an error if x is
// not below n (RFC 8017 §5.1.2). It returns no result that does not give x again.
func (priv *PrivateKey) operate(x []byte) ([]byte, error) {
	n, p, q := priv.public.n, priv.p, priv.q
	want := n.NewElement()
	if err := want.SetBytes(x); err != nil {
		return nil, err
	}
	long := bigmod.NewNat(x)

	s1 := p.NewElement().SetReduced(long)
	defer s1.Wipe()
	s1.Exp(s1, priv.dp)
	s2 := q.NewElement().SetReduced(long)
	defer s2.Wipe()
	s2.Exp(s2, priv.dq)

	// s = s₂ + q·h with h = (s₁ − s₂)·qInv mod p, which is below n.
	s2Nat := s2.Nat()
	defer s2Nat.Wipe()
	h := p.NewElement().SetReduced(s2Nat)
	defer h.Wipe()
	h.Subtract(s1, h).Multiply(h, priv.qinv)
	hNat := h.Nat()
	defer hNat.Wipe()
	qh := hNat.Mul(priv.qNat)
	defer qh.Wipe()
	sum := qh.Add(s2Nat)
	defer sum.Wipe()

	s := n.NewElement().SetReduced(sum)
	result := s.Bytes()
	if !s.ExpVarTime(s, priv.public.e).Equal(want).Public() {
		mem.Wipe(result)
		return nil, errFault
	}
	return result, nil
}
