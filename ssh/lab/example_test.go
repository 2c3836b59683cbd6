package lab_test

import (
	"fmt"

	"github.com/glassh/glassh/ssh/lab"
)

func ExampleNewExercise() {
	x, err := lab.NewExercise(2, "1")
	if err != nil {
		panic(err)
	}
	fmt.Println(x.Title)
	fmt.Println(x.Check("K 3").Hint)
	// Output:
	// find the field that breaks the signature
	// If K differs, that is a consequence: neither side sends it. What is it made of?
}
