package md5

import (
	"encoding/binary"

	"github.com/glassh/glassh/primitives/mem"
)

// Sizes in bytes.
const (
	Size      = 16 // of a hash
	BlockSize = 64
)

// A Digest hashes a stream of bytes. It has the methods of hash.Hash, and [New]
// makes one. It is a plain value without pointers: assigning it copies the state,
// and the two then go on independently. It may not be used by two goroutines at a
// time.
type Digest struct {
	h      [4]uint32       // H⁽ⁱ⁾ after the whole blocks so far
	x      [BlockSize]byte // x[:length%BlockSize] is the start of the next block
	length uint64          // of the message so far, in bytes
}

// iv is H⁽⁰⁾, RFC 1321 §3.3.
var iv = [4]uint32{0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476}

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
	whole, out := mem.Append(dst, Size)
	d.finish((*[Size]byte)(out))
	return whole
}

// Reset returns d to the empty message.
func (d *Digest) Reset() { *d = Digest{h: iv} }

// Size returns the length of a hash in bytes, 16.
func (d *Digest) Size() int { return Size }

// BlockSize returns the length of a block in bytes, 64.
func (d *Digest) BlockSize() int { return BlockSize }

// Wipe overwrites the state with zeros. [Digest.Reset] must come before any further
// use.
//
//go:noinline
func (d *Digest) Wipe() { *d = Digest{} }

// finish pads the message (RFC 1321 §3.1 and §3.2) and stores its hash in out. It
// leaves d as it is.
func (d *Digest) finish(out *[Size]byte) {
	h, x := d.h, d.x
	have := d.length % BlockSize
	x[have] = 0x80
	clear(x[have+1:])
	if have+1 > BlockSize-8 { // no room left for the length
		blocks(&h, x[:])
		clear(x[:])
	}
	binary.LittleEndian.PutUint64(x[BlockSize-8:], d.length<<3)
	blocks(&h, x[:])
	for i, word := range h {
		binary.LittleEndian.PutUint32(out[4*i:], word)
	}
}
