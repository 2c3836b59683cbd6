package nist

import (
	"bytes"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/glassh/glassh/vectors"
)

func TestCAVS(t *testing.T) {
	type group struct {
		Curve string
		Tests []struct {
			vectors.Case
			Private, Public, Peer, Shared vectors.Hex
		}
	}
	file, err := vectors.Load[group]("ecdh_cavs14.json")
	if err != nil {
		t.Fatal(err)
	}
	if len(file.Groups) != len(curves) {
		t.Fatalf("%d groups", len(file.Groups))
	}
	for i, g := range file.Groups {
		c := curves[i]
		if g.Curve != c.String() {
			t.Fatalf("a group of %s where %s belongs", g.Curve, c)
		}
		for _, v := range g.Tests {
			t.Run(v.String(), func(t *testing.T) {
				k, err := NewPrivateKey(c.Curve, v.Private)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff([]byte(v.Public), k.PublicKey()); diff != "" {
					t.Errorf("public key: %s", diff)
				}
				got, err := k.Shared(v.Peer)
				if diff := cmp.Diff([]byte(v.Shared), got); diff != "" || err != nil {
					t.Errorf("shared: %v, %s", err, diff)
				}
				std, err := c.std.NewPrivateKey(v.Private)
				if err != nil {
					t.Fatal(err)
				}
				peer, err := c.std.NewPublicKey(v.Peer)
				if err != nil {
					t.Fatal(err)
				}
				if z, err := std.ECDH(peer); err != nil || !bytes.Equal(z, v.Shared) || !bytes.Equal(std.PublicKey().Bytes(), v.Public) {
					t.Error("the vector is wrong")
				}
			})
		}
	}
}

// TestWycheproof has one policy: of the cases that may be taken or refused, which are
// those with a compressed point, all are refused.
func TestWycheproof(t *testing.T) {
	type group struct {
		Curve, Encoding string
		Tests           []struct {
			vectors.Case
			Public, Private, Shared vectors.Hex
		}
	}
	for i, f := range []struct {
		file  string
		count map[vectors.Result]int
	}{
		{"ecdh_secp256r1_ecpoint_test.json", map[vectors.Result]int{vectors.Valid: 330, vectors.Invalid: 24, vectors.Acceptable: 1}},
		{"ecdh_secp384r1_ecpoint_test.json", map[vectors.Result]int{vectors.Valid: 771, vectors.Invalid: 18, vectors.Acceptable: 1}},
		{"ecdh_secp521r1_ecpoint_test.json", map[vectors.Result]int{vectors.Valid: 632, vectors.Invalid: 28, vectors.Acceptable: 1}},
	} {
		c := curves[i]
		t.Run(c.String(), func(t *testing.T) {
			file, err := vectors.Wycheproof[group](f.file)
			if err != nil {
				t.Fatal(err)
			}
			count := map[vectors.Result]int{}
			for _, g := range file.Groups {
				if g.Encoding != "ecpoint" {
					t.Fatalf("a group with points encoded as %q", g.Encoding)
				}
				for _, v := range g.Tests {
					count[v.Result]++
					if v.Result == vectors.Acceptable && !v.Has("CompressedPoint") {
						t.Errorf("%s %v: there is no policy", v, v.Flags)
					}
					// Some are written with more or fewer zeros in front.
					d := bytes.TrimLeft(v.Private, "\x00")
					d = slices.Concat(make([]byte, c.Size()-len(d)), d)
					k, err := NewPrivateKey(c.Curve, d)
					if err != nil {
						t.Fatal(err)
					}
					got, err := k.Shared(v.Public)
					if want := v.Result == vectors.Valid; want != (err == nil) {
						t.Errorf("%s %v: want %v, got %v", v, v.Flags, want, err)
					} else if want && !bytes.Equal(v.Shared, got) {
						t.Errorf("%s: want %x, got %x", v, v.Shared, got)
					}
				}
			}
			if diff := cmp.Diff(f.count, count); diff != "" {
				t.Errorf("cases run: %s", diff)
			}
		})
	}
}
