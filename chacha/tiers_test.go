package chacha_test

import (
	"bytes"
	"encoding/binary"
	"math/rand/v2"
	"testing"

	"github.com/glassh/glassh/asm"
	"github.com/glassh/glassh/asm/asmtest"
	kernel "github.com/glassh/glassh/asm/chacha"
	"github.com/glassh/glassh/chacha"
)

// widest is how many bytes the widest kernel computes in one step.
const widest = 32 * 64

// step is how far apart lengths are in a test of all: 1, or more on emulated CPUs.
func step() int {
	if testing.Short() {
		return 29
	}
	return 1
}

// randomBlock returns where a keystream is to begin: mostly where its lower word is
// about to carry.
func randomBlock(rnd *rand.Rand, nonce []byte, blocks int) uint64 {
	last := 1<<32 - uint64(blocks) // of RFC 8439
	switch {
	case rnd.IntN(4) == 0:
		return uint64(rnd.Uint32N(1 << 31))
	case len(nonce) == chacha.NonceSize:
		return last - uint64(rnd.IntN(3))
	}
	return rnd.Uint64()<<32 + last + uint64(rnd.IntN(blocks+1))
}

// perform does one thing at random with a message of n bytes, and returns all that came
// of it. Equal random numbers give equal results, on any tier.
func perform(t *testing.T, rnd *rand.Rand, n int) []byte {
	key := asmtest.Bytes(rnd, 64)
	room := asmtest.Bytes(rnd, n+rnd.IntN(64)+20)
	b := room[len(room)-n-20:]
	var out []byte
	switch rnd.IntN(4) {
	case 0: // keystream in one piece, from one buffer to another
		nonce := asmtest.Bytes(rnd, 8+4*rnd.IntN(2))
		c := chacha.New(key[:32], nonce)
		c.SetCounter(randomBlock(rnd, nonce, n/64+1))
		out = make([]byte, n+rnd.IntN(64))[:n]
		c.XORKeyStream(out, b[:n])
	case 1: // keystream in pieces, in place
		nonce := asmtest.Bytes(rnd, 8+4*rnd.IntN(2))
		c := chacha.New(key[:32], nonce)
		c.SetCounter(randomBlock(rnd, nonce, n/64+1))
		for rest := b[:n]; len(rest) > 0; {
			k := 1 + rnd.IntN(len(rest))
			c.XORKeyStream(rest[:k], rest[:k])
			rest = rest[k:]
		}
		out = b[:n]
	case 2: // the AEAD of RFC 8439
		a, nonce, ad := chacha.NewAEAD(key[:32]), asmtest.Bytes(rnd, 12), asmtest.Bytes(rnd, rnd.IntN(20))
		sealed := a.Seal(nil, nonce, b[:n], ad)
		opened, err := a.Open(nil, nonce, sealed, ad)
		if err != nil {
			t.Error(err)
		}
		out = append(sealed, opened...)
	case 3: // a packet of SSH
		c, seq := chacha.NewSSH(key), rnd.Uint32()
		c.SealPacket(seq, b)
		out = bytes.Clone(b)
		if rnd.IntN(2) == 0 {
			out = binary.BigEndian.AppendUint32(out, c.Length(seq, b))
		}
		if err := c.OpenPacket(seq, b); err != nil {
			t.Error(err)
		}
		out = append(out, b...)
	}
	return out
}

func TestTiersAgree(t *testing.T) {
	asmtest.Agree(t, kernel.Tiers, func(rnd *rand.Rand) []byte {
		return perform(t, rnd, rnd.IntN(4*widest+17))
	})
}

// TestTiersAgreeOnManyInputs is TestTiersAgree with many and mostly short messages.
func TestTiersAgreeOnManyInputs(t *testing.T) {
	rounds := 100_000
	if testing.Short() {
		rounds = 1_000
	}
	for seed := range uint64(rounds) {
		var want []byte
		for i := range kernel.Tiers.Impls {
			impl := kernel.Tiers.Impls[len(kernel.Tiers.Impls)-1-i] // generic first
			if impl.Lacks != "" {
				continue
			}
			restore, err := kernel.Tiers.Force(impl.Tier.String())
			if err != nil {
				t.Fatal(err)
			}
			rnd := rand.New(rand.NewPCG(seed, 1))
			n := rnd.IntN(200)
			if seed%64 == 0 {
				n = rnd.IntN(3000)
			}
			got := perform(t, rnd, n)
			restore()
			if impl.Tier == asm.Generic {
				want = got
			} else if !bytes.Equal(want, got) {
				t.Fatalf("random input %d, %d bytes: generic and %v differ:\nwant %x\ngot  %x", seed, n, impl.Tier, want, got)
			}
		}
	}
}

// TestStreamOfEveryLength reads and writes as many bytes as there are before an
// inaccessible page, in place and not, across a carry of the lower counter word.
func TestStreamOfEveryLength(t *testing.T) {
	rnd := newRand()
	key, nonce := asmtest.Bytes(rnd, 32), asmtest.Bytes(rnd, 8)
	const n, start = 4*widest + 17, 1<<32 - 7
	src := asmtest.Guarded(t, n)
	copy(src, asmtest.Bytes(rnd, n))
	keystream := refChaCha(key, nonce, start, n)
	asmtest.EachTier(t, kernel.Tiers, func(t *testing.T) {
		dst := asmtest.Guarded(t, n)
		c := chacha.New(key, nonce)
		for k := 0; k <= n; k += step() {
			src, dst := src[n-k:], dst[n-k:]
			want := refXOR(src, keystream[:k])
			c.SetCounter(start)
			c.XORKeyStream(dst, src)
			if !bytes.Equal(want, dst) {
				t.Fatalf("%d bytes:\nwant %x\ngot  %x", k, want, dst)
			}
			copy(dst, src)
			c.SetCounter(start)
			c.XORKeyStream(dst, dst)
			if !bytes.Equal(want, dst) {
				t.Fatalf("%d bytes, in place:\nwant %x\ngot  %x", k, want, dst)
			}
		}
	})
}

