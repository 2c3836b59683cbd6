package aes_test

import (
	stdaes "crypto/aes"
	"crypto/cipher"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/glassh/glassh/aes"
	kernel "github.com/glassh/glassh/asm/aes"
	"github.com/glassh/glassh/asm/asmtest"
)

// inFlight is how many bytes the widest kernel has in its registers.
const inFlight = 512

// A mode is CTR or a direction of CBC, ours and the standard library's.
type mode struct {
	name  string
	block int // lengths are multiples of it
	ours  func(b *aes.Block, iv []byte) func(dst, src []byte)
	std   func(b cipher.Block, iv []byte) func(dst, src []byte)
}

var modes = []mode{
	{"CTR", 1,
		func(b *aes.Block, iv []byte) func(dst, src []byte) { return aes.NewCTR(b, iv).XORKeyStream },
		func(b cipher.Block, iv []byte) func(dst, src []byte) { return cipher.NewCTR(b, iv).XORKeyStream }},
	{"CBC encryption", 16,
		func(b *aes.Block, iv []byte) func(dst, src []byte) { return aes.NewCBCEncrypter(b, iv).CryptBlocks },
		func(b cipher.Block, iv []byte) func(dst, src []byte) {
			return cipher.NewCBCEncrypter(b, iv).CryptBlocks
		}},
	{"CBC decryption", 16,
		func(b *aes.Block, iv []byte) func(dst, src []byte) { return aes.NewCBCDecrypter(b, iv).CryptBlocks },
		func(b cipher.Block, iv []byte) func(dst, src []byte) {
			return cipher.NewCBCDecrypter(b, iv).CryptBlocks
		}},
}

// eachMode runs f for all modes with a random key of each size on every tier.
func eachMode(t *testing.T, f func(t *testing.T, rnd *rand.Rand, m mode, ours *aes.Block, std cipher.Block)) {
	eachKey(t, func(t *testing.T, rnd *rand.Rand, ours *aes.Block, std cipher.Block) {
		for _, m := range modes {
			f(t, rnd, m, ours, std)
			if t.Failed() {
				t.Fatal(m.name)
			}
		}
	})
}

// randomIV is sometimes a counter that soon carries far.
func randomIV(rnd *rand.Rand) []byte {
	iv := asmtest.Bytes(rnd, 16)
	if n := rnd.IntN(24); n < 16 {
		for i := n; i < 15; i++ {
			iv[i] = 0xff
		}
	}
	return iv
}

func TestTiersAgree(t *testing.T) {
	for _, m := range modes {
		t.Run(m.name, func(t *testing.T) {
			asmtest.Agree(t, kernel.Tiers, func(rnd *rand.Rand) []byte {
				b := newBlock(t, asmtest.Bytes(rnd, keySizes[rnd.IntN(3)]))
				crypt := m.ours(b, randomIV(rnd))
				var all []byte
				for range 3 {
					n := rnd.IntN(3*inFlight+1) / m.block * m.block
					src := asmtest.Bytes(rnd, n+64)[rnd.IntN(64):][:n]
					dst := make([]byte, n+64)[rnd.IntN(64):][:n]
					crypt(dst, src)
					crypt(src, src)
					all = append(append(all, dst...), src...)
				}
				return all
			})
		})
	}
}

// TestRandomInputs is many short inputs, each on all tiers.
func TestRandomInputs(t *testing.T) {
	inputs := 100_000
	if testing.Short() {
		inputs = 1000
	}
	asmtest.EachTier(t, kernel.Tiers, func(t *testing.T) {
		rnd := rand.New(rand.NewPCG(1, 0))
		var buf, want, got [200]byte
		for n := range inputs {
			key := asmtest.Bytes(rnd, keySizes[rnd.IntN(3)])
			std, err := stdaes.NewCipher(key)
			if err != nil {
				t.Fatal(err)
			}
			m := modes[n%3]
			iv := randomIV(rnd)
			size := len(buf)
			if m.name == "CBC encryption" {
				size = 64 // a block costs the generic tier as much as 256 bytes
			}
			size = rnd.IntN(size+1) / m.block * m.block
			src := buf[:size]
			for i := range src {
				src[i] = byte(rnd.Uint32())
			}
			m.std(std, iv)(want[:], src)
			m.ours(newBlock(t, key), iv)(got[:], src)
			if want != got {
				t.Fatalf("%s of %d bytes, input %d:\nwant %x\ngot  %x", m.name, size, n, want[:size], got[:size])
			}
		}
	})
}

