package sha2_test

import (
	"fmt"

	"github.com/glassh/glassh/primitives/sha2"
)

func ExampleSum256() {
	fmt.Printf("%x\n", sha2.Sum256([]byte("abc")))
	// Output: ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad
}

func ExampleDigest512() {
	d := sha2.New384()
	d.Write([]byte("a"))
	d.Write([]byte("bc"))
	fmt.Printf("%x\n", d.Sum(nil))
	// Output: cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7
}
