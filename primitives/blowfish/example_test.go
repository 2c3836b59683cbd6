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
