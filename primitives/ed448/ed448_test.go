package ed448_test

import (
	"bytes"
	"crypto"
	"flag"
	"math/bits"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/glassh/glassh/primitives/ed448"
	"github.com/glassh/glassh/vectors"
)

var long = flag.Bool("long", false, "take 10,000 random cases, and 200 against big integers")

func TestVectors(t *testing.T) {
	type group struct {
		Tests []struct {
			vectors.Case
			Seed, Public, Msg, Context, Sig vectors.Hex
		}
	}
	file, err := vectors.Load[group]("ed448_rfc8032.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range file.Groups {
		for _, c := range g.Tests {
			t.Run(c.String(), func(t *testing.T) {
				priv := ed448.NewKeyFromSeed(c.Seed)
				if diff := cmp.Diff(ed448.PublicKey(c.Public), priv.Public()); diff != "" {
					t.Errorf("public key: %s", diff)
				}
				if diff := cmp.Diff([]byte(c.Sig), ed448.Sign(priv, c.Msg, c.Context)); diff != "" {
					t.Errorf("signature: %s", diff)
				}
				if !ed448.Verify(ed448.PublicKey(c.Public), c.Msg, c.Sig, c.Context) {
					t.Error("the signature is refused")
				}
				if diff := cmp.Diff([]byte(c.Sig), oracleSign(c.Seed, c.Msg, c.Context)); diff != "" {
					t.Errorf("the vector is wrong: %s", diff)
				}
			})
		}
	}
}

func TestWycheproof(t *testing.T) {
	type group struct {
		PublicKey struct{ PK vectors.Hex }
		Tests     []struct {
			vectors.Case
			Msg, Sig vectors.Hex
		}
	}
	file, err := vectors.Wycheproof[group]("ed448_test.json")
	if err != nil {
		t.Fatal(err)
	}
	count := map[vectors.Result]int{}
	for _, g := range file.Groups {
		for _, c := range g.Tests {
			count[c.Result]++
			got := ed448.Verify(ed448.PublicKey(g.PublicKey.PK), c.Msg, c.Sig, nil)
			if want := c.Result == vectors.Valid; want != got {
				t.Errorf("%s %v: want %v, got %v", c, c.Flags, want, got)
			}
		}
	}
	// None is left to the implementation, so that there is no policy.
	if diff := cmp.Diff(map[vectors.Result]int{vectors.Valid: 17, vectors.Invalid: 69}, count); diff != "" {
		t.Errorf("cases run: %s", diff)
	}
}

func TestAgreesWithBigIntegers(t *testing.T) {
	rnd := rand.NewChaCha8([32]byte{80, 32, 4})
	n := 5
	if *long {
		n = 200
	}
	for i := range n {
		seed, message, context := make([]byte, 57), make([]byte, 50*i), make([]byte, 51*i%256)
		rnd.Read(seed)
		rnd.Read(message)
		rnd.Read(context)
		want, got := oracleSign(seed, message, context), ed448.Sign(ed448.NewKeyFromSeed(seed), message, context)
		if !bytes.Equal(want, got) {
			t.Fatalf("seed %x, message %x, context %x: want %x, got %x", seed, message, context, want, got)
		}
	}
}

func TestOwnSignaturesAreValid(t *testing.T) {
	rnd := rand.NewChaCha8([32]byte{80, 32, 5})
	n := 200
	if *long {
		n = 10000
	}
	for i := range n {
		seed, message, context := make([]byte, 57), make([]byte, i%600), make([]byte, i%256)
		rnd.Read(seed)
		rnd.Read(message)
		rnd.Read(context)
		priv := ed448.NewKeyFromSeed(seed)
		pub := priv.Public().(ed448.PublicKey)
		sig := ed448.Sign(priv, message, context)
		if !ed448.Verify(pub, message, sig, context) {
			t.Fatalf("seed %x, message %x, context %x: own signature refused", seed, message, context)
		}
		if ed448.Verify(pub, message, sig, append(context, 0)) {
			t.Fatalf("seed %x, message %x, context %x: valid in another context", seed, message, context)
		}
	}
}

func TestEveryBitOfASignatureMatters(t *testing.T) {
	priv := ed448.NewKeyFromSeed(make([]byte, 57))
	pub := priv.Public().(ed448.PublicKey)
	message, context := []byte("a message"), []byte("ctx")
	sig := ed448.Sign(priv, message, context)
	for _, b := range [][]byte{pub, message, sig, context} {
		for i := range 8 * len(b) {
			b[i/8] ^= 1 << (i % 8)
			if ed448.Verify(pub, message, sig, context) {
				t.Errorf("valid with bit %d of %x", i, b)
			}
			b[i/8] ^= 1 << (i % 8)
		}
	}
	if !ed448.Verify(pub, message, sig, context) {
		t.Error("the signature itself is refused")
	}
}

