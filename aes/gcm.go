package aes

import (
	"encoding/binary"
	"errors"

	kernel "github.com/glassh/glassh/asm/aes"
	"github.com/glassh/glassh/primitives/ct"
	"github.com/glassh/glassh/primitives/mem"
)

// errOpen is all that Open says of a message that does not verify.
var errOpen = errors.New("aes: message authentication failed")

const (
	nonceSize = 12
	tagSize   = 16

	// SP 800-38D §5.2.1.1: a plaintext has at most 2³⁹-256 bits, so that the 32-bit
	// counter does not come back to the block that masks the tag.
	maxPlaintext = 1<<36 - 32
)

// A GCM is AES in Galois/Counter Mode (SP 800-38D) with nonces of 12 bytes and tags of
// 16, the method set of crypto/cipher's AEAD:
//
//	J_0 = nonce ‖ 00000001
//	C   = P ⊕ E(J_0 + 1) E(J_0 + 2) …
//	tag = E(J_0) ⊕ GHASH_H(ad, zeros ‖ C, zeros ‖ len(ad) ‖ len(C))     H = E(0)
//
// It does not change after NewGCM, so goroutines may share it. A nonce must never seal
// two messages under one key.
type GCM struct {
	powers kernel.GCMKey // of all tiers but generic
	block  *Block
	key    *ghashKey // of generic
}

// NewGCM returns GCM with the key of b, on the tier of b.
func NewGCM(b *Block) *GCM {
	g := &GCM{block: b}
	if g.powers.Set(b.tier, &b.expanded) {
		return g
	}
	var h [blockSize]byte
	b.Encrypt(h[:], h[:])
	g.key = new(ghashKey)
	g.key.set(&h)
	mem.Wipe(h[:])
	return g
}

// NonceSize returns 12.
func (g *GCM) NonceSize() int { return nonceSize }

// Overhead returns 16, the size of the tag.
func (g *GCM) Overhead() int { return tagSize }

// Seal encrypts plaintext, authenticates it and ad (§7.1), and appends the ciphertext
// and its tag of 16 bytes to dst. It panics if nonce is not 12 bytes long, or plaintext
// longer than 2³⁶-32 bytes.
//
// Seal writes into the capacity of dst if that suffices, and then allocates nothing.
// What it writes and plaintext may start at the same byte, or else must not overlap; ad
// and nonce may lie anywhere. A packet of RFC 5647 is sealed in place with
//
//	g.Seal(packet[:4], nonce, packet[4:n], packet[:4])
func (g *GCM) Seal(dst, nonce, plaintext, ad []byte) []byte {
	if uint64(len(plaintext)) > maxPlaintext {
		panic("aes: plaintext too long")
	}
	if len(nonce) != nonceSize {
		panic("aes: nonce must be 12 bytes")
	}
	whole, out := mem.Append(dst, len(plaintext)+tagSize)
	if mem.InexactOverlap(out, plaintext) {
		panic("aes: invalid buffer overlap")
	}
	if !kernel.GCMSeal(g.block.tier, &g.block.expanded, &g.powers, out, (*[nonceSize]byte)(nonce), plaintext, ad) {
		g.seal(out, nonce, plaintext, ad)
	}
	return whole
}

// Open verifies the tag at the end of ciphertext over the rest of it and ad (§7.2), and
// appends the plaintext to dst. If the tag is wrong, it returns nil and an error, the
// same for any reason, and has overwritten the room for the plaintext with zeros: a
// ciphertext opened in place is then gone. It panics if nonce is not 12 bytes long.
//
// The capacity of dst, and overlap of the plaintext and ciphertext, are as with Seal:
//
//	g.Open(packet[:4], nonce, packet[4:], packet[:4])
func (g *GCM) Open(dst, nonce, ciphertext, ad []byte) ([]byte, error) {
	if len(nonce) != nonceSize {
		panic("aes: nonce must be 12 bytes")
	}
	if len(ciphertext) < tagSize || uint64(len(ciphertext)) > maxPlaintext+tagSize {
		return nil, errOpen // the length is public
	}
	n := len(ciphertext) - tagSize
	whole, out := mem.Append(dst, n)
	if mem.InexactOverlap(out, ciphertext) { // nor the tag, which is read last
		panic("aes: invalid buffer overlap")
	}
	ok, done := kernel.GCMOpen(g.block.tier, &g.block.expanded, &g.powers, out, (*[nonceSize]byte)(nonce), ciphertext, ad)
	if !done {
		ok = g.open(out, nonce, ciphertext[:n], ciphertext[n:], ad)
	}
	if !ok {
		// The kernels decrypt while they hash, and know the tag last.
		clear(out)
		return nil, errOpen
	}
	return whole, nil
}

// Wipe overwrites the powers of H with zeros, and lets go of the Block, which it does
// not wipe. g must not be used afterwards.
func (g *GCM) Wipe() {
	if g.key != nil {
		*g.key = ghashKey{}
	}
	g.powers.Wipe()
	*g = GCM{}
}

// seal is Seal on the generic tier.
func (g *GCM) seal(out, nonce, plaintext, ad []byte) {
	var k keystream
	defer k.wipe()
	mask := g.start(&k, nonce)
	y := g.key.update(element{}, ad)
	k.xor(out, plaintext)
	tag := g.tag(y, out[:len(plaintext)], len(ad), mask)
	copy(out[len(plaintext):], tag[:])
}

// open is Open on the generic tier. It decrypts only what verifies.
func (g *GCM) open(out, nonce, ciphertext, tag, ad []byte) bool {
	var k keystream
	defer k.wipe()
	mask := g.start(&k, nonce)
	want := g.tag(g.key.update(element{}, ad), ciphertext, len(ad), mask)
	if !ct.Equal(want[:], tag).Public() {
		return false
	}
	k.xor(out, ciphertext)
	return true
}

// start sets k to E(J_0 + 1), and returns E(J_0), which masks the tag.
func (g *GCM) start(k *keystream, nonce []byte) (mask element) {
	// As the plaintext is short enough, the counter never carries into the nonce, and
	// the counter of CTR serves.
	k.start(g.block, binary.BigEndian.Uint64(nonce), uint64(binary.BigEndian.Uint32(nonce[8:]))<<32|1)
	mask = load(k.batch[k.used:])
	k.used += blockSize
	return mask
}

// tag goes on from y, GHASH over the additional data.
func (g *GCM) tag(y element, ciphertext []byte, adLen int, mask element) (tag [tagSize]byte) {
	y = g.key.update(y, ciphertext)
	var lengths [blockSize]byte
	element{uint64(adLen) * 8, uint64(len(ciphertext)) * 8}.store(lengths[:])
	y = g.key.update(y, lengths[:])
	element{y.hi ^ mask.hi, y.lo ^ mask.lo}.store(tag[:])
	return tag
}
