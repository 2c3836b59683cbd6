package blake2b_test

import (
	"fmt"

	"github.com/glassh/glassh/primitives/blake2b"
)

func ExampleSum() {
	var hash [32]byte
	blake2b.Sum(hash[:], []byte("abc"))
	fmt.Printf("%x\n", hash)
	// Output: bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319
}

func ExampleNew() {
	d := blake2b.New(20, []byte("a key"))
	d.Write([]byte("ab"))
	d.Write([]byte("c"))
	fmt.Printf("%x\n", d.Sum(nil))
	// Output: 53fbdf1d208e8adc7df2c541f2547b3b113bada8
}
