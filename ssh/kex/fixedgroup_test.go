package kex_test

import (
	"bytes"
	"crypto/rand"
	"math/big"
	"testing"

	"github.com/glassh/glassh/vectors"
	"github.com/glassh/glassh/wire"
)

// dhGroup is one client, who meets a server in each test. The keys are exponents of 512
// bits.
type dhGroup struct {
	known
	P, ClientKey, E vectors.Hex
	Tests           []struct {
		vectors.Case
		ServerKey, F vectors.Hex
		Secret       vectors.Hex // as long as p
		K            vectors.Hex // encoded
		H            vectors.Hex
	}
}

func TestKnownExchangesInFixedGroups(t *testing.T) {
	file, err := vectors.Load[dhGroup]("ssh_kex_dh.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range file.Groups {
		for _, v := range g.Tests {
			t.Run(g.Method+"/"+v.String(), func(t *testing.T) {
				e, f, secret := powers(g.P, []byte{2}, g.ClientKey, v.ServerKey)
				k := stdMpint(secret)
				h := g.hash(t, stdMpint(e), stdMpint(f), k)
				if !bytes.Equal(g.E, e.Bytes()) || !bytes.Equal(v.F, f.Bytes()) || number(v.Secret).Cmp(secret) != 0 ||
					!bytes.Equal(v.K, k) || !bytes.Equal(v.H, h) {
					t.Fatalf("the standard library has e = %x, f = %x, K = %x, H = %x", e, f, k, h)
				}
				checkKnown(t, g.config(t, bytes.NewReader(g.ClientKey)), g.config(t, bytes.NewReader(v.ServerKey)), v.K, v.H,
					(&wire.KexDHInit{E: g.E}).Append(nil),
					(&wire.KexDHReply{HostKey: g.HostKey, F: v.F, Signature: signature}).Append(nil))
			})
		}
	}
}

// powers returns gˣ, gʸ and gˣʸ modulo p.
func powers(p, g, x, y []byte) (e, f, secret *big.Int) {
	e = new(big.Int).Exp(number(g), number(x), number(p))
	f = new(big.Int).Exp(number(g), number(y), number(p))
	return e, f, new(big.Int).Exp(e, number(y), number(p))
}

// badPowers are public values that must be refused modulo p.
func badPowers(p *big.Int) map[string][]byte {
	add := func(n int64) []byte { return new(big.Int).Add(p, big.NewInt(n)).Bytes() }
	return map[string][]byte{
		"0": nil, "1": {1}, "p-1": add(-1), "p": add(0), "p+1": add(1), "a number longer than p": append([]byte{1}, p.Bytes()...),
		"2, a single bit": {2}, "3 bits": {0x80, 0x01, 0x40},
	}
}

func TestBadPowersAreRefused(t *testing.T) {
	file, err := vectors.Load[dhGroup]("ssh_kex_dh.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range file.Groups {
		if len(g.P) > 256 {
			continue // the check is the same, and these take long
		}
		for what, value := range badPowers(number(g.P)) {
			cfg := testConfig(t, g.Method, rand.Reader)
			_, done, err := newServer(t, cfg).Handle(nil, (&wire.KexDHInit{E: value}).Append(nil))
			refused(t, g.Method+": the server with "+what, done, err)
			_, done, err = newClient(t, cfg).Handle(nil, (&wire.KexDHReply{F: value}).Append(nil))
			refused(t, g.Method+": the client with "+what, done, err)
		}
		negative := append([]byte{30, 0, 0, 0, 1}, 0x80)
		_, done, err := newServer(t, testConfig(t, g.Method, rand.Reader)).Handle(nil, negative)
		refused(t, g.Method+": the server with a negative number", done, err)
		padded := append([]byte{30, 0, 0, 0, 3}, 0, 0x12, 0x34)
		_, done, err = newServer(t, testConfig(t, g.Method, rand.Reader)).Handle(nil, padded)
		refused(t, g.Method+": the server with a number that is not minimal", done, err)
	}
}
