package dh_test

import (
	"bytes"
	"crypto/ecdh"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/glassh/glassh/asm/asmtest"
	kernel "github.com/glassh/glassh/asm/field25519"
	"github.com/glassh/glassh/dh"
	"github.com/glassh/glassh/vectors"
)

// RFC 7748 §5.2 gives the result of 1,000,000 iterations, which take a minute.
var long = flag.Bool("long", false, "run X25519 for 1,000,000 iterations, MODP groups for 10,000 cases")

func TestFunctionVectors(t *testing.T) {
	type group struct {
		Tests []struct {
			vectors.Case
			Iterations     int
			Scalar, U, Out vectors.Hex
		}
	}
	file, err := vectors.Load[group]("x25519_rfc7748.json")
	if err != nil {
		t.Fatal(err)
	}
	asmtest.EachTier(t, kernel.Tiers, func(t *testing.T) {
		for _, g := range file.Groups {
			for _, c := range g.Tests {
				if c.Iterations > 1000 && !*long {
					continue
				}
				t.Run(c.String(), func(t *testing.T) {
					k, u := [32]byte(c.Scalar), [32]byte(c.U)
					for range c.Iterations {
						k, u = dh.X25519(&k, &u), k
					}
					if diff := cmp.Diff([]byte(c.Out), k[:]); diff != "" {
						t.Error(diff)
					}
				})
			}
		}
	})
}

func TestKeyAgreementVectors(t *testing.T) {
	type group struct {
		Tests []struct {
			vectors.Case
			Private, Public, Peer, Shared vectors.Hex
		}
	}
	file, err := vectors.Load[group]("x25519dh_rfc7748.json")
	if err != nil {
		t.Fatal(err)
	}
	asmtest.EachTier(t, kernel.Tiers, func(t *testing.T) {
		for _, g := range file.Groups {
			for _, c := range g.Tests {
				k := dh.NewX25519Key(c.Private)
				if diff := cmp.Diff([]byte(c.Public), k.PublicKey()); diff != "" {
					t.Errorf("%s: public key: %s", c, diff)
				}
				shared, err := k.Shared(c.Peer)
				if err != nil {
					t.Fatalf("%s: %v", c, err)
				}
				if diff := cmp.Diff([]byte(c.Shared), shared); diff != "" {
					t.Errorf("%s: shared secret: %s", c, diff)
				}
			}
		}
	})
}

// policy says what Shared does with the public keys that Wycheproof leaves to the
// implementation. A key is refused if one of its flags is.
var policy = map[string]struct {
	accept bool
	reason string
}{
	"Twist":                  {true, "RFC 7748 §5: the function is defined there too; no check is needed"},
	"NonCanonicalPublic":     {true, "RFC 7748 §5: taken modulo p, the top bit ignored"},
	"SpecialPublicKey":       {true, "RFC 7748 §5: a value like any other"},
	"EdgeCaseShared":         {true, "RFC 7748 §5: a value like any other"},
	"EdgeCaseMultiplication": {true, "RFC 7748 §5: a value like any other"},
	"SmallPublicKey":         {true, "RFC 7748 §5: what matters is its order, see ZeroSharedSecret"},
	"LowOrderPublic":         {true, "RFC 7748 §6.1: what matters is the result, see ZeroSharedSecret"},
	"ZeroSharedSecret":       {false, "RFC 8731 §3: abort if the shared secret is all zero"},
}

