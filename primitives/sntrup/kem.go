package sntrup

import (
	"errors"
	"io"

	"github.com/glassh/glassh/primitives/ct"
	"github.com/glassh/glassh/primitives/mem"
	"github.com/glassh/glassh/primitives/sha2"
)

// Sizes in bytes.
const (
	PublicKeySize  = largeSize                                          // 1158
	PrivateKeySize = 2*smallSize + PublicKeySize + smallSize + hashSize // 1763
	CiphertextSize = roundedSize + hashSize                             // 1039
	SharedKeySize  = hashSize                                           // 32
)

const hashSize = 32

// What can be wrong with what is parsed.
var (
	ErrPublicKeyLength  = errors.New("sntrup: public key must be 1158 bytes")
	ErrCiphertextLength = errors.New("sntrup: ciphertext must be 1039 bytes")
	ErrPrivateKey       = errors.New("sntrup: not a private key")
)

// A PublicKey is the polynomial h.
type PublicKey struct {
	bytes [PublicKeySize]byte
	h     poly
	hash  [hashSize]byte // of bytes
}

// A PrivateKey is f and 1/g, with the public key g/(3f), and ρ, from which comes the
// shared key for a wrong ciphertext.
type PrivateKey struct {
	f, gInverse poly
	rho         [smallSize]byte
	public      PublicKey
}

// GenerateKey makes a key pair from rand: 4·761 bytes for each g until there is one
// with an inverse, 4·761 for f, and 191 for ρ, in this order. Its error is the one of
// reading them.
func GenerateKey(rand io.Reader) (*PrivateKey, error) {
	k := new(PrivateKey)
	if err := generate(rand, &k.public.h, &k.f, &k.gInverse); err != nil {
		k.Wipe()
		return nil, err
	}
	if _, err := io.ReadFull(rand, k.rho[:]); err != nil {
		k.Wipe()
		return nil, err
	}
	k.public.h.encodeLarge(&k.public.bytes)
	k.public.hash = hash(4, k.public.bytes[:])
	return k, nil
}

// NewPrivateKey reads a private key from the 1763 bytes that [PrivateKey.Bytes]
// gives. Any that it does not give are [ErrPrivateKey]; only that the parts fit
// together, and that ρ is random, it does not see.
func NewPrivateKey(b []byte) (*PrivateKey, error) {
	if len(b) != PrivateKeySize {
		return nil, ErrPrivateKey
	}
	f, b := b[:smallSize], b[smallSize:]
	gInverse, b := b[:smallSize], b[smallSize:]
	public, b := b[:PublicKeySize], b[PublicKeySize:]
	rho, hash := b[:smallSize], b[smallSize:]

	k := new(PrivateKey)
	k.rho = [smallSize]byte(rho)
	k.public.set((*[PublicKeySize]byte)(public))
	ok := k.f.decodeSmall((*[smallSize]byte)(f))
	ok = k.gInverse.decodeSmall((*[smallSize]byte)(gInverse)) && ok
	ok = ct.Equal(k.public.hash[:], hash).Public() && ok
	if !ok || !k.f.isShort().Public() {
		k.Wipe()
		return nil, ErrPrivateKey
	}
	return k, nil
}

// Bytes returns the private key in the form of the specification, 1763 bytes: f, 1/g,
// the public key, ρ, and the public key's hash.
func (k *PrivateKey) Bytes() []byte {
	var f, gInverse [smallSize]byte
	k.f.encodeSmall(&f)
	k.gInverse.encodeSmall(&gInverse)
	b := make([]byte, 0, PrivateKeySize)
	b = append(b, f[:]...)
	b = append(b, gInverse[:]...)
	b = append(b, k.public.bytes[:]...)
	b = append(b, k.rho[:]...)
	b = append(b, k.public.hash[:]...)
	mem.Wipe(f[:])
	mem.Wipe(gInverse[:])
	return b
}

// PublicKey returns the public key.
func (k *PrivateKey) PublicKey() *PublicKey {
	public := k.public
	return &public
}

// Wipe overwrites the secrets with zeros. k must not be used afterwards.
func (k *PrivateKey) Wipe() {
	k.f.wipe()
	k.gInverse.wipe()
	mem.Wipe(k.rho[:])
}

