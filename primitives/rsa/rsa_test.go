package rsa_test

import (
	"crypto"
	stdrsa "crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"flag"
	"fmt"
	"io"
	"math/big"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/glassh/glassh/primitives/rsa"
	"github.com/glassh/glassh/vectors"
)

var long = flag.Bool("long", false, "10,000 random cases each")

func cases(n int) int {
	if *long {
		return 10000
	}
	return n
}

func newRand(seed byte) *rand.ChaCha8 { return rand.NewChaCha8([32]byte{seed}) }

func number(b []byte) *big.Int { return new(big.Int).SetBytes(b) }

func digest(hash crypto.Hash, message []byte) []byte {
	switch hash {
	case crypto.SHA1:
		sum := sha1.Sum(message)
		return sum[:]
	case crypto.SHA256:
		sum := sha256.Sum256(message)
		return sum[:]
	case crypto.SHA512:
		sum := sha512.Sum512(message)
		return sum[:]
	}
	panic(hash)
}

// keyOf makes the private key of n, e and d, with the primes found by math/big: for
// a square root x of 1 that is not ±1, x − 1 has one of them in common with n.
func keyOf(n, e, d *big.Int) *rsa.Numbers {
	one := big.NewInt(1)
	odd := new(big.Int).Mul(e, d)
	odd.Sub(odd, one)
	s := odd.TrailingZeroBits()
	odd.Rsh(odd, s)
	nMinus1 := new(big.Int).Sub(n, one)
	for base := int64(2); ; base++ {
		x := new(big.Int).Exp(big.NewInt(base), odd, n)
		for range s {
			y := new(big.Int).Mul(x, x)
			y.Mod(y, n)
			if y.Cmp(one) == 0 && x.Cmp(one) != 0 && x.Cmp(nMinus1) != 0 {
				p := new(big.Int).GCD(nil, nil, x.Sub(x, one), n)
				return numbersOf(p, new(big.Int).Div(n, p), e, d)
			}
			x = y
		}
	}
}

func numbersOf(p, q, e, d *big.Int) *rsa.Numbers {
	return &rsa.Numbers{
		N: new(big.Int).Mul(p, q).Bytes(), E: e.Bytes(), D: d.Bytes(),
		P: p.Bytes(), Q: q.Bytes(), Qinv: new(big.Int).ModInverse(q, p).Bytes(),
	}
}

func load(t testing.TB, k *rsa.Numbers) *rsa.PrivateKey {
	t.Helper()
	priv, err := rsa.NewPrivateKey(k)
	if err != nil {
		t.Fatal(err)
	}
	return priv
}

// toStd makes the standard library's key of ours.
func toStd(t testing.TB, priv *rsa.PrivateKey) *stdrsa.PrivateKey {
	t.Helper()
	k := priv.Numbers()
	std := &stdrsa.PrivateKey{
		PublicKey: stdrsa.PublicKey{N: number(k.N), E: int(number(k.E).Int64())},
		D:         number(k.D),
		Primes:    []*big.Int{number(k.P), number(k.Q)},
	}
	std.Precompute()
	if err := std.Validate(); err != nil {
		t.Fatalf("the standard library refuses the key: %v", err)
	}
	return std
}

// testKey returns a key of 2048 bits, always the same.
var testKey = sync.OnceValue(func() *rsa.PrivateKey { return generated(2048) })

func generated(bits int) *rsa.PrivateKey {
	priv, err := rsa.GenerateKey(newRand(byte(bits/1024)), bits)
	if err != nil {
		panic(err)
	}
	return priv
}

func pub(priv *rsa.PrivateKey) *rsa.PublicKey { return priv.Public().(*rsa.PublicKey) }

var hashes = map[string]crypto.Hash{"SHA-1": crypto.SHA1, "SHA-256": crypto.SHA256, "SHA-512": crypto.SHA512}

