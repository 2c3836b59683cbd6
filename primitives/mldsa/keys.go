package mldsa

import (
	"bytes"
	"crypto"
	"errors"
	"io"

	"github.com/glassh/glassh/primitives/ct"
	"github.com/glassh/glassh/primitives/mem"
	"github.com/glassh/glassh/primitives/sha3"
)

// SeedSize is the length of the secret that a key pair is made from, ξ.
const SeedSize = 32

var (
	errPublicKeySize  = errors.New("mldsa: the public key has the wrong length")
	errPrivateKeySize = errors.New("mldsa: the private key has the wrong length")
	errPrivateKey     = errors.New("mldsa: the private key is not consistent")
)

// A PublicKey verifies signatures. It may be used by several goroutines at a time.
type PublicKey struct {
	*parameters
	bytes []byte   // ρ ‖ t₁
	hash  [64]byte // tr = H(bytes)
	a     []poly   // Â, row by row, in [0, q)
	t     []poly   // the transform of t₁·2¹³, within ±3q/4
}

// NewPublicKey reads a public key, of which it keeps no part. The only error is that
// it does not have the length that belongs to the set. It panics if there is no such
// set.
func NewPublicKey(set Set, b []byte) (*PublicKey, error) {
	if len(b) != set.PublicKeySize() {
		return nil, errPublicKeySize
	}
	pub := &PublicKey{parameters: set.parameters(), bytes: bytes.Clone(b)}
	pub.a = make([]poly, pub.k*pub.l)
	expandA(pub.a, pub.l, b[:32])
	pub.expand()
	return pub, nil
}

// expand sets hash and t from bytes.
func (pub *PublicKey) expand() {
	sha3.SumShake256(pub.hash[:], pub.bytes)
	pub.t = make([]poly, pub.k)
	b := pub.bytes[32:]
	for i := range pub.t {
		b = unpack(&pub.t[i], b, 10)
		for j, x := range pub.t[i] {
			pub.t[i][j] = x << droppedBits
		}
		pub.t[i].ntt()
		for j, x := range pub.t[i] {
			pub.t[i][j] = reduce(int64(x))
		}
	}
}

// Set returns the parameter set.
func (pub *PublicKey) Set() Set { return pub.set }

// Bytes returns a copy of the public key.
func (pub *PublicKey) Bytes() []byte { return bytes.Clone(pub.bytes) }

// Equal reports whether x is the same public key.
func (pub *PublicKey) Equal(x crypto.PublicKey) bool {
	other, ok := x.(*PublicKey)
	return ok && pub.set == other.set && bytes.Equal(pub.bytes, other.bytes)
}

// A PrivateKey makes signatures. It implements [crypto.Signer]. It may be used by
// several goroutines at a time.
type PrivateKey struct {
	pub     PublicKey
	seed    [SeedSize]byte // ξ
	hasSeed bool           // else it is not known
	key     [32]byte       // K
	s       []poly         // the transforms of s₁ and s₂, within ±(4q + 8)
	t0      []poly         // that of t₀, within ±5q
}

// GenerateKey makes a key pair from 32 bytes of rand (FIPS 204 Algorithm 1). Its error
// is the one of reading them. It panics if there is no such set.
func GenerateKey(set Set, rand io.Reader) (*PrivateKey, error) {
	var seed [SeedSize]byte
	defer mem.Wipe(seed[:])
	if _, err := io.ReadFull(rand, seed[:]); err != nil {
		return nil, err
	}
	return NewPrivateKey(set, &seed), nil
}

// NewPrivateKey makes the private key of a seed ξ (FIPS 204 Algorithm 6). It panics if
// there is no such set.
func NewPrivateKey(set Set, seed *[SeedSize]byte) *PrivateKey {
	p := set.parameters()
	h := sha3.NewShake256()
	h.Write(seed[:])
	h.Write([]byte{byte(p.k), byte(p.l)})
	var seeds [128]byte // ρ, ρ′, K
	h.Read(seeds[:])
	h.Wipe()
	defer mem.Wipe(seeds[:])

	priv := &PrivateKey{seed: *seed, hasSeed: true, key: [32]byte(seeds[96:])}
	priv.s = make([]poly, p.l+p.k)
	p.expandS(priv.s, seeds[32:96])
	priv.complete(p, seeds[:32])
	return priv
}

