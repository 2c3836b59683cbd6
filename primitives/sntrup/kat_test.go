package sntrup

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha256"
	"crypto/sha512"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/glassh/glassh/vectors"
)

// A drbg is the random generator of NIST's test programs: AES-256 CTR_DRBG of SP
// 800-90A without derivation function.
type drbg struct {
	block cipher.Block
	v     [16]byte
}

func newDRBG(seed []byte) *drbg {
	d := new(drbg)
	d.block, _ = aes.NewCipher(make([]byte, 32))
	d.update(seed)
	return d
}

// next writes 16 bytes to dst.
func (d *drbg) next(dst []byte) {
	for i := 15; i >= 0; i-- {
		if d.v[i]++; d.v[i] != 0 {
			break
		}
	}
	d.block.Encrypt(dst, d.v[:])
}

// update replaces the key and V.
func (d *drbg) update(data []byte) {
	var t [48]byte
	for i := 0; i < 48; i += 16 {
		d.next(t[i:])
	}
	for i := range data {
		t[i] ^= data[i]
	}
	d.block, _ = aes.NewCipher(t[:32])
	copy(d.v[:], t[32:])
}

// Read is one call of randombytes. What it gives depends on the calls before it, not
// only on how many bytes they took.
func (d *drbg) Read(dst []byte) (int, error) {
	var b [16]byte
	for rest := dst; len(rest) > 0; {
		d.next(b[:])
		rest = rest[copy(rest, b[:]):]
	}
	d.update(nil)
	return len(dst), nil
}

// inFours makes the calls of the submitted implementation: one for each random number
// of four bytes, and one for ρ.
type inFours struct{ d *drbg }

func (r inFours) Read(dst []byte) (int, error) {
	if len(dst) != smallSize {
		dst = dst[:4]
	}
	return r.d.Read(dst)
}

// answers returns the first entries of NIST's file of answers, each with a seed from
// one generator, and made with another that has that seed.
func answers(t *testing.T, entropy []byte, count int, source func(*drbg) io.Reader) (entries []string) {
	t.Helper()
	seeds := newDRBG(entropy)
	for i := range count {
		seed := make([]byte, 48)
		seeds.Read(seed)
		rand := source(newDRBG(seed))
		k, err := GenerateKey(rand)
		if err != nil {
			t.Fatal(err)
		}
		ciphertext, shared, err := k.PublicKey().Encapsulate(rand)
		if err != nil {
			t.Fatal(err)
		}
		again, err := k.Decapsulate(ciphertext)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(shared, again); diff != "" {
			t.Errorf("count %d: decapsulated: %s", i, diff)
		}
		entries = append(entries, fmt.Sprintf("count = %d\nseed = %X\npk = %X\nsk = %X\nct = %X\nss = %X\n",
			i, seed, k.PublicKey().Bytes(), k.Bytes(), ciphertext, shared))
	}
	return entries
}

// The known answers are published as hashes of all keys, ciphertexts and shared keys.
func TestKnownAnswers(t *testing.T) {
	type group struct {
		Calls string
		Hash  string
		Tests []struct {
			vectors.Case
			Entropy vectors.Hex
			Count   int
			Digest  vectors.Hex
		}
	}
	file, err := vectors.Load[group]("sntrup761_nist.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range file.Groups {
		source := func(d *drbg) io.Reader { return d }
		if g.Calls == "four bytes" {
			source = func(d *drbg) io.Reader { return inFours{d} }
		}
		for _, c := range g.Tests {
			t.Run(c.String(), func(t *testing.T) {
				entries := answers(t, c.Entropy, c.Count, source)
				var got []byte
				switch g.Hash {
				case "SHA-256":
					sum := sha256.Sum256([]byte(strings.Join(entries, "\n")))
					got = sum[:]
				case "SHA-512":
					sum := sha512.Sum512([]byte("# kem/sntrup761\n\n" + strings.Join(entries, "\n") + "\n"))
					got = sum[:]
				}
				if diff := cmp.Diff([]byte(c.Digest), got); diff != "" {
					t.Error(diff)
				}
			})
		}
	}
}
