package blowfish

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/glassh/glassh/vectors"
)

func TestPublishedKeys(t *testing.T) {
	type group struct {
		Tests []struct {
			vectors.Case
			Rounds              int
			Password, Salt, Key vectors.Hex
		}
	}
	for _, name := range []string{"bcrypt_pbkdf_openbsd.json", "bcrypt_pbkdf_go.json"} {
		file, err := vectors.Load[group](name)
		if err != nil {
			t.Fatal(err)
		}
		for _, g := range file.Groups {
			for _, v := range g.Tests {
				got := make([]byte, len(v.Key))
				if err := PBKDF(got, v.Password, v.Salt, v.Rounds); err != nil || !bytes.Equal(v.Key, got) {
					t.Errorf("%s: %v: want %x, got %x, %v", name, v.Case, v.Key, got, err)
				}
			}
		}
	}
}

// TestBytesOfAKeyComeFromAllBlocks: a block is the same in a key of any length, and
// the longest key has all of them.
func TestBytesOfAKeyComeFromAllBlocks(t *testing.T) {
	password, salt := []byte("password"), []byte("salt")
	var all [MaxPBKDF]byte
	if err := PBKDF(all[:], password, salt, 1); err != nil {
		t.Fatal(err)
	}
	for _, length := range []int{1, 2, 31, 32, 33, 48, 63, 64, 65, 96, 97, 321} {
		want, n := make([]byte, length), (length+31)/32
		for i := range want {
			block, at := i%n, i/n
			want[i] = all[32*at+block]
		}
		got := make([]byte, length, length+1)
		if err := PBKDF(got, password, salt, 1); err != nil || !bytes.Equal(want, got) {
			t.Errorf("%d bytes: want %x, got %x, %v", length, want, got, err)
		}
		if rest := got[:length+1][length]; rest != 0 {
			t.Errorf("%d bytes: wrote %#x behind them", length, rest)
		}
	}
}

func TestTwoChainsAreTwiceOne(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	x, y := initial, initial
	one, two := x, y
	for range 20 {
		var k, m [18]uint32
		for i := range k {
			k[i], m[i] = r.Uint32(), r.Uint32()
		}
		one.expandVarTime(&k, make([]uint32, 2))
		two.expandVarTime(&m, make([]uint32, 2))
		expandTwoVarTime(&x, &y, &k, &m)
		if one != x || two != y {
			t.Fatal("two states in step are not what they are one by one")
		}
	}
}

func TestNoKeyFromNothing(t *testing.T) {
	some := []byte("some")
	for _, c := range []struct {
		want           error
		password, salt []byte
		rounds         int
	}{
		{ErrNoPassword, nil, some, 1},
		{ErrNoPassword, []byte{}, nil, 0},
		{ErrSalt, some, nil, 1},
		{ErrSalt, some, make([]byte, MaxSalt+1), 1},
		{ErrRounds, some, some, 0},
		{ErrRounds, some, some, -1},
		{nil, some, make([]byte, MaxSalt), 1},
	} {
		key := []byte("untouched")
		if got := PBKDF(key, c.password, c.salt, c.rounds); c.want != got {
			t.Errorf("want %v, got %v", c.want, got)
		}
		if untouched := string(key) == "untouched"; untouched != (c.want != nil) {
			t.Errorf("%v: the key is %q", c.want, key)
		}
	}
}

func TestKeyOfNoLengthPanics(t *testing.T) {
	for _, n := range []int{0, MaxPBKDF + 1} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("made a key of %d bytes", n)
				}
			}()
			PBKDF(make([]byte, n), []byte("password"), []byte("salt"), 1)
		}()
	}
}

func TestWipedChainIsEmpty(t *testing.T) {
	h := chain{c: initial}
	h.start([]byte("salt"), 1)
	h.wipe()
	if h != (chain{}) {
		t.Error("something is left")
	}
}

// OpenSSH's ciphers need 32 to 64 bytes. ssh-keygen writes 24 rounds, and long wrote
// 16.
func BenchmarkPBKDF(b *testing.B) {
	for _, size := range []int{32, 48} {
		b.Run(fmt.Sprintf("alg=bcrypt_pbkdf/tier=generic/rounds=16/size=%d", size), func(b *testing.B) {
			b.ReportAllocs()
			key := make([]byte, size)
			for b.Loop() {
				PBKDF(key, []byte("password"), []byte("0123456789abcdef"), 16)
			}
		})
	}
}