// The policy for what Wycheproof calls acceptable: a DigestInfo without its NULL is
// refused, as one encoding alone is right.
func TestWycheproofVerification(t *testing.T) {
	type group struct {
		SHA       string
		PublicKey struct{ Modulus, PublicExponent vectors.Hex }
		Tests     []struct {
			vectors.Case
			Msg, Sig vectors.Hex
		}
	}
	count := map[vectors.Result]int{}
	for _, name := range []string{
		"rsa_signature_2048_sha256_test.json", "rsa_signature_2048_sha512_test.json",
		"rsa_signature_3072_sha256_test.json", "rsa_signature_3072_sha512_test.json",
		"rsa_signature_4096_sha256_test.json", "rsa_signature_4096_sha512_test.json",
		"rsa_signature_8192_sha256_test.json", "rsa_signature_8192_sha512_test.json",
	} {
		t.Run(name, func(t *testing.T) {
			file, err := vectors.Wycheproof[group](name)
			if err != nil {
				t.Fatal(err)
			}
			for _, g := range file.Groups {
				key, err := rsa.NewPublicKey(g.PublicKey.Modulus, g.PublicKey.PublicExponent)
				if err != nil {
					t.Fatal(err)
				}
				hash := hashes[g.SHA]
				for _, c := range g.Tests {
					count[c.Result]++
					if got, want := rsa.VerifyPKCS1v15(key, hash, digest(hash, c.Msg), c.Sig), c.Result == vectors.Valid; want != got {
						t.Errorf("%s %v: want %v, got %v", c, c.Flags, want, got)
					}
				}
			}
		})
	}
	if diff := cmp.Diff(map[vectors.Result]int{vectors.Valid: 61, vectors.Invalid: 2002, vectors.Acceptable: 8}, count); diff != "" {
		t.Errorf("cases run: %s", diff)
	}
}

// Generation: the cases with SHA-256 and SHA-512 are signed again, those with SHA-1
// verified. All are valid signatures; what is acceptable there is refused only for
// other hash functions.
func TestWycheproofGeneration(t *testing.T) {
	type group struct {
		SHA        string
		PrivateKey struct{ Modulus, PublicExponent, PrivateExponent vectors.Hex }
		Tests      []struct {
			vectors.Case
			Msg, Sig vectors.Hex
		}
	}
	count := map[string]int{}
	for _, name := range []string{
		"rsa_pkcs1_1024_sig_gen_test.json", "rsa_pkcs1_1536_sig_gen_test.json", "rsa_pkcs1_2048_sig_gen_test.json",
		"rsa_pkcs1_3072_sig_gen_test.json", "rsa_pkcs1_4096_sig_gen_test.json",
	} {
		t.Run(name, func(t *testing.T) {
			file, err := vectors.Wycheproof[group](name)
			if err != nil {
				t.Fatal(err)
			}
			for _, g := range file.Groups {
				hash, ok := hashes[g.SHA]
				if !ok {
					continue
				}
				k := g.PrivateKey
				priv := load(t, keyOf(number(k.Modulus), number(k.PublicExponent), number(k.PrivateExponent)))
				for _, c := range g.Tests {
					count[g.SHA]++
					if hash == crypto.SHA1 {
						if !rsa.VerifyInsecureSHA1(pub(priv), digest(hash, c.Msg), c.Sig) {
							t.Errorf("%s: refused", c)
						}
						continue
					}
					got, err := rsa.SignPKCS1v15(priv, hash, digest(hash, c.Msg))
					if err != nil {
						t.Fatal(err)
					}
					if diff := cmp.Diff([]byte(c.Sig), got); diff != "" {
						t.Errorf("%s: %s", c, diff)
					}
					if !rsa.VerifyPKCS1v15(pub(priv), hash, digest(hash, c.Msg), c.Sig) {
						t.Errorf("%s: refused", c)
					}
				}
			}
		})
	}
	if diff := cmp.Diff(map[string]int{"SHA-1": 16, "SHA-256": 44, "SHA-512": 34}, count); diff != "" {
		t.Errorf("cases run: %s", diff)
	}
}

