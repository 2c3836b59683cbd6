//go:build !purego

package keccak

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/glassh/glassh/asm"
	"github.com/glassh/glassh/asm/asmtest"
)

// eachForm runs f with the kernels for either kind of CPU, of which this one has only
// one.
func eachForm(t *testing.T, f func(t *testing.T)) {
	if lacks := Tiers.Impls[0].Lacks; lacks != "" {
		t.Skipf("this CPU lacks %s", lacks)
	}
	defer func(old bool) { cheapSHA3 = old }(cheapSHA3)
	for _, cheapSHA3 = range []bool{false, true} {
		t.Run(fmt.Sprintf("cheap=%v", cheapSHA3), f)
	}
}

func randomStates(rnd *rand.Rand) (a [25][8]uint64) {
	for i := range a {
		for j := range a[i] {
			a[i][j] = rnd.Uint64()
		}
	}
	return a
}

func state(a *[25][8]uint64, j int) (one [25]uint64) {
	for i := range one {
		one[i] = a[i][j]
	}
	return one
}

// permuted is what one state becomes, by the kernel for one. That it is Keccak, and the
// kernels of the form in use here, package sha3 tests.
func permuted(a [25]uint64) [25]uint64 {
	squeezeSHA3CE(&a, nil, 1, 0)
	return a
}

func TestFormsAgree(t *testing.T) {
	eachForm(t, func(t *testing.T) {
		if a := permuted([25]uint64{}); a[0] != 0xf1258f7940e1dde7 {
			t.Errorf("zeros are permuted to %#x …", a[0])
		}
		rnd := rand.New(rand.NewPCG(1, 2))
		for range 20 {
			for n := 2; n <= 8; n++ {
				old := randomStates(rnd)
				a := old
				if !Permute8(asm.SHA3CE, &a, n) {
					t.Fatalf("%d states are not permuted", n)
				}
				for j := range 8 {
					want := state(&old, j)
					if j < (n+1)/2*2 {
						want = permuted(want)
					}
					if got := state(&a, j); want != got {
						t.Fatalf("state %d of %d: want %x, got %x", j, n, want, got)
					}
				}
			}
		}
	})
}

func TestOneState(t *testing.T) {
	eachForm(t, func(t *testing.T) {
		rnd := rand.New(rand.NewPCG(3, 4))
		p := asmtest.Guarded(t, 3*192+7)
		for rate := 8; rate < 200; rate += 8 {
			for size := 0; size <= 3*rate+7; size += rate/2 + 1 {
				states := randomStates(rnd)
				old, whole := state(&states, 0), size/rate*rate
				p := p[len(p)-size:]
				copy(p, asmtest.Bytes(rnd, size))

				a, want := old, old
				n := Absorb(asm.SHA3CE, &a, rate, p)
				for at := 0; at < n; at += rate {
					for i := range rate / 8 {
						want[i] ^= binary.LittleEndian.Uint64(p[at+8*i:])
					}
					want = permuted(want)
				}
				if want != a {
					t.Fatalf("%d bytes absorbed at rate %d: want %x, got %x", size, rate, want, a)
				}
				m := Squeeze(asm.SHA3CE, &a, rate, p)
				for at := 0; at < m; at += rate {
					want = permuted(want)
					for i := range rate / 8 {
						if got := binary.LittleEndian.Uint64(p[at+8*i:]); want[i] != got {
							t.Fatalf("%d bytes squeezed at rate %d, word %d: want %x, got %x", size, rate, at/8+i, want[i], got)
						}
					}
				}
				if want != a {
					t.Fatalf("%d bytes squeezed at rate %d: want %x, got %x", size, rate, want, a)
				}
				if !cheapSHA3 {
					whole = 0
				}
				if n != whole || m != whole {
					t.Fatalf("%d bytes at rate %d: %d are absorbed, %d squeezed", size, rate, n, m)
				}
				if Permute(asm.SHA3CE, &a) != cheapSHA3 || Permute(asm.Generic, &a) {
					t.Fatal("Permute is wrong about what it did")
				}
			}
		}
	})
}
