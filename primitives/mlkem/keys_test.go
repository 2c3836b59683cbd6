package mlkem_test

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"testing"
	"testing/iotest"

	"github.com/glassh/glassh/primitives/mlkem"
)

// setCoefficient overwrites coefficient i of 12 bits in b.
func setCoefficient(b []byte, i int, x uint16) {
	for j := range 12 {
		bit := 12*i + j
		b[bit/8] = b[bit/8]&^(1<<(bit%8)) | byte(x>>j&1)<<(bit%8)
	}
}

func TestWrongLengthsAreRefused(t *testing.T) {
	for name, p := range peers {
		seed := make([]byte, 64)
		public, expanded := p.public(seed), p.expand(seed)
		_, c, err := p.encapsulate(public, seed[:32])
		if err != nil {
			t.Fatal(err)
		}
		if len(public) != p.publicSize || len(expanded) != p.expandedSize || len(c) != p.ciphertextSize {
			t.Errorf("%s: %d, %d, %d bytes", name, len(public), len(expanded), len(c))
		}
		for _, change := range []func(b []byte) []byte{
			func(b []byte) []byte { return nil },
			func(b []byte) []byte { return b[:len(b)-1] },
			func(b []byte) []byte { return append(bytes.Clone(b), 0) },
			func(b []byte) []byte { return b[:len(b)/2] },
		} {
			if _, _, err := p.encapsulate(change(public), seed[:32]); err == nil {
				t.Errorf("%s: took an encapsulation key of %d bytes", name, len(change(public)))
			}
			if key, err := p.decapsulate(seed, change(c)); err == nil || key != nil {
				t.Errorf("%s: took a ciphertext of %d bytes", name, len(change(c)))
			}
			if _, err := p.decapsulateExpanded(change(expanded), c); err == nil {
				t.Errorf("%s: took a decapsulation key of %d bytes", name, len(change(expanded)))
			}
		}
	}
}

// TestCoefficientsMustBeReduced is the check of FIPS 203 §7.2, at every place.
func TestCoefficientsMustBeReduced(t *testing.T) {
	for name, p := range peers {
		seed := make([]byte, 64)
		public := p.public(seed)
		n := (len(public) - 32) / 384 * 256
		rnd := rand.New(rand.NewPCG(72, 0))
		for i := range n {
			for _, x := range []uint16{q - 1, q, uint16(q + rnd.IntN(4096-q)), 4095} {
				b := bytes.Clone(public)
				setCoefficient(b, i, x)
				_, _, err := p.encapsulate(b, seed[:32])
				if taken := err == nil; taken != (x < q) || taken != p.stdReadsPublic(b) {
					t.Fatalf("%s: coefficient %d is %d: %v", name, i, x, err)
				}
				if x == q-1 && i%64 != 0 {
					break // the others differ little, and are many
				}
			}
		}
	}
}

// TestExpandedKeysMustBeConsistent is the check of FIPS 203 §7.3: the hash in a
// decapsulation key is that of the public key in it.
func TestExpandedKeysMustBeConsistent(t *testing.T) {
	for name, p := range peers {
		seed := randomBytes(rand.NewChaCha8([32]byte{73}), 64)
		expanded := p.expand(seed)
		s := len(expanded) - p.publicSize - 64 // the length of ŝ
		_, c, err := p.encapsulate(p.public(seed), seed[:32])
		if err != nil {
			t.Fatal(err)
		}
		for at := s; at < len(expanded); at += 7 {
			b := bytes.Clone(expanded)
			b[at] ^= 0x10
			_, err := p.decapsulateExpanded(b, c)
			if taken := err == nil; taken != (at >= len(expanded)-32) {
				t.Errorf("%s: byte %d of %d changed: %v", name, at, len(expanded), err)
			}
		}
		for _, i := range []int{0, 1, 255, 256, s/384*256 - 1} {
			b := bytes.Clone(expanded)
			if setCoefficient(b, i, q); !refuses(p, b, c) {
				t.Errorf("%s: took a key whose coefficient %d of ŝ is q", name, i)
			}
			if setCoefficient(b, i, q-1); refuses(p, b, c) {
				t.Errorf("%s: refused a key whose coefficient %d of ŝ is q − 1", name, i)
			}
		}
	}
}

func refuses(p peer, expanded, c []byte) bool {
	_, err := p.decapsulateExpanded(expanded, c)
	return err != nil
}

