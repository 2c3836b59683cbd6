package field25519_test

import (
	"fmt"

	"github.com/glassh/glassh/primitives/field25519"
)

// −1 is a square modulo p, because p ≡ 1 (mod 4).
func ExampleElement_SqrtRatio() {
	var one, minusOne, i, square field25519.Element
	one.One()
	minusOne.Negate(&one)

	ok := i.SqrtRatio(&minusOne, &one)
	square.Square(&i)
	fmt.Println(ok, square.Equal(&minusOne))
	// Output: 1 1
}
