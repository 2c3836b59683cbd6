//go:build (amd64 || arm64) && !purego

package keccak

import "testing"

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
