package rsa_test

import (
	"bytes"
	"crypto"
	stdrsa "crypto/rsa"
	"io"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/glassh/glassh/primitives/bigmod"
	"github.com/glassh/glassh/primitives/rsa"
	"github.com/glassh/glassh/vectors"
)

func TestPublicKeysAtTheLimits(t *testing.T) {
	odd := func(bits int) []byte {
		x := new(big.Int).Lsh(big.NewInt(1), uint(bits-1))
		return x.SetBit(x, 0, 1).Bytes()
	}
	even := odd(2048)
	even[255] = 0
	f4 := []byte{1, 0, 1}
	for name, c := range map[string]struct {
		n, e []byte
		ok   bool
	}{
		"1024 bits":                {odd(1024), f4, true},
		"16384 bits":               {odd(16384), f4, true},
		"e = 3":                    {odd(2048), []byte{3}, true},
		"e of 24 bits":             {odd(2048), []byte{0xff, 0xff, 0xff}, true},
		"leading zeros":            {append(make([]byte, 3000), odd(2048)...), append(make([]byte, 99), f4...), true},
		"1023 bits":                {odd(1023), f4, false},
		"16385 bits":               {odd(16385), f4, false},
		"a million bits":           {odd(1000000), f4, false},
		"n even":                   {even, f4, false},
		"n = 0":                    {nil, f4, false},
		"e = 0":                    {odd(2048), nil, false},
		"e = 1":                    {odd(2048), []byte{1}, false},
		"e = 2":                    {odd(2048), []byte{2}, false},
		"e even":                   {odd(2048), []byte{1, 0, 0}, false},
		"e of 25 bits":             {odd(2048), []byte{1, 0, 0, 1}, false},
		"e of 65 bits, low half 3": {odd(2048), []byte{1, 0, 0, 0, 0, 0, 0, 0, 3}, false},
		"e as long as n":           {odd(2048), odd(2048), false},
	} {
		key, err := rsa.NewPublicKey(c.n, c.e)
		if (err == nil) != c.ok || (key != nil) != c.ok {
			t.Errorf("%s: %v", name, err)
		}
		if err == nil && (!bytes.Equal(key.N(), bytes.TrimLeft(c.n, "\x00")) || int64(key.E()) != number(c.e).Int64()) {
			t.Errorf("%s: other numbers come out", name)
		}
	}
}

