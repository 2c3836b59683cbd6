package sha2_test

import (
	"bytes"
	stdsha256 "crypto/sha256"
	stdsha512 "crypto/sha512"
	"encoding"
	"encoding/binary"
	"hash"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/glassh/glassh/asm"
	"github.com/glassh/glassh/asm/asmtest"
	sha2kernel "github.com/glassh/glassh/asm/sha2"
	"github.com/glassh/glassh/primitives/sha2"
	"github.com/glassh/glassh/vectors"

	"github.com/google/go-cmp/cmp"
)

type wiper interface {
	hash.Hash
	Wipe()
}

// functions are the three hash functions, each with the standard library's.
var functions = []struct {
	name  string
	tiers *asm.Set
	new   func() wiper
	sum   func(data []byte) []byte
	fork  func(wiper) wiper // assigns the struct
	std   func() hash.Hash
}{
	{"sha256", sha2kernel.Tiers256,
		func() wiper { return sha2.New256() },
		func(data []byte) []byte { s := sha2.Sum256(data); return s[:] },
		func(h wiper) wiper { d := *h.(*sha2.Digest256); return &d },
		stdsha256.New},
	{"sha384", sha2kernel.Tiers512,
		func() wiper { return sha2.New384() },
		func(data []byte) []byte { s := sha2.Sum384(data); return s[:] },
		func(h wiper) wiper { d := *h.(*sha2.Digest512); return &d },
		stdsha512.New384},
	{"sha512", sha2kernel.Tiers512,
		func() wiper { return sha2.New512() },
		func(data []byte) []byte { s := sha2.Sum512(data); return s[:] },
		func(h wiper) wiper { d := *h.(*sha2.Digest512); return &d },
		stdsha512.New},
}

func stdSum(std func() hash.Hash, data []byte) []byte {
	h := std()
	h.Write(data)
	return h.Sum(nil)
}

type group struct {
	Tests []struct {
		vectors.Case
		Msg    vectors.Hex
		Repeat int
		Digest vectors.Hex
	}
}

func TestPublishedMessages(t *testing.T) {
	for _, f := range functions {
		for _, source := range []string{"_fips180.json", "_rfc6234.json"} {
			file, err := vectors.Load[group](f.name + source)
			if err != nil {
				t.Fatal(err)
			}
			if want := strings.Replace(strings.ToUpper(f.name), "SHA", "SHA-", 1); file.Algorithm != want {
				t.Errorf("%s%s: want %s, got %s", f.name, source, want, file.Algorithm)
			}
			t.Run(f.name+source, func(t *testing.T) {
				asmtest.EachTier(t, f.tiers, func(t *testing.T) {
					for _, g := range file.Groups {
						for _, c := range g.Tests {
							if got := f.sum(bytes.Repeat(c.Msg, c.Repeat)); !bytes.Equal(c.Digest, got) {
								t.Errorf("%v: at once: want %x, got %x", c.Case, c.Digest, got)
							}
							d := f.new()
							for range c.Repeat {
								d.Write(c.Msg)
							}
							if got := d.Sum(nil); !bytes.Equal(c.Digest, got) {
								t.Errorf("%v: piece by piece: want %x, got %x", c.Case, c.Digest, got)
							}
						}
					}
				})
			})
		}
	}
}

