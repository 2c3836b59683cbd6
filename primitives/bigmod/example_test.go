package bigmod_test

import (
	"fmt"

	"github.com/glassh/glassh/primitives/bigmod"
)

// Two parties agree on a secret modulo a small prime.
func Example() {
	p, err := bigmod.NewModulus([]byte{0xff, 0xf1}) // 65521
	if err != nil {
		panic(err)
	}
	g := p.NewElement().SetUint64(17)
	x, y := []byte{0x12, 0x34}, []byte{0xab, 0xcd}

	gx, gy := p.NewElement().Exp(g, x), p.NewElement().Exp(g, y)
	fmt.Printf("%x %x\n", gx.Bytes(), gy.Bytes())
	fmt.Println(gx.Exp(gx, y).Equal(gy.Exp(gy, x)))
	// Output:
	// b6fd 95a4
	// 1
}
