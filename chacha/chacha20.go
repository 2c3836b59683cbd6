package chacha

import (
	"encoding/binary"
	"math"

	"github.com/glassh/glassh/asm"
	kernel "github.com/glassh/glassh/asm/chacha"
	"github.com/glassh/glassh/primitives/mem"
)

// Sizes in bytes.
const (
	KeySize     = 32 // of ChaCha20 and the RFC 8439 AEAD
	NonceSize   = 12 // RFC 8439 §2.3
	NonceSize64 = 8  // the original ChaCha20
)

// A Cipher is the keystream of ChaCha20 under one key and nonce, RFC 8439 §2.4. It
// has the method of cipher.Stream.
type Cipher struct {
	tier    asm.Tier
	state   state
	nonce   uint64          // words 14 and 15
	start   uint64          // words 12 and 13 of block 0
	counter uint64          // words 12 and 13 of the next block
	blocks  uint64          // how many blocks may still follow; MaxUint64 for no end
	last    [blockSize]byte // of which the last unread bytes are keystream to be used
	unread  int
}

// New returns the keystream under key (32 bytes) and nonce, from block 0 on. A
// nonce of 12 bytes goes with the 32-bit block counter of RFC 8439 §2.3: there are
// 256 GiB of keystream. A nonce of 8 bytes goes with the 64-bit counter of the
// original cipher, which has no end that can be reached. New panics on other
// lengths. Under one key, each nonce must be used for one message only.
func New(key, nonce []byte) *Cipher {
	c := new(Cipher) // New is small enough to be inlined, so that c need not be allocated
	c.init(key, nonce)
	return c
}

func (c *Cipher) init(key, nonce []byte) {
	if len(key) != KeySize {
		panic("chacha: key must be 32 bytes")
	}
	c.tier = kernel.Tiers.Active()
	c.blocks = math.MaxUint64
	c.state.setKey(key)
	switch len(nonce) {
	case NonceSize:
		c.nonce, c.start = splitNonce(nonce)
		c.counter = c.start
		c.blocks = 1 << 32
	case NonceSize64:
		c.nonce = binary.LittleEndian.Uint64(nonce)
	default:
		panic("chacha: nonce must be 12 or 8 bytes")
	}
}

// SetCounter moves to the start of block n of the keystream, forwards or
// backwards. It panics if the counter has 32 bits and n does not fit.
func (c *Cipher) SetCounter(n uint64) {
	c.state.check()
	if c.blocks != math.MaxUint64 {
		if n > math.MaxUint32 {
			panic("chacha: counter must be below 2^32")
		}
		c.blocks = 1<<32 - n
	}
	c.counter = c.start + n
	c.unread = 0
}

// XORKeyStream sets dst = src ⊕ the next len(src) bytes of keystream. It panics if
// dst is shorter than src, if they overlap and do not start at the same byte, or,
// with nothing written, if the 32-bit counter of RFC 8439 would pass its end.
func (c *Cipher) XORKeyStream(dst, src []byte) {
	c.state.check()
	if len(dst) < len(src) {
		panic("chacha: output is shorter than input")
	}
	dst = dst[:len(src)]
	if mem.InexactOverlap(dst, src) {
		panic("chacha: input and output overlap inexactly")
	}
	if c.unread >= len(src) {
		c.xorUnread(dst, src)
		return
	}
	c.take((uint64(len(src)-c.unread) + blockSize - 1) / blockSize)

	n := c.xorUnread(dst, src)
	dst, src = dst[n:], src[n:]

	c.state.xor(c.tier, c.nonce, c.counter, nil, nil, dst, src, &c.last)
	c.counter += (uint64(len(src)) + blockSize - 1) / blockSize
	c.unread = -len(src) & (blockSize - 1)
}

// take counts n blocks as used.
func (c *Cipher) take(n uint64) {
	if c.blocks == math.MaxUint64 {
		return
	}
	if n > c.blocks {
		panic("chacha: counter exhausted")
	}
	c.blocks -= n
}

// xorUnread uses keystream left from the last block, and returns how much.
func (c *Cipher) xorUnread(dst, src []byte) int {
	n := mem.XOR(dst, src, c.last[blockSize-c.unread:])
	c.unread -= n
	return n
}

// Wipe overwrites key and keystream. c must not be used afterwards.
//
//go:noinline
func (c *Cipher) Wipe() {
	mem.Wipe(c.last[:])
	*c = Cipher{}
}
