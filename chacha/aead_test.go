package chacha_test

import (
	"bytes"
	"crypto/cipher"
	"testing"

	"github.com/glassh/glassh/asm/asmtest"
	"github.com/glassh/glassh/chacha"
)

var _ cipher.AEAD = (*chacha.AEAD)(nil)

func TestAEADAgreesWithReference(t *testing.T) {
	eachTier(t, func(t *testing.T) {
		rnd := newRand()
		for _, n := range lengths() {
			key, nonce := asmtest.Bytes(rnd, 32), asmtest.Bytes(rnd, 12)
			plaintext, ad := asmtest.Bytes(rnd, n), asmtest.Bytes(rnd, rnd.IntN(50))
			want := refSeal(key, nonce, plaintext, ad)
			a := chacha.NewAEAD(key)

			equal(t, "appended", append([]byte("before"), want...), a.Seal([]byte("before"), nonce, plaintext, ad))
			buf := append(make([]byte, 0, n+16), plaintext...)
			sealed := a.Seal(buf[:0], nonce, buf, ad)
			equal(t, "in place", want, sealed)
			if n > 0 && &sealed[0] != &buf[0] {
				t.Error("in place: moved to another buffer")
			}

			got, err := a.Open([]byte("before"), nonce, sealed, ad)
			if err != nil {
				t.Error(err)
			}
			equal(t, "opened", append([]byte("before"), plaintext...), got)
			got, err = a.Open(sealed[:0], nonce, sealed, ad)
			if err != nil {
				t.Error(err)
			}
			equal(t, "opened in place", plaintext, got)
			if t.Failed() {
				t.Fatalf("%d bytes, %d of additional data", n, len(ad))
			}
		}
	})
}

// TestAEADAtTheEndOfMemory seals from one buffer to another and opens to a third, all
// of which end where accessible memory does.
func TestAEADAtTheEndOfMemory(t *testing.T) {
	const most = 3000
	plain, sealed, opened := asmtest.Guarded(t, most), asmtest.Guarded(t, most+16), asmtest.Guarded(t, most)
	eachTier(t, func(t *testing.T) {
		rnd := newRand()
		key, nonce := asmtest.Bytes(rnd, 32), asmtest.Bytes(rnd, 12)
		copy(plain, asmtest.Bytes(rnd, most))
		a := chacha.NewAEAD(key)
		for _, n := range lengths() {
			plain, opened := plain[most-n:], opened[most-n:]
			sealed := a.Seal(sealed[most-n:][:0], nonce, plain, nil)
			if _, err := a.Open(opened[:0], nonce, sealed, nil); err != nil {
				t.Fatalf("%d bytes: %v", n, err)
			}
			if !bytes.Equal(plain, opened) {
				t.Fatalf("%d bytes:\nwant %x\ngot  %x", n, plain, opened)
			}
		}
	})
}

// TestAEADRefusesTampering changes each byte of a message, of its tag, of the
// additional data and of the nonce, and shortens it to each length. No plaintext is
// left.
func TestAEADRefusesTampering(t *testing.T) {
	eachTier(t, func(t *testing.T) {
		for _, n := range []int{100, 2100} {
			rnd := newRand()
			nonce, ad := asmtest.Bytes(rnd, 12), asmtest.Bytes(rnd, 20)
			a := chacha.NewAEAD(asmtest.Bytes(rnd, 32))
			sealed := a.Seal(nil, nonce, asmtest.Bytes(rnd, n), ad)
			refused := func(what string, i int, sealed []byte) {
				t.Helper()
				room := max(len(sealed)-16, 0)
				after := append(make([]byte, room), sealed[room:]...)
				inPlace := bytes.Clone(sealed)
				got, err := a.Open(inPlace[:0], nonce, inPlace, ad)
				if err == nil || err.Error() != "chacha: message authentication failed" || got != nil {
					t.Errorf("%s %d: want no message and the opaque error, got %x, %v", what, i, got, err)
				}
				equal(t, "message after refusal", after, inPlace)
			}
			for _, part := range []struct {
				name string
				b    []byte
			}{{"ciphertext and tag", sealed}, {"additional data", ad}, {"nonce", nonce}} {
				for i := range part.b {
					part.b[i] ^= 1 << (i % 8)
					refused(part.name, i, sealed)
					part.b[i] ^= 1 << (i % 8)
				}
			}
			for n := range sealed {
				refused("length", n, sealed[:n])
			}
			ad = append(ad, 0)
			refused("longer additional data", len(ad), sealed)
			ad = ad[:20]
			if _, err := a.Open(nil, nonce, sealed, ad); err != nil {
				t.Errorf("the message itself: %v", err)
			}
		}
	})
}

