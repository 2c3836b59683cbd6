package md5_test

import (
	"bytes"
	stdmd5 "crypto/md5"
	"encoding"
	"hash"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/glassh/glassh/asm/asmtest"
	"github.com/glassh/glassh/primitives/md5"
	"github.com/glassh/glassh/vectors"

	"github.com/google/go-cmp/cmp"
)

var _ hash.Hash = md5.New()

func TestPublishedMessages(t *testing.T) {
	type group struct {
		Tests []struct {
			vectors.Case
			Msg, Digest vectors.Hex
		}
	}
	file, err := vectors.Load[group]("md5_rfc1321.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range file.Groups {
		for _, c := range g.Tests {
			if got := md5.Sum(c.Msg); !bytes.Equal(c.Digest, got[:]) {
				t.Errorf("%v: at once: want %x, got %x", c.Case, c.Digest, got)
			}
			d := md5.New()
			for i := range c.Msg {
				d.Write(c.Msg[i : i+1])
			}
			if got := d.Sum(nil); !bytes.Equal(c.Digest, got) {
				t.Errorf("%v: byte by byte: want %x, got %x", c.Case, c.Digest, got)
			}
		}
	}
}

// TestConstantsAreSines computes T as RFC 1321 §3.4 defines it.
func TestConstantsAreSines(t *testing.T) {
	for i, got := range md5.Sines {
		if want := uint32(math.Abs(math.Sin(float64(i+1))) * (1 << 32)); want != got {
			t.Errorf("T[%d]: want %#x, got %#x", i+1, want, got)
		}
	}
}

// TestEveryLengthInRandomPieces compares with the standard library. The lengths cover
// each position in a block, and each way the padding can fall.
func TestEveryLengthInRandomPieces(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	d := md5.New()
	for n := range 4*64 + 18 {
		msg := asmtest.Bytes(rnd, n)
		want := stdmd5.Sum(msg)
		if got := md5.Sum(msg); want != got {
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
}

func TestSumLeavesTheStreamRunning(t *testing.T) {
	d := md5.New()
	var msg []byte
	for i := range 200 {
		want := stdmd5.Sum(msg)
		if diff := cmp.Diff(want[:], d.Sum(nil)); diff != "" {
			t.Fatalf("after %d bytes: %s", i, diff)
		}
		d.Write([]byte{byte(i)})
		msg = append(msg, byte(i))
	}
}

func TestAnAssignmentClonesTheState(t *testing.T) {
	d := md5.New()
	d.Write([]byte("a common front, and "))
	e := *d
	d.Write([]byte("this"))
	e.Write([]byte("that"))
	for msg, got := range map[string]*md5.Digest{"a common front, and this": d, "a common front, and that": &e} {
		want := stdmd5.Sum([]byte(msg))
		if diff := cmp.Diff(want[:], got.Sum(nil)); diff != "" {
			t.Errorf("%q: %s", msg, diff)
		}
	}
}

// TestLongMessageLength starts where the length in bits is about to leave 64 bits, of
// which RFC 1321 §3.2 keeps the low ones. The standard library can be put into such a
// state.
func TestLongMessageLength(t *testing.T) {
	const start = 1<<61 - 64
	std := stdmd5.New()
	std.Write(make([]byte, 64))
	state, err := std.(encoding.BinaryMarshaler).MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	copy(state[len(state)-8:], []byte{0x1f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xc0})
	if err := std.(encoding.BinaryUnmarshaler).UnmarshalBinary(state); err != nil {
		t.Fatal(err)
	}
	d := md5.New()
	d.Write(make([]byte, 64))
	md5.SetLength(d, start)
	for range 2 {
		for _, h := range []hash.Hash{std, d} {
			h.Write(bytes.Repeat([]byte("over the end "), 5))
		}
		if diff := cmp.Diff(std.Sum(nil), d.Sum(nil)); diff != "" {
			t.Error(diff)
		}
	}
}

func TestWipeLeavesNothing(t *testing.T) {
	d := md5.New()
	d.Write([]byte("a secret"))
	d.Wipe()
	if !md5.IsWiped(d) {
		t.Errorf("left %v", *d)
	}
	d.Reset()
	if want, got := stdmd5.Sum(nil), d.Sum(nil); !bytes.Equal(want[:], got) {
		t.Errorf("after Reset: want %x, got %x", want, got)
	}
}

func TestSizes(t *testing.T) {
	d := md5.New()
	if d.Size() != stdmd5.Size || d.BlockSize() != stdmd5.BlockSize {
		t.Errorf("want %d and %d, got %d and %d", stdmd5.Size, stdmd5.BlockSize, d.Size(), d.BlockSize())
	}
}

func TestNoAllocation(t *testing.T) {
	d, msg, out := md5.New(), make([]byte, 200), make([]byte, 0, md5.Size)
	if n := testing.AllocsPerRun(100, func() {
		d.Reset()
		d.Write(msg)
		out = d.Sum(out[:0])
		sum := md5.Sum(msg)
		out[0] = sum[0]
	}); n != 0 {
		t.Errorf("want no allocation, got %v", n)
	}
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
		d := md5.New()
		d.Write(msg[:a])
		d.Write(msg[a:b])
		d.Sum(nil)
		d.Write(msg[b:])
		want := stdmd5.Sum(msg)
		if got := d.Sum(nil); !bytes.Equal(want[:], got) {
			t.Errorf("cut at %d and %d of %d: want %x, got %x", a, b, len(msg), want, got)
		}
	})
}
