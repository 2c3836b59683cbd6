package sha1_test

import (
	"fmt"

	"github.com/glassh/glassh/primitives/sha1"
)

func ExampleSum() {
	fmt.Printf("%x\n", sha1.Sum([]byte("abc")))
	// Output: a9993e364706816aba3e25717850c26c9cd0d89d
}

func ExampleDigest() {
	d := sha1.New()
	d.Write([]byte("ab"))
	fork := *d // goes on by itself
	d.Write([]byte("c"))
	fmt.Printf("%x\n%x\n", d.Sum(nil), fork.Sum(nil))
	// Output:
	// a9993e364706816aba3e25717850c26c9cd0d89d
	// da23614e02469a0d7c7bd1bdab5c9c474b1904dc
}
