package blake2b

import "github.com/glassh/glassh/primitives/mem"

// Sizes in bytes.
const (
	MaxSize   = 64 // of a hash
	MaxKey    = 64
	BlockSize = 128
)

// A Digest hashes a stream of bytes. It has the methods of hash.Hash, and [New]
// makes one. It is a plain value without pointers: assigning it copies the state,
// and the two then go on independently. It may not be used by two goroutines at a
// time.
type Digest struct {
	h      [8]uint64       // after all blocks but the one in x
	x      [BlockSize]byte // x[:n] is the block that may be the last one
	n      int             // 0 only if there is neither key nor message
	t      uint64          // the bytes mixed into h, those of the key's block included
	key    [MaxKey]byte    // key[:keyLen]
	keyLen int
	size   int // of the hash in bytes; 0 of a Digest that is wiped
}

// New returns a Digest of the empty message, whose hash has 1 to [MaxSize] bytes. The
// key has up to [MaxKey] bytes, of which d keeps a copy, or none: then this is a hash
// that anyone can compute. It panics on other lengths.
func New(size int, key []byte) *Digest {
	d := new(Digest)
	d.start(size, key)
	return d
}

func (d *Digest) start(size int, key []byte) {
	if size < 1 || size > MaxSize {
		panic("blake2b: a hash has 1 to 64 bytes")
	}
	if len(key) > MaxKey {
		panic("blake2b: a key has at most 64 bytes")
	}
	d.size = size
	d.keyLen = copy(d.key[:], key)
	d.Reset()
}

// Reset returns d to the empty message, with the same length of the hash and the same
// key.
func (d *Digest) Reset() {
	d.h, d.x, d.n, d.t = iv, [BlockSize]byte{}, 0, 0
	d.h[0] ^= 0x01010000 ^ uint64(d.keyLen)<<8 ^ uint64(d.size) // RFC 7693 §3.3
	if d.keyLen > 0 {
		copy(d.x[:], d.key[:])
		d.n = BlockSize
	}
}

// Write appends p, which may have any length, to the message. It returns len(p)
// and never an error. It does not allocate.
func (d *Digest) Write(p []byte) (int, error) {
	n := len(p)
	if room := BlockSize - d.n; len(p) > room { // x is not the last block
		copy(d.x[d.n:], p)
		d.mix(&d.x)
		p = p[room:]
		for len(p) > BlockSize {
			d.mix((*[BlockSize]byte)(p))
			p = p[BlockSize:]
		}
		d.n = 0
	}
	d.n += copy(d.x[d.n:], p)
	return n, nil
}

// mix mixes a block that is not the last one into the state.
func (d *Digest) mix(block *[BlockSize]byte) {
	d.t += BlockSize
	compress(&d.h, block, d.t, 0)
}

// Sum appends the hash of the message so far, [Digest.Size] bytes, to dst, and returns
// the longer slice. The message may be continued afterwards. It does not allocate
// if dst has room.
func (d *Digest) Sum(dst []byte) []byte {
	if d.size == 0 {
		panic("blake2b: a Digest without a length: it is wiped, or was not made by New")
	}
	h, x := d.h, d.x
	clear(x[d.n:])
	compress(&h, &x, d.t+uint64(d.n), ^uint64(0))
	whole, out := mem.Append(dst, d.size)
	for i := range out {
		out[i] = byte(h[i/8] >> (8 * (i % 8)))
	}
	return whole
}

// Size returns the length of a hash in bytes.
func (d *Digest) Size() int { return d.size }

// BlockSize returns the length of a block in bytes, 128.
func (d *Digest) BlockSize() int { return BlockSize }

// Wipe overwrites the state and the key with zeros. d is of no use any more.
//
//go:noinline
func (d *Digest) Wipe() { *d = Digest{} }

// Sum fills out, 1 to [MaxSize] bytes, with the hash of that length of data. It panics
// on another length.
func Sum(out, data []byte) {
	var d Digest
	d.start(len(out), nil)
	d.Write(data)
	d.Sum(out[:0])
	d.Wipe()
}