// NewPublicKey reads a public key of 1158 bytes; another length is
// [ErrPublicKeyLength]. All values are taken: a peer who sends what is not the
// encoding of a polynomial only fails to decapsulate.
func NewPublicKey(b []byte) (*PublicKey, error) {
	if len(b) != PublicKeySize {
		return nil, ErrPublicKeyLength
	}
	k := new(PublicKey)
	k.set((*[PublicKeySize]byte)(b))
	return k, nil
}

func (k *PublicKey) set(b *[PublicKeySize]byte) {
	k.bytes = *b
	k.h.decodeLarge(b)
	k.hash = hash(4, b[:])
}

// Bytes returns the 1158 bytes of the key.
func (k *PublicKey) Bytes() []byte { return append([]byte(nil), k.bytes[:]...) }

// Encapsulate makes a shared key of 32 bytes, and the ciphertext of 1039 bytes from
// which the owner of the private key gets it, with 4·761 bytes of rand. Its error is
// the one of reading them.
func (k *PublicKey) Encapsulate(rand io.Reader) (ciphertext, shared []byte, err error) {
	var r poly
	if err := r.sampleShort(rand); err != nil {
		return nil, nil, err
	}
	var encoded [smallSize]byte
	r.encodeSmall(&encoded)
	c := k.hide(&r, &encoded)
	session := sessionKey(1, &encoded, &c)
	r.wipe()
	mem.Wipe(encoded[:])
	return append([]byte(nil), c[:]...), session, nil
}

// hide returns the ciphertext of r: hr rounded, and the hash of r that confirms it.
func (k *PublicKey) hide(r *poly, encoded *[smallSize]byte) (c [CiphertextSize]byte) {
	var rounded poly
	encrypt(&rounded, &k.h, r)
	rounded.encodeRounded((*[roundedSize]byte)(c[:]))

	inner := hash(3, encoded[:])
	confirm := hash(2, inner[:], k.hash[:])
	copy(c[roundedSize:], confirm[:])
	mem.Wipe(inner[:])
	return c
}

// Decapsulate returns the shared key of 32 bytes that belongs to a ciphertext. Its
// only error is [ErrCiphertextLength]: any other wrong ciphertext gives a key that
// nobody else can compute, and nobody can tell from it that it was wrong.
func (k *PrivateKey) Decapsulate(ciphertext []byte) (shared []byte, err error) {
	if len(ciphertext) != CiphertextSize {
		return nil, ErrCiphertextLength
	}
	given := (*[CiphertextSize]byte)(ciphertext)
	var c, r poly
	c.decodeRounded((*[roundedSize]byte)(given[:]))
	decrypt(&r, &c, &k.f, &k.gInverse)

	// r is right if it gives the same ciphertext again.
	var encoded [smallSize]byte
	r.encodeSmall(&encoded)
	again := k.public.hide(&r, &encoded)
	right := ct.Equal(again[:], given[:])
	ct.Copy(right.Not(), encoded[:], k.rho[:])
	shared = sessionKey(byte(right), &encoded, given)
	r.wipe()
	c.wipe()
	mem.Wipe(encoded[:])
	return shared, nil
}

// sessionKey returns the key that both sides get from r, or from ρ if the prefix is 0.
func sessionKey(prefix byte, encoded *[smallSize]byte, ciphertext *[CiphertextSize]byte) []byte {
	inner := hash(3, encoded[:])
	key := hash(prefix, inner[:], ciphertext[:])
	mem.Wipe(inner[:])
	return key[:]
}

// hash returns the first half of SHA-512 of a byte that says what the hash is for,
// and of the parts (NTRU Prime, round 3: Hash_prefix):
//
//	0, 1  the session key, after a wrong or a right ciphertext
//	2     the confirmation in the ciphertext
//	3     r or ρ, within the others
//	4     the public key, within the confirmation
func hash(prefix byte, parts ...[]byte) (out [hashSize]byte) {
	h := sha2.New512()
	h.Write([]byte{prefix})
	for _, part := range parts {
		h.Write(part)
	}
	var sum [sha2.Size512]byte
	h.Sum(sum[:0])
	copy(out[:], sum[:])
	mem.Wipe(sum[:])
	h.Wipe()
	return out
}
