package aes

import (
	"encoding/binary"
	"math/bits"

	"github.com/glassh/glassh/asm"
	kernel "github.com/glassh/glassh/asm/aes"
	"github.com/glassh/glassh/primitives/mem"
)

// A CTR is a key stream in counter mode (SP 800-38A §6.5), the method set of
// crypto/cipher's Stream. The counter is the whole block, big-endian, and wraps to
// zero. This is aes128-ctr and its like of RFC 4344 §4, where the stream goes on
// from packet to packet.
type CTR struct {
	block   *Block
	counter kernel.Counter // of all tiers but generic
	left    int            // how many bytes at the end of counter.Last are not used
	stream  *keystream     // of generic
}

// NewCTR returns the key stream that begins with the block iv encrypted. iv must be
// 16 bytes long.
func NewCTR(b *Block, iv []byte) *CTR {
	if len(iv) != BlockSize {
		panic("aes: IV must be 16 bytes")
	}
	hi, lo := binary.BigEndian.Uint64(iv), binary.BigEndian.Uint64(iv[8:])
	c := &CTR{block: b, counter: kernel.Counter{Lo: lo, Hi: hi}}
	if b.tier == asm.Generic {
		c.stream = new(keystream)
		c.stream.start(b, hi, lo)
	}
	return c
}

// XORKeyStream sets dst = src ⊕ the next len(src) bytes of the key stream. dst must
// be at least as long as src, and overlap it entirely or not at all.
func (c *CTR) XORKeyStream(dst, src []byte) {
	if len(dst) < len(src) {
		panic("aes: output shorter than input")
	}
	if mem.InexactOverlap(dst[:len(src)], src) {
		panic("aes: invalid buffer overlap")
	}
	if c.left > 0 {
		n := mem.XOR(dst, src, c.counter.Last[BlockSize-c.left:])
		c.left -= n
		dst, src = dst[n:], src[n:]
	}
	n := kernel.CTR(c.block.tier, &c.block.expanded, &c.counter, dst, src)
	if n < len(src) {
		c.stream.xor(dst[n:], src[n:])
	} else if n > 0 {
		c.left = -n & (BlockSize - 1)
	}
}

// Wipe overwrites the counter and the key stream with zeros, and lets go of the
// Block, which it does not wipe. c must not be used afterwards.
func (c *CTR) Wipe() {
	if c.stream != nil {
		c.stream.wipe()
	}
	*c = CTR{}
}

// A keystream makes the stream on the generic tier, sixteen blocks at a time: those
// whose counters differ in the last four bits only. They are one block broadcast, and
// the numbers 0 to 15 in a fixed pattern. A stream may begin in the middle of such a
// batch.
type keystream struct {
	block  *Block
	hi, lo uint64          // the counter of the next batch, a multiple of 16
	batch  [batchSize]byte // the present batch
	used   int             // how many of its bytes are gone
}

// start lets k begin with the counter hi‖lo.
func (k *keystream) start(b *Block, hi, lo uint64) {
	k.block, k.hi, k.lo = b, hi, lo&^15
	k.refill()
	k.used = int(lo&15) * blockSize
}

// refill makes the next batch.
func (k *keystream) refill() {
	var s state
	s.broadcast(&[4]uint32{
		bits.ReverseBytes32(uint32(k.hi >> 32)), bits.ReverseBytes32(uint32(k.hi)),
		bits.ReverseBytes32(uint32(k.lo >> 32)), bits.ReverseBytes32(uint32(k.lo)),
	})
	// Row 3 of column 3 is the last byte: bits 0 to 3 of the numbers of the blocks.
	s[24] ^= 0xaaaa << 48
	s[25] ^= 0xcccc << 48
	s[26] ^= 0xf0f0 << 48
	s[27] ^= 0xff00 << 48
	k.block.encryptState(&s)
	s.store(&k.batch)
	k.used = 0

	var carry uint64
	k.lo, carry = bits.Add64(k.lo, 16, 0)
	k.hi += carry
}

// xor sets dst = src ⊕ key stream, over the length of src.
func (k *keystream) xor(dst, src []byte) {
	for len(src) > 0 {
		if k.used == batchSize {
			k.refill()
		}
		n := mem.XOR(dst, src, k.batch[k.used:])
		k.used += n
		dst, src = dst[n:], src[n:]
	}
}

func (k *keystream) wipe() {
	k.block, k.hi, k.lo = nil, 0, 0
	k.used = batchSize // so that any use refills, and panics
	mem.Wipe(k.batch[:])
}
