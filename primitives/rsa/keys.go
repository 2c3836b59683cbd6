package rsa

import (
	"bytes"
	"crypto"
	"errors"
	"fmt"
	"io"

	"github.com/glassh/glassh/primitives/bigmod"
	"github.com/glassh/glassh/primitives/ct"
	"github.com/glassh/glassh/primitives/mem"
)

// Limits of the keys that are taken. They bound the work that a key from a peer or
// a file can cause.
const (
	// MinBits is the least length of n, as in OpenSSH.
	MinBits = 1024
	// MaxBits is the greatest length of n.
	MaxBits = bigmod.MaxBits
	// MaxPrimeBits is the greatest length of p and of q.
	MaxPrimeBits = 8192
	// MaxExponentBits is the greatest length of e.
	MaxExponentBits = 24
)

// A PublicKey is n and e. It may be used by several goroutines at once.
type PublicKey struct {
	n *bigmod.Modulus
	e uint64 // odd, at least 3, of at most 24 bits
}

// NewPublicKey makes a public key of its two numbers, big-endian. It fails if n is
// even, or has fewer than [MinBits] or more than [MaxBits] bits; or if e is even,
// below 3, or has more than [MaxExponentBits] bits.
func NewPublicKey(n, e []byte) (*PublicKey, error) {
	exponent, err := parseExponent(e)
	if err != nil {
		return nil, err
	}
	if bits := bitLen(n); bits < MinBits || bits > MaxBits {
		return nil, fmt.Errorf("rsa: the modulus has %d bits, not %d to %d", bits, MinBits, MaxBits)
	}
	modulus, err := bigmod.NewModulus(n)
	if err != nil {
		return nil, fmt.Errorf("rsa: modulus n: %w", err)
	}
	return &PublicKey{modulus, exponent}, nil
}

var errExponent = errors.New("rsa: the public exponent is not an odd number of 2 to 24 bits")

func parseExponent(b []byte) (e uint64, err error) {
	if n := bitLen(b); n < 2 || n > MaxExponentBits {
		return 0, errExponent
	}
	for _, x := range b {
		e = e<<8 | uint64(x)
	}
	if e&1 == 0 {
		return 0, errExponent
	}
	return e, nil
}

// bitLen returns the bit length of a big-endian number, which is public.
func bitLen(b []byte) int { return bigmod.NewNat(b).BitLenVarTime() }

// N returns n, big-endian, Size() bytes.
func (pub *PublicKey) N() []byte { return pub.n.Bytes() }

// E returns e.
func (pub *PublicKey) E() uint32 { return uint32(pub.e) }

// BitLen returns the length of n in bits, which is called the size of the key.
func (pub *PublicKey) BitLen() int { return pub.n.BitLen() }

// Size returns the length of n in bytes, which is that of a signature and of a
// ciphertext.
func (pub *PublicKey) Size() int { return pub.n.Size() }

// Equal reports whether x is the same public key.
func (pub *PublicKey) Equal(x crypto.PublicKey) bool {
	other, ok := x.(*PublicKey)
	return ok && pub.e == other.e && bytes.Equal(pub.N(), other.N())
}

// Numbers are those of a private key, big-endian, as key files hold them. Qinv is
// 1/q mod p, which OpenSSH calls iqmp and RFC 8017 the coefficient; p is the first
// prime there as here.
type Numbers struct {
	N, E, D, P, Q, Qinv []byte
}

// Wipe overwrites the numbers with zeros.
func (k *Numbers) Wipe() {
	for _, b := range [][]byte{k.N, k.E, k.D, k.P, k.Q, k.Qinv} {
		mem.Wipe(b)
	}
}

// A PrivateKey is a key that was found to be sound. It implements [crypto.Signer],
// and may be used by several goroutines at once.
type PrivateKey struct {
	public PublicKey
	p, q   *bigmod.Modulus
	dp, dq []byte          // d mod p−1, d mod q−1, as long as p and q
	qinv   *bigmod.Element // 1/q mod p
	qNat   *bigmod.Nat
	d      []byte // not used here but by Numbers
}

// NewPrivateKey makes a private key of its numbers and checks all of them: n and e
// as [NewPublicKey] does, p and q of at most [MaxPrimeBits] bits, pq = n,
// de ≡ 1 modulo p−1 and q−1, d < n, Qinv·q ≡ 1 mod p, and that p and q pass a
// Miller-Rabin test with the base 2. It copies what it keeps.
//
// It does about as much work as a signature. A failure tells which check failed.
func NewPrivateKey(k *Numbers) (*PrivateKey, error) {
	pub, err := NewPublicKey(k.N, k.E)
	if err != nil {
		return nil, err
	}
	priv := &PrivateKey{public: *pub}
	if priv.p, err = newPrime("p", k.P); err != nil {
		return nil, err
	}
	if priv.q, err = newPrime("q", k.Q); err != nil {
		return nil, err
	}
	priv.qNat = priv.q.Nat()

	p := priv.p.Nat()
	defer p.Wipe()
	n := p.Mul(priv.qNat)
	defer n.Wipe()
	if !n.Equal(pub.n.Nat()).Public() {
		return nil, errors.New("rsa: the modulus is not the product of the primes")
	}

	d := bigmod.NewNat(k.D)
	defer d.Wipe()
	if _, less := d.Sub(n); !less.Public() {
		return nil, errors.New("rsa: the private exponent is not below the modulus")
	}
	priv.d = d.FillBytes(make([]byte, pub.Size()))
	var okP, okQ ct.Choice
	priv.dp, okP = reduceExponent(d, priv.p, pub.e)
	priv.dq, okQ = reduceExponent(d, priv.q, pub.e)
	if !(okP & okQ).Public() {
		return nil, errors.New("rsa: the private exponent does not belong to the public one")
	}

	priv.qinv = priv.p.NewElement()
	if err := priv.qinv.SetBytes(k.Qinv); err != nil {
		return nil, errors.New("rsa: the coefficient is not below the first prime")
	}
	one := priv.p.NewElement().SetReduced(priv.qNat)
	defer one.Wipe()
	if !one.Multiply(one, priv.qinv).IsOne().Public() {
		return nil, errors.New("rsa: the coefficient is not the inverse of the second prime")
	}
	return priv, nil
}

