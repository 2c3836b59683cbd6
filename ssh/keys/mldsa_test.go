package keys_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha512"
	"errors"
	"strings"
	"testing"

	"github.com/glassh/glassh/primitives/mldsa"
	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/vectors"
	"github.com/glassh/glassh/wire"
)

const composite = "ssh-mldsa44-ed25519@openssh.com"

type compositeGroup struct {
	Seeds, Public vectors.Hex
	Tests         []struct {
		vectors.Case
		Msg, Representative, Sig vectors.Hex
	}
}

func compositeVectors(t testing.TB) []compositeGroup {
	t.Helper()
	file, err := vectors.Load[compositeGroup]("ssh_mldsa44_ed25519.json")
	if err != nil {
		t.Fatal(err)
	}
	return file.Groups
}

// compositeHalves returns whether both halves of a signature are right, as ML-DSA-44
// here, which NIST's vectors hold to FIPS 204, and Ed25519 of the standard library see
// it.
func compositeHalves(t *testing.T, public, representative, sig []byte) (bool, bool) {
	t.Helper()
	k, err := mldsa.NewPublicKey(mldsa.Set44, public[:1312])
	if err != nil {
		t.Fatal(err)
	}
	return k.Verify(representative, "COMPSIG-MLDSA44-Ed25519-SHA512", sig[:2420]),
		ed25519.Verify(public[1312:], representative, sig[2420:])
}

// TestCompositeStepByStep walks the construction: the key from its seeds, what is
// signed, each half of the signature, and the whole in its blob.
func TestCompositeStepByStep(t *testing.T) {
	for _, g := range compositeVectors(t) {
		k := keys.NewMLDSA44Ed25519(g.Seeds)
		wantBlob := wire.AppendString(wire.AppendText(nil, composite), g.Public)
		if got := k.PublicKey().Blob(); !bytes.Equal(wantBlob, got) {
			t.Fatalf("public key: want %x, got %x", wantBlob, got)
		}
		for _, c := range g.Tests {
			hash := sha512.Sum512(c.Msg)
			want := "CompositeAlgorithmSignatures2025COMPSIG-MLDSA44-Ed25519-SHA512\x00" + string(hash[:])
			if string(c.Representative) != want {
				t.Errorf("%s: the representative: want %x, got %x", c, want, []byte(c.Representative))
			}
			first, second := compositeHalves(t, g.Public, c.Representative, c.Sig)
			if valid := c.Result == vectors.Valid; valid != (first && second) {
				t.Errorf("%s: the halves are right: %v and %v", c, first, second)
			}
			err := k.PublicKey().Verify(composite, c.Msg, blobOf(composite, string(c.Sig)))
			if c.Result == vectors.Valid && err != nil || c.Result == vectors.Invalid && !errors.Is(err, keys.ErrSignature) {
				t.Errorf("%s: want %s, got %v", c, c.Result, err)
			}
			ours, err := k.Sign(rand.Reader, composite, c.Msg)
			if err != nil {
				t.Fatal(err)
			}
			r := wire.NewReader(ours)
			name, sig := r.Text(), r.Bytes()
			if r.End() != nil || name != composite || len(sig) != 2484 {
				t.Fatalf("%s: our signature has the name %s and %d bytes", c, name, len(sig))
			}
			if first, second := compositeHalves(t, g.Public, []byte(want), sig); !first || !second {
				t.Errorf("%s: the halves of our signature are right: %v and %v", c, first, second)
			}
		}
	}
}

// TestCompositeNeedsBothHalves puts signatures together from those of other messages
// and keys.
func TestCompositeNeedsBothHalves(t *testing.T) {
	g := compositeVectors(t)
	k, message := keys.NewMLDSA44Ed25519(g[0].Seeds).PublicKey(), g[0].Tests[0].Msg
	own, other, stranger := string(g[0].Tests[0].Sig), string(g[0].Tests[1].Sig), string(g[1].Tests[0].Sig)
	for _, c := range []struct {
		name, sig string
		ok        bool
	}{
		{"as it is", own, true},
		{"ML-DSA of another message", other[:2420] + own[2420:], false},
		{"Ed25519 of another message", own[:2420] + other[2420:], false},
		{"ML-DSA of another key", stranger[:2420] + own[2420:], false},
		{"Ed25519 of another key", own[:2420] + stranger[2420:], false},
		{"the other order", own[2420:] + own[:2420], false},
		{"only ML-DSA", own[:2420], false},
		{"only Ed25519", own[2420:], false},
		{"no ML-DSA", strings.Repeat("\x00", 2420) + own[2420:], false},
		{"no Ed25519", own[:2420] + strings.Repeat("\x00", 64), false},
		{"one byte less", own[:2483], false},
		{"one byte more", own + "\x00", false},
		{"nothing", "", false},
	} {
		err := k.Verify(composite, message, blobOf(composite, c.sig))
		if c.ok && err != nil || !c.ok && !errors.Is(err, keys.ErrSignature) {
			t.Errorf("%s: want %v, got %v", c.name, c.ok, err)
		}
	}
}

func TestCompositeKeysThatAreNone(t *testing.T) {
	g := compositeVectors(t)
	public, seeds := string(g[0].Public), string(g[0].Seeds)
	for _, n := range []int{0, 32, 1312, 1343, 1345} {
		blob := blobOf(composite, string(append([]byte(public), 0)[:n]))
		if _, err := keys.ParsePublicKey(blob); err == nil || !strings.Contains(err.Error(), "instead of 1344") {
			t.Errorf("%d bytes: got %v", n, err)
		}
	}
	for _, c := range []struct{ name, public, seeds, want string }{
		{"as it is", public, seeds, ""},
		{"seeds of another key", public, string(g[1].Seeds), "do not belong together"},
		{"ML-DSA of another key", string(g[1].Public[:1312]) + public[1312:], seeds, "do not belong together"},
		{"Ed25519 of another key", public[:1312] + string(g[1].Public[1312:]), seeds, "do not belong together"},
		{"one seed", public, seeds[:32], "1344 and 32 bytes instead of 1344 and 64"},
		{"expanded keys", public, strings.Repeat(seeds, 41), "instead of"},
		{"half a public key", public[:1312], seeds, "1312 bytes instead of 1344"},
	} {
		_, err := keys.ParsePrivate(privateFile(blobOf(composite, c.public), blobOf(composite, c.public, c.seeds)))
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: want %q, got %v", c.name, c.want, err)
		}
	}
}

func TestCompositeNeedsRandomness(t *testing.T) {
	k := keys.NewMLDSA44Ed25519(make([]byte, 64))
	if _, err := k.Sign(nil, composite, nil); err == nil || !strings.Contains(err.Error(), "rand is nil") {
		t.Errorf("without randomness: got %v", err)
	}
	if _, err := k.Sign(bytes.NewReader(make([]byte, 31)), composite, nil); err == nil {
		t.Error("with 31 random bytes: want an error")
	}
	k.Wipe()
	if _, err := k.Sign(rand.Reader, composite, nil); err == nil || !strings.Contains(err.Error(), "wiped") {
		t.Errorf("wiped: got %v", err)
	}
	defer func() {
		if recover() == nil {
			t.Error("63 bytes of seeds: want a panic")
		}
	}()
	keys.NewMLDSA44Ed25519(make([]byte, 63))
}
