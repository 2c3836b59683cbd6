package p256_test

import (
	"fmt"

	"github.com/glassh/glassh/primitives/nist/internal/p256"
)

// 6B as a multiple of the base point B, and as 2·3B.
func ExamplePoint_ScalarMult() {
	var two, three, six p256.Scalar
	two.SetBytes(&[p256.Size]byte{p256.Size - 1: 2})
	three.SetBytes(&[p256.Size]byte{p256.Size - 1: 3})
	six.Multiply(&two, &three)

	var multiple, product p256.Point
	multiple.ScalarBaseMult(&six)
	product.ScalarBaseMult(&three)
	product.ScalarMult(&two, &product)
	fmt.Println(multiple.Bytes() == product.Bytes())
	// Output: true
}
