package mldsa_test

import (
	"bytes"
	"crypto"
	"crypto/sha3"
	"encoding/hex"
	"errors"
	"flag"
	mathbits "math/bits"
	"math/rand/v2"
	"testing"
	"testing/iotest"

	"github.com/glassh/glassh/primitives/mldsa"
)

var long = flag.Bool("long", false, "run 10,000 random cases where there are a hundred")

// public is the public key of priv.
func public(priv *mldsa.PrivateKey) *mldsa.PublicKey { return priv.Public().(*mldsa.PublicKey) }

// TestAccumulated hashes the public keys of many seeds, and their signatures of an empty
// message, and compares with C2SP/CCTV, ML-DSA/accumulated.
func TestAccumulated(t *testing.T) {
	n := 100
	want := map[mldsa.Set]string{
		mldsa.Set44: "d51148e1f9f4fa1a723a6cf42e25f2a99eb5c1b378b3d2dbbd561b1203beeae4",
		mldsa.Set65: "8358a1843220194417cadbc2651295cd8fc65125b5a5c1a239a16dc8b57ca199",
		mldsa.Set87: "8c3ad714777622b8f21ce31bb35f71394f23bc0fcf3c78ace5d608990f3b061b",
	}
	if *long {
		n = 10000
		want = map[mldsa.Set]string{
			mldsa.Set44: "e7fd21f6a59bcba60d65adc44404bb29a7c00e5d8d3ec06a732c00a306a7d143",
			mldsa.Set65: "5ff5e196f0b830c3b10a9eb5358e7c98a3a20136cb677f3ae3b90175c3ace329",
			mldsa.Set87: "80a8cf39317f7d0be0e24972c51ac152bd2a3e09bc0c32ce29dd82c4e7385e60",
		}
	}
	for _, set := range allSets {
		t.Run(set.String(), func(t *testing.T) {
			source, sum := sha3.NewSHAKE128(), sha3.NewSHAKE128()
			for range n {
				var seed [32]byte
				source.Read(seed[:])
				priv := mldsa.NewPrivateKey(set, &seed)
				pub := public(priv).Bytes()
				sum.Write(pub)
				sig := priv.AppendSignature(nil, nil, "", new([32]byte))
				sum.Write(sig)
				again, err := mldsa.NewPublicKey(set, pub)
				if err != nil || !again.Verify(nil, "", sig) {
					t.Fatalf("seed %x: the signature is refused, %v", seed, err)
				}
			}
			got := make([]byte, 32)
			sum.Read(got)
			if hex.EncodeToString(got) != want[set] {
				t.Errorf("want %s, got %x", want[set], got)
			}
		})
	}
}

// TestAgreesWithTheReference verifies what was signed with random keys, messages and
// contexts, and the same with one bit changed.
func TestAgreesWithTheReference(t *testing.T) {
	rnd := rand.NewChaCha8([32]byte{204})
	for _, set := range allSets {
		reference := references[set]
		n := 5
		if *long {
			n = 300
		}
		for i := range n {
			var seed, hedge [32]byte
			rnd.Read(seed[:])
			rnd.Read(hedge[:])
			message, context := make([]byte, 50*i), make([]byte, i%256)
			rnd.Read(message)
			rnd.Read(context)
			priv := mldsa.NewPrivateKey(set, &seed)
			pub := public(priv).Bytes()
			if want := reference.publicKey(seed[:]); !bytes.Equal(want, pub) {
				t.Fatalf("%v: seed %x: want %x, got %x", set, seed, want, pub)
			}
			sig := priv.AppendSignature(nil, message, string(context), &hedge)
			mu := reference.mu(pub, nil, context, message)
			if !public(priv).Verify(message, string(context), sig) || !reference.verify(pub, mu, sig) {
				t.Fatalf("%v: seed %x, message %x, context %x: %x is refused", set, seed, message, context, sig)
			}
			bit := rnd.Uint64() % uint64(8*len(sig))
			sig[bit/8] ^= 1 << (bit % 8)
			if public(priv).Verify(message, string(context), sig) || reference.verify(pub, mu, sig) {
				t.Fatalf("%v: seed %x, message %x, context %x: %x is taken", set, seed, message, context, sig)
			}
		}
	}
}

