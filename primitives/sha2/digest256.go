package sha2

import (
	"encoding/binary"

	"github.com/glassh/glassh/asm"
	kernel "github.com/glassh/glassh/asm/sha2"
	"github.com/glassh/glassh/primitives/mem"
)

// Sizes of SHA-256 in bytes.
const (
	Size256      = 32 // of a hash
	BlockSize256 = 64
)

// A Digest256 computes SHA-256 of a stream of bytes. It has the methods of
// hash.Hash, and [New256] makes one. It is a plain value without pointers:
// assigning it copies the state, and the two then go on independently. It may not
// be used by two goroutines at a time.
type Digest256 struct {
	h      [8]uint32          // H⁽ⁱ⁾ after the whole blocks so far
	x      [BlockSize256]byte // x[:length%BlockSize256] is the start of the next block
	length uint64             // of the message so far, in bytes
	tier   asm.Tier           // which rounds it uses
}

// iv256 is H⁽⁰⁾, FIPS 180-4 §5.3.3: of the square roots of the first 8 primes, the
// first 32 bits behind the point.
var iv256 = [8]uint32{
	0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
	0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
}

// New256 returns a Digest256 of the empty message.
func New256() *Digest256 { return &Digest256{h: iv256, tier: kernel.Tiers256.Active()} }

// Sum256 returns the SHA-256 hash of data.
func Sum256(data []byte) (out [Size256]byte) {
	d := Digest256{h: iv256, tier: kernel.Tiers256.Active()}
	d.Write(data)
	d.finish(&out, nil)
	return out
}

// Write appends p, which may have any length, to the message. It returns len(p)
// and never an error. It does not allocate.
func (d *Digest256) Write(p []byte) (int, error) {
	n := len(p)
	have := int(d.length % BlockSize256)
	d.length += uint64(n)
	if have > 0 {
		c := copy(d.x[have:], p)
		if have+c < BlockSize256 {
			return n, nil
		}
		mix256(d.tier, &d.h, d.x[:])
		p = p[c:]
	}
	if len(p) >= BlockSize256 {
		mix256(d.tier, &d.h, p)
	}
	if rest := p[len(p)&^(BlockSize256-1):]; len(rest) > 0 {
		copy(d.x[:], rest)
	}
	return n, nil
}

// mix256 mixes all whole blocks of p into h.
func mix256(tier asm.Tier, h *[8]uint32, p []byte) {
	n := kernel.Blocks256(tier, h, p)
	blocks256(h, p[n:])
}

// Sum appends the hash of the message so far, [Size256] bytes, to dst, and returns
// the longer slice. The message may be continued afterwards. It does not allocate
// if dst has room.
func (d *Digest256) Sum(dst []byte) []byte {
	whole, out := mem.Append(dst, Size256)
	d.finish((*[Size256]byte)(out), nil)
	return whole
}

// SumNested appends the hash of outer's message, which must be one block long,
// followed by the hash of d's message: the way in which HMAC ends (RFC 2104 §2).
// Otherwise it is as [Digest256.Sum]; neither d nor outer changes.
func (d *Digest256) SumNested(dst []byte, outer *Digest256) []byte {
	if outer.length != BlockSize256 {
		panic("sha2: the outer message of SumNested is not one block")
	}
	whole, out := mem.Append(dst, Size256)
	d.finish((*[Size256]byte)(out), &outer.h)
	return whole
}

// Reset returns d to the empty message.
func (d *Digest256) Reset() { *d = Digest256{h: iv256, tier: d.tier} }

// Size returns the length of a hash in bytes, 32.
func (d *Digest256) Size() int { return Size256 }

// BlockSize returns the length of a block in bytes, 64.
func (d *Digest256) BlockSize() int { return BlockSize256 }

// Wipe overwrites the state with zeros. [Digest256.Reset], which d then still knows
// how to do, must come before any further use.
//
//go:noinline
func (d *Digest256) Wipe() { *d = Digest256{tier: d.tier} }

// finish pads the message (FIPS 180-4 §5.1.1) and stores its hash in out; or, if outer
// is not nil, the hash of the block that led to outer, and that hash. It leaves d as
// it is.
func (d *Digest256) finish(out *[Size256]byte, outer *[8]uint32) {
	if kernel.Finish256(d.tier, out, &d.h, &d.x, d.length, outer) {
		return
	}
	h, x := d.h, d.x
	have := d.length % BlockSize256
	x[have] = 0x80
	clear(x[have+1:])
	if have+1 > BlockSize256-8 { // no room left for the length
		mix256(d.tier, &h, x[:])
		clear(x[:])
	}
	binary.BigEndian.PutUint64(x[BlockSize256-8:], d.length<<3)
	mix256(d.tier, &h, x[:])
	if outer != nil {
		x = [BlockSize256]byte{Size256: 0x80}
		put256((*[Size256]byte)(x[:]), &h)
		binary.BigEndian.PutUint64(x[BlockSize256-8:], (BlockSize256+Size256)<<3)
		h = *outer
		mix256(d.tier, &h, x[:])
	}
	put256(out, &h)
}

// put256 stores the words of h, the high byte of each first.
func put256(out *[Size256]byte, h *[8]uint32) {
	for i, word := range h {
		binary.BigEndian.PutUint32(out[4*i:], word)
	}
}