// lengths are those of messages and packets: each up to 1,000, and some in which a
// kernel goes through several steps.
func lengths() (list []int) {
	for n := 0; n <= 1000; n += step() {
		list = append(list, n)
	}
	for n := 1000; n <= 3000; n += 37 * step() {
		list = append(list, n)
	}
	return list
}

func TestAEADMisuse(t *testing.T) {
	mustPanic(t, "chacha: key must be 32 bytes", func() { chacha.NewAEAD(make([]byte, 31)) })
	a, nonce, b := chacha.NewAEAD(make([]byte, 32)), make([]byte, 12), make([]byte, 200)
	if a.NonceSize() != 12 || a.Overhead() != 16 {
		t.Errorf("want a nonce of 12 and an overhead of 16, got %d and %d", a.NonceSize(), a.Overhead())
	}
	for _, n := range []int{0, 8, 11, 13, 24} {
		mustPanic(t, "chacha: nonce must be 12 bytes", func() { a.Seal(nil, make([]byte, n), nil, nil) })
		mustPanic(t, "chacha: nonce must be 12 bytes", func() { a.Open(nil, make([]byte, n), b, nil) })
	}

	const inexact, data = "chacha: input and output overlap inexactly", "chacha: output overlaps the additional data"
	mustPanic(t, inexact, func() { a.Seal(b[:1], nonce, b[:100], nil) })
	mustPanic(t, inexact, func() { a.Seal(b[:0], nonce, b[10:20], nil) })
	mustPanic(t, inexact, func() { a.Seal(b[:0], nonce, b[105:], nil) }) // the tag would meet the plaintext
	mustPanic(t, data, func() { a.Seal(b[:0], nonce, b[:100], b[100:101]) })
	sealed := a.Seal(b[50:50], nonce, b[50:60], b[:50])
	mustPanic(t, inexact, func() { a.Open(b[49:49], nonce, sealed, b[:50]) })
	mustPanic(t, inexact, func() { a.Open(sealed[10:10], nonce, sealed, b[:50]) }) // onto the tag
	mustPanic(t, data, func() { a.Open(b[:0], nonce, sealed, b[:50]) })
	if _, err := a.Open(sealed[:0], nonce, sealed, b[:50]); err != nil {
		t.Error(err)
	}
	a.Wipe()
	mustPanic(t, "chacha: used after Wipe", func() { a.Seal(nil, nonce, nil, nil) })
	mustPanic(t, "chacha: used after Wipe", func() { a.Open(nil, nonce, b, nil) })
}

func TestAEADDoesNotAllocate(t *testing.T) {
	eachTier(t, func(t *testing.T) {
		a, nonce, ad, b := chacha.NewAEAD(make([]byte, 32)), make([]byte, 12), make([]byte, 5), make([]byte, 1001, 1017)
		if got := testing.AllocsPerRun(10, func() {
			if _, err := a.Open(b[:0], nonce, a.Seal(b[:0], nonce, b, ad), ad); err != nil {
				t.Error(err)
			}
		}); got != 0 {
			t.Errorf("want no allocation, got %v", got)
		}
	})
}
