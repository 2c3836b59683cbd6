//go:build !purego

package keccak

import (
	"testing"

	"github.com/glassh/glassh/asm"
)

// TestOneStateIsFastOnEveryTier holds that a tier for many states is one for a
// single state too.
func TestOneStateIsFastOnEveryTier(t *testing.T) {
	for _, impl := range Tiers.Impls {
		if impl.Lacks != "" || impl.Tier == asm.Generic {
			continue
		}
		var a [25]uint64
		if !Permute(impl.Tier, &a) || a[0] != 0xf1258f7940e1dde7 {
			t.Errorf("%v: zeros are permuted to %#x …", impl.Tier, a[0])
		}
		p := make([]byte, 500)
		if n := Absorb(impl.Tier, &a, 168, p); n != 2*168 {
			t.Errorf("%v: %d bytes absorbed", impl.Tier, n)
		}
		if n := Squeeze(impl.Tier, &a, 136, p); n != 3*136 {
			t.Errorf("%v: %d bytes squeezed", impl.Tier, n)
		}
	}
}