func TestAnyLength(t *testing.T) {
	eachMode(t, func(t *testing.T, rnd *rand.Rand, m mode, ours *aes.Block, std cipher.Block) {
		src := asmtest.Bytes(rnd, 4*inFlight+17)
		iv := asmtest.Bytes(rnd, 16)
		whole := make([]byte, len(src))
		m.std(std, iv)(whole, src[:len(src)/m.block*m.block])
		dst := make([]byte, len(src)+1)
		step := m.block
		if testing.Short() && step == 1 {
			step = 5
		}
		for n := 0; n <= len(src); n += step {
			clear(dst)
			m.ours(ours, iv)(dst[:n], src[:n])
			same(t, fmt.Sprintf("%d bytes", n), whole[:n], dst[:n])
			copy(dst[:n], src)
			m.ours(ours, iv)(dst[:n], dst[:n])
			same(t, fmt.Sprintf("%d bytes in place", n), whole[:n], dst[:n])
			if dst[n] != 0 {
				t.Errorf("%d bytes: one more is written", n)
			}
			if t.Failed() {
				return
			}
		}
	})
}

func TestAnyAlignment(t *testing.T) {
	const align = 64
	eachMode(t, func(t *testing.T, rnd *rand.Rand, m mode, ours *aes.Block, std cipher.Block) {
		iv := asmtest.Bytes(rnd, 16)
		for _, n := range []int{48, 112, 304, inFlight + 16} {
			text := asmtest.Bytes(rnd, n)
			want := make([]byte, n)
			m.std(std, iv)(want, text)
			for offset := range align {
				for _, at := range [][2]int{{offset, 0}, {0, offset}, {offset, offset}} {
					src := make([]byte, n+align)[at[0]:][:n]
					dst := make([]byte, n+align)[at[1]:][:n]
					copy(src, text)
					m.ours(ours, iv)(dst, src)
					same(t, fmt.Sprintf("%d bytes from %d to %d", n, at[0], at[1]), want, dst)
				}
			}
		}
	})
}

func TestGuardedBuffersOfAnyLength(t *testing.T) {
	eachMode(t, func(t *testing.T, rnd *rand.Rand, m mode, ours *aes.Block, std cipher.Block) {
		iv := asmtest.Bytes(rnd, 16)
		const most = 2*inFlight + 48
		src, dst := asmtest.Guarded(t, most), asmtest.Guarded(t, most)
		copy(src, asmtest.Bytes(rnd, most))
		for n := m.block; n <= most; n += max(m.block, 3) {
			m.ours(ours, iv)(dst[most-n:], src[most-n:])
			want := make([]byte, n)
			m.std(std, iv)(want, src[most-n:])
			same(t, fmt.Sprintf("%d bytes", n), want, dst[most-n:])
		}
	})
}

// TestCountersThatCarry begins with all counters shortly before a power of two.
func TestCountersThatCarry(t *testing.T) {
	eachKey(t, func(t *testing.T, rnd *rand.Rand, ours *aes.Block, std cipher.Block) {
		const most = 2*inFlight + 100
		src, want, got := asmtest.Bytes(rnd, most), make([]byte, most), make([]byte, most)
		for _, power := range []int{8, 16, 32, 64, 96, 128} {
			for before := range uint64(68) {
				iv := asmtest.Bytes(rnd, 16)
				hi, lo := binary.BigEndian.Uint64(iv), binary.BigEndian.Uint64(iv[8:])
				switch {
				case power < 64:
					lo |= 1<<power - 1
				default:
					hi |= 1<<(power-64) - 1
					lo = 1<<64 - 1
				}
				binary.BigEndian.PutUint64(iv, hi)
				binary.BigEndian.PutUint64(iv[8:], lo-before)
				n := most - rnd.IntN(inFlight)
				cipher.NewCTR(std, iv).XORKeyStream(want, src[:n])
				aes.NewCTR(ours, iv).XORKeyStream(got, src[:n])
				same(t, fmt.Sprintf("%d bytes from 2^%d-%d", n, power, before+1), want[:n], got[:n])
			}
		}
	})
}

// TestNothingIsAllocated is about calls; making a mode allocates it.
func TestNothingIsAllocated(t *testing.T) {
	eachMode(t, func(t *testing.T, rnd *rand.Rand, m mode, ours *aes.Block, std cipher.Block) {
		buf, iv := make([]byte, 1344), make([]byte, 16)
		crypt := m.ours(ours, iv)
		if n := testing.AllocsPerRun(10, func() { crypt(buf, buf); ours.Encrypt(buf, buf); ours.Decrypt(buf, buf) }); n != 0 {
			t.Errorf("%s: %v allocations a call", m.name, n)
		}
	})
}