// Each number of a private key is wrong once.
func TestUnsoundPrivateKeysAreRefused(t *testing.T) {
	good := testKey().Numbers()
	one := big.NewInt(1)
	p, q, d, n := number(good.P), number(good.Q), number(good.D), number(good.N)
	other := generated(3072).Numbers()
	plus := func(b []byte, x int64) []byte { return new(big.Int).Add(number(b), big.NewInt(x)).Bytes() }
	// A composite p with all else in order: e·d ≡ 1 modulo p−1 and q−1.
	composite := func() *rsa.Numbers {
		for p := new(big.Int).Add(p, big.NewInt(2)); ; p.Add(p, big.NewInt(2)) {
			p1, q1 := new(big.Int).Sub(p, one), new(big.Int).Sub(q, one)
			d := new(big.Int).ModInverse(big.NewInt(65537), new(big.Int).Mul(p1, q1))
			if d != nil && new(big.Int).GCD(nil, nil, p, q).Cmp(one) == 0 && !p.ProbablyPrime(1) {
				return numbersOf(p, q, big.NewInt(65537), d)
			}
		}
	}()
	for name, c := range map[string]struct {
		change func(k *rsa.Numbers)
		want   string
	}{
		"n too short":               {func(k *rsa.Numbers) { k.N = k.N[:100] }, "800 bits"},
		"n of another key":          {func(k *rsa.Numbers) { k.N = other.N }, "product"},
		"n + 2":                     {func(k *rsa.Numbers) { k.N = plus(k.N, 2) }, "product"},
		"e of another key":          {func(k *rsa.Numbers) { k.E = []byte{3} }, "exponent"},
		"e even":                    {func(k *rsa.Numbers) { k.E = []byte{1, 0, 0} }, "exponent"},
		"p and q swapped":           {func(k *rsa.Numbers) { k.P, k.Q = k.Q, k.P }, "coefficient"},
		"p = 1, q = n":              {func(k *rsa.Numbers) { k.P, k.Q = []byte{1}, k.N }, "p:"},
		"q = 1, p = n":              {func(k *rsa.Numbers) { k.Q, k.P = []byte{1}, k.N }, "not a prime"},
		"p = 0":                     {func(k *rsa.Numbers) { k.P = nil }, "p:"},
		"q even":                    {func(k *rsa.Numbers) { k.Q = plus(k.Q, 1) }, "even"},
		"p of 8193 bits":            {func(k *rsa.Numbers) { k.P = append([]byte{1}, make([]byte, 1024)...) }, "8193 bits"},
		"a composite p":             {func(k *rsa.Numbers) { *k = *composite }, "p is not a prime"},
		"a composite q":             {func(k *rsa.Numbers) { *k = *composite; k.P, k.Q = k.Q, k.P }, "q is not a prime"},
		"d + 1":                     {func(k *rsa.Numbers) { k.D = plus(k.D, 1) }, "private exponent"},
		"d = 0":                     {func(k *rsa.Numbers) { k.D = nil }, "private exponent"},
		"d of another key":          {func(k *rsa.Numbers) { k.D = other.D[:200] }, "private exponent"},
		"d + n":                     {func(k *rsa.Numbers) { k.D = new(big.Int).Add(d, n).Bytes() }, "below the modulus"},
		"d right modulo p − 1 only": {func(k *rsa.Numbers) { k.D = new(big.Int).Mod(d, new(big.Int).Sub(p, one)).Bytes() }, "private exponent"},
		"d right modulo q − 1 only": {func(k *rsa.Numbers) { k.D = new(big.Int).Mod(d, new(big.Int).Sub(q, one)).Bytes() }, "private exponent"},
		"coefficient + 1":           {func(k *rsa.Numbers) { k.Qinv = plus(k.Qinv, 1) }, "coefficient"},
		"coefficient + p":           {func(k *rsa.Numbers) { k.Qinv = new(big.Int).Add(number(k.Qinv), p).Bytes() }, "coefficient"},
		"coefficient 0":             {func(k *rsa.Numbers) { k.Qinv = nil }, "coefficient"},
	} {
		k := *good
		c.change(&k)
		priv, err := rsa.NewPrivateKey(&k)
		if err == nil || priv != nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: want an error with %q, got %v", name, c.want, err)
		}
	}
	load(t, good)
}

// d may be taken modulo (p−1)(q−1) or modulo their least common multiple, and p may
// be the smaller prime.
func TestSoundPrivateKeysOfOtherMakers(t *testing.T) {
	good := testKey().Numbers()
	p, q := number(good.P), number(good.Q)
	p1, q1 := new(big.Int).Sub(p, big.NewInt(1)), new(big.Int).Sub(q, big.NewInt(1))
	phi := new(big.Int).Mul(p1, q1)
	lambda := new(big.Int).Div(phi, new(big.Int).GCD(nil, nil, p1, q1))
	e := big.NewInt(65537)
	sum := digest(crypto.SHA256, nil)
	want, _ := rsa.SignPKCS1v15(testKey(), crypto.SHA256, sum)
	for _, order := range []*big.Int{phi, lambda} {
		d := new(big.Int).ModInverse(e, order)
		for _, k := range []*rsa.Numbers{numbersOf(p, q, e, d), numbersOf(q, p, e, d)} {
			k.D, k.P = append(make([]byte, 40), k.D...), append([]byte{0}, k.P...) // as an mpint, and worse
			got, err := rsa.SignPKCS1v15(load(t, k), crypto.SHA256, sum)
			if err != nil || !bytes.Equal(want, got) {
				t.Errorf("another signature: %x, %v", got, err)
			}
		}
	}
	// Primes of different lengths.
	short, _ := new(big.Int).SetString("1a9e76ab5fcb6d1a7c98ed2b4a5d6fd1b8f0e3d7c5a9b1e3f5d7c9ab13579bdf", 16)
	for !short.ProbablyPrime(10) || new(big.Int).Mod(short, e).Cmp(big.NewInt(1)) == 0 {
		short.Add(short, big.NewInt(2))
	}
	d := new(big.Int).ModInverse(e, new(big.Int).Mul(p1, new(big.Int).Sub(short, big.NewInt(1))))
	for _, k := range []*rsa.Numbers{numbersOf(p, short, e, d), numbersOf(short, p, e, d)} {
		priv := load(t, k)
		sig, err := rsa.SignPKCS1v15(priv, crypto.SHA256, sum)
		if err != nil || !rsa.VerifyPKCS1v15(pub(priv), crypto.SHA256, sum, sig) {
			t.Errorf("primes of different lengths: %x, %v", sig, err)
		}
	}
}

