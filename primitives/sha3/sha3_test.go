package sha3_test

import (
	"bytes"
	stdsha3 "crypto/sha3"
	"hash"
	"io"
	"math/rand/v2"
	"testing"

	"github.com/glassh/glassh/asm/asmtest"
	kernel "github.com/glassh/glassh/asm/keccak"
	"github.com/glassh/glassh/primitives/sha3"
	"github.com/glassh/glassh/vectors"

	"github.com/google/go-cmp/cmp"
)

var (
	_ hash.Hash     = sha3.New256()
	_ io.ReadWriter = sha3.NewShake128()
)

// functions are the four hash functions, each with the standard library's.
var functions = []struct {
	name string
	new  func() *sha3.Digest
	sum  func(data []byte) []byte
	std  func() *stdsha3.SHA3
}{
	{"sha3_224", sha3.New224, func(data []byte) []byte { s := sha3.Sum224(data); return s[:] }, stdsha3.New224},
	{"sha3_256", sha3.New256, func(data []byte) []byte { s := sha3.Sum256(data); return s[:] }, stdsha3.New256},
	{"sha3_384", sha3.New384, func(data []byte) []byte { s := sha3.Sum384(data); return s[:] }, stdsha3.New384},
	{"sha3_512", sha3.New512, func(data []byte) []byte { s := sha3.Sum512(data); return s[:] }, stdsha3.New512},
}

// shakes are the two extendable-output functions.
var shakes = []struct {
	name   string
	rate   int
	new    func() *sha3.Shake
	sum    func(out, data []byte)
	inStep func(n int) *sha3.Shakes
	std    func() *stdsha3.SHAKE
}{
	{"shake128", sha3.Rate128, sha3.NewShake128, sha3.SumShake128, sha3.NewShakes128, stdsha3.NewSHAKE128},
	{"shake256", sha3.Rate256, sha3.NewShake256, sha3.SumShake256, sha3.NewShakes256, stdsha3.NewSHAKE256},
}

func stdSum(std func() *stdsha3.SHA3, data []byte) []byte {
	h := std()
	h.Write(data)
	return h.Sum(nil)
}

// stdShake returns n bytes of output.
func stdShake(std func() *stdsha3.SHAKE, data []byte, n int) []byte {
	h, out := std(), make([]byte, n)
	h.Write(data)
	h.Read(out)
	return out
}

