package chacha

import (
	"encoding/binary"
	"errors"

	"github.com/glassh/glassh/asm"
	kernel "github.com/glassh/glassh/asm/chacha"
	"github.com/glassh/glassh/primitives/ct"
	"github.com/glassh/glassh/primitives/mem"
)

// maxPlaintext is P_MAX of RFC 8439 §2.8: all blocks of a nonce but block 0.
const maxPlaintext = (1<<32 - 1) * blockSize

// errOpen is all that a message which is not authentic says.
var errOpen = errors.New("chacha: message authentication failed")

// An AEAD is AEAD_CHACHA20_POLY1305, RFC 8439 §2.8. It has the method set of
// cipher.AEAD, keeps no state between calls, and may be used by several goroutines
// at once.
type AEAD struct {
	tier  asm.Tier // of ChaCha20
	mac   asm.Tier // of Poly1305
	state state
}

// NewAEAD returns an AEAD with that key. It panics if key is not 32 bytes.
func NewAEAD(key []byte) *AEAD {
	if len(key) != KeySize {
		panic("chacha: key must be 32 bytes")
	}
	a := &AEAD{tier: kernel.Tiers.Active(), mac: kernel.TiersPoly1305.Active()}
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
	tail, counter := a.start(nonce)
	whole, out := mem.Append(dst, len(plaintext)+TagSize)
	checkOverlap(out, plaintext, ad)

	ciphertext, tag := out[:len(plaintext)], out[len(plaintext):]
	var head, last [blockSize]byte
	defer mem.Wipe(head[:])
	n := firstSeal(a.tier, blockSize, len(plaintext))
	a.state.xor(a.tier, tail, counter, nil, head[:], ciphertext[:n], plaintext[:n], &last)
	key := (*[32]byte)(head[:])
	if n == len(plaintext) {
		sumMessage(a.mac, (*[TagSize]byte)(tag), key, ad, ciphertext)
		return whole
	}
	counter += uint64(blockSize+n) / blockSize
	var m Poly1305
	defer m.Wipe()
	m.begin(a.mac, key, ad)
	m.Write(a.state.seal(a.tier, tail, counter, ciphertext[n:], plaintext[n:], &m, ciphertext))
	m.end(len(ad), len(ciphertext))
	m.Sum(tag[:0])
	return whole
}

// Open verifies the tag at the end of ciphertext, and appends the plaintext to dst. If
// the tag is wrong it returns an error that says nothing more, and has overwritten the
// room for the plaintext with zeros: a ciphertext opened in place, which is
// Open(b[:0], nonce, b, ad), is then gone. It panics as Seal does on a wrong overlap or
// nonce.
func (a *AEAD) Open(dst, nonce, ciphertext, ad []byte) ([]byte, error) {
	tail, counter := a.start(nonce)
	n := len(ciphertext) - TagSize
	if n < 0 || uint64(n) > maxPlaintext {
		return nil, errOpen
	}
	whole, out := mem.Append(dst, n)
	checkOverlap(out, ciphertext, ad) // nor the tag, which is read last
	ciphertext, tag := ciphertext[:n], ciphertext[n:]

	var head, last [blockSize]byte
	defer mem.Wipe(head[:])
	var buf [maxFirst - blockSize]byte
	ks := buf[:firstOpen(a.tier, blockSize, n)]
	a.state.xor(a.tier, tail, counter, nil, head[:], ks, ks, &last)
	counter++

	var want [TagSize]byte
	key, done := (*[32]byte)(head[:]), 0
	if !kernel.Beside(a.tier) || n < len(buf)+3*kernel.SealStep {
		sumMessage(a.mac, &want, key, ad, ciphertext)
	} else {
		var m Poly1305
		m.begin(a.mac, key, ad)
		m.Write(ciphertext[:len(ks)])
		mem.XOR(out, ciphertext, ks)
		done = len(ks)
		done += a.state.openBeside(a.tier, tail, counter+uint64(done/blockSize), out[done:], ciphertext[done:], &m, ciphertext[done:])
		m.end(len(ad), n)
		m.Sum(want[:0])
		m.Wipe()
		ks = nil
	}
	if !ct.Equal(want[:], tag).Public() {
		clear(out)
		return nil, errOpen
	}
	a.state.open(a.tier, tail, counter+uint64(done/blockSize), out[done:], ciphertext[done:], ks)
	return whole, nil
}

// Wipe overwrites the key. a must not be used afterwards.
//
//go:noinline
func (a *AEAD) Wipe() { a.state = state{} }

// start takes a nonce apart as splitNonce does.
func (a *AEAD) start(nonce []byte) (tail, counter uint64) {
	a.state.check()
	if len(nonce) != NonceSize {
		panic("chacha: nonce must be 12 bytes")
	}
	return splitNonce(nonce)
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

// sumMessage sets tag to the tag of an AEAD message whose block 0 starts with that
// key (RFC 8439 §2.6, §2.8).
func sumMessage(tier asm.Tier, tag *[TagSize]byte, key *[32]byte, ad, ciphertext []byte) {
	var short [384]byte
	if n := len(short); len(ad) < n && len(ciphertext) < n && len(ad)&^15+len(ciphertext)&^15+3*16 <= n {
		// One call on a copy takes less time than five on the parts.
		p := copy(short[:], ad)
		p = (p + 15) &^ 15
		p += copy(short[p:], ciphertext)
		p = (p + 15) &^ 15
		putLengths((*[16]byte)(short[p:]), len(ad), len(ciphertext))
		sumInto(tier, tag, key, short[:p+16])
		return
	}
	var m Poly1305
	defer m.Wipe()
	m.begin(tier, key, ad)
	m.Write(ciphertext)
	m.end(len(ad), len(ciphertext))
	m.Sum(tag[:0])
}

// begin makes m the authenticator of such a message. The ciphertext is to be written
// next,
func (m *Poly1305) begin(tier asm.Tier, key *[32]byte, ad []byte) {
	m.setKey(tier, key)
	m.Write(ad)
	m.pad()
}

// and end completes it.
func (m *Poly1305) end(ad, ciphertext int) {
	m.pad()
	var lengths [16]byte
	putLengths(&lengths, ad, ciphertext)
	m.Write(lengths[:])
}

func putLengths(block *[16]byte, ad, ciphertext int) {
	binary.LittleEndian.PutUint64(block[0:], uint64(ad))
	binary.LittleEndian.PutUint64(block[8:], uint64(ciphertext))
}
