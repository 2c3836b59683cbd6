package mlkem

import (
	"errors"
	"io"

	"github.com/glassh/glassh/primitives/ct"
	"github.com/glassh/glassh/primitives/mem"
	"github.com/glassh/glassh/primitives/sha3"
)

const (
	// SharedKeySize is the length of a shared key.
	SharedKeySize = 32
	// SeedSize is the length of the secret that a key pair is made from, d ‖ z.
	SeedSize = 64
)

var (
	errEncapsulationKeySize = errors.New("mlkem: the encapsulation key has the wrong length")
	errEncapsulationKey     = errors.New("mlkem: the encapsulation key has a coefficient that is not reduced")
	errDecapsulationKeySize = errors.New("mlkem: the decapsulation key has the wrong length")
	errDecapsulationKey     = errors.New("mlkem: the decapsulation key is not consistent")
	errCiphertextSize       = errors.New("mlkem: the ciphertext has the wrong length")
)

// An encapsulationKey is ek with what is computed from it.
type encapsulationKey struct {
	set   *parameterSet
	bytes []byte   // t̂ in 12 bits a coefficient, and ρ
	hash  [32]byte // H(ek)
	t     []poly   // t̂, in [0, q)
	a     []poly   // Â, row by row, in [0, q)
}

// allocate makes room for t̂ and Â, and returns further polynomials.
func (ek *encapsulationKey) allocate(set *parameterSet, further int) []poly {
	k := set.k
	polys := make([]poly, k+k*k+further)
	ek.set, ek.t, ek.a = set, polys[:k:k], polys[k:k+k*k:k+k*k]
	return polys[k+k*k:]
}

// parse sets ek to the key that b encodes, after the checks of FIPS 203 §7.2. It keeps
// a copy. The allocation is made before.
func (ek *encapsulationKey) parse(b []byte) error {
	if len(b) != ek.set.encapsulationKeySize() {
		return errEncapsulationKeySize
	}
	reduced := ct.Choice(1)
	for i := range ek.t {
		reduced &= decodeReduced(&ek.t[i], b[384*i:])
	}
	if !reduced.Public() {
		return errEncapsulationKey
	}
	ek.bytes = append(make([]byte, 0, len(b)), b...)
	ek.hash = sha3.Sum256(b)
	expandMatrix(ek.a, ek.set.k, b[384*ek.set.k:])
	return nil
}

// decodeReduced sets f to what the first 384 bytes of b encode in 12 bits a
// coefficient, and reports whether all are below q.
func decodeReduced(f *poly, b []byte) ct.Choice {
	decode(f, b[:384], 12)
	below := ^uint32(0)
	for _, x := range f {
		below &= uint32(int32(x) - q)
	}
	return ct.Choice(below >> 31)
}

// encapsulate is FIPS 203 Algorithms 17 and 20, with m from rand.
func (ek *encapsulationKey) encapsulate(rand io.Reader) (sharedKey, ciphertext []byte, err error) {
	var m [32]byte
	defer mem.Wipe(m[:])
	if _, err := io.ReadFull(rand, m[:]); err != nil {
		return nil, nil, err
	}
	var keyAndR [64]byte
	defer mem.Wipe(keyAndR[:])
	deriveKey(&keyAndR, &m, &ek.hash)
	ciphertext = make([]byte, 0, ek.set.ciphertextSize())
	ciphertext = ek.set.encrypt(ciphertext, ek.a, ek.t, &m, (*[32]byte)(keyAndR[32:]))
	return append(make([]byte, 0, SharedKeySize), keyAndR[:32]...), ciphertext, nil
}

// deriveKey sets out to K ‖ r = G(m ‖ H(ek)).
func deriveKey(out *[64]byte, m, hash *[32]byte) {
	h := sha3.New512()
	h.Write(m[:])
	h.Write(hash[:])
	h.Sum(out[:0])
	h.Wipe()
}

// A decapsulationKey is dk with what is computed from it.
type decapsulationKey struct {
	encapsulationKey
	s       []poly         // ŝ, in [0, q)
	seed    [SeedSize]byte // d ‖ z
	hasSeed bool           // else d is not known
}

