package chacha_test

import (
	"crypto/cipher"
	"math/rand/v2"
	"testing"

	"github.com/glassh/glassh/asm/asmtest"
	"github.com/glassh/glassh/chacha"
)

var _ cipher.Stream = (*chacha.Cipher)(nil)

// newRand returns the random numbers of a test, the same in every run.
func newRand() *rand.Rand { return rand.New(rand.NewPCG(8439, 1305)) }

// TestStreamInPieces compares one call and many calls with the reference, on every
// length up to 1000, in place and not, at the end of accessible memory.
func TestStreamInPieces(t *testing.T) {
	eachTier(t, func(t *testing.T) {
		rnd := newRand()
		for n := 0; n <= 1000; n += step() {
			key, nonce := asmtest.Bytes(rnd, 32), asmtest.Bytes(rnd, 8+4*rnd.IntN(2))
			block := uint64(rnd.Uint32N(1<<31) << rnd.IntN(2))
			src := asmtest.Bytes(rnd, n)
			want := refXOR(src, refChaCha(key, nonce, block, n))

			c := chacha.New(key, nonce)
			c.SetCounter(block)
			got := make([]byte, n)
			for done := 0; done < n; {
				k := 1 + rnd.IntN(min(n-done, 200))
				c.XORKeyStream(got[done:done+k], src[done:done+k])
				done += k
			}
			equal(t, "in pieces", want, got)

			c.SetCounter(block)
			copy(got, src)
			c.XORKeyStream(got, got)
			equal(t, "at once, in place", want, got)
			if t.Failed() {
				t.Fatalf("%d bytes with a nonce of %d", n, len(nonce))
			}
		}
	})
}

func TestStreamStaysWithinItsBuffers(t *testing.T) {
	eachTier(t, func(t *testing.T) {
		for _, n := range []int{0, 1, 15, 63, 64, 65, 127, 128, 255, 256, 511, 513, 1024} {
			dst, src := asmtest.Guarded(t, n), asmtest.Guarded(t, n)
			key, nonce := make([]byte, 32), make([]byte, 12)
			chacha.New(key, nonce).XORKeyStream(dst, src)
			equal(t, "keystream", refChaCha(key, nonce, 0, n), dst)
		}
	})
}

// TestLowerCounterWordCarries crosses 2³² blocks, which moves the original cipher
// on to word 13.
func TestLowerCounterWordCarries(t *testing.T) {
	eachTier(t, func(t *testing.T) {
		rnd := newRand()
		key, nonce := asmtest.Bytes(rnd, 32), asmtest.Bytes(rnd, 8)
		for _, start := range []uint64{1<<32 - 1, 1<<32 - 5, 1<<33 - 9, 1 << 63, 1<<64 - 3} {
			c := chacha.New(key, nonce)
			c.SetCounter(start)
			got := make([]byte, 1000)
			c.XORKeyStream(got[:300], got[:300])
			c.XORKeyStream(got[300:], got[300:])
			equal(t, "keystream", refChaCha(key, nonce, start, len(got)), got)
		}
	})
}

// TestCounterExhausted uses the last blocks that RFC 8439 has, and asks for more.
func TestCounterExhausted(t *testing.T) {
	eachTier(t, func(t *testing.T) {
		rnd := newRand()
		key, nonce := asmtest.Bytes(rnd, 32), asmtest.Bytes(rnd, 12)
		nonce[0], nonce[1], nonce[2], nonce[3] = 0xff, 0xff, 0xff, 0xff // the word above the counter
		c := chacha.New(key, nonce)
		c.SetCounter(1<<32 - 2)
		want := refChaCha(key, nonce, 1<<32-2, 128)
		got := make([]byte, 129)
		mustPanic(t, "chacha: counter exhausted", func() { c.XORKeyStream(got, got) })
		equal(t, "output of the call that panics", make([]byte, 129), got)
		c.XORKeyStream(got[:100], got[:100])
		mustPanic(t, "chacha: counter exhausted", func() { c.XORKeyStream(got[100:], got[100:]) })
		c.XORKeyStream(got[100:128], got[100:128])
		equal(t, "last blocks", want, got[:128])
		mustPanic(t, "chacha: counter exhausted", func() { c.XORKeyStream(got[128:], got[128:]) })
		c.XORKeyStream(nil, nil)

		c.SetCounter(0)
		clear(got)
		c.XORKeyStream(got, got)
		equal(t, "back at the first block", refChaCha(key, nonce, 0, len(got)), got)
		mustPanic(t, "chacha: counter must be below 2^32", func() { c.SetCounter(1 << 32) })
	})
}

func TestStreamMisuse(t *testing.T) {
	key, nonce, b := make([]byte, 32), make([]byte, 12), make([]byte, 64)
	for _, n := range []int{0, 16, 31, 33, 64} {
		mustPanic(t, "chacha: key must be 32 bytes", func() { chacha.New(make([]byte, n), nonce) })
	}
	for _, n := range []int{0, 7, 9, 11, 13, 16, 24} {
		mustPanic(t, "chacha: nonce must be 12 or 8 bytes", func() { chacha.New(key, make([]byte, n)) })
	}
	c := chacha.New(key, nonce)
	mustPanic(t, "chacha: output is shorter than input", func() { c.XORKeyStream(b[:3], b[:4]) })
	mustPanic(t, "chacha: input and output overlap inexactly", func() { c.XORKeyStream(b[1:], b[:63]) })
	mustPanic(t, "chacha: input and output overlap inexactly", func() { c.XORKeyStream(b, b[1:]) })
	c.XORKeyStream(b, b[:10]) // a longer output is fine, also one that goes on past the input
	c.XORKeyStream(b, b[32:32])
	c.Wipe()
	mustPanic(t, "chacha: used after Wipe", func() { c.XORKeyStream(b, b) })
	mustPanic(t, "chacha: used after Wipe", func() { c.SetCounter(0) })
}

func TestStreamDoesNotAllocate(t *testing.T) {
	eachTier(t, func(t *testing.T) {
		c, b := chacha.New(make([]byte, 32), make([]byte, 12)), make([]byte, 1001)
		if got := testing.AllocsPerRun(10, func() { c.XORKeyStream(b, b) }); got != 0 {
			t.Errorf("XORKeyStream: want no allocation, got %v", got)
		}
	})
}
