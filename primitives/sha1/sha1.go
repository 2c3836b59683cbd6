package sha1

import (
	"encoding/binary"

	"github.com/glassh/glassh/asm"
	kernel "github.com/glassh/glassh/asm/sha1"
	"github.com/glassh/glassh/primitives/mem"
)

// Sizes in bytes.
const (
	Size      = 20 // of a hash
	BlockSize = 64
)

// A Digest hashes a stream of bytes. It has the methods of hash.Hash, and [New]
// makes one. It is a plain value without pointers: assigning it copies the state,
// and the two then go on independently. It may not be used by two goroutines at a
// time.
type Digest struct {
	h      [5]uint32       // H⁽ⁱ⁾ after the whole blocks so far
	x      [BlockSize]byte // x[:length%BlockSize] is the start of the next block
	length uint64          // of the message so far, in bytes
	tier   asm.Tier        // which rounds it uses
}

// iv is H⁽⁰⁾, FIPS 180-4 §5.3.1.
var iv = [5]uint32{0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0}

// New returns a Digest of the empty message.
func New() *Digest { return &Digest{h: iv, tier: kernel.Tiers.Active()} }

// Sum returns the hash of data.
func Sum(data []byte) (out [Size]byte) {
	d := Digest{h: iv, tier: kernel.Tiers.Active()}
	d.Write(data)
	d.finish(&out, nil)
	return out
}

// Write appends p, which may have any length, to the message. It returns len(p)
// and never an error. It does not allocate.
func (d *Digest) Write(p []byte) (int, error) {
	n := len(p)
	have := int(d.length % BlockSize)
	d.length += uint64(n)
	if have > 0 {
		c := copy(d.x[have:], p)
		if have+c < BlockSize {
			return n, nil
		}
		mix(d.tier, &d.h, d.x[:])
		p = p[c:]
	}
	if len(p) >= BlockSize {
		mix(d.tier, &d.h, p)
	}
	if rest := p[len(p)&^(BlockSize-1):]; len(rest) > 0 {
		copy(d.x[:], rest)
	}
	return n, nil
}

// mix mixes all whole blocks of p into h.
func mix(tier asm.Tier, h *[5]uint32, p []byte) {
	n := kernel.Blocks(tier, h, p)
	blocks(h, p[n:])
}

// Sum appends the hash of the message so far, [Size] bytes, to dst, and returns
// the longer slice. The message may be continued afterwards. It does not allocate
// if dst has room.
func (d *Digest) Sum(dst []byte) []byte {
	whole, out := mem.Append(dst, Size)
	d.finish((*[Size]byte)(out), nil)
	return whole
}

// SumNested appends the hash of outer's message, which must be one block long,
// followed by the hash of d's message: the way in which HMAC ends (RFC 2104 §2).
// Otherwise it is as [Digest.Sum]; neither d nor outer changes.
func (d *Digest) SumNested(dst []byte, outer *Digest) []byte {
	if outer.length != BlockSize {
		panic("sha1: the outer message of SumNested is not one block")
	}
	whole, out := mem.Append(dst, Size)
	d.finish((*[Size]byte)(out), &outer.h)
	return whole
}

// Reset returns d to the empty message.
func (d *Digest) Reset() { *d = Digest{h: iv, tier: d.tier} }

// Size returns the length of a hash in bytes, 20.
func (d *Digest) Size() int { return Size }

// BlockSize returns the length of a block in bytes, 64.
func (d *Digest) BlockSize() int { return BlockSize }

// Wipe overwrites the state with zeros. [Digest.Reset], which d then still knows how
// to do, must come before any further use.
//
//go:noinline
func (d *Digest) Wipe() { *d = Digest{tier: d.tier} }

// finish pads the message (FIPS 180-4 §5.1.1) and stores its hash in out; or, if outer
// is not nil, the hash of the block that led to outer, and that hash. It leaves d as
// it is.
func (d *Digest) finish(out *[Size]byte, outer *[5]uint32) {
	if kernel.Finish(d.tier, out, &d.h, &d.x, d.length, outer) {
		return
	}
	h, x := d.h, d.x
	have := d.length % BlockSize
	x[have] = 0x80
	clear(x[have+1:])
	if have+1 > BlockSize-8 { // no room left for the length
		mix(d.tier, &h, x[:])
		clear(x[:])
	}
	binary.BigEndian.PutUint64(x[BlockSize-8:], d.length<<3)
	mix(d.tier, &h, x[:])
	if outer != nil {
		x = [BlockSize]byte{Size: 0x80}
		put((*[Size]byte)(x[:]), &h)
		binary.BigEndian.PutUint64(x[BlockSize-8:], (BlockSize+Size)<<3)
		h = *outer
		mix(d.tier, &h, x[:])
	}
	put(out, &h)
}

// put stores the words of h, the high byte of each first.
func put(out *[Size]byte, h *[5]uint32) {
	for i, word := range h {
		binary.BigEndian.PutUint32(out[4*i:], word)
	}
}
