package blowfish_test

import (
	"crypto/rand"
	"fmt"

	"github.com/glassh/glassh/primitives/blowfish"
)

func Example() {
	hash, err := blowfish.HashPassword([]byte("correct horse"), 6, rand.Reader)
	if err != nil {
		panic(err)
	}
	fmt.Println(string(hash[:7]), len(hash))
	fmt.Println(blowfish.ComparePassword(hash, []byte("correct horse")))
	fmt.Println(blowfish.ComparePassword(hash, []byte("wrong horse")))
	// Output:
	// $2b$06$ 60
	// <nil>
	// blowfish: the password is not the one of the hash
}

func ExampleCost() {
	hash := []byte("$2y$31$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW")
	if cost, err := blowfish.Cost(hash); err != nil || cost > 14 {
		fmt.Println("not checking a hash of cost", cost)
	}
	// Output: not checking a hash of cost 31
}

// An OpenSSH private key that is encrypted with aes256-ctr needs 32 bytes of key and
// 16 of initial counter.
func ExamplePBKDF() {
	var key [32 + 16]byte
	salt, rounds := []byte("\x8c\x5a\x29\xf3\x11\x02\xbe\x70\x9d\x43\x27\x6b\xe1\x58\x0f\xc4"), 16 // from the file
	if err := blowfish.PBKDF(key[:], []byte("correct horse"), salt, rounds); err != nil {
		panic(err)
	}
	fmt.Printf("%x\n", key[:8])
	// Output: 2e9edab9d8002681
}
