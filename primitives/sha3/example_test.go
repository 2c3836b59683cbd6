package sha3_test

import (
	"fmt"

	"github.com/glassh/glassh/primitives/sha3"
)

func ExampleSum256() {
	fmt.Printf("%x\n", sha3.Sum256([]byte("abc")))
	// Output: 3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532
}

func ExampleShake() {
	h := sha3.NewShake128()
	h.Write([]byte("ab"))
	h.Write([]byte("c"))
	var first, second [16]byte
	h.Read(first[:])
	h.Read(second[:])
	fmt.Printf("%x\n%x\n", first, second)
	// Output:
	// 5881092dd818bf5cf8a3ddb793fbcba7
	// 4097d5c526a6d35f97b83351940f2cc8
}

func ExampleShakes() {
	h := sha3.NewShakes128(2)
	h.WriteAll([]byte("a seed and "))
	h.Write([][]byte{{0}, {1}})
	out := [][]byte{make([]byte, sha3.Rate128), make([]byte, sha3.Rate128)}
	h.Read(out)

	alone := make([]byte, sha3.Rate128)
	sha3.SumShake128(alone, []byte("a seed and \x01"))
	fmt.Println(string(alone) == string(out[1]))
	// Output: true
}
