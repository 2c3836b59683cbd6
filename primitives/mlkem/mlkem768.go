package mlkem

import "io"

// Sizes of ML-KEM-768 in bytes.
const (
	EncapsulationKeySize768 = 1184
	CiphertextSize768       = 1088
	// ExpandedKeySize768 is the length of a decapsulation key in its expanded form.
	ExpandedKeySize768 = 2400
)

// A DecapsulationKey768 is the secret key of ML-KEM-768, with the public key that belongs
// to it. It may be used by several goroutines at a time.
type DecapsulationKey768 struct{ dk decapsulationKey }

// GenerateKey768 makes a key pair from 64 bytes of rand (FIPS 203 Algorithm 19). Its
// error is the one of reading them.
func GenerateKey768(rand io.Reader) (*DecapsulationKey768, error) {
	key := new(DecapsulationKey768)
	if err := key.dk.generate(&set768, rand); err != nil {
		return nil, err
	}
	return key, nil
}

// NewDecapsulationKey768 makes the key pair of a seed d ‖ z (FIPS 203 Algorithm 16).
func NewDecapsulationKey768(seed *[SeedSize]byte) *DecapsulationKey768 {
	key := new(DecapsulationKey768)
	key.dk.expand(&set768, seed)
	return key
}

// ParseDecapsulationKey768 reads a key in its expanded form (see
// [DecapsulationKey768.Expanded]), of which it keeps no part. It refuses one of another
// length, one whose public key or hash does not belong to the rest (FIPS 203 §7.3), and
// one with numbers that are not reduced.
func ParseDecapsulationKey768(expanded []byte) (*DecapsulationKey768, error) {
	key := new(DecapsulationKey768)
	if err := key.dk.parse(&set768, expanded); err != nil {
		return nil, err
	}
	return key, nil
}

// Bytes returns the 64 secret bytes d ‖ z that the key was made from. It panics for a
// key that was read in its expanded form, which does not have them.
func (key *DecapsulationKey768) Bytes() []byte { return key.dk.seedBytes() }

// Expanded returns the form of the key that FIPS 203 exchanges, [ExpandedKeySize768]
// secret bytes: ŝ ‖ ek ‖ H(ek) ‖ z. [DecapsulationKey768.Bytes] is shorter and as good.
func (key *DecapsulationKey768) Expanded() []byte { return key.dk.expanded() }

// EncapsulationKey returns the public key.
func (key *DecapsulationKey768) EncapsulationKey() *EncapsulationKey768 {
	return &EncapsulationKey768{key.dk.encapsulationKey}
}

// Decapsulate returns the shared key, 32 bytes, of a ciphertext (FIPS 203 Algorithm
// 21). The only error is that it is not [CiphertextSize768] bytes long. Any other wrong
// ciphertext gives a shared key that nobody else knows.
func (key *DecapsulationKey768) Decapsulate(ciphertext []byte) (sharedKey []byte, err error) {
	return key.dk.decapsulate(ciphertext)
}

// Wipe overwrites what is secret in the key, which must not be used afterwards. Its
// public key stays usable.
func (key *DecapsulationKey768) Wipe() { key.dk.wipe() }

// An EncapsulationKey768 is a public key of ML-KEM-768. It may be used by several
// goroutines at a time.
type EncapsulationKey768 struct{ ek encapsulationKey }

// NewEncapsulationKey768 reads a public key, of which it keeps no part. It refuses one
// of another length than [EncapsulationKeySize768], and one with a coefficient that is
// not below 3329 (FIPS 203 §7.2).
func NewEncapsulationKey768(b []byte) (*EncapsulationKey768, error) {
	key := new(EncapsulationKey768)
	if len(b) != EncapsulationKeySize768 {
		return nil, errEncapsulationKeySize
	}
	key.ek.allocate(&set768, 0)
	if err := key.ek.parse(b); err != nil {
		return nil, err
	}
	return key, nil
}

// Bytes returns a copy of the public key, [EncapsulationKeySize768] bytes.
func (key *EncapsulationKey768) Bytes() []byte {
	return append(make([]byte, 0, EncapsulationKeySize768), key.ek.bytes...)
}

// Encapsulate makes a shared key of 32 bytes, and the ciphertext of [CiphertextSize768]
// bytes from which the owner of the key pair learns it, with 32 bytes of rand (FIPS 203
// Algorithm 20). Its error is the one of reading them. rand must be good: who can guess
// what it gives knows the shared key.
func (key *EncapsulationKey768) Encapsulate(rand io.Reader) (sharedKey, ciphertext []byte, err error) {
	return key.ek.encapsulate(rand)
}
