package sha3_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/glassh/glassh/asm"
	"github.com/glassh/glassh/asm/asmtest"
	kernel "github.com/glassh/glassh/asm/keccak"
	"github.com/glassh/glassh/primitives/sha3"
)

// someFunction runs a random function on a random message of up to size bytes, in
// random pieces and at random alignments, and returns its output.
func someFunction(rnd *rand.Rand, size int) []byte {
	room := asmtest.Bytes(rnd, rnd.IntN(size+1)+64)
	msg := room[rnd.IntN(64):]
	which := rnd.IntN(len(functions) + 2*len(shakes))
	if which < len(functions) {
		d := functions[which].new()
		pieces(rnd, msg, func(p []byte) { d.Write(p) })
		return d.Sum(room[:rnd.IntN(5)])
	}
	f := shakes[which%len(shakes)]
	out := make([]byte, 64+rnd.IntN(size+1))
	if which < len(functions)+len(shakes) {
		h := f.new()
		pieces(rnd, msg, func(p []byte) { h.Write(p) })
		pieces(rnd, out[rnd.IntN(64):], func(p []byte) { h.Read(p) })
		return out
	}

	n := 1 + rnd.IntN(sha3.MaxShakes)
	h, part := f.inStep(n), make([][]byte, n)
	cut := rnd.IntN(len(msg)/n + 1)
	for j := range part {
		part[j] = msg[j*cut : (j+1)*cut]
	}
	h.WriteAll(msg[:cut/2])
	h.Write(part)
	size = (len(out) - rnd.IntN(64)) / n
	cut = rnd.IntN(size + 1)
	for j := range part {
		part[j] = out[j*size:][:cut]
	}
	h.Read(part)
	for j := range part {
		part[j] = out[j*size:][cut:size]
	}
	h.Read(part)
	return out
}

func TestAgree(t *testing.T) {
	asmtest.Agree(t, kernel.Tiers, func(rnd *rand.Rand) []byte { return someFunction(rnd, 6000) })
}

// TestManyRandomInputsAgree is the same for many short inputs.
func TestManyRandomInputsAgree(t *testing.T) {
	rounds := 100_000
	if testing.Short() {
		rounds = 1000
	}
	const batch = 100
	var tiers []string
	for _, impl := range kernel.Tiers.Impls {
		if impl.Lacks == "" && impl.Tier != asm.Generic {
			tiers = append(tiers, impl.Tier.String())
		}
	}
	run := func(tier string, seed int) (out []byte) {
		restore, err := kernel.Tiers.Force(tier)
		if err != nil {
			t.Fatal(err)
		}
		defer restore()
		rnd := rand.New(rand.NewPCG(uint64(seed), 1))
		for range batch {
			out = append(out, someFunction(rnd, 200)...)
		}
		return out
	}
	for seed := range rounds / batch {
		want := run("generic", seed)
		for _, tier := range tiers {
			if got := run(tier, seed); !bytes.Equal(want, got) {
				t.Fatalf("batch %d: generic and %s differ", seed, tier)
			}
		}
	}
}

// longest is a length beyond four blocks of the largest rate.
const longest = 4*sha3.Rate128 + 17

// TestEveryLength compares with the standard library, at once and in pieces, with
// messages and outputs that end where a page does that may not be touched.
func TestEveryLength(t *testing.T) {
	step := 1
	if testing.Short() {
		step = 13
	}
	room := asmtest.Guarded(t, longest)
	outRoom := asmtest.Guarded(t, longest)
	copy(room, asmtest.Bytes(rand.New(rand.NewPCG(1, 2)), longest))
	asmtest.EachTier(t, kernel.Tiers, func(t *testing.T) {
		rnd := rand.New(rand.NewPCG(3, 4))
		for n := 0; n <= longest; n += step {
			msg, out := room[longest-n:], outRoom[longest-n:]
			for _, f := range functions {
				want := stdSum(f.std, msg)
				if got := f.sum(msg); !bytes.Equal(want, got) {
					t.Fatalf("%s of %d bytes: want %x, got %x", f.name, n, want, got)
				}
				d := f.new()
				pieces(rnd, msg, func(p []byte) { d.Write(p) })
				if got := d.Sum(nil); !bytes.Equal(want, got) {
					t.Fatalf("%s of %d bytes in pieces: want %x, got %x", f.name, n, want, got)
				}
			}
			for _, f := range shakes {
				want := stdShake(f.std, msg, n)
				if f.sum(out, msg); !bytes.Equal(want, out) {
					t.Fatalf("%s of %d bytes: want %x, got %x", f.name, n, want, out)
				}
				clear(out)
				h := f.new()
				pieces(rnd, msg, func(p []byte) { h.Write(p) })
				pieces(rnd, out, func(p []byte) { h.Read(p) })
				if !bytes.Equal(want, out) {
					t.Fatalf("%s of %d bytes in pieces: want %x, got %x", f.name, n, want, out)
				}
			}
		}
	})
}

