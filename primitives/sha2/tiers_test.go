package sha2_test

import (
	"bytes"
	"math/rand/v2"
	"os"
	"testing"
	"unsafe"

	"github.com/glassh/glassh/asm"
	"github.com/glassh/glassh/asm/asmtest"
	sha2kernel "github.com/glassh/glassh/asm/sha2"
	"github.com/glassh/glassh/primitives/sha2"
)

func TestTiersAgree(t *testing.T) {
	for _, f := range functions {
		asmtest.Agree(t, f.tiers, func(rnd *rand.Rand) []byte {
			align := rnd.IntN(64)
			msg := asmtest.Bytes(rnd, align+rnd.IntN(2000))[align:]
			cut := rnd.IntN(len(msg) + 1)
			d := f.new()
			d.Write(msg[:cut])
			d.Write(msg[cut:])
			return d.Sum(nil)
		})
	}
}

// TestManyRandomInputs compares all tiers on short messages, of at most a few blocks.
func TestManyRandomInputs(t *testing.T) {
	rounds := 100_000
	if testing.Short() {
		rounds = 1_000
	}
	for _, f := range functions {
		digests := onTiers(t, f.tiers, f.new)
		random := rand.NewChaCha8([32]byte{1})
		rnd := rand.New(random)
		var msg [300]byte
		want, got := make([]byte, 0, 64), make([]byte, 0, 64)
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
					t.Fatalf("%s of %x: generic and %v differ:\nwant %x\ngot  %x", f.name, msg[:n], sha2.Tier(d), want, got)
				}
			}
		}
	}
}

// onTiers makes a digest on each tier that runs here, Generic first.
func onTiers(t *testing.T, tiers *asm.Set, new func() wiper) (digests []wiper) {
	t.Helper()
	for i := range tiers.Impls {
		impl := tiers.Impls[len(tiers.Impls)-1-i]
		if impl.Lacks != "" {
			continue
		}
		restore, err := tiers.Force(impl.Tier.String())
		if err != nil {
			t.Fatal(err)
		}
		d := new()
		restore()
		if got := sha2.Tier(d); got != impl.Tier {
			t.Fatalf("want a digest on tier %v, got %v", impl.Tier, got)
		}
		digests = append(digests, d)
	}
	return digests
}

func TestEveryAlignment(t *testing.T) {
	for _, f := range functions {
		t.Run(f.name, func(t *testing.T) {
			asmtest.EachTier(t, f.tiers, func(t *testing.T) {
				buf := asmtest.Bytes(rand.New(rand.NewPCG(5, 6)), 1000)
				for align := range 64 {
					for _, n := range []int{0, 63, 64, 128, 129, 255, 256, 384, 700} {
						msg := buf[align : align+n]
						if want, got := stdSum(f.std, msg), f.sum(msg); !bytes.Equal(want, got) {
							t.Fatalf("%d bytes at %d: want %x, got %x", n, align, want, got)
						}
					}
				}
			})
		})
	}
}

func TestHashEndsAtAProtectedPage(t *testing.T) {
	for _, f := range functions {
		t.Run(f.name, func(t *testing.T) {
			asmtest.EachTier(t, f.tiers, func(t *testing.T) {
				d := f.new()
				out := asmtest.Guarded(t, d.Size())
				for n := range 130 { // one block more or less behind the message
					if want, got := stdSum(f.std, make([]byte, n)), d.Sum(out[:0]); !bytes.Equal(want, got) {
						t.Fatalf("%d bytes: want %x, got %x", n, want, got)
					}
					d.Write([]byte{0})
				}
			})
		})
	}
}

// guarded returns an array whose end is protected, filled with random bytes.
func guarded[A any](t *testing.T, rnd *rand.Rand) *A {
	var size A
	b := asmtest.Guarded(t, int(unsafe.Sizeof(size)))
	copy(b, asmtest.Bytes(rnd, len(b)))
	return (*A)(unsafe.Pointer(unsafe.SliceData(b)))
}

