package umac

import (
	"encoding/binary"

	kernel "github.com/glassh/glassh/asm/umac"
)

// The first layer, L1-HASH: NH of each chunk, plus the number of its bits.
const (
	l1Block = 32   // bytes that NH takes at a time
	l1Chunk = 1024 // bytes that become 8
)

// nh adds NH of p, a piece of a chunk that begins at the given place of it, to sum.
// Zeros are appended up to a multiple of 32 bytes that is not 0.
func (m *MAC) nh(sum *[maxStreams]uint64, at int, p []byte) {
	if n := kernel.NH(m.tier, m.streams, sum, &m.l1, at, p); n > 0 {
		return
	}
	key := m.l1[at/4:]
	whole := len(p) &^ (l1Block - 1)
	nh(m.streams, sum, key, p[:whole])
	if whole < len(p) || whole == 0 {
		var last [l1Block]byte
		copy(last[:], p[whole:])
		nh(m.streams, sum, key[whole/4:], last[:])
	}
}

// nh adds NH (§5.2.2) of msg, whose length is a multiple of 32, to the sum of each
// stream. Blocks have eight words mᵢ, little-endian (ENDIAN-SWAP of §5.2.1), and
//
//	sum += (m₀ ⊞ k₀)(m₄ ⊞ k₄) + (m₁ ⊞ k₁)(m₅ ⊞ k₅) + (m₂ ⊞ k₂)(m₆ ⊞ k₆) + (m₃ ⊞ k₃)(m₇ ⊞ k₇)
//
// modulo 2⁶⁴, where ⊞ is modulo 2³². A block's key begins eight words behind the one
// before it, and a stream's four words.
func nh(streams int, sum *[maxStreams]uint64, key []uint32, msg []byte) {
	for len(msg) >= l1Block {
		m0 := binary.LittleEndian.Uint32(msg)
		m1 := binary.LittleEndian.Uint32(msg[4:])
		m2 := binary.LittleEndian.Uint32(msg[8:])
		m3 := binary.LittleEndian.Uint32(msg[12:])
		m4 := binary.LittleEndian.Uint32(msg[16:])
		m5 := binary.LittleEndian.Uint32(msg[20:])
		m6 := binary.LittleEndian.Uint32(msg[24:])
		m7 := binary.LittleEndian.Uint32(msg[28:])
		for i := range streams {
			k := (*[8]uint32)(key[4*i:])
			sum[i] += uint64(m0+k[0])*uint64(m4+k[4]) + uint64(m1+k[1])*uint64(m5+k[5]) +
				uint64(m2+k[2])*uint64(m6+k[6]) + uint64(m3+k[3])*uint64(m7+k[7])
		}
		key, msg = key[8:], msg[l1Block:]
	}
}
