package protect_test

import (
	"bytes"
	"io"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/glassh/glassh/asm"
	"github.com/glassh/glassh/asm/aes"
	"github.com/glassh/glassh/asm/asmtest"
	"github.com/glassh/glassh/asm/chacha"
	"github.com/glassh/glassh/asm/sha1"
	"github.com/glassh/glassh/asm/sha2"
	"github.com/glassh/glassh/asm/umac"
	"github.com/glassh/glassh/ssh/protect"
	"github.com/glassh/glassh/vectors"
	"github.com/glassh/glassh/wire"
)

// packetGroup is a series of packets of one direction.
type packetGroup struct {
	Cipher, MAC     string
	Key, IV, MACKey vectors.Hex
	Tests           []struct {
		vectors.Case
		Seq             uint32
		Payload         vectors.Hex
		Padding         vectors.Hex
		Packet          vectors.Hex // the plaintext
		Nonce           vectors.Hex // for CTR, the counter block
		OneTimeKey      vectors.Hex
		AdditionalData  vectors.Hex
		MACInput        vectors.Hex
		MACNonce        vectors.Hex // of UMAC
		Ciphertext, Tag vectors.Hex
	}
}

func TestKnownPackets(t *testing.T) {
	ctr := []*asm.Set{aes.Tiers, sha1.Tiers, sha2.Tiers256, sha2.Tiers512}
	for _, c := range []struct {
		name string
		sets []*asm.Set // one tier of one of them at a time
	}{
		{"ssh_packet_chacha20poly1305.json", []*asm.Set{chacha.Tiers, chacha.TiersPoly1305}},
		{"ssh_packet_aesgcm.json", []*asm.Set{aes.Tiers}},
		{"ssh_packet_aesctr.json", ctr},
		{"ssh_packet_aesctr_etm.json", ctr},
		{"ssh_packet_umac.json", []*asm.Set{aes.Tiers, umac.Tiers}},
		{"ssh_packet_umac_etm.json", []*asm.Set{aes.Tiers, umac.Tiers}},
	} {
		file, err := vectors.Load[packetGroup](c.name)
		if err != nil {
			t.Fatal(err)
		}
		for _, g := range file.Groups {
			for _, set := range c.sets {
				t.Run(g.Cipher+"+"+g.MAC+"/"+set.Name, func(t *testing.T) {
					asmtest.EachTier(t, set, func(t *testing.T) { testKnownPackets(t, &g) })
				})
			}
		}
	}
}

func testKnownPackets(t *testing.T, g *packetGroup) {
	suite, ok := protect.Lookup(g.Cipher, g.MAC)
	if !ok {
		t.Fatal("no such suite")
	}
	var padding []byte
	for _, c := range g.Tests {
		padding = append(padding, c.Padding...)
	}
	keys := protect.Keys{Key: g.Key, IV: g.IV, MACKey: g.MACKey}
	s := protect.NewSealer(suite, keys, io.MultiReader(bytes.NewReader(padding), new(pattern)))
	o := protect.NewOpener(suite, keys)
	r := newReference(g.Cipher, g.MAC, g.Key, g.IV, g.MACKey)

	for _, c := range g.Tests {
		if c.Result != vectors.Valid {
			t.Fatalf("%v: no policy for result %q", c, c.Result)
		}
		// The standard library agrees with each value on the way.
		got := r.seal(c.Seq, c.Payload, func(int) []byte { return c.Padding })
		want := &trace{
			packet: c.Packet, nonce: c.Nonce, oneTimeKey: c.OneTimeKey, additionalData: c.AdditionalData,
			macInput: c.MACInput, macNonce: c.MACNonce, ciphertext: c.Ciphertext, tag: c.Tag,
		}
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(trace{})); diff != "" {
			t.Fatalf("%v: the reference (-want +got):\n%s", c, diff)
		}
		sealed := seal(s, c.Seq, c.Payload)
		if want := slices.Concat(c.Ciphertext, c.Tag); !bytes.Equal(want, sealed) {
			t.Errorf("%v: Seal\nwant %x\n got %x", c, want, sealed)
		}
		in := slices.Concat(c.Ciphertext, c.Tag)
		payload, n, err := o.Open(in, c.Seq)
		if err != nil || n != len(in) || !bytes.Equal(c.Payload, payload) {
			t.Fatalf("%v: Open: want %x, got %x, %d, %v", c, c.Payload, payload, n, err)
		}
		if !bytes.Equal(c.Padding, in[wire.HeaderLen+len(payload):n-len(c.Tag)]) {
			t.Errorf("%v: Open leaves another padding than %x", c, c.Padding)
		}
	}
}
