package dh_test

import (
	"bytes"
	"crypto/rand"
	"fmt"

	"github.com/glassh/glassh/dh"
)

func ExampleX25519Key_Shared() {
	alice, err := dh.GenerateX25519(rand.Reader)
	if err != nil {
		panic(err)
	}
	defer alice.Wipe()
	bob, err := dh.GenerateX25519(rand.Reader)
	if err != nil {
		panic(err)
	}
	defer bob.Wipe()

	// Each sends PublicKey to the other.
	a, err := alice.Shared(bob.PublicKey())
	fmt.Println(len(a), err)
	b, err := bob.Shared(alice.PublicKey())
	fmt.Println(bytes.Equal(a, b), err)
	// Output:
	// 32 <nil>
	// true <nil>
}
