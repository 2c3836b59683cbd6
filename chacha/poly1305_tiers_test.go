package chacha_test

import (
	"bytes"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/glassh/glassh/asm"
	"github.com/glassh/glassh/asm/asmtest"
	kernel "github.com/glassh/glassh/asm/chacha"
	"github.com/glassh/glassh/chacha"
)

// eachPoly1305 runs f on each tier of Poly1305.
func eachPoly1305(t *testing.T, f func(t *testing.T)) {
	t.Helper()
	asmtest.EachTier(t, kernel.TiersPoly1305, f)
}

// genericPoly1305 is chacha.SumPoly1305 on the tier Generic, which other tests
// compare with the RFC's words.
func genericPoly1305(t testing.TB, key *[32]byte, message []byte) []byte {
	t.Helper()
	restore, err := kernel.TiersPoly1305.Force(asm.Generic.String())
	if err != nil {
		t.Fatal(err)
	}
	defer restore()
	tag := chacha.SumPoly1305(key, message)
	return tag[:]
}

// longest is longer than 4 steps of the widest loop, 16 blocks, behind the length
// from which it runs at all.
const longest = 2048 + 4*256 + 17

// TestPoly1305EveryLength takes random messages, such in which carries run far, and
// those that are 1 bits only, under the largest r.
func TestPoly1305EveryLength(t *testing.T) {
	eachPoly1305(t, func(t *testing.T) {
		rnd := newRand()
		ones := bytes.Repeat([]byte{0xff}, longest)
		for n := range longest + 1 {
			for _, c := range []struct{ key, msg []byte }{
				{asmtest.Bytes(rnd, 32), asmtest.Bytes(rnd, n)},
				{extreme(rnd, 32), extreme(rnd, n)},
				{ones[:32], ones[:n]},
			} {
				got := chacha.SumPoly1305((*[32]byte)(c.key), c.msg)
				equal(t, "tag", genericPoly1305(t, (*[32]byte)(c.key), c.msg), got[:])
			}
			if t.Failed() {
				t.Fatalf("%d bytes", n)
			}
		}
	})
}

// TestPoly1305InLongPieces begins and goes on in every way: a piece may leave the
// kernel any h.
func TestPoly1305InLongPieces(t *testing.T) {
	eachPoly1305(t, func(t *testing.T) {
		rnd := newRand()
		for range 200 {
			key, msg := extreme(rnd, 32), extreme(rnd, rnd.IntN(4*longest))
			want := genericPoly1305(t, (*[32]byte)(key), msg)
			m := chacha.NewPoly1305((*[32]byte)(key))
			for rest := msg; len(rest) > 0; {
				k := 1 + rnd.IntN(min(len(rest), longest))
				m.Write(rest[:k])
				rest = rest[k:]
			}
			equal(t, "in pieces", want, m.Sum(nil))
			if t.Failed() {
				t.Fatalf("%d bytes", len(msg))
			}
		}
	})
}

// Of the formula modulo p, and of the states that a kernel takes and gives.
var (
	prime     = new(big.Int).Sub(power2(130), big.NewInt(5))
	stateEnd  = new(big.Int).Mul(big.NewInt(5), power2(128)) // h₂ ≤ 4
	largestR  = [2]uint64{0x0ffffffc0fffffff, 0x0ffffffc0ffffffc}
	extremeRs = [][2]uint64{{0, 0}, {1, 0}, {5, 0}, {0, 4}, {largestR[0], 0}, {0, largestR[1]}, largestR,
		{largestR[0] - 1, largestR[1] - 4}}
)

func power2(n uint) *big.Int { return new(big.Int).Lsh(big.NewInt(1), n) }

// extremeStates returns numbers near 0, near p, near powers and multiples of powers
// of 2, and the largest ones.
func extremeStates() (list []*big.Int) {
	bases := []*big.Int{new(big.Int), prime, stateEnd, power2(64), power2(65), power2(128), power2(129), power2(130)}
	for _, base := range bases {
		for d := int64(-6); d <= 6; d++ {
			if h := new(big.Int).Add(base, big.NewInt(d)); h.Sign() >= 0 && h.Cmp(stateEnd) < 0 {
				list = append(list, h)
			}
		}
	}
	return list
}