func TestEveryByteOfASignatureMatters(t *testing.T) {
	for _, set := range allSets {
		priv := mldsa.NewPrivateKey(set, new([32]byte))
		message := []byte("a message")
		sig := priv.AppendSignature(nil, message, "context", new([32]byte))
		step := 13
		if *long {
			step = 1
		}
		for i := 0; i < 8*len(sig); i += step {
			sig[i/8] ^= 1 << (i % 8)
			if public(priv).Verify(message, "context", sig) {
				t.Errorf("%v: valid with bit %d of the signature changed", set, i)
			}
			sig[i/8] ^= 1 << (i % 8)
		}
		for i := range public(priv).Bytes() {
			if i%13 != 0 && !*long {
				continue
			}
			b := public(priv).Bytes()
			b[i] ^= 4
			other, err := mldsa.NewPublicKey(set, b)
			if err != nil || other.Verify(message, "context", sig) {
				t.Errorf("%v: valid with byte %d of the public key changed, %v", set, i, err)
			}
		}
		for _, c := range []struct{ message, context string }{
			{"a message ", "context"}, {"a messagf", "context"}, {"a message", "contexu"}, {"a message", ""},
			{"ta message", "contex"}, {"", "context"}, {"a message", string(make([]byte, 256))},
		} {
			if public(priv).Verify([]byte(c.message), c.context, sig) {
				t.Errorf("%v: valid for %q with context %q", set, c.message, c.context)
			}
		}
		if !public(priv).Verify(message, "context", sig) {
			t.Errorf("%v: the signature itself is refused", set)
		}
	}
}

// TestLargeZIsRefused signs without the bound of z, which is all that is wrong with such a
// signature.
func TestLargeZIsRefused(t *testing.T) {
	for _, set := range allSets {
		priv := mldsa.NewPrivateKey(set, new([32]byte))
		loose := priv.Loose()
		count := map[bool]int{}
		for i := range 100 {
			sig := loose.AppendSignature(nil, []byte{byte(i)}, "", new([32]byte))
			small := true
			for _, f := range set.Z(sig) {
				small = small && f.Exceeds(set.MaxZ()) == 0
			}
			count[small]++
			if !public(loose).Verify([]byte{byte(i)}, "", sig) {
				t.Errorf("%v: message %d: the loose signature is wrong in another way", set, i)
			}
			if got := public(priv).Verify([]byte{byte(i)}, "", sig); got != small {
				t.Errorf("%v: message %d: want %v, got %v", set, i, small, got)
			}
		}
		if count[true] == 0 || count[false] == 0 {
			t.Errorf("%v: there are %v signatures with a small z", set, count)
		}
	}
}

func TestWrongLengthsAreRefused(t *testing.T) {
	for set, want := range map[mldsa.Set][3]int{
		mldsa.Set44: {1312, 2560, 2420}, mldsa.Set65: {1952, 4032, 3309}, mldsa.Set87: {2592, 4896, 4627},
	} {
		priv := mldsa.NewPrivateKey(set, new([32]byte))
		pub, expanded := public(priv).Bytes(), priv.Expanded()
		sig := priv.AppendSignature(nil, nil, "", new([32]byte))
		if got := [3]int{len(pub), len(expanded), len(sig)}; got != want {
			t.Errorf("%v: want %d bytes, got %d", set, want, got)
		}
		if got := [3]int{set.PublicKeySize(), set.ExpandedKeySize(), set.SignatureSize()}; got != want {
			t.Errorf("%v: want the sizes %d, got %d", set, want, got)
		}
		for _, n := range []int{0, 1, len(sig) - 1, len(sig) + 1, len(sig) + 100} {
			if public(priv).Verify(nil, "", append(bytes.Clone(sig), make([]byte, 100)...)[:n]) {
				t.Errorf("%v: a signature of %d bytes is taken", set, n)
			}
		}
		for _, d := range []int{-1, 1} {
			if _, err := mldsa.NewPublicKey(set, append(pub, 0)[:len(pub)+d]); err == nil {
				t.Errorf("%v: a public key of %d bytes is taken", set, len(pub)+d)
			}
			if _, err := mldsa.ParsePrivateKey(set, append(expanded, 0)[:len(expanded)+d]); err == nil {
				t.Errorf("%v: a private key of %d bytes is taken", set, len(expanded)+d)
			}
		}
	}
}

// TestExpandedKeysMustBeConsistent changes each part of an expanded key. Of ρ, s₁ and s₂ the
// rest would be another, and t₀ and the hash are that rest. Only K stands for itself.
func TestExpandedKeysMustBeConsistent(t *testing.T) {
	for _, set := range allSets {
		expanded := mldsa.NewPrivateKey(set, new([32]byte)).Expanded()
		for i := 0; i < len(expanded); i += 31 {
			expanded[i] ^= 1
			_, err := mldsa.ParsePrivateKey(set, expanded)
			if taken := err == nil; taken != (i >= 32 && i < 64) {
				t.Errorf("%v: byte %d changed: %v", set, i, err)
			}
			expanded[i] ^= 1
		}
		priv, err := mldsa.ParsePrivateKey(set, expanded)
		if err != nil {
			t.Fatal(err)
		}
		if !priv.Equal(mldsa.NewPrivateKey(set, new([32]byte))) || !panics(func() { priv.Seed() }) {
			t.Errorf("%v: the key is another, or claims to have a seed", set)
		}
	}
}

