package argon2_test

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/glassh/glassh/primitives/argon2"
	"github.com/glassh/glassh/vectors"
)

var variants = map[string]argon2.Variant{"argon2d": argon2.D, "argon2i": argon2.I, "argon2id": argon2.ID}

func TestPublishedTags(t *testing.T) {
	type group struct {
		Tests []struct {
			vectors.Case
			Variant                           string
			Memory, Passes, Lanes             uint32
			Password, Salt, Secret, Data, Tag vectors.Hex
		}
	}
	for _, name := range []string{"argon2_rfc9106.json", "argon2_command.json", "argon2_openssl.json"} {
		file, err := vectors.Load[group](name)
		if err != nil {
			t.Fatal(err)
		}
		for _, g := range file.Groups {
			for _, c := range g.Tests {
				variant, ok := variants[c.Variant]
				if !ok {
					t.Fatalf("%s: %v: no variant %q", name, c.Case, c.Variant)
				}
				n := len(c.Tag)
				got := append(make([]byte, n), 0xa5)
				if err := argon2.Key(got[:n], c.Password, c.Salt, &argon2.Params{
					Variant: variant, Memory: c.Memory, Passes: c.Passes, Lanes: c.Lanes,
					Secret: c.Secret, Data: c.Data,
				}); err != nil || !bytes.Equal(c.Tag, got[:n]) {
					t.Errorf("%s: %v: %s: want %x, got %x, %v", name, c.Case, c.Variant, c.Tag, got[:n], err)
				}
				if got[n] != 0xa5 {
					t.Errorf("%s: %v: wrote behind the tag", name, c.Case)
				}
			}
		}
	}
}

// TestEveryInputCounts changes one input at a time, and moves a byte from one to the
// next.
func TestEveryInputCounts(t *testing.T) {
	type input struct {
		password, salt string
		variant        argon2.Variant
		m, t, p        uint32
		secret, data   string
		n              int
	}
	seen := map[string]input{}
	for _, in := range []input{
		{"password", "salt", argon2.ID, 64, 2, 1, "secret", "data", 32},
		{"passwor", "dsalt", argon2.ID, 64, 2, 1, "secret", "data", 32},
		{"password", "sal", argon2.ID, 64, 2, 1, "tsecret", "data", 32},
		{"password", "salt", argon2.ID, 64, 2, 1, "secre", "tdata", 32},
		{"password", "salt", argon2.I, 64, 2, 1, "secret", "data", 32},
		{"password", "salt", argon2.D, 64, 2, 1, "secret", "data", 32},
		{"password", "salt", argon2.ID, 65, 2, 1, "secret", "data", 32}, // rounded down to 64
		{"password", "salt", argon2.ID, 64, 3, 1, "secret", "data", 32},
		{"password", "salt", argon2.ID, 64, 2, 2, "secret", "data", 32},
		{"password", "salt", argon2.ID, 64, 2, 1, "secret", "data", 33},
	} {
		key := make([]byte, in.n)
		if err := argon2.Key(key, []byte(in.password), []byte(in.salt), &argon2.Params{
			Variant: in.variant, Memory: in.m, Passes: in.t, Lanes: in.p,
			Secret: []byte(in.secret), Data: []byte(in.data),
		}); err != nil {
			t.Fatal(err)
		}
		front := string(key[:16])
		if other, ok := seen[front]; ok {
			t.Errorf("one key for %+v and %+v", other, in)
		}
		seen[front] = in
	}
}

func TestImpossibleParameters(t *testing.T) {
	for _, c := range []struct {
		want    error
		m, t, p uint32
	}{
		{argon2.ErrLanes, 8, 1, 0},
		{argon2.ErrLanes, 1<<32 - 1, 1, 1 << 24},
		{argon2.ErrMemory, 0, 1, 1},
		{argon2.ErrMemory, 7, 1, 1},
		{argon2.ErrMemory, 8*3 - 1, 1, 3},
		{argon2.ErrMemory, 1<<27 - 9, 1, 1<<24 - 1},
		{argon2.ErrPasses, 8, 0, 1},
		{nil, 8 * 3, 1, 3},
	} {
		key := []byte("untouched")
		p := &argon2.Params{Variant: argon2.ID, Memory: c.m, Passes: c.t, Lanes: c.p}
		if got := argon2.Key(key, []byte("password"), []byte("salt"), p); c.want != got {
			t.Errorf("m = %d, t = %d, p = %d: want %v, got %v", c.m, c.t, c.p, c.want, got)
		}
		if untouched := string(key) == "untouched"; untouched != (c.want != nil) {
			t.Errorf("m = %d, t = %d, p = %d: the key is %q", c.m, c.t, c.p, key)
		}
	}
}

func TestMisusePanics(t *testing.T) {
	for name, use := range map[string]func(p *argon2.Params){
		"a tag of 3 bytes":  func(p *argon2.Params) { argon2.Key(make([]byte, 3), nil, nil, p) },
		"no tag":            func(p *argon2.Params) { argon2.Key(nil, nil, nil, p) },
		"a variant of none": func(p *argon2.Params) { p.Variant = 3; argon2.Key(make([]byte, 32), nil, nil, p) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s was computed", name)
				}
			}()
			use(&argon2.Params{Memory: 8, Passes: 1, Lanes: 1})
		}()
	}
}

// PuTTY's default: 8 MiB, and as many passes as take 0.1 s.
func BenchmarkKey(b *testing.B) {
	for _, v := range []string{"argon2d", "argon2i", "argon2id"} {
		b.Run(fmt.Sprintf("alg=%s/tier=generic/memory=8MiB/passes=13", v), func(b *testing.B) {
			p := &argon2.Params{Variant: variants[v], Memory: 8 << 10, Passes: 13, Lanes: 1}
			b.SetBytes(13 * 8 << 20)
			b.ReportAllocs()
			key := make([]byte, 80)
			for b.Loop() {
				argon2.Key(key, []byte("password"), []byte("0123456789abcdef"), p)
			}
		})
	}
}
