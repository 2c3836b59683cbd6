package argon2_test

import (
	"fmt"

	"github.com/glassh/glassh/primitives/argon2"
)

// An encrypted key file of PuTTY (PPK version 3) needs 32 bytes of key for AES-256, an
// initial vector of 16, and 32 bytes of key for HMAC-SHA-256.
func ExampleKey() {
	var key [32 + 16 + 32]byte
	salt := []byte("sixteen bytes of") // from the file, and so are these:
	params := argon2.Params{Variant: argon2.ID, Memory: 8 << 10, Passes: 13, Lanes: 1}
	if err := argon2.Key(key[:], []byte("correct horse battery staple"), salt, &params); err != nil {
		panic(err)
	}
	fmt.Printf("%x\n", key[:8])
	// Output: 0e7bcc1d3a2b3d45
}
