package mldsa_test

import (
	"fmt"
	"testing"

	kernel "github.com/glassh/glassh/asm/keccak"
	"github.com/glassh/glassh/primitives/mldsa"
)

// BenchmarkMLDSA measures what a user key or a host key does. The number of attempts
// that a signature takes varies much, so that the time is the mean of many messages.
// Verifying includes reading the public key, which expands the matrix.
func BenchmarkMLDSA(b *testing.B) {
	for _, set := range allSets {
		var seed [32]byte
		priv := mldsa.NewPrivateKey(set, &seed)
		pub := public(priv).Bytes()
		message, room := make([]byte, 300), make([]byte, 0, set.SignatureSize())
		sig := priv.AppendSignature(nil, message, "", &seed)
		for _, c := range []struct {
			name string
			f    func(n int)
		}{
			{"keygen", func(n int) { mldsa.NewPrivateKey(set, &seed) }},
			{"sign", func(n int) {
				hedge := [32]byte{byte(n), byte(n >> 8)}
				priv.AppendSignature(room, message, "", &hedge)
			}},
			{"verify", func(n int) { public(priv).Verify(message, "", sig) }},
			{"parse-and-verify", func(n int) {
				key, _ := mldsa.NewPublicKey(set, pub)
				key.Verify(message, "", sig)
			}},
		} {
			for _, impl := range kernel.Tiers.Impls {
				if impl.Lacks != "" {
					continue
				}
				b.Run(fmt.Sprintf("alg=mldsa%d-%s/tier=%v", int(set), c.name, impl.Tier), func(b *testing.B) {
					restore, err := kernel.Tiers.Force(impl.Tier.String())
					if err != nil {
						b.Fatal(err)
					}
					defer restore()
					b.ReportAllocs()
					for n := 0; b.Loop(); n++ {
						c.f(n)
					}
				})
			}
		}
	}
}
