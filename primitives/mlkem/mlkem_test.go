package mlkem_test

import (
	"bytes"
	stdmlkem "crypto/mlkem"
	"crypto/mlkem/mlkemtest"
	"crypto/sha3"
	"encoding/hex"
	"flag"
	"math/rand/v2"
	"testing"

	"github.com/glassh/glassh/asm/asmtest"
	kernel "github.com/glassh/glassh/asm/keccak"
	"github.com/glassh/glassh/primitives/mlkem"
)

var long = flag.Bool("long", false, "run 10,000 random cases where there are a few hundred")

// cases is how many random cases a test does.
func cases(few int) int {
	if *long {
		return 10000
	}
	return few
}

// A peer is what the package and the standard library do for one parameter set, in
// terms of bytes.
type peer struct {
	name                     string
	publicSize, expandedSize int
	ciphertextSize           int
	public                   func(seed []byte) []byte
	encapsulate              func(public, m []byte) (key, c []byte, err error)
	decapsulate              func(seed, c []byte) ([]byte, error)
	expand                   func(seed []byte) []byte
	decapsulateExpanded      func(expanded, c []byte) ([]byte, error)
	stdPublic                func(seed []byte) []byte
	stdEncapsulate           func(public, m []byte) (key, c []byte, err error)
	stdDecapsulate           func(seed, c []byte) ([]byte, error)
	stdReadsPublic           func(public []byte) bool
}

var peers = map[string]peer{
	"ML-KEM-768": {
		publicSize:     mlkem.EncapsulationKeySize768,
		expandedSize:   mlkem.ExpandedKeySize768,
		ciphertextSize: mlkem.CiphertextSize768,
		public: func(seed []byte) []byte {
			return mlkem.NewDecapsulationKey768((*[64]byte)(seed)).EncapsulationKey().Bytes()
		},
		encapsulate: func(public, m []byte) (key, c []byte, err error) {
			ek, err := mlkem.NewEncapsulationKey768(public)
			if err != nil {
				return nil, nil, err
			}
			return ek.Encapsulate(bytes.NewReader(m))
		},
		decapsulate: func(seed, c []byte) ([]byte, error) {
			return mlkem.NewDecapsulationKey768((*[64]byte)(seed)).Decapsulate(c)
		},
		expand: func(seed []byte) []byte { return mlkem.NewDecapsulationKey768((*[64]byte)(seed)).Expanded() },
		decapsulateExpanded: func(expanded, c []byte) ([]byte, error) {
			dk, err := mlkem.ParseDecapsulationKey768(expanded)
			if err != nil {
				return nil, err
			}
			return dk.Decapsulate(c)
		},
		stdPublic: func(seed []byte) []byte {
			return must(stdmlkem.NewDecapsulationKey768(seed)).EncapsulationKey().Bytes()
		},
		stdEncapsulate: func(public, m []byte) (key, c []byte, err error) {
			return mlkemtest.Encapsulate768(must(stdmlkem.NewEncapsulationKey768(public)), m)
		},
		stdDecapsulate: func(seed, c []byte) ([]byte, error) {
			return must(stdmlkem.NewDecapsulationKey768(seed)).Decapsulate(c)
		},
		stdReadsPublic: func(public []byte) bool {
			_, err := stdmlkem.NewEncapsulationKey768(public)
			return err == nil
		},
	},
	"ML-KEM-1024": {
		publicSize:     mlkem.EncapsulationKeySize1024,
		expandedSize:   mlkem.ExpandedKeySize1024,
		ciphertextSize: mlkem.CiphertextSize1024,
		public: func(seed []byte) []byte {
			return mlkem.NewDecapsulationKey1024((*[64]byte)(seed)).EncapsulationKey().Bytes()
		},
		encapsulate: func(public, m []byte) (key, c []byte, err error) {
			ek, err := mlkem.NewEncapsulationKey1024(public)
			if err != nil {
				return nil, nil, err
			}
			return ek.Encapsulate(bytes.NewReader(m))
		},
		decapsulate: func(seed, c []byte) ([]byte, error) {
			return mlkem.NewDecapsulationKey1024((*[64]byte)(seed)).Decapsulate(c)
		},
		expand: func(seed []byte) []byte { return mlkem.NewDecapsulationKey1024((*[64]byte)(seed)).Expanded() },
		decapsulateExpanded: func(expanded, c []byte) ([]byte, error) {
			dk, err := mlkem.ParseDecapsulationKey1024(expanded)
			if err != nil {
				return nil, err
			}
			return dk.Decapsulate(c)
		},
		stdPublic: func(seed []byte) []byte {
			return must(stdmlkem.NewDecapsulationKey1024(seed)).EncapsulationKey().Bytes()
		},
		stdEncapsulate: func(public, m []byte) (key, c []byte, err error) {
			return mlkemtest.Encapsulate1024(must(stdmlkem.NewEncapsulationKey1024(public)), m)
		},
		stdDecapsulate: func(seed, c []byte) ([]byte, error) {
			return must(stdmlkem.NewDecapsulationKey1024(seed)).Decapsulate(c)
		},
		stdReadsPublic: func(public []byte) bool {
			_, err := stdmlkem.NewEncapsulationKey1024(public)
			return err == nil
		},
	},
}

