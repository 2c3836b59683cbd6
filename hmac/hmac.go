package hmac

import (
	"hash"

	"github.com/glassh/glassh/primitives/mem"
	"github.com/glassh/glassh/primitives/sha1"
	"github.com/glassh/glassh/primitives/sha2"
)

// A MAC authenticates messages with one key. It has the methods of hash.Hash, and
// the functions New… make one. It may not be used by two goroutines at a time, and
// a copy of it shares its state.
type MAC struct {
	// One of these is not nil; it says which hash function this is.
	sha1   *states[sha1.Digest]
	sha256 *states[sha2.Digest256]
	sha512 *states[sha2.Digest512] // and SHA-384
}

// states holds the three hash computations of a MAC. D is a plain value, so that an
// assignment copies its state.
type states[D any] struct {
	inner D // has hashed K₀ ⊕ ipad
	outer D // has hashed K₀ ⊕ opad
	run   D // inner, and the message so far
}

// NewSHA1 returns an HMAC-SHA-1, whose tags have 20 bytes. The key may have any
// length and is not kept.
func NewSHA1(key []byte) *MAC { return &MAC{sha1: keyed(key, sha1.New())} }

// NewSHA256 returns an HMAC-SHA-256, whose tags have 32 bytes. The key may have any
// length and is not kept.
func NewSHA256(key []byte) *MAC { return &MAC{sha256: keyed(key, sha2.New256())} }

// NewSHA384 returns an HMAC-SHA-384, whose tags have 48 bytes. The key may have any
// length and is not kept.
func NewSHA384(key []byte) *MAC { return &MAC{sha512: keyed(key, sha2.New384())} }

// NewSHA512 returns an HMAC-SHA-512, whose tags have 64 bytes. The key may have any
// length and is not kept.
func NewSHA512(key []byte) *MAC { return &MAC{sha512: keyed(key, sha2.New512())} }

// keyed makes the states for a key, from an empty hash.
func keyed[D any, P interface {
	*D
	hash.Hash
	Wipe()
}](key []byte, empty P) *states[D] {
	s := &states[D]{inner: *empty, outer: *empty}
	block := empty.BlockSize()
	if len(key) > block { // K₀ is its hash
		var k [sha2.Size512]byte // the longest
		defer mem.Wipe(k[:])
		long := *empty
		defer P(&long).Wipe()
		P(&long).Write(key)
		key = P(&long).Sum(k[:0])
	}
	var pads [sha2.BlockSize512]byte // the longest
	defer mem.Wipe(pads[:])
	pad := pads[:block]
	frame(pad, key, ipad)
	P(&s.inner).Write(pad)
	frame(pad, key, opad)
	P(&s.outer).Write(pad)
	s.run = s.inner
	return s
}

// The bytes that the key is combined with, RFC 2104 §2.
const (
	ipad = 0x36
	opad = 0x5c
)

// frame sets dst = (key ‖ 00 … 00) ⊕ pad … pad. The key is not longer than dst.
func frame(dst, key []byte, pad byte) {
	clear(dst)
	copy(dst, key)
	for i := range dst {
		dst[i] ^= pad
	}
}

// Write appends p, which may have any length, to the message. It returns len(p)
// and never an error. It does not allocate.
func (m *MAC) Write(p []byte) (int, error) {
	switch {
	case m.sha1 != nil:
		return m.sha1.run.Write(p)
	case m.sha256 != nil:
		return m.sha256.run.Write(p)
	default:
		return m.sha512.run.Write(p)
	}
}

// Sum appends the tag of the message so far, [MAC.Size] bytes, to dst, and returns
// the longer slice. The message may be continued afterwards. It does not allocate
// if dst has room.
func (m *MAC) Sum(dst []byte) []byte {
	switch {
	case m.sha1 != nil:
		return m.sha1.run.SumNested(dst, &m.sha1.outer)
	case m.sha256 != nil:
		return m.sha256.run.SumNested(dst, &m.sha256.outer)
	default:
		return m.sha512.run.SumNested(dst, &m.sha512.outer)
	}
}

// Reset begins a new message under the same key: it copies a state.
func (m *MAC) Reset() {
	switch {
	case m.sha1 != nil:
		m.sha1.run = m.sha1.inner
	case m.sha256 != nil:
		m.sha256.run = m.sha256.inner
	default:
		m.sha512.run = m.sha512.inner
	}
}

// Size returns the length of a tag in bytes: that of the hash function.
func (m *MAC) Size() int {
	switch {
	case m.sha1 != nil:
		return sha1.Size
	case m.sha256 != nil:
		return sha2.Size256
	default:
		return m.sha512.run.Size()
	}
}

// BlockSize returns the length of a block of the hash function in bytes.
func (m *MAC) BlockSize() int {
	switch {
	case m.sha1 != nil:
		return sha1.BlockSize
	case m.sha256 != nil:
		return sha2.BlockSize256
	default:
		return sha2.BlockSize512
	}
}

// Wipe overwrites all that depends on the key with zeros, and leaves m without a
// hash function: Write, Sum, Reset and Size panic after it. Wiping twice is allowed.
func (m *MAC) Wipe() {
	if m.sha1 != nil {
		m.sha1.wipe()
	}
	if m.sha256 != nil {
		m.sha256.wipe()
	}
	if m.sha512 != nil {
		m.sha512.wipe()
	}
	*m = MAC{}
}

//go:noinline
func (s *states[D]) wipe() { *s = states[D]{} }
