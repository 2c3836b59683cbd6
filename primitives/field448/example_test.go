package field448_test

import (
	"fmt"

	"github.com/glassh/glassh/primitives/field448"
)

// −1 is no square modulo p, because p ≡ 3 (mod 4).
func ExampleElement_SqrtRatio() {
	var one, four, minusOne, root field448.Element
	one.One()
	four.MultSmall(&one, 4)
	minusOne.Negate(&one)

	fmt.Println(root.SqrtRatio(&four, &one), root.Bytes()[0])
	fmt.Println(root.SqrtRatio(&minusOne, &one))
	// Output:
	// 1 2
	// 0
}
