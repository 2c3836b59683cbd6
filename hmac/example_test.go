package hmac_test

import (
	"fmt"

	"github.com/glassh/glassh/hmac"
	"github.com/glassh/glassh/primitives/ct"
)

func Example() {
	m := hmac.NewSHA256([]byte("Jefe"))
	m.Write([]byte("what do ya want for nothing?"))
	tag := m.Sum(nil)
	fmt.Printf("%x\n", tag)

	m.Reset() // the next message, with the same key
	m.Write([]byte("what do you want for nothing?"))
	fmt.Println(ct.Equal(tag, m.Sum(nil)).Public())
	// Output:
	// 5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843
	// false
}

// The key for AES-256 of a private key file that names hmacWithSHA256.
func ExamplePBKDF2() {
	var key [32]byte
	salt, iterations := []byte("\x8c\x5a\x29\xf3\x11\x02\xbe\x70"), 2048 // from the file
	if err := hmac.PBKDF2(key[:], hmac.NewSHA256, []byte("correct horse"), salt, iterations); err != nil {
		panic(err)
	}
	fmt.Printf("%x\n", key[:8])
	// Output: 206ffddd96b25ea7
}