// TestEveryLengthInRandomPieces compares with the standard library. The lengths cover
// each position in a block, each way the padding can fall, and odd and even numbers of
// blocks: the kernels take two at a time.
func TestEveryLengthInRandomPieces(t *testing.T) {
	for _, f := range functions {
		t.Run(f.name, func(t *testing.T) {
			asmtest.EachTier(t, f.tiers, func(t *testing.T) {
				rnd := rand.New(rand.NewPCG(1, 2))
				d := f.new()
				for n := range 4*2*128 + 18 {
					msg := asmtest.Guarded(t, n)
					copy(msg, asmtest.Bytes(rnd, n))
					want := stdSum(f.std, msg)
					if got := f.sum(msg); !bytes.Equal(want, got) {
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
					if got := d.Sum([]byte("front")); !bytes.Equal(append([]byte("front"), want...), got) {
						t.Fatalf("%d bytes in pieces: want front and %x, got %x", n, want, got)
					}
				}
			})
		})
	}
}

func TestSizes(t *testing.T) {
	for _, f := range functions {
		std, d := f.std(), f.new()
		if std.Size() != d.Size() || std.BlockSize() != d.BlockSize() {
			t.Errorf("%s: want %d and %d, got %d and %d", f.name, std.Size(), std.BlockSize(), d.Size(), d.BlockSize())
		}
	}
}

func TestSumLeavesTheStreamRunning(t *testing.T) {
	for _, f := range functions {
		d := f.new()
		var msg []byte
		for i := range 300 {
			if diff := cmp.Diff(stdSum(f.std, msg), d.Sum(nil)); diff != "" {
				t.Fatalf("%s after %d bytes: %s", f.name, i, diff)
			}
			d.Write([]byte{byte(i)})
			msg = append(msg, byte(i))
		}
	}
}

func TestAnAssignmentClonesTheState(t *testing.T) {
	for _, f := range functions {
		d := f.new()
		d.Write([]byte("a common front, and "))
		e := f.fork(d)
		d.Write([]byte("this"))
		e.Write([]byte("that"))
		for msg, h := range map[string]wiper{"a common front, and this": d, "a common front, and that": e} {
			if diff := cmp.Diff(stdSum(f.std, []byte(msg)), h.Sum(nil)); diff != "" {
				t.Errorf("%s of %q: %s", f.name, msg, diff)
			}
		}
	}
}

// TestLongMessageLength starts near 2⁶¹ bytes, as if that much had been written: the
// standard library can be put into such a state.
func TestLongMessageLength(t *testing.T) {
	const length = 1<<61 - 128
	for _, f := range functions {
		std, d := f.std(), f.new()
		first := make([]byte, 128)
		std.Write(first)
		d.Write(first)

		state, err := std.(encoding.BinaryMarshaler).MarshalBinary()
		if err != nil {
			t.Fatal(err)
		}
		binary.BigEndian.PutUint64(state[len(state)-8:], length)
		if err := std.(encoding.BinaryUnmarshaler).UnmarshalBinary(state); err != nil {
			t.Fatal(err)
		}
		sha2.SetLength(d, length)

		std.Write([]byte("the end"))
		d.Write([]byte("the end"))
		if diff := cmp.Diff(std.Sum(nil), d.Sum(nil)); diff != "" {
			t.Errorf("%s: %s", f.name, diff)
		}
	}
}

// TestLengthOfMoreThan64Bits goes beyond 2⁶¹ bytes, where SHA-512 still has messages,
// but the standard library writes no bit of the length above the 64th. The last
// block is put together here, from FIPS 180-4 §5.1.2.
func TestLengthOfMoreThan64Bits(t *testing.T) {
	const length = 5<<61 + 128
	d := sha2.New512()
	sha2.SetLength(d, length)
	d.Write([]byte("the end"))

	last := append([]byte("the end\x80"), make([]byte, 120)...)
	last[128-9] = 5 // ·2⁶⁴ bits
	binary.BigEndian.PutUint64(last[120:], (128+7)*8)
	e := sha2.New512()
	e.Write(last)
	if diff := cmp.Diff(sha2.State512(e), d.Sum(nil)); diff != "" {
		t.Error(diff)
	}
}

func TestWipeLeavesNothing(t *testing.T) {
	for _, f := range functions {
		d := f.new()
		d.Write([]byte("a secret"))
		d.Wipe()
		if !sha2.IsWiped(d) {
			t.Errorf("%s: left %v", f.name, d)
		}
		d.Reset()
		if want, got := f.tiers.Active(), sha2.Tier(d); want != got {
			t.Errorf("%s after Reset: want tier %v, got %v", f.name, want, got)
		}
		if diff := cmp.Diff(stdSum(f.std, nil), d.Sum(nil)); diff != "" {
			t.Errorf("%s after Reset: %s", f.name, diff)
		}
	}
}

func TestNoAllocation(t *testing.T) {
	msg, out := make([]byte, 300), make([]byte, 0, 64)
	check := func(t *testing.T, f func()) {
		if n := testing.AllocsPerRun(100, f); n != 0 {
			t.Errorf("want no allocation, got %v", n)
		}
	}
	asmtest.EachTier(t, sha2kernel.Tiers256, func(t *testing.T) {
		d := sha2.New256()
		check(t, func() { d.Reset(); d.Write(msg); out = d.Sum(out[:0]) })
		check(t, func() { s := sha2.Sum256(msg); out[0] = s[0] })
	})
	asmtest.EachTier(t, sha2kernel.Tiers512, func(t *testing.T) {
		d := sha2.New512()
		check(t, func() { d.Reset(); d.Write(msg); out = d.Sum(out[:0]) })
		check(t, func() { s, u := sha2.Sum384(msg), sha2.Sum512(msg); out[0] = s[0] + u[0] })
	})
}

// FuzzSplits writes one message in two cuts, and compares with the standard
// library.
func FuzzSplits(f *testing.F) {
	f.Add([]byte("abc"), uint16(1), uint16(2))
	f.Add(make([]byte, 130), uint16(64), uint16(65))
	f.Add(make([]byte, 300), uint16(111), uint16(240))
	f.Fuzz(func(t *testing.T, msg []byte, i, j uint16) {
		a := int(i) % (len(msg) + 1)
		b := a + int(j)%(len(msg)-a+1)
		for _, f := range functions {
			d := f.new()
			d.Write(msg[:a])
			d.Write(msg[a:b])
			d.Sum(nil)
			d.Write(msg[b:])
			if want, got := stdSum(f.std, msg), d.Sum(nil); !bytes.Equal(want, got) {
				t.Errorf("%s cut at %d and %d of %d: want %x, got %x", f.name, a, b, len(msg), want, got)
			}
		}
	})
}
