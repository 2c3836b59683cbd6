package ed25519_test

import (
	"bytes"
	"crypto"
	stded25519 "crypto/ed25519"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/glassh/glassh/asm/asmtest"
	kernel "github.com/glassh/glassh/asm/field25519"
	"github.com/glassh/glassh/primitives/ed25519"
	"github.com/glassh/glassh/vectors"
)

func TestVectors(t *testing.T) {
	type group struct {
		Tests []struct {
			vectors.Case
			Seed, Public, Msg, Sig vectors.Hex
		}
	}
	file, err := vectors.Load[group]("ed25519_rfc8032.json")
	if err != nil {
		t.Fatal(err)
	}
	asmtest.EachTier(t, kernel.Tiers, func(t *testing.T) {
		for _, g := range file.Groups {
			for _, c := range g.Tests {
				t.Run(c.String(), func(t *testing.T) {
					priv := ed25519.NewKeyFromSeed(c.Seed)
					if diff := cmp.Diff(ed25519.PublicKey(c.Public), priv.Public()); diff != "" {
						t.Errorf("public key: %s", diff)
					}
					if diff := cmp.Diff([]byte(c.Sig), ed25519.Sign(priv, c.Msg)); diff != "" {
						t.Errorf("signature: %s", diff)
					}
					if !ed25519.Verify(ed25519.PublicKey(c.Public), c.Msg, c.Sig) {
						t.Error("the signature is refused")
					}
					if !stded25519.Verify(stded25519.PublicKey(c.Public), c.Msg, c.Sig) {
						t.Error("the vector is wrong")
					}
				})
			}
		}
	})
}

func TestWycheproof(t *testing.T) {
	type group struct {
		PublicKey struct{ PK vectors.Hex }
		Tests     []struct {
			vectors.Case
			Msg, Sig vectors.Hex
		}
	}
	file, err := vectors.Wycheproof[group]("ed25519_test.json")
	if err != nil {
		t.Fatal(err)
	}
	asmtest.EachTier(t, kernel.Tiers, func(t *testing.T) {
		count := map[vectors.Result]int{}
		for _, g := range file.Groups {
			for _, c := range g.Tests {
				count[c.Result]++
				got := ed25519.Verify(ed25519.PublicKey(g.PublicKey.PK), c.Msg, c.Sig)
				if want := c.Result == vectors.Valid; want != got {
					t.Errorf("%s %v: want %v, got %v", c, c.Flags, want, got)
				}
			}
		}
		// None is left to the implementation, so that there is no policy.
		if diff := cmp.Diff(map[vectors.Result]int{vectors.Valid: 88, vectors.Invalid: 62}, count); diff != "" {
			t.Errorf("cases run: %s", diff)
		}
	})
}

func TestAgreesWithStandardLibrary(t *testing.T) {
	asmtest.EachTier(t, kernel.Tiers, func(t *testing.T) {
		rnd := rand.NewChaCha8([32]byte{80, 32})
		for n := range 300 {
			seed, message := make([]byte, 32), make([]byte, n)
			rnd.Read(seed)
			rnd.Read(message)
			std := stded25519.NewKeyFromSeed(seed)
			priv := ed25519.NewKeyFromSeed(seed)
			if !bytes.Equal(std, priv) {
				t.Fatalf("seed %x: want %x, got %x", seed, std, priv)
			}
			want, got := stded25519.Sign(std, message), ed25519.Sign(priv, message)
			if !bytes.Equal(want, got) {
				t.Fatalf("seed %x, message %x: want %x, got %x", seed, message, want, got)
			}
			if !ed25519.Verify(priv.Public().(ed25519.PublicKey), message, got) {
				t.Fatalf("seed %x, message %x: own signature refused", seed, message)
			}
		}
	})
}

func TestEveryBitOfASignatureMatters(t *testing.T) {
	asmtest.EachTier(t, kernel.Tiers, func(t *testing.T) {
		priv := ed25519.NewKeyFromSeed(make([]byte, 32))
		pub := priv.Public().(ed25519.PublicKey)
		message := []byte("a message")
		sig := ed25519.Sign(priv, message)
		for _, b := range [][]byte{pub, message, sig} {
			for i := range 8 * len(b) {
				b[i/8] ^= 1 << (i % 8)
				if ed25519.Verify(pub, message, sig) {
					t.Errorf("valid with bit %d of %x", i, b)
				}
				b[i/8] ^= 1 << (i % 8)
			}
		}
		if !ed25519.Verify(pub, message, sig) {
			t.Error("the signature itself is refused")
		}
	})
}

func TestWrongLengthsAreRefused(t *testing.T) {
	priv := ed25519.NewKeyFromSeed(make([]byte, 32))
	pub := priv.Public().(ed25519.PublicKey)
	sig := ed25519.Sign(priv, nil)
	for _, n := range []int{0, 1, 31, 33} {
		if ed25519.Verify(append(pub, 0)[:n], nil, sig) {
			t.Errorf("valid with a key of %d bytes", n)
		}
	}
	for _, n := range []int{0, 32, 63, 65} {
		if ed25519.Verify(pub, nil, append(sig, 0)[:n]) {
			t.Errorf("valid with a signature of %d bytes", n)
		}
	}
}

