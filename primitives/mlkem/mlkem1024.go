package mlkem

import "io"

// Sizes of ML-KEM-1024 in bytes.
const (
	EncapsulationKeySize1024 = 1568
	CiphertextSize1024       = 1568
	// ExpandedKeySize1024 is the length of a decapsulation key in its expanded form.
	ExpandedKeySize1024 = 3168
)

// A DecapsulationKey1024 is the secret key of ML-KEM-1024, with the public key that belongs
// to it. It may be used by several goroutines at a time.
type DecapsulationKey1024 struct{ dk decapsulationKey }

// GenerateKey1024 makes a key pair from 64 bytes of rand (FIPS 203 Algorithm 19). Its
// error is the one of reading them.
func GenerateKey1024(rand io.Reader) (*DecapsulationKey1024, error) {
	key := new(DecapsulationKey1024)
	if err := key.dk.generate(&set1024, rand); err != nil {
		return nil, err
	}
	return key, nil
}

// NewDecapsulationKey1024 makes the key pair of a seed d ‖ z (FIPS 203 Algorithm 16).
func NewDecapsulationKey1024(seed *[SeedSize]byte) *DecapsulationKey1024 {
	key := new(DecapsulationKey1024)
	key.dk.expand(&set1024, seed)
	return key
}

// ParseDecapsulationKey1024 reads a key in its expanded form (see
// [DecapsulationKey1024.Expanded]), of which it keeps no part. It refuses one of another
// length, one whose public key or hash does not belong to the rest (FIPS 203 §7.3), and
// one with numbers that are not reduced.
func ParseDecapsulationKey1024(expanded []byte) (*DecapsulationKey1024, error) {
	key := new(DecapsulationKey1024)
	if err := key.dk.parse(&set1024, expanded); err != nil {
		return nil, err
	}
	return key, nil
}

// Bytes returns the 64 secret bytes d ‖ z that the key was made from. It panics for a
// key that was read in its expanded form, which does not have them.
func (key *DecapsulationKey1024) Bytes() []byte { return key.dk.seedBytes() }

// Expanded returns the form of the key that FIPS 203 exchanges, [ExpandedKeySize1024]
// secret bytes: ŝ ‖ ek ‖ H(ek) ‖ z. [DecapsulationKey1024.Bytes] is shorter and as good.
func (key *DecapsulationKey1024) Expanded() []byte { return key.dk.expanded() }

// EncapsulationKey returns the public key.
func (key *DecapsulationKey1024) EncapsulationKey() *EncapsulationKey1024 {
	return &EncapsulationKey1024{key.dk.encapsulationKey}
}

// Decapsulate returns the shared key, 32 bytes, of a ciphertext (FIPS 203 Algorithm
// 21). The only error is that it is not [CiphertextSize1024] bytes long. Any other wrong
// ciphertext gives a shared key that nobody else knows.
func (key *DecapsulationKey1024) Decapsulate(ciphertext []byte) (sharedKey []byte, err error) {
	return key.dk.decapsulate(ciphertext)
}

// Wipe overwrites what is secret in the key, which must not be used afterwards. Its
// public key stays usable.
func (key *DecapsulationKey1024) Wipe() { key.dk.wipe() }

// An EncapsulationKey1024 is a public key of ML-KEM-1024. It may be used by several
// goroutines at a time.
type EncapsulationKey1024 struct{ ek encapsulationKey }

// NewEncapsulationKey1024 reads a public key, of which it keeps no part. It refuses one
// of another length than [EncapsulationKeySize1024], and one with a coefficient that is
// not below 3329 (FIPS 203 §7.2).
func NewEncapsulationKey1024(b []byte) (*EncapsulationKey1024, error) {
	key := new(EncapsulationKey1024)
	if len(b) != EncapsulationKeySize1024 {
		return nil, errEncapsulationKeySize
	}
	key.ek.allocate(&set1024, 0)
	if err := key.ek.parse(b); err != nil {
		return nil, err
	}
	return key, nil
}

// Bytes returns a copy of the public key, [EncapsulationKeySize1024] bytes.
func (key *EncapsulationKey1024) Bytes() []byte {
	return append(make([]byte, 0, EncapsulationKeySize1024), key.ek.bytes...)
}

// Encapsulate makes a shared key of 32 bytes, and the ciphertext of [CiphertextSize1024]
// bytes from which the owner of the key pair learns it, with 32 bytes of rand (FIPS 203
// Algorithm 20). Its error is the one of reading them. rand must be good: who can guess
// what it gives knows the shared key.
func (key *EncapsulationKey1024) Encapsulate(rand io.Reader) (sharedKey, ciphertext []byte, err error) {
	return key.ek.encapsulate(rand)
}
