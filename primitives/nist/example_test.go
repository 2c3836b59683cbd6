package nist_test

import (
	"bytes"
	"crypto/rand"
	"fmt"

	"github.com/glassh/glassh/primitives/nist"
)

func ExamplePrivateKey_Shared() {
	alice, err := nist.GenerateKey(nist.P384, rand.Reader)
	if err != nil {
		panic(err)
	}
	defer alice.Wipe()
	bob, err := nist.GenerateKey(nist.P384, rand.Reader)
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
	// 48 <nil>
	// true <nil>
}