// The acceptable ones are ciphertexts that are small numbers, and are taken.
func TestWycheproofDecryption(t *testing.T) {
	type group struct {
		SHA, MGFSHA string
		PrivateKey  struct {
			Modulus, PublicExponent, PrivateExponent, Prime1, Prime2, Coefficient vectors.Hex
		}
		Tests []struct {
			vectors.Case
			Msg, Ct, Label vectors.Hex
		}
	}
	count := map[vectors.Result]int{}
	for _, name := range []string{
		"rsa_oaep_2048_sha1_mgf1sha1_test.json", "rsa_oaep_2048_sha256_mgf1sha256_test.json",
		"rsa_oaep_3072_sha256_mgf1sha256_test.json", "rsa_oaep_4096_sha256_mgf1sha256_test.json", "rsa_oaep_misc_test.json",
	} {
		t.Run(name, func(t *testing.T) {
			file, err := vectors.Wycheproof[group](name)
			if err != nil {
				t.Fatal(err)
			}
			for _, g := range file.Groups {
				hash := hashes[g.SHA]
				if g.SHA != g.MGFSHA || hash != crypto.SHA1 && hash != crypto.SHA256 {
					continue
				}
				k := g.PrivateKey
				priv, err := rsa.NewPrivateKey(&rsa.Numbers{N: k.Modulus, E: k.PublicExponent, D: k.PrivateExponent, P: k.Prime1, Q: k.Prime2, Qinv: k.Coefficient})
				if err != nil {
					t.Errorf("key of %d bits with e = %x: %v", 8*len(k.Modulus), k.PublicExponent, err)
					continue
				}
				for _, c := range g.Tests {
					count[c.Result]++
					got, err := rsa.DecryptOAEP(priv, hash, c.Ct, c.Label)
					if want := c.Result != vectors.Invalid; want != (err == nil) {
						t.Errorf("%s %v: want %v, got %v", c, c.Flags, want, err)
					} else if want && string(got) != string(c.Msg) {
						t.Errorf("%s: want %x, got %x", c, c.Msg, got)
					}
				}
			}
		})
	}
	if diff := cmp.Diff(map[vectors.Result]int{vectors.Valid: 115, vectors.Invalid: 76, vectors.Acceptable: 2}, count); diff != "" {
		t.Errorf("cases run: %s", diff)
	}
}

func TestSignaturesAgreeWithStandardLibrary(t *testing.T) {
	rnd := newRand(1)
	priv := testKey()
	std := toStd(t, priv)
	for i := range cases(50) {
		message := make([]byte, i)
		rnd.Read(message)
		for _, hash := range []crypto.Hash{crypto.SHA256, crypto.SHA512} {
			sum := digest(hash, message)
			want, err := stdrsa.SignPKCS1v15(nil, std, hash, sum)
			if err != nil {
				t.Fatal(err)
			}
			got, err := rsa.SignPKCS1v15(priv, hash, sum)
			if err != nil || string(got) != string(want) {
				t.Fatalf("%v of %x: want %x, got %x, %v", hash, message, want, got, err)
			}
			if !rsa.VerifyPKCS1v15(pub(priv), hash, sum, got) {
				t.Fatalf("%v of %x: own signature refused", hash, message)
			}
			sum[i%len(sum)] ^= 1 << (i % 8)
			if rsa.VerifyPKCS1v15(pub(priv), hash, sum, got) {
				t.Fatalf("%v of %x: valid for another digest", hash, message)
			}
		}
		sum := digest(crypto.SHA1, message)
		sig, err := stdrsa.SignPKCS1v15(nil, std, crypto.SHA1, sum)
		if err != nil {
			t.Fatal(err)
		}
		if !rsa.VerifyInsecureSHA1(pub(priv), sum, sig) {
			t.Fatalf("SHA-1 of %x: refused", message)
		}
	}
}

func TestEveryBitOfASignatureMatters(t *testing.T) {
	priv := testKey()
	sum := digest(crypto.SHA256, []byte("a message"))
	sig, err := rsa.SignPKCS1v15(priv, crypto.SHA256, sum)
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range [][]byte{sum, sig} {
		for i := range 8 * len(b) {
			b[i/8] ^= 1 << (i % 8)
			if rsa.VerifyPKCS1v15(pub(priv), crypto.SHA256, sum, sig) {
				t.Errorf("valid with bit %d of %x", i, b)
			}
			b[i/8] ^= 1 << (i % 8)
		}
	}
	if !rsa.VerifyPKCS1v15(pub(priv), crypto.SHA256, sum, sig) {
		t.Error("the signature itself is refused")
	}
}

