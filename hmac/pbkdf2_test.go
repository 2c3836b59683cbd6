package hmac_test

import (
	"bytes"
	stdpbkdf2 "crypto/pbkdf2"
	"flag"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/glassh/glassh/asm/asmtest"
	"github.com/glassh/glassh/hmac"
	"github.com/glassh/glassh/vectors"
)

var long = flag.Bool("long", false, "also run PBKDF2 with millions of iterations")

// tooLong reports whether so many iterations wait for the flag -long.
func tooLong(iterations int) bool { return iterations > 100_000 && !*long }

// pbkdf2 returns n bytes with something behind them that must stay.
func pbkdf2(t *testing.T, n int, newMAC func([]byte) *hmac.MAC, password, salt []byte, iterations int) []byte {
	t.Helper()
	key := append(make([]byte, n), 0xa5)
	if err := hmac.PBKDF2(key[:n], newMAC, password, salt, iterations); err != nil {
		t.Fatal(err)
	}
	if key[n] != 0xa5 {
		t.Errorf("%d bytes: wrote behind them", n)
	}
	return key[:n]
}

func TestPBKDF2PublishedKeys(t *testing.T) {
	type group struct {
		Tests []struct {
			vectors.Case
			Iterations          int
			Password, Salt, Key vectors.Hex
		}
	}
	for _, f := range []struct {
		name string
		new  func([]byte) *hmac.MAC
	}{
		{"pbkdf2_sha1_rfc6070.json", hmac.NewSHA1},
		{"pbkdf2_sha256_rfc7914.json", hmac.NewSHA256},
	} {
		file, err := vectors.Load[group](f.name)
		if err != nil {
			t.Fatal(err)
		}
		for _, g := range file.Groups {
			for _, c := range g.Tests {
				if tooLong(c.Iterations) {
					continue
				}
				if got := pbkdf2(t, len(c.Key), f.new, c.Password, c.Salt, c.Iterations); !bytes.Equal(c.Key, got) {
					t.Errorf("%s: %v: want %x, got %x", f.name, c.Case, c.Key, got)
				}
			}
		}
	}
}

// TestPBKDF2Wycheproof has nothing but valid keys: random passwords, in ASCII, in UTF-8
// and of any bytes. Almost all have 4096 iterations.
func TestPBKDF2Wycheproof(t *testing.T) {
	type group struct {
		Tests []struct {
			vectors.Case
			IterationCount, DKLen int
			Password, Salt, DK    vectors.Hex
		}
	}
	for _, f := range functions {
		file, err := vectors.Wycheproof[group]("pbkdf2_hmac" + f.name + "_test.json")
		if err != nil {
			t.Fatal(err)
		}
		for _, g := range file.Groups {
			for _, c := range g.Tests {
				if c.Result != vectors.Valid {
					t.Errorf("%s: %v: no policy for %q", f.name, c.Case, c.Result)
				}
				if tooLong(c.IterationCount) {
					continue
				}
				if got := pbkdf2(t, c.DKLen, f.new, c.Password, c.Salt, c.IterationCount); !bytes.Equal(c.DK, got) {
					t.Errorf("%s: %v: want %x, got %x", f.name, c.Case, c.DK, got)
				}
			}
		}
	}
}

// TestPBKDF2KeysOfEveryLength compares with the standard library; the lengths cover the
// ends of three blocks of each hash function.
func TestPBKDF2KeysOfEveryLength(t *testing.T) {
	rnd := rand.New(rand.NewPCG(5, 6))
	for _, f := range functions {
		for n := 1; n <= 3*64+1; n++ {
			password, salt := asmtest.Bytes(rnd, rnd.IntN(200)), asmtest.Bytes(rnd, rnd.IntN(200))
			iterations := 1 + rnd.IntN(5)
			want, err := stdpbkdf2.Key(f.std, string(password), salt, iterations, n)
			if err != nil {
				t.Fatal(err)
			}
			if got := pbkdf2(t, n, f.new, password, salt, iterations); !bytes.Equal(want, got) {
				t.Errorf("%s: %d bytes, %d iterations, password of %d bytes, salt of %d: want %x, got %x",
					f.name, n, iterations, len(password), len(salt), want, got)
			}
		}
	}
}

func TestPBKDF2WithoutIterations(t *testing.T) {
	for _, n := range []int{0, -1} {
		key := []byte("untouched")
		if err := hmac.PBKDF2(key, hmac.NewSHA256, nil, nil, n); err != hmac.ErrIterations {
			t.Errorf("%d iterations: want %v, got %v", n, hmac.ErrIterations, err)
		}
		if string(key) != "untouched" {
			t.Errorf("%d iterations: the key is %x", n, key)
		}
	}
}

func TestPBKDF2OfNoLengthPanics(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("made a key of no bytes")
		}
	}()
	hmac.PBKDF2(nil, hmac.NewSHA256, []byte("password"), []byte("salt"), 1)
}

func BenchmarkPBKDF2(b *testing.B) {
	for _, f := range functions {
		b.Run(fmt.Sprintf("alg=pbkdf2-%s/iterations=1000", f.name), func(b *testing.B) {
			b.ReportAllocs()
			key := make([]byte, f.std().Size())
			for b.Loop() {
				hmac.PBKDF2(key, f.new, []byte("password"), []byte("0123456789abcdef"), 1000)
			}
		})
	}
}
