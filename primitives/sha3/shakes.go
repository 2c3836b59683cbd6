package sha3

import (
	"encoding/binary"

	"github.com/glassh/glassh/asm"
	kernel "github.com/glassh/glassh/asm/keccak"
)

// MaxShakes is how many streams one [Shakes] can have.
const MaxShakes = 8

// Shakes is up to [MaxShakes] streams of SHAKE128, or of SHAKE256, that go in step:
// in each call all get equally many bytes, or give equally many. Streams of ML-KEM
// and ML-DSA are such, which differ in one or two bytes of the message.
//
//	h := sha3.NewShakes128(3)
//	h.WriteAll(seed)
//	h.Write([][]byte{{0, 0}, {1, 0}, {2, 0}})
//	h.Read(blocks)                   // three slices of 504 bytes, say
//
// [NewShakes128] and [NewShakes256] make one. It is a plain value without pointers.
// It may not be used by two goroutines at a time.
type Shakes struct {
	a [25][MaxShakes]uint64 // lane A[x, y] of stream j is a[x+5y][j]
	n int                   // how many streams there are

	// As in a sponge.
	rate    int
	pos     int
	reading bool
	tier    asm.Tier
}

// NewShakes128 returns n streams of SHAKE128. It panics unless 1 ≤ n ≤ [MaxShakes].
func NewShakes128(n int) *Shakes {
	return &Shakes{n: count(n), rate: Rate128, tier: kernel.Tiers.Active()}
}

// NewShakes256 returns n streams of SHAKE256. It panics unless 1 ≤ n ≤ [MaxShakes].
func NewShakes256(n int) *Shakes {
	return &Shakes{n: count(n), rate: Rate256, tier: kernel.Tiers.Active()}
}

func count(n int) int {
	if n < 1 || n > MaxShakes {
		panic("sha3: there are 1 to 8 streams in a Shakes")
	}
	return n
}

// WriteAll appends p to the message of every stream. It panics after the first
// [Shakes.Read]. It does not allocate.
func (h *Shakes) WriteAll(p []byte) {
	var each [MaxShakes][]byte
	for j := range each {
		each[j] = p
	}
	h.Write(each[:h.n])
}

// Write appends p[j] to the message of stream j. There must be a p[j] for each
// stream, all of one length. It panics after the first [Shakes.Read]. It does not
// allocate.
func (h *Shakes) Write(p [][]byte) {
	if h.reading {
		panic("sha3: Write after Read")
	}
	size := h.length(p)
	for done := 0; done < size; {
		n := min(h.rate-h.pos, size-done)
		for j, p := range p {
			h.add(j, p[done:done+n])
		}
		done += n
		h.pos += n
		if h.pos == h.rate {
			h.permute()
			h.pos = 0
		}
	}
}

// Read fills dst[j] with the next bytes of output of stream j. There must be a
// dst[j] for each stream, all of one length; they must not overlap. The messages end
// with the first call. It does not allocate. Whole blocks of [Rate128] or [Rate256]
// bytes are read fastest.
func (h *Shakes) Read(dst [][]byte) {
	size := h.length(dst)
	if !h.reading {
		h.pad()
	}
	done := min(h.rate-h.pos, size)
	h.extract(dst, 0, done)
	h.pos += done
	done += kernel.Squeeze8(h.tier, &h.a, h.rate, dst, done)
	for done < size {
		h.permute()
		n := min(h.rate, size-done)
		h.pos = 0
		h.extract(dst, done, done+n)
		h.pos = n
		done += n
	}
}

// Reset returns all streams to the empty message.
func (h *Shakes) Reset() {
	h.a = [25][MaxShakes]uint64{}
	h.pos, h.reading = 0, false
}

// Wipe overwrites the states with zeros, and returns all streams to the empty
// message.
//
//go:noinline
func (h *Shakes) Wipe() { h.Reset() }

// length returns how long all of p are.
func (h *Shakes) length(p [][]byte) int {
	if len(p) != h.n {
		panic("sha3: a Shakes needs one slice for each stream")
	}
	for _, q := range p {
		if len(q) != len(p[0]) {
			panic("sha3: the slices for a Shakes differ in length")
		}
	}
	return len(p[0])
}

// pad ends the messages as a sponge does.
func (h *Shakes) pad() {
	for j := range h.n {
		h.a[h.pos/8][j] ^= tailShake << (h.pos % 8 * 8)
		h.a[h.rate/8-1][j] ^= 1 << 63
	}
	h.reading = true
	h.pos = h.rate
}

func (h *Shakes) permute() {
	if kernel.Permute8(h.tier, &h.a, h.n) {
		return
	}
	var a [25]uint64
	for j := range h.n {
		for i := range a {
			a[i] = h.a[i][j]
		}
		if !kernel.Permute(h.tier, &a) {
			permute(&a)
		}
		for i := range a {
			h.a[i][j] = a[i]
		}
	}
}

// add adds p to state j, from byte h.pos on.
func (h *Shakes) add(j int, p []byte) {
	pos := h.pos
	for ; pos%8 != 0 && len(p) > 0; pos++ {
		h.a[pos/8][j] ^= uint64(p[0]) << (pos % 8 * 8)
		p = p[1:]
	}
	i := pos / 8
	for ; len(p) >= 8; i++ {
		h.a[i][j] ^= binary.LittleEndian.Uint64(p)
		p = p[8:]
	}
	for k, b := range p {
		h.a[i][j] ^= uint64(b) << (k * 8)
	}
}

// extract copies each state, from byte h.pos on, to dst[j][from:to].
func (h *Shakes) extract(dst [][]byte, from, to int) {
	for j := range dst {
		d, pos := dst[j][from:to], h.pos
		for ; pos%8 != 0 && len(d) > 0; pos++ {
			d[0] = byte(h.a[pos/8][j] >> (pos % 8 * 8))
			d = d[1:]
		}
		i := pos / 8
		for ; len(d) >= 8; i++ {
			binary.LittleEndian.PutUint64(d, h.a[i][j])
			d = d[8:]
		}
		for k := range d {
			d[k] = byte(h.a[i][j] >> (k * 8))
		}
	}
}