func TestKeysOfWrongLengthPanic(t *testing.T) {
	for name, f := range map[string]func(){
		"seed of 31 bytes":                 func() { ed25519.NewKeyFromSeed(make([]byte, 31)) },
		"signing with a key of 32 bytes":   func() { ed25519.Sign(make(ed25519.PrivateKey, 32), nil) },
		"public part of a key of 63 bytes": func() { make(ed25519.PrivateKey, 63).Public() },
		"seed of a key of 65 bytes":        func() { make(ed25519.PrivateKey, 65).Seed() },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: did not panic", name)
				}
			}()
			f()
		}()
	}
}

func TestGeneratedKeysComeFromTheReader(t *testing.T) {
	stream := bytes.NewReader(bytes.Repeat([]byte{1, 2, 3, 4}, 16))
	pub, priv, err := ed25519.GenerateKey(stream)
	if err != nil {
		t.Fatal(err)
	}
	want := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{1, 2, 3, 4}, 8))
	if !want.Equal(priv) || !pub.Equal(want.Public()) || !bytes.Equal(priv.Seed(), want[:32]) {
		t.Error("the key is not the one of the first 32 bytes")
	}
	stream.Seek(33, 0)
	if pub, priv, err := ed25519.GenerateKey(stream); err == nil || pub != nil || priv != nil {
		t.Error("made a key of 31 bytes")
	}
}

func TestPrivateKeyIsASigner(t *testing.T) {
	var signer crypto.Signer = ed25519.NewKeyFromSeed(make([]byte, 32))
	message := []byte("signed as it is")
	sig, err := signer.Sign(nil, message, crypto.Hash(0))
	if err != nil || !ed25519.Verify(signer.Public().(ed25519.PublicKey), message, sig) {
		t.Errorf("Sign: %x, %v", sig, err)
	}
	if sig, err := signer.Sign(nil, make([]byte, 64), crypto.SHA512); err == nil || sig != nil {
		t.Error("signed a message hashed before")
	}
}

func TestKeysCompare(t *testing.T) {
	a, b := ed25519.NewKeyFromSeed(make([]byte, 32)), ed25519.NewKeyFromSeed(bytes.Repeat([]byte{1}, 32))
	pub := a.Public().(ed25519.PublicKey)
	if !a.Equal(a) || a.Equal(b) || a.Equal(stded25519.PrivateKey(a)) {
		t.Error("PrivateKey.Equal is wrong")
	}
	if !pub.Equal(a.Public()) || pub.Equal(b.Public()) || pub.Equal(stded25519.PublicKey(pub)) {
		t.Error("PublicKey.Equal is wrong")
	}
	// Public and Seed are copies.
	pub[0] ^= 1
	a.Seed()[0] ^= 1
	if pub.Equal(a.Public()) || a.Seed()[0] != 0 {
		t.Error("the key can be changed from outside")
	}
	if a.Wipe(); !bytes.Equal(a, make([]byte, 64)) {
		t.Errorf("Wipe left %x", []byte(a))
	}
}

func TestNoAllocations(t *testing.T) {
	priv := ed25519.NewKeyFromSeed(make([]byte, 32))
	pub := priv.Public().(ed25519.PublicKey)
	message, sig := make([]byte, 500), make([]byte, 0, 64)
	for name, f := range map[string]func(){
		"AppendSignature": func() { sig = ed25519.AppendSignature(sig[:0], priv, message) },
		"Verify":          func() { ed25519.Verify(pub, message, sig) },
	} {
		f()
		if n := testing.AllocsPerRun(10, f); n != 0 {
			t.Errorf("%s: want no allocation, got %v", name, n)
		}
	}
}

func BenchmarkEd25519(b *testing.B) {
	seed := make([]byte, 32)
	priv, std := ed25519.NewKeyFromSeed(seed), stded25519.NewKeyFromSeed(seed)
	pub, stdPub := priv.Public().(ed25519.PublicKey), std.Public().(stded25519.PublicKey)
	message := make([]byte, 300) // about what a user signs to log in
	sig := ed25519.Sign(priv, message)
	tier := fmt.Sprint("tier=", kernel.Tiers.Active())
	for _, c := range []struct {
		name string
		f    func()
	}{
		{"alg=ed25519-sign/" + tier, func() { ed25519.Sign(priv, message) }},
		{"alg=ed25519-sign/tier=std", func() { stded25519.Sign(std, message) }},
		{"alg=ed25519-verify/" + tier, func() { ed25519.Verify(pub, message, sig) }},
		{"alg=ed25519-verify/tier=std", func() { stded25519.Verify(stdPub, message, sig) }},
		{"alg=ed25519-keygen/" + tier, func() { ed25519.NewKeyFromSeed(seed) }},
		{"alg=ed25519-keygen/tier=std", func() { stded25519.NewKeyFromSeed(seed) }},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				c.f()
			}
		})
	}
}