// A signature is a number below n, in as many bytes as n: s + n, leading zeros and
// missing ones are refused.
func TestSignaturesHaveOneEncoding(t *testing.T) {
	priv := testKey()
	n := number(pub(priv).N())
	// With n of 2048 bits, s + n fits into 256 bytes for a small s only.
	var sum, sig []byte
	for i := range byte(200) {
		sum = digest(crypto.SHA256, []byte{i})
		var err error
		if sig, err = rsa.SignPKCS1v15(priv, crypto.SHA256, sum); err != nil {
			t.Fatal(err)
		}
		if other := new(big.Int).Add(n, number(sig)); other.BitLen() <= 2048 {
			if rsa.VerifyPKCS1v15(pub(priv), crypto.SHA256, sum, other.FillBytes(make([]byte, 256))) {
				t.Fatal("s + n is valid")
			}
			if !rsa.VerifyPKCS1v15(pub(priv), crypto.SHA256, sum, sig) {
				t.Fatal("s is not valid")
			}
			break
		}
		if i == 199 {
			t.Fatal("no small signature")
		}
	}
	for name, sig := range map[string][]byte{
		"nothing": nil, "a leading zero": append([]byte{0}, sig...), "a byte more": append(sig[:256:256], 0), "a byte less": sig[:255], "n": n.Bytes(),
	} {
		if rsa.VerifyPKCS1v15(pub(priv), crypto.SHA256, sum, sig) {
			t.Errorf("%s: valid", name)
		}
	}
}

// With e = 3, a signature can be forged for a verifier that parses the padding and
// ignores what follows it: the cube root of 00 01 FF 00 ‖ DigestInfo ‖ digest ‖
// anything (Bleichenbacher 2006). One that compares is not impressed.
func TestForgeryWithExponentThree(t *testing.T) {
	n := new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 2048), big.NewInt(1)) // any odd number
	key, err := rsa.NewPublicKey(n.Bytes(), []byte{3})
	if err != nil {
		t.Fatal(err)
	}
	sum := digest(crypto.SHA256, []byte("forged"))
	em := make([]byte, 256)
	prefix := append([]byte{0, 1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20}, sum...)
	copy(em, prefix)
	// The cube root, rounded up by bisection.
	low, high := new(big.Int), new(big.Int).Lsh(big.NewInt(1), 700)
	for low.Cmp(high) < 0 {
		mid := new(big.Int).Add(low, high)
		mid.Rsh(mid, 1)
		if new(big.Int).Exp(mid, big.NewInt(3), nil).Cmp(number(em)) < 0 {
			low.Add(mid, big.NewInt(1))
		} else {
			high.Set(mid)
		}
	}
	cube := new(big.Int).Exp(low, big.NewInt(3), nil).FillBytes(make([]byte, 256))
	if string(cube[:len(prefix)]) != string(prefix) {
		t.Fatal("the forgery does not begin as it should")
	}
	if rsa.VerifyPKCS1v15(key, crypto.SHA256, sum, low.FillBytes(make([]byte, 256))) {
		t.Error("the forgery is valid")
	}
}

func TestEncryptionAgreesWithStandardLibrary(t *testing.T) {
	rnd := newRand(2)
	priv := testKey()
	std := toStd(t, priv)
	for i := range cases(60) {
		hash := []crypto.Hash{crypto.SHA1, crypto.SHA256}[i%2]
		message, label := make([]byte, i*7%(pub(priv).MaxOAEP(hash)+1)), make([]byte, i%5)
		rnd.Read(message)
		rnd.Read(label)
		ours, err := rsa.EncryptOAEP(rnd, pub(priv), hash, message, label)
		if err != nil {
			t.Fatal(err)
		}
		theirs, err := stdrsa.EncryptOAEP(hash.New(), rnd, &std.PublicKey, message, label)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := stdrsa.DecryptOAEP(hash.New(), nil, std, ours, label); err != nil || string(got) != string(message) {
			t.Fatalf("%v: the standard library decrypts %x to %x, %v", hash, message, got, err)
		}
		if got, err := rsa.DecryptOAEP(priv, hash, theirs, label); err != nil || string(got) != string(message) {
			t.Fatalf("%v: want %x, got %x, %v", hash, message, got, err)
		}
		if _, err := rsa.DecryptOAEP(priv, hash, theirs, append(label, 0)); err == nil {
			t.Fatalf("%v: decrypted with another label", hash)
		}
		theirs[i%len(theirs)] ^= 1 << (i % 8)
		if _, err := rsa.DecryptOAEP(priv, hash, theirs, label); err == nil {
			t.Fatalf("%v: decrypted what was changed", hash)
		}
	}
}

