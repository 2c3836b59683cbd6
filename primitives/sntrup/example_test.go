package sntrup_test

import (
	"bytes"
	"crypto/rand"
	"fmt"

	"github.com/glassh/glassh/primitives/sntrup"
)

func Example() {
	private, err := sntrup.GenerateKey(rand.Reader)
	if err != nil {
		panic(err)
	}
	defer private.Wipe()

	// The peer gets the public key, and answers with a ciphertext.
	public, err := sntrup.NewPublicKey(private.PublicKey().Bytes())
	if err != nil {
		panic(err)
	}
	ciphertext, theirs, err := public.Encapsulate(rand.Reader)
	if err != nil {
		panic(err)
	}

	ours, err := private.Decapsulate(ciphertext)
	fmt.Println(len(ours), bytes.Equal(ours, theirs), err)
	// Output: 32 true <nil>
}
