package sha1_test

import (
	"bytes"
	stdsha1 "crypto/sha1"
	"encoding"
	"hash"
	"math/rand/v2"
	"testing"

	"github.com/glassh/glassh/asm/asmtest"
	sha1kernel "github.com/glassh/glassh/asm/sha1"
	"github.com/glassh/glassh/primitives/sha1"
	"github.com/glassh/glassh/vectors"

	"github.com/google/go-cmp/cmp"
)

var _ hash.Hash = sha1.New()

type group struct {
	Tests []struct {
		vectors.Case
		Msg    vectors.Hex
		Repeat int
		Digest vectors.Hex
	}
}

func TestPublishedMessages(t *testing.T) {
	for _, name := range []string{"sha1_fips180.json", "sha1_rfc3174.json", "sha1_rfc6234.json"} {
		file, err := vectors.Load[group](name)
		if err != nil {
			t.Fatal(err)
		}
		asmtest.EachTier(t, sha1kernel.Tiers, func(t *testing.T) {
			for _, g := range file.Groups {
				for _, c := range g.Tests {
					msg := bytes.Repeat(c.Msg, c.Repeat)
					if got := sha1.Sum(msg); !bytes.Equal(c.Digest, got[:]) {
						t.Errorf("%s: %v: at once: want %x, got %x", name, c.Case, c.Digest, got)
					}
					d := sha1.New()
					for range c.Repeat {
						d.Write(c.Msg)
					}
					if got := d.Sum(nil); !bytes.Equal(c.Digest, got) {
						t.Errorf("%s: %v: piece by piece: want %x, got %x", name, c.Case, c.Digest, got)
					}
				}
			}
		})
	}
}

// TestEveryLengthInRandomPieces compares with the standard library. The lengths cover
// each position in a block, each way the padding can fall, and odd and even numbers of
// blocks: the kernels take two at a time.
func TestEveryLengthInRandomPieces(t *testing.T) {
	asmtest.EachTier(t, sha1kernel.Tiers, func(t *testing.T) {
		rnd := rand.New(rand.NewPCG(1, 2))
		d := sha1.New()
		for n := range 4*2*64 + 18 {
			msg := asmtest.Guarded(t, n)
			copy(msg, asmtest.Bytes(rnd, n))
			want := stdsha1.Sum(msg)
			if got := sha1.Sum(msg); want != got {
				t.Fatalf("%d bytes at once: want %x, got %x", n, want, got)
			}
			d.Reset()
			for rest := msg; len(rest) > 0; {
				k := 1 + rnd.IntN(len(rest))
				if w, err := d.Write(rest[:k]); w != k || err != nil {
					t.Fatalf("Write of %d bytes: %d, %v", k, w, err)
				}
				rest = rest[k:]
			}
			if got := d.Sum([]byte("front")); !bytes.Equal(append([]byte("front"), want[:]...), got) {
				t.Fatalf("%d bytes in pieces: want front and %x, got %x", n, want, got)
			}
		}
	})
}

func TestSumLeavesTheStreamRunning(t *testing.T) {
	d := sha1.New()
	var msg []byte
	for i := range 200 {
		want := stdsha1.Sum(msg)
		if diff := cmp.Diff(want[:], d.Sum(nil)); diff != "" {
			t.Fatalf("after %d bytes: %s", i, diff)
		}
		d.Write([]byte{byte(i)})
		msg = append(msg, byte(i))
	}
}

func TestAnAssignmentClonesTheState(t *testing.T) {
	d := sha1.New()
	d.Write([]byte("a common front, and "))
	e := *d
	d.Write([]byte("this"))
	e.Write([]byte("that"))
	for msg, got := range map[string]*sha1.Digest{"a common front, and this": d, "a common front, and that": &e} {
		want := stdsha1.Sum([]byte(msg))
		if diff := cmp.Diff(want[:], got.Sum(nil)); diff != "" {
			t.Errorf("%q: %s", msg, diff)
		}
	}
}

// TestLongMessageLength starts near 2⁶¹ bytes, as if that much had been written: the
// standard library can be put into such a state.
func TestLongMessageLength(t *testing.T) {
	const start = 1<<61 - 64
	std := stdsha1.New()
	std.Write(make([]byte, 64))
	state, err := std.(encoding.BinaryMarshaler).MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	copy(state[len(state)-8:], []byte{0x1f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xc0})
	if err := std.(encoding.BinaryUnmarshaler).UnmarshalBinary(state); err != nil {
		t.Fatal(err)
	}
	d := sha1.New()
	d.Write(make([]byte, 64))
	sha1.SetLength(d, start)
	for _, h := range []hash.Hash{std, d} {
		h.Write([]byte("the end"))
	}
	if diff := cmp.Diff(std.Sum(nil), d.Sum(nil)); diff != "" {
		t.Error(diff)
	}
}

func TestWipeLeavesNothing(t *testing.T) {
	d := sha1.New()
	d.Write([]byte("a secret"))
	d.Wipe()
	if !sha1.IsWiped(d) {
		t.Errorf("left %v", *d)
	}
	d.Reset()
	if want, got := sha1kernel.Tiers.Active(), sha1.Tier(d); want != got {
		t.Errorf("after Reset: want tier %v, got %v", want, got)
	}
	if want, got := stdsha1.Sum(nil), d.Sum(nil); !bytes.Equal(want[:], got) {
		t.Errorf("after Reset: want %x, got %x", want, got)
	}
}

func TestNoAllocation(t *testing.T) {
	asmtest.EachTier(t, sha1kernel.Tiers, func(t *testing.T) {
		d, msg, out := sha1.New(), make([]byte, 200), make([]byte, 0, sha1.Size)
		if n := testing.AllocsPerRun(100, func() {
			d.Reset()
			d.Write(msg)
			out = d.Sum(out[:0])
			sum := sha1.Sum(msg)
			out[0] = sum[0]
		}); n != 0 {
			t.Errorf("want no allocation, got %v", n)
		}
	})
}

// FuzzSplits writes one message in two cuts, and compares with the standard
// library.
func FuzzSplits(f *testing.F) {
	f.Add([]byte("abc"), uint16(1), uint16(2))
	f.Add(make([]byte, 130), uint16(64), uint16(65))
	f.Add(make([]byte, 200), uint16(55), uint16(120))
	f.Fuzz(func(t *testing.T, msg []byte, i, j uint16) {
		a := int(i) % (len(msg) + 1)
		b := a + int(j)%(len(msg)-a+1)
		d := sha1.New()
		d.Write(msg[:a])
		d.Write(msg[a:b])
		d.Sum(nil)
		d.Write(msg[b:])
		want := stdsha1.Sum(msg)
		if got := d.Sum(nil); !bytes.Equal(want[:], got) {
			t.Errorf("cut at %d and %d of %d: want %x, got %x", a, b, len(msg), want, got)
		}
	})
}
