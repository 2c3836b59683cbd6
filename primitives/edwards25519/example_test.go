package edwards25519_test

import (
	"fmt"

	"github.com/glassh/glassh/primitives/edwards25519"
)

// 3B computed as a multiple of the base point, and as a sum.
func ExamplePoint_ScalarBaseMult() {
	var three edwards25519.Scalar
	three.SetCanonical(&[32]byte{3})

	var multiple, sum, b edwards25519.Point
	multiple.ScalarBaseMult(&three)
	sum.Add(sum.Double(b.Base()), &b)
	fmt.Println(multiple.Equal(&sum))
	fmt.Printf("%x\n", multiple.Bytes())
	// Output:
	// 1
	// d4b4f5784868c3020403246717ec169ff79e26608ea126a1ab69ee77d1b16712
}
