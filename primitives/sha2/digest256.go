package sha2

import (
	"encoding/binary"

	_ "github.com/glassh/glassh/asm/sha2" // lists the tiers
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
}

// iv256 is H⁽⁰⁾, FIPS 180-4 §5.3.3: of the square roots of the first 8 primes, the
// first 32 bits behind the point.
var iv256 = [8]uint32{
	0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
	0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
}

// New256 returns a Digest256 of the empty message.
func New256() *Digest256 { return &Digest256{h: iv256} }

// Sum256 returns the SHA-256 hash of data.
func Sum256(data []byte) (out [Size256]byte) {
	d := Digest256{h: iv256}
	d.Write(data)
	d.finish(&out)
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
		blocks256(&d.h, d.x[:])
		p = p[c:]
	}
	blocks256(&d.h, p)
	copy(d.x[:], p[len(p)&^(BlockSize256-1):])
	return n, nil
}

// Sum appends the hash of the message so far, [Size256] bytes, to dst, and returns
// the longer slice. The message may be continued afterwards. It does not allocate
// if dst has room.
func (d *Digest256) Sum(dst []byte) []byte {
	var out [Size256]byte
	e := *d
	e.finish(&out)
	return append(dst, out[:]...)
}

// Reset returns d to the empty message.
func (d *Digest256) Reset() { *d = Digest256{h: iv256} }

// Size returns the length of a hash in bytes, 32.
func (d *Digest256) Size() int { return Size256 }

// BlockSize returns the length of a block in bytes, 64.
func (d *Digest256) BlockSize() int { return BlockSize256 }

// Wipe overwrites the state with zeros. [Digest256.Reset] must come before any
// further use.
//
//go:noinline
func (d *Digest256) Wipe() { *d = Digest256{} }

// finish pads the message (FIPS 180-4 §5.1.1) and stores its hash in out. The
// message ends with it.
func (d *Digest256) finish(out *[Size256]byte) {
	have := d.length % BlockSize256
	d.x[have] = 0x80
	clear(d.x[have+1:])
	if have+1 > BlockSize256-8 { // no room left for the length
		blocks256(&d.h, d.x[:])
		clear(d.x[:])
	}
	binary.BigEndian.PutUint64(d.x[BlockSize256-8:], d.length<<3)
	blocks256(&d.h, d.x[:])
	for i, h := range d.h {
		binary.BigEndian.PutUint32(out[4*i:], h)
	}
}
