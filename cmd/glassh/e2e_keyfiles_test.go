//go:build unix

package main

import (
	"crypto/rand"
	"strings"
	"testing"

	"github.com/glassh/glassh/ssh/keys"
)

// Servers and clients take key files in every form: the same file is the host's key here
// and the user's.
func TestKeyFilesOfEveryForm(t *testing.T) {
	t.Parallel()
	generate := func(typ string, bits int) *keys.PrivateKey {
		k, err := keys.Generate(typ, rand.Reader, bits)
		if err != nil {
			t.Fatal(err)
		}
		return k
	}
	rsa, p384, ed448 := generate("ssh-rsa", 2048), generate("ecdsa-sha2-nistp384", 0), generate("ssh-ed448", 0)
	text := func(b []byte, err error) string {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	for _, c := range []struct {
		name, file string
		key        *keys.PrivateKey
	}{
		{"OpenSSH RSA", text(rsa.Marshal(rand.Reader)), rsa},
		{"PKCS#1", text(rsa.MarshalPEM()), rsa},
		{"SEC 1", text(p384.MarshalPEM()), p384},
		{"PKCS#8", text(ed448.MarshalPKCS8()), ed448},
		{"PPK", read(t, "../../ssh/keys/testdata/zero.ppk"), keys.NewEd25519(make([]byte, 32))},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newSite(t)
			write(t, s.host, c.file)
			write(t, s.user, c.file)
			write(t, s.authorized, string(c.key.PublicKey().AppendLine(nil, "")))
			s.hostKey, s.userKey = c.key, c.key
			s.serve(t).run(t, "HOST", "echo in").is(t, result{"in\n", "", 0})
			if got := must(t, "keygen", "-l", "-f", s.user); !strings.Contains(got, c.key.PublicKey().Fingerprint()) {
				t.Errorf("keygen -l: want %s, got %s", c.key.PublicKey().Fingerprint(), got)
			}
		})
	}
}

// A server cannot ask for passphrases.
func TestEncryptedHostKeyIsRefused(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	text, err := s.hostKey.MarshalEncrypted(rand.Reader, []byte("x"), keys.MarshalOptions{Rounds: 1})
	if err != nil {
		t.Fatal(err)
	}
	write(t, s.host, string(text))
	got := output(t, s.command(t, "serve", "-p", "0", "-h", s.host))
	want := "glassh serve: host key " + s.host + ": keys: the key is protected by a passphrase (cipher aes256-ctr, KDF bcrypt)\n"
	if got.status == 0 || got.stderr != want {
		t.Errorf("want %q, got %v", want, got)
	}
	if got := must(t, "keygen", "-l", "-f", s.host); !strings.Contains(got, s.hostKey.PublicKey().Fingerprint()) {
		t.Errorf("keygen -l: want the fingerprint of the public half, got %s", got)
	}
}