func TestPublishedMessages(t *testing.T) {
	type group struct {
		Tests []struct {
			vectors.Case
			Msg    vectors.Hex
			Repeat int
			Digest vectors.Hex
		}
	}
	for _, f := range functions {
		file, err := vectors.Load[group](f.name + "_fips202.json")
		if err != nil {
			t.Fatal(err)
		}
		t.Run(f.name, func(t *testing.T) {
			asmtest.EachTier(t, kernel.Tiers, func(t *testing.T) {
				for _, g := range file.Groups {
					for _, c := range g.Tests {
						msg := bytes.Repeat(c.Msg, c.Repeat)
						if want := stdSum(f.std, msg); !bytes.Equal(want, c.Digest) {
							t.Errorf("%v: the standard library has %x", c.Case, want)
						}
						if got := f.sum(msg); !bytes.Equal(c.Digest, got) {
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

func TestPublishedOutputs(t *testing.T) {
	type group struct {
		Tests []struct {
			vectors.Case
			Msg    vectors.Hex
			Repeat int
			Output vectors.Hex
		}
	}
	for _, f := range shakes {
		file, err := vectors.Load[group](f.name + "_fips202.json")
		if err != nil {
			t.Fatal(err)
		}
		t.Run(f.name, func(t *testing.T) {
			asmtest.EachTier(t, kernel.Tiers, func(t *testing.T) {
				for _, g := range file.Groups {
					for _, c := range g.Tests {
						msg := bytes.Repeat(c.Msg, c.Repeat)
						if want := stdShake(f.std, msg, len(c.Output)); !bytes.Equal(want, c.Output) {
							t.Errorf("%v: the standard library has %x", c.Case, want)
						}
						got := make([]byte, len(c.Output))
						if f.sum(got, msg); !bytes.Equal(c.Output, got) {
							t.Errorf("%v: at once: want %x, got %x", c.Case, c.Output, got)
						}
						h := f.new()
						for range c.Repeat {
							h.Write(c.Msg)
						}
						for i := range got {
							h.Read(got[i : i+1])
						}
						if !bytes.Equal(c.Output, got) {
							t.Errorf("%v: byte by byte: want %x, got %x", c.Case, c.Output, got)
						}
					}
				}
			})
		})
	}
}

// TestRoundConstants computes them as FIPS 202 §3.2.5 does, Algorithms 5 and 6.
func TestRoundConstants(t *testing.T) {
	rc := func(n int) uint64 {
		r := 1
		for range n % 255 {
			if r <<= 1; r&0x100 != 0 {
				r ^= 0x171
			}
		}
		return uint64(r & 1)
	}
	for i, got := range sha3.RoundConstants {
		var want uint64
		for j := range 7 {
			want |= rc(j+7*i) << (1<<j - 1)
		}
		if want != got {
			t.Errorf("RC[%d]: want %#x, got %#x", i, want, got)
		}
	}
}

func TestSizes(t *testing.T) {
	for _, f := range functions {
		std, d := f.std(), f.new()
		if std.Size() != d.Size() || std.BlockSize() != d.BlockSize() {
			t.Errorf("%s: want %d and %d, got %d and %d", f.name, std.Size(), std.BlockSize(), d.Size(), d.BlockSize())
		}
	}
	for _, f := range shakes {
		if want, got := f.std().BlockSize(), f.new().BlockSize(); want != got || want != f.rate {
			t.Errorf("%s: want %d, got %d and %d", f.name, want, got, f.rate)
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
		if want, got := append([]byte("front"), stdSum(f.std, msg)...), d.Sum([]byte("front")); !bytes.Equal(want, got) {
			t.Errorf("%s: want %x, got %x", f.name, want, got)
		}
	}
}

func TestAnAssignmentClonesTheState(t *testing.T) {
	d := sha3.New256()
	d.Write([]byte("a common front, and "))
	e := *d
	d.Write([]byte("this"))
	e.Write([]byte("that"))
	for msg, h := range map[string]*sha3.Digest{"a common front, and this": d, "a common front, and that": &e} {
		if diff := cmp.Diff(stdSum(stdsha3.New256, []byte(msg)), h.Sum(nil)); diff != "" {
			t.Errorf("%q: %s", msg, diff)
		}
	}

	var a, b [100]byte
	h := sha3.NewShake256()
	h.Read(a[:50])
	g := *h
	h.Read(a[50:])
	g.Read(b[50:])
	if want := stdShake(stdsha3.NewSHAKE256, nil, 100); !bytes.Equal(want, a[:]) || !bytes.Equal(want[50:], b[50:]) {
		t.Errorf("want %x twice, got %x and %x", want[50:], a[50:], b[50:])
	}
}

func TestWipeLeavesNothing(t *testing.T) {
	for _, f := range functions {
		d := f.new()
		d.Write([]byte("a secret"))
		if d.Wipe(); !sha3.Wiped(d) {
			t.Errorf("%s: left %v", f.name, d)
		}
		d.Write([]byte("abc"))
		if diff := cmp.Diff(stdSum(f.std, []byte("abc")), d.Sum(nil)); diff != "" {
			t.Errorf("%s after Wipe: %s", f.name, diff)
		}
		d.Reset()
		if diff := cmp.Diff(stdSum(f.std, nil), d.Sum(nil)); diff != "" {
			t.Errorf("%s after Reset: %s", f.name, diff)
		}
	}
	for _, f := range shakes {
		var out [10]byte
		h, all := f.new(), f.inStep(1)
		h.Write([]byte("a secret"))
		h.Read(out[:])
		all.WriteAll([]byte("a secret"))
		all.Read([][]byte{out[:]})
		if h.Wipe(); !sha3.Wiped(h) {
			t.Errorf("%s: left %v", f.name, h)
		}
		if all.Wipe(); !sha3.Wiped(all) {
			t.Errorf("%s in step: left %v", f.name, all)
		}
		want := stdShake(f.std, []byte("abc"), 10)
		h.Write([]byte("abc"))
		if h.Read(out[:]); !bytes.Equal(want, out[:]) {
			t.Errorf("%s after Wipe: want %x, got %x", f.name, want, out)
		}
		all.WriteAll([]byte("abc"))
		if all.Read([][]byte{out[:]}); !bytes.Equal(want, out[:]) {
			t.Errorf("%s in step after Wipe: want %x, got %x", f.name, want, out)
		}
	}
}

func TestMisusePanics(t *testing.T) {
	read := sha3.NewShake128()
	read.Read(nil)
	readAll := sha3.NewShakes128(2)
	readAll.Read([][]byte{nil, nil})
	for want, f := range map[string]func(){
		"sha3: Write after Read":                           func() { read.Write(nil) },
		"sha3: Write after Read ":                          func() { readAll.WriteAll(nil) },
		"sha3: there are 1 to 8 streams in a Shakes":       func() { sha3.NewShakes128(0) },
		"sha3: there are 1 to 8 streams in a Shakes ":      func() { sha3.NewShakes256(9) },
		"sha3: a Shakes needs one slice for each stream":   func() { sha3.NewShakes128(2).Write(make([][]byte, 3)) },
		"sha3: a Shakes needs one slice for each stream ":  func() { sha3.NewShakes128(2).Read(make([][]byte, 1)) },
		"sha3: the slices for a Shakes differ in length":   func() { sha3.NewShakes128(2).Read([][]byte{{1}, {}}) },
		"sha3: the slices for a Shakes differ in length  ": func() { sha3.NewShakes128(2).Write([][]byte{{1}, {1, 2}}) },
	} {
		got := func() (r any) { defer func() { r = recover() }(); f(); return nil }()
		if s, ok := got.(string); !ok || string(bytes.TrimRight([]byte(want), " ")) != s {
			t.Errorf("want the panic %q, got %v", want, got)
		}
	}
}

func TestNoAllocation(t *testing.T) {
	msg, out := make([]byte, 500), make([]byte, 500)
	var each [sha3.MaxShakes][]byte
	for j := range each {
		each[j] = make([]byte, 500)
	}
	check := func(t *testing.T, name string, f func()) {
		if n := testing.AllocsPerRun(100, f); n != 0 {
			t.Errorf("%s: want no allocation, got %v", name, n)
		}
	}
	asmtest.EachTier(t, kernel.Tiers, func(t *testing.T) {
		d, h := sha3.New256(), sha3.NewShake128()
		check(t, "Digest", func() { d.Reset(); d.Write(msg); out = d.Sum(out[:0]) })
		check(t, "Sum", func() { a, b := sha3.Sum224(msg), sha3.Sum512(msg); out[0] = a[0] + b[0] })
		check(t, "New", func() { d := sha3.New384(); d.Write(msg); out = d.Sum(out[:0]) })
		check(t, "Shake", func() { h.Reset(); h.Write(msg); h.Read(out) })
		check(t, "SumShake", func() { sha3.SumShake256(out, msg) })
		for _, n := range []int{1, 3, 8} {
			h := sha3.NewShakes128(n)
			check(t, "Shakes", func() {
				h.Reset()
				h.WriteAll(msg[:32])
				h.Write(each[:n])
				h.Read(each[:n])
			})
		}
	})
}

// FuzzSplits writes one message in two cuts, reads the output in two, and compares
// with the standard library.
func FuzzSplits(f *testing.F) {
	f.Add([]byte("abc"), uint16(1), uint16(2), uint16(3))
	f.Add(make([]byte, 168), uint16(135), uint16(1), uint16(168))
	f.Add(make([]byte, 400), uint16(144), uint16(200), uint16(336))
	f.Fuzz(func(t *testing.T, msg []byte, i, j, cut uint16) {
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
		for _, f := range shakes {
			h, got := f.new(), make([]byte, 500)
			h.Write(msg[:a])
			h.Write(msg[a:])
			h.Read(got[:cut%500])
			h.Read(got[cut%500:])
			if want := stdShake(f.std, msg, 500); !bytes.Equal(want, got) {
				t.Errorf("%s cut at %d of %d and %d: want %x, got %x", f.name, a, len(msg), cut%500, want, got)
			}
		}
	})
}

// pieces calls f with consecutive pieces of p, of random lengths.
func pieces(rnd *rand.Rand, p []byte, f func([]byte)) {
	for len(p) > 0 {
		n := 1 + rnd.IntN(len(p))
		f(p[:n])
		p = p[n:]
	}
}