func TestKeysComeFromTheReader(t *testing.T) {
	seed := bytes.Repeat([]byte{1, 2, 3, 4}, 16)
	key, err := mlkem.GenerateKey768(iotest.OneByteReader(bytes.NewReader(seed)))
	if err != nil || !bytes.Equal(seed, key.Bytes()) {
		t.Errorf("a key of the seed %x, %v", key.Bytes(), err)
	}
	large, err := mlkem.GenerateKey1024(bytes.NewReader(seed))
	if err != nil || !bytes.Equal(seed, large.Bytes()) {
		t.Errorf("a key of the seed %x, %v", large.Bytes(), err)
	}
	broken := errors.New("no entropy")
	if key, err := mlkem.GenerateKey768(iotest.ErrReader(broken)); err != broken || key != nil {
		t.Errorf("a key and the error %v from a broken reader", err)
	}
	if key, err := mlkem.GenerateKey1024(bytes.NewReader(seed[1:])); err == nil || key != nil {
		t.Error("a key from 63 bytes")
	}
	if k, c, err := key.EncapsulationKey().Encapsulate(bytes.NewReader(seed[:31])); err == nil || k != nil || c != nil {
		t.Error("a ciphertext from 31 bytes of randomness")
	}
}

func TestBytesAreCopies(t *testing.T) {
	key := mlkem.NewDecapsulationKey768(new([64]byte))
	for _, b := range [][]byte{key.Bytes(), key.Expanded(), key.EncapsulationKey().Bytes()} {
		want := bytes.Clone(b)
		clear(b)
		for _, again := range [][]byte{key.Bytes(), key.Expanded(), key.EncapsulationKey().Bytes()} {
			if len(again) == len(want) && !bytes.Equal(want, again) {
				t.Errorf("the key of %d bytes can be changed from outside", len(want))
			}
		}
	}
	// A key that was read does not depend on what it was read from.
	public := key.EncapsulationKey().Bytes()
	ek, err := mlkem.NewEncapsulationKey768(public)
	if err != nil {
		t.Fatal(err)
	}
	want := bytes.Clone(public)
	clear(public)
	if !bytes.Equal(want, ek.Bytes()) {
		t.Error("an encapsulation key changes with the bytes it was read from")
	}
}

func TestExpandedKeyHasNoSeed(t *testing.T) {
	key, err := mlkem.ParseDecapsulationKey768(mlkem.NewDecapsulationKey768(new([64]byte)).Expanded())
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if recover() == nil {
			t.Error("Bytes of a key without a seed did not panic")
		}
	}()
	key.Bytes()
}

func TestWipe(t *testing.T) {
	key := mlkem.NewDecapsulationKey768((*[64]byte)(bytes.Repeat([]byte{5}, 64)))
	s, seed := key.Secret()
	public := key.EncapsulationKey()
	want, _, err := public.Encapsulate(bytes.NewReader(make([]byte, 32)))
	if err != nil {
		t.Fatal(err)
	}
	key.Wipe()
	if *seed != [64]byte{} {
		t.Errorf("left the seed %x", *seed)
	}
	for i, f := range s {
		if f != (mlkem.Poly{}) {
			t.Errorf("left polynomial %d of ŝ", i)
		}
	}
	if got, _, err := public.Encapsulate(bytes.NewReader(make([]byte, 32))); err != nil || !bytes.Equal(want, got) {
		t.Errorf("the public key does not work any more: %v", err)
	}
}

func FuzzEncapsulationKey(f *testing.F) {
	for _, p := range peers {
		b := p.public(make([]byte, 64))
		f.Add(b, make([]byte, 32))
		setCoefficient(b, 700, q)
		f.Add(b, make([]byte, 32))
	}
	f.Fuzz(func(t *testing.T, b, m []byte) {
		if len(m) != 32 {
			return
		}
		for name, p := range peers {
			key, c, err := p.encapsulate(b, m)
			if taken := err == nil; taken != p.stdReadsPublic(b) {
				t.Fatalf("%s: %x: %v", name, b, err)
			}
			if err != nil {
				continue
			}
			if wantKey, wantC, err := p.stdEncapsulate(b, m); err != nil || !bytes.Equal(wantKey, key) || !bytes.Equal(wantC, c) {
				t.Fatalf("%s: %x, m %x: want %x and %x, got %x and %x", name, b, m, wantKey, wantC, key, c)
			}
		}
	})
}

func FuzzDecapsulate(f *testing.F) {
	seed := make([]byte, 64)
	for _, p := range peers {
		_, c, _ := p.encapsulate(p.public(seed), make([]byte, 32))
		f.Add(c)
	}
	f.Fuzz(func(t *testing.T, c []byte) {
		for name, p := range peers {
			want, wantErr := p.stdDecapsulate(seed, c)
			got, err := p.decapsulate(seed, c)
			if (wantErr == nil) != (err == nil) || !bytes.Equal(want, got) {
				t.Fatalf("%s: %x: want %x, %v, got %x, %v", name, c, want, wantErr, got, err)
			}
		}
	})
}

func FuzzExpandedKey(f *testing.F) {
	for _, p := range peers {
		f.Add(p.expand(make([]byte, 64)))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if key, err := mlkem.ParseDecapsulationKey768(b); err == nil && !bytes.Equal(b, key.Expanded()) {
			t.Fatalf("%x: read, and written differently", b)
		}
		if key, err := mlkem.ParseDecapsulationKey1024(b); err == nil && !bytes.Equal(b, key.Expanded()) {
			t.Fatalf("%x: read, and written differently", b)
		}
	})
}
