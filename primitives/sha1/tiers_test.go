package sha1_test

import (
	"bytes"
	stdsha1 "crypto/sha1"
	"math/rand/v2"
	"os"
	"testing"
	"unsafe"

	"github.com/glassh/glassh/asm/asmtest"
	sha1kernel "github.com/glassh/glassh/asm/sha1"
	"github.com/glassh/glassh/primitives/sha1"
)

func TestTiersAgree(t *testing.T) {
	asmtest.Agree(t, sha1kernel.Tiers, func(rnd *rand.Rand) []byte {
		align := rnd.IntN(64)
		msg := asmtest.Bytes(rnd, align+rnd.IntN(1000))[align:]
		cut := rnd.IntN(len(msg) + 1)
		d := sha1.New()
		d.Write(msg[:cut])
		d.Write(msg[cut:])
		return d.Sum(nil)
	})
}

// TestManyRandomInputs compares all tiers on short messages, of at most a few blocks.
func TestManyRandomInputs(t *testing.T) {
	rounds := 100_000
	if testing.Short() {
		rounds = 1_000
	}
	digests := onTiers(t)
	random := rand.NewChaCha8([32]byte{1})
	rnd := rand.New(random)
	var msg [300]byte
	want, got := make([]byte, 0, sha1.Size), make([]byte, 0, sha1.Size)
	for range rounds {
		n := rnd.IntN(len(msg) + 1)
		cut := rnd.IntN(n + 1)
		random.Read(msg[:n])
		for i, d := range digests {
			d.Reset()
			d.Write(msg[:cut])
			d.Write(msg[cut:n])
			got = d.Sum(got[:0])
			if i == 0 {
				want = append(want[:0], got...)
			} else if !bytes.Equal(want, got) {
				t.Fatalf("%x: generic and %v differ:\nwant %x\ngot  %x", msg[:n], sha1.Tier(d), want, got)
			}
		}
	}
}

// onTiers makes a digest on each tier that runs here, Generic first.
func onTiers(t *testing.T) (digests []*sha1.Digest) {
	t.Helper()
	impls := sha1kernel.Tiers.Impls
	for i := range impls {
		impl := impls[len(impls)-1-i]
		if impl.Lacks != "" {
			continue
		}
		restore, err := sha1kernel.Tiers.Force(impl.Tier.String())
		if err != nil {
			t.Fatal(err)
		}
		d := sha1.New()
		restore()
		if got := sha1.Tier(d); got != impl.Tier {
			t.Fatalf("want a digest on tier %v, got %v", impl.Tier, got)
		}
		digests = append(digests, d)
	}
	return digests
}

func TestEveryAlignment(t *testing.T) {
	asmtest.EachTier(t, sha1kernel.Tiers, func(t *testing.T) {
		buf := asmtest.Bytes(rand.New(rand.NewPCG(5, 6)), 1000)
		for align := range 64 {
			for _, n := range []int{0, 55, 56, 63, 64, 128, 129, 192, 256, 700} {
				msg := buf[align : align+n]
				if want, got := stdsha1.Sum(msg), sha1.Sum(msg); want != got {
					t.Fatalf("%d bytes at %d: want %x, got %x", n, align, want, got)
				}
			}
		}
	})
}

func TestHashEndsAtAProtectedPage(t *testing.T) {
	asmtest.EachTier(t, sha1kernel.Tiers, func(t *testing.T) {
		d := sha1.New()
		out := asmtest.Guarded(t, sha1.Size)
		for n := range 130 { // one block more or less behind the message
			want := stdsha1.Sum(make([]byte, n))
			if got := d.Sum(out[:0]); !bytes.Equal(want[:], got) {
				t.Fatalf("%d bytes: want %x, got %x", n, want, got)
			}
			d.Write([]byte{0})
		}
	})
}

// guarded returns an array whose end is protected, filled with random bytes.
func guarded[A any](t *testing.T, rnd *rand.Rand) *A {
	var size A
	b := asmtest.Guarded(t, int(unsafe.Sizeof(size)))
	copy(b, asmtest.Bytes(rnd, len(b)))
	return (*A)(unsafe.Pointer(unsafe.SliceData(b)))
}

