package ecdsa_test

import (
	"crypto/rand"
	"fmt"

	"github.com/glassh/glassh/primitives/ecdsa"
	"github.com/glassh/glassh/primitives/nist"
)

func Example() {
	private, err := ecdsa.GenerateKey(nist.P256, rand.Reader)
	if err != nil {
		panic(err)
	}
	message := []byte("the message itself, not its hash")
	sig, err := ecdsa.Sign(rand.Reader, private, message)
	if err != nil {
		panic(err)
	}

	public, err := ecdsa.NewPublicKey(nist.P256, private.PublicKey().Bytes())
	if err != nil {
		panic(err)
	}
	fmt.Println(len(sig), ecdsa.Verify(public, message, sig))
	message[0] = 'T'
	fmt.Println(ecdsa.Verify(public, message, sig))
	// Output:
	// 64 true
	// false
}
