package hmac_test

import (
	"bytes"
	stdhmac "crypto/hmac"
	stdsha1 "crypto/sha1"
	stdsha256 "crypto/sha256"
	stdsha512 "crypto/sha512"
	"hash"
	"math/rand/v2"
	"testing"

	"github.com/glassh/glassh/asm"
	"github.com/glassh/glassh/asm/asmtest"
	sha1kernel "github.com/glassh/glassh/asm/sha1"
	sha2kernel "github.com/glassh/glassh/asm/sha2"
	"github.com/glassh/glassh/hmac"
	"github.com/glassh/glassh/vectors"
)

var _ hash.Hash = (*hmac.MAC)(nil)

var functions = []struct {
	name       string
	tiers      *asm.Set
	new        func(key []byte) *hmac.MAC
	std        func() hash.Hash
	source     string
	wycheproof string
}{
	{"sha1", sha1kernel.Tiers, hmac.NewSHA1, stdsha1.New, "hmac_sha1_rfc2202.json", "hmac_sha1_test.json"},
	{"sha256", sha2kernel.Tiers256, hmac.NewSHA256, stdsha256.New, "hmac_sha256_rfc4231.json", "hmac_sha256_test.json"},
	{"sha384", sha2kernel.Tiers512, hmac.NewSHA384, stdsha512.New384, "hmac_sha384_rfc4231.json", "hmac_sha384_test.json"},
	{"sha512", sha2kernel.Tiers512, hmac.NewSHA512, stdsha512.New, "hmac_sha512_rfc4231.json", "hmac_sha512_test.json"},
}

func tag(m *hmac.MAC, msg []byte) []byte {
	m.Write(msg)
	return m.Sum(nil)
}

func stdTag(h func() hash.Hash, key, msg []byte) []byte {
	m := stdhmac.New(h, key)
	m.Write(msg)
	return m.Sum(nil)
}

func TestPublishedTags(t *testing.T) {
	type group struct {
		Tests []struct {
			vectors.Case
			Key, Msg, Tag vectors.Hex
		}
	}
	for _, f := range functions {
		file, err := vectors.Load[group](f.source)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(f.name, func(t *testing.T) {
			asmtest.EachTier(t, f.tiers, func(t *testing.T) {
				for _, g := range file.Groups {
					for _, c := range g.Tests {
						// A shorter tag is a truncated one.
						if got := tag(f.new(c.Key), c.Msg); !bytes.Equal(c.Tag, got[:len(c.Tag)]) {
							t.Errorf("%v: want %x, got %x", c.Case, c.Tag, got)
						}
					}
				}
			})
		})
	}
}

// TestWycheproof has tags whole and truncated to half, right and modified.
func TestWycheproof(t *testing.T) {
	type group struct {
		TagSize int // in bits
		Tests   []struct {
			vectors.Case
			Key, Msg, Tag vectors.Hex
		}
	}
	// Modified tags and random ones that must be valid. Another flag would need a
	// thought.
	known := map[string]bool{"ModifiedTag": true, "Pseudorandom": true, "TruncatedHmac": true}
	for _, f := range functions {
		file, err := vectors.Wycheproof[group](f.wycheproof)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(f.name, func(t *testing.T) {
			asmtest.EachTier(t, f.tiers, func(t *testing.T) {
				for _, g := range file.Groups {
					for _, c := range g.Tests {
						for _, flag := range c.Flags {
							if !known[flag] {
								t.Errorf("%v: no policy for flag %s", c.Case, flag)
							}
						}
						got := tag(f.new(c.Key), c.Msg)[:g.TagSize/8]
						switch equal := bytes.Equal(c.Tag, got); {
						case c.Result == vectors.Valid && !equal:
							t.Errorf("%v: want %x, got %x", c.Case, c.Tag, got)
						case c.Result == vectors.Invalid && equal:
							t.Errorf("%v: accepted", c.Case)
						case c.Result == vectors.Acceptable:
							t.Errorf("%v: no policy for acceptable tags", c.Case)
						}
					}
				}
			})
		})
	}
}

// TestEveryLengthInRandomPieces compares with the standard library, with keys of
// random lengths up to beyond a block, and one MAC for each key's messages.
func TestEveryLengthInRandomPieces(t *testing.T) {
	for _, f := range functions {
		t.Run(f.name, func(t *testing.T) {
			asmtest.EachTier(t, f.tiers, func(t *testing.T) {
				rnd := rand.New(rand.NewPCG(3, 4))
				for n := range 301 {
					key := asmtest.Bytes(rnd, rnd.IntN(200))
					m := f.new(key)
					for range 2 {
						m.Reset()
						msg := asmtest.Bytes(rnd, n)
						for rest := msg; len(rest) > 0; {
							k := 1 + rnd.IntN(len(rest))
							if w, err := m.Write(rest[:k]); w != k || err != nil {
								t.Fatalf("Write of %d bytes: %d, %v", k, w, err)
							}
							rest = rest[k:]
						}
						want := stdTag(f.std, key, msg)
						for range 2 { // Sum may be asked again
							if got := m.Sum([]byte("front")); !bytes.Equal(append([]byte("front"), want...), got) {
								t.Fatalf("key of %d bytes, message of %d: want front and %x, got %x", len(key), n, want, got)
							}
						}
					}
				}
			})
		})
	}
}