// complete computes t = As₁ + s₂ and all that follows from it. priv.s must be s₁ and s₂
// themselves, and becomes their transforms.
func (priv *PrivateKey) complete(p *parameters, rho []byte) {
	pub := &priv.pub
	pub.parameters = p
	pub.a = make([]poly, p.k*p.l)
	expandA(pub.a, p.l, rho)

	var s2 [maxK]poly
	defer wipe(s2[:])
	copy(s2[:], priv.s[p.l:])
	for i := range priv.s {
		priv.s[i].ntt()
	}
	pub.bytes = append(make([]byte, 0, p.set.PublicKeySize()), rho...)
	priv.t0 = make([]poly, p.k)
	for i := range priv.t0 {
		var t1 poly
		t0 := &priv.t0[i]
		t0.dot(pub.a[i*p.l:], priv.s[:p.l])
		t0.inverseNTT()
		t0.add(&s2[i])
		for j, x := range t0 {
			t1[j], t0[j] = power2Round(canonical(x))
		}
		t0.ntt()
		pub.bytes = pack(pub.bytes, &t1, 10)
	}
	pub.expand()
}

// ParsePrivateKey reads a private key in its expanded form (see [PrivateKey.Expanded]),
// of which it keeps no part. It refuses one of another length than that of the set, and
// one whose parts do not belong together. It panics if there is no such set.
func ParsePrivateKey(set Set, expanded []byte) (*PrivateKey, error) {
	if len(expanded) != set.ExpandedKeySize() {
		return nil, errPrivateKeySize
	}
	p := set.parameters()
	b := expanded
	rho := b[:32]
	priv := &PrivateKey{key: [32]byte(b[32:])}
	b = b[128:]
	priv.s = make([]poly, p.l+p.k)
	var wrong int32
	for i := range priv.s {
		b = unpackFrom(&priv.s[i], b, p.eta, p.etaBits)
		wrong |= priv.s[i].exceeds(p.eta + 1)
	}
	if !ct.IsZero(uint64(wrong)).Public() {
		priv.Wipe()
		return nil, errPrivateKey
	}
	priv.complete(p, rho)
	if !ct.Equal(priv.Expanded(), expanded).Public() {
		priv.Wipe()
		return nil, errPrivateKey
	}
	return priv, nil
}

// Expanded returns the private key in the form of FIPS 204 (Algorithm 24): ρ, K, H(public
// key), s₁, s₂, t₀. [PrivateKey.Seed] is shorter and as good.
func (priv *PrivateKey) Expanded() []byte {
	p := priv.pub.parameters
	b := make([]byte, 0, p.set.ExpandedKeySize())
	b = append(b, priv.pub.bytes[:32]...)
	b = append(b, priv.key[:]...)
	b = append(b, priv.pub.hash[:]...)
	var f [1]poly
	defer wipe(f[:])
	for i := range priv.s {
		f[0] = priv.s[i]
		f[0].restore()
		b = packFrom(b, &f[0], p.eta, p.etaBits)
	}
	for i := range priv.t0 {
		f[0] = priv.t0[i]
		f[0].restore()
		b = packFrom(b, &f[0], 1<<(droppedBits-1), droppedBits)
	}
	return b
}

// restore sets f to the polynomial with coefficients within ±q/2 whose transform f is, as
// ntt has left it.
func (f *poly) restore() {
	for i, x := range f {
		f[i] = reduce(int64(x))
	}
	f.inverseNTT()
	for i, x := range f {
		f[i] = center(x)
	}
}

// Set returns the parameter set.
func (priv *PrivateKey) Set() Set { return priv.pub.set }

// Seed returns a copy of the 32 secret bytes that the key was made from. It panics for
// a key that was read in its expanded form, which does not have them.
func (priv *PrivateKey) Seed() []byte {
	if !priv.hasSeed {
		panic("mldsa: a key that was read in its expanded form has no seed")
	}
	return bytes.Clone(priv.seed[:])
}

// Public returns the public key, a [*PublicKey].
func (priv *PrivateKey) Public() crypto.PublicKey { return &priv.pub }

// Equal reports whether x is the same private key, in constant time.
func (priv *PrivateKey) Equal(x crypto.PrivateKey) bool {
	other, ok := x.(*PrivateKey)
	if !ok || priv.pub.set != other.pub.set {
		return false
	}
	a, b := priv.Expanded(), other.Expanded()
	defer mem.Wipe(a)
	defer mem.Wipe(b)
	return ct.Equal(a, b).Public()
}

// Wipe overwrites what is secret in the key, which must not be used afterwards. Its
// public key stays usable.
func (priv *PrivateKey) Wipe() {
	mem.Wipe(priv.seed[:])
	mem.Wipe(priv.key[:])
	wipe(priv.s)
	wipe(priv.t0)
}
