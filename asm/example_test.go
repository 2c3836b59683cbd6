package asm_test

import (
	"fmt"

	"github.com/glassh/glassh/asm"
	"github.com/glassh/glassh/asm/aes"
)

func ExampleSet_Force() {
	restore, err := aes.Tiers.Force("generic")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer restore()
	fmt.Println(aes.Tiers.Name, aes.Tiers.Active())
	// Output: aes generic
}

func ExampleFeatures_Lacks() {
	old := asm.HasAES | asm.HasPCLMULQDQ
	fmt.Printf("lacks %q\n", old.Lacks(asm.HasAES|asm.HasVAES|asm.HasAVX512))
	// Output: lacks "vaes avx512"
}
