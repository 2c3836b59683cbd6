package blowfish

import (
	"encoding/binary"

	"github.com/glassh/glassh/primitives/mem"
)

// hashVarTime is bcrypt without its text form: Provos and Mazières §3, Figure 3. Of a
// password longer than 72 bytes the front counts. It takes 2^(cost+1) key setups, and
// holds about 4 KiB of memory.
func hashVarTime(password []byte, cost int, salt *[16]byte) (sum [23]byte) {
	// The key is the password and C's NUL behind it.
	var k [maxKey]byte
	n := copy(k[:], password)
	n = min(n+1, len(k))
	key := repeated(k[:n])
	saltKey := repeated(salt[:])
	var zero [2]uint32

	// EksBlowfishSetup(cost, salt, key)
	c := initial
	c.expandVarTime(&key, saltKey[:4])
	for range uint64(1) << cost {
		c.expandVarTime(&key, zero[:])
		c.expandVarTime(&saltKey, zero[:])
	}

	var out [24]byte
	for i := 0; i < len(out); i += 8 {
		l, r := binary.BigEndian.Uint32(magic[i:]), binary.BigEndian.Uint32(magic[i+4:])
		for range 64 {
			l, r = c.encryptVarTime(l, r)
		}
		binary.BigEndian.PutUint32(out[i:], l)
		binary.BigEndian.PutUint32(out[i+4:], r)
	}

	c.wipe()
	wipe(&key)
	mem.Wipe(k[:])
	return [23]byte(out[:]) // The text form leaves the last byte out.
}

// maxKey is how many bytes of a key Blowfish's 18 subkeys take.
const maxKey = 72

// magic is the text that bcrypt encrypts.
var magic = []byte("OrpheanBeholderScryDoubt")
