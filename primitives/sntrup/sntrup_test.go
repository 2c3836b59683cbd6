package sntrup

import (
	"bytes"
	"crypto/sha512"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"testing"
)

func testReader(seed byte) *rand.ChaCha8 { return rand.NewChaCha8([32]byte{76, 1, seed}) }

func testKey(t testing.TB, seed byte) *PrivateKey {
	t.Helper()
	k, err := GenerateKey(testReader(seed))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestBothSidesGetTheSameKey(t *testing.T) {
	for i := range min(cases(20), 2000) {
		rnd := rand.NewChaCha8([32]byte{1, byte(i), byte(i >> 8)})
		k, err := GenerateKey(rnd)
		if err != nil {
			t.Fatal(err)
		}
		public, err := NewPublicKey(k.PublicKey().Bytes())
		if err != nil {
			t.Fatal(err)
		}
		k, err = NewPrivateKey(k.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		for range 5 {
			ciphertext, want, err := public.Encapsulate(rnd)
			if err != nil {
				t.Fatal(err)
			}
			got, err := k.Decapsulate(ciphertext)
			if err != nil || !bytes.Equal(want, got) || len(got) != SharedKeySize {
				t.Fatalf("want %x, got %x, %v", want, got, err)
			}
		}
	}
}

// rejected is what a wrong ciphertext gives: a hash of ρ and itself.
func rejected(k *PrivateKey, ciphertext []byte) []byte {
	inner := sha512.Sum512(append([]byte{3}, k.rho[:]...))
	outer := sha512.Sum512(slices.Concat([]byte{0}, inner[:32], ciphertext))
	return outer[:32]
}

func TestWrongCiphertextGivesAnotherKey(t *testing.T) {
	k, rnd := testKey(t, 2), testReader(3)
	ciphertext, shared, err := k.PublicKey().Encapsulate(rnd)
	if err != nil {
		t.Fatal(err)
	}
	check := func(what string, wrong []byte) {
		t.Helper()
		got, err := k.Decapsulate(wrong)
		if err != nil {
			t.Fatal(err)
		}
		if want := rejected(k, wrong); !bytes.Equal(want, got) || bytes.Equal(shared, got) {
			t.Errorf("%s: want %x, got %x", what, want, got)
		}
	}
	step := 29
	if *long {
		step = 1
	}
	for bit := 0; bit < 8*CiphertextSize; bit += step {
		wrong := slices.Clone(ciphertext)
		wrong[bit/8] ^= 1 << (bit % 8)
		check(fmt.Sprintf("bit %d", bit), wrong)
	}
	check("zeros", make([]byte, CiphertextSize))
	check("ones", bytes.Repeat([]byte{0xff}, CiphertextSize))

	other, _, _ := testKey(t, 4).PublicKey().Encapsulate(rnd)
	check("for another key", other)
	confirmation := slices.Concat(other[:roundedSize], ciphertext[roundedSize:])
	check("another confirmation", confirmation)
}

// A ciphertext can have the right confirmation, and be another encoding of the right
// polynomial: it is refused like any other.
func TestCiphertextHasOneEncoding(t *testing.T) {
	k := testKey(t, 5)
	found := 0
	for i := range 200 {
		ciphertext, shared, err := k.PublicKey().Encapsulate(rand.NewChaCha8([32]byte{5, byte(i)}))
		if err != nil {
			t.Fatal(err)
		}
		// The number in the end is below 3475, so that adding that leaves it as it is.
		last := int(ciphertext[roundedSize-2]) | int(ciphertext[roundedSize-1])<<8
		last += 3475
		wrong := slices.Clone(ciphertext)
		wrong[roundedSize-2], wrong[roundedSize-1] = byte(last), byte(last>>8)

		var a, b poly
		a.decodeRounded((*[roundedSize]byte)(ciphertext))
		b.decodeRounded((*[roundedSize]byte)(wrong))
		if a != b {
			continue
		}
		found++
		got, err := k.Decapsulate(wrong)
		if want := rejected(k, wrong); err != nil || !bytes.Equal(want, got) || bytes.Equal(shared, got) {
			t.Errorf("want %x, got %x, %v", want, got, err)
		}
	}
	if found != 200 {
		t.Errorf("%d other encodings found, want 200", found)
	}
}

func TestLengthsAreChecked(t *testing.T) {
	k := testKey(t, 6)
	for _, n := range []int{0, 1, CiphertextSize - 1, CiphertextSize + 1, PublicKeySize} {
		if shared, err := k.Decapsulate(make([]byte, n)); !errors.Is(err, ErrCiphertextLength) || shared != nil {
			t.Errorf("ciphertext of %d bytes: got %x, %v", n, shared, err)
		}
	}
	for _, n := range []int{0, PublicKeySize - 1, PublicKeySize + 1, PrivateKeySize} {
		if k, err := NewPublicKey(make([]byte, n)); !errors.Is(err, ErrPublicKeyLength) || k != nil {
			t.Errorf("public key of %d bytes: got %v", n, err)
		}
	}
}

func TestPrivateKeyIsRefused(t *testing.T) {
	good := testKey(t, 7).Bytes()
	change := func(i int, x byte) []byte {
		b := slices.Clone(good)
		b[i] ^= x
		return b
	}
	// A coefficient that is 0 becomes 1.
	heavy := slices.Clone(good)
	for i := range smallSize {
		if heavy[i]&3 == 1 {
			heavy[i]++
			break
		}
	}
	digit := slices.Clone(good)
	digit[smallSize+5] |= 3
	for _, c := range []struct {
		name string
		b    []byte
	}{
		{"empty", nil},
		{"too short", good[:PrivateKeySize-1]},
		{"too long", append(slices.Clone(good), 0)},
		{"f with more coefficients", heavy},
		{"1/g with a coefficient 2", digit},
		{"f with more bits", change(smallSize-1, 0x40)},
		{"another public key", change(2*smallSize+100, 1)},
		{"another hash", change(PrivateKeySize-1, 1)},
	} {
		if k, err := NewPrivateKey(c.b); !errors.Is(err, ErrPrivateKey) || k != nil {
			t.Errorf("%s: got %v", c.name, err)
		}
	}
	k, err := NewPrivateKey(good)
	if err != nil || !bytes.Equal(good, k.Bytes()) {
		t.Errorf("the good one: %v", err)
	}
}

func TestReaderThatEndsIsAnError(t *testing.T) {
	for _, n := range []int64{0, 1, 4*p - 1, 4 * p, 8*p - 1, 8 * p, 8*p + smallSize - 1} {
		if k, err := GenerateKey(io.LimitReader(testReader(8), n)); err == nil || k != nil {
			t.Errorf("a key was made of %d bytes", n)
		}
	}
	if _, err := GenerateKey(io.LimitReader(testReader(8), 8*p+smallSize)); err != nil {
		t.Error(err)
	}
	public := testKey(t, 8).PublicKey()
	for _, n := range []int64{0, 4*p - 1} {
		if c, s, err := public.Encapsulate(io.LimitReader(testReader(9), n)); err == nil || c != nil || s != nil {
			t.Errorf("a key was encapsulated with %d bytes", n)
		}
	}
}

func TestWipedKeyHoldsNoSecret(t *testing.T) {
	k := testKey(t, 10)
	if k.Wipe(); k.f != (poly{}) || k.gInverse != (poly{}) || k.rho != [smallSize]byte{} {
		t.Error("secrets are left")
	}
}

// What is decrypted from anything is short.
func TestDecryptedIsShort(t *testing.T) {
	k := testKey(t, 11)
	rnd := rand.New(rand.NewPCG(11, 0))
	for range 50 {
		c, r := randomPoly(rnd, half), poly{}
		c.round(&c)
		decrypt(&r, &c, &k.f, &k.gInverse)
		if !r.isShort().Public() || r != fixed() {
			t.Error("not 1 + x + … + x²⁸⁵")
		}
		if err := r.sampleShort(testReader(byte(rnd.Uint32()))); err != nil || !r.isShort().Public() {
			t.Error("a random one is not short")
		}
	}
}

func fixed() (f poly) {
	for i := range w {
		f[i] = 1
	}
	return f
}

func BenchmarkSntrup(b *testing.B) {
	rnd := testReader(12)
	k := testKey(b, 13)
	publicBytes := k.PublicKey().Bytes()
	ciphertext, _, _ := k.PublicKey().Encapsulate(rnd)
	var product wide
	var inverse poly
	var list keyList
	for _, c := range []struct {
		name string
		f    func()
	}{
		{"keygen", func() { GenerateKey(rnd) }},
		{"encapsulate", func() { public, _ := NewPublicKey(publicBytes); public.Encapsulate(rnd) }},
		{"decapsulate", func() { k.Decapsulate(ciphertext) }},
		{"multiply", func() { product.multiply(&k.public.h, &k.f) }},
		{"sort", func() {
			for i := range list {
				list[i] = uint32(i) * 0x9e3779b9
			}
			list.sort()
		}},
		{"invertq", func() { inverse.invertTimes3(&k.f) }},
		{"invert3", func() { inverse.invert3(&k.gInverse) }},
		{"maketables", func() { makeSteps(); makeRadix(q); makeRadix(1531) }},
	} {
		b.Run("alg=sntrup761-"+c.name+"/tier=generic", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				c.f()
			}
		})
	}
}
