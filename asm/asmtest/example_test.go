package asmtest_test

import (
	"fmt"
	"math/rand/v2"

	"github.com/glassh/glassh/asm/asmtest"
)

func ExampleBytes() {
	equal := func(seed1, seed2 uint64) bool {
		a := asmtest.Bytes(rand.New(rand.NewPCG(seed1, 0)), 32)
		b := asmtest.Bytes(rand.New(rand.NewPCG(seed2, 0)), 32)
		return string(a) == string(b)
	}
	fmt.Println(equal(1, 1), equal(1, 2))
	// Output: true false
}