func TestWrongLengthsAreRefused(t *testing.T) {
	priv := ed448.NewKeyFromSeed(make([]byte, 57))
	pub := priv.Public().(ed448.PublicKey)
	sig := ed448.Sign(priv, nil, nil)
	for _, n := range []int{0, 1, 32, 56, 58} {
		if ed448.Verify(append(pub, 0)[:n], nil, sig, nil) {
			t.Errorf("valid with a key of %d bytes", n)
		}
	}
	for _, n := range []int{0, 57, 64, 113, 115} {
		if ed448.Verify(pub, nil, append(sig, 0)[:n], nil) {
			t.Errorf("valid with a signature of %d bytes", n)
		}
	}
	longest := make([]byte, 256)
	if sig := ed448.Sign(priv, nil, longest[:255]); !ed448.Verify(pub, nil, sig, longest[:255]) {
		t.Error("refused with a context of 255 bytes")
	}
	if ed448.Verify(pub, nil, sig, longest) {
		t.Error("valid with a context of 256 bytes, which is none")
	}
}

func TestMisusePanics(t *testing.T) {
	priv := ed448.NewKeyFromSeed(make([]byte, 57))
	for name, f := range map[string]func(){
		"seed of 56 bytes":                  func() { ed448.NewKeyFromSeed(make([]byte, 56)) },
		"signing with a key of 57 bytes":    func() { ed448.Sign(make(ed448.PrivateKey, 57), nil, nil) },
		"public part of a key of 113 bytes": func() { make(ed448.PrivateKey, 113).Public() },
		"seed of a key of 115 bytes":        func() { make(ed448.PrivateKey, 115).Seed() },
		"context of 256 bytes":              func() { ed448.Sign(priv, nil, make([]byte, 256)) },
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
	stream := bytes.NewReader(bytes.Repeat([]byte{1, 2, 3}, 30))
	pub, priv, err := ed448.GenerateKey(stream)
	if err != nil {
		t.Fatal(err)
	}
	want := ed448.NewKeyFromSeed(bytes.Repeat([]byte{1, 2, 3}, 19))
	if !want.Equal(priv) || !pub.Equal(want.Public()) || !bytes.Equal(priv.Seed(), want[:57]) {
		t.Error("the key is not the one of the first 57 bytes")
	}
	if pub, priv, err := ed448.GenerateKey(stream); err == nil || pub != nil || priv != nil {
		t.Error("made a key of 33 bytes")
	}
}

func TestPrivateKeyIsASigner(t *testing.T) {
	var signer crypto.Signer = ed448.NewKeyFromSeed(make([]byte, 57))
	message := []byte("signed as it is")
	sig, err := signer.Sign(nil, message, crypto.Hash(0))
	if err != nil || !ed448.Verify(signer.Public().(ed448.PublicKey), message, sig, nil) {
		t.Errorf("Sign: %x, %v", sig, err)
	}
	if sig, err := signer.Sign(nil, make([]byte, 64), crypto.SHA512); err == nil || sig != nil {
		t.Error("signed a message hashed before")
	}
}

func TestKeysCompareAndAreCopied(t *testing.T) {
	a, b := ed448.NewKeyFromSeed(make([]byte, 57)), ed448.NewKeyFromSeed(bytes.Repeat([]byte{1}, 57))
	pub := a.Public().(ed448.PublicKey)
	if !a.Equal(a) || a.Equal(b) || a.Equal([]byte(a)) {
		t.Error("PrivateKey.Equal is wrong")
	}
	if !pub.Equal(a.Public()) || pub.Equal(b.Public()) || pub.Equal([]byte(pub)) {
		t.Error("PublicKey.Equal is wrong")
	}
	pub[0] ^= 1
	a.Seed()[0] ^= 1
	if pub.Equal(a.Public()) || a[0] != 0 {
		t.Error("Public or Seed is no copy")
	}
	if a.Wipe(); !bytes.Equal(a, make([]byte, 114)) {
		t.Error("Wipe left something")
	}
}

// A Shake is made on the stack only where the compiler inlines its constructor, which
// it does not on 32-bit machines.
func TestSignatureIsAppendedWithoutAllocating(t *testing.T) {
	priv := ed448.NewKeyFromSeed(make([]byte, 57))
	pub := priv.Public().(ed448.PublicKey)
	message := []byte("m")
	buf := make([]byte, 0, 200)
	got := ed448.AppendSignature(append(buf, "prefix"...), priv, message, nil)
	if !bytes.Equal(got, append([]byte("prefix"), ed448.Sign(priv, message, nil)...)) {
		t.Error("the signature is not appended")
	}
	sig := got[6:]
	if bits.UintSize == 32 {
		t.Skip("32-bit machine")
	}
	for name, f := range map[string]func(){
		"AppendSignature": func() { ed448.AppendSignature(buf, priv, message, nil) },
		"Verify":          func() { ed448.Verify(pub, message, sig, nil) },
	} {
		if n := testing.AllocsPerRun(10, f); n != 0 {
			t.Errorf("%s: want no allocation, got %v", name, n)
		}
	}
}

func BenchmarkEd448(b *testing.B) {
	seed := bytes.Repeat([]byte{7}, 57)
	priv := ed448.NewKeyFromSeed(seed)
	pub := priv.Public().(ed448.PublicKey)
	message := make([]byte, 150) // about what a client signs to log in
	sig := ed448.Sign(priv, message, nil)
	for _, c := range []struct {
		name string
		f    func()
	}{
		{"sign", func() { ed448.Sign(priv, message, nil) }},
		{"verify", func() { ed448.Verify(pub, message, sig, nil) }},
		{"keygen", func() { ed448.NewKeyFromSeed(seed) }},
	} {
		b.Run("alg=ed448-"+c.name+"/tier=generic", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				c.f()
			}
		})
	}
}