// TestEveryAlignment moves messages and outputs through a cache line.
func TestEveryAlignment(t *testing.T) {
	asmtest.EachTier(t, kernel.Tiers, func(t *testing.T) {
		room := asmtest.Bytes(rand.New(rand.NewPCG(1, 2)), 64+longest)
		out := make([]byte, 64+sha3.MaxShakes*(sha3.Rate128+1))
		for _, f := range shakes {
			for at := range 64 {
				for _, n := range []int{34, f.rate, 2*f.rate + 5} {
					msg := room[at:][:n]
					want := stdShake(f.std, msg, n)
					clear(out)
					if f.sum(out[63-at:][:n], msg); !bytes.Equal(want, out[63-at:][:n]) {
						t.Fatalf("%s of %d bytes at %d: want %x, got %x", f.name, n, at, want, out[63-at:][:n])
					}
					if out[63-at+n] != 0 || at < 63 && out[62-at] != 0 {
						t.Fatalf("%s of %d bytes at %d: wrote beside the output", f.name, n, at)
					}
				}
				h, parts := f.inStep(sha3.MaxShakes), make([][]byte, sha3.MaxShakes)
				clear(out)
				for j := range parts {
					parts[j] = out[at+(f.rate+1)*j:][:f.rate]
				}
				h.Read(parts)
				for j := range parts {
					if want := stdShake(f.std, nil, f.rate); !bytes.Equal(want, parts[j]) || out[at+(f.rate+1)*j+f.rate] != 0 {
						t.Fatalf("%s, stream %d at %d: want %x and nothing behind, got %x", f.name, j, at, want, parts[j])
					}
				}
			}
		}
	})
}

// TestShakesAreShake compares each number of streams, each length of message around
// those that ML-KEM has, and each length of output up to two blocks, with the
// standard library. The outputs end where a page does that may not be touched.
func TestShakesAreShake(t *testing.T) {
	step := 1
	if testing.Short() {
		step = 21
	}
	var room [sha3.MaxShakes][]byte
	for j := range room {
		room[j] = asmtest.Guarded(t, longest)
	}
	msg := asmtest.Bytes(rand.New(rand.NewPCG(1, 2)), longest+sha3.MaxShakes)
	asmtest.EachTier(t, kernel.Tiers, func(t *testing.T) {
		for _, f := range shakes {
			for n := 1; n <= sha3.MaxShakes; n++ {
				h := f.inStep(n)
				for size := 0; size <= longest; size += step + 2*n {
					length := (size + 34) % longest
					in, out := make([][]byte, n), make([][]byte, n)
					for j := range n {
						in[j] = msg[j:][:length-length/3]
						out[j] = room[j][longest-size:]
						clear(out[j])
					}
					h.Reset()
					h.WriteAll(msg[:length/3])
					h.Write(in)
					h.Read(out)
					for j := range n {
						want := stdShake(f.std, append(bytes.Clone(msg[:length/3]), in[j]...), size)
						if !bytes.Equal(want, out[j]) {
							t.Fatalf("%s, stream %d of %d, %d bytes of %d:\nwant %x\ngot  %x", f.name, j, n, size, length, want, out[j])
						}
					}
				}
			}
		}
	})
}

// TestShakesInPieces reads on after any number of bytes.
func TestShakesInPieces(t *testing.T) {
	asmtest.EachTier(t, kernel.Tiers, func(t *testing.T) {
		for _, f := range shakes {
			for _, n := range []int{1, 2, 4, 5, 8} {
				for cut := 0; cut <= 2*f.rate; cut += 7 {
					h, msg := f.inStep(n), make([][]byte, n)
					got, first, second, rest := make([][]byte, n), make([][]byte, n), make([][]byte, n), make([][]byte, n)
					for j := range n {
						msg[j], got[j] = []byte{byte(j), 1, 2}, make([]byte, longest)
						first[j], second[j], rest[j] = got[j][:cut], got[j][cut:cut+50], got[j][cut+50:]
					}
					h.Write(msg)
					h.Read(first)
					h.Read(second)
					h.Read(rest)
					for j := range n {
						if want := stdShake(f.std, msg[j], longest); !bytes.Equal(want, got[j]) {
							t.Fatalf("%s, stream %d of %d, cut at %d:\nwant %x\ngot  %x", f.name, j, n, cut, want, got[j])
						}
					}
				}
			}
		}
	})
}

// eachTierOf runs a benchmark on each tier that runs here.
func eachTierOf(b *testing.B, alg, size string, f func(b *testing.B)) {
	for _, impl := range kernel.Tiers.Impls {
		if impl.Lacks != "" {
			continue
		}
		b.Run(fmt.Sprintf("alg=%s/tier=%v/size=%s", alg, impl.Tier, size), func(b *testing.B) {
			restore, err := kernel.Tiers.Force(impl.Tier.String())
			if err != nil {
				b.Fatal(err)
			}
			defer restore()
			b.ReportAllocs()
			f(b)
		})
	}
}

var sizes = []struct {
	name string
	n    int
}{{"64", 64}, {"1350", 1350}, {"16K", 16 << 10}}

func BenchmarkSum(b *testing.B) {
	for _, size := range sizes {
		msg := make([]byte, size.n)
		eachTierOf(b, "sha3-256", size.name, func(b *testing.B) {
			b.SetBytes(int64(size.n))
			for b.Loop() {
				sha3.Sum256(msg)
			}
		})
		eachTierOf(b, "shake128", size.name, func(b *testing.B) {
			var out [32]byte
			b.SetBytes(int64(size.n))
			for b.Loop() {
				sha3.SumShake128(out[:], msg)
			}
		})
	}
}

// BenchmarkExpand reads three blocks from each of n streams, as ML-KEM does for its
// matrix. The bytes are those of all streams.
func BenchmarkExpand(b *testing.B) {
	for _, n := range []int{1, 4, 8} {
		eachTierOf(b, fmt.Sprintf("shake128x%d", n), "504", func(b *testing.B) {
			var seed [32]byte
			in, out := make([][]byte, n), make([][]byte, n)
			for j := range n {
				in[j], out[j] = []byte{byte(j), 0}, make([]byte, 3*sha3.Rate128)
			}
			b.SetBytes(int64(n * 3 * sha3.Rate128))
			h := sha3.NewShakes128(n)
			for b.Loop() {
				h.Reset()
				h.WriteAll(seed[:])
				h.Write(in)
				h.Read(out)
			}
		})
	}
}