func must[T any](x T, err error) T {
	if err != nil {
		panic(err)
	}
	return x
}

// eachPeer runs a test for both parameter sets on each tier of Keccak.
func eachPeer(t *testing.T, f func(t *testing.T, p peer)) {
	asmtest.EachTier(t, kernel.Tiers, func(t *testing.T) {
		for name, p := range peers {
			p.name = name
			t.Run(name, func(t *testing.T) { f(t, p) })
		}
	})
}

func randomBytes(rnd *rand.ChaCha8, n int) []byte {
	b := make([]byte, n)
	rnd.Read(b)
	return b
}

func TestAgreesWithStandardLibrary(t *testing.T) {
	best := kernel.Tiers.Active()
	eachPeer(t, func(t *testing.T, p peer) {
		rnd := rand.NewChaCha8([32]byte{203, byte(p.publicSize)})
		n := 100
		if kernel.Tiers.Active() == best {
			n = cases(100)
		}
		for range n {
			seed, m := randomBytes(rnd, 64), randomBytes(rnd, 32)
			public := p.public(seed)
			if want := p.stdPublic(seed); !bytes.Equal(want, public) {
				t.Fatalf("seed %x:\nwant the public key %x\ngot %x", seed, want, public)
			}
			key, c, err := p.encapsulate(public, m)
			if err != nil {
				t.Fatal(err)
			}
			wantKey, wantC, err := p.stdEncapsulate(public, m)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(wantKey, key) || !bytes.Equal(wantC, c) {
				t.Fatalf("seed %x, m %x:\nwant %x and %x\ngot  %x and %x", seed, m, wantKey, wantC, key, c)
			}

			// The ciphertext itself, one with a bit changed, and a random one.
			changed := bytes.Clone(c)
			bit := rnd.Uint64() % uint64(8*len(c))
			changed[bit/8] ^= 1 << (bit % 8)
			for i, c := range [][]byte{c, changed, randomBytes(rnd, len(c))} {
				want, err := p.stdDecapsulate(seed, c)
				if err != nil {
					t.Fatal(err)
				}
				got, err := p.decapsulate(seed, c)
				if err != nil || !bytes.Equal(want, got) || bytes.Equal(want, key) != (i == 0) {
					t.Fatalf("seed %x, ciphertext %x: want %x, got %x, %v", seed, c, want, got, err)
				}
				got, err = p.decapsulateExpanded(p.expand(seed), c)
				if err != nil || !bytes.Equal(want, got) {
					t.Fatalf("expanded key of seed %x, ciphertext %x: want %x, got %x, %v", seed, c, want, got, err)
				}
			}
		}
	})
}

