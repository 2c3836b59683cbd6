package umac_test

import (
	"bytes"
	"testing"

	"github.com/glassh/glassh/asm/asmtest"
	kernel "github.com/glassh/glassh/asm/umac"
	"github.com/glassh/glassh/umac"
)

// An algorithm is one of the two constructors.
type algorithm struct {
	name string
	size int
	new  func(key []byte) *umac.MAC
}

var algorithms = []algorithm{
	{"umac-64", umac.Size64, umac.New64},
	{"umac-128", umac.Size128, umac.New128},
}

// eachTier runs f for both algorithms on each tier.
func eachTier(t *testing.T, f func(t *testing.T, a algorithm)) {
	t.Helper()
	asmtest.EachTier(t, kernel.Tiers, func(t *testing.T) {
		for _, a := range algorithms {
			t.Run("alg="+a.name, func(t *testing.T) { f(t, a) })
		}
	})
}

var testKey = []byte("abcdefghijklmnop")

// pattern returns n bytes without a short period.
func pattern(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(i*7 + i/256*31 + i/65536)
	}
	return b
}

func equal(t *testing.T, what string, want, got []byte) {
	t.Helper()
	if !bytes.Equal(want, got) {
		t.Fatalf("%s: want %x, got %x", what, want, got)
	}
}

func TestNoncesOfEveryLength(t *testing.T) {
	eachTier(t, func(t *testing.T, a algorithm) {
		m := a.new(testKey)
		msg := pattern(100)
		for n := 1; n <= umac.MaxNonceSize; n++ {
			nonce := pattern(17)[1 : 1+n]
			for range 4 { // both halves of two pads
				equal(t, "tag", reference(a.size, testKey, msg, nonce), m.Tag(nil, nonce, msg))
				nonce[n-1]++
			}
			nonce[n-1] ^= 1 // back to the pad before, and again
			equal(t, "tag", reference(a.size, testKey, msg, nonce), m.Tag(nil, nonce, msg))
			equal(t, "tag", reference(a.size, testKey, msg, nonce), m.Tag(nil, nonce, msg))
		}
		zero := make([]byte, 8)
		equal(t, "tag of a new MAC", reference(a.size, testKey, msg, zero), a.new(testKey).Tag(nil, zero, msg))
	})
}

func TestMessageInPieces(t *testing.T) {
	nonce := []byte("bcdefghi")
	eachTier(t, func(t *testing.T, a algorithm) {
		m := a.new(testKey)
		for _, n := range []int{0, 1, 31, 32, 33, 1023, 1024, 1025, 1055, 1056, 2048, 2049, 5000} {
			msg := pattern(n)
			want := reference(a.size, testKey, msg, nonce)
			for _, piece := range []int{1, 7, 31, 32, 33, 100, 1000, 1024, 1025, 3000} {
				m.Reset()
				for rest := msg; len(rest) > 0; {
					k := min(piece, len(rest))
					if got, err := m.Write(rest[:k]); got != k || err != nil {
						t.Fatalf("Write of %d bytes: %d, %v", k, got, err)
					}
					rest = rest[k:]
				}
				equal(t, "tag", want, m.Sum(nil, nonce))
				equal(t, "tag again", want, m.Sum(nil, nonce))
			}
		}
	})
}

func TestMessageGoesOnAfterSum(t *testing.T) {
	nonce := []byte("bcdefghi")
	eachTier(t, func(t *testing.T, a algorithm) {
		m := a.new(testKey)
		msg := pattern(4200)
		for n := range msg {
			if n%37 == 0 || n%1024 < 34 { // a reference of each would take long
				equal(t, "tag", reference(a.size, testKey, msg[:n], nonce), m.Sum(nil, nonce))
			} else {
				m.Sum(nil, nonce)
			}
			m.Write(msg[n : n+1])
		}
	})
}

