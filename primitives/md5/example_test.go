package md5_test

import (
	"fmt"

	"github.com/glassh/glassh/primitives/md5"
)

func ExampleSum() {
	fmt.Printf("%x\n", md5.Sum([]byte("abc")))
	// Output: 900150983cd24fb0d6963f7d28e17f72
}

func ExampleDigest() {
	d := md5.New()
	d.Write([]byte("a"))
	d.Write([]byte("bc"))
	fmt.Printf("%x\n", d.Sum(nil))
	// Output: 900150983cd24fb0d6963f7d28e17f72
}