// blocksStay gives a kernel a state that ends at a protected page, and messages of whole
// pages, between two of them.
func blocksStay[H [8]uint32 | [8]uint64](t *testing.T, tiers *asm.Set, blocks func(asm.Tier, *H, []byte) int) {
	asmtest.EachTier(t, tiers, func(t *testing.T) {
		rnd := rand.New(rand.NewPCG(9, 10))
		for _, n := range []int{128, 384, os.Getpagesize(), 2 * os.Getpagesize()} {
			h, msg := guarded[H](t, rnd), asmtest.Guarded(t, n)
			copy(msg, asmtest.Bytes(rnd, n))
			want := *h
			wantN := blocks(tiers.Active(), &want, bytes.Clone(msg))
			if gotN := blocks(tiers.Active(), h, msg); wantN != gotN || want != *h {
				t.Errorf("%d bytes: want %d of them and %x, got %d and %x", n, wantN, want, gotN, *h)
			}
		}
	})
}

func TestKernelsStayInTheirArrays(t *testing.T) {
	t.Run("sha256", func(t *testing.T) { blocksStay(t, sha2kernel.Tiers256, sha2kernel.Blocks256) })
	t.Run("sha512", func(t *testing.T) { blocksStay(t, sha2kernel.Tiers512, sha2kernel.Blocks512) })
	asmtest.EachTier(t, sha2kernel.Tiers256, func(t *testing.T) {
		tier := sha2kernel.Tiers256.Active()
		rnd := rand.New(rand.NewPCG(11, 12))
		h, outer, x := guarded[[8]uint32](t, rnd), guarded[[8]uint32](t, rnd), guarded[[64]byte](t, rnd)
		out := guarded[[32]byte](t, rnd)
		for n := range uint64(64) {
			h0, outer0, x0, want := *h, *outer, *x, *out
			sha2kernel.Finish256(tier, &want, &h0, &x0, n, &outer0)
			sha2kernel.Finish256(tier, out, h, x, n, outer)
			if want != *out {
				t.Errorf("the last %d bytes: want %x, got %x", n, want, *out)
			}
			if h0 != *h || outer0 != *outer || x0 != *x {
				t.Errorf("the last %d bytes: the state, the block or the outer state changed", n)
			}
		}
	})
}

// nested hashes a block, and the hash of msg behind it.
func nested(h wiper, block, msg, dst []byte) []byte {
	switch d := h.(type) {
	case *sha2.Digest256:
		outer := *d
		outer.Write(block)
		d.Write(msg)
		return d.SumNested(dst, &outer)
	case *sha2.Digest512:
		outer := *d
		outer.Write(block)
		d.Write(msg)
		return d.SumNested(dst, &outer)
	}
	return nil
}

func TestSumNestedIsTheHashOfBlockAndHash(t *testing.T) {
	for _, f := range functions {
		t.Run(f.name, func(t *testing.T) {
			asmtest.EachTier(t, f.tiers, func(t *testing.T) {
				rnd := rand.New(rand.NewPCG(7, 8))
				for n := range 300 {
					d := f.new()
					msg, block := asmtest.Bytes(rnd, n), asmtest.Bytes(rnd, d.BlockSize())
					want := stdSum(f.std, append(bytes.Clone(block), stdSum(f.std, msg)...))
					out := asmtest.Guarded(t, d.Size())
					if got := nested(d, block, msg, out[:0]); !bytes.Equal(want, got) {
						t.Fatalf("%d bytes: want %x, got %x", n, want, got)
					}
					if want, got := stdSum(f.std, msg), d.Sum(nil); !bytes.Equal(want, got) {
						t.Fatalf("%d bytes, afterwards: want %x, got %x", n, want, got)
					}
				}
			})
		})
	}
}

func TestSumNestedWantsOneBlock(t *testing.T) {
	for _, f := range functions {
		for _, n := range []int{0, 1, 256} {
			func() {
				defer func() {
					if recover() == nil {
						t.Errorf("%s: %d bytes were accepted", f.name, n)
					}
				}()
				nested(f.new(), make([]byte, n), nil, nil)
			}()
		}
	}
}

func BenchmarkHash(b *testing.B) {
	for _, f := range functions {
		for _, impl := range f.tiers.Impls {
			if impl.Lacks != "" || f.name == "sha384" { // which has the rounds of SHA-512
				continue
			}
			for _, size := range []struct {
				name string
				n    int
			}{{"64", 64}, {"1350", 1350}, {"16K", 16 << 10}} {
				b.Run("alg="+f.name+"/tier="+impl.Tier.String()+"/size="+size.name, func(b *testing.B) {
					restore, err := f.tiers.Force(impl.Tier.String())
					if err != nil {
						b.Fatal(err)
					}
					defer restore()
					d, msg, out := f.new(), make([]byte, size.n), make([]byte, 0, 64)
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
}
