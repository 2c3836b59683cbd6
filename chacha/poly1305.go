package chacha

import (
	"encoding/binary"

	"github.com/glassh/glassh/asm"
	kernel "github.com/glassh/glassh/asm/chacha"
	"github.com/glassh/glassh/primitives/ct"
	"github.com/glassh/glassh/primitives/mem"
)

// TagSize is the length in bytes of a Poly1305 tag.
const TagSize = 16

// A Poly1305 computes the authenticator of RFC 8439 §2.5 over what is written to
// it. Its key must be used for one message only: two tags under one key give the
// key away.
//
//	p = 2¹³⁰ - 5      key = r ‖ s, 16 bytes each, little-endian, some bits of r cleared
//	m₁ … mₙ           the message in blocks of 16 bytes, little-endian numbers, each with
//	                  a 1 bit put behind its last byte: + 2¹²⁸ for a whole block
//
//	tag = (((m₁·rⁿ + m₂·rⁿ⁻¹ + … + mₙ·r) mod p) + s) mod 2¹²⁸
//
// A Poly1305 is a plain value: copying the struct clones the state.
type Poly1305 struct {
	tier   asm.Tier
	h      [3]uint64 // h = h₀ + h₁·2⁶⁴ + h₂·2¹²⁸ with h₂ ≤ 4, not yet reduced below p
	r      [2]uint64 // each limb is below 2⁶⁰; r₁ is a multiple of 4
	s      [2]uint64
	buf    [16]byte // the block begun
	filled int      // its length, below 16
	ready  bool     // holds a key
}

// NewPoly1305 returns a Poly1305 with that one-time key, r ‖ s.
func NewPoly1305(key *[32]byte) *Poly1305 {
	var m Poly1305
	m.setKey(kernel.TiersPoly1305.Active(), key)
	return &m
}

// setKey makes m an authenticator that nothing has been written to.
func (m *Poly1305) setKey(tier asm.Tier, key *[32]byte) {
	*m = Poly1305{tier: tier, ready: true}
	// RFC 8439 §2.5.1: clamp.
	m.r[0] = binary.LittleEndian.Uint64(key[0:]) & 0x0ffffffc0fffffff
	m.r[1] = binary.LittleEndian.Uint64(key[8:]) & 0x0ffffffc0ffffffc
	m.s[0] = binary.LittleEndian.Uint64(key[16:])
	m.s[1] = binary.LittleEndian.Uint64(key[24:])
}

// Write adds p to the message. It returns len(p) and no error.
func (m *Poly1305) Write(p []byte) (int, error) {
	m.check()
	n := len(p)
	if m.filled > 0 {
		k := copy(m.buf[m.filled:], p)
		m.filled += k
		p = p[k:]
		if m.filled < len(m.buf) {
			return n, nil
		}
		m.blocks(m.buf[:], 1)
	}
	whole := len(p) &^ 15
	m.blocks(p[:whole], 1)
	m.filled = copy(m.buf[:], p[whole:])
	return n, nil
}

// pad completes the block begun with zeros (RFC 8439 §2.8, pad16).
func (m *Poly1305) pad() {
	if m.filled > 0 {
		clear(m.buf[m.filled:])
		m.blocks(m.buf[:], 1)
		m.filled = 0
	}
}

// Sum appends the tag of all that was written to dst. It changes no state.
func (m *Poly1305) Sum(dst []byte) []byte {
	tag := m.tag()
	return append(dst, tag[:]...)
}

// Verify reports whether tag is the 16-byte tag of all that was written, in time
// that depends on its length only. It changes no state.
func (m *Poly1305) Verify(tag []byte) bool {
	want := m.tag()
	return ct.Equal(want[:], tag).Public()
}

// tag finishes a copy of m.
func (m *Poly1305) tag() (tag [TagSize]byte) {
	m.check()
	last := *m
	last.filled = 0
	last.sumLast(&tag, m.buf[:m.filled])
	return tag
}

// sumLast sets tag to the tag of all that was written and of p, the last piece of the
// message. m must have no block begun, and is of no use afterwards. tag may be
// anywhere in p.
func (m *Poly1305) sumLast(tag *[TagSize]byte, p []byte) {
	m.check()
	var key [32]byte
	defer mem.Wipe(key[:])
	binary.LittleEndian.PutUint64(key[0:], m.r[0])
	binary.LittleEndian.PutUint64(key[8:], m.r[1])
	binary.LittleEndian.PutUint64(key[16:], m.s[0])
	binary.LittleEndian.PutUint64(key[24:], m.s[1])
	if kernel.Poly1305Sum(m.tier, tag, &m.h, &key, p) {
		return
	}
	whole := len(p) &^ 15
	m.blocks(p[:whole], 1)
	if whole < len(p) {
		// The 1 bit of a short block lies within its 16 bytes.
		var last [16]byte
		last[copy(last[:], p[whole:])] = 1
		m.blocks(last[:], 0)
	}
	m.finish(tag)
}

// Wipe overwrites key and state. m must not be used afterwards.
//
//go:noinline
func (m *Poly1305) Wipe() {
	mem.Wipe(m.buf[:])
	*m = Poly1305{}
}

// check panics if m holds no key.
func (m *Poly1305) check() {
	if !m.ready {
		panic("chacha: Poly1305 used without a key")
	}
}

// SumPoly1305 returns the tag of one message under a one-time key.
func SumPoly1305(key *[32]byte, message []byte) (tag [TagSize]byte) {
	sumInto(kernel.TiersPoly1305.Active(), &tag, key, message)
	return tag
}

// sumInto sets tag to the tag of one message under a one-time key: what a Poly1305
// would say, but without its buffer. tag may be anywhere in message or key.
func sumInto(tier asm.Tier, tag *[TagSize]byte, key *[32]byte, message []byte) {
	var h [3]uint64
	if kernel.Poly1305Sum(tier, tag, &h, key, message) {
		return
	}
	var m Poly1305
	m.setKey(tier, key)
	m.sumLast(tag, message)
	m.Wipe()
}
