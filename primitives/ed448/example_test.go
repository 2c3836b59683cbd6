package ed448_test

import (
	"crypto/rand"
	"fmt"

	"github.com/glassh/glassh/primitives/ed448"
)

func Example() {
	public, private, err := ed448.GenerateKey(rand.Reader)
	if err != nil {
		panic(err)
	}
	message := []byte("the message itself, not its hash")
	sig := ed448.Sign(private, message, nil)
	fmt.Println(ed448.Verify(public, message, sig, nil))
	fmt.Println(ed448.Verify(public, message, sig, []byte("another context")))
	// Output:
	// true
	// false
}
