package keys

import (
	"errors"
	"io"
	"slices"

	"github.com/glassh/glassh/wire"
)

// A Signer makes signatures with one private key, wherever that is kept: in
// memory (a [PrivateKey]), in an agent, or in a device. It is what users of the
// library supply to prove who they are.
type Signer interface {
	// PublicKey returns the key that verifies the signatures.
	PublicKey() *PublicKey
	// Algorithms returns the signature algorithms it can use, best first.
	Algorithms() []string
	// Sign returns a signature blob (RFC 4253 §6.6) of message, made with one of
	// Algorithms. It may read rand, or not: Ed25519 needs no randomness.
	Sign(rand io.Reader, algorithm string, message []byte) ([]byte, error)
}

// A PrivateKey is a private key in memory. It is a [Signer], and may be used from
// several goroutines until it is wiped.
type PrivateKey struct {
	typ      *keyType
	material privateMaterial // nil once wiped
	public   *PublicKey
	comment  string
}

func newPrivateKey(typ *keyType, material privateMaterial) *PrivateKey {
	blob := material.appendPublic(wire.AppendText(nil, typ.name))
	public, err := ParsePublicKey(blob)
	if err != nil {
		panic("keys: a private key's own public key does not parse: " + err.Error())
	}
	return &PrivateKey{typ: typ, material: material, public: public}
}

var _ Signer = (*PrivateKey)(nil)

// PublicKey returns the public half.
func (k *PrivateKey) PublicKey() *PublicKey { return k.public }

// Comment returns the comment that the key's file held, as it stands there: it
// may hold anything, and is to be escaped before it is shown.
func (k *PrivateKey) Comment() string { return k.comment }

// SetComment replaces the comment, which [PrivateKey.Marshal] writes.
func (k *PrivateKey) SetComment(comment string) { k.comment = comment }

// Algorithms returns the signature algorithms of the key, best first.
func (k *PrivateKey) Algorithms() []string { return slices.Clone(k.typ.algorithms) }

// Sign returns a signature blob of message, of any length. An algorithm that is
// not one of the key's, and a key that has been wiped, are errors. SHA-1 is for
// verifying only: no key signs with ssh-rsa.
func (k *PrivateKey) Sign(rand io.Reader, algorithm string, message []byte) ([]byte, error) {
	if !slices.Contains(k.typ.algorithms, algorithm) {
		return nil, malformed("a key of type %s does not sign with %s", k.typ.name, escape(algorithm))
	}
	if k.material == nil {
		return nil, errWiped
	}
	sig, err := k.material.sign(rand, algorithm, message)
	if err != nil {
		return nil, malformed("signing with %s: %w", algorithm, err)
	}
	return wire.AppendString(wire.AppendText(nil, algorithm), sig), nil
}

var errWiped = errors.New("keys: the private key has been wiped")

// Wipe overwrites the secret part with zeros. The key cannot be used after that;
// no other goroutine may be using it.
func (k *PrivateKey) Wipe() {
	if k.material != nil {
		k.material.wipe()
		k.material = nil
	}
}