// n of three primes does not go with a p and a q.
func TestKeysWithThreePrimesAreRefused(t *testing.T) {
	type group struct {
		PrivateKey struct {
			Modulus, PublicExponent, PrivateExponent, Prime1, Prime2, Coefficient vectors.Hex
		}
		Tests []vectors.Case
	}
	file, err := vectors.Wycheproof[group]("rsa_three_primes_oaep_2048_sha1_mgf1sha1_test.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range file.Groups {
		k := g.PrivateKey
		if _, err := rsa.NewPrivateKey(&rsa.Numbers{N: k.Modulus, E: k.PublicExponent, D: k.PrivateExponent, P: k.Prime1, Q: k.Prime2, Qinv: k.Coefficient}); err == nil {
			t.Error("accepted")
		}
	}
}

func TestNumbersGoThroughAKey(t *testing.T) {
	k := testKey().Numbers()
	again := load(t, k).Numbers()
	if diff := cmp.Diff(k, again); diff != "" {
		t.Error(diff)
	}
	// They are copies, of a key that stays as it is.
	priv := load(t, k)
	k.Wipe()
	if !slices.Equal(k.D, make([]byte, 256)) || !priv.Equal(testKey()) {
		t.Error("wiping the numbers did not, or changed the key")
	}
}

func TestKeysCompare(t *testing.T) {
	a, b := testKey(), generated(3072)
	k := a.Numbers()
	swapped := load(t, numbersOf(number(k.Q), number(k.P), number(k.E), number(k.D)))
	if !a.Equal(load(t, k)) || a.Equal(b) || a.Equal(toStd(t, a)) || a.Equal(swapped) {
		t.Error("PrivateKey.Equal is wrong")
	}
	e3, _ := rsa.NewPublicKey(k.N, []byte{3})
	if !pub(a).Equal(swapped.Public()) || pub(a).Equal(b.Public()) || pub(a).Equal(&toStd(t, a).PublicKey) || pub(a).Equal(e3) {
		t.Error("PublicKey.Equal is wrong")
	}
	priv := load(t, k)
	if priv.Wipe(); !bytes.Equal(priv.Numbers().D, make([]byte, 256)) || !bytes.Equal(priv.Numbers().P, make([]byte, 128)) {
		t.Error("Wipe left something")
	}
}