func TestWycheproof(t *testing.T) {
	type group struct {
		Tests []struct {
			vectors.Case
			Public, Private, Shared vectors.Hex
		}
	}
	file, err := vectors.Wycheproof[group]("x25519_test.json")
	if err != nil {
		t.Fatal(err)
	}
	asmtest.EachTier(t, kernel.Tiers, func(t *testing.T) {
		count := map[vectors.Result]int{}
		for _, g := range file.Groups {
			for _, c := range g.Tests {
				count[c.Result]++
				accept := c.Result == vectors.Valid
				if c.Result == vectors.Acceptable {
					accept = true
					for _, flag := range c.Flags {
						p, ok := policy[flag]
						if !ok {
							t.Errorf("%s: no policy for the flag %s", c, flag)
						}
						accept = accept && p.accept
					}
				}

				shared, err := dh.NewX25519Key(c.Private).Shared(c.Public)
				switch {
				case accept && err != nil:
					t.Errorf("%s %v: %v", c, c.Flags, err)
				case accept && !bytes.Equal(shared, c.Shared):
					t.Errorf("%s %v: want %x, got %x", c, c.Flags, []byte(c.Shared), shared)
				case !accept && err == nil:
					t.Errorf("%s %v: accepted", c, c.Flags)
				}
				if raw := dh.X25519((*[32]byte)(c.Private), (*[32]byte)(c.Public)); !bytes.Equal(raw[:], c.Shared) {
					t.Errorf("%s: X25519: want %x, got %x", c, []byte(c.Shared), raw)
				}
			}
		}
		if diff := cmp.Diff(map[vectors.Result]int{vectors.Valid: 265, vectors.Acceptable: 253}, count); diff != "" {
			t.Errorf("cases run: %s", diff)
		}
	})
}

// smallOrder are all encodings, without the top bit, of u-coordinates whose
// multiple by 8 is zero (or infinite).
var smallOrder = []struct{ name, u string }{
	{"0", "0000000000000000000000000000000000000000000000000000000000000000"},
	{"1", "0100000000000000000000000000000000000000000000000000000000000000"},
	{"order 8", "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"},
	{"order 8, the other", "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157"},
	{"p − 1", "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"},
	{"p", "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"},
	{"p + 1", "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"},
}

func TestPeerOfSmallOrderIsRefused(t *testing.T) {
	k := dh.NewX25519Key(bytes.Repeat([]byte{0x42}, 32))
	for _, c := range smallOrder {
		for _, top := range []byte{0, 0x80} {
			u, err := hex.DecodeString(c.u)
			if err != nil {
				t.Fatal(err)
			}
			u[31] |= top
			if shared, err := k.Shared(u); !errors.Is(err, dh.ErrX25519Zero) || shared != nil {
				t.Errorf("%s, top bit %#x: want ErrX25519Zero, got %x, %v", c.name, top, shared, err)
			}
		}
	}
}

func TestPeerOfWrongLengthIsRefused(t *testing.T) {
	k := dh.NewX25519Key(make([]byte, 32))
	for _, n := range []int{0, 1, 31, 33, 64} {
		if shared, err := k.Shared(bytes.Repeat([]byte{9}, n)); !errors.Is(err, dh.ErrX25519Length) || shared != nil {
			t.Errorf("%d bytes: want ErrX25519Length, got %x, %v", n, shared, err)
		}
	}
}

func TestScalarOfWrongLengthPanics(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("a scalar of 31 bytes was taken")
		}
	}()
	dh.NewX25519Key(make([]byte, 31))
}

func TestNumbersOverTheFieldAreReduced(t *testing.T) {
	k := [32]byte{0x55, 31: 0x42}
	for i := range 17 {
		var low, high [32]byte
		low[0] = byte(2 + i)
		for j := range high {
			high[j] = 0xff
		}
		high[0], high[31] = byte(0xed+2+i), 0x7f // p + low
		if want, got := dh.X25519(&k, &low), dh.X25519(&k, &high); want != got {
			t.Errorf("p + %d: want %x, got %x", low[0], want, got)
		}
		high[31] |= 0x80
		if want, got := dh.X25519(&k, &low), dh.X25519(&k, &high); want != got {
			t.Errorf("p + %d with the top bit: want %x, got %x", low[0], want, got)
		}
	}
}

// agree compares one private and one public key with crypto/ecdh.
func agree(t *testing.T, scalar, peer *[32]byte) {
	t.Helper()
	std, err := ecdh.X25519().NewPrivateKey(scalar[:])
	if err != nil {
		t.Fatal(err)
	}
	k := dh.NewX25519Key(scalar[:])
	if want, got := std.PublicKey().Bytes(), k.PublicKey(); !bytes.Equal(want, got) {
		t.Fatalf("scalar %x: public key: want %x, got %x", scalar, want, got)
	}
	if raw := dh.X25519(scalar, &[32]byte{9}); !bytes.Equal(raw[:], k.PublicKey()) {
		t.Fatalf("scalar %x: the ladder gives %x, the table %x", scalar, raw, k.PublicKey())
	}
	stdPeer, err := ecdh.X25519().NewPublicKey(peer[:])
	if err != nil {
		t.Fatal(err)
	}
	want, wantErr := std.ECDH(stdPeer)
	got, err := k.Shared(peer[:])
	if (wantErr == nil) != (err == nil) || !bytes.Equal(want, got) {
		t.Fatalf("scalar %x, peer %x: want %x, %v; got %x, %v", scalar, peer, want, wantErr, got, err)
	}
}

