package aes_test

import (
	"bytes"
	stdaes "crypto/aes"
	"crypto/cipher"
	"fmt"
	"math/rand/v2"
	"testing"
	"unsafe"

	"github.com/glassh/glassh/aes"
	kernel "github.com/glassh/glassh/asm/aes"
	"github.com/glassh/glassh/asm/asmtest"
)

// newStdGCM is the standard library's GCM with the key.
func newStdGCM(t testing.TB, key []byte) cipher.AEAD {
	block, err := stdaes.NewCipher(key)
	if err != nil {
		t.Fatal(err)
	}
	g, err := cipher.NewGCM(block)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// aligned returns n bytes that begin offset bytes behind a multiple of 64.
func aligned(n, offset int) []byte {
	b := make([]byte, n+127)
	at := int(-uintptr(unsafe.Pointer(&b[0])) & 63)
	return b[at+offset:][:n:n]
}

// sealAndOpen seals into dst, which may be plaintext and has room for the tag, opens that
// in place and elsewhere, and then with a wrong tag. It returns all that came out.
func sealAndOpen(t *testing.T, g *aes.GCM, dst, nonce, plaintext, ad []byte) []byte {
	t.Helper()
	n := len(plaintext)
	sealed := g.Seal(dst[:0], nonce, plaintext, ad)
	out := bytes.Clone(sealed)
	elsewhere, err := g.Open(nil, nonce, sealed, ad)
	if err != nil {
		t.Fatalf("%d bytes, ad of %d: %v", n, len(ad), err)
	}
	out = append(out, elsewhere...)
	opened, err := g.Open(sealed[:0], nonce, sealed, ad)
	if err != nil {
		t.Fatalf("%d bytes, ad of %d, in place: %v", n, len(ad), err)
	}
	out = append(out, opened...)
	sealed[n+n%16] ^= 0x10
	if _, err := g.Open(sealed[:0], nonce, sealed, ad); err == nil {
		t.Fatalf("%d bytes: opened with a wrong tag", n)
	}
	return append(out, sealed...)
}

func TestGCMTiersAgree(t *testing.T) {
	for _, most := range []int{20, 200, 600, 3000} {
		t.Run(fmt.Sprintf("most=%d", most), func(t *testing.T) {
			asmtest.Agree(t, kernel.Tiers, func(rnd *rand.Rand) []byte {
				g := aes.NewGCM(newBlock(t, asmtest.Bytes(rnd, keySizes[rnd.IntN(3)])))
				nonce, ad := asmtest.Bytes(rnd, 12), asmtest.Bytes(rnd, 4) // as in SSH
				if rnd.IntN(4) == 0 {
					ad = asmtest.Bytes(rnd, rnd.IntN(300))
				}
				n := rnd.IntN(most)
				dst := aligned(n+16, rnd.IntN(64))
				src := dst[:n]
				if rnd.IntN(2) == 0 {
					src = aligned(n, rnd.IntN(64))
				}
				copy(src, asmtest.Bytes(rnd, n))
				return sealAndOpen(t, g, dst, nonce, src, ad)
			})
		})
	}
}

// TestGCMOnManyInputs compares random messages, most of them short, with the standard
// library.
func TestGCMOnManyInputs(t *testing.T) {
	rounds := 100_000
	if testing.Short() {
		rounds = 1000
	}
	asmtest.EachTier(t, kernel.Tiers, func(t *testing.T) {
		rnd := rand.New(rand.NewPCG(7, 8))
		random := asmtest.Bytes(rnd, 1<<12)
		slice := func(n int) []byte { return random[rnd.IntN(len(random)-n):][:n] }
		var g *aes.GCM
		var std cipher.AEAD
		want, got := make([]byte, 0, 2048), make([]byte, 2048)
		for i := range rounds {
			if i%100 == 0 {
				key := asmtest.Bytes(rnd, keySizes[rnd.IntN(3)])
				g, std = aes.NewGCM(newBlock(t, key)), newStdGCM(t, key)
			}
			n := rnd.IntN(200)
			if i%64 == 0 {
				n = rnd.IntN(1500)
			}
			nonce, plaintext, ad := slice(12), slice(n), slice(rnd.IntN(40))
			want = std.Seal(want[:0], nonce, plaintext, ad)
			at := rnd.IntN(64)
			sealed := g.Seal(got[at:at], nonce, plaintext, ad)
			if !bytes.Equal(want, sealed) {
				t.Fatalf("input %d, %d bytes: Seal differs", i, n)
			}
			opened, err := g.Open(sealed[:0], nonce, sealed, ad)
			if err != nil || !bytes.Equal(plaintext, opened) {
				t.Fatalf("input %d, %d bytes: Open: %v", i, n, err)
			}
		}
	})
}

// TestGCMOfEveryLength covers every number of blocks in the first, the last and the only
// step of each tier (32 blocks at most), and every length of the last block; and the same
// for the additional data.
func TestGCMOfEveryLength(t *testing.T) {
	const most = 4*512 + 17
	key := []byte("0123456789abcdef")
	std := newStdGCM(t, key)
	random := asmtest.Bytes(rand.New(rand.NewPCG(9, 9)), most)
	nonce := random[:12]
	asmtest.EachTier(t, kernel.Tiers, func(t *testing.T) {
		g := aes.NewGCM(newBlock(t, key))
		check := func(plaintext, ad []byte) {
			n := len(plaintext)
			want := std.Seal(nil, nonce, plaintext, ad)
			all := append(bytes.Clone(want), plaintext...)
			all = append(all, plaintext...)
			all = append(all, make([]byte, n)...)
			all = append(all, want[n:]...)
			all[len(all)-16+n%16] ^= 0x10
			got := sealAndOpen(t, g, make([]byte, n+16), nonce, plaintext, ad)
			if !bytes.Equal(all, got) {
				t.Fatalf("%d bytes, ad of %d: wrong", n, len(ad))
			}
		}
		for n := range most + 1 {
			check(random[:n], random[:4])
		}
		step := 1
		if testing.Short() {
			step = 7
		}
		for n := 0; n <= 300; n += step {
			check(random[:50], random[:n])
			check(random[:1000], random[:n])
		}
	})
}

// TestGCMCounts has messages so long that the counter of blocks takes two bytes, and
// three, with a nonce to which a carry would show.
func TestGCMCounts(t *testing.T) {
	key := []byte("0123456789abcdef")
	std := newStdGCM(t, key)
	nonce, ad := bytes.Repeat([]byte{0xff}, 12), []byte{0, 0, 16, 0}
	random := asmtest.Bytes(rand.New(rand.NewPCG(14, 14)), 1<<20+300)
	asmtest.EachTier(t, kernel.Tiers, func(t *testing.T) {
		g := aes.NewGCM(newBlock(t, key))
		for _, n := range []int{4096 - 16, 4096 - 15, 4096 + 300, 1<<20 + 300} {
			want := std.Seal(nil, nonce, random[:n], ad)
			sealed := g.Seal(nil, nonce, random[:n], ad)
			if !bytes.Equal(want, sealed) {
				t.Fatalf("%d bytes: Seal differs", n)
			}
			opened, err := g.Open(sealed[:0], nonce, sealed, ad)
			if err != nil || !bytes.Equal(random[:n], opened) {
				t.Fatalf("%d bytes: Open: %v", n, err)
			}
		}
	})
}

func TestGCMAtEveryAlignment(t *testing.T) {
	key := []byte("0123456789abcdef0123456789abcdef")
	std := newStdGCM(t, key)
	random := asmtest.Bytes(rand.New(rand.NewPCG(10, 10)), 1100)
	asmtest.EachTier(t, kernel.Tiers, func(t *testing.T) {
		g := aes.NewGCM(newBlock(t, key))
		for _, n := range []int{1, 31, 64, 333, 1100} {
			want := std.Seal(nil, random[:12], random[:n], random[:13])
			for from := range 64 {
				src, nonce, ad := aligned(n, from), aligned(12, from), aligned(13, from)
				copy(src, random)
				copy(nonce, random)
				copy(ad, random)
				for to := from % 7; to < 64; to += 7 {
					sealed := g.Seal(aligned(n+16, to)[:0], nonce, src, ad)
					if !bytes.Equal(want, sealed) {
						t.Fatalf("%d bytes from %d to %d: Seal differs", n, from, to)
					}
					opened, err := g.Open(aligned(n, 63-to)[:0], nonce, sealed, ad)
					if err != nil || !bytes.Equal(random[:n], opened) {
						t.Fatalf("%d bytes from %d to %d: Open: %v", n, to, 63-to, err)
					}
				}
			}
		}
	})
}

// TestGCMStaysInItsBuffers has all of them end at a page that faults, and looks behind
// what is written into a longer one.
func TestGCMStaysInItsBuffers(t *testing.T) {
	asmtest.EachTier(t, kernel.Tiers, func(t *testing.T) {
		rnd := rand.New(rand.NewPCG(11, 11))
		key := asmtest.Bytes(rnd, 24)
		g, std := aes.NewGCM(newBlock(t, key)), newStdGCM(t, key)
		nonce := asmtest.Guarded(t, 12)
		for n := 0; n < 1200; n += 1 + n/40 {
			src, sealed, opened := asmtest.Guarded(t, n), asmtest.Guarded(t, n+16), asmtest.Guarded(t, n)
			ad := asmtest.Guarded(t, n%23)
			copy(src, asmtest.Bytes(rnd, n))
			want := std.Seal(nil, nonce, src, ad)
			same(t, "sealed", want, g.Seal(sealed[:0], nonce, src, ad))
			got, err := g.Open(opened[:0], nonce, sealed, ad)
			if err != nil {
				t.Fatal(err)
			}
			same(t, "opened", src, got)

			long := bytes.Repeat([]byte{0x55}, 64+n+16+64)
			g.Seal(long[64:64], nonce, src, ad)
			if _, err := g.Open(long[64:64], nonce, sealed, ad); err != nil {
				t.Fatal(err)
			}
			copy(long[64+n:], bytes.Repeat([]byte{0x55}, 16))
			copy(long[64:], bytes.Repeat([]byte{0x55}, n))
			same(t, "around", bytes.Repeat([]byte{0x55}, len(long)), long)
			if t.Failed() {
				t.Fatalf("%d bytes", n)
			}
		}
	})
}

// TestGCMReadsBeforeItWrites has the nonce and the additional data in the buffer that
// the ciphertext overwrites.
func TestGCMReadsBeforeItWrites(t *testing.T) {
	key := []byte("0123456789abcdef")
	std := newStdGCM(t, key)
	asmtest.EachTier(t, kernel.Tiers, func(t *testing.T) {
		g := aes.NewGCM(newBlock(t, key))
		for _, n := range []int{64, 1000} {
			buf := asmtest.Bytes(rand.New(rand.NewPCG(12, uint64(n))), n+16)
			nonce, ad := buf[5:17], buf[20:60]
			want := std.Seal(nil, nonce, buf[:n], ad)
			same(t, "sealed", want, g.Seal(buf[:0], nonce, buf[:n], ad))
		}
	})
}

func TestGCMAllocatesNothing(t *testing.T) {
	asmtest.EachTier(t, kernel.Tiers, func(t *testing.T) {
		g := aes.NewGCM(newBlock(t, make([]byte, 16)))
		nonce, ad := make([]byte, 12), make([]byte, 40)
		for _, n := range []int{0, 33, 1350} {
			packet := make([]byte, 4+n+16)
			for name, f := range map[string]func(){
				"Seal and Open": func() {
					g.Seal(packet[:4], nonce, packet[4:4+n], packet[:4])
					if _, err := g.Open(packet[:4], nonce, packet[4:], packet[:4]); err != nil {
						t.Error(err)
					}
				},
				"Open that fails": func() {
					if _, err := g.Open(packet[:4], nonce, packet[4:], ad); err == nil {
						t.Error("opened")
					}
				},
			} {
				if got := testing.AllocsPerRun(5, f); got != 0 {
					t.Errorf("%s of %d bytes: %v allocations", name, n, got)
				}
			}
		}
	})
}
