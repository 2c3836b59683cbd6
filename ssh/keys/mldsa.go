package keys

import (
	"fmt"
	"io"

	"github.com/glassh/glassh/primitives/ct"
	"github.com/glassh/glassh/primitives/ed25519"
	"github.com/glassh/glassh/primitives/mem"
	"github.com/glassh/glassh/primitives/mldsa"
	"github.com/glassh/glassh/primitives/sha2"
	"github.com/glassh/glassh/wire"
)

// An ssh-mldsa44-ed25519@openssh.com key is two keys, of ML-DSA-44 and of Ed25519,
// and its signature is two signatures, which must both be right: it holds as long as
// one of the two is unbroken (draft-miller-sshm-mldsa44-ed25519-composite-sigs-00,
// with MLDSA44-Ed25519-SHA512 of draft-ietf-lamps-pq-composite-sigs-18):
//
//	public key   string type ‖ string (pk₁ ‖ pk₂)    1312 + 32 bytes
//	private key  string (seed₁ ‖ seed₂)                32 + 32
//	signature    string type ‖ string (s₁ ‖ s₂)      2420 + 64
//
//	M′ = prefix ‖ label ‖ 0 ‖ SHA-512(message)       0: the context, which SSH leaves empty, has 0 bytes
//	s₁ = ML-DSA-44(seed₁, M′), with label as the context of ML-DSA
//	s₂ = Ed25519(seed₂, M′)
//
// The label keeps either signature from being taken for one that the key's other
// half, or the half alone, would have made.
const (
	compositeName   = "ssh-mldsa44-ed25519@openssh.com"
	compositePrefix = "CompositeAlgorithmSignatures2025"
	compositeLabel  = "COMPSIG-MLDSA44-Ed25519-SHA512"
)

// Sizes of both halves together, in bytes.
var (
	compositeSeeds     = mldsa.SeedSize + ed25519Seed
	compositePublic    = mldsa.Set44.PublicKeySize() + ed25519Public
	compositeSignature = mldsa.Set44.SignatureSize() + ed25519Signature
)

// representative returns M′.
func representative(message []byte) []byte {
	hash := sha2.Sum512(message)
	m := append([]byte(compositePrefix+compositeLabel), 0)
	return append(m, hash[:]...)
}

// NewMLDSA44Ed25519 makes the key of two seeds, 32 bytes for ML-DSA-44 and behind them
// 32 for Ed25519, which it copies. It panics if seeds is not 64 bytes long.
func NewMLDSA44Ed25519(seeds []byte) *PrivateKey {
	if len(seeds) != compositeSeeds {
		panic("keys: the seeds of ML-DSA-44 and Ed25519 must be 64 bytes")
	}
	return newPrivateKey(find(compositeName), newCompositeSecret(seeds))
}

func generateComposite(_ *keyType, rand io.Reader, _ int) (privateMaterial, error) {
	seeds := make([]byte, compositeSeeds)
	defer mem.Wipe(seeds)
	if _, err := io.ReadFull(rand, seeds); err != nil {
		return nil, err
	}
	return newCompositeSecret(seeds), nil
}

type compositeKey struct {
	mldsa   *mldsa.PublicKey
	ed25519 ed25519.PublicKey
}

// parseComposite reads string pk₁ ‖ pk₂.
func parseComposite(t *keyType, r *wire.Reader) (publicMaterial, error) {
	b := r.At("ML-DSA-44 and Ed25519 public keys").Bytes()
	if err := r.Err(); err != nil {
		return nil, malformed("%w", err)
	}
	if len(b) != compositePublic {
		return nil, malformed("%s public key is of %d bytes instead of %d", t.name, len(b), compositePublic)
	}
	n := mldsa.Set44.PublicKeySize()
	k, err := mldsa.NewPublicKey(mldsa.Set44, b[:n])
	if err != nil {
		return nil, malformed("%s public key: %w", t.name, err)
	}
	return compositeKey{k, b[n:]}, nil
}

// bits is what OpenSSH quotes.
func (compositeKey) bits() int { return 256 }

func (k compositeKey) verify(_ string, message, sig []byte) bool {
	if len(sig) != compositeSignature {
		return false
	}
	m, n := representative(message), mldsa.Set44.SignatureSize()
	return k.mldsa.Verify(m, compositeLabel, sig[:n]) && ed25519.Verify(k.ed25519, m, sig[n:])
}

type compositeSecret struct {
	mldsa   *mldsa.PrivateKey
	ed25519 ed25519.PrivateKey
}

func newCompositeSecret(seeds []byte) *compositeSecret {
	return &compositeSecret{
		mldsa.NewPrivateKey(mldsa.Set44, (*[mldsa.SeedSize]byte)(seeds)),
		ed25519.NewKeyFromSeed(seeds[mldsa.SeedSize:]),
	}
}

// parsePrivateComposite reads string pk₁ ‖ pk₂, string seed₁ ‖ seed₂. The public keys
// are computed anew from the seeds, and must be those.
func parsePrivateComposite(t *keyType, r *wire.Reader) (privateMaterial, error) {
	public := r.At("ML-DSA-44 and Ed25519 public keys").Bytes()
	seeds := r.At("seeds").Bytes()
	if err := r.Err(); err != nil {
		return nil, malformed("%w", err)
	}
	if len(public) != compositePublic || len(seeds) != compositeSeeds {
		return nil, malformed("%s private key is of %d and %d bytes instead of %d and %d",
			t.name, len(public), len(seeds), compositePublic, compositeSeeds)
	}
	k := newCompositeSecret(seeds)
	if same := ct.Equal(k.public(), public); !same.Public() {
		k.wipe()
		return nil, errMismatch
	}
	return k, nil
}

// public returns pk₁ ‖ pk₂.
func (k *compositeSecret) public() []byte {
	return append(k.mldsa.Public().(*mldsa.PublicKey).Bytes(), k.ed25519[ed25519Seed:]...)
}

func (k *compositeSecret) appendPublic(dst []byte) []byte { return wire.AppendString(dst, k.public()) }

func (k *compositeSecret) appendPrivate(dst []byte) []byte {
	seed := k.mldsa.Seed()
	defer mem.Wipe(seed)
	dst = wire.AppendUint32(k.appendPublic(dst), uint32(compositeSeeds))
	return append(append(dst, seed...), k.ed25519[:ed25519Seed]...)
}

func (*compositeSecret) privateLen() int { return 4 + compositePublic + 4 + compositeSeeds }

func (k *compositeSecret) sign(rand io.Reader, _ string, message []byte) ([]byte, error) {
	if rand == nil {
		return nil, fmt.Errorf("ML-DSA-44 signs with randomness, and rand is nil")
	}
	var rnd [32]byte
	defer mem.Wipe(rnd[:])
	if _, err := io.ReadFull(rand, rnd[:]); err != nil {
		return nil, err
	}
	m := representative(message)
	sig := k.mldsa.AppendSignature(make([]byte, 0, compositeSignature), m, compositeLabel, &rnd)
	return ed25519.AppendSignature(sig, k.ed25519, m), nil
}

func (k *compositeSecret) wipe() {
	k.mldsa.Wipe()
	mem.Wipe(k.ed25519)
}
