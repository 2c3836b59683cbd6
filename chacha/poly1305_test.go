package chacha_test

import (
	"bytes"
	"io"
	"math/rand/v2"
	"testing"

	"github.com/glassh/glassh/asm/asmtest"
	"github.com/glassh/glassh/chacha"
)

var _ io.Writer = (*chacha.Poly1305)(nil)

// extreme returns n bytes, most of them ff or 00, which make carries run far.
func extreme(rnd *rand.Rand, n int) []byte {
	b := bytes.Repeat([]byte{0xff}, n)
	for i := range b {
		switch rnd.IntN(16) {
		case 0:
			b[i] = 0
		case 1:
			b[i] = byte(rnd.Uint32())
		case 2:
			b[i] = 0xfb + byte(rnd.IntN(5))
		}
	}
	return b
}

func TestPoly1305InPieces(t *testing.T) {
	eachTier(t, func(t *testing.T) {
		rnd := newRand()
		for n := range 1001 {
			pick := asmtest.Bytes
			if n%2 == 0 {
				pick = extreme
			}
			key, msg := pick(rnd, 32), pick(rnd, n)
			want := refPoly1305(key, msg)

			got := chacha.SumPoly1305((*[32]byte)(key), msg)
			equal(t, "at once", want, got[:])
			m := chacha.NewPoly1305((*[32]byte)(key))
			for rest := msg; len(rest) > 0; {
				k := 1 + rnd.IntN(min(len(rest), 50))
				if written, err := m.Write(rest[:k]); written != k || err != nil {
					t.Fatalf("Write: want %d, got %d, %v", k, written, err)
				}
				rest = rest[k:]
			}
			equal(t, "in pieces", want, m.Sum(nil))
			if t.Failed() {
				t.Fatalf("%d bytes", n)
			}
		}
	})
}

// TestPoly1305AtTheEdges takes short messages of extreme values: h then comes near
// p and near multiples of 2¹²⁸ at the end, with each limb at its bounds.
func TestPoly1305AtTheEdges(t *testing.T) {
	eachTier(t, func(t *testing.T) {
		rnd := newRand()
		for range 2000 {
			key, msg := extreme(rnd, 32), extreme(rnd, 16*(1+rnd.IntN(4)))
			if rnd.IntN(4) == 0 { // r = 1, 2, 3 or 4 keeps h what the message says
				clear(key[:16])
				key[0] = 1 + byte(rnd.IntN(4))
			}
			got := chacha.SumPoly1305((*[32]byte)(key), msg)
			equal(t, "tag", refPoly1305(key, msg), got[:])
		}
	})
}

func TestSumLeavesTheStateAsItWas(t *testing.T) {
	eachTier(t, func(t *testing.T) {
		rnd := newRand()
		key, msg := asmtest.Bytes(rnd, 32), asmtest.Bytes(rnd, 100)
		m := chacha.NewPoly1305((*[32]byte)(key))
		for i := range msg {
			want := refPoly1305(key, msg[:i])
			equal(t, "tag of a beginning", append([]byte("before"), want...), m.Sum([]byte("before")))
			clone := *m
			m.Write(msg[i : i+1])
			equal(t, "tag by the clone", want, clone.Sum(nil))
		}
	})
}

func TestVerifySeesEveryBit(t *testing.T) {
	eachTier(t, func(t *testing.T) {
		m := chacha.NewPoly1305((*[32]byte)(bytes.Repeat([]byte{7}, 32)))
		m.Write([]byte("message"))
		tag := m.Sum(nil)
		for i := range 8 * len(tag) {
			tag[i/8] ^= 1 << (i % 8)
			if m.Verify(tag) {
				t.Errorf("accepts a tag with bit %d changed", i)
			}
			tag[i/8] ^= 1 << (i % 8)
		}
		for n := range len(tag) {
			if m.Verify(tag[:n]) {
				t.Errorf("accepts %d bytes of the tag", n)
			}
		}
		if m.Verify(append(tag, 0)) {
			t.Error("accepts a tag with a byte more")
		}
		if !m.Verify(tag) {
			t.Error("refuses the tag")
		}
	})
}

func TestPoly1305Wiped(t *testing.T) {
	m := chacha.NewPoly1305(new([32]byte))
	m.Wipe()
	for _, f := range []func(){func() { m.Write(nil) }, func() { m.Sum(nil) }, func() { m.Verify(nil) }} {
		mustPanic(t, "chacha: Poly1305 used without a key", f)
	}
}

func TestPoly1305DoesNotAllocate(t *testing.T) {
	eachTier(t, func(t *testing.T) {
		key, b, tag := new([32]byte), make([]byte, 1001), make([]byte, 0, 16)
		m := chacha.NewPoly1305(key) // once: not every compiler keeps it off the heap
		if got := testing.AllocsPerRun(10, func() {
			m.Write(b)
			if !m.Verify(m.Sum(tag)) {
				t.Error("refuses its own tag")
			}
			chacha.SumPoly1305(key, b)
		}); got != 0 {
			t.Errorf("want no allocation, got %v", got)
		}
	})
}
