//go:build !purego

package keccak

import (
	"testing"

	"github.com/glassh/glassh/asm"
)

func panicOf(f func()) (value any) {
	defer func() { value = recover() }()
	f()
	return nil
}

func TestMisusePanics(t *testing.T) {
	var a [25]uint64
	var many [25][8]uint64
	const rate = "keccak: the rate must be a multiple of 8 below 200"
	const destinations = "keccak: there must be up to 8 destinations, all of one length"
	for _, impl := range Tiers.Impls {
		tier := impl.Tier
		for i, c := range []struct {
			want string
			f    func()
		}{
			{rate, func() { Absorb(tier, &a, 0, make([]byte, 400)) }},
			{rate, func() { Absorb(tier, &a, 200, make([]byte, 400)) }},
			{rate, func() { Squeeze(tier, &a, 20, make([]byte, 400)) }},
			{rate, func() { Squeeze8(tier, &many, 208, [][]byte{make([]byte, 400)}, 0) }},
			{destinations, func() { Squeeze8(tier, &many, 168, [][]byte{make([]byte, 400), nil}, 0) }},
			{destinations, func() { Squeeze8(tier, &many, 168, make([][]byte, 9), 0) }},
			{destinations, func() { Squeeze8(tier, &many, 168, make([][]byte, 2), -1) }},
		} {
			if got := panicOf(c.f); got != c.want {
				t.Errorf("%v, case %d: want the panic %q, got %v", tier, i, c.want, got)
			}
		}
	}
}

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
