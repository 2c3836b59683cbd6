package sha3

import (
	"encoding/binary"

	"github.com/glassh/glassh/asm"
	kernel "github.com/glassh/glassh/asm/keccak"
)

// What stands behind the message: the bits that tell SHA3 from SHAKE (01 and 1111,
// FIPS 202 §6), and the first bit of the padding, 1 (§5.1). Bits go into bytes from
// the lowest up.
const (
	tailSHA3  = 0x06
	tailShake = 0x1f
)

// A sponge is the construction of FIPS 202 §4, on whole bytes.
type sponge struct {
	a    [25]uint64 // lane A[x, y] is a[x+5y], and byte 8i+j of the state byte j of a[i]
	rate int        // bytes in a block

	// While the message is added, pos bytes of the current block have been, and
	// pos < rate. While the output is read, pos bytes of the block that a holds
	// have been, and pos ≤ rate.
	pos     int
	reading bool

	tail byte
	tier asm.Tier
}

func newSponge(rate int, tail byte) sponge {
	return sponge{rate: rate, tail: tail, tier: kernel.Tiers.Active()}
}

// write adds p to the message.
func (s *sponge) write(p []byte) {
	if s.reading {
		panic("sha3: Write after Read")
	}
	if s.pos > 0 {
		n := min(s.rate-s.pos, len(p))
		add(&s.a, s.pos, p[:n])
		p = p[n:]
		s.pos += n
		if s.pos < s.rate {
			return
		}
		s.permute()
		s.pos = 0
	}
	p = p[kernel.Absorb(s.tier, &s.a, s.rate, p):]
	for len(p) >= s.rate {
		add(&s.a, 0, p[:s.rate])
		permute(&s.a)
		p = p[s.rate:]
	}
	add(&s.a, 0, p)
	s.pos = len(p)
}

// read fills dst with output. The first call ends the message.
func (s *sponge) read(dst []byte) {
	if !s.reading {
		s.pad()
	}
	n := min(s.rate-s.pos, len(dst))
	extract(dst[:n], &s.a, s.pos)
	dst = dst[n:]
	s.pos += n
	if len(dst) == 0 {
		return
	}
	dst = dst[kernel.Squeeze(s.tier, &s.a, s.rate, dst):]
	for len(dst) >= s.rate {
		permute(&s.a)
		extract(dst[:s.rate], &s.a, 0)
		dst = dst[s.rate:]
	}
	if len(dst) > 0 {
		s.permute()
		extract(dst, &s.a, 0)
		s.pos = len(dst)
	}
}

// pad ends the message with the tail and the padding 10*1 (FIPS 202 §5.1), whose
// last bit is the highest of the block. The block is permuted when it is read from:
// until then it counts as used up.
func (s *sponge) pad() {
	s.a[s.pos/8] ^= uint64(s.tail) << (s.pos % 8 * 8)
	s.a[s.rate/8-1] ^= 1 << 63
	s.reading = true
	s.pos = s.rate
}

func (s *sponge) permute() {
	if !kernel.Permute(s.tier, &s.a) {
		permute(&s.a)
	}
}

// reset returns s to the empty message.
func (s *sponge) reset() {
	s.a = [25]uint64{}
	s.pos, s.reading = 0, false
}

// add adds p to the state, from byte pos on.
func add(a *[25]uint64, pos int, p []byte) {
	for ; pos%8 != 0 && len(p) > 0; pos++ {
		a[pos/8] ^= uint64(p[0]) << (pos % 8 * 8)
		p = p[1:]
	}
	i := pos / 8
	for ; len(p) >= 8; i++ {
		a[i] ^= binary.LittleEndian.Uint64(p)
		p = p[8:]
	}
	for j, b := range p {
		a[i] ^= uint64(b) << (j * 8)
	}
}

// extract copies the state, from byte pos on, to dst.
func extract(dst []byte, a *[25]uint64, pos int) {
	for ; pos%8 != 0 && len(dst) > 0; pos++ {
		dst[0] = byte(a[pos/8] >> (pos % 8 * 8))
		dst = dst[1:]
	}
	i := pos / 8
	for ; len(dst) >= 8; i++ {
		binary.LittleEndian.PutUint64(dst, a[i])
		dst = dst[8:]
	}
	for j := range dst {
		dst[j] = byte(a[i] >> (j * 8))
	}
}
