package aes_test

import (
	"bytes"
	stdaes "crypto/aes"
	"crypto/cipher"
	"testing"

	"github.com/glassh/glassh/aes"
)

// FuzzLikeStandardLibrary compares GCM and CTR in two pieces with the standard library.
func FuzzLikeStandardLibrary(f *testing.F) {
	f.Add(make([]byte, 16), make([]byte, 12), []byte("text"), []byte("ad"), uint(1))
	f.Add(make([]byte, 24), bytes.Repeat([]byte{0xff}, 12), make([]byte, 300), []byte(nil), uint(257))
	f.Add(make([]byte, 32), make([]byte, 12), make([]byte, 1000), make([]byte, 64), uint(240))
	f.Fuzz(func(t *testing.T, key, nonce, text, ad []byte, split uint) {
		std, err := stdaes.NewCipher(key)
		b, ourErr := aes.New(key)
		if (err == nil) != (ourErr == nil) {
			t.Fatalf("key of %d bytes: want %v, got %v", len(key), err, ourErr)
		}
		if err != nil || len(nonce) != 12 {
			return
		}
		theirs, err := cipher.NewGCM(std)
		if err != nil {
			t.Fatal(err)
		}
		g := aes.NewGCM(b)
		want := theirs.Seal(nil, nonce, text, ad)
		same(t, "Seal", want, g.Seal(nil, nonce, text, ad))
		opened, err := g.Open(nil, nonce, want, ad)
		if err != nil {
			t.Fatal(err)
		}
		same(t, "Open", text, opened)
		if _, err := g.Open(nil, nonce, text, ad); err == nil {
			t.Error("Open accepted the plaintext")
		}

		iv := append(bytes.Clone(nonce), 0xff, 0xff, 0xff, byte(split))
		cipher.NewCTR(std, iv).XORKeyStream(want[:len(text)], text)
		c := aes.NewCTR(b, iv)
		got, at := make([]byte, len(text)), int(split%uint(len(text)+1))
		c.XORKeyStream(got[:at], text[:at])
		c.XORKeyStream(got[at:], text[at:])
		same(t, "CTR", want[:len(text)], got)
	})
}
