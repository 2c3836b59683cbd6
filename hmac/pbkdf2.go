package hmac

import (
	"encoding/binary"
	"errors"

	"github.com/glassh/glassh/primitives/mem"
	"github.com/glassh/glassh/primitives/sha2"
)

// ErrIterations says that [PBKDF2] was asked for no iteration.
var ErrIterations = errors.New("hmac: PBKDF2 needs at least one iteration")

// PBKDF2 fills key with what PBKDF2 (RFC 8018 §5.2) makes of a password and a salt,
// both of any length. newMAC is one of the functions New… and chooses the hash
// function. key must not overlap password or salt. It panics if key is empty, or longer
// than 2³² − 1 tags.
//
//	T_b = U₁ ⊕ U₂ ⊕ … ⊕ U_c      U₁ = HMAC(password, salt ‖ b)    b in 4 bytes
//	key = T₁ ‖ T₂ ‖ …            Uᵢ = HMAC(password, Uᵢ₋₁)
//
// The time it takes is proportional to the iterations and to the blocks of the key,
// each as long as a tag: about a second for a million of them. Where the iterations
// come from somebody else, look at them first. It returns [ErrIterations] if they are
// less than 1, and leaves key as it was.
func PBKDF2(key []byte, newMAC func(key []byte) *MAC, password, salt []byte, iterations int) error {
	if iterations < 1 {
		return ErrIterations
	}
	prf := newMAC(password)
	defer prf.Wipe()
	size := prf.Size()
	if len(key) == 0 || uint64(len(key)-1)/uint64(size) >= 1<<32-1 {
		panic("hmac: PBKDF2 makes at least one byte, and at most 2³² − 1 tags")
	}
	var block [2][sha2.Size512]byte // the longest
	t, u := block[0][:size], block[1][:size]
	defer mem.Wipe(t)
	defer mem.Wipe(u)

	for b := uint32(1); len(key) > 0; b++ {
		prf.Reset()
		prf.Write(salt)
		prf.Write(binary.BigEndian.AppendUint32(nil, b))
		prf.Sum(u[:0])
		copy(t, u)
		for range iterations - 1 {
			prf.Reset()
			prf.Write(u)
			prf.Sum(u[:0])
			mem.XOR(t, t, u)
		}
		key = key[copy(key, t):]
	}
	return nil
}
