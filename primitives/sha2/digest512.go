package sha2

import (
	"encoding/binary"

	"github.com/glassh/glassh/asm"
	kernel "github.com/glassh/glassh/asm/sha2"
	"github.com/glassh/glassh/primitives/mem"
)

// Sizes of SHA-384 and SHA-512 in bytes.
const (
	Size384      = 48  // of a SHA-384 hash
	Size512      = 64  // of a SHA-512 hash
	BlockSize512 = 128 // of both
)

// A Digest512 computes SHA-384 or SHA-512 of a stream of bytes. It has the methods
// of hash.Hash; [New384] and [New512] make one. It is a plain value without
// pointers: assigning it copies the state, and the two then go on independently.
// It may not be used by two goroutines at a time.
type Digest512 struct {
	h      [8]uint64          // H⁽ⁱ⁾ after the whole blocks so far
	x      [BlockSize512]byte // x[:length%BlockSize512] is the start of the next block
	length uint64             // of the message so far, in bytes
	is384  bool               // which of the two it is
	tier   asm.Tier           // which rounds it uses
}

// iv512 is H⁽⁰⁾ of SHA-512, FIPS 180-4 §5.3.5: of the square roots of the first 8
// primes, the first 64 bits behind the point.
var iv512 = [8]uint64{
	0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b, 0xa54ff53a5f1d36f1,
	0x510e527fade682d1, 0x9b05688c2b3e6c1f, 0x1f83d9abfb41bd6b, 0x5be0cd19137e2179,
}

// iv384 is H⁽⁰⁾ of SHA-384, FIPS 180-4 §5.3.4: the same of the 9th to 16th primes.
var iv384 = [8]uint64{
	0xcbbb9d5dc1059ed8, 0x629a292a367cd507, 0x9159015a3070dd17, 0x152fecd8f70e5939,
	0x67332667ffc00b31, 0x8eb44a8768581511, 0xdb0c2e0d64f98fa7, 0x47b5481dbefa4fa4,
}

// New384 returns a Digest512 that computes SHA-384, of the empty message.
func New384() *Digest512 {
	return &Digest512{h: iv384, is384: true, tier: kernel.Tiers512.Active()}
}

// New512 returns a Digest512 that computes SHA-512, of the empty message.
func New512() *Digest512 { return &Digest512{h: iv512, tier: kernel.Tiers512.Active()} }

// Sum384 returns the SHA-384 hash of data.
func Sum384(data []byte) (out [Size384]byte) {
	d := Digest512{h: iv384, is384: true, tier: kernel.Tiers512.Active()}
	d.Write(data)
	d.finish(out[:], nil)
	return out
}

// Sum512 returns the SHA-512 hash of data.
func Sum512(data []byte) (out [Size512]byte) {
	d := Digest512{h: iv512, tier: kernel.Tiers512.Active()}
	d.Write(data)
	d.finish(out[:], nil)
	return out
}

// Write appends p, which may have any length, to the message. It returns len(p)
// and never an error. It does not allocate.
func (d *Digest512) Write(p []byte) (int, error) {
	n := len(p)
	have := int(d.length % BlockSize512)
	d.length += uint64(n)
	if have > 0 {
		c := copy(d.x[have:], p)
		if have+c < BlockSize512 {
			return n, nil
		}
		mix512(d.tier, &d.h, d.x[:])
		p = p[c:]
	}
	if len(p) >= BlockSize512 {
		mix512(d.tier, &d.h, p)
	}
	if rest := p[len(p)&^(BlockSize512-1):]; len(rest) > 0 {
		copy(d.x[:], rest)
	}
	return n, nil
}

// mix512 mixes all whole blocks of p into h.
func mix512(tier asm.Tier, h *[8]uint64, p []byte) {
	n := kernel.Blocks512(tier, h, p)
	blocks512(h, p[n:])
}

// Sum appends the hash of the message so far, [Digest512.Size] bytes, to dst, and
// returns the longer slice. The message may be continued afterwards. It does not
// allocate if dst has room.
func (d *Digest512) Sum(dst []byte) []byte {
	whole, out := mem.Append(dst, d.Size())
	d.finish(out, nil)
	return whole
}

// SumNested appends the hash of outer's message, which must be one block long,
// followed by the hash of d's message: the way in which HMAC ends (RFC 2104 §2). Both
// must be of the same function. Otherwise it is as [Digest512.Sum]; neither d nor outer
// changes.
func (d *Digest512) SumNested(dst []byte, outer *Digest512) []byte {
	if outer.length != BlockSize512 {
		panic("sha2: the outer message of SumNested is not one block")
	}
	whole, out := mem.Append(dst, d.Size())
	d.finish(out, &outer.h)
	return whole
}

// Reset returns d to the empty message.
func (d *Digest512) Reset() {
	if d.is384 {
		*d = Digest512{h: iv384, is384: true, tier: d.tier}
	} else {
		*d = Digest512{h: iv512, tier: d.tier}
	}
}

// Size returns the length of a hash in bytes: 48 for SHA-384, 64 for SHA-512.
func (d *Digest512) Size() int {
	if d.is384 {
		return Size384
	}
	return Size512
}

// BlockSize returns the length of a block in bytes, 128.
func (d *Digest512) BlockSize() int { return BlockSize512 }

// Wipe overwrites the state with zeros. [Digest512.Reset], which d then still
// knows how to do, must come before any further use.
//
//go:noinline
func (d *Digest512) Wipe() { *d = Digest512{is384: d.is384, tier: d.tier} }

// finish pads the message (FIPS 180-4 §5.1.2) and stores the front of its hash in out;
// or, if outer is not nil, of the hash of the block that led to outer, and that hash.
// out has d.Size() bytes. It leaves d as it is.
func (d *Digest512) finish(out []byte, outer *[8]uint64) {
	h, x := d.h, d.x
	have := d.length % BlockSize512
	x[have] = 0x80
	clear(x[have+1:])
	if have+1 > BlockSize512-16 { // no room left for the length
		mix512(d.tier, &h, x[:])
		clear(x[:])
	}
	binary.BigEndian.PutUint64(x[BlockSize512-16:], d.length>>61) // in bits: 128 of them
	binary.BigEndian.PutUint64(x[BlockSize512-8:], d.length<<3)
	mix512(d.tier, &h, x[:])
	if outer != nil {
		x = [BlockSize512]byte{}
		put512(x[:len(out)], &h)
		x[len(out)] = 0x80
		binary.BigEndian.PutUint64(x[BlockSize512-8:], uint64(BlockSize512+len(out))<<3)
		h = *outer
		mix512(d.tier, &h, x[:])
	}
	put512(out, &h)
}

// put512 stores the first words of h, as many as out has room for, the high byte of
// each first.
func put512(out []byte, h *[8]uint64) {
	for i := range len(out) / 8 {
		binary.BigEndian.PutUint64(out[8*i:], h[i])
	}
}