// TestStreamAtEveryAlignment also looks whether the bytes around dst stay.
func TestStreamAtEveryAlignment(t *testing.T) {
	rnd := newRand()
	key, nonce := asmtest.Bytes(rnd, 32), asmtest.Bytes(rnd, 12)
	asmtest.EachTier(t, kernel.Tiers, func(t *testing.T) {
		c := chacha.New(key, nonce)
		for _, n := range []int{1, 60, 100, 250, 380, 700, 1100, 2300} {
			keystream := refChaCha(key, nonce, 0, n)
			src, dst := asmtest.Bytes(rnd, n+64), make([]byte, n+128)
			for i := 0; i < 64; i += step() {
				want := append(make([]byte, 64), refXOR(src[i:i+n], keystream)...)
				for j := 0; j < 64; j += step() {
					clear(dst)
					c.SetCounter(0)
					c.XORKeyStream(dst[64-j:], src[i:i+n])
					if !bytes.Equal(want[j:], dst[:64-j+n]) || !bytes.Equal(make([]byte, 64), dst[64-j+n:][:64]) {
						t.Fatalf("%d bytes, %d and %d off alignment:\nwant %x\ngot  %x", n, 64-j, i, want[j:], dst)
					}
				}
			}
		}
	})
}

// TestPacketsOutOfOrder asks for lengths and opens packets in every order: what
// Length keeps for OpenPacket is for its own packet only.
func TestPacketsOutOfOrder(t *testing.T) {
	eachTier(t, func(t *testing.T) {
		rnd := newRand()
		key := asmtest.Bytes(rnd, 64)
		var plain, sealed [3][]byte
		for seq := range sealed {
			plain[seq] = asmtest.Bytes(rnd, 10+seq*400)
			binary.BigEndian.PutUint32(plain[seq], uint32(seq))
			sealed[seq] = refSSH(key, uint32(seq), plain[seq])
		}
		c := chacha.NewSSH(key)
		for range 300 {
			seq := rnd.IntN(len(sealed))
			packet := bytes.Clone(sealed[seq])
			switch rnd.IntN(3) {
			case 0:
				if got := c.Length(uint32(seq), packet); got != uint32(seq) {
					t.Fatalf("want length %d, got %d", seq, got)
				}
			case 1:
				if err := c.OpenPacket(uint32(seq), packet); err != nil {
					t.Fatal(err)
				}
				equal(t, "opened", plain[seq], packet[:len(plain[seq])])
			case 2:
				packet[rnd.IntN(len(packet))]++
				if err := c.OpenPacket(uint32(seq), packet); err == nil {
					t.Fatal("a changed packet was opened")
				}
			}
		}
	})
}

// TestKernelHeads calls the kernels themselves, with each form of head: packets and
// messages use them only as they need them.
func TestKernelHeads(t *testing.T) {
	rnd := newRand()
	matrix := func(key []byte) *kernel.Key {
		k := kernel.Key{0x61707865, 0x3320646e, 0x79622d32, 0x6b206574}
		for i := range 8 {
			k[4+i] = binary.LittleEndian.Uint32(key[4*i:])
		}
		return &k
	}
	key, other, nonce := asmtest.Bytes(rnd, 32), asmtest.Bytes(rnd, 32), asmtest.Bytes(rnd, 8)
	const n = 2*widest + 17
	for _, c := range []struct {
		heads   int
		first   *kernel.Key
		counter uint64
	}{
		{0, nil, 1<<32 - 3},
		{64, nil, 1<<32 - 3},
		{64, matrix(other), 1<<32 - 3},
		{128, nil, 1<<64 - 1},
		{128, matrix(other), 1<<64 - 1},
	} {
		keystream := refChaCha(key, nonce, c.counter, c.heads+n)
		if c.first != nil {
			copy(keystream, refChaCha(other, nonce, 0, 64))
		}
		asmtest.EachTier(t, kernel.Tiers, func(t *testing.T) {
			tier := kernel.Tiers.Active()
			for k := 0; k <= n; k += step() + rnd.IntN(50) {
				var last [64]byte
				src, dst, head := asmtest.Bytes(rnd, k), asmtest.Guarded(t, k), asmtest.Guarded(t, c.heads)
				done := kernel.XOR(tier, matrix(key), binary.LittleEndian.Uint64(nonce), c.counter, c.first, head, dst, src, &last)
				if done != (tier != asm.Generic) {
					t.Fatalf("done: %v", done)
				}
				if !done {
					continue
				}
				if want := append(bytes.Clone(keystream[:c.heads]), refXOR(src, keystream[c.heads:])...); !bytes.Equal(want, append(head, dst...)) {
					t.Fatalf("head of %d, first %v, %d bytes:\nwant %x\ngot  %x%x", c.heads, c.first != nil, k, want, head, dst)
				}
				if at := k &^ 63; at < k && at+64 <= n {
					equal(t, "last block", keystream[c.heads+at:][:64], last[:])
				}
			}
		})
	}
}