func TestAgreesWithStandardLibrary(t *testing.T) {
	asmtest.EachTier(t, kernel.Tiers, func(t *testing.T) {
		rnd := rand.NewChaCha8([32]byte{25, 5, 19})
		for range 300 {
			var scalar, peer [32]byte
			rnd.Read(scalar[:])
			rnd.Read(peer[:])
			agree(t, &scalar, &peer)
		}
	})
}

func FuzzX25519(f *testing.F) {
	f.Add(make([]byte, 64))
	f.Add(bytes.Repeat([]byte{0xff}, 64))
	for _, c := range smallOrder {
		u, _ := hex.DecodeString(c.u)
		f.Add(append(bytes.Repeat([]byte{7}, 32), u...))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		var scalar, peer [32]byte
		copy(peer[:], in[copy(scalar[:], in):])
		agree(t, &scalar, &peer)
	})
}

func TestGeneratedKeysComeFromTheReader(t *testing.T) {
	stream := bytes.Repeat([]byte{1, 2, 3, 4}, 16)
	r := bytes.NewReader(stream)
	first, err := dh.GenerateX25519(r)
	if err != nil {
		t.Fatal(err)
	}
	if want := dh.NewX25519Key(stream[:32]); !bytes.Equal(want.PublicKey(), first.PublicKey()) {
		t.Error("the key is not the one of the first 32 bytes")
	}
	if r.Len() != 32 {
		t.Errorf("read %d bytes, want 32", 64-r.Len())
	}
	r.Seek(33, 0)
	if k, err := dh.GenerateX25519(r); err == nil || k != nil {
		t.Error("made a key of 31 bytes")
	}
}

func TestWipedKeyHoldsNoScalar(t *testing.T) {
	scalar := bytes.Repeat([]byte{0xab}, 32)
	k := dh.NewX25519Key(scalar)
	k.Wipe()
	peer := dh.NewX25519Key(bytes.Repeat([]byte{0xcd}, 32)).PublicKey()
	want, err := dh.NewX25519Key(make([]byte, 32)).Shared(peer)
	if err != nil {
		t.Fatal(err)
	}
	got, err := k.Shared(peer)
	if err != nil || !bytes.Equal(want, got) {
		t.Errorf("after Wipe the scalar is not zero: %x, %v", got, err)
	}
	if scalar[0] != 0xab {
		t.Error("Wipe reached the caller's bytes")
	}
}

func TestX25519DoesNotAllocate(t *testing.T) {
	k, u := [32]byte{1}, [32]byte{9}
	if n := testing.AllocsPerRun(10, func() { u = dh.X25519(&k, &u) }); n != 0 {
		t.Errorf("want no allocation, got %v", n)
	}
}

func BenchmarkX25519(b *testing.B) {
	scalar := bytes.Repeat([]byte{0x42}, 32)
	k := dh.NewX25519Key(scalar)
	peer := dh.NewX25519Key(bytes.Repeat([]byte{0x24}, 32)).PublicKey()
	std, _ := ecdh.X25519().NewPrivateKey(scalar)
	stdPeer, _ := ecdh.X25519().NewPublicKey(peer)
	rnd := rand.NewChaCha8([32]byte{})
	seed := make([]byte, 32)

	tier := fmt.Sprint("tier=", kernel.Tiers.Active())
	for _, c := range []struct {
		name string
		f    func()
	}{
		{"alg=x25519-shared/" + tier, func() { k.Shared(peer) }},
		{"alg=x25519-shared/tier=std", func() { std.ECDH(stdPeer) }},
		{"alg=x25519-keygen/" + tier, func() { rnd.Read(seed); dh.NewX25519Key(seed) }},
		{"alg=x25519-keygen/tier=std", func() {
			rnd.Read(seed)
			k, _ := ecdh.X25519().NewPrivateKey(seed)
			k.PublicKey()
		}},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				c.f()
			}
		})
	}
}