// TestHintsHaveOneForm refuses what FIPS 204 Algorithm 21 does.
func TestHintsHaveOneForm(t *testing.T) {
	const omega, k = 5, 3
	unpack := func(y []byte) ([]mldsa.Poly, bool) {
		h := make([]mldsa.Poly, k)
		return h, mldsa.UnpackHints(h, y, omega)
	}
	good := []byte{3, 200, 0, 255, 0, 2, 2, 4} // 3 and 200 in the first, 0 and 255 in the third
	h, ok := unpack(good)
	if !ok || h[0][3] != 1 || h[0][200] != 1 || h[2][0] != 1 || h[2][255] != 1 {
		t.Fatal("the good ones are refused, or wrong")
	}
	again := bytes.Repeat([]byte{9}, omega+k)
	if mldsa.PackHints(again, h, omega); !bytes.Equal(good, again) {
		t.Errorf("want %d, got %d", good, again)
	}
	for name, y := range map[string][]byte{
		"places fall":            {200, 3, 0, 255, 0, 2, 2, 4},
		"a place twice":          {3, 3, 0, 255, 0, 2, 2, 4},
		"the last places fall":   {3, 200, 255, 0, 0, 2, 2, 4},
		"counts fall":            {3, 200, 0, 255, 0, 2, 1, 4},
		"too many":               {3, 200, 0, 1, 255, 2, 2, 6},
		"too many in the middle": {3, 200, 0, 1, 255, 2, 200, 4},
		"an unused place is set": {3, 200, 0, 255, 1, 2, 2, 4},
	} {
		if _, ok := unpack(y); ok {
			t.Errorf("%s: taken", name)
		}
	}
	// Equal places in two polynomials are fine, and so is none at all.
	for _, y := range [][]byte{{7, 7, 7, 0, 0, 1, 2, 3}, {0, 0, 0, 0, 0, 0, 0, 0}, {0, 1, 2, 3, 4, 0, 0, 5}} {
		if _, ok := unpack(y); !ok {
			t.Errorf("%d: refused", y)
		}
	}
}

func TestPrivateKeyIsASigner(t *testing.T) {
	priv := mldsa.NewPrivateKey(mldsa.Set44, new([32]byte))
	var signer crypto.Signer = priv
	pub := signer.Public().(*mldsa.PublicKey)
	message := []byte("signed as it is")
	zeros := bytes.NewReader(make([]byte, 32))
	for _, c := range []struct {
		opts    crypto.SignerOpts
		context string
	}{{crypto.Hash(0), ""}, {&mldsa.Options{}, ""}, {&mldsa.Options{Context: "here"}, "here"}} {
		zeros.Seek(0, 0)
		want := priv.AppendSignature(nil, message, c.context, new([32]byte))
		deterministic, err := signer.Sign(nil, message, c.opts)
		if err != nil || !bytes.Equal(want, deterministic) {
			t.Errorf("%#v: another deterministic signature, %v", c.opts, err)
		}
		hedged, err := signer.Sign(iotest.OneByteReader(bytes.NewReader(bytes.Repeat([]byte{1}, 32))), message, c.opts)
		if err != nil || bytes.Equal(want, hedged) || !pub.Verify(message, c.context, hedged) {
			t.Errorf("%#v: the randomness does not matter, or the signature is refused, %v", c.opts, err)
		}
		hedged, err = signer.Sign(zeros, message, c.opts)
		if err != nil || !bytes.Equal(want, hedged) {
			t.Errorf("%#v: zeros are not the deterministic variant, %v", c.opts, err)
		}
	}
	if sig, err := signer.Sign(nil, make([]byte, 64), crypto.SHA512); err == nil || sig != nil {
		t.Error("signed a message hashed before")
	}
	broken := errors.New("no entropy")
	if sig, err := signer.Sign(iotest.ErrReader(broken), message, crypto.Hash(0)); err != broken || sig != nil {
		t.Errorf("signed with a broken reader, %v", err)
	}
}

