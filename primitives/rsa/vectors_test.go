package rsa_test

import (
	"bytes"
	"crypto"
	stdrsa "crypto/rsa"
	"math/big"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/glassh/glassh/primitives/rsa"
	"github.com/glassh/glassh/vectors"
)

// Signatures of NIST, right and wrong; the right ones are made again.
func TestVectorsOfSignatures(t *testing.T) {
	type group struct {
		Hash    string
		N, P, Q vectors.Hex
		Tests   []struct {
			vectors.Case
			E, D, Msg, Sig vectors.Hex
		}
	}
	file, err := vectors.Load[group]("rsa_sigver15_186_3.json")
	if err != nil {
		t.Fatal(err)
	}
	count := map[vectors.Result]int{}
	for _, g := range file.Groups {
		for _, c := range g.Tests {
			count[c.Result]++
			key, err := rsa.NewPublicKey(g.N, c.E)
			if err != nil {
				t.Fatalf("%s: %v", c, err)
			}
			hash := hashes[g.Hash]
			sum := digest(hash, c.Msg)
			got := hash != crypto.SHA1 && rsa.VerifyPKCS1v15(key, hash, sum, c.Sig) || hash == crypto.SHA1 && rsa.VerifyInsecureSHA1(key, sum, c.Sig)
			if want := c.Result == vectors.Valid; want != got {
				t.Errorf("%s: want %v, got %v", c, want, got)
			}
			std := &stdrsa.PublicKey{N: number(g.N), E: int(number(c.E).Int64())}
			if (stdrsa.VerifyPKCS1v15(std, hash, sum, c.Sig) == nil) != (c.Result == vectors.Valid) {
				t.Errorf("%s: the vector is wrong", c)
			}
			if c.Result != vectors.Valid || hash == crypto.SHA1 {
				continue
			}
			priv := load(t, numbersOf(number(g.P), number(g.Q), number(c.E), number(c.D)))
			sig, err := rsa.SignPKCS1v15(priv, hash, sum)
			if err != nil {
				t.Fatalf("%s: %v", c, err)
			}
			if diff := cmp.Diff([]byte(c.Sig), sig); diff != "" {
				t.Errorf("%s: signature: %s", c, diff)
			}
		}
	}
	if diff := cmp.Diff(map[vectors.Result]int{vectors.Valid: 27, vectors.Invalid: 135}, count); diff != "" {
		t.Errorf("cases run: %s", diff)
	}
}

// Encryptions with a known seed, under keys whose lengths are not whole bytes too.
func TestVectorsOfEncryption(t *testing.T) {
	type group struct {
		Hash                string
		N, E, D, P, Q, Qinv vectors.Hex
		Tests               []struct {
			vectors.Case
			Msg, Seed, Ct vectors.Hex
		}
	}
	file, err := vectors.Load[group]("rsa_oaep_pkcs1_v2_1.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range file.Groups {
		hash := hashes[g.Hash]
		priv := load(t, &rsa.Numbers{N: g.N, E: g.E, D: g.D, P: g.P, Q: g.Q, Qinv: g.Qinv})
		std := &stdrsa.PrivateKey{PublicKey: stdrsa.PublicKey{N: number(g.N), E: 65537}, D: number(g.D), Primes: []*big.Int{number(g.P), number(g.Q)}}
		for _, c := range g.Tests {
			got, err := rsa.EncryptOAEP(bytes.NewReader(c.Seed), pub(priv), hash, c.Msg, nil)
			if err != nil {
				t.Fatalf("%s: %v", c, err)
			}
			if diff := cmp.Diff([]byte(c.Ct), got); diff != "" {
				t.Errorf("%s: ciphertext: %s", c, diff)
			}
			got, err = rsa.DecryptOAEP(priv, hash, c.Ct, nil)
			if err != nil {
				t.Fatalf("%s: %v", c, err)
			}
			if diff := cmp.Diff([]byte(c.Msg), got); diff != "" {
				t.Errorf("%s: message: %s", c, diff)
			}
			if got, err := stdrsa.DecryptOAEP(hash.New(), nil, std, c.Ct, nil); err != nil || !bytes.Equal(got, c.Msg) {
				t.Errorf("%s: the vector is wrong: %x, %v", c, got, err)
			}
		}
	}
}
