package rsa_test

import (
	"crypto"
	"crypto/rand"
	"fmt"

	"github.com/glassh/glassh/primitives/rsa"
	"github.com/glassh/glassh/primitives/sha2"
)

func Example() {
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	digest := sha2.Sum256([]byte("the message"))
	sig, err := rsa.SignPKCS1v15(private, crypto.SHA256, digest[:])
	if err != nil {
		panic(err)
	}
	public := private.Public().(*rsa.PublicKey)
	fmt.Println(rsa.VerifyPKCS1v15(public, crypto.SHA256, digest[:], sig))

	digest[0] ^= 1
	fmt.Println(rsa.VerifyPKCS1v15(public, crypto.SHA256, digest[:], sig))
	// Output:
	// true
	// false
}

// The session secret of RFC 4432 goes to the server like this.
func ExampleEncryptOAEP() {
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	public := private.Public().(*rsa.PublicKey)
	ciphertext, err := rsa.EncryptOAEP(rand.Reader, public, crypto.SHA256, []byte("secret"), nil)
	if err != nil {
		panic(err)
	}
	message, err := rsa.DecryptOAEP(private, crypto.SHA256, ciphertext, nil)
	fmt.Printf("%d bytes for %q, %v\n", len(ciphertext), message, err)
	// Output: 256 bytes for "secret", <nil>
}