// TestTagForgetsWhatWasBegun uses one MAC for messages of all kinds in turn.
func TestTagForgetsWhatWasBegun(t *testing.T) {
	nonce := []byte("bcdefghi")
	eachTier(t, func(t *testing.T, a algorithm) {
		m := a.new(testKey)
		for _, n := range []int{3000, 10, 1024, 2048, 0, 1025} {
			msg := pattern(n)
			want := reference(a.size, testKey, msg, nonce)
			m.Write(pattern(1500))
			equal(t, "Tag after Write", want, m.Tag(nil, nonce, msg))
			m.Write(msg)
			equal(t, "Write after Tag", want, m.Sum([]byte{1, 2}, nonce)[2:])
			m.Reset()
			m.Write(msg)
			equal(t, "Write after Reset", want, m.Sum(nil, nonce))
		}
	})
}

// TestWordsWithMarkers makes chunks whose L1-HASH is too large for one step of the
// polynomial: NH is the sum of two products, (2³²-1)² + (2³²-1) = 2⁶⁴ - 2³².
func TestWordsWithMarkers(t *testing.T) {
	nonce := []byte("bcdefghi")
	eachTier(t, func(t *testing.T, a algorithm) {
		for stream := range a.size / 4 {
			key := refKDF(testKey, 1, 1024+16*(a.size/4-1))[16*stream:][:1024]
			marked := chunkWithSums(key, [8]uint32{1<<32 - 1, 1<<32 - 1, 0, 0, 1<<32 - 1, 1, 0, 0})
			if nh := refNH(key, marked); nh != 1<<64-1<<32 {
				t.Fatalf("stream %d: NH = %#x", stream, nh)
			}
			msg := append(append(append([]byte(nil), marked...), pattern(1024)...), marked...)
			for _, n := range []int{1025, 2048, 2049, 3072} {
				want := reference(a.size, testKey, msg[:n], nonce)
				equal(t, "tag", want, a.new(testKey).Tag(nil, nonce, msg[:n]))
				m := a.new(testKey)
				for i := 0; i < n; i += 512 {
					m.Write(msg[i:min(i+512, n)])
				}
				equal(t, "tag of pieces", want, m.Sum(nil, nonce))
			}
		}
	})
}

// chunkWithSums returns the 1024 bytes that, with the key added, are the words sums and
// zeros.
func chunkWithSums(key []byte, sums [8]uint32) []byte {
	chunk := make([]byte, 1024)
	for i := 0; i < 1024; i += 4 {
		var sum uint32
		if i < 32 {
			sum = sums[i/4]
		}
		putWord(chunk[i:], sum-keyWord(key[i:]))
	}
	return chunk
}

func TestNothingAllocates(t *testing.T) {
	eachTier(t, func(t *testing.T, a algorithm) {
		m, msg, nonce, dst := a.new(testKey), pattern(3000), make([]byte, 8), make([]byte, 0, 16)
		if n := testing.AllocsPerRun(100, func() {
			nonce[7]++
			m.Tag(dst, nonce, msg)
			m.Reset()
			m.Write(msg[:1500])
			m.Write(msg[1500:])
			m.Sum(dst, nonce)
		}); n != 0 {
			t.Errorf("%v allocations", n)
		}
	})
}

func TestKeyIsCopied(t *testing.T) {
	key, nonce := bytes.Clone(testKey), []byte("bcdefghi")
	m := umac.New64(key)
	clear(key)
	equal(t, "tag", reference(8, testKey, []byte("abc"), nonce), m.Tag(nil, nonce, []byte("abc")))
}

func TestMisusePanics(t *testing.T) {
	wiped := umac.New64(testKey)
	wiped.Wipe()
	wiped.Wipe()
	for name, f := range map[string]func(){
		"key too short":  func() { umac.New64(testKey[:15]) },
		"key too long":   func() { umac.New128(append(testKey, 0)) },
		"no nonce":       func() { umac.New64(testKey).Tag(nil, nil, nil) },
		"nonce too long": func() { umac.New128(testKey).Sum(nil, make([]byte, 17)) },
		"use after Wipe": func() { wiped.Tag(make([]byte, 0, 16), []byte("bcdefghi"), []byte("abc")) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", name)
				}
			}()
			f()
		}()
	}
}