// z returns the secret of implicit rejection.
func (dk *decapsulationKey) z() []byte { return dk.seed[32:] }

// generate is FIPS 203 Algorithm 19.
func (dk *decapsulationKey) generate(set *parameterSet, rand io.Reader) error {
	var seed [SeedSize]byte
	defer mem.Wipe(seed[:])
	if _, err := io.ReadFull(rand, seed[:]); err != nil {
		return err
	}
	dk.expand(set, &seed)
	return nil
}

// expand is FIPS 203 Algorithm 16.
func (dk *decapsulationKey) expand(set *parameterSet, seed *[SeedSize]byte) {
	dk.s = dk.allocate(set, set.k)
	dk.seed, dk.hasSeed = *seed, true
	rho := set.keyGen(dk.a, dk.t, dk.s, (*[32]byte)(seed[:]))
	dk.bytes = make([]byte, 0, set.encapsulationKeySize())
	for i := range dk.t {
		dk.bytes = encode(dk.bytes, &dk.t[i], 12)
	}
	dk.bytes = append(dk.bytes, rho[:]...)
	dk.hash = sha3.Sum256(dk.bytes)
}

// parse sets dk to the key that b encodes, after the checks of FIPS 203 §7.3, and those
// that ŝ and t̂ are reduced, as those of every generated key are.
//
//	b = ŝ ‖ ek ‖ H(ek) ‖ z
func (dk *decapsulationKey) parse(set *parameterSet, b []byte) error {
	if len(b) != set.expandedKeySize() {
		return errDecapsulationKeySize
	}
	dk.s = dk.allocate(set, set.k)
	reduced := ct.Choice(1)
	for i := range dk.s {
		reduced &= decodeReduced(&dk.s[i], b)
		b = b[384:]
	}
	n := set.encapsulationKeySize()
	err := dk.encapsulationKey.parse(b[:n])
	if err != nil || !(reduced & ct.Equal(dk.hash[:], b[n:n+32])).Public() {
		dk.wipe()
		return errDecapsulationKey
	}
	copy(dk.z(), b[n+32:])
	return nil
}

// expanded returns what parse reads.
func (dk *decapsulationKey) expanded() []byte {
	b := make([]byte, 0, dk.set.expandedKeySize())
	for i := range dk.s {
		b = encode(b, &dk.s[i], 12)
	}
	b = append(b, dk.bytes...)
	b = append(b, dk.hash[:]...)
	return append(b, dk.z()...)
}

// seedBytes returns d ‖ z.
func (dk *decapsulationKey) seedBytes() []byte {
	if !dk.hasSeed {
		panic("mlkem: a key that was read in its expanded form has no seed")
	}
	return append(make([]byte, 0, SeedSize), dk.seed[:]...)
}

// decapsulate is FIPS 203 Algorithms 18 and 21.
func (dk *decapsulationKey) decapsulate(ciphertext []byte) ([]byte, error) {
	if len(ciphertext) != dk.set.ciphertextSize() {
		return nil, errCiphertextSize
	}
	m := dk.set.decrypt(dk.s, ciphertext)
	defer mem.Wipe(m[:])
	var keyAndR [64]byte
	defer mem.Wipe(keyAndR[:])
	deriveKey(&keyAndR, &m, &dk.hash)

	key := make([]byte, SharedKeySize) // J(z ‖ c), and K over it where c is right
	h := sha3.NewShake256()
	h.Write(dk.z())
	h.Write(ciphertext)
	h.Read(key)
	h.Wipe()
	var room [CiphertextSize1024]byte
	again := dk.set.encrypt(room[:0], dk.a, dk.t, &m, (*[32]byte)(keyAndR[32:]))
	ct.Copy(ct.Equal(again, ciphertext), key, keyAndR[:32])
	mem.Wipe(again)
	return key, nil
}

// wipe overwrites what is secret.
func (dk *decapsulationKey) wipe() {
	wipe(dk.s)
	mem.Wipe(dk.seed[:])
}

//go:noinline
func wipe(f []poly) { clear(f) }

//go:noinline
func wipeOperands(g []operand) { clear(g) }
