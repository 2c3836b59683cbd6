package sha3_test

import (
	"bytes"
	"encoding/binary"
	"math/rand/v2"
	"testing"

	"github.com/glassh/glassh/asm"
	"github.com/glassh/glassh/asm/asmtest"
	kernel "github.com/glassh/glassh/asm/keccak"
	"github.com/glassh/glassh/primitives/sha3"
)

// The functions of FIPS 202 use few of the rates, and fewer of the states, that a
// kernel takes. These tests call the kernels themselves, with all of them, and compare
// with the portable permutation. What a tier leaves to the caller is right as it is.

const largestRate = 192

func randomStates(rnd *rand.Rand) (a [25][8]uint64) {
	for i := range a {
		for j := range a[i] {
			a[i][j] = rnd.Uint64()
		}
	}
	return a
}

// state returns state j of a.
func state(a *[25][8]uint64, j int) (one [25]uint64) {
	for i := range one {
		one[i] = a[i][j]
	}
	return one
}

// addBlock adds a block to the front of a, word by word.
func addBlock(a *[25]uint64, block []byte) {
	for i := range len(block) / 8 {
		a[i] ^= binary.LittleEndian.Uint64(block[8*i:])
	}
}

// firstBytes returns the first n bytes of a.
func firstBytes(a *[25]uint64, n int) (b []byte) {
	for _, lane := range a[:n/8] {
		b = binary.LittleEndian.AppendUint64(b, lane)
	}
	return b
}

// TestKernelsForOneState absorbs and squeezes no block to three, and part of another,
// where a page ends that may not be touched.
func TestKernelsForOneState(t *testing.T) {
	room := asmtest.Guarded(t, 4*largestRate)
	asmtest.EachTier(t, kernel.Tiers, func(t *testing.T) {
		tier, rnd := kernel.Tiers.Active(), rand.New(rand.NewPCG(1, 2))
		for rate := 8; rate <= largestRate; rate += 8 {
			for size := 0; size < 4*rate; size += 1 + rate/3 {
				states := randomStates(rnd)
				a, p := state(&states, 0), room[len(room)-size:]
				want := a
				if kernel.Permute(tier, &a) {
					sha3.Permute(&want)
				}
				if want != a {
					t.Fatalf("Permute: want %x, got %x", want, a)
				}

				copy(p, asmtest.Bytes(rnd, size))
				n := kernel.Absorb(tier, &a, rate, p)
				if n != 0 && n != size/rate*rate {
					t.Fatalf("rate %d: %d of %d bytes absorbed", rate, n, size)
				}
				for at := 0; at < n; at += rate {
					addBlock(&want, p[at:at+rate])
					sha3.Permute(&want)
				}
				if want != a {
					t.Fatalf("rate %d, %d bytes absorbed: want %x, got %x", rate, size, want, a)
				}

				expected := bytes.Clone(p)
				n = kernel.Squeeze(tier, &a, rate, p)
				if n != 0 && n != size/rate*rate {
					t.Fatalf("rate %d: %d of %d bytes squeezed", rate, n, size)
				}
				for at := 0; at < n; at += rate {
					sha3.Permute(&want)
					copy(expected[at:], firstBytes(&want, rate))
				}
				if want != a || !bytes.Equal(expected, p) {
					t.Fatalf("rate %d, %d bytes squeezed:\nwant %x and %x\ngot  %x and %x", rate, size, expected, want, p, a)
				}
			}
		}
	})
}

// TestKernelsForManyStates permutes one to eight states, and squeezes no block to
// three, and part of another, out of each, behind what is filled already. The
// destinations end where a page does that may not be touched.
func TestKernelsForManyStates(t *testing.T) {
	const longest = 20 + 4*largestRate
	var room [8][]byte
	for j := range room {
		room[j] = asmtest.Guarded(t, longest)
	}
	asmtest.EachTier(t, kernel.Tiers, func(t *testing.T) {
		tier, rnd := kernel.Tiers.Active(), rand.New(rand.NewPCG(3, 4))
		for n := 1; n <= 8; n++ {
			for rate := 8; rate <= largestRate; rate += 8 {
				for _, size := range []int{0, rate - 1, rate, 2*rate + 3, 3*rate + rate/2} {
					manyStates(t, tier, rnd, &room, n, rate, rnd.IntN(21), size)
				}
			}
		}
	})
}

// manyStates squeezes into the last from+size bytes of the first n destinations, behind
// the first from of them.
func manyStates(t *testing.T, tier asm.Tier, rnd *rand.Rand, room *[8][]byte, n, rate, from, size int) {
	a := randomStates(rnd)
	var want [8][25]uint64
	for j := range want {
		want[j] = state(&a, j)
	}
	if kernel.Permute8(tier, &a, n) {
		for j := range want {
			sha3.Permute(&want[j])
		}
	}
	for j, w := range want[:n] {
		if got := state(&a, j); w != got {
			t.Fatalf("Permute8, state %d of %d: want %x, got %x", j, n, w, got)
		}
	}

	before, dst := make([][]byte, n), make([][]byte, n)
	for j := range dst {
		before[j] = asmtest.Bytes(rnd, len(room[j]))
		copy(room[j], before[j])
		dst[j] = room[j][len(room[j])-from-size:]
	}
	done := kernel.Squeeze8(tier, &a, rate, dst, from)
	if done != 0 && done != size/rate*rate {
		t.Fatalf("rate %d: %d of %d bytes squeezed", rate, done, size)
	}
	for j, w := range want[:n] {
		at := len(room[j]) - size
		for end := at + done; at < end; at += rate {
			sha3.Permute(&w)
			copy(before[j][at:], firstBytes(&w, rate))
		}
		if got := state(&a, j); w != got || !bytes.Equal(before[j], room[j]) {
			t.Fatalf("rate %d, %d bytes from %d, state %d of %d:\nwant %x and %x\ngot  %x and %x",
				rate, size, from, j, n, before[j], w, room[j], got)
		}
	}
}
