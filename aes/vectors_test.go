package aes_test

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/glassh/glassh/aes"
	kernel "github.com/glassh/glassh/asm/aes"
	"github.com/glassh/glassh/asm/asmtest"
	"github.com/glassh/glassh/vectors"
)

// A group is one of any file of vectors of this package.
type group struct {
	Tests []vector
}

type vector struct {
	vectors.Case
	Key, H, Nonce, IV, AD, Plaintext, Ciphertext, Tag vectors.Hex
}

// eachVector runs f on all vectors of a file, on every tier.
func eachVector(t *testing.T, name string, f func(t *testing.T, b *aes.Block, v vector)) {
	file, err := vectors.Load[group](name)
	if err != nil {
		t.Fatal(err)
	}
	asmtest.EachTier(t, kernel.Tiers, func(t *testing.T) {
		for _, g := range file.Groups {
			if len(g.Tests) == 0 {
				t.Errorf("%s has an empty group", name)
			}
			for _, v := range g.Tests {
				t.Run(v.String(), func(t *testing.T) { f(t, newBlock(t, v.Key), v) })
			}
		}
	})
}

func newBlock(t testing.TB, key []byte) *aes.Block {
	b, err := aes.New(key)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func same(t *testing.T, what string, want, got []byte) {
	t.Helper()
	if !bytes.Equal(want, got) {
		t.Errorf("%s: %s", what, cmp.Diff(want, got))
	}
}

func TestBlocksFIPS197(t *testing.T)   { eachVector(t, "aes_fips197.json", testBlocks) }
func TestBlocksSP800_38A(t *testing.T) { eachVector(t, "aes_ecb_sp800_38a.json", testBlocks) }

func testBlocks(t *testing.T, b *aes.Block, v vector) {
	got := make([]byte, len(v.Plaintext))
	for i := 0; i < len(got); i += b.BlockSize() {
		b.Encrypt(got[i:], v.Plaintext[i:])
	}
	same(t, "encrypted", v.Ciphertext, got)
	for i := 0; i < len(got); i += b.BlockSize() {
		b.Decrypt(got[i:], got[i:])
	}
	same(t, "decrypted", v.Plaintext, got)
}

func TestCBCSP800_38A(t *testing.T) {
	eachVector(t, "aes_cbc_sp800_38a.json", func(t *testing.T, b *aes.Block, v vector) {
		got := make([]byte, len(v.Plaintext))
		aes.NewCBCEncrypter(b, v.IV).CryptBlocks(got, v.Plaintext)
		same(t, "encrypted", v.Ciphertext, got)
		aes.NewCBCDecrypter(b, v.IV).CryptBlocks(got, got)
		same(t, "decrypted", v.Plaintext, got)
	})
}

func TestCTRSP800_38A(t *testing.T) {
	eachVector(t, "aes_ctr_sp800_38a.json", func(t *testing.T, b *aes.Block, v vector) {
		testCTR(t, b, v.IV, v)
	})
}

func TestCTRRFC3686(t *testing.T) {
	eachVector(t, "aes_ctr_rfc3686.json", func(t *testing.T, b *aes.Block, v vector) {
		// RFC 3686 §4: the counter block is nonce ‖ IV ‖ 1.
		counter := append(append(bytes.Clone(v.Nonce), v.IV...), 0, 0, 0, 1)
		testCTR(t, b, counter, v)
	})
}

func testCTR(t *testing.T, b *aes.Block, counter []byte, v vector) {
	got := make([]byte, len(v.Plaintext))
	aes.NewCTR(b, counter).XORKeyStream(got, v.Plaintext)
	same(t, "encrypted", v.Ciphertext, got)
	aes.NewCTR(b, counter).XORKeyStream(got, got)
	same(t, "decrypted", v.Plaintext, got)
}

func TestGCMMcGrewViega(t *testing.T) {
	eachVector(t, "aes_gcm_mcgrew_viega.json", func(t *testing.T, b *aes.Block, v vector) {
		h := make([]byte, 16)
		b.Encrypt(h, h)
		same(t, "H", v.H, h)

		g := aes.NewGCM(b)
		sealed := g.Seal(nil, v.Nonce, v.Plaintext, v.AD)
		same(t, "sealed", append(bytes.Clone(v.Ciphertext), v.Tag...), sealed)
		got, err := g.Open(nil, v.Nonce, sealed, v.AD)
		if err != nil {
			t.Fatal(err)
		}
		same(t, "opened", v.Plaintext, got)
	})
}
