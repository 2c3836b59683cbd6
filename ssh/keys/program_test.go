package keys_test

import (
	"crypto/rand"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/glassh/glassh/ssh/keys"
)

// program runs a program of a Debian package and returns what it prints.
func program(t *testing.T, pkg, name string, args ...string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Fatalf("%s is missing: install %s (make deps)", name, pkg)
	}
	var stderr strings.Builder
	cmd := exec.Command(path, args...)
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s %s: %v\n%s%s", name, strings.Join(args, " "), err, out, &stderr)
	}
	return string(out)
}

func openssl(t *testing.T, args ...string) string {
	t.Helper()
	return program(t, "openssl", "openssl", args...)
}

func puttygen(t *testing.T, args ...string) string {
	t.Helper()
	return program(t, "putty-tools", "puttygen", args...)
}

// inFile writes text to a new file and returns its name.
func inFile(t *testing.T, text []byte) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "key")
	writeFile(t, file, text)
	return file
}

func fromFile(t *testing.T, file string) []byte {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// ours is a key of each type that files of other programs hold, made once.
var ours = sync.OnceValue(func() (list []*keys.PrivateKey) {
	for _, typ := range []string{"ssh-ed25519", "ssh-ed448", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "ssh-rsa"} {
		bits := 0
		if typ == "ssh-rsa" {
			bits = 2048
		}
		k, err := keys.Generate(typ, rand.Reader, bits)
		if err != nil {
			panic(err)
		}
		k.SetComment("me@here")
		list = append(list, k)
	}
	return list
})

func oneOf(t testing.TB, typ string) *keys.PrivateKey {
	t.Helper()
	for _, k := range ours() {
		if k.PublicKey().Type() == typ {
			return k
		}
	}
	t.Fatalf("there is no key of type %s", typ)
	return nil
}

// wantKey parses a file, with a passphrase where there is one, and compares the key. A
// file that needs the passphrase must say so, and refuse another.
func wantKey(t *testing.T, want *keys.PublicKey, file []byte, passphrase string) *keys.PrivateKey {
	t.Helper()
	got, err := keys.ParsePrivateWithPassphrase(file, []byte(passphrase))
	if err != nil {
		t.Fatalf("%v\n%s", err, file)
	}
	if !got.PublicKey().Equal(want) {
		t.Fatalf("want %s, got %s", want, got.PublicKey())
	}
	if passphrase == "" {
		return got
	}
	if _, err := keys.ParsePrivateWithPassphrase(file, []byte(passphrase+"x")); err != keys.ErrPassphrase {
		t.Errorf("another passphrase: want ErrPassphrase, got %v", err)
	}
	if _, err := keys.ParsePrivate(file); err == nil || !strings.Contains(err.Error(), "protected by a passphrase") {
		t.Errorf("without a passphrase: want an *EncryptedError, got %v", err)
	}
	return got
}
