package chacha

import (
	"encoding/binary"
	"errors"

	"github.com/glassh/glassh/primitives/mem"
)

// maxPlaintext is P_MAX of RFC 8439 §2.8: all blocks of a nonce but block 0.
const maxPlaintext = (1<<32 - 1) * blockSize

// errOpen is all that a message which is not authentic says.
var errOpen = errors.New("chacha: message authentication failed")

// An AEAD is AEAD_CHACHA20_POLY1305, RFC 8439 §2.8. It has the method set of
// cipher.AEAD, keeps no state between calls, and may be used by several goroutines
// at once.
type AEAD struct{ state state }

// NewAEAD returns an AEAD with that key. It panics if key is not 32 bytes.
func NewAEAD(key []byte) *AEAD {
	if len(key) != KeySize {
		panic("chacha: key must be 32 bytes")
	}
	a := new(AEAD)
	a.state.setKey(key)
	return a
}

// NonceSize returns 12.
func (a *AEAD) NonceSize() int { return NonceSize }

// Overhead returns 16, the length of the tag.
func (a *AEAD) Overhead() int { return TagSize }

// Seal appends the encrypted plaintext and the tag, len(plaintext) + 16 bytes, to
// dst. nonce is 12 bytes, and must be new under this key. dst[len(dst):] may start
// where plaintext starts, to work in place: Seal(b[:0], nonce, b, ad). Seal panics
// on another overlap, on a nonce of another length, and on a plaintext of
// more than 2³⁸ - 64 bytes.
func (a *AEAD) Seal(dst, nonce, plaintext, ad []byte) []byte {
	if uint64(len(plaintext)) > maxPlaintext {
		panic("chacha: plaintext too long")
	}
	s, counter := a.start(nonce)
	whole, out := mem.Append(dst, len(plaintext)+TagSize)
	checkOverlap(out, plaintext, ad)

	ciphertext, tag := out[:len(plaintext)], out[len(plaintext):]
	s.xor(counter+1, ciphertext, plaintext)
	var m Poly1305
	m.setMessage(&s, counter, ad, ciphertext)
	m.Sum(tag[:0])
	return whole
}

// Open appends the plaintext of ciphertext (which ends with the tag) to dst, after
// it has verified the tag. If that fails it returns an error that says nothing
// more, and writes nothing. In place it is Open(b[:0], nonce, b, ad). It panics as
// Seal does on a wrong overlap or nonce.
func (a *AEAD) Open(dst, nonce, ciphertext, ad []byte) ([]byte, error) {
	s, counter := a.start(nonce)
	n := len(ciphertext) - TagSize
	if n < 0 || uint64(n) > maxPlaintext {
		return nil, errOpen
	}
	ciphertext, tag := ciphertext[:n], ciphertext[n:]
	var m Poly1305
	m.setMessage(&s, counter, ad, ciphertext)
	if !m.Verify(tag) {
		return nil, errOpen
	}
	whole, out := mem.Append(dst, n)
	checkOverlap(out, ciphertext, ad)
	s.xor(counter+1, out, ciphertext)
	return whole, nil
}

// Wipe overwrites the key. a must not be used afterwards.
//
//go:noinline
func (a *AEAD) Wipe() { a.state = state{} }

// start returns the cipher's state under nonce, and the counter of its block 0.
func (a *AEAD) start(nonce []byte) (s state, counter uint64) {
	a.state.check()
	if len(nonce) != NonceSize {
		panic("chacha: nonce must be 12 bytes")
	}
	s = a.state
	counter = s.setNonce96(nonce)
	return s, counter
}

// checkOverlap panics unless out may be written while in is read, and ad after it.
func checkOverlap(out, in, ad []byte) {
	if mem.InexactOverlap(out, in) {
		panic("chacha: input and output overlap inexactly")
	}
	if mem.Overlap(out, ad) {
		panic("chacha: output overlaps the additional data")
	}
}

// setMessage makes m the authenticator of an AEAD message whose block 0 has that
// counter.
func (m *Poly1305) setMessage(s *state, counter uint64, ad, ciphertext []byte) {
	m.setBlock0(s, counter)
	m.Write(ad)
	m.pad()
	m.Write(ciphertext)
	m.pad()
	var lengths [16]byte
	binary.LittleEndian.PutUint64(lengths[0:], uint64(len(ad)))
	binary.LittleEndian.PutUint64(lengths[8:], uint64(len(ciphertext)))
	m.Write(lengths[:])
}

// setBlock0 keys m with the first half of block 0 (RFC 8439 §2.6).
func (m *Poly1305) setBlock0(s *state, counter uint64) {
	var block [blockSize]byte
	s.xorBlocks(counter, block[:], block[:])
	m.setKey((*[32]byte)(block[:32]))
}