func TestMisusePanics(t *testing.T) {
	priv := mldsa.NewPrivateKey(mldsa.Set44, new([32]byte))
	tooLong := string(make([]byte, 256))
	for name, f := range map[string]func(){
		"context of 256 bytes":         func() { priv.AppendSignature(nil, nil, tooLong, new([32]byte)) },
		"context of 256 bytes in Mu":   func() { public(priv).Mu(nil, tooLong) },
		"context of 256 bytes in Sign": func() { priv.Sign(nil, nil, &mldsa.Options{Context: tooLong}) },
		"a set that does not exist":    func() { mldsa.NewPrivateKey(45, new([32]byte)) },
		"the zero set":                 func() { mldsa.NewPublicKey(0, nil) },
	} {
		if !panics(f) {
			t.Errorf("%s: did not panic", name)
		}
	}
}

func TestKeysComeFromTheReader(t *testing.T) {
	seed := bytes.Repeat([]byte{1, 2, 3, 4}, 8)
	for _, set := range allSets {
		priv, err := mldsa.GenerateKey(set, iotest.OneByteReader(bytes.NewReader(seed)))
		if err != nil || !bytes.Equal(seed, priv.Seed()) || priv.Set() != set || public(priv).Set() != set {
			t.Errorf("%v: a key of the seed %x, %v", set, priv.Seed(), err)
		}
		if priv, err := mldsa.GenerateKey(set, bytes.NewReader(seed[1:])); err == nil || priv != nil {
			t.Errorf("%v: a key from 31 bytes", set)
		}
	}
}

func TestKeysCompare(t *testing.T) {
	a, b := mldsa.NewPrivateKey(mldsa.Set44, new([32]byte)), mldsa.NewPrivateKey(mldsa.Set44, &[32]byte{1})
	c := mldsa.NewPrivateKey(mldsa.Set65, new([32]byte))
	if !a.Equal(a) || a.Equal(b) || a.Equal(c) || a.Equal(*a) || a.Equal(nil) {
		t.Error("PrivateKey.Equal is wrong")
	}
	if !public(a).Equal(a.Public()) || public(a).Equal(b.Public()) || public(a).Equal(c.Public()) || public(a).Equal(nil) {
		t.Error("PublicKey.Equal is wrong")
	}
	a.Seed()[0], a.Expanded()[0], public(a).Bytes()[0] = 1, 1, 1
	if !a.Equal(mldsa.NewPrivateKey(mldsa.Set44, new([32]byte))) || a.Seed()[0] != 0 {
		t.Error("the key can be changed from outside")
	}
}

func TestWipe(t *testing.T) {
	priv := mldsa.NewPrivateKey(mldsa.Set65, &[32]byte{1})
	sig := priv.AppendSignature(nil, nil, "", new([32]byte))
	seed, key, s, t0 := priv.Secret()
	priv.Wipe()
	if *seed != [32]byte{} || *key != [32]byte{} {
		t.Errorf("left the seed %x and K %x", *seed, *key)
	}
	for i, f := range append(s, t0...) {
		if f != (mldsa.Poly{}) {
			t.Errorf("left polynomial %d", i)
		}
	}
	if !public(priv).Verify(nil, "", sig) {
		t.Error("the public key does not work any more")
	}
}

func TestNoAllocations(t *testing.T) {
	if mathbits.UintSize == 32 {
		t.Skip("sha3.NewShake256 is too large to be inlined here, and allocates")
	}
	priv := mldsa.NewPrivateKey(mldsa.Set44, new([32]byte))
	message, sig := make([]byte, 300), make([]byte, 0, mldsa.Set44.SignatureSize())
	for name, f := range map[string]func(){
		"AppendSignature": func() { sig = priv.AppendSignature(sig[:0], message, "context", new([32]byte)) },
		"Verify":          func() { public(priv).Verify(message, "context", sig) },
	} {
		f()
		if n := testing.AllocsPerRun(5, f); n != 0 {
			t.Errorf("%s: want no allocation, got %v", name, n)
		}
	}
}

func FuzzVerify(f *testing.F) {
	priv := mldsa.NewPrivateKey(mldsa.Set44, new([32]byte))
	pub := public(priv).Bytes()
	f.Add(priv.AppendSignature(nil, nil, "", new([32]byte)))
	f.Fuzz(func(t *testing.T, sig []byte) {
		reference := references[mldsa.Set44]
		mu := reference.mu(pub, nil, nil, nil)
		if want, got := reference.verify(pub, mu, sig), public(priv).Verify(nil, "", sig); want != got {
			t.Fatalf("%x: want %v, got %v", sig, want, got)
		}
	})
}

func FuzzPrivateKey(f *testing.F) {
	f.Add(mldsa.NewPrivateKey(mldsa.Set44, new([32]byte)).Expanded())
	f.Fuzz(func(t *testing.T, b []byte) {
		if priv, err := mldsa.ParsePrivateKey(mldsa.Set44, b); err == nil && !bytes.Equal(b, priv.Expanded()) {
			t.Fatalf("%x: read, and written differently", b)
		}
	})
}
