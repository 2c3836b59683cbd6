package ed25519_test

import (
	"bytes"
	stded25519 "crypto/ed25519"
	"crypto/sha512"
	"encoding/hex"
	"math/big"
	"slices"
	"testing"

	"github.com/glassh/glassh/primitives/ed25519"
)

var (
	p    = new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 255), big.NewInt(19))
	l, _ = new(big.Int).SetString("7237005577332262213973186563042994240857116359379907606001950938285454250989", 10)
)

// encode writes n in 32 bytes, little-endian.
func encode(n *big.Int) []byte {
	b := n.FillBytes(make([]byte, 32))
	slices.Reverse(b)
	return b
}

func decode(b []byte) *big.Int {
	be := slices.Clone(b)
	slices.Reverse(be)
	return new(big.Int).SetBytes(be)
}

func fromHex(s string) []byte {
	b, err := hex.DecodeString(s)
	if err != nil {
		panic(err)
	}
	return b
}

// smallOrder are the points whose order divides 8, in their canonical encoding.
var smallOrder = []struct {
	order int
	enc   []byte
}{
	{1, fromHex("0100000000000000000000000000000000000000000000000000000000000000")},
	{2, fromHex("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")},
	{4, fromHex("0000000000000000000000000000000000000000000000000000000000000000")},
	{4, fromHex("0000000000000000000000000000000000000000000000000000000000000080")},
	{8, fromHex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a")},
	{8, fromHex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa")},
	{8, fromHex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05")},
	{8, fromHex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85")},
}

// nonCanonical are other encodings of some of them, and encodings of other points
// with y ≥ p. RFC 8032 §5.1.3 has all of them fail to decode.
var nonCanonical = [][]byte{
	fromHex("0100000000000000000000000000000000000000000000000000000000000080"), // (−0, 1)
	fromHex("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"), // (−0, −1)
	fromHex("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"), // y = p
	fromHex("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"),
	fromHex("eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"), // y = p + 1
	fromHex("eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"),
	fromHex("f0ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"), // y = p + 3
	fromHex("f0ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"),
	fromHex("ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"), // y = p + 18
	fromHex("ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"),
}

func TestSMustBeBelowTheOrder(t *testing.T) {
	priv := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{3}, 32))
	pub := priv.Public().(ed25519.PublicKey)
	sig := ed25519.Sign(priv, []byte("m"))
	s := decode(sig[32:])
	for k := int64(0); ; k++ {
		forged := new(big.Int).Add(s, new(big.Int).Mul(l, big.NewInt(k)))
		if forged.BitLen() > 256 {
			break
		}
		if got := ed25519.Verify(pub, []byte("m"), append(sig[:32:32], encode(forged)...)); got != (k == 0) {
			t.Errorf("S + %dℓ: want %v, got %v", k, k == 0, got)
		}
	}
}

// forge looks for a message that makes a signature with S = 0 valid under a key of
// small order: then R = −kA, which takes at most eight values.
func forge(t *testing.T, pub, r []byte) (message, sig []byte) {
	t.Helper()
	sig = append(slices.Clone(r), make([]byte, 32)...)
	for i := range 200 {
		message = []byte{byte(i)}
		if stded25519.Verify(pub, message, sig) {
			return message, sig
		}
	}
	t.Fatalf("no message found for the key %x and R %x", pub, r)
	return nil, nil
}

// A key of small order is taken: the equation is checked as it stands.
func TestKeyOfSmallOrderIsJudgedByTheEquation(t *testing.T) {
	for _, a := range smallOrder {
		valid := 0
		for _, r := range smallOrder {
			for i := range 64 {
				message := []byte{byte(i)}
				sig := append(slices.Clone(r.enc), make([]byte, 32)...)
				want := stded25519.Verify(a.enc, message, sig)
				if got := ed25519.Verify(a.enc, message, sig); want != got {
					t.Errorf("key %x, signature %x, message %x: want %v, got %v", a.enc, sig, message, want, got)
				}
				if want {
					valid++
				}
			}
		}
		if valid == 0 {
			t.Errorf("key %x: no valid signature among those tried", a.enc)
		}
	}
}

// The equation has no cofactor: a signature whose R is off by a point of small
// order satisfies 8R = 8(SB − kA), and is refused.
func TestEquationHasNoCofactor(t *testing.T) {
	// With A of order 8 and S = 0 the cofactored equation holds for every R of
	// small order; without the cofactor, for one of the eight.
	a := smallOrder[4].enc
	for i := range 16 {
		valid := 0
		for _, r := range smallOrder {
			if ed25519.Verify(a, []byte{byte(i)}, append(slices.Clone(r.enc), make([]byte, 32)...)) {
				valid++
			}
		}
		// k depends on R, so that it need not be exactly one of them.
		if valid == len(smallOrder) {
			t.Errorf("message %d: all eight R are valid", i)
		}
	}
}

// crypto/ed25519 takes keys in encodings that RFC 8032 §5.1.3 refuses. Here they
// are refused even with a signature that satisfies the equation.
func TestKeyInANonCanonicalEncodingIsRefused(t *testing.T) {
	forged := 0
	for _, pub := range nonCanonical {
		if ed25519.Verify(pub, nil, make([]byte, 64)) {
			t.Errorf("key %x: accepted", pub)
		}
		// y = −1, 0 and 1 belong to points of order 2, 4 and 1: the neutral R fits
		// those messages whose k is a multiple of the order. How the other points
		// relate to B, nobody knows.
		y := decode(pub)
		y.SetBit(y, 255, 0).Add(y, big.NewInt(1)).Mod(y, p)
		if y.Cmp(big.NewInt(2)) > 0 {
			continue
		}
		message, sig := forge(t, pub, smallOrder[0].enc)
		if ed25519.Verify(pub, message, sig) {
			t.Errorf("key %x, message %x: accepted", pub, message)
		}
		forged++
	}
	if forged != 6 {
		t.Errorf("%d forged signatures, want 6", forged)
	}
}

// R is compared as bytes, so that its other encodings are refused: the signature
// would be malleable otherwise.
func TestRInANonCanonicalEncodingIsRefused(t *testing.T) {
	// S = k·s makes SB − kA the neutral point, which R = (0, 1) encodes.
	seed := bytes.Repeat([]byte{9}, 32)
	pub := ed25519.NewKeyFromSeed(seed).Public().(ed25519.PublicKey)
	h := sha512.Sum512(seed)
	h[0] &= 248
	h[31] = h[31]&127 | 64
	s := decode(h[:32])

	message := []byte("m")
	for _, r := range append([][]byte{smallOrder[0].enc}, nonCanonical[0], nonCanonical[4], nonCanonical[5]) {
		k := sha512.Sum512(slices.Concat(r, pub, message))
		S := new(big.Int).Mul(decode(k[:]), s)
		sig := slices.Concat(r, encode(S.Mod(S, l)))
		want := bytes.Equal(r, smallOrder[0].enc)
		if got := ed25519.Verify(pub, message, sig); want != got {
			t.Errorf("R = %x: want %v, got %v", r, want, got)
		}
	}
}

// canonical reports whether pub is what a point is encoded as.
func canonical(pub []byte) bool {
	for _, b := range nonCanonical[:2] {
		if bytes.Equal(b, pub) {
			return false
		}
	}
	y := decode(pub)
	return y.SetBit(y, 255, 0).Cmp(p) < 0
}

func FuzzVerify(f *testing.F) {
	priv := ed25519.NewKeyFromSeed(make([]byte, 32))
	pub := priv.Public().(ed25519.PublicKey)
	f.Add([]byte(pub), []byte("m"), ed25519.Sign(priv, []byte("m")))
	f.Add([]byte(pub), []byte("other"), ed25519.Sign(priv, []byte("m")))
	for _, a := range smallOrder {
		f.Add(a.enc, []byte{}, append(slices.Clone(smallOrder[0].enc), make([]byte, 32)...))
	}
	for _, a := range nonCanonical {
		f.Add(a, []byte{}, append(slices.Clone(smallOrder[0].enc), make([]byte, 32)...))
	}
	f.Fuzz(func(t *testing.T, pub, message, sig []byte) {
		got := ed25519.Verify(pub, message, sig)
		if len(pub) != 32 {
			if got {
				t.Error("a key of another length was accepted")
			}
			return // the standard library panics
		}
		if want := canonical(pub) && stded25519.Verify(pub, message, sig); want != got {
			t.Errorf("key %x, message %x, signature %x: want %v, got %v", pub, message, sig, want, got)
		}
		if seed := pub; !bytes.Equal(stded25519.Sign(stded25519.NewKeyFromSeed(seed), message), ed25519.Sign(ed25519.NewKeyFromSeed(seed), message)) {
			t.Errorf("seed %x, message %x: the signatures differ", seed, message)
		}
	})
}
