package aes

import (
	"math/rand/v2"
	"testing"
)

func slowCarrylessMul(x, y uint64) (hi, lo uint64) {
	for i := range 64 {
		if x>>i&1 == 1 {
			lo ^= y << i
			hi ^= y >> 1 >> (63 - i)
		}
	}
	return hi, lo
}

func TestCarrylessProducts(t *testing.T) {
	const all = 1<<64 - 1
	factors := []uint64{0, 1, 1 << 63, 1 << 60, 1<<60 - 1, all, all &^ 1, every4th, every4th << 1, every4th << 2, every4th << 3}
	rnd := rand.New(rand.NewPCG(1, 2))
	for range 50 {
		factors = append(factors, rnd.Uint64(), rnd.Uint64()|rnd.Uint64()|rnd.Uint64())
	}
	var sum product
	var wantHi, wantLo uint64
	for _, x := range factors {
		for _, y := range factors {
			s := newSpread(y)
			var z product
			z.mulAdd(x, &s)
			sum.mulAdd(x, &s)
			h, l := slowCarrylessMul(x, y)
			if hi, lo := z.sum(); h != hi || l != lo {
				t.Fatalf("%#x · %#x: want %#x %016x, got %#x %016x", x, y, h, l, hi, lo)
			}
			wantHi ^= h
			wantLo ^= l
		}
	}
	if hi, lo := sum.sum(); wantHi != hi || wantLo != lo {
		t.Errorf("sum of all products: want %#x %016x, got %#x %016x", wantHi, wantLo, hi, lo)
	}
}

// slowGHASHMul is SP 800-38D §6.3: bit 0 of a block is the top bit of hi.
func slowGHASHMul(x, y element) (z element) {
	for i := range 128 {
		bit := x.hi >> (63 - i&63) & 1
		if i >= 64 {
			bit = x.lo >> (63 - i&63) & 1
		}
		if bit == 1 {
			z.hi ^= y.hi
			z.lo ^= y.lo
		}
		out := y.lo & 1
		y.lo = y.lo>>1 | y.hi<<63
		y.hi = y.hi>>1 ^ out*0xe1<<56
	}
	return z
}

func TestGHASHOfAnyNumberOfBlocks(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 4))
	for blocks := range 20 {
		var h [blockSize]byte
		fill(rnd, h[:])
		if blocks == 7 {
			clear(h[:])
		}
		data := make([]byte, blocks*blockSize)
		fill(rnd, data)

		var want element
		for i := 0; i < len(data); i += blockSize {
			x := load(data[i:])
			want = slowGHASHMul(element{want.hi ^ x.hi, want.lo ^ x.lo}, load(h[:]))
		}
		var key ghashKey
		key.set(&h)
		if got := key.update(element{}, data); want != got {
			t.Errorf("%d blocks: want %x, got %x", blocks, want, got)
		}
		if split := 16 * (blocks / 2); key.update(key.update(element{}, data[:split]), data[split:]) != want {
			t.Errorf("%d blocks, in two calls: not the same", blocks)
		}
	}
}

func fill(rnd *rand.Rand, b []byte) {
	for i := range b {
		b[i] = byte(rnd.Uint32())
	}
}
