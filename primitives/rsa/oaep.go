package rsa

import (
	"crypto"
	"encoding/binary"
	"errors"
	"io"

	"github.com/glassh/glassh/primitives/ct"
	"github.com/glassh/glassh/primitives/mem"
	"github.com/glassh/glassh/primitives/sha1"
	"github.com/glassh/glassh/primitives/sha2"
)

// RSAES-OAEP (RFC 8017 §7.1) hides the message M in EM, as long as n:
//
//	DB = Hash(L) ‖ 00 … 00 ‖ 01 ‖ M                     size − hLen − 1 bytes
//
//	seed ──────────┬────────MGF──→ ⊕ ←── DB
//	               ⊕ ←──MGF────────┤
//	EM = 00 ‖ maskedSeed ‖      maskedDB
//
// MGF is MGF1 with the same hash function (B.2.1). For SHA-1 that is no weakness:
// nothing here needs collisions to be hard to find.

// hashSize returns hLen, and panics for a hash function that is not supported.
func hashSize(hash crypto.Hash) int {
	if hash != crypto.SHA1 && hash != crypto.SHA256 {
		panic("rsa: OAEP is with SHA-1 or SHA-256")
	}
	return hash.Size()
}

// appendHash appends the digest of data to dst.
func appendHash(dst []byte, hash crypto.Hash, data []byte) []byte {
	if hash == crypto.SHA1 {
		sum := sha1.Sum(data)
		return append(dst, sum[:]...)
	}
	sum := sha2.Sum256(data)
	return append(dst, sum[:]...)
}

// maskMGF1 sets x = x ⊕ MGF1(seed), with MGF1(seed) = Hash(seed ‖ 0) ‖ Hash(seed ‖ 1)
// ‖ …, the counters being four bytes each.
func maskMGF1(x []byte, hash crypto.Hash, seed []byte) {
	input := append(append(make([]byte, 0, len(seed)+4), seed...), 0, 0, 0, 0)
	counter := input[len(seed):]
	var buf [32]byte
	defer mem.Wipe(input)
	defer mem.Wipe(buf[:])
	for i := uint32(0); len(x) > 0; i++ {
		binary.BigEndian.PutUint32(counter, i)
		x = x[mem.XOR(x, x, appendHash(buf[:0], hash, input)):]
	}
}

// MaxOAEP returns the length of the longest message that fits, in bytes, below 0 if
// not even an empty one does. hash is SHA-1 or SHA-256.
func (pub *PublicKey) MaxOAEP(hash crypto.Hash) int { return pub.Size() - 2*hashSize(hash) - 2 }

// EncryptOAEP returns the encryption RSAES-OAEP of message, as long as n (RFC 8017
// §7.1.1). It reads the seed, a digest's length, from rand. hash is SHA-1 or
// SHA-256, for MGF1 too. The label, which is empty in RFC 4432, must be the same
// for decryption. It fails if the message is longer than [PublicKey.MaxOAEP] says,
// or with the error of reading from rand.
func EncryptOAEP(rand io.Reader, pub *PublicKey, hash crypto.Hash, message, label []byte) ([]byte, error) {
	hLen := hashSize(hash)
	if len(message) > pub.MaxOAEP(hash) {
		return nil, errors.New("rsa: the message is too long for the key")
	}
	em := make([]byte, pub.Size())
	defer mem.Wipe(em)
	seed, db := em[1:1+hLen], em[1+hLen:]
	if _, err := io.ReadFull(rand, seed); err != nil {
		return nil, err
	}
	appendHash(db[:0], hash, label)
	m := db[len(db)-len(message):]
	copy(m, message)
	db[len(db)-len(message)-1] = 1

	maskMGF1(db, hash, seed)
	maskMGF1(seed, hash, db)
	return pub.operate(em)
}

var errDecryption = errors.New("rsa: decryption failed")

// DecryptOAEP returns the message that was encrypted (RFC 8017 §7.1.2). Its one
// error says that the ciphertext is not one of a message with that label: why is
// not told, and does not show in the time taken (Manger 2001). The length of the
// message does.
func DecryptOAEP(priv *PrivateKey, hash crypto.Hash, ciphertext, label []byte) ([]byte, error) {
	hLen, size := hashSize(hash), priv.public.Size()
	if len(ciphertext) != size || size < 2*hLen+2 {
		return nil, errDecryption // public
	}
	em, err := priv.operate(ciphertext)
	if err != nil {
		return nil, errDecryption // not below n, which is public; or a fault
	}
	defer mem.Wipe(em)
	seed, db := em[1:1+hLen], em[1+hLen:]
	maskMGF1(seed, hash, db)
	maskMGF1(db, hash, seed)

	ok := ct.IsZero(uint64(em[0])) & ct.Equal(db[:hLen], appendHash(nil, hash, label))

	// The first byte after Hash(L) that is not 0 must be 1. start is where it is.
	var found ct.Choice
	var start uint64
	for i, b := range db[hLen:] {
		first := found.Not() & ct.IsZero(uint64(b)).Not()
		start |= first.Mask() & uint64(i)
		ok &= first.Not() | ct.Eq(uint64(b), 1)
		found |= first
	}
	if !(ok & found).Public() {
		return nil, errDecryption
	}
	return append([]byte{}, db[hLen+int(start)+1:]...), nil
}
