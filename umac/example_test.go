package umac_test

import (
	"fmt"

	"github.com/glassh/glassh/umac"
)

// The second test vector of RFC 4418's appendix.
func Example() {
	m := umac.New64([]byte("abcdefghijklmnop"))
	fmt.Printf("%X\n", m.Tag(nil, []byte("bcdefghi"), []byte("aaa")))
	// Output: 44B5CB542F220104
}

func ExampleMAC_Sum() {
	m := umac.New128([]byte("abcdefghijklmnop"))
	for range 500 {
		m.Write([]byte("abc"))
	}
	fmt.Printf("%x\n", m.Sum(nil, []byte("bcdefghi")))
	// Output: 8824a260c53c66a36c9260a62cb83aa1
}
