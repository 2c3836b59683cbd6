package sha3

import "github.com/glassh/glassh/primitives/mem"

// Sizes of the hashes in bytes.
const (
	Size224 = 28
	Size256 = 32
	Size384 = 48
	Size512 = 64
)

// A Digest computes one of the SHA3 hash functions of a stream of bytes. It has the
// methods of hash.Hash, and [New224], [New256], [New384] and [New512] make one. It
// is a plain value without pointers: assigning it copies the state, and the two
// then go on independently. It may not be used by two goroutines at a time.
type Digest struct {
	s    sponge
	size int
}

// newDigest returns the hash function of that size. The part of the state that the
// rate leaves is twice the size (FIPS 202 §6.1).
func newDigest(size int) Digest { return Digest{newSponge(200-2*size, tailSHA3), size} }

// New224 returns a Digest for SHA3-224.
func New224() *Digest { d := newDigest(Size224); return &d }

// New256 returns a Digest for SHA3-256.
func New256() *Digest { d := newDigest(Size256); return &d }

// New384 returns a Digest for SHA3-384.
func New384() *Digest { d := newDigest(Size384); return &d }

// New512 returns a Digest for SHA3-512.
func New512() *Digest { d := newDigest(Size512); return &d }

// Sum224 returns the SHA3-224 hash of data.
func Sum224(data []byte) (out [Size224]byte) { sum(out[:], data); return out }

// Sum256 returns the SHA3-256 hash of data.
func Sum256(data []byte) (out [Size256]byte) { sum(out[:], data); return out }

// Sum384 returns the SHA3-384 hash of data.
func Sum384(data []byte) (out [Size384]byte) { sum(out[:], data); return out }

// Sum512 returns the SHA3-512 hash of data.
func Sum512(data []byte) (out [Size512]byte) { sum(out[:], data); return out }

func sum(out, data []byte) {
	d := newDigest(len(out))
	d.s.write(data)
	d.s.read(out)
}

// Write appends p, which may have any length, to the message. It returns len(p)
// and never an error. It does not allocate.
func (d *Digest) Write(p []byte) (int, error) {
	d.s.write(p)
	return len(p), nil
}

// Sum appends the hash of the message so far to dst, and returns the longer slice.
// The message may be continued afterwards. It does not allocate if dst has room.
func (d *Digest) Sum(dst []byte) []byte {
	whole, out := mem.Append(dst, d.size)
	end := d.s
	end.read(out)
	return whole
}

// Reset returns d to the empty message.
func (d *Digest) Reset() { d.s.reset() }

// Size returns the length of a hash in bytes.
func (d *Digest) Size() int { return d.size }

// BlockSize returns the length of a block in bytes, the rate.
func (d *Digest) BlockSize() int { return d.s.rate }

// Wipe overwrites the state with zeros, and returns d to the empty message.
//
//go:noinline
func (d *Digest) Wipe() { d.s.reset() }
