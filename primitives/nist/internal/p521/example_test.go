package p521_test

import (
	"fmt"

	"github.com/glassh/glassh/primitives/nist/internal/p521"
)

// 6B as a multiple of the base point B, and as 2·3B.
func ExamplePoint_ScalarMult() {
	var two, three, six p521.Scalar
	two.SetBytes(&[p521.Size]byte{p521.Size - 1: 2})
	three.SetBytes(&[p521.Size]byte{p521.Size - 1: 3})
	six.Multiply(&two, &three)

	var multiple, product p521.Point
	multiple.ScalarBaseMult(&six)
	product.ScalarBaseMult(&three)
	product.ScalarMult(&two, &product)
	fmt.Println(multiple.Bytes() == product.Bytes())
	// Output: true
}
