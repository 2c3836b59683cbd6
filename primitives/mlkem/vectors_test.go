package mlkem_test

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/glassh/glassh/vectors"
)

// A group is the tests of one parameter set.
type group[T any] struct {
	ParameterSet string
	Tests        []T
}

// eachCase runs each test of a file for its parameter set, on each tier of Keccak.
func eachCase[T interface{ String() string }](t *testing.T, name string, f func(t *testing.T, p peer, c T)) {
	file, err := vectors.Load[group[T]](name)
	if err != nil {
		t.Fatal(err)
	}
	count := map[string]int{}
	eachPeer(t, func(t *testing.T, p peer) {
		for _, g := range file.Groups {
			if g.ParameterSet != p.name {
				continue
			}
			for _, c := range g.Tests {
				count[p.name]++
				t.Run(c.String(), func(t *testing.T) { f(t, p, c) })
			}
		}
	})
	if len(count) != len(peers) {
		t.Errorf("%s: cases run: %v", name, count)
	}
}

func TestKeyGenVectors(t *testing.T) {
	type test struct {
		vectors.Case
		D, Z, EK, DK vectors.Hex
	}
	eachCase(t, "mlkem_keygen_acvp.json", func(t *testing.T, p peer, c test) {
		seed := append(c.D, c.Z...)
		if diff := cmp.Diff([]byte(c.EK), p.public(seed)); diff != "" {
			t.Errorf("encapsulation key: %s", diff)
		}
		if diff := cmp.Diff([]byte(c.DK), p.expand(seed)); diff != "" {
			t.Errorf("decapsulation key: %s", diff)
		}
		if !bytes.Equal(c.EK, p.stdPublic(seed)) {
			t.Error("the vector is wrong")
		}
	})
}

func TestEncapsVectors(t *testing.T) {
	type test struct {
		vectors.Case
		EK, M, C, K vectors.Hex
	}
	eachCase(t, "mlkem_encaps_acvp.json", func(t *testing.T, p peer, c test) {
		key, ciphertext, err := p.encapsulate(c.EK, c.M)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([][]byte{c.K, c.C}, [][]byte{key, ciphertext}); diff != "" {
			t.Errorf("shared key and ciphertext: %s", diff)
		}
		if key, ciphertext, err := p.stdEncapsulate(c.EK, c.M); err != nil || !bytes.Equal(c.K, key) || !bytes.Equal(c.C, ciphertext) {
			t.Error("the vector is wrong")
		}
	})
}

func TestDecapsVectors(t *testing.T) {
	type test struct {
		vectors.Case
		DK, C, K vectors.Hex
	}
	eachCase(t, "mlkem_decaps_acvp.json", func(t *testing.T, p peer, c test) {
		key, err := p.decapsulateExpanded(c.DK, c.C)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]byte(c.K), key); diff != "" {
			t.Errorf("shared key: %s", diff)
		}
	})
}

// TestUnluckyVectors has keys that need a fourth block, and a fifth, of SHAKE128 for a
// polynomial of the matrix.
func TestUnluckyVectors(t *testing.T) {
	type test struct {
		vectors.Case
		D, Z, M, C, K vectors.Hex
	}
	eachCase(t, "mlkem_unlucky_cctv.json", func(t *testing.T, p peer, c test) {
		seed := append(c.D, c.Z...)
		public := p.public(seed)
		key, ciphertext, err := p.encapsulate(public, c.M)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([][]byte{c.K, c.C}, [][]byte{key, ciphertext}); diff != "" {
			t.Errorf("shared key and ciphertext: %s", diff)
		}
		if key, err := p.decapsulate(seed, c.C); err != nil || !bytes.Equal(c.K, key) {
			t.Errorf("decapsulated: %x, %v", key, err)
		}
		if key, ciphertext, err := p.stdEncapsulate(p.stdPublic(seed), c.M); err != nil || !bytes.Equal(c.K, key) || !bytes.Equal(c.C, ciphertext) {
			t.Error("the vector is wrong")
		}
	})
}

func TestWycheproof(t *testing.T) {
	type test struct {
		vectors.Case
		Seed, EK, M, C, K vectors.Hex
	}
	type group struct {
		Type, ParameterSet string
		Tests              []test
	}
	file, err := vectors.Wycheproof[group]("mlkem_test.json")
	if err != nil {
		t.Fatal(err)
	}
	count := map[string]int{}
	for _, g := range file.Groups {
		p, ok := peers[g.ParameterSet]
		if !ok { // ML-KEM-512, which SSH does not use
			continue
		}
		for _, c := range g.Tests {
			count[g.ParameterSet+" "+g.Type+" "+string(c.Result)]++
			switch g.Type {
			case "MLKEMTest":
				if diff := cmp.Diff([]byte(c.EK), p.public(c.Seed)); diff != "" {
					t.Errorf("%s: %v: public key: %s", g.ParameterSet, c, diff)
				}
				key, err := p.decapsulate(c.Seed, c.C)
				if err != nil || !bytes.Equal(c.K, key) {
					t.Errorf("%s: %v: want %x, got %x, %v", g.ParameterSet, c, c.K, key, err)
				}
			case "MLKEMEncapsTest":
				m := c.M
				if len(m) == 0 {
					m = make([]byte, 32)
				}
				if _, _, err := p.encapsulate(c.EK, m); err == nil {
					t.Errorf("%s: %v %v: taken", g.ParameterSet, c, c.Flags)
				}
			default:
				t.Errorf("a group of type %q", g.Type)
			}
		}
	}
	want := map[string]int{
		"ML-KEM-768 MLKEMTest valid":          1,
		"ML-KEM-768 MLKEMEncapsTest invalid":  12,
		"ML-KEM-1024 MLKEMTest valid":         1,
		"ML-KEM-1024 MLKEMEncapsTest invalid": 16,
	}
	if diff := cmp.Diff(want, count); diff != "" {
		t.Errorf("cases run: %s", diff)
	}
}