func TestKeyLengthsAroundABlock(t *testing.T) {
	for _, f := range functions {
		for n := range 140 {
			key := bytes.Repeat([]byte{0xc3}, n)
			if want, got := stdTag(f.std, key, []byte("m")), tag(f.new(key), []byte("m")); !bytes.Equal(want, got) {
				t.Errorf("%s: key of %d bytes: want %x, got %x", f.name, n, want, got)
			}
		}
	}
}

func TestKeyMayChangeAfterwards(t *testing.T) {
	key := []byte("secret")
	m := hmac.NewSHA256(key)
	clear(key)
	if want, got := stdTag(stdsha256.New, []byte("secret"), nil), m.Sum(nil); !bytes.Equal(want, got) {
		t.Errorf("want %x, got %x", want, got)
	}
}

func TestSizes(t *testing.T) {
	for _, f := range functions {
		std, m := f.std(), f.new(nil)
		if std.Size() != m.Size() || std.BlockSize() != m.BlockSize() {
			t.Errorf("%s: want %d and %d, got %d and %d", f.name, std.Size(), std.BlockSize(), m.Size(), m.BlockSize())
		}
	}
}

func TestUseAfterWipePanics(t *testing.T) {
	for _, f := range functions {
		for name, use := range map[string]func(*hmac.MAC){
			"Write": func(m *hmac.MAC) { m.Write([]byte("m")) },
			"Sum":   func(m *hmac.MAC) { m.Sum(nil) },
			"Reset": func(m *hmac.MAC) { m.Reset() },
			"Size":  func(m *hmac.MAC) { m.Size() },
		} {
			m := f.new([]byte("key"))
			m.Wipe()
			m.Wipe()
			func() {
				defer func() {
					if recover() == nil {
						t.Errorf("%s: %s worked after Wipe", f.name, name)
					}
				}()
				use(m)
			}()
		}
	}
}

func TestNoAllocation(t *testing.T) {
	for _, f := range functions {
		t.Run(f.name, func(t *testing.T) {
			asmtest.EachTier(t, f.tiers, func(t *testing.T) {
				m, msg, out := f.new([]byte("key")), make([]byte, 300), make([]byte, 0, 64)
				if n := testing.AllocsPerRun(100, func() {
					m.Reset()
					m.Write(msg)
					out = m.Sum(out[:0])
				}); n != 0 {
					t.Errorf("want no allocation, got %v", n)
				}
			})
		})
	}
}

// FuzzSplits writes one message in two parts, and compares with the standard
// library.
func FuzzSplits(f *testing.F) {
	f.Add([]byte("key"), []byte("message"), uint16(3))
	f.Add(make([]byte, 131), make([]byte, 152), uint16(64))
	f.Fuzz(func(t *testing.T, key, msg []byte, cut uint16) {
		i := int(cut) % (len(msg) + 1)
		for _, f := range functions {
			m := f.new(key)
			m.Write(msg[:i])
			m.Sum(nil)
			m.Write(msg[i:])
			if want, got := stdTag(f.std, key, msg), m.Sum(nil); !bytes.Equal(want, got) {
				t.Errorf("%s: want %x, got %x", f.name, want, got)
			}
		}
	})
}

func TestTiersAgree(t *testing.T) {
	for _, f := range functions {
		asmtest.Agree(t, f.tiers, func(rnd *rand.Rand) []byte {
			m := f.new(asmtest.Bytes(rnd, rnd.IntN(200)))
			m.Write(asmtest.Bytes(rnd, rnd.IntN(600)))
			tag := m.Sum(nil)
			m.Reset()
			m.Write(asmtest.Bytes(rnd, rnd.IntN(600)))
			return m.Sum(tag)
		})
	}
}

func BenchmarkPacket(b *testing.B) {
	for _, f := range functions {
		for _, impl := range f.tiers.Impls {
			if impl.Lacks != "" {
				continue
			}
			for _, size := range []struct {
				name string
				n    int
			}{{"64", 64}, {"1350", 1350}, {"16K", 16 << 10}} {
				b.Run("alg=hmac-"+f.name+"/tier="+impl.Tier.String()+"/size="+size.name, func(b *testing.B) {
					restore, err := f.tiers.Force(impl.Tier.String())
					if err != nil {
						b.Fatal(err)
					}
					defer restore()
					m, msg, out := f.new([]byte("key")), make([]byte, size.n), make([]byte, 0, 64)
					b.SetBytes(int64(size.n))
					b.ReportAllocs()
					for b.Loop() {
						m.Reset()
						m.Write(msg)
						out = m.Sum(out[:0])
					}
				})
			}
		}
	}
}
