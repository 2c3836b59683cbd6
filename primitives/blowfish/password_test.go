package blowfish

import (
	"bytes"
	"crypto/rand"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/glassh/glassh/vectors"
)

const known = "$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW" // of U*U

func TestPublishedHashes(t *testing.T) {
	type group struct {
		Tests []struct {
			vectors.Case
			Password vectors.Hex
			Hash     string
		}
	}
	for _, name := range []string{"bcrypt_crypt_blowfish.json", "bcrypt_jbcrypt.json"} {
		file, err := vectors.Load[group](name)
		if err != nil {
			t.Fatal(err)
		}
		for _, g := range file.Groups {
			for _, v := range g.Tests {
				if err := ComparePassword([]byte(v.Hash), v.Password); err != nil {
					t.Errorf("%s: %v: %v", name, v.Case, err)
				}
				wrong := append([]byte{'x'}, v.Password...)
				if err := ComparePassword([]byte(v.Hash), wrong); err != ErrMismatch {
					t.Errorf("%s: %v: with an x in front: want %v, got %v", name, v.Case, ErrMismatch, err)
				}
				if len(v.Password) > MaxPassword {
					continue
				}
				// With the salt of the vector as its random bytes, HashPassword
				// makes the same text, but for the version.
				h, err := parse([]byte(v.Hash))
				if err != nil {
					t.Fatal(err)
				}
				got, err := HashPassword(v.Password, h.cost, bytes.NewReader(h.salt[:]))
				if want := "$2b" + v.Hash[3:]; err != nil || want != string(got) {
					t.Errorf("%s: %v: want %s, got %s, %v", name, v.Case, want, got, err)
				}
			}
		}
	}
}

func TestHashedPasswordIsAccepted(t *testing.T) {
	password := []byte("correct horse battery staple")
	h, err := HashPassword(password, MinCost, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if err := ComparePassword(h, password); err != nil {
		t.Error(err)
	}
	again, err := HashPassword(password, MinCost, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Equal(h, again) {
		t.Error("two hashes of a password have the same salt")
	}
}

func TestOnly72BytesCount(t *testing.T) {
	password := bytes.Repeat([]byte("p"), 73)
	if _, err := HashPassword(password, MinCost, rand.Reader); err != ErrTooLong {
		t.Errorf("73 bytes: want %v, got %v", ErrTooLong, err)
	}
	h, err := HashPassword(password[:72], MinCost, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for n, want := range map[int]error{71: ErrMismatch, 72: nil, 73: nil} {
		if got := ComparePassword(h, password[:n]); got != want {
			t.Errorf("%d bytes: want %v, got %v", n, want, got)
		}
	}
}

// TestPasswordWithNUL: the key of "a" is a 00 a 00 …, which is that of "a\x00a" too.
func TestPasswordWithNUL(t *testing.T) {
	if _, err := HashPassword([]byte("a\x00a"), MinCost, rand.Reader); err != ErrNUL {
		t.Errorf("want %v, got %v", ErrNUL, err)
	}
	h, err := HashPassword([]byte("a"), MinCost, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if err := ComparePassword(h, []byte("a\x00a")); err != ErrMismatch {
		t.Errorf("want %v, got %v", ErrMismatch, err)
	}
}

func TestCostOutOfRange(t *testing.T) {
	for _, cost := range []int{-1, 0, 3, 32, 1 << 30} {
		_, err := HashPassword([]byte("p"), cost, rand.Reader)
		if want := CostError(cost); err != want {
			t.Errorf("cost %d: want %v, got %v", cost, want, err)
		}
	}
	for _, cost := range []string{"00", "03", "32", "99"} {
		hash := []byte(strings.Replace(known, "$05$", "$"+cost+"$", 1))
		var want CostError
		if err := ComparePassword(hash, []byte("U*U")); !errors.As(err, &want) {
			t.Errorf("cost %s: want a CostError, got %v", cost, err)
		}
	}
}

func TestCostOfAHash(t *testing.T) {
	for cost, hash := range map[int]string{5: known, 31: strings.Replace(known, "$05$", "$31$", 1)} {
		if got, err := Cost([]byte(hash)); got != cost || err != nil {
			t.Errorf("want %d, got %d, %v", cost, got, err)
		}
	}
}

func TestNotAHash(t *testing.T) {
	for name, hash := range map[string]string{
		"empty":                            "",
		"one byte short":                   known[:59],
		"one byte long":                    known + "u",
		"version 2":                        "$2$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeWx",
		"version 2x":                       "$2x" + known[3:],
		"another scheme":                   "$5b" + known[3:],
		"cost of one digit":                "$2b$5$" + known[7:] + "u",
		"cost with a sign":                 "$2b$+5$" + known[7:],
		"no $ after the cost":              "$2b$05." + known[7:],
		"a character outside the alphabet": known[:59] + "=",
		"line ends in the salt":            known[:10] + "\n\n" + known[12:],
		"line ends in the hash":            known[:40] + "\r\n\r\n" + known[44:],
	} {
		if err := ComparePassword([]byte(hash), []byte("U*U")); err != ErrFormat {
			t.Errorf("%s: want %v, got %v", name, ErrFormat, err)
		}
	}
}

// TestSpareBitsAreIgnored: the last character of the salt has 2 bits of it, and the
// last of the hash 4. "." is 0, and "/" is 1.
func TestSpareBitsAreIgnored(t *testing.T) {
	for _, hash := range []string{known[:28] + "/" + known[29:], known[:59] + "X"} {
		if err := ComparePassword([]byte(hash), []byte("U*U")); err != nil {
			t.Errorf("%s: %v", hash, err)
		}
	}
}

func TestNoSaltNoHash(t *testing.T) {
	_, err := HashPassword([]byte("p"), MinCost, bytes.NewReader(make([]byte, 15)))
	if !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("want %v, got %v", io.ErrUnexpectedEOF, err)
	}
}

// FuzzParse holds what is read against what is written: only spare bits get lost.
func FuzzParse(f *testing.F) {
	f.Add([]byte(known))
	f.Add([]byte("$2y$31$......................9999999999999999999999999999999"))
	f.Add([]byte("$2a$12$/OK.fbVrR/bpIqNJ5ianF.swQOIzjOiJ9GHEPuhEkvqrUyvWhEMx6"))
	f.Fuzz(func(t *testing.T, text []byte) {
		h, err := parse(text)
		if err != nil {
			return
		}
		out := h.text()
		if len(out) != len(text) || !bytes.Equal(text[:28], out[:28]) || !bytes.Equal(text[29:59], out[29:59]) {
			t.Errorf("%q is written %q", text, out)
		}
		if again, err := parse(out); err != nil || again != h {
			t.Errorf("%q: %v", out, err)
		}
	})
}

func BenchmarkHash(b *testing.B) {
	b.Run("alg=bcrypt/tier=generic/cost=10", func(b *testing.B) {
		b.ReportAllocs()
		var salt [16]byte
		for b.Loop() {
			hashVarTime([]byte("U*U"), 10, &salt)
		}
	})
}