// Every way in which EM can be wrong has the same error.
func TestDecryptionFailsInOneWay(t *testing.T) {
	priv := testKey()
	n, e := number(pub(priv).N()), big.NewInt(65537)
	em := func(f func(db []byte), first byte) []byte {
		seed, db := make([]byte, 20), make([]byte, 256-21)
		sum := digest(crypto.SHA1, nil)
		copy(db, sum)
		db[len(db)-2] = 1
		f(db)
		mask := func(x, seed []byte) {
			for i := 0; len(x) > 0; i++ {
				s := digest(crypto.SHA1, append(append([]byte{}, seed...), 0, 0, 0, byte(i)))
				for j := 0; j < min(20, len(x)); j++ {
					x[j] ^= s[j]
				}
				x = x[min(20, len(x)):]
			}
		}
		mask(db, seed)
		mask(seed, db)
		x := number(append(append([]byte{first}, seed...), db...))
		return x.Exp(x, e, n).FillBytes(make([]byte, 256))
	}
	if got, err := rsa.DecryptOAEP(priv, crypto.SHA1, em(func([]byte) {}, 0), nil); err != nil || len(got) != 1 || got[0] != 0 {
		t.Fatalf("the right encoding: %x, %v", got, err)
	}
	if got, err := rsa.DecryptOAEP(priv, crypto.SHA1, em(func(db []byte) { db[len(db)-2], db[len(db)-1] = 0, 1 }, 0), nil); err != nil || got == nil || len(got) != 0 {
		t.Fatalf("the empty message: %x, %v", got, err)
	}
	_, want := rsa.DecryptOAEP(priv, crypto.SHA1, nil, nil)
	if want == nil {
		t.Fatal("an empty ciphertext decrypts")
	}
	for name, c := range map[string][]byte{
		"first byte 1":     em(func([]byte) {}, 1),
		"another label":    em(func(db []byte) { db[0] ^= 1 }, 0),
		"no 01":            em(func(db []byte) { db[len(db)-2] = 0 }, 0),
		"02 for 01":        em(func(db []byte) { db[len(db)-2] = 2 }, 0),
		"02 before the 01": em(func(db []byte) { db[30] = 2 }, 0),
		"n":                n.Bytes(),
		"a byte less":      em(func([]byte) {}, 0)[:255],
		"a byte more":      append([]byte{0}, em(func([]byte) {}, 0)...),
	} {
		if got, err := rsa.DecryptOAEP(priv, crypto.SHA1, c, nil); err != want || got != nil {
			t.Errorf("%s: %x, %v", name, got, err)
		}
	}
}

func TestMessagesThatDoNotFit(t *testing.T) {
	priv := testKey()
	most := pub(priv).MaxOAEP(crypto.SHA256)
	if most != 190 {
		t.Errorf("want 190 bytes, got %d", most)
	}
	if _, err := rsa.EncryptOAEP(newRand(1), pub(priv), crypto.SHA256, make([]byte, most+1), nil); err == nil {
		t.Error("encrypted a message that is too long")
	}
	if _, err := rsa.EncryptOAEP(io.LimitReader(newRand(1), 31), pub(priv), crypto.SHA256, nil, nil); err == nil {
		t.Error("encrypted with 31 random bytes")
	}
}

