package keys

import (
	"io"

	"github.com/glassh/glassh/primitives/ct"
	"github.com/glassh/glassh/primitives/ed448"
	"github.com/glassh/glassh/primitives/mem"
	"github.com/glassh/glassh/wire"
)

// NewEd448 makes the key of a seed (RFC 8032 §5.2.5), which it copies. It panics if
// the seed is not 57 bytes long.
func NewEd448(seed []byte) *PrivateKey {
	if len(seed) != ed448.SeedSize {
		panic("keys: an Ed448 seed must be 57 bytes")
	}
	return newPrivateKey(find("ssh-ed448"), &ed448Secret{ed448.NewKeyFromSeed(seed)})
}

func generateEd448(_ *keyType, rand io.Reader, _ int) (privateMaterial, error) {
	_, k, err := ed448.GenerateKey(rand)
	if err != nil {
		return nil, err
	}
	return &ed448Secret{k}, nil
}

type ed448Key struct{ a []byte }

// parseEd448 reads RFC 8709 §4: string A.
func parseEd448(_ *keyType, r *wire.Reader) (publicMaterial, error) {
	a := r.At("Ed448 public key").Bytes()
	if err := r.Err(); err != nil {
		return nil, malformed("%w", err)
	}
	if len(a) != ed448.PublicKeySize {
		return nil, malformed("ssh-ed448 public key is of %d bytes instead of 57", len(a))
	}
	return ed448Key{a}, nil
}

func (ed448Key) bits() int { return 448 } // as PuTTY quotes it

// verify is RFC 8709 §6, without a context.
func (k ed448Key) verify(_ string, message, sig []byte) bool {
	return len(sig) == ed448.SignatureSize && ed448.Verify(k.a, message, sig, nil)
}

type ed448Secret struct{ ed448.PrivateKey }

// parsePrivateEd448 reads string A, string seed ‖ A (RFC 9987 §3.2.3). The public key is
// computed anew from the seed; both copies must be equal to it.
func parsePrivateEd448(_ *keyType, r *wire.Reader) (privateMaterial, error) {
	public := r.At("Ed448 public key").Bytes()
	private := r.At("Ed448 private key").Bytes()
	if err := r.Err(); err != nil {
		return nil, malformed("%w", err)
	}
	if len(public) != ed448.PublicKeySize || len(private) != ed448.PrivateKeySize {
		return nil, malformed("ssh-ed448 private key is of %d and %d bytes instead of 57 and 114", len(public), len(private))
	}
	k := ed448.NewKeyFromSeed(private[:ed448.SeedSize])
	same := ct.Equal(k, private) & ct.Equal(k[ed448.SeedSize:], public)
	if !same.Public() {
		mem.Wipe(k)
		return nil, errMismatch
	}
	return &ed448Secret{k}, nil
}

func (k *ed448Secret) appendPublic(dst []byte) []byte {
	return wire.AppendString(dst, k.PrivateKey[ed448.SeedSize:])
}

func (k *ed448Secret) appendPrivate(dst []byte) []byte {
	dst = wire.AppendString(dst, k.PrivateKey[ed448.SeedSize:])
	return wire.AppendString(dst, k.PrivateKey)
}

func (*ed448Secret) privateLen() int { return 4 + ed448.PublicKeySize + 4 + ed448.PrivateKeySize }

func (k *ed448Secret) sign(_ io.Reader, _ string, message []byte) ([]byte, error) {
	return ed448.Sign(k.PrivateKey, message, nil), nil
}

func (k *ed448Secret) wipe() { mem.Wipe(k.PrivateKey) }