// TestKernelsStayInTheirArrays gives the kernels arrays that end at a protected page, and
// messages of whole pages, between two of them.
func TestKernelsStayInTheirArrays(t *testing.T) {
	asmtest.EachTier(t, sha1kernel.Tiers, func(t *testing.T) {
		tier := sha1kernel.Tiers.Active()
		rnd := rand.New(rand.NewPCG(9, 10))
		for _, n := range []int{64, 192, os.Getpagesize(), 2 * os.Getpagesize()} {
			h, msg := guarded[[5]uint32](t, rnd), asmtest.Guarded(t, n)
			copy(msg, asmtest.Bytes(rnd, n))
			want := *h
			wantN := sha1kernel.Blocks(tier, &want, bytes.Clone(msg))
			if gotN := sha1kernel.Blocks(tier, h, msg); wantN != gotN || want != *h {
				t.Errorf("%d bytes: want %d of them and %x, got %d and %x", n, wantN, want, gotN, *h)
			}
		}
		h, outer, x := guarded[[5]uint32](t, rnd), guarded[[5]uint32](t, rnd), guarded[[64]byte](t, rnd)
		out := guarded[[20]byte](t, rnd)
		for n := range uint64(64) {
			h0, outer0, x0, want := *h, *outer, *x, *out
			sha1kernel.Finish(tier, &want, &h0, &x0, n, &outer0)
			sha1kernel.Finish(tier, out, h, x, n, outer)
			if want != *out {
				t.Errorf("the last %d bytes: want %x, got %x", n, want, *out)
			}
			if h0 != *h || outer0 != *outer || x0 != *x {
				t.Errorf("the last %d bytes: the state, the block or the outer state changed", n)
			}
		}
	})
}

func TestSumNestedIsTheHashOfBlockAndHash(t *testing.T) {
	asmtest.EachTier(t, sha1kernel.Tiers, func(t *testing.T) {
		rnd := rand.New(rand.NewPCG(7, 8))
		for n := range 200 {
			msg, block := asmtest.Bytes(rnd, n), asmtest.Bytes(rnd, sha1.BlockSize)
			inner := stdsha1.Sum(msg)
			want := stdsha1.Sum(append(bytes.Clone(block), inner[:]...))
			d, outer := sha1.New(), sha1.New()
			d.Write(msg)
			outer.Write(block)
			out := asmtest.Guarded(t, sha1.Size)
			if got := d.SumNested(out[:0], outer); !bytes.Equal(want[:], got) {
				t.Fatalf("%d bytes: want %x, got %x", n, want, got)
			}
			if got := d.Sum(nil); !bytes.Equal(inner[:], got) {
				t.Fatalf("%d bytes, afterwards: want %x, got %x", n, inner, got)
			}
		}
	})
}

func TestSumNestedWantsOneBlock(t *testing.T) {
	for _, n := range []int{0, 1, 128} {
		outer := sha1.New()
		outer.Write(make([]byte, n))
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%d bytes were accepted", n)
				}
			}()
			sha1.New().SumNested(nil, outer)
		}()
	}
}

func BenchmarkHash(b *testing.B) {
	for _, impl := range sha1kernel.Tiers.Impls {
		if impl.Lacks != "" {
			continue
		}
		for _, size := range []struct {
			name string
			n    int
		}{{"64", 64}, {"1350", 1350}, {"16K", 16 << 10}} {
			b.Run("alg=sha1/tier="+impl.Tier.String()+"/size="+size.name, func(b *testing.B) {
				restore, err := sha1kernel.Tiers.Force(impl.Tier.String())
				if err != nil {
					b.Fatal(err)
				}
				defer restore()
				d, msg, out := sha1.New(), make([]byte, size.n), make([]byte, 0, sha1.Size)
				b.SetBytes(int64(size.n))
				b.ReportAllocs()
				for b.Loop() {
					d.Reset()
					d.Write(msg)
					out = d.Sum(out[:0])
				}
			})
		}
	}
}
