package mlkem_test

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"testing"

	stdmlkem "crypto/mlkem"

	kernel "github.com/glassh/glassh/asm/keccak"
	"github.com/glassh/glassh/primitives/mlkem"
)

// BenchmarkMLKEM measures what the two sides of a key exchange do: one makes a key and
// later decapsulates with it, the other reads the public key and encapsulates.
func BenchmarkMLKEM(b *testing.B) {
	m := make([]byte, 32)
	std768, _ := stdmlkem.GenerateKey768()
	std1024, _ := stdmlkem.GenerateKey1024()
	key768 := mlkem.NewDecapsulationKey768((*[64]byte)(std768.Bytes()))
	key1024 := mlkem.NewDecapsulationKey1024((*[64]byte)(std1024.Bytes()))
	ek768, ek1024 := std768.EncapsulationKey().Bytes(), std1024.EncapsulationKey().Bytes()
	_, c768 := std768.EncapsulationKey().Encapsulate()
	_, c1024 := std1024.EncapsulationKey().Encapsulate()
	for _, c := range []struct {
		name      string
		ours, std func()
	}{
		{"mlkem768-keygen",
			func() { mlkem.GenerateKey768(rand.Reader) },
			func() { stdmlkem.GenerateKey768() }},
		{"mlkem768-encaps",
			func() { ek, _ := mlkem.NewEncapsulationKey768(ek768); ek.Encapsulate(bytes.NewReader(m)) },
			func() { ek, _ := stdmlkem.NewEncapsulationKey768(ek768); ek.Encapsulate() }},
		{"mlkem768-decaps",
			func() { key768.Decapsulate(c768) },
			func() { std768.Decapsulate(c768) }},
		{"mlkem1024-keygen",
			func() { mlkem.GenerateKey1024(rand.Reader) },
			func() { stdmlkem.GenerateKey1024() }},
		{"mlkem1024-encaps",
			func() { ek, _ := mlkem.NewEncapsulationKey1024(ek1024); ek.Encapsulate(bytes.NewReader(m)) },
			func() { ek, _ := stdmlkem.NewEncapsulationKey1024(ek1024); ek.Encapsulate() }},
		{"mlkem1024-decaps",
			func() { key1024.Decapsulate(c1024) },
			func() { std1024.Decapsulate(c1024) }},
	} {
		run := func(tier string, f func()) {
			b.Run(fmt.Sprintf("alg=%s/tier=%s", c.name, tier), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					f()
				}
			})
		}
		for _, impl := range kernel.Tiers.Impls {
			if impl.Lacks == "" {
				restore, err := kernel.Tiers.Force(impl.Tier.String())
				if err != nil {
					b.Fatal(err)
				}
				run(impl.Tier.String(), c.ours)
				restore()
			}
		}
		run("std", c.std)
	}
}
