package edwards448_test

import (
	"fmt"

	"github.com/glassh/glassh/primitives/edwards448"
)

// 3B computed as a multiple of the base point, and as a sum.
func ExamplePoint_ScalarBaseMult() {
	var three edwards448.Scalar
	three.SetCanonical(&[57]byte{3})

	var multiple, sum, b edwards448.Point
	multiple.ScalarBaseMult(&three)
	sum.Add(sum.Double(b.Base()), &b)
	fmt.Println(multiple.Equal(&sum))
	// Output: 1
}
