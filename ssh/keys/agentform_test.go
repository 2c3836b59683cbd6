package keys_test

import (
	"bytes"
	"crypto/rand"
	"strings"
	"testing"

	"github.com/glassh/glassh/ssh/keys"
	"github.com/glassh/glassh/wire"
)

// What an agent is given is read as the key that it was, with the certificate that it
// had, and no further.
func TestPrivateFieldsGoBothWays(t *testing.T) {
	ca := keys.NewEd25519(bytes.Repeat([]byte{9}, 32))
	for _, typ := range keys.Types() {
		if strings.HasPrefix(typ, "sk-") || strings.HasPrefix(typ, "webauthn-") {
			continue
		}
		bits := 0
		if typ == "ssh-rsa" {
			bits = 2048
		}
		k, err := keys.Generate(typ, rand.Reader, bits)
		if err != nil {
			t.Fatal(err)
		}
		cert, err := keys.SignCertificate(rand.Reader, ca, k.PublicKey(), &keys.Certificate{
			Kind: keys.UserCertificate, Principals: []string{"alice"}, ValidBefore: keys.Forever,
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []*keys.PublicKey{nil, cert} {
			text, err := k.AppendPrivate([]byte("front"), want)
			if err != nil || len(text) != len("front")+k.PrivateLen(want) {
				t.Fatalf("%s: %d bytes, %v, want %d", typ, len(text), err, k.PrivateLen(want))
			}
			text = append(text, "behind"...)
			r := wire.NewReader(text[len("front"):])
			got, gotCert, err := keys.ParsePrivateFields(&r)
			if err != nil || !got.PublicKey().Equal(k.PublicKey()) || (gotCert == nil) != (want == nil) || want != nil && !gotCert.Equal(want) {
				t.Errorf("%s: read %v, %v, %v", typ, got, gotCert, err)
			}
			if rest := string(r.Rest()); rest != "behind" {
				t.Errorf("%s: behind it is %q", typ, rest)
			}
		}
		if _, err := ca.AppendPrivate(nil, cert); err == nil {
			t.Errorf("%s: another key's certificate is accepted", typ)
		}
		k.Wipe()
		if _, err := k.AppendPrivate(nil, nil); err == nil || k.PrivateLen(nil) != 0 {
			t.Errorf("%s: a key that was wiped is written", typ)
		}
	}
}
