package blake2b_test

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"hash"
	"math/rand/v2"
	"testing"

	"github.com/glassh/glassh/asm/asmtest"
	"github.com/glassh/glassh/primitives/blake2b"
	"github.com/glassh/glassh/vectors"
)

var _ hash.Hash = (*blake2b.Digest)(nil)

func sum(size int, key, msg []byte) []byte {
	d := blake2b.New(size, key)
	d.Write(msg)
	return d.Sum(nil)
}

func TestPublishedMessages(t *testing.T) {
	type group struct {
		Tests []struct {
			vectors.Case
			Key, Msg, Digest vectors.Hex
		}
	}
	for _, name := range []string{"blake2b_rfc7693.json", "blake2b_computed.json"} {
		file, err := vectors.Load[group](name)
		if err != nil {
			t.Fatal(err)
		}
		for _, g := range file.Groups {
			for _, c := range g.Tests {
				if got := sum(len(c.Digest), c.Key, c.Msg); !bytes.Equal(c.Digest, got) {
					t.Errorf("%s: %v: at once: want %x, got %x", name, c.Case, c.Digest, got)
				}
				d := blake2b.New(len(c.Digest), c.Key)
				for i := range c.Msg {
					d.Write(c.Msg[i : i+1])
				}
				if got := d.Sum(nil); !bytes.Equal(c.Digest, got) {
					t.Errorf("%s: %v: byte by byte: want %x, got %x", name, c.Case, c.Digest, got)
				}
				if len(c.Key) > 0 {
					continue
				}
				got := make([]byte, len(c.Digest))
				if blake2b.Sum(got, c.Msg); !bytes.Equal(c.Digest, got) {
					t.Errorf("%s: %v: Sum: want %x, got %x", name, c.Case, c.Digest, got)
				}
			}
		}
	}
}

// TestSelfCheck is the one of RFC 7693 Appendix E: the hash of 48 hashes, of four
// lengths, six messages, without and with a key as long as the hash.
func TestSelfCheck(t *testing.T) {
	const want = "c23a7800d98123bd10f506c61e29da5603d763b8bbad2e737f5e765a7bccd475"
	all := blake2b.New(32, nil)
	for _, size := range []int{20, 32, 48, 64} {
		for _, n := range []int{0, 3, 128, 129, 255, 1024} {
			all.Write(sum(size, nil, fibonacci(n)))
			all.Write(sum(size, fibonacci(size), fibonacci(n)))
		}
	}
	if got := hex.EncodeToString(all.Sum(nil)); want != got {
		t.Errorf("want %s, got %s", want, got)
	}
}

// fibonacci makes the n bytes that Appendix E wants of its generator, seeded with n.
func fibonacci(n int) []byte {
	out := make([]byte, n)
	a, b := 0xdead4bad*uint32(n), uint32(1)
	for i := range out {
		a, b = b, a+b
		out[i] = byte(b >> 24)
	}
	return out
}

// TestEveryLengthInRandomPieces holds that the pieces in which a message comes do not
// matter, in particular around the ends of blocks.
func TestEveryLengthInRandomPieces(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	for _, key := range [][]byte{nil, []byte("a key")} {
		d := blake2b.New(64, key)
		for n := range 4*128 + 18 {
			msg := asmtest.Bytes(rnd, n)
			want := sum(64, key, msg)
			d.Reset()
			for rest := msg; len(rest) > 0; {
				k := 1 + rnd.IntN(len(rest))
				if w, err := d.Write(rest[:k]); w != k || err != nil {
					t.Fatalf("Write of %d bytes: %d, %v", k, w, err)
				}
				rest = rest[k:]
				d.Sum(nil)
			}
			if got := d.Sum([]byte("front")); !bytes.Equal(append([]byte("front"), want...), got) {
				t.Fatalf("%d bytes in pieces: want front and %x, got %x", n, want, got)
			}
		}
	}
}

func TestAnAssignmentClonesTheState(t *testing.T) {
	d := blake2b.New(32, nil)
	d.Write([]byte("a common front, and "))
	e := *d
	d.Write([]byte("this"))
	e.Write([]byte("that"))
	for msg, got := range map[string]*blake2b.Digest{"a common front, and this": d, "a common front, and that": &e} {
		if want := sum(32, nil, []byte(msg)); !bytes.Equal(want, got.Sum(nil)) {
			t.Errorf("%q: want %x, got %x", msg, want, got.Sum(nil))
		}
	}
}

func TestOtherLengthsPanic(t *testing.T) {
	for _, c := range []struct{ size, key int }{{0, 0}, {-1, 0}, {65, 0}, {64, 65}} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("made a hash of %d bytes with a key of %d", c.size, c.key)
				}
			}()
			blake2b.New(c.size, make([]byte, c.key))
		}()
	}
}

func TestSizes(t *testing.T) {
	if d := blake2b.New(33, nil); d.Size() != 33 || d.BlockSize() != 128 {
		t.Errorf("want 33 and 128, got %d and %d", d.Size(), d.BlockSize())
	}
}

func TestWipeLeavesNothing(t *testing.T) {
	d := blake2b.New(32, []byte("a key"))
	d.Write([]byte("a secret"))
	d.Wipe()
	if !blake2b.IsWiped(d) {
		t.Errorf("left %v", *d)
	}
	defer func() {
		if recover() == nil {
			t.Error("a wiped Digest gave a hash")
		}
	}()
	d.Sum(nil)
}

func TestNoAllocation(t *testing.T) {
	d, msg, out := blake2b.New(64, []byte("key")), make([]byte, 300), make([]byte, 0, 64)
	if n := testing.AllocsPerRun(100, func() {
		d.Reset()
		d.Write(msg)
		out = d.Sum(out[:0])
		blake2b.Sum(out, msg)
	}); n != 0 {
		t.Errorf("want no allocation, got %v", n)
	}
}

// FuzzSplits writes one message in two cuts, and compares with the same at once.
func FuzzSplits(f *testing.F) {
	f.Add([]byte("abc"), []byte{}, uint16(1), uint16(2))
	f.Add(make([]byte, 257), []byte("key"), uint16(128), uint16(129))
	f.Fuzz(func(t *testing.T, msg, key []byte, i, j uint16) {
		key = key[:min(len(key), blake2b.MaxKey)]
		a := int(i) % (len(msg) + 1)
		b := a + int(j)%(len(msg)-a+1)
		d := blake2b.New(64, key)
		d.Write(msg[:a])
		d.Write(msg[a:b])
		d.Sum(nil)
		d.Write(msg[b:])
		if want, got := sum(64, key, msg), d.Sum(nil); !bytes.Equal(want, got) {
			t.Errorf("cut at %d and %d of %d: want %x, got %x", a, b, len(msg), want, got)
		}
	})
}

func BenchmarkHash(b *testing.B) {
	for _, n := range []int{64, 1350, 16 << 10} {
		b.Run(fmt.Sprintf("alg=blake2b/tier=generic/size=%d", n), func(b *testing.B) {
			d, msg, out := blake2b.New(64, nil), make([]byte, n), make([]byte, 0, 64)
			b.SetBytes(int64(n))
			b.ReportAllocs()
			for b.Loop() {
				d.Reset()
				d.Write(msg)
				out = d.Sum(out[:0])
			}
		})
	}
}
