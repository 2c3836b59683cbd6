package umac_test

import (
	"bytes"
	"math/rand/v2"
	"testing"

	"github.com/glassh/glassh/asm"
	"github.com/glassh/glassh/asm/asmtest"
	kernel "github.com/glassh/glassh/asm/umac"
	"github.com/glassh/glassh/umac"
)

// TestEveryLength compares with the reference: up to four blocks of 512 bits and 17
// bytes, and around whole chunks.
func TestEveryLength(t *testing.T) {
	var lengths []int
	for n := range 4*64 + 18 {
		lengths = append(lengths, n)
	}
	for _, n := range []int{1024, 2048, 17 * 1024} {
		for around := -70; around <= 70; around++ {
			lengths = append(lengths, n+around)
		}
	}
	nonce := []byte("bcdefghi")
	wants := map[int][][]byte{}
	for _, a := range algorithms {
		for _, n := range lengths {
			wants[a.size] = append(wants[a.size], reference(a.size, testKey, pattern(n), nonce))
		}
	}
	eachTier(t, func(t *testing.T, a algorithm) {
		m := a.new(testKey)
		for i, n := range lengths {
			msg := asmtest.Guarded(t, n)
			copy(msg, pattern(n))
			if got := m.Tag(nil, nonce, msg); !bytes.Equal(wants[a.size][i], got) {
				t.Fatalf("%d bytes: want %x, got %x", n, wants[a.size][i], got)
			}
		}
	})
}

func TestEveryAlignment(t *testing.T) {
	nonce := []byte("bcdefghi")
	eachTier(t, func(t *testing.T, a algorithm) {
		m := a.new(testKey)
		buf := make([]byte, 64+3000)
		for _, n := range []int{20, 47, 68, 1000, 1350, 3000} {
			want := reference(a.size, testKey, pattern(n), nonce)
			for align := range 64 {
				msg := buf[align:][:n]
				copy(msg, pattern(n))
				equal(t, "tag", want, m.Tag(nil, nonce, msg))
			}
		}
	})
}

// TestPiecesOfChunks gives the kernels every place in a chunk, and lengths that end
// at a page's end.
func TestPiecesOfChunks(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	for _, impl := range kernel.Tiers.Impls {
		if impl.Lacks != "" || impl.Tier == asm.Generic {
			continue
		}
		for _, streams := range []int{2, 4} {
			for at := 0; at < 1024; at += 32 {
				for _, n := range []int{1, 15, 16, 17, 31, 32, 33, 63, 64, 65, 100, 1024 - at} {
					if at+n > 1024 {
						continue
					}
					key := randomKey(rnd)
					msg := asmtest.Guarded(t, n)
					copy(msg, asmtest.Bytes(rnd, n))
					want := [4]uint64{1, 2, 3, 4}
					got := want
					referenceNH(streams, &want, key[at/4:], msg)
					if done := kernel.NH(impl.Tier, streams, &got, key, at, msg); done != n || want != got {
						t.Fatalf("%v, %d streams, %d bytes at %d: %d done, want %x, got %x", impl.Tier, streams, n, at, done, want, got)
					}
				}
			}
		}
	}
}

// referenceNH is NH without wide registers, with padding.
func referenceNH(streams int, sum *[4]uint64, key []uint32, msg []byte) {
	msg = zeroPad(msg, 32)
	for s := range streams {
		for i := 0; i < len(msg)/4; i += 8 {
			for j := i; j < i+4; j++ {
				x := leWord(msg[4*j:]) + key[4*s+j]
				y := leWord(msg[4*j+16:]) + key[4*s+j+4]
				sum[s] += uint64(x) * uint64(y)
			}
		}
	}
}

func randomKey(rnd *rand.Rand) *kernel.Key {
	key := new(kernel.Key)
	for i := range key {
		key[i] = rnd.Uint32()
	}
	return key
}

func TestPieceBeyondAChunkPanics(t *testing.T) {
	for _, impl := range kernel.Tiers.Impls {
		if impl.Lacks != "" || impl.Tier == asm.Generic {
			continue
		}
		for _, c := range []struct{ at, n int }{{0, 1025}, {1024, 1}, {992, 33}, {-32, 32}, {16, 32}, {1056, 1}} {
			func() {
				defer func() {
					if recover() == nil {
						t.Errorf("%v: %d bytes at %d: no panic", impl.Tier, c.n, c.at)
					}
				}()
				kernel.NH(impl.Tier, 2, new([4]uint64), new(kernel.Key), c.at, make([]byte, c.n))
			}()
		}
	}
}

// TestTiersAgree hashes up to five chunks, whole and in pieces.
func TestTiersAgree(t *testing.T) {
	asmtest.Agree(t, kernel.Tiers, func(rnd *rand.Rand) (tags []byte) {
		key, nonce := asmtest.Bytes(rnd, 16), asmtest.Bytes(rnd, 1+rnd.IntN(16))
		align := rnd.IntN(64)
		msg := asmtest.Bytes(rnd, align+rnd.IntN(5*1024+100))[align:]
		for _, a := range algorithms {
			m := a.new(key)
			tags = m.Tag(tags, nonce, msg)
			for rest := msg; len(rest) > 0; {
				n := min(1+rnd.IntN(2000), len(rest))
				m.Write(rest[:n])
				rest = rest[n:]
			}
			tags = m.Sum(tags, nonce)
		}
		return tags
	})
}

// TestTiersAgreeOnManyInputs compares the tiers on 100,000 random inputs, most of them
// short; 1,000 with -short.
func TestTiersAgreeOnManyInputs(t *testing.T) {
	rounds := 100_000
	if testing.Short() {
		rounds = 1000
	}
	rnd := rand.New(rand.NewPCG(3, 4))
	buf := make([]byte, 4200)
	var macs map[asm.Tier][]*umac.MAC
	for round := range rounds {
		if round%500 == 0 {
			key := asmtest.Bytes(rnd, 16)
			copy(buf, asmtest.Bytes(rnd, len(buf)))
			macs = macsOfAllTiers(t, key)
		}
		n := rnd.IntN(200)
		if round%100 == 0 {
			n = rnd.IntN(4096)
		}
		which, nonce, msg := rnd.IntN(len(algorithms)), buf[rnd.IntN(99):][:8], buf[rnd.IntN(64):][:n]
		want := macs[asm.Generic][which].Tag(nil, nonce, msg)
		for tier, m := range macs {
			if got := m[which].Tag(nil, nonce, msg); !bytes.Equal(want, got) {
				t.Fatalf("input %d, %s of %d bytes: generic and %v differ: want %x, got %x", round, algorithms[which].name, n, tier, want, got)
			}
		}
	}
}

// macsOfAllTiers returns both algorithms on each tier that runs here.
func macsOfAllTiers(t *testing.T, key []byte) map[asm.Tier][]*umac.MAC {
	macs := make(map[asm.Tier][]*umac.MAC)
	for _, impl := range kernel.Tiers.Impls {
		if impl.Lacks != "" {
			continue
		}
		restore, err := kernel.Tiers.Force(impl.Tier.String())
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range algorithms {
			macs[impl.Tier] = append(macs[impl.Tier], a.new(key))
		}
		restore()
	}
	return macs
}