func TestGeneratedKeys(t *testing.T) {
	sizes := []int{2048, 2050, 3072}
	if *long {
		sizes = append(sizes, 3000, 4096)
	}
	for _, bits := range sizes {
		priv := generated(bits)
		if got := pub(priv).BitLen(); got != bits {
			t.Errorf("want %d bits, got %d", bits, got)
		}
		toStd(t, priv) // validates
		k := priv.Numbers()
		p, q, d := number(k.P), number(k.Q), number(k.D)
		if !p.ProbablyPrime(20) || !q.ProbablyPrime(20) {
			t.Error("p or q is no prime")
		}
		phi := new(big.Int).Mul(new(big.Int).Sub(p, big.NewInt(1)), new(big.Int).Sub(q, big.NewInt(1)))
		if want := new(big.Int).ModInverse(big.NewInt(65537), phi); want.Cmp(d) != 0 {
			t.Errorf("want d = %x, got %x", want, d)
		}
		// FIPS 186-5 A.1.3: both at least √2·2ᵏ⁻¹, that is p² ≥ 2²ᵏ⁻¹, and apart.
		for _, x := range []*big.Int{p, q} {
			if new(big.Int).Mul(x, x).BitLen() != bits {
				t.Errorf("a prime below √2·2ᵏ⁻¹: %x", x)
			}
		}
		if diff := new(big.Int).Sub(p, q); diff.Abs(diff).BitLen() <= bits/2-100 {
			t.Error("the primes are close together")
		}
	}
	if !generated(2048).Equal(testKey()) {
		t.Error("equal randomness makes another key")
	}
	other, err := rsa.GenerateKey(newRand(99), 2048)
	if err != nil || other.Equal(testKey()) {
		t.Errorf("other randomness makes the same key, %v", err)
	}
}

// repeat gives the same byte for ever.
type repeat byte

func (r repeat) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = byte(r)
	}
	return len(b), nil
}

func TestKeysThatCannotBeMade(t *testing.T) {
	for _, bits := range []int{-1, 0, 1024, 2046, 2049, 16386} {
		if priv, err := rsa.GenerateKey(newRand(1), bits); err == nil || priv != nil {
			t.Errorf("made a key of %d bits", bits)
		}
	}
	for _, r := range []io.Reader{repeat(0), repeat(0xff), repeat(0xf1)} {
		if priv, err := rsa.GenerateKey(r, 2048); err == nil || priv != nil {
			t.Errorf("made a key from %T", r)
		}
	}
	for _, n := range []int64{0, 1000, 100000} {
		if priv, err := rsa.GenerateKey(io.LimitReader(newRand(1), n), 2048); err != io.EOF && err != io.ErrUnexpectedEOF || priv != nil {
			t.Errorf("%d bytes: want the reader's error, got %v", n, err)
		}
	}
}

// The primes of a key differ in their first 12 bytes.
func TestPrimesThatAreTooClose(t *testing.T) {
	for _, k := range []int{1024, 1025, 1536} {
		p := new(big.Int).Lsh(big.NewInt(3), uint(k-2))
		for shift := 0; shift < k-2; shift++ {
			q := new(big.Int).Add(p, new(big.Int).Lsh(big.NewInt(1), uint(shift)))
			want := shift < (k+7)/8*8-96
			for _, pq := range [][2]*big.Int{{p, q}, {q, p}} {
				if got := rsa.TooClose(bigmod.NewNat(pq[0].Bytes()), bigmod.NewNat(pq[1].Bytes()), k); got.Public() != want {
					t.Fatalf("%d bits, |p − q| = 2^%d: want %v, got %v", k, shift, want, got)
				}
			}
			if shift <= k-100 && !want {
				t.Errorf("%d bits: FIPS 186-5 asks for more than 2^%d", k, shift)
			}
		}
		if !rsa.TooClose(bigmod.NewNat(p.Bytes()), bigmod.NewNat(p.Bytes()), k).Public() {
			t.Error("equal primes are not too close")
		}
	}
}

func TestSmallFactors(t *testing.T) {
	primes := rsa.SmallPrimes()
	if len(primes) != 308 || primes[0] != 3 || primes[307] != 2039 {
		t.Fatalf("want the 308 odd primes below 2048, got %d to %d", len(primes), primes[len(primes)-1])
	}
	s := newRand(3)
	for range 500 {
		b := make([]byte, 128)
		s.Read(b)
		b[127] |= 1
		want := false
		for _, p := range primes {
			want = want || new(big.Int).Mod(number(b), big.NewInt(int64(p))).Sign() == 0
		}
		if got := rsa.HasSmallFactor(bigmod.NewNat(b), primes); want != got {
			t.Fatalf("%x: want %v, got %v", b, want, got)
		}
	}
}

