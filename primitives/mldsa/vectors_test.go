package mldsa_test

import (
	"bytes"
	"crypto/sha256"
	"crypto/sha3"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/glassh/glassh/asm/asmtest"
	kernel "github.com/glassh/glassh/asm/keccak"
	"github.com/glassh/glassh/primitives/mldsa"
	"github.com/glassh/glassh/vectors"
)

var allSets = []mldsa.Set{mldsa.Set44, mldsa.Set65, mldsa.Set87}

// eachCase runs each test of a file, on each tier of Keccak, and confirms each once with
// the reference.
func eachCase[T interface{ String() string }](t *testing.T, name string,
	f func(t *testing.T, set mldsa.Set, c T), right func(r reference, set mldsa.Set, c T) bool) {
	type group struct {
		ParameterSet string
		Tests        []T
	}
	file, err := vectors.Load[group](name)
	if err != nil {
		t.Fatal(err)
	}
	cases := map[mldsa.Set][]T{}
	for _, set := range allSets {
		for _, g := range file.Groups {
			if g.ParameterSet == set.String() {
				cases[set] = append(cases[set], g.Tests...)
			}
		}
		for _, c := range cases[set] {
			if !right(references[set], set, c) {
				t.Errorf("%v %s: the vector is wrong", set, c)
			}
		}
	}
	if len(cases) != len(allSets) {
		t.Errorf("%s does not have cases for all sets", name)
	}
	asmtest.EachTier(t, kernel.Tiers, func(t *testing.T) {
		for set, cases := range cases {
			for _, c := range cases {
				t.Run(set.String()+" "+c.String(), func(t *testing.T) { f(t, set, c) })
			}
		}
	})
}

func TestKeyGenVectors(t *testing.T) {
	type test struct {
		vectors.Case
		Seed, PK, SK vectors.Hex
	}
	eachCase(t, "mldsa_keygen_acvp.json", func(t *testing.T, set mldsa.Set, c test) {
		priv := mldsa.NewPrivateKey(set, (*[32]byte)(c.Seed))
		if diff := cmp.Diff([]byte(c.PK), priv.Public().(*mldsa.PublicKey).Bytes()); diff != "" {
			t.Errorf("public key: %s", diff)
		}
		if diff := cmp.Diff([]byte(c.SK), priv.Expanded()); diff != "" {
			t.Errorf("private key: %s", diff)
		}
	}, func(r reference, set mldsa.Set, c test) bool {
		return bytes.Equal(c.PK, r.publicKey(c.Seed))
	})
}

func TestSigGenVectors(t *testing.T) {
	type test struct {
		vectors.Case
		SK, Mu, Message, Context, Rnd, Signature vectors.Hex
	}
	eachCase(t, "mldsa_siggen_acvp.json", func(t *testing.T, set mldsa.Set, c test) {
		priv, err := mldsa.ParsePrivateKey(set, c.SK)
		if err != nil {
			t.Fatal(err)
		}
		pub := priv.Public().(*mldsa.PublicKey)
		mu := pub.Mu(c.Message, string(c.Context))
		if c.Mu != nil {
			mu = [64]byte(c.Mu)
		}
		var rnd [32]byte
		copy(rnd[:], c.Rnd)
		if diff := cmp.Diff([]byte(c.Signature), priv.AppendSignatureMu(nil, &mu, &rnd)); diff != "" {
			t.Errorf("signature: %s", diff)
		}
		if !pub.VerifyMu(&mu, c.Signature) {
			t.Error("the signature is refused")
		}
		if c.Mu == nil && !pub.Verify(c.Message, string(c.Context), c.Signature) {
			t.Error("the signature of the message is refused")
		}
	}, func(r reference, set mldsa.Set, c test) bool {
		public := r.publicOf(c.SK)
		return r.verify(public, r.mu(public, c.Mu, c.Context, c.Message), c.Signature)
	})
}

func TestSigVerVectors(t *testing.T) {
	type test struct {
		vectors.Case
		PK, Mu, Message, Context, Signature vectors.Hex
	}
	eachCase(t, "mldsa_sigver_acvp.json", func(t *testing.T, set mldsa.Set, c test) {
		pub, err := mldsa.NewPublicKey(set, c.PK)
		if err != nil {
			t.Fatal(err)
		}
		mu := pub.Mu(c.Message, string(c.Context))
		if c.Mu != nil {
			mu = [64]byte(c.Mu)
		}
		if want, got := c.Result == vectors.Valid, pub.VerifyMu(&mu, c.Signature); want != got {
			t.Errorf("want %v, got %v", want, got)
		}
	}, func(r reference, set mldsa.Set, c test) bool {
		return r.verify(c.PK, r.mu(c.PK, c.Mu, c.Context, c.Message), c.Signature) == (c.Result == vectors.Valid)
	})
}

