package umac

import (
	"encoding/binary"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/glassh/glassh/asm"
	kernel "github.com/glassh/glassh/asm/umac"
)

// words are where carries and markers begin, and some others.
func words() []uint64 {
	const top = 1<<64 - 1
	list := []uint64{0, 1, 2, 58, 59, 60, 158, 159, 160, 1 << 32, 1 << 57, 1 << 63, top, top - 1, top - 57, top - 58, top - 59,
		top - 60, top - 158, top - 159, top - 160, top - 1<<32, top - 1<<32 + 1, top - 1<<32 + 2, 0x01ffffff01ffffff}
	rnd := rand.New(rand.NewPCG(1, 2))
	for range 5 {
		list = append(list, rnd.Uint64())
	}
	return list
}

func number(x uint128) *big.Int {
	n := new(big.Int).SetUint64(x.hi)
	return n.Add(n.Lsh(n, 64), new(big.Int).SetUint64(x.lo))
}

var (
	p64  = new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 64), big.NewInt(59))
	p128 = new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 128), big.NewInt(159))
)

// poly is §5.3.2 after one word.
func poly(k, y, w, p *big.Int, wordBits uint) *big.Int {
	limit := new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), wordBits), new(big.Int).Lsh(big.NewInt(1), wordBits-32))
	y, w = new(big.Int).Set(y), new(big.Int).Set(w)
	if w.Cmp(limit) >= 0 {
		y.Add(y.Mul(y, k), p).Sub(y, big.NewInt(1)).Mod(y, p)
		w.Sub(w, new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), wordBits), p))
	}
	return y.Mod(y.Add(y.Mul(y, k), w), p)
}

func TestMulAddAtTheEdges(t *testing.T) {
	big64 := func(x uint64) *big.Int { return new(big.Int).SetUint64(x) }
	for _, k := range words() {
		for _, y := range words() {
			for _, w := range words() {
				want := new(big.Int).Mul(big64(k), big64(y))
				want.Mod(want.Add(want, big64(w)), p64)
				p := kernel.Poly{Y: mulAdd64(k, y, w)}
				if got := end64(&p); want.Cmp(big64(got)) != 0 {
					t.Fatalf("%#x * %#x + %#x mod 2^64 - 59: want %v, got %d", k, y, w, want, got)
				}
			}
		}
	}
	var wide []uint128
	for _, hi := range words() {
		for _, lo := range words() {
			wide = append(wide, uint128{hi, lo})
		}
	}
	rnd := rand.New(rand.NewPCG(3, 4))
	for range 200_000 {
		k, y, w := wide[rnd.IntN(len(wide))], wide[rnd.IntN(len(wide))], wide[rnd.IntN(len(wide))]
		want := new(big.Int).Mul(number(k), number(y))
		want.Mod(want.Add(want, number(w)), p128)
		got := number(mulAdd128(k, y, w))
		if want.Cmp(new(big.Int).Mod(got, p128)) != 0 {
			t.Fatalf("%x * %x + %x mod 2^128 - 159: want %v, got %v", k, y, w, want, got)
		}
	}
}

func TestPolynomialsTakeMarkers(t *testing.T) {
	for _, w := range words() {
		for _, y := range words() {
			for _, x := range words() {
				p := kernel.Poly{Y: y}
				set64(&p, x)
				want := poly(new(big.Int).SetUint64(p.K), new(big.Int).SetUint64(y), new(big.Int).SetUint64(w), p64, 64)
				add64(&p, w)
				if got := end64(&p); want.Cmp(new(big.Int).SetUint64(got)) != 0 {
					t.Fatalf("POLY-64 of %#x after %#x at %#x: want %v, got %d", w, y, p.K, want, got)
				}
				var long poly128
				long.set(x, y)
				for _, low := range []uint64{0, 158, 1 << 63, 1<<64 - 1} {
					wide, before := uint128{w, low}, uint128{y, x}
					want := poly(number(long.k), number(before), number(wide), p128, 128)
					got := number(long.step(before, wide))
					if want.Cmp(got.Mod(got, p128)) != 0 {
						t.Fatalf("POLY-128 of %x after %x at %x: want %v, got %v", wide, before, long.k, want, got)
					}
				}
			}
		}
	}
}

// TestKernelsTakeAnyWord gives the kernels chunks of any NH under a key of zeros, where
// it is Σ mᵢ·mᵢ₊₄ in every stream, and polynomials at the edges: carries of random ones
// hardly ever go as far.
func TestKernelsTakeAnyWord(t *testing.T) {
	list := words()
	rnd := rand.New(rand.NewPCG(3, 4))
	for _, impl := range kernel.Tiers.Impls {
		if impl.Lacks != "" || impl.Tier == asm.Generic {
			continue
		}
		for i, w := range list {
			msg := make([]byte, l1Chunk)
			x := w - 8*l1Chunk // hi·(2³² - 1) + hi·1 + lo·1
			for j, m := range []uint32{uint32(x >> 32), uint32(x >> 32), uint32(x), 0, 1<<32 - 1, 1, 1} {
				binary.LittleEndian.PutUint32(msg[4*j:], m)
			}
			for _, y := range list {
				for _, k := range list {
					before := [4]kernel.Poly{{Y: y, K: k & keyMask, Square: k}}
					for s := range before[1:] {
						before[1+s] = kernel.Poly{Y: list[rnd.IntN(len(list))], K: list[rnd.IntN(len(list))] & keyMask, Square: rnd.Uint64()}
					}
					for _, streams := range []int{2, 4} {
						got, want := before, before
						if n := kernel.Chunks(impl.Tier, streams, &got, new(kernel.Key), msg); n != len(msg) {
							t.Fatalf("%v: %d bytes done", impl.Tier, n)
						}
						for s := range streams {
							add64(&want[s], w)
						}
						if want != got {
							t.Fatalf("%v, word %d: from %#x take %#x: want %#x, got %#x", impl.Tier, i, before, w, want, got)
						}
					}
				}
			}
		}
	}
}

// TestLastResidueIsTheLeast ends the second polynomial on values around p, which no
// message is known for.
func TestLastResidueIsTheLeast(t *testing.T) {
	for _, lo := range []uint64{0, 1, 1<<64 - 160, 1<<64 - 159, 1<<64 - 158, 1<<64 - 1} {
		for _, hi := range []uint64{0, 1, 1<<64 - 2, 1<<64 - 1} {
			y := uint128{hi, lo}
			want := new(big.Int).Mod(number(y), p128)
			if got := number(y.least()); want.Cmp(got) != 0 {
				t.Errorf("%x: want %v, got %v", y, want, got)
			}
		}
	}
}
