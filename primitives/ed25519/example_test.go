package ed25519_test

import (
	"crypto/rand"
	"fmt"

	"github.com/glassh/glassh/primitives/ed25519"
)

func Example() {
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		panic(err)
	}
	message := []byte("the message itself, not its hash")
	sig := ed25519.Sign(private, message)
	fmt.Println(ed25519.Verify(public, message, sig))

	message[0] = 'T'
	fmt.Println(ed25519.Verify(public, message, sig))
	// Output:
	// true
	// false
}
