package argon2

import (
	"encoding/binary"
	"errors"
	"math"

	"github.com/glassh/glassh/primitives/blake2b"
	"github.com/glassh/glassh/primitives/mem"
)

// A Variant says which Argon2 it is. The values are those of y in RFC 9106 §3.2.
type Variant uint8

// The variants.
const (
	D  Variant = 0 // Argon2d
	I  Variant = 1 // Argon2i
	ID Variant = 2 // Argon2id
)

// Params are the parameters of RFC 9106 §3.1, but for password and salt.
type Params struct {
	Variant Variant
	Memory  uint32 // m: in KiB, at least 8 a lane. It is rounded down to whole slices.
	Passes  uint32 // t: at least 1
	Lanes   uint32 // p: 1 to 2²⁴ − 1
	Secret  []byte // K: a key that is not kept with the hashes, or nothing
	Data    []byte // X: what else the key is to depend on, or nothing
}

// What [Key] cannot compute.
var (
	ErrLanes  = errors.New("argon2: parallelism must be 1 to 16777215")
	ErrMemory = errors.New("argon2: memory must be at least 8 KiB for each lane, and no more than a program can address")
	ErrPasses = errors.New("argon2: at least one pass is needed")
)

// version is 1.3, the only one of RFC 9106.
const version = 0x13

// Key fills key, 4 to 2³² − 1 bytes, with the tag that Argon2 makes of a password and a
// salt; it panics on another length of key, and on a variant that does not exist. The
// inputs may have any length below 2³², and key must not overlap them. RFC 9106 §4 has
// recommendations for parameters, and wants 16 bytes of salt.
//
// It holds p.Memory KiB while it runs, and the time that it takes is proportional to
// p.Memory and p.Passes: very roughly a millisecond for a pass over one MiB. Where the
// parameters come from somebody else, look at them first.
//
// It returns [ErrLanes], [ErrMemory] or [ErrPasses], and leaves key as it was.
func Key(key, password, salt []byte, p *Params) error {
	switch {
	case p.Variant > ID:
		panic("argon2: unknown variant")
	case len(key) < 4 || uint64(len(key)) > math.MaxUint32:
		panic("argon2: a tag has 4 to 2³² − 1 bytes")
	case p.Lanes < 1 || p.Lanes >= 1<<24:
		return ErrLanes
	case p.Memory/8 < p.Lanes || uint64(p.Memory)*blockSize > math.MaxInt:
		return ErrMemory
	case p.Passes < 1:
		return ErrPasses
	}
	m := newMatrix(p)
	defer m.wipe()
	h0 := p.initial(len(key), password, salt)
	m.fillVarTime(&h0)
	mem.Wipe(h0[:])
	m.finish(key)
	return nil
}

// initial is H₀, the hash of all that there is, RFC 9106 §3.2 step 1.
func (p *Params) initial(tagSize int, password, salt []byte) (h0 [64]byte) {
	d := blake2b.New(len(h0), nil)
	defer d.Wipe()
	for _, n := range []uint32{p.Lanes, uint32(tagSize), p.Memory, p.Passes, version, uint32(p.Variant)} {
		d.Write(binary.LittleEndian.AppendUint32(nil, n))
	}
	for _, b := range [][]byte{password, salt, p.Secret, p.Data} {
		d.Write(binary.LittleEndian.AppendUint32(nil, uint32(len(b))))
		d.Write(b)
	}
	d.Sum(h0[:0])
	return h0
}

// longHash is H', RFC 9106 §3.3: a hash of any length, out, of the pieces of a. One that
// is longer than BLAKE2b's is the front halves of a chain of hashes, and the last whole:
//
//	V₁ = H⁶⁴(length ‖ a)    Vᵢ₊₁ = H⁶⁴(Vᵢ)    out = V₁[:32] ‖ … ‖ Vᵣ[:32] ‖ Vᵣ₊₁
func longHash(out []byte, a ...[]byte) {
	d := blake2b.New(min(len(out), blake2b.MaxSize), nil)
	defer d.Wipe()
	d.Write(binary.LittleEndian.AppendUint32(nil, uint32(len(out))))
	for _, b := range a {
		d.Write(b)
	}
	var v [blake2b.MaxSize]byte
	defer mem.Wipe(v[:])
	copy(out, d.Sum(v[:0]))
	for len(out) > blake2b.MaxSize {
		out = out[blake2b.MaxSize/2:]
		blake2b.Sum(v[:min(len(out), blake2b.MaxSize)], v[:])
		copy(out, v[:])
	}
}
