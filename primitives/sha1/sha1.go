package sha1

import (
	"encoding/binary"

	_ "github.com/glassh/glassh/asm/sha1" // lists the tiers
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
}

// iv is H⁽⁰⁾, FIPS 180-4 §5.3.1.
var iv = [5]uint32{0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0}

// New returns a Digest of the empty message.
func New() *Digest { return &Digest{h: iv} }

// Sum returns the hash of data.
func Sum(data []byte) (out [Size]byte) {
	d := Digest{h: iv}
	d.Write(data)
	d.finish(&out)
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
		blocks(&d.h, d.x[:])
		p = p[c:]
	}
	blocks(&d.h, p)
	copy(d.x[:], p[len(p)&^(BlockSize-1):])
	return n, nil
}

// Sum appends the hash of the message so far, [Size] bytes, to dst, and returns
// the longer slice. The message may be continued afterwards. It does not allocate
// if dst has room.
func (d *Digest) Sum(dst []byte) []byte {
	var out [Size]byte
	e := *d
	e.finish(&out)
	return append(dst, out[:]...)
}

// Reset returns d to the empty message.
func (d *Digest) Reset() { *d = Digest{h: iv} }

// Size returns the length of a hash in bytes, 20.
func (d *Digest) Size() int { return Size }

// BlockSize returns the length of a block in bytes, 64.
func (d *Digest) BlockSize() int { return BlockSize }

// Wipe overwrites the state with zeros. [Digest.Reset] must come before any
// further use.
//
//go:noinline
func (d *Digest) Wipe() { *d = Digest{} }

// finish pads the message (FIPS 180-4 §5.1.1) and stores its hash in out. The
// message ends with it.
func (d *Digest) finish(out *[Size]byte) {
	have := d.length % BlockSize
	d.x[have] = 0x80
	clear(d.x[have+1:])
	if have+1 > BlockSize-8 { // no room left for the length
		blocks(&d.h, d.x[:])
		clear(d.x[:])
	}
	binary.BigEndian.PutUint64(d.x[BlockSize-8:], d.length<<3)
	blocks(&d.h, d.x[:])
	for i, h := range d.h {
		binary.BigEndian.PutUint32(out[4*i:], h)
	}
}
