package mlkem_test

import (
	"bytes"
	"crypto/rand"
	"fmt"

	"github.com/glassh/glassh/primitives/mlkem"
)

func Example() {
	// One side makes a key pair and sends the public half.
	key, err := mlkem.GenerateKey768(rand.Reader)
	if err != nil {
		panic(err)
	}
	sent := key.EncapsulationKey().Bytes()

	// The other makes a shared key, and answers with the ciphertext of it.
	public, err := mlkem.NewEncapsulationKey768(sent)
	if err != nil {
		panic(err)
	}
	theirs, answer, err := public.Encapsulate(rand.Reader)
	if err != nil {
		panic(err)
	}

	ours, err := key.Decapsulate(answer)
	if err != nil {
		panic(err)
	}
	fmt.Println(len(sent), len(answer), len(ours), bytes.Equal(ours, theirs))
	key.Wipe()
	// Output: 1184 1088 32 true
}
