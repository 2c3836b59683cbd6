package aes_test

import (
	"errors"
	"testing"

	"github.com/glassh/glassh/aes"
	kernel "github.com/glassh/glassh/asm/aes"
	"github.com/glassh/glassh/asm/asmtest"
)

func TestKeySizes(t *testing.T) {
	for n := range 70 {
		b, err := aes.New(make([]byte, n))
		if valid := n == 16 || n == 24 || n == 32; valid {
			if err != nil || b == nil {
				t.Errorf("%d bytes: %v", n, err)
			}
			continue
		}
		var size aes.KeySizeError
		if !errors.As(err, &size) || int(size) != n || b != nil {
			t.Errorf("%d bytes: %v", n, err)
		}
	}
	if want, got := "aes: invalid key size 17", aes.KeySizeError(17).Error(); want != got {
		t.Errorf("want %q, got %q", want, got)
	}
}

func TestSizes(t *testing.T) {
	b := newBlock(t, make([]byte, 16))
	iv := make([]byte, 16)
	g := aes.NewGCM(b)
	want := [5]int{16, 16, 16, 12, 16}
	got := [5]int{b.BlockSize(), aes.NewCBCEncrypter(b, iv).BlockSize(), aes.NewCBCDecrypter(b, iv).BlockSize(), g.NonceSize(), g.Overhead()}
	if want != got {
		t.Errorf("want %v, got %v", want, got)
	}
}

func TestMisusePanics(t *testing.T) {
	const (
		overlap = "aes: invalid buffer overlap"
		short   = "aes: output shorter than input"
		ivSize  = "aes: IV must be 16 bytes"
		nonce12 = "aes: nonce must be 12 bytes"
		block   = "aes: block shorter than 16 bytes"
		partial = "aes: input is not a multiple of 16 bytes"
	)
	asmtest.EachTier(t, kernel.Tiers, func(t *testing.T) {
		b := newBlock(t, make([]byte, 16))
		buf, iv, nonce := make([]byte, 300), make([]byte, 16), make([]byte, 12)
		ctr, g := aes.NewCTR(b, iv), aes.NewGCM(b)
		enc, dec := aes.NewCBCEncrypter(b, iv), aes.NewCBCDecrypter(b, iv)
		sealed := g.Seal(nil, nonce, buf[:64], nil)
		room := append(sealed[:len(sealed):len(sealed)], make([]byte, 50)...)
		for _, c := range []struct {
			name, want string
			f          func()
		}{
			{"Encrypt to 15 bytes", block, func() { b.Encrypt(buf[:15], iv) }},
			{"Encrypt of 15 bytes", block, func() { b.Encrypt(buf, iv[:15]) }},
			{"Decrypt to 15 bytes", block, func() { b.Decrypt(buf[:15], iv) }},
			{"Encrypt, one byte on", overlap, func() { b.Encrypt(buf[1:], buf) }},
			{"Decrypt, one byte back", overlap, func() { b.Decrypt(buf, buf[15:]) }},
			{"CTR, short IV", ivSize, func() { aes.NewCTR(b, iv[:12]) }},
			{"CTR, short output", short, func() { ctr.XORKeyStream(buf[:9], buf[100:110]) }},
			{"CTR, one byte on", overlap, func() { ctr.XORKeyStream(buf[1:], buf[:20]) }},
			{"CTR, one byte back", overlap, func() { ctr.XORKeyStream(buf, buf[1:20]) }},
			{"CBC encryption, short IV", ivSize, func() { aes.NewCBCEncrypter(b, nil) }},
			{"CBC encryption, part of a block", partial, func() { enc.CryptBlocks(buf, buf[:17]) }},
			{"CBC encryption, short output", short, func() { enc.CryptBlocks(buf[:31], iv[:16:16]); enc.CryptBlocks(buf[:31], buf[32:64]) }},
			{"CBC encryption, a block on", overlap, func() { enc.CryptBlocks(buf[16:], buf[:32]) }},
			{"CBC decryption, short IV", ivSize, func() { aes.NewCBCDecrypter(b, buf[:17]) }},
			{"CBC decryption, part of a block", partial, func() { dec.CryptBlocks(buf, buf[:15]) }},
			{"CBC decryption, short output", short, func() { dec.CryptBlocks(nil, buf[:16]) }},
			{"CBC decryption, a block back", overlap, func() { dec.CryptBlocks(buf, buf[16:48]) }},
			{"Seal, nonce of 11", nonce12, func() { g.Seal(nil, nonce[:11], nil, nil) }},
			{"Seal, nonce of 16", nonce12, func() { g.Seal(nil, iv, nil, nil) }},
			{"Seal, one byte on", overlap, func() { g.Seal(buf[:1], nonce, buf[:20], nil) }},
			{"Seal, tag over plaintext", overlap, func() { g.Seal(buf[:0], nonce, buf[10:20], nil) }},
			{"Open, nonce of 11", nonce12, func() { g.Open(nil, nonce[:11], sealed, nil) }},
			{"Open, one byte on", overlap, func() { g.Open(room[:1], nonce, room[:len(sealed)], nil) }},
			{"Open, one byte back, wrong tag", overlap, func() { g.Open(room[:0], nonce, room[1:], nil) }},
			{"Open, onto the tag", overlap, func() { g.Open(room[len(sealed)-16:len(sealed)-16], nonce, room[:len(sealed)], nil) }},
		} {
			got := func() (r any) {
				defer func() { r = recover() }()
				c.f()
				return nil
			}()
			if c.want != got {
				t.Errorf("%s: want panic %q, got %v", c.name, c.want, got)
			}
		}
	})
}

// TestWipedModesForget asks each type whether anything of its key is left to use.
func TestWipedModesForget(t *testing.T) {
	asmtest.EachTier(t, kernel.Tiers, func(t *testing.T) {
		iv := make([]byte, 16)
		b := newBlock(t, []byte("a key of 16 byte"))
		panics := func(name string, f func()) {
			t.Helper()
			defer func() {
				if recover() == nil {
					t.Errorf("%s works after Wipe", name)
				}
			}()
			f()
		}
		ctr, g := aes.NewCTR(b, iv), aes.NewGCM(b)
		enc, dec := aes.NewCBCEncrypter(b, iv), aes.NewCBCDecrypter(b, iv)
		later := aes.NewCTR(b, iv)
		ctr.Wipe()
		g.Wipe()
		enc.Wipe()
		dec.Wipe()
		buf := make([]byte, 16)
		panics("CTR", func() { ctr.XORKeyStream(buf, buf) })
		panics("GCM", func() { g.Seal(nil, iv[:12], buf, nil) })
		panics("CBC encryption", func() { enc.CryptBlocks(buf, buf) })
		panics("CBC decryption", func() { dec.CryptBlocks(buf, buf) })

		b.Wipe()
		panics("Encrypt", func() { b.Encrypt(buf, buf) })
		panics("Decrypt", func() { b.Decrypt(buf, buf) })
		// The generic tier has made sixteen blocks of key stream in advance.
		panics("CTR of a wiped Block", func() { later.XORKeyStream(make([]byte, 257), make([]byte, 257)) })
		same(t, "buffer", make([]byte, 16), buf)
	})
}