// TestRejectionVectors has signatures whose attempts fail for each reason, and some that
// take up to a hundred of them. The message is M′, the internal form.
func TestRejectionVectors(t *testing.T) {
	type test struct {
		vectors.Case
		Seed, KeyHash, Message, SignatureHash vectors.Hex
	}
	eachCase(t, "mldsa_rejection_acvp.json", func(t *testing.T, set mldsa.Set, c test) {
		priv := mldsa.NewPrivateKey(set, (*[32]byte)(c.Seed))
		pub := priv.Public().(*mldsa.PublicKey)
		public := pub.Bytes()
		if got := sha256.Sum256(append(public, priv.Expanded()...)); !bytes.Equal(c.KeyHash, got[:]) {
			t.Fatalf("hash of the keys: want %x, got %x", c.KeyHash, got)
		}
		mu := [64]byte(sha3.SumSHAKE256(append(sha3.SumSHAKE256(pub.Bytes(), 64), c.Message...), 64))
		sig := priv.AppendSignatureMu(nil, &mu, new([32]byte))
		if got := sha256.Sum256(sig); !bytes.Equal(c.SignatureHash, got[:]) {
			t.Errorf("hash of the signature: want %x, got %x", c.SignatureHash, got)
		}
		if !pub.VerifyMu(&mu, sig) {
			t.Error("the signature is refused")
		}
	}, func(r reference, set mldsa.Set, c test) bool {
		// Only the hash of the signature is there, which this package has to make.
		priv := mldsa.NewPrivateKey(set, (*[32]byte)(c.Seed))
		public := r.publicKey(c.Seed)
		mu := sha3.SumSHAKE256(append(sha3.SumSHAKE256(public, 64), c.Message...), 64)
		return r.verify(public, mu, priv.AppendSignatureMu(nil, (*[64]byte)(mu), new([32]byte)))
	})
}

func TestWycheproofVerify(t *testing.T) {
	type group struct {
		PublicKey vectors.Hex
		Tests     []struct {
			vectors.Case
			Msg, Ctx, Sig vectors.Hex
		}
	}
	count := map[string]int{}
	for set, name := range map[mldsa.Set]string{
		mldsa.Set44: "mldsa_44_verify_test.json",
		mldsa.Set65: "mldsa_65_verify_test.json",
		mldsa.Set87: "mldsa_87_verify_test.json",
	} {
		file, err := vectors.Wycheproof[group](name)
		if err != nil {
			t.Fatal(err)
		}
		for _, g := range file.Groups {
			pub, err := mldsa.NewPublicKey(set, g.PublicKey)
			for _, c := range g.Tests {
				count[set.String()+" "+string(c.Result)]++
				if c.Has("IncorrectPublicKeyLength") {
					if err == nil {
						t.Errorf("%v %v: the public key of %d bytes is taken", set, c, len(g.PublicKey))
					}
					continue
				}
				if err != nil {
					t.Fatalf("%v %v: %v", set, c, err)
				}
				want, got := c.Result == vectors.Valid, pub.Verify(c.Msg, string(c.Ctx), c.Sig)
				if want != got {
					t.Errorf("%v %v %v: want %v, got %v", set, c, c.Flags, want, got)
				}
			}
		}
	}
	want := map[string]int{
		"ML-DSA-44 valid": 63, "ML-DSA-44 invalid": 17,
		"ML-DSA-65 valid": 65, "ML-DSA-65 invalid": 18,
		"ML-DSA-87 valid": 56, "ML-DSA-87 invalid": 20,
	}
	if diff := cmp.Diff(want, count); diff != "" {
		t.Errorf("cases run: %s", diff)
	}
}

// TestWycheproofSign signs with expanded keys and with seeds; all are deterministic.
func TestWycheproofSign(t *testing.T) {
	type group struct {
		PrivateKey, PrivateSeed vectors.Hex
		Tests                   []struct {
			vectors.Case
			Msg, Ctx, Sig vectors.Hex
		}
	}
	count := map[string]int{}
	for _, set := range allSets {
		for _, kind := range []string{"seed", "noseed"} {
			file, err := vectors.Wycheproof[group](fmt.Sprintf("mldsa_%d_sign_%s_test.json", int(set), kind))
			if err != nil {
				t.Fatal(err)
			}
			for _, g := range file.Groups {
				var priv *mldsa.PrivateKey
				var err error
				if kind == "seed" {
					priv = mldsa.NewPrivateKey(set, (*[32]byte)(g.PrivateSeed))
				} else {
					priv, err = mldsa.ParsePrivateKey(set, g.PrivateKey)
				}
				for _, c := range g.Tests {
					count[string(c.Result)]++
					if c.Has("IncorrectPrivateKeyLength") || c.Has("InvalidPrivateKey") {
						if err == nil {
							t.Errorf("%v %s %v: the private key is taken", set, kind, c)
						}
						continue
					}
					if err != nil {
						t.Fatalf("%v %s %v: %v", set, kind, c, err)
					}
					if len(c.Ctx) > 255 { // a caller's mistake
						if c.Result == vectors.Valid || !panics(func() { priv.AppendSignature(nil, c.Msg, string(c.Ctx), new([32]byte)) }) {
							t.Errorf("%v %s %v: a context of %d bytes is taken", set, kind, c, len(c.Ctx))
						}
						continue
					}
					if got := priv.AppendSignature(nil, c.Msg, string(c.Ctx), new([32]byte)); c.Result != vectors.Valid || !bytes.Equal(c.Sig, got) {
						t.Errorf("%v %s %v %v: another signature", set, kind, c, c.Flags)
					}
				}
			}
		}
	}
	if diff := cmp.Diff(map[string]int{"valid": 348, "invalid": 18}, count); diff != "" {
		t.Errorf("cases run: %s", diff)
	}
}

func panics(f func()) (did bool) {
	defer func() { did = recover() != nil }()
	f()
	return false
}
