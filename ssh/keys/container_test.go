package keys_test

import (
	"bytes"
	"crypto/rand"
	"encoding/pem"
	"strings"
	"testing"

	"github.com/glassh/glassh/ssh/keys"
)

func TestOpenSSHContainer(t *testing.T) {
	k := testKey(t)
	text, err := k.Marshal(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	block, _ := pem.Decode(text)
	got, err := keys.OpenSSHContainer(text)
	if err != nil || !bytes.Equal(block.Bytes, got) {
		t.Errorf("want %x, got %x, %v", block.Bytes, got, err)
	}
	pkcs8, err := k.MarshalPKCS8()
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"empty": "", "text": "hello", "public key": k.PublicKey().String(), "PKCS#8": string(pkcs8),
		"PPK": "PuTTY-User-Key-File-3: ssh-ed25519\n", "cut off": string(text[:100]),
		"not base64": strings.Replace(string(text), "A", "!", 1),
	} {
		if b, err := keys.OpenSSHContainer([]byte(text)); err == nil {
			t.Errorf("%s: %x", name, b)
		}
	}
}

func TestFileTag(t *testing.T) {
	for _, cipher := range keys.FileCiphers() {
		want := 0
		if strings.Contains(cipher, "gcm") || strings.Contains(cipher, "poly1305") {
			want = 16
		}
		if got := keys.FileTag(cipher); got != want {
			t.Errorf("%s: want %d, got %d", cipher, want, got)
		}
	}
	if got := keys.FileTag("none"); got != 0 {
		t.Errorf("none: %d", got)
	}
}
