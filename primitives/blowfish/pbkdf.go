package blowfish

import (
	"encoding/binary"
	"errors"

	"github.com/glassh/glassh/primitives/mem"
	"github.com/glassh/glassh/primitives/sha2"
)

// MaxPBKDF is how many bytes [PBKDF] can make: 32 blocks of 32 bytes.
const MaxPBKDF = 32 * blockSize

// MaxSalt is how many bytes of salt [PBKDF] takes.
const MaxSalt = 1 << 20

// What [PBKDF] cannot make a key from.
var (
	ErrNoPassword = errors.New("blowfish: bcrypt_pbkdf needs a password that is not empty")
	ErrSalt       = errors.New("blowfish: bcrypt_pbkdf needs a salt of 1 to 1048576 bytes")
	ErrRounds     = errors.New("blowfish: bcrypt_pbkdf needs at least one round")
)

// PBKDF fills key, 1 to [MaxPBKDF] bytes, with what bcrypt_pbkdf makes of a password,
// a salt and a number of rounds; it panics on another length. A password may have any
// length but 0 and any bytes, NUL included. key must not overlap password or salt.
//
// The time it takes is proportional to the rounds, and to len(key)/64 rounded up: some
// milliseconds each. Where the rounds come from somebody else, look at them first.
//
// It returns [ErrNoPassword], [ErrSalt] or [ErrRounds], and leaves key as it was.
func PBKDF(key, password, salt []byte, rounds int) error {
	switch {
	case len(key) == 0 || len(key) > MaxPBKDF:
		panic("blowfish: bcrypt_pbkdf makes 1 to 1024 bytes")
	case len(password) == 0:
		return ErrNoPassword
	case len(salt) == 0 || len(salt) > MaxSalt:
		return ErrSalt
	case rounds < 1:
		return ErrRounds
	}
	hash := sha2.Sum512(password)
	k := repeated(hash[:])
	var c [2]chain
	defer func() {
		mem.Wipe(hash[:])
		wipe(&k)
		c[0].wipe()
		c[1].wipe()
	}()

	// Each byte of the key comes from the block after that of the byte before, so
	// that whoever wants any part of it has to compute all of it:
	//
	//	key = T₁[0] ‖ T₂[0] ‖ … ‖ Tₙ[0] ‖ T₁[1] ‖ T₂[1] ‖ …
	n := (len(key) + blockSize - 1) / blockSize
	for b := 0; b < n; b += len(c) {
		pair := c[:min(len(c), n-b)]
		for i := range pair {
			pair[i].start(salt, b+i+1)
		}
		for range rounds {
			bhashVarTime(pair, &k)
		}
		for i := range pair {
			for j, at := 0, b+i; at < len(key); j, at = j+1, at+n {
				key[at] = pair[i].t[j]
			}
		}
	}
	return nil
}

// blockSize is the length of bhash in bytes.
const blockSize = 32

// A chain computes one block of the output. After i rounds
//
//	t = Tᵢ = U₁ ⊕ … ⊕ Uᵢ      Uᵢ = bhash(SHA-512(password), salt)
//
// and salt is SHA-512(Uᵢ), for the round to come.
type chain struct {
	salt [sha2.Size512]byte
	t    [blockSize]byte
	key  [18]uint32 // the salt as a key
	c    state
}

// start makes the chain of a block, counted from 1, before its first round:
// SHA-512(salt ‖ block) is the salt of it.
func (h *chain) start(salt []byte, block int) {
	d := sha2.New512()
	d.Write(salt)
	d.Write(binary.BigEndian.AppendUint32(nil, uint32(block)))
	d.Sum(h.salt[:0])
	h.t = [blockSize]byte{}
}

// bhashVarTime is one round of one or two chains, with the password's key. The state
// is set up as bcrypt's at cost 6, with the hashes of 64 bytes for password and salt:
//
//	ExpandKey(salt, password);  64 times:  ExpandKey(0, salt), ExpandKey(0, password)
//
// It encrypts a text of four blocks then, each 64 times, and stores the words of the
// result with the lowest byte first.
func bhashVarTime(h []chain, password *[18]uint32) {
	for i := range h {
		c := &h[i]
		c.key = repeated(c.salt[:])
		c.c = initial
		c.c.expandVarTime(password, c.key[:16])
	}
	if len(h) == 2 {
		x, y := &h[0], &h[1]
		for range 64 {
			expandTwoVarTime(&x.c, &y.c, &x.key, &y.key)
			expandTwoVarTime(&x.c, &y.c, password, password)
		}
	} else {
		x, zero := &h[0], [2]uint32{}
		for range 64 {
			x.c.expandVarTime(&x.key, zero[:])
			x.c.expandVarTime(password, zero[:])
		}
	}
	for i := range h {
		h[i].finishVarTime()
	}
}

// finishVarTime ends a round: it makes U of the state, t ⊕ U, and SHA-512(U).
func (h *chain) finishVarTime() {
	var u [blockSize]byte
	for i := 0; i < len(u); i += 8 {
		l, r := binary.BigEndian.Uint32(swat[i:]), binary.BigEndian.Uint32(swat[i+4:])
		for range 64 {
			l, r = h.c.encryptVarTime(l, r)
		}
		binary.LittleEndian.PutUint32(u[i:], l)
		binary.LittleEndian.PutUint32(u[i+4:], r)
	}
	mem.XOR(h.t[:], h.t[:], u[:])
	h.salt = sha2.Sum512(u[:])
	mem.Wipe(u[:])
}

// swat is the text that bcrypt_pbkdf encrypts.
var swat = []byte("OxychromaticBlowfishSwatDynamite")

// wipe overwrites the chain with zeros.
//
//go:noinline
func (h *chain) wipe() { *h = chain{} }