// newPrime takes p or q, and refuses what is no prime, but for the few composite
// numbers that pass with the base 2: this finds mistakes, not malice, which could
// only give away the key that it is part of.
func newPrime(name string, b []byte) (*bigmod.Modulus, error) {
	if bits := bitLen(b); bits > MaxPrimeBits {
		return nil, fmt.Errorf("rsa: %s has %d bits, more than %d", name, bits, MaxPrimeBits)
	}
	m, err := bigmod.NewModulus(b)
	if err != nil {
		return nil, fmt.Errorf("rsa: %s: %w", name, err)
	}
	if !m.MillerRabin2().Public() {
		return nil, fmt.Errorf("rsa: %s is not a prime", name)
	}
	return m, nil
}

// reduceExponent returns d mod p−1, as long as p, and whether e times it is 1
// modulo p−1.
func reduceExponent(d *bigmod.Nat, p *bigmod.Modulus, e uint64) ([]byte, ct.Choice) {
	one := bigmod.NewNat([]byte{1})
	x := p.Nat()
	defer x.Wipe()
	order, _ := x.Sub(one)
	defer order.Wipe()
	dp := d.Mod(order)
	defer dp.Wipe()
	ed := dp.Mul(natOf(e))
	defer ed.Wipe()
	rest := ed.Mod(order)
	defer rest.Wipe()
	return dp.FillBytes(make([]byte, p.Size())), rest.Equal(one)
}

// natOf returns x as a Nat.
func natOf(x uint64) *bigmod.Nat {
	return bigmod.NewNat([]byte{byte(x >> 56), byte(x >> 48), byte(x >> 40), byte(x >> 32), byte(x >> 24), byte(x >> 16), byte(x >> 8), byte(x)})
}

// Numbers returns copies of the key's numbers, for a key file, each without leading
// zeros but D and Qinv, which are as long as n and p.
func (priv *PrivateKey) Numbers() *Numbers {
	e := priv.public.e
	return &Numbers{
		N:    priv.public.N(),
		E:    bytes.TrimLeft([]byte{byte(e >> 16), byte(e >> 8), byte(e)}, "\x00"),
		D:    bytes.Clone(priv.d),
		P:    priv.p.Bytes(),
		Q:    priv.q.Bytes(),
		Qinv: priv.qinv.Bytes(),
	}
}

// Exponents returns copies of d mod p−1 and d mod q−1, which PKCS#1 files hold besides
// the [Numbers], as long as p and q.
func (priv *PrivateKey) Exponents() (dp, dq []byte) {
	return bytes.Clone(priv.dp), bytes.Clone(priv.dq)
}

// Public returns the key's public half, a *[PublicKey].
func (priv *PrivateKey) Public() crypto.PublicKey {
	pub := priv.public
	return &pub
}

// Equal reports whether x is the same private key.
func (priv *PrivateKey) Equal(x crypto.PrivateKey) bool {
	other, ok := x.(*PrivateKey)
	if !ok || !priv.public.Equal(&other.public) {
		return false
	}
	// n and e are equal, and keys are sound: p tells the order of the primes, and
	// all else follows but for multiples of the order in d.
	return (ct.Equal(priv.p.Bytes(), other.p.Bytes()) & ct.Equal(priv.d, other.d)).Public()
}

// Sign signs a digest of opts.HashFunc(), SHA-256 or SHA-512, as [SignPKCS1v15]
// does. rand is not used.
func (priv *PrivateKey) Sign(rand io.Reader, digest []byte, opts crypto.SignerOpts) ([]byte, error) {
	switch h := opts.HashFunc(); h {
	case crypto.SHA256, crypto.SHA512:
		if len(digest) != h.Size() {
			return nil, errors.New("rsa: the digest is not as long as the hash function's")
		}
		return SignPKCS1v15(priv, h, digest)
	}
	return nil, errors.New("rsa: signs digests of SHA-256 and SHA-512 only")
}

// Wipe overwrites the key with zeros. It must not be used afterwards.
func (priv *PrivateKey) Wipe() {
	for _, m := range []*bigmod.Modulus{priv.p, priv.q} {
		m.Wipe()
	}
	for _, b := range [][]byte{priv.dp, priv.dq, priv.d} {
		mem.Wipe(b)
	}
	priv.qinv.Wipe()
	priv.qNat.Wipe()
}