// TestPoly1305FromAnyState starts the kernels from extreme h with extreme r.
func TestPoly1305FromAnyState(t *testing.T) {
	eachPoly1305(t, func(t *testing.T) {
		rnd := newRand()
		for i, start := range extremeStates() {
			for j, r := range extremeRs {
				msg := bytes.Repeat([]byte{0xff}, 16*(1+(i*len(extremeRs)+j)%150))
				switch rnd.IntN(3) {
				case 0:
					clear(msg)
				case 1:
					msg = extreme(rnd, len(msg))
				}
				checkBlocks(t, start, r, msg)
			}
		}
	})
}

// TestPoly1305ToAnyState starts them from the h that makes the last one extreme,
// which random ones never are: carries must run through all words of it.
func TestPoly1305ToAnyState(t *testing.T) {
	eachPoly1305(t, func(t *testing.T) {
		rnd := newRand()
		zero := new(big.Int)
		for i, end := range extremeStates() {
			for j, r := range extremeRs[1:] {
				msg := extreme(rnd, 16*(1+(i*len(extremeRs)+j)%150))
				unit := new(big.Int).Exp(number(r[0], r[1], 0), big.NewInt(int64(len(msg)/16)), prime)
				start := new(big.Int).Sub(end, polynomial(zero, r, msg))
				start.Mul(start, unit.ModInverse(unit, prime))
				checkBlocks(t, start.Mod(start, prime), r, msg)
			}
		}
	})
}

// checkBlocks compares the kernel of the active tier with the formula.
func checkBlocks(t *testing.T, start *big.Int, r [2]uint64, msg []byte) {
	t.Helper()
	tier := kernel.TiersPoly1305.Active()
	h := words(start)
	n := kernel.Poly1305Blocks(tier, &h, &r, msg)
	if tier == asm.Generic && n != 0 || tier != asm.Generic && n != len(msg) {
		t.Fatalf("%d of %d bytes done", n, len(msg))
	}
	want, got := polynomial(start, r, msg[:n]), number(h[0], h[1], h[2])
	if h[2] > 4 || got.Mod(got, prime).Cmp(want) != 0 {
		t.Fatalf("%d blocks from %#x with r = %#x: want %#x modulo p, got %#x", len(msg)/16, start, r, want, h)
	}
}

// number returns w0 + w1·2⁶⁴ + w2·2¹²⁸, and words the opposite.
func number(w0, w1, w2 uint64) *big.Int {
	x := new(big.Int)
	for _, w := range []uint64{w2, w1, w0} {
		x.Add(x.Lsh(x, 64), new(big.Int).SetUint64(w))
	}
	return x
}

func words(x *big.Int) (w [3]uint64) {
	x = new(big.Int).Set(x)
	mask := new(big.Int).SetUint64(1<<64 - 1)
	for i := range w {
		w[i] = new(big.Int).And(x, mask).Uint64()
		x.Rsh(x, 64)
	}
	return w
}

// polynomial returns h after the blocks of msg, modulo p.
func polynomial(h *big.Int, r [2]uint64, msg []byte) *big.Int {
	h = new(big.Int).Mod(h, prime)
	for block := range slices.Chunk(msg, 16) {
		b := append(slices.Clone(block), 1)
		slices.Reverse(b)
		h.Add(h, new(big.Int).SetBytes(b))
		h.Mod(h.Mul(h, number(r[0], r[1], 0)), prime)
	}
	return h
}

