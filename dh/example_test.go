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

func ExampleGroup() {
	// The names of RFC 4253 §8: the client has x and sends e, the server y and f.
	group := dh.Group14()
	x, err := group.GenerateKey(rand.Reader, 256) // aes256-gcm has keys of 256 bits
	if err != nil {
		panic(err)
	}
	defer x.Wipe()
	y, err := group.GenerateKey(rand.Reader, 256)
	if err != nil {
		panic(err)
	}
	defer y.Wipe()

	e, f := x.PublicKey(), y.PublicKey()
	k1, err := x.Shared(f)
	fmt.Println(len(k1), err)
	k2, err := y.Shared(e)
	fmt.Println(bytes.Equal(k1, k2), err)
	_, err = y.Shared([]byte{1})
	fmt.Println(err)
	// Output:
	// 256 <nil>
	// true <nil>
	// dh: public value is not in 2 … p − 2
}

func ExampleNewGroup() {
	// From SSH_MSG_KEX_DH_GEX_GROUP.
	p, g := dh.Group1().P(), []byte{2}
	_, err := dh.NewGroup(p, g)
	fmt.Println(err)
	// Output: dh: group of fewer than 2048 or more than 8192 bits
}
