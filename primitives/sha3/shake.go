package sha3

// The rates of SHAKE, in bytes: how much output one permutation gives.
const (
	Rate128 = 168
	Rate256 = 136
)

// A Shake computes SHAKE128 or SHAKE256 of a stream of bytes: first the message is
// written, then as much output as wanted is read. [NewShake128] and [NewShake256]
// make one. It is a plain value without pointers: assigning it copies the state, and
// the two then go on independently. It may not be used by two goroutines at a time.
type Shake struct{ s sponge }

// NewShake128 returns a Shake for SHAKE128.
func NewShake128() *Shake { return &Shake{newSponge(Rate128, tailShake)} }

// NewShake256 returns a Shake for SHAKE256.
func NewShake256() *Shake { return &Shake{newSponge(Rate256, tailShake)} }

// SumShake128 fills out, which may have any length, with the SHAKE128 output for
// data. The two must not overlap.
func SumShake128(out, data []byte) {
	s := newSponge(Rate128, tailShake)
	s.write(data)
	s.read(out)
}

// SumShake256 fills out, which may have any length, with the SHAKE256 output for
// data. The two must not overlap.
func SumShake256(out, data []byte) {
	s := newSponge(Rate256, tailShake)
	s.write(data)
	s.read(out)
}

// Write appends p, which may have any length, to the message. It returns len(p)
// and never an error. It does not allocate. It panics after the first [Shake.Read].
func (h *Shake) Write(p []byte) (int, error) {
	h.s.write(p)
	return len(p), nil
}

// Read fills p with the next bytes of output. It returns len(p) and never an error.
// It does not allocate. The message ends with the first call.
func (h *Shake) Read(p []byte) (int, error) {
	h.s.read(p)
	return len(p), nil
}

// Reset returns h to the empty message.
func (h *Shake) Reset() { h.s.reset() }

// BlockSize returns the rate, [Rate128] or [Rate256].
func (h *Shake) BlockSize() int { return h.s.rate }

// Wipe overwrites the state with zeros, and returns h to the empty message.
//
//go:noinline
func (h *Shake) Wipe() { h.s.reset() }
