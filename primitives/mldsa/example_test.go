package mldsa_test

import (
	"crypto/rand"
	"fmt"

	"github.com/glassh/glassh/primitives/mldsa"
)

func Example() {
	private, err := mldsa.GenerateKey(mldsa.Set44, rand.Reader)
	if err != nil {
		panic(err)
	}
	message := []byte("the message itself, not its hash")
	sig, err := private.Sign(rand.Reader, message, &mldsa.Options{Context: "an example"})
	if err != nil {
		panic(err)
	}

	public, err := mldsa.NewPublicKey(mldsa.Set44, private.Public().(*mldsa.PublicKey).Bytes())
	if err != nil {
		panic(err)
	}
	fmt.Println(len(sig), public.Verify(message, "an example", sig))
	fmt.Println(public.Verify(message, "another", sig))
	// Output:
	// 2420 true
	// false
}
