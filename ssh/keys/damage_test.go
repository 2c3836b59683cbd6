package keys_test

import (
	"bytes"
	"crypto/rand"
	"strings"
	"testing"

	"github.com/glassh/glassh/ssh/keys"
)

// A private key file in each form, cut off at each byte and with each byte changed, gives
// an error of one line, or the same key.
func TestDamagedPrivateFiles(t *testing.T) {
	pass := []byte("x")
	ed, ec := testKey(t), oneOf(t, "ecdsa-sha2-nistp256")
	ed448, p521, rsa := oneOf(t, "ssh-ed448"), oneOf(t, "ecdsa-sha2-nistp521"), oneOf(t, "ssh-rsa")
	must := func(text []byte, err error) []byte {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	for _, c := range []struct {
		name string
		key  *keys.PrivateKey
		file []byte
		step int // RSA keys take some milliseconds each
	}{
		{"openssh ed25519", ed, must(ed.Marshal(rand.Reader)), 1},
		{"openssh p521", p521, must(p521.Marshal(rand.Reader)), 1},
		{"pkcs8 ed25519", ed, must(ed.MarshalPKCS8()), 1},
		{"pkcs8 ed448", ed448, must(ed448.MarshalPKCS8()), 1},
		{"pkcs8 p256", ec, must(ec.MarshalPKCS8()), 1},
		{"pkcs8 rsa", rsa, must(rsa.MarshalPKCS8()), 29},
		{"pbes2 p256", ec, []byte(openssl(t, "pkcs8", "-topk8", "-passout", "pass:x", "-v2", "aes-128-cbc", "-iter", "1",
			"-in", inFile(t, must(ec.MarshalPKCS8())))), 1},
		{"pkcs1", rsa, must(rsa.MarshalPEM()), 29},
		{"sec1", ec, must(ec.MarshalPEM()), 1},
		{"encrypted pkcs1", rsa, must(rsa.MarshalEncryptedPEM(rand.Reader, pass)), 29},
		{"encrypted sec1", ec, must(ec.MarshalEncryptedPEM(rand.Reader, pass)), 1},
		{"ppk 2", ec, ppkOf(t, ec, "version=2", "x"), 1},
		{"plain ppk 2 rsa", rsa, ppkOf(t, rsa, "version=2", ""), 1},
		{"ppk 3", ed, ppkOf(t, ed, "version=3,memory=64,passes=1", "x"), 2},
		{"plain ppk 2", ed448, ppkOf(t, ed448, "version=2", ""), 1},
		{"plain ppk 3", rsa, ppkOf(t, rsa, "version=3", ""), 7},
	} {
		t.Run(c.name, func(t *testing.T) {
			// Nothing in the file says which seed is the right one.
			bare := strings.HasPrefix(c.name, "pkcs8 ed")
			check := func(what string, at int, file []byte) {
				got, err := keys.ParsePrivateWithPassphrase(file, pass)
				switch {
				case err == nil && bare:
				case err == nil && !got.PublicKey().Equal(c.key.PublicKey()):
					t.Errorf("%s byte %d: it is taken for %s", what, at, got.PublicKey())
				case err != nil && (strings.ContainsAny(err.Error(), "\n\x1b") || !strings.HasPrefix(err.Error(), "keys: ")):
					t.Errorf("%s byte %d: not an error of ours in a line: %q", what, at, err)
				}
			}
			text := bytes.TrimSpace(c.file)
			check("with every", 0, text)
			for i := 0; i < len(text); i += c.step {
				if _, err := keys.ParsePrivateWithPassphrase(text[:i], pass); err == nil {
					t.Errorf("cut off at byte %d, it is taken for a key", i)
				}
				check("cut off at", i, text[:i])
				bad := bytes.Clone(text)
				for _, flip := range []byte{0x01, 0x40} {
					bad[i] = text[i] ^ flip
					check("changed in", i, bad)
				}
			}
		})
	}
}

func TestDamagedPublicFiles(t *testing.T) {
	for _, typ := range []string{"ssh-ed25519", "ssh-rsa", "ecdsa-sha2-nistp384"} {
		k := oneOf(t, typ).PublicKey()
		spki, err := k.MarshalSPKI()
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range [][]byte{spki, k.AppendRFC4716(nil, "me"), k.AppendLine(nil, "me")} {
			text = bytes.TrimSpace(text)
			for i := range text {
				// A line is one without its comment as well.
				if _, _, err := keys.ParsePublicFile(text[:i]); err == nil && text[0] == '-' {
					t.Errorf("%.30q…: cut off at byte %d, it is taken for a key", text, i)
				}
				bad := bytes.Clone(text)
				bad[i] ^= 0x01
				if _, _, err := keys.ParsePublicFile(bad); err != nil && strings.ContainsAny(err.Error(), "\n\x1b") {
					t.Errorf("%.30q…: changed at byte %d: %q", text, i, err)
				}
			}
		}
	}
}
