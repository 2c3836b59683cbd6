package keys_test

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	stdrsa "crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"errors"
	"math/big"
	"strings"
	"testing"

	"github.com/glassh/glassh/primitives/nist"
	"github.com/glassh/glassh/primitives/rsa"
	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/wire"
)

// TestEveryTypeSignsAndComesBack walks all types that keys are made of, with each
// of their algorithms.
func TestEveryTypeSignsAndComesBack(t *testing.T) {
	for _, typ := range []string{
		"ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "ssh-rsa", "ssh-ed448", composite,
	} {
		bits := 0
		if typ == "ssh-rsa" {
			bits = 2048 // which is soon made, also in an emulator
		}
		k, err := keys.Generate(typ, rand.Reader, bits)
		if err != nil {
			t.Fatal(err)
		}
		public, err := keys.ParsePublicKey(k.PublicKey().Blob())
		if err != nil || public.Type() != typ || !public.Equal(k.PublicKey()) {
			t.Fatalf("%s: the public half: %v", typ, err)
		}
		text, err := k.Marshal(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		back, err := keys.ParsePrivate(text)
		if err != nil || !back.PublicKey().Equal(k.PublicKey()) {
			t.Fatalf("%s: the file: %v", typ, err)
		}
		message := []byte("message")
		for _, algorithm := range k.Algorithms() {
			sig, err := back.Sign(rand.Reader, algorithm, message)
			if err != nil {
				t.Fatal(err)
			}
			if err := public.Verify(algorithm, message, sig); err != nil {
				t.Errorf("%s: %v", algorithm, err)
			}
			if err := public.Verify(algorithm, []byte("massage"), sig); !errors.Is(err, keys.ErrSignature) {
				t.Errorf("%s: another message: want ErrSignature, got %v", algorithm, err)
			}
			for _, i := range []int{len(sig) - 1, len(sig) - 20} {
				sig[i] ^= 1
				if public.Verify(algorithm, message, sig) == nil {
					t.Errorf("%s: a signature with a wrong bit is accepted", algorithm)
				}
				sig[i] ^= 1
			}
			if public.Verify(algorithm, message, append(sig, 0)) == nil {
				t.Errorf("%s: a signature with a byte behind it is accepted", algorithm)
			}
		}
	}
}

// TestECDSASignaturesAreThoseOfTheStandardLibrary compares both ways.
func TestECDSASignaturesAreThoseOfTheStandardLibrary(t *testing.T) {
	for _, c := range []struct {
		typ   string
		curve elliptic.Curve
		hash  func([]byte) []byte
	}{
		{"ecdsa-sha2-nistp256", elliptic.P256(), func(m []byte) []byte { s := sha256.Sum256(m); return s[:] }},
		{"ecdsa-sha2-nistp384", elliptic.P384(), func(m []byte) []byte { s := sha512.Sum384(m); return s[:] }},
		{"ecdsa-sha2-nistp521", elliptic.P521(), func(m []byte) []byte { s := sha512.Sum512(m); return s[:] }},
	} {
		std, err := ecdsa.GenerateKey(c.curve, rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		point, err := std.PublicKey.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		blob := blobOf(c.typ, "nistp"+c.typ[len(c.typ)-3:], string(point))
		k, err := keys.ParsePublicKey(blob)
		if err != nil {
			t.Fatal(err)
		}
		r, s, err := ecdsa.Sign(rand.Reader, std, c.hash([]byte("m")))
		if err != nil {
			t.Fatal(err)
		}
		sig := wire.AppendText(nil, c.typ)
		sig = wire.AppendString(sig, wire.AppendMpint(wire.AppendMpint(nil, r.Bytes()), s.Bytes()))
		if err := k.Verify(c.typ, []byte("m"), sig); err != nil {
			t.Errorf("%s: a signature of the standard library: %v", c.typ, err)
		}

		d, err := std.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		curve := map[string]nist.Curve{"256": nist.P256, "384": nist.P384, "521": nist.P521}[c.typ[len(c.typ)-3:]]
		ours, err := keys.NewECDSA(curve, d)
		if err != nil || !bytes.Equal(ours.PublicKey().Blob(), blob) {
			t.Fatalf("%s: NewECDSA: %v", c.typ, err)
		}
		sig, err = ours.Sign(rand.Reader, c.typ, []byte("m"))
		if err != nil {
			t.Fatal(err)
		}
		rd := wire.NewReader(sig)
		rd.Text()
		in := wire.NewReader(rd.Bytes())
		r.SetBytes(in.Mpint())
		s.SetBytes(in.Mpint())
		if in.End() != nil || !ecdsa.Verify(&std.PublicKey, c.hash([]byte("m")), r, s) {
			t.Errorf("%s: the standard library refuses our signature", c.typ)
		}
	}
}

func TestAnECDSAKeyIsOnTheCurveOfItsType(t *testing.T) {
	p256, err := keys.Generate("ecdsa-sha2-nistp256", rand.Reader, 256)
	if err != nil {
		t.Fatal(err)
	}
	r := wire.NewReader(p256.PublicKey().Blob())
	r.Text()
	r.Text()
	q := r.Bytes()
	for _, c := range []struct {
		name, want string
		blob       []byte
	}{
		{"another curve named", "is on curve nistp256", blobOf("ecdsa-sha2-nistp384", "nistp256", string(q))},
		{"a point of another curve", "public key:", blobOf("ecdsa-sha2-nistp384", "nistp384", string(q))},
		{"no curve", `is on curve ""`, blobOf("ecdsa-sha2-nistp256", "", string(q))},
		{"the point at infinity", "public key:", blobOf("ecdsa-sha2-nistp256", "nistp256", "\x00")},
		{"compressed", "public key:", blobOf("ecdsa-sha2-nistp256", "nistp256", "\x02"+string(q[1:33]))},
		{"off the curve", "public key:", blobOf("ecdsa-sha2-nistp256", "nistp256", string(q[:64])+string(q[64]^1))},
	} {
		if _, err := keys.ParsePublicKey(c.blob); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: want an error with %q, got %v", c.name, c.want, err)
		}
	}
	sig, err := p256.Sign(rand.Reader, "ecdsa-sha2-nistp256", nil)
	if err != nil {
		t.Fatal(err)
	}
	if p256.PublicKey().Verify("ecdsa-sha2-nistp384", nil, sig) == nil {
		t.Error("a key of one curve verifies for the name of another")
	}
}

func TestRSASignaturesAreThoseOfTheStandardLibrary(t *testing.T) {
	std, err := stdrsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	ours, err := keys.NewRSA(&rsa.Numbers{
		N: std.N.Bytes(), E: big.NewInt(int64(std.E)).Bytes(), D: std.D.Bytes(),
		P: std.Primes[0].Bytes(), Q: std.Primes[1].Bytes(), Qinv: std.Precomputed.Qinv.Bytes(),
	})
	if err != nil {
		t.Fatal(err)
	}
	message := []byte("m")
	sum1, sum256, sum512 := sha1.Sum(message), sha256.Sum256(message), sha512.Sum512(message)
	for _, c := range []struct {
		algorithm string
		hash      crypto.Hash
		sum       []byte
	}{
		{"rsa-sha2-256", crypto.SHA256, sum256[:]}, {"rsa-sha2-512", crypto.SHA512, sum512[:]}, {"ssh-rsa", crypto.SHA1, sum1[:]},
	} {
		want, err := stdrsa.SignPKCS1v15(nil, std, c.hash, c.sum)
		if err != nil {
			t.Fatal(err)
		}
		blob := wire.AppendString(wire.AppendText(nil, c.algorithm), want)
		if err := ours.PublicKey().Verify(c.algorithm, message, blob); err != nil {
			t.Errorf("%s: a signature of the standard library: %v", c.algorithm, err)
		}
		got, err := ours.Sign(nil, c.algorithm, message)
		if c.hash == crypto.SHA1 {
			if err == nil {
				t.Error("a key signs with SHA-1")
			}
			continue
		}
		if err != nil || !bytes.Equal(blob, got) {
			t.Errorf("%s: want %x, got %x, %v", c.algorithm, blob, got, err)
		}
	}
}

// TestShortRSASignatures: some signers drop the leading zeros of a signature.
func TestShortRSASignatures(t *testing.T) {
	k, err := keys.Generate("ssh-rsa", rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 5000 { // one message in 256 will do
		message := []byte{byte(i), byte(i >> 8)}
		sig, err := k.Sign(nil, "rsa-sha2-256", message)
		if err != nil {
			t.Fatal(err)
		}
		raw := sig[len(sig)-256:]
		if raw[0] != 0 {
			continue
		}
		short := wire.AppendString(wire.AppendText(nil, "rsa-sha2-256"), bytes.TrimLeft(raw, "\x00"))
		if err := k.PublicKey().Verify("rsa-sha2-256", message, short); err != nil {
			t.Errorf("without its zeros: %v", err)
		}
		long := wire.AppendString(wire.AppendText(nil, "rsa-sha2-256"), append([]byte{0}, raw...))
		if k.PublicKey().Verify("rsa-sha2-256", message, long) == nil {
			t.Error("a signature longer than the modulus is accepted")
		}
		return
	}
	t.Fatal("no signature began with a zero")
}

func TestRSAKeysOutOfBounds(t *testing.T) {
	n := bytes.Repeat([]byte{0xff}, 256)
	even := append(bytes.Clone(n[:255]), 0xfe)
	for _, c := range []struct {
		name string
		e, n []byte
		want string
	}{
		{"1023 bits", []byte{3}, append([]byte{0x7f}, n[:127]...), "1023 bits"},
		{"16392 bits", []byte{3}, bytes.Repeat([]byte{0xff}, 2049), "too long"},
		{"an even modulus", []byte{3}, even, "even"},
		{"e = 1", []byte{1}, n, "exponent"},
		{"an even e", []byte{4}, n, "exponent"},
		{"e of 25 bits", []byte{1, 0, 0, 1}, n, "exponent"},
		{"no e", nil, n, "exponent"},
	} {
		blob := wire.AppendMpint(wire.AppendMpint(wire.AppendText(nil, "ssh-rsa"), c.e), c.n)
		if _, err := keys.ParsePublicKey(blob); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: want an error with %q, got %v", c.name, c.want, err)
		}
	}
}

func TestGenerateRefuses(t *testing.T) {
	for _, c := range []struct {
		typ  string
		bits int
		want string
	}{
		{"ssh-dss", 0, "not supported"}, {"ssh-ed25519", 512, "have 256 bits"}, {"ecdsa-sha2-nistp256", 384, "have 256 bits"},
		{"ssh-rsa", 1024, "2048"}, {"ssh-rsa", 20000, "16384"},
	} {
		if _, err := keys.Generate(c.typ, rand.Reader, c.bits); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s of %d bits: want an error with %q, got %v", c.typ, c.bits, c.want, err)
		}
	}
}
