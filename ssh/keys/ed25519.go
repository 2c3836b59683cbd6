package keys

import (
	"errors"
	"io"

	"github.com/glassh/glassh/primitives/ct"
	"github.com/glassh/glassh/primitives/ed25519"
	"github.com/glassh/glassh/primitives/mem"
	"github.com/glassh/glassh/wire"
)

// Sizes of Ed25519 (RFC 8032 §5.1.5 and §5.1.6), in bytes.
const (
	ed25519Seed      = 32
	ed25519Public    = 32
	ed25519Private   = ed25519Seed + ed25519Public // as key files store it: seed ‖ public key
	ed25519Signature = 64
)

// GenerateEd25519 makes a key from 32 bytes of rand.
func GenerateEd25519(rand io.Reader) (*PrivateKey, error) { return Generate("ssh-ed25519", rand, 0) }

func generateEd25519(_ *keyType, rand io.Reader, _ int) (privateMaterial, error) {
	var seed [ed25519Seed]byte
	defer mem.Wipe(seed[:])
	if _, err := io.ReadFull(rand, seed[:]); err != nil {
		return nil, err
	}
	return &ed25519Secret{ed25519.NewKeyFromSeed(seed[:])}, nil
}

// NewEd25519 makes the key of a seed (RFC 8032 §5.1.5), which it copies. It panics
// if the seed is not 32 bytes long.
func NewEd25519(seed []byte) *PrivateKey {
	if len(seed) != ed25519Seed {
		panic("keys: an Ed25519 seed must be 32 bytes")
	}
	return newPrivateKey(find("ssh-ed25519"), &ed25519Secret{ed25519.NewKeyFromSeed(seed)})
}

type ed25519Key struct{ ed25519.PublicKey }

// parseEd25519 reads RFC 8709 §4: string A.
func parseEd25519(t *keyType, r *wire.Reader) (publicMaterial, error) {
	a := r.At("Ed25519 public key").Bytes()
	if err := r.Err(); err != nil {
		return nil, malformed("%w", err)
	}
	if len(a) != ed25519Public {
		return nil, malformed("%s public key is of %d bytes instead of 32", t.name, len(a))
	}
	return ed25519Key{a}, nil
}

func (ed25519Key) bits() int { return 256 }

// verify is RFC 8709 §6; Ed25519 has one algorithm.
func (k ed25519Key) verify(_ string, message, sig []byte) bool {
	return len(sig) == ed25519Signature && ed25519.Verify(k.PublicKey, message, sig)
}

type ed25519Secret struct{ ed25519.PrivateKey }

// errMismatch is the error of a private key file whose two halves are of
// different keys. Using one would give away the private key: with the wrong
// public key hashed into it, S solves for the secret scalar.
var errMismatch = errors.New("keys: the public and the private half of the key do not belong together")

// parsePrivateEd25519 reads string A, string seed ‖ A (PROTOCOL.key, and
// draft-ietf-sshm-ssh-agent §4.2.3). The public key is computed anew from the
// seed; both copies must be equal to it.
func parsePrivateEd25519(_ *keyType, r *wire.Reader) (privateMaterial, error) {
	public := r.At("Ed25519 public key").Bytes()
	private := r.At("Ed25519 private key").Bytes()
	if err := r.Err(); err != nil {
		return nil, malformed("%w", err)
	}
	if len(public) != ed25519Public || len(private) != ed25519Private {
		return nil, malformed("ssh-ed25519 private key is of %d and %d bytes instead of 32 and 64", len(public), len(private))
	}
	k := ed25519.NewKeyFromSeed(private[:ed25519Seed])
	same := ct.Equal(k, private) & ct.Equal(k[ed25519Seed:], public)
	if !same.Public() {
		mem.Wipe(k)
		return nil, errMismatch
	}
	return &ed25519Secret{k}, nil
}

func (k *ed25519Secret) appendPublic(dst []byte) []byte {
	return wire.AppendString(dst, k.PrivateKey[ed25519Seed:])
}

func (k *ed25519Secret) appendPrivate(dst []byte) []byte {
	dst = wire.AppendString(dst, k.PrivateKey[ed25519Seed:])
	return wire.AppendString(dst, k.PrivateKey)
}

func (*ed25519Secret) privateLen() int { return 4 + ed25519Public + 4 + ed25519Private }

func (k *ed25519Secret) sign(_ io.Reader, _ string, message []byte) ([]byte, error) {
	return ed25519.Sign(k.PrivateKey, message), nil
}

func (k *ed25519Secret) wipe() { mem.Wipe(k.PrivateKey) }
