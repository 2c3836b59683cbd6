package aes

import (
	"strconv"

	"github.com/glassh/glassh/asm"
	kernel "github.com/glassh/glassh/asm/aes"
	"github.com/glassh/glassh/primitives/mem"
)

// BlockSize is the size of a block, and of the IV of CTR and CBC, in bytes.
const BlockSize = 16

// KeySizeError is the length, in bytes, of a key that is not 16, 24 or 32 bytes long.
type KeySizeError int

// Error says which length was given.
func (k KeySizeError) Error() string {
	return "aes: invalid key size " + strconv.Itoa(int(k))
}

// A Block is AES with a key (FIPS 197), the method set of crypto/cipher's Block. It
// does not change after New, so any number of modes and goroutines may share it.
type Block struct {
	tier     asm.Tier
	rounds   int         // Nr: 10, 12 or 14
	expanded kernel.Keys // of all tiers but generic
	keys     *[15]state  // of generic: the first Nr+1 are the round keys, as setKeys says
}

// New returns AES-128, AES-192 or AES-256 for a key of 16, 24 or 32 bytes, which it
// does not keep. Any other length gives a KeySizeError.
func New(key []byte) (*Block, error) {
	switch len(key) {
	case 16, 24, 32:
	default:
		return nil, KeySizeError(len(key))
	}
	b := &Block{tier: kernel.Tiers.Active(), rounds: len(key)/4 + 6}
	if kernel.Expand(b.tier, &b.expanded, key) {
		return b, nil
	}
	var w [60]uint32
	expandKey(w[:4*(b.rounds+1)], key)
	b.keys = new([15]state)
	b.setKeys(w[:4*(b.rounds+1)])
	clear(w[:])
	return b, nil
}

// BlockSize returns 16.
func (b *Block) BlockSize() int { return BlockSize }

// Encrypt encrypts the first block of src into dst, FIPS 197 §5.1. On the
// generic tier it takes as long as sixteen blocks do. dst and src must hold 16 bytes,
// and overlap entirely or not at all.
func (b *Block) Encrypt(dst, src []byte) {
	checkBlock(dst, src)
	if kernel.Encrypt(b.tier, &b.expanded, (*[BlockSize]byte)(dst), (*[BlockSize]byte)(src)) {
		return
	}
	var buf [batchSize]byte
	copy(buf[:], src[:BlockSize])
	b.encrypt(&buf)
	copy(dst, buf[:BlockSize])
}

// Decrypt undoes Encrypt, FIPS 197 §5.3, under the same rules.
func (b *Block) Decrypt(dst, src []byte) {
	checkBlock(dst, src)
	if kernel.Decrypt(b.tier, &b.expanded, (*[BlockSize]byte)(dst), (*[BlockSize]byte)(src)) {
		return
	}
	var buf [batchSize]byte
	copy(buf[:], src[:BlockSize])
	b.decrypt(&buf)
	copy(dst, buf[:BlockSize])
}

func checkBlock(dst, src []byte) {
	if len(dst) < BlockSize || len(src) < BlockSize {
		panic("aes: block shorter than 16 bytes")
	}
	if mem.InexactOverlap(dst[:BlockSize], src[:BlockSize]) {
		panic("aes: invalid buffer overlap")
	}
}

// Wipe overwrites the round keys with zeros. b, and every mode made from it, must
// not be used afterwards; what needs the keys then panics.
func (b *Block) Wipe() {
	if b.keys != nil {
		*b.keys = [15]state{}
	}
	*b = Block{rounds: -1} // not an index: any use panics
}
