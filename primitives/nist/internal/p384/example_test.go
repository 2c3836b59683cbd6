package p384_test

import (
	"fmt"

	"github.com/glassh/glassh/primitives/nist/internal/p384"
)

// 6B as a multiple of the base point B, and as 2·3B.
func ExamplePoint_ScalarMult() {
	var two, three, six p384.Scalar
	two.SetBytes(&[p384.Size]byte{p384.Size - 1: 2})
	three.SetBytes(&[p384.Size]byte{p384.Size - 1: 3})
	six.Multiply(&two, &three)

	var multiple, product p384.Point
	multiple.ScalarBaseMult(&six)
	product.ScalarBaseMult(&three)
	product.ScalarMult(&two, &product)
	fmt.Println(multiple.Bytes() == product.Bytes())
	// Output: true
}