// TestWrongCiphertextGivesTheHashOfZ is implicit rejection (FIPS 203 Algorithm 18): the
// key is J(z ‖ c), whichever bit is wrong.
func TestWrongCiphertextGivesTheHashOfZ(t *testing.T) {
	for _, p := range peers {
		seed := randomBytes(rand.NewChaCha8([32]byte{1}), 64)
		key, c, err := p.encapsulate(p.public(seed), make([]byte, 32))
		if err != nil {
			t.Fatal(err)
		}
		for bit := range 8 * len(c) {
			if bit%8 != bit/8%8 && !*long {
				continue // one bit of each byte
			}
			c[bit/8] ^= 1 << (bit % 8)
			want := sha3.SumSHAKE256(append(bytes.Clone(seed[32:]), c...), 32)
			if got, err := p.decapsulate(seed, c); err != nil || !bytes.Equal(want, got) {
				t.Fatalf("bit %d wrong: want %x, got %x, %v", bit, want, got, err)
			}
			c[bit/8] ^= 1 << (bit % 8)
		}
		if got, err := p.decapsulate(seed, c); err != nil || !bytes.Equal(key, got) {
			t.Fatalf("the ciphertext itself: want %x, got %x, %v", key, got, err)
		}
	}
}

// TestAccumulated hashes many keys, ciphertexts and shared keys, as crypto/mlkem's test of
// the name does, from which the values for ML-KEM-768 are. Those of ML-KEM-1024 are
// confirmed here by running the standard library beside.
//
// SHAKE128 of nothing gives d ‖ z, m and a random ciphertext, and SHAKE128 takes ek, c, K
// and the shared key of the random ciphertext. (The values in C2SP/CCTV are those of
// the draft of FIPS 203, which hashed the seed without k.)
func TestAccumulated(t *testing.T) {
	want := map[string]map[int]string{
		"ML-KEM-768": {
			100:   "1114b1b6699ed191734fa339376afa7e285c9e6acf6ff0177d346696ce564415",
			10000: "8a518cc63da366322a8e7a818c7a0d63483cb3528d34a4cf42f35d5ad73f22fc",
		},
		"ML-KEM-1024": {
			100:   "800018fec3e2723f73f1d657fe239b4d5d8782efaade297e8cd448e54cc2ac00",
			10000: "f1a3925c9cf8538bb104c56efb2f5ecb74cc3df25087460b73f6c873e96bcb6a",
		},
	}
	n := cases(100)
	for name, p := range peers {
		source, sum, stdSum := sha3.NewSHAKE128(), sha3.NewSHAKE128(), sha3.NewSHAKE128()
		for range n {
			seed, m, random := make([]byte, 64), make([]byte, 32), make([]byte, p.ciphertextSize)
			source.Read(seed)
			source.Read(m)
			source.Read(random)
			public := p.public(seed)
			key, c, err := p.encapsulate(public, m)
			if err != nil {
				t.Fatal(err)
			}
			if again, err := p.decapsulate(seed, c); err != nil || !bytes.Equal(key, again) {
				t.Fatalf("seed %x, m %x: decapsulated %x, %v", seed, m, again, err)
			}
			rejected, err := p.decapsulate(seed, random)
			if err != nil {
				t.Fatal(err)
			}
			for _, b := range [][]byte{public, c, key, rejected} {
				sum.Write(b)
			}

			stdPublic := p.stdPublic(seed)
			stdKey, stdC, err := p.stdEncapsulate(stdPublic, m)
			if err != nil {
				t.Fatal(err)
			}
			stdRejected, err := p.stdDecapsulate(seed, random)
			if err != nil {
				t.Fatal(err)
			}
			for _, b := range [][]byte{stdPublic, stdC, stdKey, stdRejected} {
				stdSum.Write(b)
			}
		}
		got, std := make([]byte, 32), make([]byte, 32)
		sum.Read(got)
		stdSum.Read(std)
		if want := want[name][n]; hex.EncodeToString(got) != want {
			t.Errorf("%s: want %s, got %x (and %x from the standard library)", name, want, got, std)
		}
	}
}
