package kex_test

import (
	"bytes"
	"crypto/rand"
	stdrsa "crypto/rsa"
	"crypto/sha256"
	"errors"
	"math/big"
	"sync"
	"testing"

	"github.com/glassh/glassh/primitives/rsa"
	"github.com/glassh/glassh/ssh/kex"
	"github.com/glassh/glassh/vectors"
	"github.com/glassh/glassh/wire"
)

// rsaGroup is one server, with the numbers of its transient key, which meets a client in
// each test.
type rsaGroup struct {
	known
	N, E, D, P, Q, Qinv vectors.Hex
	Transient           vectors.Hex // K_T
	Tests               []struct {
		vectors.Case
		ClientRandom vectors.Hex // of which K is made
		Seed         vectors.Hex // of OAEP
		Encrypted    vectors.Hex
		K            vectors.Hex // encoded
		H            vectors.Hex
	}
}

func (g *rsaGroup) key(t testing.TB) *rsa.PrivateKey {
	t.Helper()
	key, err := rsa.NewPrivateKey(&rsa.Numbers{N: g.N, E: g.E, D: g.D, P: g.P, Q: g.Q, Qinv: g.Qinv})
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func (g *rsaGroup) std(t testing.TB) *stdrsa.PrivateKey {
	t.Helper()
	key := &stdrsa.PrivateKey{
		PublicKey: stdrsa.PublicKey{N: number(g.N), E: int(number(g.E).Int64())},
		D:         number(g.D), Primes: []*big.Int{number(g.P), number(g.Q)},
	}
	key.Precompute()
	if err := key.Validate(); err != nil {
		t.Fatal(err)
	}
	return key
}

func rsaVectors(t testing.TB) *rsaGroup {
	t.Helper()
	file, err := vectors.Load[rsaGroup]("ssh_kex_rsa.json")
	if err != nil {
		t.Fatal(err)
	}
	return &file.Groups[0]
}

// testRSA is the transient key of all tests, that of the vectors.
func testRSA(t testing.TB) *rsa.PrivateKey {
	t.Helper()
	rsaOnce.Do(func() { rsaKey = rsaVectors(t).key(t) })
	return rsaKey
}

var (
	rsaOnce sync.Once
	rsaKey  *rsa.PrivateKey
)

func TestKnownExchangesByRSA(t *testing.T) {
	g := rsaVectors(t)
	std := g.std(t)
	if want := append(stdString([]byte("ssh-rsa")), append(stdMpint(number(g.E)), stdMpint(number(g.N))...)...); !bytes.Equal(want, g.Transient) {
		t.Fatalf("the standard library has K_T = %x", want)
	}
	for _, v := range g.Tests {
		t.Run(v.String(), func(t *testing.T) {
			k, err := stdrsa.DecryptOAEP(sha256.New(), nil, std, v.Encrypted, nil)
			if err != nil || !bytes.Equal(v.K, k) {
				t.Fatalf("the standard library has K = %x, %v", k, err)
			}
			x := number(v.ClientRandom)
			x.And(x, new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 2048-512-49), big.NewInt(1)))
			if want := stdMpint(x); !bytes.Equal(want, k) {
				t.Fatalf("K should be %x", want)
			}
			if h := g.hash(t, stdString(g.Transient), stdString(v.Encrypted), k); !bytes.Equal(v.H, h) {
				t.Fatalf("the standard library has H = %x", h)
			}
			server := g.config(t, nil) // no random bytes
			server.TransientRSA = func() (*rsa.PrivateKey, error) { return g.key(t), nil }
			checkKnown(t, g.config(t, bytes.NewReader(append(bytes.Clone(v.ClientRandom), v.Seed...))), server, v.K, v.H,
				(&wire.KexRSAPublicKey{HostKey: g.HostKey, TransientKey: g.Transient}).Append(nil),
				(&wire.KexRSASecret{Encrypted: v.Encrypted}).Append(nil),
				(&wire.KexRSADone{Signature: signature}).Append(nil))
		})
	}
}

