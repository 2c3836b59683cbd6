package umac

import (
	"encoding/binary"

	"github.com/glassh/glassh/asm"
	kernel "github.com/glassh/glassh/asm/umac"
	"github.com/glassh/glassh/primitives/mem"
)

// Sizes in bytes.
const (
	KeySize = 16
	Size64  = 8  // tag of New64
	Size128 = 16 // tag of New128

	MaxNonceSize = 16
)

// A MAC authenticates messages with one key: whole ones by Tag, or in pieces by Reset,
// Write and Sum. It may not be used by two goroutines at a time.
type MAC struct {
	l1      kernel.Key
	l2      [maxStreams]kernel.Poly
	long    [maxStreams]poly128
	l3      [maxStreams]l3Key
	pad     pad
	streams int // 2 or 4: each makes 4 bytes of the tag
	tier    asm.Tier

	// The message so far is a number of chunks of 1024 bytes that the second layer
	// has, one that it has not, and less than a block of 32 bytes.
	chunks uint64
	sum    [maxStreams]uint64 // NH of the blocks of the present chunk, without its length
	at     int                // how many bytes these are; 1024 only until more of the message comes
	tail   int                // how many bytes of buf there are
	buf    [l1Block]byte
}

const maxStreams = Size128 / 4

// New64 returns a UMAC-64, whose tags have 8 bytes. The key must have 16 bytes and is
// not kept.
func New64(key []byte) *MAC { return newMAC(key, Size64/4) }

// New128 returns a UMAC-128, whose tags have 16 bytes. The key must have 16 bytes and
// is not kept.
func New128(key []byte) *MAC { return newMAC(key, Size128/4) }

func newMAC(key []byte, streams int) *MAC {
	if len(key) != KeySize {
		panic("umac: key must be 16 bytes")
	}
	m := &MAC{streams: streams, tier: kernel.Tiers.Active()}
	m.setKeys(key)
	return m
}

// Size returns the length of a tag in bytes: 8 or 16.
func (m *MAC) Size() int { return 4 * m.streams }

// Tag appends the tag of msg, a whole message, to dst, and returns the longer slice.
// The nonce has 1 to 16 bytes. No two messages may have the same nonce under one key,
// and all nonces must have the same length. A message that Write has begun is
// forgotten. Tag does not allocate if dst has room.
func (m *MAC) Tag(dst, nonce, msg []byte) []byte {
	m.Reset()
	last := m.wholeChunks(msg)
	var sum [maxStreams]uint64
	m.nh(&sum, 0, last)
	dst = m.finish(dst, nonce, &sum, len(last))
	m.chunks = 0
	return dst
}

// Reset begins a new message under the same key.
func (m *MAC) Reset() {
	m.chunks, m.at, m.tail = 0, 0, 0
	m.sum = [maxStreams]uint64{}
}

// Write appends p, which may have any length, to the message. It returns len(p) and
// never an error. It does not allocate.
func (m *MAC) Write(p []byte) (int, error) {
	n := len(p)
	if m.tail > 0 {
		k := copy(m.buf[m.tail:], p)
		m.tail, p = m.tail+k, p[k:]
		if m.tail < l1Block {
			return n, nil
		}
		m.tail = 0
		m.blocks(m.buf[:])
	}
	whole := len(p) &^ (l1Block - 1)
	m.blocks(p[:whole])
	if whole < len(p) {
		m.tail = copy(m.buf[:], p[whole:])
	}
	return n, nil
}

// blocks appends p, a multiple of 32 bytes long, to the message.
func (m *MAC) blocks(p []byte) {
	for len(p) > 0 {
		if m.at == l1Chunk {
			m.nextChunk()
		}
		if m.at == 0 {
			p = m.wholeChunks(p)
		}
		n := min(len(p), l1Chunk-m.at)
		m.nh(&m.sum, m.at, p[:n])
		m.at, p = m.at+n, p[n:]
	}
}

// nextChunk gives the present chunk, which is whole, to the second layer.
func (m *MAC) nextChunk() {
	m.nextWord(&m.sum)
	m.sum = [maxStreams]uint64{}
	m.at = 0
}

// Sum appends the tag of the message so far, under a nonce as Tag has it, to dst, and
// returns the longer slice. The message may be continued afterwards, but only for a
// tag under another nonce. Sum does not allocate if dst has room.
func (m *MAC) Sum(dst, nonce []byte) []byte {
	if m.at == l1Chunk && m.tail > 0 {
		m.nextChunk()
	}
	sum, length := m.sum, m.at+m.tail
	if m.tail > 0 || length == 0 {
		m.nh(&sum, m.at, m.buf[:m.tail])
	}
	return m.finish(dst, nonce, &sum, length)
}

// finish appends the tag of a message whose last chunk has the given length, in bytes,
// and NH.
func (m *MAC) finish(dst, nonce []byte, sum *[maxStreams]uint64, length int) []byte {
	if len(nonce) == 0 || len(nonce) > MaxNonceSize {
		panic("umac: nonce must be 1 to 16 bytes")
	}
	pad := m.pad.of(nonce, m.streams)
	dst, tag := mem.Append(dst, m.Size())
	for i := 0; i < m.streams; i += 2 {
		h1 := m.hash(i, sum[i]+8*uint64(length))
		h2 := m.hash(i+1, sum[i+1]+8*uint64(length))
		binary.BigEndian.PutUint64(tag[4*i:], (uint64(h1)<<32|uint64(h2))^pad[i/2])
	}
	return dst
}

// hash is UHASH of stream i (§5), where w is L1-HASH of the last chunk.
func (m *MAC) hash(i int, w uint64) uint32 {
	switch {
	case m.chunks == 0:
		return m.l3[i].hash(w)
	case m.chunks < l2Words:
		p := m.l2[i]
		add64(&p, w)
		return m.l3[i].hash(end64(&p))
	default:
		p := m.long[i]
		if m.chunks == l2Words {
			p.start(end64(&m.l2[i]))
		}
		p.add(m.chunks, w)
		return m.l3[i].hash128(p.end(m.chunks + 1))
	}
}

// Wipe overwrites all that depends on the key or the message with zeros. m must not be
// used afterwards.
func (m *MAC) Wipe() {
	m.pad.wipe()
	*m = MAC{}
}