func TestMisusePanics(t *testing.T) {
	priv := testKey()
	for name, f := range map[string]func(){
		"signing with SHA-1":           func() { rsa.SignPKCS1v15(priv, crypto.SHA1, make([]byte, 20)) },
		"signing with MD5":             func() { rsa.SignPKCS1v15(priv, crypto.MD5, make([]byte, 16)) },
		"a digest of another length":   func() { rsa.SignPKCS1v15(priv, crypto.SHA256, make([]byte, 33)) },
		"verifying with SHA-1":         func() { rsa.VerifyPKCS1v15(pub(priv), crypto.SHA1, make([]byte, 20), nil) },
		"verifying with no hash":       func() { rsa.VerifyPKCS1v15(pub(priv), 0, make([]byte, 32), nil) },
		"verifying the message itself": func() { rsa.VerifyPKCS1v15(pub(priv), crypto.SHA256, []byte("message"), nil) },
		"a SHA-1 digest of 32 bytes":   func() { rsa.VerifyInsecureSHA1(pub(priv), make([]byte, 32), nil) },
		"encrypting with SHA-512":      func() { rsa.EncryptOAEP(newRand(1), pub(priv), crypto.SHA512, nil, nil) },
		"decrypting with SHA-512":      func() { rsa.DecryptOAEP(priv, crypto.SHA512, nil, nil) },
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

func TestPrivateKeyIsASigner(t *testing.T) {
	var signer crypto.Signer = testKey()
	for _, hash := range []crypto.Hash{crypto.SHA256, crypto.SHA512} {
		sum := digest(hash, []byte("message"))
		sig, err := signer.Sign(nil, sum, hash)
		if err != nil || !rsa.VerifyPKCS1v15(signer.Public().(*rsa.PublicKey), hash, sum, sig) {
			t.Errorf("Sign: %x, %v", sig, err)
		}
		if _, err := signer.Sign(nil, sum[1:], hash); err == nil {
			t.Error("signed a digest that is too short")
		}
	}
	for _, hash := range []crypto.Hash{0, crypto.SHA1, crypto.SHA384} {
		if sig, err := signer.Sign(nil, make([]byte, 20), hash); err == nil || sig != nil {
			t.Errorf("signed with %v", hash)
		}
	}
}

func BenchmarkRSA(b *testing.B) {
	for _, bits := range []int{2048, 3072, 4096} {
		priv := generated(bits)
		std := toStd(b, priv)
		sum := digest(crypto.SHA256, nil)
		sig, _ := rsa.SignPKCS1v15(priv, crypto.SHA256, sum)
		ciphertext, _ := rsa.EncryptOAEP(newRand(1), pub(priv), crypto.SHA256, sum, nil)
		numbers := priv.Numbers()
		rnd := newRand(7)
		for _, c := range []struct {
			name string
			f    func()
		}{
			{"alg=rsa%d-sign/tier=generic", func() { rsa.SignPKCS1v15(priv, crypto.SHA256, sum) }},
			{"alg=rsa%d-sign/tier=std", func() { stdrsa.SignPKCS1v15(nil, std, crypto.SHA256, sum) }},
			{"alg=rsa%d-verify/tier=generic", func() { rsa.VerifyPKCS1v15(pub(priv), crypto.SHA256, sum, sig) }},
			{"alg=rsa%d-verify/tier=std", func() { stdrsa.VerifyPKCS1v15(&std.PublicKey, crypto.SHA256, sum, sig) }},
			{"alg=rsa%d-parse-verify/tier=generic", func() {
				key, _ := rsa.NewPublicKey(numbers.N, numbers.E)
				rsa.VerifyPKCS1v15(key, crypto.SHA256, sum, sig)
			}},
			{"alg=rsa%d-oaep-decrypt/tier=generic", func() { rsa.DecryptOAEP(priv, crypto.SHA256, ciphertext, nil) }},
			{"alg=rsa%d-load/tier=generic", func() { rsa.NewPrivateKey(numbers) }},
			{"alg=rsa%d-keygen/tier=generic", func() { rsa.GenerateKey(rnd, bits) }},
			{"alg=rsa%d-keygen/tier=std", func() { stdrsa.GenerateKey(rnd, bits) }},
		} {
			b.Run(fmt.Sprintf(c.name, bits), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					c.f()
				}
			})
		}
	}
}
