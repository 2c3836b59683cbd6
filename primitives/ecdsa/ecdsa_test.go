package ecdsa

import (
	"bytes"
	"crypto"
	"crypto/ecdh"
	stdecdsa "crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/asn1"
	"flag"
	"fmt"
	"hash"
	"io"
	"math/big"
	"math/rand/v2"
	"testing"
	"testing/iotest"

	"github.com/glassh/glassh/primitives/nist"
)

var long = flag.Bool("long", false, "run 10,000 cases where under a hundred are the default")

// cases is how many random cases a test runs.
func cases(few int) int {
	if *long {
		return 10_000
	}
	return few
}

var curves = []struct {
	nist.Curve
	std     elliptic.Curve
	newHash func() hash.Hash
	hash    crypto.Hash
}{
	{nist.P256, elliptic.P256(), sha256.New, crypto.SHA256},
	{nist.P384, elliptic.P384(), sha512.New384, crypto.SHA384},
	{nist.P521, elliptic.P521(), sha512.New, crypto.SHA512},
}

// hashed returns the hash of message, by the standard library.
func hashed(newHash func() hash.Hash, message []byte) []byte {
	h := newHash()
	h.Write(message)
	return h.Sum(nil)
}

// generate makes a key from rnd, and the standard library's of the same scalar.
func generate(t testing.TB, c nist.Curve, std elliptic.Curve, rnd io.Reader) (*PrivateKey, *stdecdsa.PrivateKey) {
	t.Helper()
	priv, err := GenerateKey(c, rnd)
	if err != nil {
		t.Fatal(err)
	}
	stdPriv, err := stdecdsa.ParseRawPrivateKey(std, priv.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	return priv, stdPriv
}

func TestAgreesWithStandardLibrary(t *testing.T) {
	for _, c := range curves {
		t.Run(c.String(), func(t *testing.T) {
			rnd := rand.NewChaCha8([32]byte{byte(c.Curve), 69, 79})
			for n := range cases(50) {
				priv, std := generate(t, c.Curve, c.std, rnd)
				message := make([]byte, n%500)
				rnd.Read(message)
				digest := hashed(c.newHash, message)

				stdPub, err := std.PublicKey.Bytes()
				if err != nil || !bytes.Equal(stdPub, priv.PublicKey().Bytes()) {
					t.Fatalf("public key of %x: want %x, got %x", priv.Bytes(), stdPub, priv.PublicKey().Bytes())
				}
				// Without randomness, both follow RFC 6979.
				want, err := std.Sign(nil, digest, c.hash)
				if err != nil {
					t.Fatal(err)
				}
				got := SignDeterministic(priv, message)
				if !bytes.Equal(want, encode(got)) {
					t.Fatalf("key %x, message %x: want %x, got %x", priv.Bytes(), message, want, encode(got))
				}
				if !Verify(priv.PublicKey(), message, got) {
					t.Fatalf("key %x, message %x: own signature %x refused", priv.Bytes(), message, got)
				}

				random, err := Sign(rnd, priv, message)
				if err != nil {
					t.Fatal(err)
				}
				if bytes.Equal(random, got) {
					t.Error("the random bytes have no effect")
				}
				if !stdecdsa.VerifyASN1(&std.PublicKey, digest, encode(random)) || !Verify(priv.PublicKey(), message, random) {
					t.Fatalf("key %x, message %x: signature %x refused", priv.Bytes(), message, random)
				}
			}
		})
	}
}

// reference is the generator of RFC 6979 §3.2 with the additional data of §3.6, in the
// words of the RFC, with big numbers.
func reference(newHash func() hash.Hash, q, x *big.Int, h1, extra []byte) func() *big.Int {
	qlen := q.BitLen()
	bits2int := func(b []byte) *big.Int {
		n := new(big.Int).SetBytes(b)
		if excess := 8*len(b) - qlen; excess > 0 {
			n.Rsh(n, uint(excess))
		}
		return n
	}
	int2octets := func(n *big.Int) []byte { return n.FillBytes(make([]byte, (qlen+7)/8)) }
	mac := func(k []byte, parts ...[]byte) []byte {
		m := hmac.New(newHash, k)
		for _, p := range parts {
			m.Write(p)
		}
		return m.Sum(nil)
	}
	z2 := bits2int(h1)
	z2.Mod(z2, q)
	V := bytes.Repeat([]byte{1}, newHash().Size())
	K := make([]byte, newHash().Size())
	K = mac(K, V, []byte{0}, int2octets(x), int2octets(z2), extra)
	V = mac(K, V)
	K = mac(K, V, []byte{1}, int2octets(x), int2octets(z2), extra)
	V = mac(K, V)
	return func() *big.Int {
		for {
			var T []byte
			for 8*len(T) < qlen {
				V = mac(K, V)
				T = append(T, V...)
			}
			k := bits2int(T)
			K = mac(K, V, []byte{0})
			V = mac(K, V)
			if k.Sign() > 0 && k.Cmp(q) < 0 {
				return k
			}
		}
	}
}

func TestNoncesAreThoseOfTheRFC(t *testing.T) {
	for _, c := range curves {
		t.Run(c.String(), func(t *testing.T) {
			rnd := rand.NewChaCha8([32]byte{byte(c.Curve), 36})
			n := c.std.Params().N
			for i := range 20 {
				priv, std := generate(t, c.Curve, c.std, rnd)
				digest, extra := make([]byte, c.hash.Size()), make([]byte, i)
				rnd.Read(digest)
				rnd.Read(extra)
				if i == 0 { // more than n, where the hash has as many bits
					for j := range digest {
						digest[j] = 0xff
					}
				}

				var e, k nist.Scalar
				setDigest(&e, c.Curve, digest)
				g := newGenerator(c.Curve, priv.Bytes(), e.Append(nil), extra)
				want := reference(c.newHash, n, std.D, digest, extra)
				for range 3 { // the later ones are needed if r or s is 0
					g.next(&k)
					if w := want(); w.Cmp(new(big.Int).SetBytes(k.Append(nil))) != 0 {
						t.Fatalf("k: want %x, got %x", w, k.Append(nil))
					}
				}

				// And that is the k of the signature: k = (e + rd)/s.
				sig := signDigest(priv, digest, extra)
				r, s := new(big.Int).SetBytes(sig[:c.Size()]), new(big.Int).SetBytes(sig[c.Size():])
				got := new(big.Int).Mul(r, std.D)
				got.Add(got, new(big.Int).SetBytes(digest))
				got.Mul(got, s.ModInverse(s, n)).Mod(got, n)
				if w := reference(c.newHash, n, std.D, digest, extra)(); w.Cmp(got) != 0 {
					t.Fatalf("k of the signature: want %x, got %x", w, got)
				}
			}
		})
	}
}

// Of keys, and of the numbers that the generator proposes as k, exactly those from 1 to
// n − 1 are taken. (For k that can be seen here only: the others are too rare.)
func TestNumbersOutOfRangeAreNoKeys(t *testing.T) {
	var s nist.Scalar
	for _, c := range curves {
		n := c.std.Params().N
		for _, x := range []struct {
			n  *big.Int
			ok bool
		}{
			{big.NewInt(0), false},
			{big.NewInt(1), true},
			{new(big.Int).Sub(n, big.NewInt(1)), true},
			{n, false},
			{new(big.Int).Add(n, big.NewInt(1)), false},
		} {
			b := x.n.FillBytes(make([]byte, c.Size()))
			if got := (s.SetBytes(c.Curve, b) & s.IsZero().Not()).Public(); got != x.ok {
				t.Errorf("%s: %x: want %v, got %v", c, b, x.ok, got)
			}
			if _, err := NewPrivateKey(c.Curve, b); (err == nil) != x.ok {
				t.Errorf("%s: NewPrivateKey(%x): %v", c, b, err)
			}
		}
	}
}

func TestNumbersOutOfRangeAreRefused(t *testing.T) {
	for _, c := range curves {
		t.Run(c.String(), func(t *testing.T) {
			priv, std := generate(t, c.Curve, c.std, rand.NewChaCha8([32]byte{byte(c.Curve), 2}))
			n, size := c.std.Params().N, c.Size()
			message := []byte("a message")
			sig := SignDeterministic(priv, message)
			r, s := new(big.Int).SetBytes(sig[:size]), new(big.Int).SetBytes(sig[size:])
			digest := hashed(c.newHash, message)

			most := new(big.Int).Lsh(big.NewInt(1), uint(8*size))
			for name, pair := range map[string][2]*big.Int{
				"0, s":     {new(big.Int), s},
				"r, 0":     {r, new(big.Int)},
				"0, 0":     {new(big.Int), new(big.Int)},
				"n, s":     {n, s},
				"r, n":     {r, n},
				"r + n, s": {new(big.Int).Add(r, n), s},
				"r, s + n": {r, new(big.Int).Add(s, n)},
				"n − r, s": {new(big.Int).Sub(n, r), s},
				"1, 1":     {big.NewInt(1), big.NewInt(1)},
				"most, s":  {new(big.Int).Sub(most, big.NewInt(1)), s},
			} {
				if pair[0].Cmp(most) >= 0 || pair[1].Cmp(most) >= 0 {
					continue // it does not fit
				}
				bad := append(pair[0].FillBytes(make([]byte, size)), pair[1].FillBytes(make([]byte, size))...)
				if Verify(priv.PublicKey(), message, bad) {
					t.Errorf("(%s) is valid", name)
				}
				if stdecdsa.Verify(&std.PublicKey, digest, pair[0], pair[1]) {
					t.Errorf("(%s) is valid for the standard library", name)
				}
			}
			// The other root is a signature by the standard's equation.
			other := append(bytes.Clone(sig[:size]), new(big.Int).Sub(n, s).FillBytes(make([]byte, size))...)
			if !Verify(priv.PublicKey(), message, other) {
				t.Error("(r, n − s) is refused")
			}
		})
	}
}

func TestEveryByteOfASignatureMatters(t *testing.T) {
	for _, c := range curves {
		priv, _ := generate(t, c.Curve, c.std, rand.NewChaCha8([32]byte{byte(c.Curve), 3}))
		message := []byte("a message")
		sig := SignDeterministic(priv, message)
		enc := priv.PublicKey().Bytes()
		verify := func() bool {
			pub, err := NewPublicKey(c.Curve, enc)
			return err == nil && Verify(pub, message, sig)
		}
		for _, b := range [][]byte{enc, message, sig} {
			for i := range b { // one bit a byte, and all of them with -long
				for bit := range 8 {
					if bit != i%8 && !*long {
						continue
					}
					b[i] ^= 1 << bit
					if verify() {
						t.Errorf("%s: valid with bit %d of byte %d of %x", c, bit, i, b)
					}
					b[i] ^= 1 << bit
				}
			}
		}
		if !verify() {
			t.Errorf("%s: the signature itself is refused", c)
		}
	}
}

func TestWrongLengthsAreRefused(t *testing.T) {
	for _, c := range curves {
		priv, _ := generate(t, c.Curve, c.std, rand.NewChaCha8([32]byte{4}))
		message := []byte("a message")
		sig := SignDeterministic(priv, message)
		for _, n := range []int{0, 1, c.Size(), len(sig) - 1, len(sig) + 1, len(sig) + 2} {
			if Verify(priv.PublicKey(), message, append(bytes.Clone(sig), 0, 0)[:n]) {
				t.Errorf("%s: valid with a signature of %d bytes", c, n)
			}
		}
		defer func() {
			if recover() == nil {
				t.Error("a scalar that is too short did not panic")
			}
		}()
		NewPrivateKey(c.Curve, make([]byte, c.Size()-1))
	}
}

func TestKeys(t *testing.T) {
	for _, c := range curves {
		rnd := rand.NewChaCha8([32]byte{byte(c.Curve), 5})
		a, _ := generate(t, c.Curve, c.std, rnd)
		b, std := generate(t, c.Curve, c.std, rnd)
		pub := a.Public().(*PublicKey)
		if !a.Equal(a) || a.Equal(b) || a.Equal(std) || !pub.Equal(a.Public()) || pub.Equal(b.Public()) || pub.Equal(std.Public()) {
			t.Errorf("%s: keys compare wrongly", c)
		}
		other, _ := generate(t, curves[c.Curve%3].Curve, curves[c.Curve%3].std, rnd)
		if a.Equal(other) || pub.Equal(other.Public()) || other.Equal(a) {
			t.Errorf("%s: equal to a key on %s", c, other.Curve())
		}
		again, err := NewPublicKey(c.Curve, pub.Bytes())
		if err != nil || !again.Equal(pub) {
			t.Errorf("%s: %v", c, err)
		}
		if _, err := NewPublicKey(c.Curve, pub.Bytes()[1:]); err == nil {
			t.Errorf("%s: half a point is a key", c)
		}
		if a.Wipe(); a.d != (nist.Scalar{}) {
			t.Errorf("%s: Wipe left the scalar", c)
		}
	}
}

func TestPrivateKeyIsASigner(t *testing.T) {
	for _, c := range curves {
		rnd := rand.NewChaCha8([32]byte{byte(c.Curve), 6})
		for range 20 { // r and s with and without their top bit
			priv, std := generate(t, c.Curve, c.std, rnd)
			var signer crypto.Signer = priv
			digest := hashed(c.newHash, []byte("a message"))
			sig, err := signer.Sign(rnd, digest, c.hash)
			if err != nil || !stdecdsa.VerifyASN1(&std.PublicKey, digest, sig) {
				t.Fatalf("%s: %x, %v", c, sig, err)
			}
			if sig, err := signer.Sign(rnd, digest[1:], c.hash); err == nil || sig != nil {
				t.Errorf("%s: signed a digest that is too short", c)
			}
			if sig, err := signer.Sign(rnd, digest, crypto.SHA1); err == nil || sig != nil {
				t.Errorf("%s: signed a digest of another hash", c)
			}
			if sig, err := signer.Sign(iotest.ErrReader(io.ErrClosedPipe), digest, c.hash); err != io.ErrClosedPipe || sig != nil {
				t.Errorf("%s: %v without randomness", c, err)
			}
		}
		if sig := encode(make([]byte, 2*c.Size())); !bytes.Equal(sig, []byte{0x30, 6, 2, 1, 0, 2, 1, 0}) {
			t.Errorf("DER of two zeros: %x", sig)
		}
	}
}

func TestDEROfNumbersOfAllLengths(t *testing.T) {
	for r := range 67 {
		for s := range 67 {
			sig := make([]byte, 2*66)
			for i := range r {
				sig[65-i] = 0x7f
			}
			for i := range s {
				sig[131-i] = 0x80
			}
			want, err := asn1.Marshal([]*big.Int{new(big.Int).SetBytes(sig[:66]), new(big.Int).SetBytes(sig[66:])})
			if err != nil {
				t.Fatal(err)
			}
			if got := encode(sig); !bytes.Equal(want, got) {
				t.Errorf("of %d and %d bytes: want %x, got %x", r, s, want, got)
			}
		}
	}
}

func TestErrorsOfTheReaderAreReturned(t *testing.T) {
	for _, c := range curves {
		priv, _ := generate(t, c.Curve, c.std, rand.NewChaCha8([32]byte{7}))
		short := io.LimitReader(rand.NewChaCha8([32]byte{}), 31)
		if sig, err := Sign(short, priv, nil); err == nil || sig != nil {
			t.Errorf("%s: signed with 31 random bytes", c)
		}
		short = io.LimitReader(rand.NewChaCha8([32]byte{}), 31)
		if k, err := GenerateKey(c.Curve, short); err == nil || k != nil {
			t.Errorf("%s: made a key of 31 random bytes", c)
		}
	}
}

func BenchmarkECDSA(b *testing.B) {
	for _, c := range curves {
		rnd := rand.NewChaCha8([32]byte{8})
		priv, std := generate(b, c.Curve, c.std, rnd)
		pub := priv.PublicKey()
		message := make([]byte, 300) // about what a user signs to log in
		sig := SignDeterministic(priv, message)
		der := encode(sig)
		sum := func() []byte { return hashed(c.newHash, message) }
		stdECDH := map[nist.Curve]ecdh.Curve{nist.P256: ecdh.P256(), nist.P384: ecdh.P384(), nist.P521: ecdh.P521()}[c.Curve]
		for _, f := range []struct {
			name string
			f    func()
		}{
			{"sign/tier=generic", func() { Sign(rnd, priv, message) }},
			{"sign/tier=std", func() { std.Sign(rnd, sum(), c.hash) }},
			{"verify/tier=generic", func() { Verify(pub, message, sig) }},
			{"verify/tier=std", func() { stdecdsa.VerifyASN1(&std.PublicKey, sum(), der) }},
			{"keygen/tier=generic", func() { GenerateKey(c.Curve, rnd) }},
			{"keygen/tier=std", func() { k, _ := stdECDH.GenerateKey(rnd); k.PublicKey() }},
		} {
			b.Run(fmt.Sprintf("alg=ecdsa-%s-%s", c, f.name), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					f.f()
				}
			})
		}
	}
}