// TestTheServerRefusesSecrets sends it what is no encryption of a number.
func TestTheServerRefusesSecrets(t *testing.T) {
	g := rsaVectors(t)
	good := g.Tests[0].Encrypted
	changed := bytes.Clone(good)
	changed[100] ^= 1
	encrypt := func(message, label []byte) []byte {
		c, err := stdrsa.EncryptOAEP(sha256.New(), rand.Reader, &g.std(t).PublicKey, message, label)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	first := ""
	for what, secret := range map[string][]byte{
		"nothing": nil, "a byte less": good[:255], "a byte more": append(bytes.Clone(good), 0), "zeros": make([]byte, 256),
		"n": g.N, "a number above n": bytes.Repeat([]byte{0xff}, 256), "a ciphertext that was changed": changed,
		"the encryption of nothing":           encrypt(nil, nil),
		"the encryption of a bare number":     encrypt([]byte{1, 2, 3}, nil),
		"the encryption of an mpint and more": encrypt(append(stdMpint(big.NewInt(5)), 0), nil),
		"the encryption of a cut mpint":       encrypt([]byte{0, 0, 0, 9, 1}, nil),
		"the encryption of a negative number": encrypt(stdString([]byte{0x80}), nil),
		"the encryption of a padded mpint":    encrypt(stdString([]byte{0, 1}), nil),
		"an encryption with a label":          encrypt(stdMpint(big.NewInt(5)), []byte("label")),
	} {
		s := newServer(t, testConfig(t, "rsa2048-sha256", rand.Reader))
		_, done, err := s.Handle(nil, (&wire.KexRSASecret{Encrypted: secret}).Append(nil))
		refused(t, what, done, err)
		if s.Result() != nil {
			t.Errorf("%s: there is a result", what)
		}
		// What was wrong is not told.
		if err != nil {
			if first == "" {
				first = err.Error()
			}
			if err.Error() != first {
				t.Errorf("%s: the error is %q, and for others %q", what, err, first)
			}
		}
	}
}

// TestTheClientRefusesTransientKeys sends it keys that it must not encrypt to.
func TestTheClientRefusesTransientKeys(t *testing.T) {
	g := rsaVectors(t)
	blob := func(kind string, e, n *big.Int) []byte {
		return append(append(stdString([]byte(kind)), stdMpint(e)...), stdMpint(n)...)
	}
	n, e := number(g.N), number(g.E)
	short := new(big.Int).Rsh(n, 1)
	short.SetBit(short, 0, 1)
	for what, key := range map[string][]byte{
		"nothing": nil, "a cut key": g.Transient[:len(g.Transient)-1], "a longer key": append(bytes.Clone(g.Transient), 0),
		"an Ed25519 key":      g.HostKey,
		"another type":        blob("ssh-rsb", e, n),
		"2047 bits":           blob("ssh-rsa", e, short),
		"16385 bits":          blob("ssh-rsa", e, new(big.Int).SetBit(new(big.Int).Lsh(big.NewInt(1), 16384), 0, 1)),
		"an even modulus":     blob("ssh-rsa", e, new(big.Int).SetBit(n, 0, 0)),
		"the exponent 1":      blob("ssh-rsa", big.NewInt(1), number(g.N)),
		"an even exponent":    blob("ssh-rsa", big.NewInt(65536), number(g.N)),
		"an exponent of 2^24": blob("ssh-rsa", big.NewInt(1<<24+1), number(g.N)),
	} {
		c := newClient(t, testConfig(t, "rsa2048-sha256", rand.Reader))
		_, done, err := c.Handle(nil, (&wire.KexRSAPublicKey{HostKey: g.HostKey, TransientKey: key}).Append(nil))
		refused(t, what, done, err)
	}
}

// TestLongerTransientKeys lets the secret grow with the key, up to what OAEP can hold.
func TestLongerTransientKeys(t *testing.T) {
	for _, bits := range []int{2049, 2055, 2056, 3072} {
		std, err := stdrsa.GenerateKey(rand.Reader, bits)
		if err != nil {
			t.Fatal(err)
		}
		key := append(append(stdString([]byte("ssh-rsa")), stdMpint(big.NewInt(int64(std.E)))...), stdMpint(std.N)...)
		for _, r := range [][]byte{bytes.Repeat([]byte{0xff}, 1000), make([]byte, 1000)} {
			cfg := testConfig(t, "rsa2048-sha256", bytes.NewReader(r))
			out, _, err := newClient(t, cfg).Handle(nil, (&wire.KexRSAPublicKey{TransientKey: key}).Append(nil))
			if err != nil {
				t.Fatalf("%d bits: %v", bits, err)
			}
			var msg wire.KexRSASecret
			if err := msg.Parse(out); err != nil {
				t.Fatal(err)
			}
			k, err := stdrsa.DecryptOAEP(sha256.New(), nil, std, msg.Encrypted, nil)
			if err != nil {
				t.Fatalf("%d bits: %v", bits, err)
			}
			want := 0
			if r[0] != 0 {
				want = bits - 512 - 49
			}
			if got := number(k[4:]).BitLen(); got != want {
				t.Errorf("%d bits: want a secret of %d bits, got %d", bits, want, got)
			}
		}
	}
}

// TestTheTransientKeyIsTheServers shows that an exchange leaves a key that was given
// whole, and makes one of its own otherwise.
func TestTheTransientKeyIsTheServers(t *testing.T) {
	cfg := testConfig(t, "rsa2048-sha256", rand.Reader)
	for range 2 { // Wipe of the first did not reach it
		run(t, newClient(t, cfg), newServer(t, cfg))
	}
	cfg.TransientRSA = nil
	run(t, newClient(t, cfg), newServer(t, cfg))

	none := errors.New("none")
	cfg.TransientRSA = func() (*rsa.PrivateKey, error) { return nil, none }
	if _, err := kex.NewServer(cfg); !errors.Is(err, none) {
		t.Errorf("want %v, got %v", none, err)
	}
}
