package kex_test

import (
	"bytes"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"hash"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/glassh/glassh/ssh/kex"
	"github.com/glassh/glassh/ssh/protect"
	"github.com/glassh/glassh/vectors"
)

// hashes are the hashes of the vector files, here and in the standard library.
var hashes = map[string]struct {
	ours   kex.Hash
	theirs func() hash.Hash
}{
	"SHA-1":   {kex.SHA1, sha1.New},
	"SHA-256": {kex.SHA256, sha256.New},
	"SHA-384": {kex.SHA384, sha512.New384},
	"SHA-512": {kex.SHA512, sha512.New},
}

// suiteOf returns a suite that wants keys of these lengths.
func suiteOf(key, iv, mac int) protect.Suite {
	return protect.Suite{Cipher: protect.Cipher{KeySize: key, IVSize: iv}, MAC: protect.MAC{KeySize: mac}}
}

func TestKeyDerivationOfACVP(t *testing.T) {
	type group struct {
		Hash  string
		Tests []struct {
			vectors.Case
			K, H, SessionID                                                      vectors.Hex
			IVClient, IVServer, KeyClient, KeyServer, MACKeyClient, MACKeyServer vectors.Hex
		}
	}
	file, err := vectors.Load[group]("ssh_kdf_acvp.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range file.Groups {
		for _, c := range g.Tests {
			d := kex.KDF{Hash: hashes[g.Hash].ours, K: c.K, H: c.H, SessionID: c.SessionID}
			suite := suiteOf(len(c.KeyClient), len(c.IVClient), len(c.MACKeyClient))
			want := []protect.Keys{
				{Key: c.KeyClient, IV: c.IVClient, MACKey: c.MACKeyClient},
				{Key: c.KeyServer, IV: c.IVServer, MACKey: c.MACKeyServer},
			}
			got := []protect.Keys{d.ClientToServer(suite), d.ServerToClient(suite)}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s, %v (-want +got):\n%s", g.Hash, c, diff)
			}
		}
	}
}

// TestKeyDerivationByLetter takes keys of every length to three hashes and one byte.
func TestKeyDerivationByLetter(t *testing.T) {
	type group struct {
		Hash            string
		K, H, SessionID vectors.Hex
		Tests           []struct {
			vectors.Case
			Letter     string
			K1, K2, K3 vectors.Hex
		}
	}
	file, err := vectors.Load[group]("ssh_kdf_letters.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range file.Groups {
		d := kex.KDF{Hash: hashes[g.Hash].ours, K: g.K, H: g.H, SessionID: g.SessionID}
		for _, c := range g.Tests {
			sum := func(parts ...[]byte) []byte {
				h := hashes[g.Hash].theirs()
				h.Write(slices.Concat(parts...))
				return h.Sum(nil)
			}
			k1 := sum(g.K, g.H, []byte(c.Letter), g.SessionID)
			k2 := sum(g.K, g.H, k1)
			k3 := sum(g.K, g.H, k1, k2)
			k4 := sum(g.K, g.H, k1, k2, k3)
			if !bytes.Equal(c.K1, k1) || !bytes.Equal(c.K2, k2) || !bytes.Equal(c.K3, k3) {
				t.Fatalf("%s, %v: the standard library has %x, %x, %x", g.Hash, c, k1, k2, k3)
			}
			want := slices.Concat(k1, k2, k3, k4)
			for n := range 3*len(k1) + 2 {
				got := make([]byte, n)
				d.Derive(got, c.Letter[0])
				if !bytes.Equal(want[:n], got) {
					t.Fatalf("%s, %v, %d bytes:\nwant %x\n got %x", g.Hash, c, n, want[:n], got)
				}
			}
		}
	}
}

// TestKeysFitTheirSuite gives the keys of every suite to package protect.
func TestKeysFitTheirSuite(t *testing.T) {
	d := kex.KDF{Hash: kex.SHA256, K: []byte{0, 0, 0, 1, 9}, H: make([]byte, 32), SessionID: make([]byte, 32)}
	for _, c := range protect.Ciphers() {
		for _, m := range protect.MACs() {
			suite, ok := protect.Lookup(c.Name, m.Name)
			if !ok {
				t.Fatalf("no suite of %s and %s", c.Name, m.Name)
			}
			protect.NewOpener(suite, d.ClientToServer(suite))
			protect.NewOpener(suite, d.ServerToClient(suite))
		}
	}
	d.Wipe()
	if !bytes.Equal(d.K, make([]byte, 5)) {
		t.Errorf("Wipe left K = %x", d.K)
	}
}

func TestHashSizes(t *testing.T) {
	for name, h := range hashes {
		if h.ours.Size() != h.theirs().Size() || h.ours.New().Size() != h.ours.Size() || h.ours.String() != name {
			t.Errorf("%s: size %d, name %v", name, h.ours.Size(), h.ours)
		}
	}
}