// A signature that went wrong would give a prime away: gcd(sᵉ − x, n). It is not
// given out.
func TestFaultySignaturesAreNotReturned(t *testing.T) {
	for i := range 3 {
		priv := load(t, testKey().Numbers())
		priv.Break(i)
		if sig, err := rsa.SignPKCS1v15(priv, crypto.SHA256, make([]byte, 32)); err == nil || sig != nil {
			t.Errorf("fault %d: %x, %v", i, sig, err)
		}
		ciphertext, err := rsa.EncryptOAEP(newRand(1), pub(priv), crypto.SHA256, nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		if m, err := rsa.DecryptOAEP(priv, crypto.SHA256, ciphertext, nil); err == nil || m != nil {
			t.Errorf("fault %d: decrypted %x, %v", i, m, err)
		}
	}
}

// Whatever n, e and sig are, the answer is that of the standard library within our
// limits.
func FuzzVerify(f *testing.F) {
	priv := testKey()
	k := priv.Numbers()
	sum := digest(crypto.SHA256, []byte("m"))
	sig, err := rsa.SignPKCS1v15(priv, crypto.SHA256, sum)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(k.N, k.E, sum, sig)
	f.Add(k.N, []byte{3}, sum, sig)
	f.Add(k.N[1:], k.E, sum, sig[1:])
	f.Add(bytes.Repeat([]byte{0xff}, 128), []byte{3}, sum, bytes.Repeat([]byte{1}, 128))
	f.Fuzz(func(t *testing.T, n, e, sum, sig []byte) {
		if len(n) > 512 || len(sum) != 32 {
			return
		}
		key, err := rsa.NewPublicKey(n, e)
		N, E := number(n), number(e)
		wantOK := N.BitLen() >= 1024 && N.Bit(0) == 1 && E.BitLen() <= 24 && E.Bit(0) == 1 && E.Cmp(big.NewInt(1)) > 0
		if wantOK != (err == nil) {
			t.Fatalf("n = %x, e = %x: %v", n, e, err)
		}
		if err != nil {
			return
		}
		std := &stdrsa.PublicKey{N: N, E: int(E.Int64())}
		want := stdrsa.VerifyPKCS1v15(std, crypto.SHA256, sum, sig) == nil
		if got := rsa.VerifyPKCS1v15(key, crypto.SHA256, sum, sig); want != got {
			t.Errorf("n = %x, e = %x, digest %x, signature %x: want %v, got %v", n, e, sum, sig, want, got)
		}
	})
}

// No key file makes NewPrivateKey panic, and what it takes signs.
func FuzzNewPrivateKey(f *testing.F) {
	priv, err := rsa.NewPrivateKey(testKey().Numbers())
	if err != nil {
		f.Fatal(err)
	}
	k := priv.Numbers()
	f.Add(k.N, k.E, k.D, k.P, k.Q, k.Qinv)
	f.Add(k.N, k.E, k.D, k.Q, k.P, k.Qinv)
	f.Add([]byte{}, []byte{}, []byte{}, []byte{}, []byte{}, []byte{})
	f.Add(k.N, k.E, []byte{}, k.N, []byte{1}, []byte{})
	f.Fuzz(func(t *testing.T, n, e, d, p, q, qinv []byte) {
		if len(n) > 512 || len(p) > 512 || len(q) > 512 || len(d) > 1024 {
			return
		}
		priv, err := rsa.NewPrivateKey(&rsa.Numbers{N: n, E: e, D: d, P: p, Q: q, Qinv: qinv})
		if err != nil {
			return
		}
		sum := make([]byte, 32)
		sig, err := rsa.SignPKCS1v15(priv, crypto.SHA256, sum)
		if err != nil || !rsa.VerifyPKCS1v15(pub(priv), crypto.SHA256, sum, sig) {
			t.Errorf("a key that was taken does not sign: %v", err)
		}
	})
}