// TestPoly1305AnyAlignment moves the message, the key and the tag, which may lie in
// either of them.
func TestPoly1305AnyAlignment(t *testing.T) {
	eachPoly1305(t, func(t *testing.T) {
		tier := kernel.TiersPoly1305.Active()
		rnd := newRand()
		for _, n := range []int{0, 1, 7, 8, 15, 16, 63, 100, 255, 256, 400, 1350, 2500} {
			for offset := range 64 {
				buf := asmtest.Bytes(rnd, 64+n+48)
				key, msg := (*[32]byte)(buf[offset+n:]), buf[offset:offset+n]
				want := genericPoly1305(t, key, msg)
				got := chacha.SumPoly1305(key, msg)
				equal(t, "tag", want, got[:])
				tag := (*[16]byte)(buf[offset+rnd.IntN(n+17):])
				if kernel.Poly1305Sum(tier, tag, new([3]uint64), key, msg) {
					equal(t, "tag in the message or the key", want, tag[:])
				}
			}
		}
	})
}

func TestPoly1305ReadsNothingBehindTheMessage(t *testing.T) {
	end := asmtest.Guarded(t, longest)
	rnd := newRand()
	copy(end, asmtest.Bytes(rnd, len(end)))
	key := (*[32]byte)(asmtest.Bytes(rnd, 32))
	eachPoly1305(t, func(t *testing.T) {
		for n := range longest + 1 {
			msg := end[longest-n:]
			got := chacha.SumPoly1305(key, msg)
			m := chacha.NewPoly1305(key)
			m.Write(msg)
			equal(t, "written", got[:], m.Sum(nil))
		}
	})
}

func TestPoly1305TiersAgree(t *testing.T) {
	asmtest.Agree(t, kernel.TiersPoly1305, func(rnd *rand.Rand) []byte {
		buf := asmtest.Bytes(rnd, 64+rnd.IntN(longest))
		msg := buf[rnd.IntN(64):]
		tag := chacha.SumPoly1305((*[32]byte)(asmtest.Bytes(rnd, 32)), msg)
		m := chacha.NewPoly1305((*[32]byte)(asmtest.Bytes(rnd, 32)))
		k := rnd.IntN(len(msg) + 1)
		m.Write(msg[:k])
		m.Write(msg[k:])
		return m.Sum(tag[:])
	})
}

// TestPoly1305TiersAgreeOnManyInputs is the same for 100,000 messages, most of them
// as short as packets of a terminal session are.
func TestPoly1305TiersAgreeOnManyInputs(t *testing.T) {
	inputs := 100_000
	if testing.Short() {
		inputs = 1000
	}
	rnd := newRand()
	msg := make([]byte, longest)
	for i := range inputs {
		n := rnd.IntN(200)
		switch rnd.IntN(16) {
		case 0:
			n = rnd.IntN(longest)
		case 1, 2:
			n = rnd.IntN(600)
		}
		key := [32]byte(asmtest.Bytes(rnd, 32))
		copy(msg, asmtest.Bytes(rnd, min(n, 64)))
		want := genericPoly1305(t, &key, msg[:n])
		for _, impl := range kernel.TiersPoly1305.Impls {
			if impl.Lacks != "" {
				continue
			}
			restore, err := kernel.TiersPoly1305.Force(impl.Tier.String())
			if err != nil {
				t.Fatal(err)
			}
			got := chacha.SumPoly1305(&key, msg[:n])
			restore()
			if !bytes.Equal(want, got[:]) {
				t.Fatalf("input %d, %d bytes: generic and %v differ:\nwant %x\ngot  %x", i, n, impl.Tier, want, got)
			}
		}
		copy(msg[rnd.IntN(longest-16):], want) // the next message has something of each before
	}
}

func TestSumPoly1305DoesNotAllocate(t *testing.T) {
	eachPoly1305(t, func(t *testing.T) {
		for _, n := range []int{0, 68, 1350, longest} {
			key, b := new([32]byte), make([]byte, n)
			m := chacha.NewPoly1305(key) // once: not every compiler keeps it off the heap
			if got := testing.AllocsPerRun(10, func() {
				chacha.SumPoly1305(key, b)
				m.Write(b)
				m.Verify(b)
			}); got != 0 {
				t.Errorf("%d bytes: want no allocation, got %v", n, got)
			}
		}
	})
}
