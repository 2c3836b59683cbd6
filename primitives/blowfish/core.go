package blowfish

//go:generate sh -c "go run genpi.go >pi.go"

import (
	"encoding/binary"

	"github.com/glassh/glassh/primitives/mem"
)

// A state is a key after its setup: the subkeys P and the tables S.
type state struct {
	p [18]uint32
	s [4][256]uint32
}

// encryptVarTime encrypts one block of two big-endian words. It adds each subkey a
// round early, while that half waits for F of the other.
func (c *state) encryptVarTime(l, r uint32) (uint32, uint32) {
	l ^= c.p[0]
	for i := 0; i < 16; i += 2 { // two rounds, so that the halves need no exchange
		r ^= c.p[i+1]
		r ^= c.feistelVarTime(l)
		l ^= c.p[i+2]
		l ^= c.feistelVarTime(r)
	}
	return r ^ c.p[17], l
}

// feistelVarTime is F: ((S₁[x₁] + S₂[x₂]) ⊕ S₃[x₃]) + S₄[x₄].
func (c *state) feistelVarTime(x uint32) uint32 {
	return ((c.s[0][x>>24] + c.s[1][byte(x>>16)]) ^ c.s[2][byte(x>>8)]) + c.s[3][byte(x)]
}

// expandVarTime mixes a key into the state: Blowfish's key setup, with a salt as
// bcrypt has it (ExpandKey). Blowfish itself has the salt 0, 0.
//
//	P ← P ⊕ key;  every two words of P, S₁ … S₄ in turn ← E(the two words before ⊕ salt)
//
// The salt has an even number of words, and repeats.
func (c *state) expandVarTime(key *[18]uint32, salt []uint32) {
	for i := range c.p {
		c.p[i] ^= key[i]
	}
	var l, r uint32
	at := 0 // in salt
	for i := 0; i < len(c.p); i += 2 {
		l, r = c.encryptVarTime(l^salt[at], r^salt[at+1])
		c.p[i], c.p[i+1] = l, r
		if at += 2; at == len(salt) {
			at = 0
		}
	}
	for t := range c.s {
		s := &c.s[t]
		for i := 0; i < len(s); i += 2 {
			l, r = c.encryptVarTime(l^salt[at], r^salt[at+1])
			s[i], s[i+1] = l, r
			if at += 2; at == len(salt) {
				at = 0
			}
		}
	}
}

// expandTwoVarTime mixes keys into two states, k into c and m into d, as
// [state.expandVarTime] does without a salt. Each encryption waits for the one
// before, and each round for four loads; the two chains fill each other's waits.
func expandTwoVarTime(c, d *state, k, m *[18]uint32) {
	for i := range c.p {
		c.p[i] ^= k[i]
		d.p[i] ^= m[i]
	}
	var l0, r0, l1, r1 uint32
	for i := 0; i < len(c.p); i += 2 {
		l0, r0, l1, r1 = encryptTwoVarTime(c, d, l0, r0, l1, r1)
		c.p[i], c.p[i+1] = l0, r0
		d.p[i], d.p[i+1] = l1, r1
	}
	for t := range c.s {
		s0, s1 := &c.s[t], &d.s[t]
		for i := 0; i < len(s0); i += 2 {
			l0, r0, l1, r1 = encryptTwoVarTime(c, d, l0, r0, l1, r1)
			s0[i], s0[i+1] = l0, r0
			s1[i], s1[i+1] = l1, r1
		}
	}
}

// encryptTwoVarTime encrypts one block with c, and one with d.
func encryptTwoVarTime(c, d *state, l0, r0, l1, r1 uint32) (_, _, _, _ uint32) {
	l0 ^= c.p[0]
	l1 ^= d.p[0]
	for i := 0; i < 16; i += 2 {
		r0 ^= c.p[i+1]
		r0 ^= c.feistelVarTime(l0)
		r1 ^= d.p[i+1]
		r1 ^= d.feistelVarTime(l1)
		l0 ^= c.p[i+2]
		l0 ^= c.feistelVarTime(r0)
		l1 ^= d.p[i+2]
		l1 ^= d.feistelVarTime(r1)
	}
	return r0 ^ c.p[17], l0, r1 ^ d.p[17], l1
}

// repeated returns the first 18 words of key ‖ key ‖ …. The key is not empty; of a
// key longer than 72 bytes it uses the front.
func repeated(key []byte) (w [18]uint32) {
	var b [4 * len(w)]byte
	for n := 0; n < len(b); {
		n += copy(b[n:], key)
	}
	for i := range w {
		w[i] = binary.BigEndian.Uint32(b[4*i:])
	}
	mem.Wipe(b[:])
	return w
}

// wipe overwrites the state with zeros.
//
//go:noinline
func (c *state) wipe() { *c = state{} }

// wipe overwrites a key with zeros.
//
//go:noinline
func wipe(key *[18]uint32) { *key = [18]uint32{} }
