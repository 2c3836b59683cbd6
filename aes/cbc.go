package aes

import (
	kernel "github.com/glassh/glassh/asm/aes"
	"github.com/glassh/glassh/primitives/mem"
)

// A CBCEncrypter encrypts whole blocks in cipher block chaining mode, SP 800-38A
// §6.2, going on where the last call stopped: C_j = E(P_j ⊕ C_{j-1}), C_0 = IV. It has
// the method set of crypto/cipher's BlockMode.
//
// Each block waits for the one before: this is many times slower than decryption, and
// than CTR. On the generic tier a block takes as long as sixteen.
type CBCEncrypter struct {
	block *Block
	prev  [BlockSize]byte
}

// NewCBCEncrypter returns an encrypter that begins with iv, of 16 bytes.
func NewCBCEncrypter(b *Block, iv []byte) *CBCEncrypter {
	return &CBCEncrypter{block: b, prev: chainStart(iv)}
}

// BlockSize returns 16.
func (c *CBCEncrypter) BlockSize() int { return BlockSize }

// CryptBlocks encrypts src into dst. The length of src must be a multiple of 16; dst
// must be at least as long, and overlap src entirely or not at all.
func (c *CBCEncrypter) CryptBlocks(dst, src []byte) {
	checkBlocks(dst, src)
	n := kernel.CBCEncrypt(c.block.tier, &c.block.expanded, &c.prev, dst, src)
	if n < len(src) {
		c.encrypt(dst[n:], src[n:])
	}
}

// encrypt is CryptBlocks on the generic tier.
func (c *CBCEncrypter) encrypt(dst, src []byte) {
	var buf [batchSize]byte
	for len(src) > 0 {
		mem.XOR(buf[:], src[:BlockSize], c.prev[:])
		c.block.encrypt(&buf)
		c.prev = [BlockSize]byte(buf[:])
		copy(dst, c.prev[:])
		dst, src = dst[BlockSize:], src[BlockSize:]
	}
}

// Wipe overwrites the last ciphertext block with zeros, and lets go of the Block,
// which it does not wipe. c must not be used afterwards.
func (c *CBCEncrypter) Wipe() { *c = CBCEncrypter{} }

// A CBCDecrypter undoes a CBCEncrypter: P_j = D(C_j) ⊕ C_{j-1}. It works on many blocks
// at a time.
type CBCDecrypter struct {
	block *Block
	prev  [BlockSize]byte
}

// NewCBCDecrypter returns a decrypter that begins with iv, of 16 bytes.
func NewCBCDecrypter(b *Block, iv []byte) *CBCDecrypter {
	return &CBCDecrypter{block: b, prev: chainStart(iv)}
}

// BlockSize returns 16.
func (c *CBCDecrypter) BlockSize() int { return BlockSize }

// CryptBlocks decrypts src into dst, under the same rules as that of CBCEncrypter.
func (c *CBCDecrypter) CryptBlocks(dst, src []byte) {
	checkBlocks(dst, src)
	n := kernel.CBCDecrypt(c.block.tier, &c.block.expanded, &c.prev, dst, src)
	if n < len(src) {
		c.decrypt(dst[n:], src[n:])
	}
}

// decrypt is CryptBlocks on the generic tier, on sixteen blocks at a time.
func (c *CBCDecrypter) decrypt(dst, src []byte) {
	// chain is the block before and then the batch of ciphertext, as dst may be src.
	var chain [BlockSize + batchSize]byte
	var plain [batchSize]byte
	copy(chain[:], c.prev[:])
	for len(src) > 0 {
		n := copy(chain[BlockSize:], src)
		plain = [batchSize]byte(chain[BlockSize:])
		c.block.decrypt(&plain)
		mem.XOR(dst, plain[:n], chain[:])
		copy(chain[:], chain[n:n+BlockSize])
		dst, src = dst[n:], src[n:]
	}
	copy(c.prev[:], chain[:])
	mem.Wipe(plain[:])
}

// Wipe overwrites the last ciphertext block with zeros, and lets go of the Block,
// which it does not wipe. c must not be used afterwards.
func (c *CBCDecrypter) Wipe() { *c = CBCDecrypter{} }

func chainStart(iv []byte) [BlockSize]byte {
	if len(iv) != BlockSize {
		panic("aes: IV must be 16 bytes")
	}
	return [BlockSize]byte(iv)
}

func checkBlocks(dst, src []byte) {
	if len(src)%BlockSize != 0 {
		panic("aes: input is not a multiple of 16 bytes")
	}
	if len(dst) < len(src) {
		panic("aes: output shorter than input")
	}
	if mem.InexactOverlap(dst[:len(src)], src) {
		panic("aes: invalid buffer overlap")
	}
}
