package ecdsa

import (
	"bytes"
	stdecdsa "crypto/ecdsa"
	"crypto/elliptic"
	"encoding/asn1"
	"hash"
	"math/big"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/glassh/glassh/primitives/nist"
	"github.com/glassh/glassh/vectors"
)

// named returns the curve of that name, "P-256", and the standard library's.
func named(t *testing.T, name string) (nist.Curve, elliptic.Curve, func() hash.Hash) {
	t.Helper()
	for _, c := range curves {
		if c.String() == name {
			return c.Curve, c.std, c.newHash
		}
	}
	t.Fatalf("no curve %q", name)
	return 0, nil, nil
}

func TestRFC6979(t *testing.T) {
	type group struct {
		Curve string
		Tests []struct {
			vectors.Case
			Private, Public, Msg, K, R, S vectors.Hex
		}
	}
	file, err := vectors.Load[group]("ecdsa_rfc6979.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range file.Groups {
		c, std, newHash := named(t, g.Curve)
		for _, v := range g.Tests {
			t.Run(v.String(), func(t *testing.T) {
				priv, err := NewPrivateKey(c, v.Private)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff([]byte(v.Public), priv.PublicKey().Bytes()); diff != "" {
					t.Errorf("public key: %s", diff)
				}
				want := append(bytes.Clone(v.R), v.S...)
				if diff := cmp.Diff(want, SignDeterministic(priv, v.Msg)); diff != "" {
					t.Errorf("signature: %s", diff)
				}
				if !Verify(priv.PublicKey(), v.Msg, want) {
					t.Error("the signature is refused")
				}
				var k nist.Scalar
				digest := sum(c, v.Msg)
				var e nist.Scalar
				setDigest(&e, c, digest)
				newGenerator(c, v.Private, e.Append(nil), nil).next(&k)
				if diff := cmp.Diff([]byte(v.K), k.Append(nil)); diff != "" {
					t.Errorf("k: %s", diff)
				}
				pub, err := stdecdsa.ParseUncompressedPublicKey(std, v.Public)
				if err != nil || !stdecdsa.Verify(pub, hashed(newHash, v.Msg), new(big.Int).SetBytes(v.R), new(big.Int).SetBytes(v.S)) {
					t.Error("the vector is wrong")
				}
			})
		}
	}
}

func TestSigVer(t *testing.T) {
	type group struct {
		Curve string
		Tests []struct {
			vectors.Case
			Msg, Public, Sig vectors.Hex
		}
	}
	file, err := vectors.Load[group]("ecdsa_sigver_fips186_3.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range file.Groups {
		c, std, newHash := named(t, g.Curve)
		for _, v := range g.Tests {
			t.Run(v.String(), func(t *testing.T) {
				want := v.Result == vectors.Valid
				pub, err := NewPublicKey(c, v.Public)
				if got := err == nil && Verify(pub, v.Msg, v.Sig); want != got {
					t.Errorf("want %v, got %v", want, got)
				}
				stdPub, err := stdecdsa.ParseUncompressedPublicKey(std, v.Public)
				r, s := new(big.Int).SetBytes(v.Sig[:c.Size()]), new(big.Int).SetBytes(v.Sig[c.Size():])
				if got := err == nil && stdecdsa.Verify(stdPub, hashed(newHash, v.Msg), r, s); want != got {
					t.Error("the vector is wrong")
				}
			})
		}
	}
}

// No case of these files is left to the implementation, so that there is no policy.
func TestWycheproof(t *testing.T) {
	type group struct {
		PublicKey struct {
			Curve        string
			Uncompressed vectors.Hex
		}
		SHA   string
		Tests []struct {
			vectors.Case
			Msg, Sig vectors.Hex
		}
	}
	fixed := func(c nist.Curve, sig []byte) ([]byte, bool) { return sig, true }
	for _, f := range []struct {
		file  string
		curve nist.Curve
		sha   string
		sig   func(nist.Curve, []byte) ([]byte, bool)
		count [2]int // valid, invalid
	}{
		{"ecdsa_secp256r1_sha256_p1363_test.json", nist.P256, "SHA-256", fixed, [2]int{169, 83}},
		{"ecdsa_secp256r1_webcrypto_test.json", nist.P256, "SHA-256", fixed, [2]int{169, 83}},
		{"ecdsa_secp256r1_sha256_test.json", nist.P256, "SHA-256", fromDER, [2]int{170, 304}},
		{"ecdsa_secp384r1_sha384_p1363_test.json", nist.P384, "SHA-384", fixed, [2]int{189, 81}},
		{"ecdsa_secp384r1_webcrypto_test.json", nist.P384, "SHA-384", fixed, [2]int{189, 81}},
		{"ecdsa_secp384r1_sha384_test.json", nist.P384, "SHA-384", fromDER, [2]int{190, 304}},
		{"ecdsa_secp521r1_sha512_p1363_test.json", nist.P521, "SHA-512", fixed, [2]int{227, 81}},
		{"ecdsa_secp521r1_webcrypto_test.json", nist.P521, "SHA-512", fixed, [2]int{227, 81}},
		{"ecdsa_secp521r1_sha512_test.json", nist.P521, "SHA-512", fromDER, [2]int{228, 304}},
	} {
		t.Run(f.file, func(t *testing.T) {
			file, err := vectors.Wycheproof[group](f.file)
			if err != nil {
				t.Fatal(err)
			}
			var count [2]int
			for _, g := range file.Groups {
				if g.SHA != f.sha {
					t.Fatalf("a group with %s", g.SHA)
				}
				pub, err := NewPublicKey(f.curve, g.PublicKey.Uncompressed)
				if err != nil {
					t.Fatal(err)
				}
				for _, v := range g.Tests {
					want := v.Result == vectors.Valid
					switch v.Result {
					case vectors.Valid:
						count[0]++
					case vectors.Invalid:
						count[1]++
					}
					sig, ok := f.sig(f.curve, v.Sig)
					if got := ok && Verify(pub, v.Msg, sig); want != got {
						t.Errorf("%s %v: want %v, got %v", v, v.Flags, want, got)
					}
				}
			}
			if diff := cmp.Diff(f.count, count); diff != "" {
				t.Errorf("cases run: %s", diff)
			}
		})
	}
}

// fromDER returns r ‖ s of a signature in DER, and whether there is one whose numbers fit.
func fromDER(c nist.Curve, der []byte) ([]byte, bool) {
	var n struct{ R, S *big.Int }
	rest, err := asn1.Unmarshal(der, &n)
	if err != nil || len(rest) > 0 {
		return nil, false
	}
	if again, err := asn1.Marshal(n); err != nil || !bytes.Equal(der, again) {
		return nil, false
	}
	most := 8 * c.Size()
	if n.R.Sign() < 0 || n.S.Sign() < 0 || n.R.BitLen() > most || n.S.BitLen() > most {
		return nil, false
	}
	return append(n.R.FillBytes(make([]byte, c.Size())), n.S.FillBytes(make([]byte, c.Size()))...), true
}
